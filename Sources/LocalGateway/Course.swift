import Vocabulary

/// The chain of a route, and what follows a failure on it: the one place where this gateway decides to
/// ask again or to ask another leg.
struct Course: Sendable, Equatable {
    enum Next: Equatable {
        case retry
        case moveOn(to: Leg)
        case surface
    }

    let route: Route

    /// `attempts` counts those made on this leg, the failed one included. A failure without a trigger is
    /// nobody's to cure: it surfaces.
    func next(after trigger: Trigger?, on leg: Leg, attempts: Int) -> Next {
        guard let trigger else { return .surface }
        if attempts <= leg.retry.times, leg.retry.on.covers(trigger) { return .retry }
        return route.leg(after: leg.id.index, on: trigger).map { .moveOn(to: $0) } ?? .surface
    }
}
