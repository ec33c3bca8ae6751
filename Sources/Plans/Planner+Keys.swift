import GatewayMaps
import Suites
import Vocabulary

extension Planner {
    /// The paths of a route that a key reaches in part, or not at all: what it may not see must not be called.
    static func add(
        _ route: Route, within key: ClientKey, askedAs names: [String],
        without missing: Set<Cause.Need>, to plan: inout Plan
    ) {
        let barred = Set(
            route.legs.filter { !key.mayReach($0, askedAs: names) }.map(\.id))
        guard let first = route.legs.first else { return }
        for leg in barred.contains(first.id) ? [first] : route.legs {
            for isStreamed in streamings(of: plan.suite) {
                if barred.contains(leg.id) {
                    addBarred(leg, of: route, barred, isStreamed, to: &plan)
                } else {
                    add(route.without(barred), leg, isStreamed, without: missing, to: &plan)
                }
            }
            if plan.suite.paths == .primary { break }
        }
    }

    /// The way that would end at a leg if the key reached it. Where the first leg is out of reach, the gateway
    /// must refuse the request; of a fallback that is, the failure surfaces or another leg takes over.
    private static func addBarred(
        _ leg: Leg, of route: Route, _ barred: Set<LegID>, _ isStreamed: Bool, to plan: inout Plan
    ) {
        let open = route.without(barred.subtracting([leg.id]))
        guard
            let before = Prediction.causes(leadingTo: leg.id, on: open, isStreamed: isStreamed)
        else {
            // What nothing leads to anyhow needs no key to stay out of reach.
            return
        }
        var expected = Expectation(outcome: .surfaces, answeredBy: nil, calls: [:])
        if leg.id.index > 0 {
            expected = Prediction.walk(
                route.without(barred), causes: before, isStreamed: isStreamed)
        }
        plan.ways.append(
            Plan.Way(
                path: Path(
                    route: route.name, leg: leg.id, cause: nil, causes: before, expected: expected),
                isStreamed: isStreamed, isProbeOnly: true, repeats: 1))
    }
}

extension ClientKey {
    /// Some leg of the route is none of its own.
    func limits(_ route: Route, askedAs names: [String]) -> Bool {
        !route.legs.allSatisfy { mayReach($0, askedAs: names) }
    }
}

extension Route {
    /// The same chain, of which no failure leads to these legs.
    fileprivate func without(_ barred: Set<LegID>) -> Route {
        var route = self
        for index in route.legs.indices where barred.contains(route.legs[index].id) {
            route.legs[index].admits = []
        }
        return route
    }
}
