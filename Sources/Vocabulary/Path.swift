/// A planned way through a route: the legs that fail on it, with their causes, and what must come of it.
package struct Path: Sendable, Equatable {
    package var route: String
    /// The model name that a client sends for it: the route's own, unless more than the name leads there.
    package var requested: String
    /// The leg under test: the one that must answer (`cause` nil), or the one that is broken.
    package var leg: LegID
    /// Nil: the leg is healthy and must answer.
    package var cause: Cause?
    /// What each leg plays; legs not named are healthy.
    package var causes: [LegID: Cause]
    /// On which of its calls a leg plays it; legs not named play it always.
    package var recurrences: [LegID: Recurrence]
    /// How many calls of the legs earlier requests of the same case have used up, where that matters.
    package var callsBefore: [LegID: Int]
    package var expected: Expectation
    /// What may follow as well, where the gateway throws dice.
    package var alternatives: [Expectation] = []
    /// The leg is healthy, and the key that the route is asked for with must not come to it.
    package var isOutOfReach = false

    package init(
        route: String, requested: String? = nil, leg: LegID, cause: Cause?,
        causes: [LegID: Cause], recurrences: [LegID: Recurrence] = [:],
        callsBefore: [LegID: Int] = [:],
        expected: Expectation
    ) {
        self.route = route
        self.requested = requested ?? route
        self.leg = leg
        self.cause = cause
        self.causes = causes
        self.recurrences = recurrences
        self.callsBefore = callsBefore
        self.expected = expected
    }

    /// What the leg under test plays, and how often; nil where it is healthy.
    package var fault: Fault? { cause.map { Fault($0, recurrences[leg] ?? .always) } }

    /// What ids, tables and reports call that which is shown of the leg; nil where it is to answer.
    package var word: String? { isOutOfReach ? "out-of-reach" : fault?.name }
}

extension Path {
    /// The same path, expecting of what the dice allow that which fits these calls.
    package func settled(by calls: [LegID: Int]) -> Path {
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
package struct Expectation: Sendable, Equatable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// A healthy path: the first leg that is reached answers.
        case answers
        case movesOn = "moves on"
        case surfaces
        case mustBeCaught = "must be caught"
    }

    package var outcome: Outcome
    /// The leg whose answer the caller gets; nil where an error surfaces.
    package var answeredBy: LegID?
    /// Calls per leg; legs not named must not be called.
    package var calls: [LegID: Int]

    package init(outcome: Outcome, answeredBy: LegID?, calls: [LegID: Int]) {
        self.outcome = outcome
        self.answeredBy = answeredBy
        self.calls = calls
    }
}
