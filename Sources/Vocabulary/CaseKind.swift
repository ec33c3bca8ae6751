/// What the rows of all cases of one way and one prompt have in common: half of a row, and never copied with it.
package struct CaseKind: Sendable, Equatable {
    package var suite: String
    package var route: String
    package var leg: LegID
    /// `provider:model` of that leg.
    package var legName: String
    /// Nil on a healthy path.
    package var cause: String?
    package var isStreamed: Bool
    package var promptID: String
    /// Of the rendered prompt: the prompt's own pin.
    package var promptDigest: String
    package var expectedOutcome: Expectation.Outcome
    package var expectedAnsweredBy: LegID?
    package var expectedCalls: [CaseRow.LegCalls]
    package var modelRequested: String
}

extension CaseRow {
    /// A kind of its own, for a row that differs from the others of its way.
    private mutating func change(_ body: (inout CaseKind) -> Void) {
        var changed = kind.value
        body(&changed)
        kind = Shared(changed)
    }

    package var suite: String {
        @inline(__always) get { kind.value.suite }
        set { change { $0.suite = newValue } }
    }

    package var route: String {
        @inline(__always) get { kind.value.route }
        set { change { $0.route = newValue } }
    }

    package var leg: LegID {
        @inline(__always) get { kind.value.leg }
        set { change { $0.leg = newValue } }
    }

    /// `provider:model` of that leg.
    package var legName: String {
        @inline(__always) get { kind.value.legName }
        set { change { $0.legName = newValue } }
    }

    /// Nil on a healthy path.
    package var cause: String? {
        @inline(__always) get { kind.value.cause }
        set { change { $0.cause = newValue } }
    }

    package var isStreamed: Bool {
        @inline(__always) get { kind.value.isStreamed }
        set { change { $0.isStreamed = newValue } }
    }

    package var promptID: String {
        @inline(__always) get { kind.value.promptID }
        set { change { $0.promptID = newValue } }
    }

    /// Of the rendered prompt: the prompt's own pin.
    package var promptDigest: String {
        @inline(__always) get { kind.value.promptDigest }
        set { change { $0.promptDigest = newValue } }
    }

    package var expectedOutcome: Expectation.Outcome {
        @inline(__always) get { kind.value.expectedOutcome }
        set { change { $0.expectedOutcome = newValue } }
    }

    package var expectedAnsweredBy: LegID? {
        @inline(__always) get { kind.value.expectedAnsweredBy }
        set { change { $0.expectedAnsweredBy = newValue } }
    }

    package var expectedCalls: [CaseRow.LegCalls] {
        @inline(__always) get { kind.value.expectedCalls }
        set { change { $0.expectedCalls = newValue } }
    }

    package var modelRequested: String {
        @inline(__always) get { kind.value.modelRequested }
        set { change { $0.modelRequested = newValue } }
    }
}
