import Vocabulary

/// The chain of a route, and what follows a failure on it: the one place where this gateway decides to
/// ask again or to ask another leg.
struct Course: Sendable, Equatable {
    enum Next: Equatable {
        case retry
        case moveOn(to: Int)
        case surface
    }

    let route: Route

    /// `attempts` counts those made on this leg, the failed one included. A failure without a trigger is
    /// nobody's to cure: it surfaces.
    func next(after trigger: Trigger?, on index: Int, attempts: Int) -> Next {
        guard let trigger else { return .surface }
        let leg = route.legs[index]
        if attempts <= leg.retry.times, leg.retry.on.covers(trigger) { return .retry }
        let following = index + 1
        guard following < route.legs.count, route.legs[following].admits.covers(trigger) else {
            return .surface
        }
        return .moveOn(to: following)
    }
}
