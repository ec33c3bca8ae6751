import Documents
package import GatewayMaps
package import Suites
package import Vocabulary

extension Planner {
    /// A plan over a LiteLLM configuration: every route, every deployment that it can lead to, every cause.
    ///
    /// A leg of another group belongs to a route's paths as its own do: who asks for the one may be
    /// answered by the other.
    package static func plan(
        _ suite: Suite, over predictor: LiteLLMPredictor
    ) throws(Diagnostics) -> Plan {
        let map = predictor.config.map
        let routes = try chosenRoutes(of: suite, in: map)
        // Legs of groups that nobody asks for are known all the same.
        var plan = Plan(
            suite: suite, routes: routes + map.routes.filter { !routes.contains($0) }, ways: [],
            notes: predictor.config.warnings)
        let missing = try missingNeeds(of: suite)
        for route in routes {
            let legs = predictor.legs(behind: route.name)
            for isStreamed in streamings(of: suite) {
                for leg in legs {
                    add(leg, askingFor: route.name, isStreamed, missing, predictor, to: &plan)
                }
            }
        }
        plan.notes += undrivable(predictor.config, routes)
        if suite.paths == .causes { plan.notes += unplayed }
        return plan
    }

    private static func add(
        _ leg: LegID, askingFor route: String, _ isStreamed: Bool,
        _ missing: Set<Cause.Need>, _ predictor: LiteLLMPredictor, to plan: inout Plan
    ) {
        let name = predictor.name(for: route)
        guard
            let before = predictor.causes(
                leadingTo: leg, askingFor: name, isStreamed: isStreamed)
        else {
            // What only another route leads to is shown there.
            if leg.route == predictor.config.group(askedAs: route)?.name {
                plan.unreached.append(Plan.Unreached(leg: leg, isStreamed: isStreamed))
            }
            return
        }
        let healthy: [Cause?] = [nil]
        let causes = allCauses.filter {
            !($0.need.map(missing.contains) ?? false) && !$0.needsEmbeddedGateway
                && $0.effect(isStreamed: isStreamed) != nil
        }
        for cause in healthy + (plan.suite.paths == .causes ? causes : []) {
            var played = before
            played[leg] = cause
            let walks = predictor.walks(askingFor: name, causes: played, isStreamed: isStreamed)
            guard let first = walks.first else { continue }
            var path = Path(
                route: name, leg: leg, cause: cause, causes: played, expected: first.expectation)
            if walks.count > 1 { path.alternatives = walks.map(\.expectation) }
            plan.ways.append(
                Plan.Way(
                    path: path, isStreamed: isStreamed, isProbeOnly: cause != nil,
                    repeats: cause == nil ? plan.suite.repeats : 1, walks: walks))
        }
    }

    /// A word for each cause that only the embedded gateway can be shown.
    private static var unplayed: [Diagnostic] {
        allCauses.filter(\.needsEmbeddedGateway).map { cause in
            Diagnostic(
                "cause '\(cause.name)' is not played: "
                    + (cause.changesAddress
                        ? "LiteLLM reads the addresses of its legs when it starts, once for all cases"
                        : "what LiteLLM does then is not predicted"),
                severity: .note)
        }
    }

    private static func undrivable(
        _ config: LiteLLMConfig, _ routes: [Route]
    ) -> [Diagnostic] {
        config.deployments.filter { !$0.isDrivable && $0.provider != nil }.map { deployment in
            Diagnostic(
                deployment.isMock
                    ? "leg \(deployment.leg) answers from the file: there is nothing to break"
                    : "leg \(deployment.leg) ('\(deployment.model)') cannot be shown: "
                        + "no lane speaks as its provider",
                at: deployment.location, severity: .warning)
        }
    }
}
