import GatewayMaps
import Suites
import Vocabulary

extension Planner {
    /// The paths of a route that a key reaches in part, or not at all: what it may not see must not be called.
    static func add(
        _ route: Route, within key: ClientKey, askedAs asked: [String],
        without missing: Set<Cause.Need>, to plan: inout Plan
    ) {
        let barred = Set(
            route.legs.filter { !key.mayReach($0, askedAs: asked) }.map(\.id))
        guard let first = route.legs.first else { return }
        let names = route.legs.filter { barred.contains($0.id) }.map {
            "\($0.id) (\($0.provider):\($0.model))"
        }
        plan.notes.append(
            Diagnostic(
                "key '\(key.name)' does not reach \(names.joined(separator: ", ")): no call may come there",
                at: route.location, severity: .note))
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
        var path = Path(
            route: route.name, leg: leg.id, cause: nil, causes: before, expected: expected)
        path.isOutOfReach = true
        plan.ways.append(
            Plan.Way(path: path, isStreamed: isStreamed, isProbeOnly: true, repeats: 1))
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
