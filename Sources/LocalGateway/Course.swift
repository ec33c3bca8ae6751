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
    /// Legs that the client's key does not reach: a failure passes them by.
    var barred: Set<LegID> = []

    /// `attempts` counts those made on this leg, the failed one included. A failure without a trigger is
    /// nobody's to cure: it surfaces.
    func next(after trigger: Trigger?, on leg: Leg, attempts: Int) -> Next {
        guard let trigger else { return .surface }
        if attempts <= leg.retry.times, leg.retry.on.covers(trigger) { return .retry }
        return open.leg(after: leg.id.index, on: trigger).map { .moveOn(to: $0) } ?? .surface
    }

    /// The leg that would have been next if the key reached it.
    func barredLeg(after trigger: Trigger?, on leg: Leg) -> Leg? {
        trigger.flatMap { route.leg(after: leg.id.index, on: $0) }.flatMap {
            barred.contains($0.id) ? $0 : nil
        }
    }

    private var open: Route {
        guard !barred.isEmpty else { return route }
        var open = route
        for index in open.legs.indices where barred.contains(open.legs[index].id) {
            open.legs[index].admits = []
        }
        return open
    }
}
