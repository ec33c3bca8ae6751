import Documents
public import GatewayMaps
public import Suites
public import Vocabulary

extension Planner {
    /// A plan over another gateway's configuration: every route, every leg that it can lead to, every cause.
    ///
    /// A leg of another route belongs to a route's paths as its own do: who asks for the one may be
    /// answered by the other.
    public static func plan(
        _ suite: Suite, over predictor: some GatewayPredictor
    ) throws(Diagnostics) -> Plan {
        let routes = try chosenRoutes(of: suite, in: predictor.map)
        // Legs of routes that nobody asks for are known all the same.
        let known = predictor.knownRoutes
        let others = known.filter { route in !routes.contains(route) }
        var plan = Plan(
            suite: suite,
            routes: routes.filter { route in !others.contains { $0.name == route.name } } + others,
            ways: [], notes: predictor.notes)
        let missing = try missingNeeds(of: suite)
        for route in routes {
            let legs = predictor.legs(behind: route.name)
            for isStreamed in streamings(of: suite) {
                for leg in suite.paths == .primary ? [] : legs {
                    add(leg, askingFor: route, isStreamed, missing, predictor, to: &plan)
                }
                if suite.paths == .primary, let first = legs.first,
                    let way = healthy(route, first, isStreamed, predictor, suite.repeats)
                {
                    plan.ways.append(way)
                }
                if legs.isEmpty, let way = refusal(of: route, isStreamed, predictor) {
                    plan.ways.append(way)
                }
            }
        }
        let shown = Set(plan.ways.map { ShownLeg(leg: $0.path.leg, isStreamed: $0.isStreamed) })
        // What its own route does not lead to, another may.
        plan.unreached.removeAll {
            shown.contains(ShownLeg(leg: $0.leg, isStreamed: $0.isStreamed))
        }
        for unreached in plan.unreached where !plan.notes.contains(unreached.why) {
            plan.notes.append(unreached.why)
        }
        if suite.paths == .causes { plan.notes += unplayed(in: suite) }
        return plan
    }

    /// Nothing is broken: the path is that of the leg which answers then. Which that is says the gateway's own order, not
    /// the file's; where dice decide, any of them may be it.
    private static func healthy(
        _ route: Route, _ first: LegID, _ isStreamed: Bool, _ predictor: some GatewayPredictor,
        _ repeats: Int
    ) -> Plan.Way? {
        let way = way(
            Asked(route, predictor, leg: first, before: [:], isStreamed: isStreamed), nil,
            predictor, repeats: repeats)
        guard var way, let answering = way.walks.first?.answeredBy else { return way }
        way.path.leg = answering
        return way
    }

    /// Where the gateway lets a request through to nobody, that is what there is to show.
    private static func refusal(
        of route: Route, _ isStreamed: Bool, _ predictor: some GatewayPredictor
    ) -> Plan.Way? {
        guard let first = route.legs.first(where: { predictor.isShown($0.id) }) else { return nil }
        let way = way(
            Asked(route, predictor, leg: first.id, before: [:], isStreamed: isStreamed), nil,
            predictor, repeats: 1)
        let isRefused = way?.walks.allSatisfy { $0.outcome == .surfaces && $0.calls.isEmpty }
        return isRefused == true ? way : nil
    }

    private static func add(
        _ leg: LegID, askingFor route: Route, _ isStreamed: Bool,
        _ missing: Set<Cause.Need>, _ predictor: some GatewayPredictor, to plan: inout Plan
    ) {
        guard
            let before = predictor.causes(
                leadingTo: leg, askingFor: predictor.name(for: route.name), isStreamed: isStreamed)
        else {
            // What only another route leads to is shown there.
            if predictor.isOwn(leg, of: route.name) {
                plan.unreached.append(
                    Plan.Unreached(
                        leg: leg, isStreamed: isStreamed, why: predictor.whyUnreached(leg)))
            }
            return
        }
        func append(_ way: Plan.Way?) { if let way { plan.ways.append(way) } }
        let asked = Asked(route, predictor, leg: leg, before: before, isStreamed: isStreamed)
        append(way(asked, nil, predictor, repeats: plan.suite.repeats))
        guard plan.suite.paths == .causes else { return }
        for fault in faults(of: plan.suite, isFirst: before.isEmpty) {
            let cause = fault.cause
            guard cause.effect(isStreamed: isStreamed) != nil, !cause.needsEmbeddedGateway,
                cause.need.map(missing.contains) != true
            else { continue }
            switch fault.recurrence {
            case .always, .times: append(way(asked, fault, predictor, repeats: 1))
            case .flapping: append(turns(asked, fault, predictor))
            }
        }
    }

    /// What the suite asks for, else every cause. Whether one failure is overcome is the first leg's matter: the public
    /// scenarios ask for no more.
    private static func faults(of suite: Suite, isFirst: Bool) -> [Fault] {
        if let asked = suite.faults { return asked }
        let scenarios = isFirst ? allScenarios.compactMap(\.fault) : []
        return allCauses.map { Fault($0) } + scenarios.filter { $0.recurrence != .always }
    }

    /// A word for each cause that only the embedded gateway can be shown; a warning where the suite asks for it by name.
    private static func unplayed(in suite: Suite) -> [Diagnostic] {
        (suite.faults?.map(\.cause) ?? allCauses).filter(\.needsEmbeddedGateway).map { cause in
            Diagnostic(
                "cause '\(cause.name)' is not played: "
                    + (cause.changesAddress
                        ? "the gateway reads the addresses of its legs when it starts, once for all cases"
                        : "what the gateway does then is not predicted"),
                at: suite.faults == nil ? nil : suite.location,
                severity: suite.faults == nil ? .note : .warning)
        }
    }

    private struct ShownLeg: Hashable {
        var leg: LegID
        var isStreamed: Bool
    }

    /// What is asked for, and what is broken so that the leg under test answers.
    private struct Asked {
        var route: String
        var requested: String
        var leg: LegID
        var before: [LegID: Cause]
        var isStreamed: Bool

        init(
            _ route: Route, _ predictor: some GatewayPredictor, leg: LegID,
            before: [LegID: Cause], isStreamed: Bool
        ) {
            self.route = predictor.name(for: route.name)
            requested = route.requested == route.name ? self.route : route.requested
            (self.leg, self.before, self.isStreamed) = (leg, before, isStreamed)
        }
    }

    private static func path(
        _ asked: Asked, _ fault: Fault?, _ predictor: some GatewayPredictor,
        callsBefore: [LegID: Int] = [:]
    ) -> (Path, [PredictedWalk])? {
        var causes = asked.before
        causes[asked.leg] = fault?.cause
        var recurrences: [LegID: Recurrence] = [:]
        if let fault, fault.recurrence != .always { recurrences[asked.leg] = fault.recurrence }
        let walks = predictor.walks(
            askingFor: asked.route, causes: causes, recurrences: recurrences,
            callsBefore: callsBefore, isStreamed: asked.isStreamed)
        guard let first = walks.first else { return nil }
        var path = Path(
            route: asked.route, requested: asked.requested, leg: asked.leg, cause: fault?.cause,
            causes: causes, recurrences: recurrences, callsBefore: callsBefore,
            expected: first.expectation)
        if walks.count > 1 { path.alternatives = walks.map(\.expectation) }
        return (path, walks)
    }

    private static func way(
        _ asked: Asked, _ fault: Fault?, _ predictor: some GatewayPredictor, repeats: Int
    ) -> Plan.Way? {
        path(asked, fault, predictor).map { path, walks in
            var way = Plan.Way(
                path: path, isStreamed: asked.isStreamed, isProbeOnly: fault != nil,
                repeats: repeats, walks: walks)
            way.pins = pins(asked, walks, predictor)
            return way
        }
    }

    /// Of the legs that may answer.
    private static func pins(
        _ asked: Asked, _ walks: [PredictedWalk], _ predictor: some GatewayPredictor
    ) -> [LegID: [String]] {
        Set(walks.compactMap(\.answeredBy)).reduce(into: [:]) { pins, leg in
            pins[leg] = predictor.pins(of: leg, askingFor: asked.route)
        }
    }

    /// Requests one after the other to a leg that comes and goes; nil where dice leave open which of its calls
    /// a request has.
    private static func turns(
        _ asked: Asked, _ fault: Fault, _ predictor: some GatewayPredictor
    ) -> Plan.Way? {
        var (turns, turnWalks): ([Path], [[PredictedWalk]]) = ([], [])
        var before: [LegID: Int] = [:]
        for _ in 0..<Fault.flappingRequests {
            guard let (path, walks) = path(asked, fault, predictor, callsBefore: before) else {
                return nil
            }
            let counts = Set(walks.map { walk in walk.calls.count { $0 == asked.leg } })
            guard counts.count == 1, let count = counts.first else { return nil }
            turns.append(path)
            turnWalks.append(walks)
            before[asked.leg, default: 0] += count
        }
        guard let first = turns.first, let walks = turnWalks.first else { return nil }
        var way = Plan.Way(
            path: first, turns: turns, isStreamed: asked.isStreamed, isProbeOnly: true,
            repeats: turns.count, walks: walks, turnWalks: turnWalks)
        way.pins = pins(asked, turnWalks.flatMap(\.self), predictor)
        return way
    }
}
