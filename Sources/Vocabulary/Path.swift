/// A planned way through a route: the legs that fail on it, with their causes, and what must come of it.
///
/// All cases of a way share its parts: a path goes with each of them from the plan to the checks.
public struct Path: Sendable, Equatable {
    private struct Parts: Sendable, Equatable {
        var route: String
        var requested: String
        var leg: LegID
        var cause: Cause?
        var causes: [LegID: Cause]
        var recurrences: [LegID: Recurrence]
        var callsBefore: [LegID: Int]
        var expected: Expectation
        var alternatives: [Expectation] = []
        var isOutOfReach: Bool = false
    }

    private var parts: Shared<Parts>

    public init(
        route: String, requested: String? = nil, leg: LegID, cause: Cause?,
        causes: [LegID: Cause], recurrences: [LegID: Recurrence] = [:],
        callsBefore: [LegID: Int] = [:],
        expected: Expectation
    ) {
        parts = Shared(
            Parts(
                route: route, requested: requested ?? route, leg: leg, cause: cause, causes: causes,
                recurrences: recurrences, callsBefore: callsBefore, expected: expected))
    }

    private mutating func change(_ body: (inout Parts) -> Void) { parts = parts.changed(body) }

    public var route: String {
        get { parts.value.route }
        set { change { $0.route = newValue } }
    }

    /// The model name that a client sends for it: the route's own, unless more than the name leads there.
    public var requested: String {
        get { parts.value.requested }
        set { change { $0.requested = newValue } }
    }

    /// The leg under test: the one that must answer (`cause` nil), or the one that is broken.
    public var leg: LegID {
        get { parts.value.leg }
        set { change { $0.leg = newValue } }
    }

    /// Nil: the leg is healthy and must answer.
    public var cause: Cause? {
        get { parts.value.cause }
        set { change { $0.cause = newValue } }
    }

    /// What each leg plays; legs not named are healthy.
    public var causes: [LegID: Cause] {
        get { parts.value.causes }
        set { change { $0.causes = newValue } }
    }

    /// On which of its calls a leg plays it; legs not named play it always.
    public var recurrences: [LegID: Recurrence] {
        get { parts.value.recurrences }
        set { change { $0.recurrences = newValue } }
    }

    /// How many calls of the legs earlier requests of the same case have used up, where that matters.
    public var callsBefore: [LegID: Int] {
        get { parts.value.callsBefore }
        set { change { $0.callsBefore = newValue } }
    }

    public var expected: Expectation {
        get { parts.value.expected }
        set { change { $0.expected = newValue } }
    }

    /// What may follow as well, where the gateway throws dice.
    public var alternatives: [Expectation] {
        get { parts.value.alternatives }
        set { change { $0.alternatives = newValue } }
    }

    /// The leg is healthy, and the key that the route is asked for with must not come to it.
    public var isOutOfReach: Bool {
        get { parts.value.isOutOfReach }
        set { change { $0.isOutOfReach = newValue } }
    }

    /// What the leg under test plays, and how often; nil where it is healthy.
    public var fault: Fault? { cause.map { Fault($0, recurrences[leg] ?? .always) } }

    /// What ids, tables and reports call that which is shown of the leg; nil where it is to answer.
    public var word: String? { isOutOfReach ? "out-of-reach" : fault?.name }
}

extension Path {
    /// The same path, expecting of what the dice allow that which fits these calls.
    public func settled(by calls: [LegID: Int]) -> Path {
        guard
            let fitting = alternatives.first(where: { other in
                other.calls.filter { $0.value > 0 } == calls
            })
        else { return self }
        var settled = self
        settled.expected = fitting
        return settled
    }
}

/// What must follow, derived from the gateway's configuration.
public struct Expectation: Sendable, Equatable {
    public enum Outcome: String, Sendable, CaseIterable {
        /// A healthy path: the first leg that is reached answers.
        case answers
        case movesOn = "moves on"
        case surfaces
        case mustBeCaught = "must be caught"
    }

    public var outcome: Outcome
    /// The leg whose answer the caller gets; nil where an error surfaces.
    public var answeredBy: LegID?
    /// Calls per leg; legs not named must not be called.
    public var calls: [LegID: Int]

    public init(outcome: Outcome, answeredBy: LegID?, calls: [LegID: Int]) {
        self.outcome = outcome
        self.answeredBy = answeredBy
        self.calls = calls
    }
}
