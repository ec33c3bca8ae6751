import Documents
public import GatewayMaps
public import Suites
public import Vocabulary

/// Turns a suite and a route map into a plan: paths come from the configuration, nobody writes them down.
public enum Planner {
    /// - Parameter key: as whose client the routes are asked for.
    public static func plan(
        _ suite: Suite, over map: RouteMap, as key: ClientKey? = nil
    ) throws(Diagnostics) -> Plan {
        var routes = try directRoutes(of: suite, in: map)
        if suite.models == nil { routes = try chosenRoutes(of: suite, in: map) }
        var plan = Plan(suite: suite, routes: routes, ways: [], notes: map.notes)
        plan.isDirect = suite.models != nil
        plan.key = key
        try follow(map.rules, in: &plan)
        let missing = suite.paths == .causes ? try missingNeeds(of: suite) : []
        for route in routes {
            if let key, key.limits(route, askedAs: map.names(of: route)) {
                let names = map.names(of: route)
                add(route, within: key, askedAs: names, without: missing, to: &plan)
                continue
            }
            for leg in route.legs {
                for isStreamed in streamings(of: suite) {
                    add(route, leg, isStreamed, without: missing, to: &plan)
                }
                if suite.paths == .primary { break }
            }
        }
        plan.notes += allCauses.filter { $0.need.map(missing.contains) ?? false }.map { cause in
            Diagnostic(
                "cause '\(cause.name)' is not played: no case of this suite has "
                    + (cause.need?.rawValue ?? ""), at: suite.location, severity: .note)
        }
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
        plan.reach = Shared(reach)
    }

    /// What no test of the suite has: causes that need it say nothing there.
    static func missingNeeds(of suite: Suite) throws(Diagnostics) -> Set<Cause.Need> {
        var missing: Set<Cause.Need> = []
        for need in Cause.Need.allCases {
            if try suite.probe(for: need) == nil { missing.insert(need) }
        }
        return missing
    }

    /// A route of one leg for each of the suite's models.
    private static func directRoutes(
        of suite: Suite, in map: RouteMap
    ) throws(Diagnostics) -> [Route] {
        var routes: [Route] = []
        var mistakes: [Diagnostic] = []
        for named in suite.models ?? [] {
            if let leg = leg(named.name, in: map) {
                routes.append(
                    Route(name: named.name, legs: [leg], location: named.node.location))
            } else {
                let known = map.legs.map(\.model) + catalogue.map(\.name)
                mistakes.append(
                    named.node.diagnostic(
                        "unknown model '\(named.name)': neither in \(map.file) nor in the catalogue",
                        hint: didYouMean(named.name, among: known)
                            ?? "`pathproof list models` shows the catalogue"))
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        return routes
    }

    /// A leg as the routes have it, by `model` or `provider:model`, else one made of the catalogue.
    private static func leg(_ name: String, in map: RouteMap) -> Leg? {
        let id = LegID(route: name, index: 0)
        if let known = map.legs.first(where: {
            $0.model == name || "\($0.provider):\($0.model)" == name
        }) {
            return Leg(
                id: id, provider: known.provider, model: known.model, pin: known.pin,
                timeout: known.timeout)
        }
        return catalogue.first { $0.name == name || $0.pin == name }.map { model in
            Leg(
                id: id, provider: model.provider, model: model.name, pin: model.pin,
                timeout: RoutesFile.defaultTimeout)
        }
    }

    /// Of a suite that cannot be planned: its tests over those of its routes that there are, without a path. It is for
    /// what else is wrong with the suite.
    public static func remains(of suite: Suite, over map: RouteMap?) -> Plan {
        guard let map else { return Plan(suite: suite, routes: [], ways: [], notes: []) }
        let asked: [Route]
        if let models = suite.models {
            asked = models.compactMap { named in
                leg(named.name, in: map).map {
                    Route(name: named.name, legs: [$0], location: named.node.location)
                }
            }
        } else {
            asked = suite.through?.flatMap { map.routes(asked: $0.name) } ?? map.routes
        }
        var seen: Set<String> = []
        let routes = asked.filter { seen.insert($0.name).inserted }
        return Plan(suite: suite, routes: routes, ways: [], notes: [])
    }

    /// A plan for a gateway of which nothing is known but its URL: each route once, healthy, and no leg
    /// of it can be broken.
    public static func plan(overURL suite: Suite) throws(Diagnostics) -> Plan {
        if let model = suite.models?.first {
            throw Diagnostics([
                model.node.diagnostic(
                    "'models' calls legs directly, and the gateway is a URL",
                    hint: "write `through: [\(model.name)]` to ask the gateway for it")
            ])
        }
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
                way(route, route.legs[0], nil, [:], isStreamed, repeats: suite.repeats)
            }
        }
        return Plan(suite: suite, routes: routes, ways: ways, notes: [])
    }

    static func chosenRoutes(
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
                            ?? (known.isEmpty
                                ? "\(map.file) has no alias: aliases: { \(named.name): [gpt-5.4-mini] }"
                                : "\(map.file) has: \(known.joined(separator: ", "))")))
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        return routes
    }

    static func add(
        _ route: Route, _ leg: Leg, _ isStreamed: Bool, without missing: Set<Cause.Need>,
        to plan: inout Plan
    ) {
        guard
            let before = Prediction.causes(
                leadingTo: leg.id, on: route, isStreamed: isStreamed)
        else {
            let why = unreachable(leg, on: route, isStreamed)
            plan.notes.append(why)
            plan.unreached.append(
                Plan.Unreached(leg: leg.id, isStreamed: isStreamed, why: why))
            return
        }
        plan.ways.append(
            way(route, leg, nil, before, isStreamed, repeats: plan.suite.repeats))
        guard plan.suite.paths == .causes else { return }
        for fault in faults(for: leg, of: plan.suite, isStreamed) {
            if let need = fault.cause.need, missing.contains(need) { continue }
            if fault.cause.need == .cache {
                plan.ways.append(afterWarming(route, leg, fault, before, isStreamed))
                continue
            }
            let isRepeated = fault.recurrence == .flapping || (fault.recurrence.count ?? 1) > 1
            plan.ways.append(
                isRepeated
                    ? repeated(route, leg, fault, before, isStreamed)
                    : way(route, leg, fault, before, isStreamed, repeats: 1))
        }
    }

    /// What the suite asks for, else every cause, once more where a retry cures what strikes once, and a first leg that
    /// comes and goes: a gateway that gave it up after one failure would never show it again.
    private static func faults(for leg: Leg, of suite: Suite, _ isStreamed: Bool) -> [Fault] {
        let isPlayed = { (fault: Fault) in fault.cause.effect(isStreamed: isStreamed) != nil }
        if let asked = suite.faults { return asked.filter(isPlayed) }
        var faults: [Fault] = []
        for cause in allCauses {
            faults.append(Fault(cause))
            if isRetried(cause, by: leg, isStreamed) { faults.append(Fault(cause, .once)) }
        }
        if leg.id.index == 0 { faults.append(Fault(.unavailable, .flapping)) }
        return faults.filter(isPlayed)
    }

    /// Whether a second call of the leg follows, which would find it healthy had the cause struck only once.
    private static func isRetried(_ cause: Cause, by leg: Leg, _ isStreamed: Bool) -> Bool {
        guard !cause.strikesPort, leg.retry.times > 0,
            let trigger = cause.trigger(isStreamed: isStreamed)
        else { return false }
        return leg.retry.on.covers(trigger)
    }

    /// What a leg does to its cache shows itself only when the leg has been asked the same before.
    private static func afterWarming(
        _ route: Route, _ leg: Leg, _ fault: Fault, _ before: [LegID: Cause], _ isStreamed: Bool
    ) -> Plan.Way {
        let warm = path(route, leg, nil, before, isStreamed)
        let broken = path(route, leg, fault, before, isStreamed)
        return Plan.Way(
            path: broken, turns: [warm, warm, broken], isStreamed: isStreamed, isProbeOnly: true,
            repeats: 3)
    }

    /// A case of several requests: each finds the leg as the calls of those before have left it. What strikes a number
    /// of times is asked until it is over and the leg has answered again.
    private static func repeated(
        _ route: Route, _ leg: Leg, _ fault: Fault, _ causes: [LegID: Cause], _ isStreamed: Bool
    ) -> Plan.Way {
        var turns: [Path] = []
        var before: [LegID: Int] = [:]
        func isOver() -> Bool {
            guard let count = fault.recurrence.count else {
                return turns.count == Fault.flappingRequests
            }
            return before[leg.id, default: 0] > count || turns.count > count
        }
        while !isOver() {
            let path = path(route, leg, fault, causes, isStreamed, callsBefore: before)
            turns.append(path)
            before[leg.id, default: 0] += path.expected.calls[leg.id, default: 0]
        }
        return Plan.Way(
            path: turns[0], turns: turns, isStreamed: isStreamed, isProbeOnly: true,
            repeats: turns.count)
    }

    private static func way(
        _ route: Route, _ leg: Leg, _ fault: Fault?, _ before: [LegID: Cause], _ isStreamed: Bool,
        repeats: Int
    ) -> Plan.Way {
        Plan.Way(
            path: path(route, leg, fault, before, isStreamed), isStreamed: isStreamed,
            isProbeOnly: fault != nil, repeats: repeats)
    }

    /// - Parameters:
    ///   - before: what the legs before this one play.
    ///   - callsBefore: what earlier requests of the case have used up.
    private static func path(
        _ route: Route, _ leg: Leg, _ fault: Fault?, _ before: [LegID: Cause], _ isStreamed: Bool,
        callsBefore: [LegID: Int] = [:]
    ) -> Path {
        var causes = before
        causes[leg.id] = fault?.cause
        var recurrences: [LegID: Recurrence] = [:]
        if let fault, fault.recurrence != .always { recurrences[leg.id] = fault.recurrence }
        let expected = Prediction.walk(
            route, causes: causes, recurrences: recurrences, callsBefore: callsBefore,
            isStreamed: isStreamed)
        return Path(
            route: route.name, leg: leg.id, cause: fault?.cause, causes: causes,
            recurrences: recurrences, callsBefore: callsBefore, expected: expected)
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

    static func streamings(of suite: Suite) -> [Bool] {
        switch suite.streaming {
        case .both: [false, true]
        case .plain: [false]
        case .streamed: [true]
        }
    }
}
