/// What the rows of all cases of one way and one prompt have in common: half of a row, and never copied with it.
public struct CaseKind: Sendable, Equatable {
    public var suite: String
    public var route: String
    public var leg: LegID
    /// `provider:model` of that leg.
    public var legName: String
    /// Nil on a healthy path.
    public var cause: String?
    public var isStreamed: Bool
    public var promptID: String
    /// Of the rendered prompt: the prompt's own pin.
    public var promptDigest: String
    public var expectedOutcome: Expectation.Outcome
    public var expectedAnsweredBy: LegID?
    public var expectedCalls: [CaseRow.LegCalls]
    public var modelRequested: String
}

extension CaseRow {
    /// A kind of its own, for a row that differs from the others of its way.
    private mutating func change(_ body: (inout CaseKind) -> Void) { kind = kind.changed(body) }

    public var suite: String {
        @inline(__always) get { kind.value.suite }
        set { change { $0.suite = newValue } }
    }

    public var route: String {
        @inline(__always) get { kind.value.route }
        set { change { $0.route = newValue } }
    }

    public var leg: LegID {
        @inline(__always) get { kind.value.leg }
        set { change { $0.leg = newValue } }
    }

    /// `provider:model` of that leg.
    public var legName: String {
        @inline(__always) get { kind.value.legName }
        set { change { $0.legName = newValue } }
    }

    /// Nil on a healthy path.
    public var cause: String? {
        @inline(__always) get { kind.value.cause }
        set { change { $0.cause = newValue } }
    }

    public var isStreamed: Bool {
        @inline(__always) get { kind.value.isStreamed }
        set { change { $0.isStreamed = newValue } }
    }

    public var promptID: String {
        @inline(__always) get { kind.value.promptID }
        set { change { $0.promptID = newValue } }
    }

    /// Of the rendered prompt: the prompt's own pin.
    public var promptDigest: String {
        @inline(__always) get { kind.value.promptDigest }
        set { change { $0.promptDigest = newValue } }
    }

    public var expectedOutcome: Expectation.Outcome {
        @inline(__always) get { kind.value.expectedOutcome }
        set { change { $0.expectedOutcome = newValue } }
    }

    public var expectedAnsweredBy: LegID? {
        @inline(__always) get { kind.value.expectedAnsweredBy }
        set { change { $0.expectedAnsweredBy = newValue } }
    }

    public var expectedCalls: [CaseRow.LegCalls] {
        @inline(__always) get { kind.value.expectedCalls }
        set { change { $0.expectedCalls = newValue } }
    }

    public var modelRequested: String {
        @inline(__always) get { kind.value.modelRequested }
        set { change { $0.modelRequested = newValue } }
    }
}
