import Documents
package import GatewayMaps
package import Suites
package import Vocabulary

/// Turns a suite and a route map into a plan: paths come from the configuration, nobody writes them down.
package enum Planner {
    package static func plan(_ suite: Suite, over map: RouteMap) throws(Diagnostics) -> Plan {
        let routes = try chosenRoutes(of: suite, in: map)
        var plan = Plan(suite: suite, routes: routes, ways: [], notes: map.notes)
        try follow(map.rules, in: &plan)
        for route in routes {
            for leg in route.legs {
                for isStreamed in streamings(of: suite) {
                    add(route, leg, isStreamed, to: &plan)
                }
                if suite.paths == .primary { break }
            }
        }
        if suite.paths == .causes { plan.notes += needy(suite) }
        return plan
    }

    /// Finds which tests go over which rule, and says of what no test shows anything.
    private static func follow(
        _ rules: [RouteRule], in plan: inout Plan
    ) throws(Diagnostics) {
        let ruled = plan.routes.filter { $0.requested != $0.name }
        guard !ruled.isEmpty else { return }
        let reach = try RuleReach(plan.suite, rules, streamings: streamings(of: plan.suite))
        for route in ruled where !reach.isReached(route.name) {
            plan.notes.append(
                Diagnostic(
                    "rule \(route.name) is not covered: no test of '\(plan.suite.file)' is one "
                        + "that it takes", at: route.location, severity: .note))
        }
        if reach.unmatched > 0 {
            plan.notes.append(
                Diagnostic(
                    "no rule takes \(reach.unmatched) of the requests for 'auto', and no rule is a "
                        + "default: they are not sent", at: plan.suite.location,
                    hint: "- default: NAME, as the last rule", severity: .warning))
        }
        plan.reach = reach
    }

    /// Causes that say nothing where the suite's cases lack what they need.
    private static func needy(_ suite: Suite) -> [Diagnostic] {
        allCauses.compactMap { cause in
            cause.need.map { need in
                Diagnostic(
                    "cause '\(cause.name)' is not played: no case of this suite has \(need.rawValue)",
                    at: suite.location, severity: .note)
            }
        }
    }

    /// A plan for a gateway of which nothing is known but its URL: each route once, healthy, and no leg
    /// of it can be broken.
    package static func plan(overURL suite: Suite) throws(Diagnostics) -> Plan {
        guard let through = suite.through, !through.isEmpty else {
            throw Diagnostics([
                Diagnostic(
                    "the suite does not say through which routes it goes, and a URL does not tell",
                    at: suite.location, hint: "add `through: [NAME]` with the gateway's model names"
                )
            ])
        }
        guard suite.paths == .primary else {
            throw Diagnostics([
                Diagnostic(
                    "the legs behind a URL cannot be broken: "
                        + "this suite asks for `paths: \(suite.paths.rawValue)`",
                    at: suite.location, hint: "write `paths: primary` for a gateway by URL")
            ])
        }
        let routes = through.map { named in
            let id = LegID(route: named.name, index: 0)
            let leg = Leg(
                id: id, provider: "gateway", model: named.name, pin: named.name, timeout: .zero)
            return Route(name: named.name, legs: [leg], location: named.node.location)
        }
        let ways = routes.flatMap { route in
            streamings(of: suite).map { isStreamed in
                way(route, route.legs[0], cause: nil, [:], isStreamed, repeats: suite.repeats)
            }
        }
        return Plan(suite: suite, routes: routes, ways: ways, notes: [])
    }

    private static func chosenRoutes(
        of suite: Suite, in map: RouteMap
    ) throws(Diagnostics) -> [Route] {
        guard let through = suite.through else { return map.routes }
        var routes: [Route] = []
        var mistakes: [Diagnostic] = []
        for named in through {
            let found = map.routes(asked: named.name)
            routes += found.filter { !routes.contains($0) }
            if found.isEmpty {
                let known = map.routes.map(\.name) + (map.rules.isEmpty ? [] : [RouteRule.model])
                mistakes.append(
                    named.node.diagnostic(
                        "unknown route '\(named.name)'",
                        hint: didYouMean(named.name, among: known)
                            ?? "\(map.file) has: \(known.joined(separator: ", "))"))
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        return routes
    }

    private static func add(_ route: Route, _ leg: Leg, _ isStreamed: Bool, to plan: inout Plan) {
        guard
            let before = Prediction.causes(
                leadingTo: leg.id, on: route, isStreamed: isStreamed)
        else {
            plan.notes.append(unreachable(leg, on: route, isStreamed))
            plan.unreached.append(Plan.Unreached(leg: leg.id, isStreamed: isStreamed))
            return
        }
        plan.ways.append(
            way(route, leg, cause: nil, before, isStreamed, repeats: plan.suite.repeats))
        guard plan.suite.paths == .causes else { return }
        for cause in allCauses
        where cause.need == nil && cause.effect(isStreamed: isStreamed) != nil {
            plan.ways.append(
                way(route, leg, cause: cause, before, isStreamed, repeats: 1))
        }
    }

    private static func way(
        _ route: Route, _ leg: Leg, cause: Cause?, _ before: [LegID: Cause], _ isStreamed: Bool,
        repeats: Int
    ) -> Plan.Way {
        var causes = before
        causes[leg.id] = cause
        let expected = Prediction.walk(route, causes: causes, isStreamed: isStreamed)
        return Plan.Way(
            path: Path(
                route: route.name, leg: leg.id, cause: cause, causes: causes, expected: expected),
            isStreamed: isStreamed, isProbeOnly: cause != nil, repeats: repeats)
    }

    private static func unreachable(
        _ leg: Leg, on route: Route, _ isStreamed: Bool
    ) -> Diagnostic {
        let admits = leg.admits.map(\.rawValue).sorted().joined(separator: ", ")
        return Diagnostic(
            "leg \(leg.id) (\(leg.provider):\(leg.model)) is not reached "
                + "\(isStreamed ? "streamed" : "plain"): no cause that can be played on the legs "
                + "before it is in its `on: [\(admits)]`",
            at: route.location, severity: .warning)
    }

    private static func streamings(of suite: Suite) -> [Bool] {
        switch suite.streaming {
        case .both: [false, true]
        case .plain: [false]
        case .streamed: [true]
        }
    }
}
