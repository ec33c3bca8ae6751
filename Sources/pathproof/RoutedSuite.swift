import Benches
import Documents
import GatewayMaps
import Lanes
import LocalGateway
import Plans
import Providers
import Suites
import Transports
import Vocabulary

/// A suite whose routes are measured on the embedded gateway, before lanes.
struct RoutedSuite {
    let plan: Plan
    let map: RouteMap
    /// With the prompts that go over each.
    let routes: [(route: Route, prompts: [Prompt])]

    static func all(
        _ suites: [Suite], routesFile: String?, routes names: [String]
    ) throws(Diagnostics) -> [RoutedSuite] {
        var cache = RoutesCache()
        let mistakes = Mistakes()
        var found: [RoutedSuite] = []
        for suite in suites {
            let made = mistakes.collect { () throws(Diagnostics) -> RoutedSuite in
                try RunJob.checkNames(of: suite)
                return try RoutedSuite(suite, try cache.map(for: suite, routesFile), names)
            }
            if let made { found.append(made) }
        }
        try mistakes.check()
        let known = Set(found.flatMap(\.plan.routes).map(\.name)).sorted()
        try KnownNames.check(names, among: known, each: "route")
        guard found.contains(where: { !$0.routes.isEmpty }) else {
            throw Diagnostics([
                Diagnostic(
                    "there is nothing to measure: no prompt of these suites goes over a route",
                    hint: "`pathproof run --plan` shows which test goes where")
            ])
        }
        return found
    }

    private init(_ suite: Suite, _ map: RouteMap, _ names: [String]) throws(Diagnostics) {
        var suite = suite
        // Healthy first legs are all that is planned: every leg is asked, but directly.
        (suite.paths, suite.streaming, suite.repeats) = (.primary, .both, 1)
        plan = try Planner.plan(suite, over: map)
        self.map =
            plan.isDirect
            ? RouteMap(file: "\(map.file), models of \(suite.file)", routes: plan.routes) : map
        var routes: [(Route, [Prompt])] = []
        for route in plan.routes where names.isEmpty || names.contains(route.name) {
            let prompts = try BenchPrompts.all(of: plan, over: route)
            if !prompts.isEmpty { routes.append((route, prompts)) }
        }
        self.routes = routes
    }

    /// One for each route; for a suite that asks models directly one in all.
    func contests(on stage: BenchStage) -> [Contest] {
        let suite = plan.suite
        if plan.isDirect {
            guard let prompts = routes.first?.prompts else { return [] }
            let contenders = routes.flatMap(\.route.legs).map { stage.contender(for: $0) }
            return [
                Contest(
                    name: suite.name, task: suite.task, contenders: contenders,
                    comparisons: contenders.indices.dropFirst().map {
                        Contest.Comparison(base: 0, other: $0)
                    }, prompts: prompts)
            ]
        }
        return routes.map { route, prompts in
            let legs = route.legs.map { stage.contender(for: $0) }
            return Contest(
                name: "\(suite.name)/\(route.name)", task: suite.task,
                contenders: legs + [stage.gateway(for: route)],
                comparisons: [Contest.Comparison(base: 0, other: legs.count)], prompts: prompts)
        }
    }
}

/// Lanes that answer at once, and the embedded gateway before them, on a transport of its own: what it sends
/// must not wait for the client that measures it.
struct BenchStage {
    private let lanes: LaneSet
    private let server: LocalGateway
    private let transport: Transport

    /// Twenty words, so that a stream has some twenty pieces.
    private static let answer = SimulatedAnswer(
        text: "One answer of twenty words is long enough to be a stream and short enough to show "
            + "what a gateway adds.")

    init(_ map: RouteMap) throws(Diagnostics) {
        do {
            lanes = try LaneSet(
                legs: map.legs, options: LaneOptions(defaultAnswer: Self.answer, straysMax: 1))
            transport = try Transport()
            server = try LocalGateway(
                routes: map.routes, rules: map.rules,
                endpoints: Stage.endpoints(of: map, on: lanes),
                transport: transport)
        } catch {
            throw Diagnostics([Diagnostic("cannot start the embedded gateway: \(error)")])
        }
    }

    func contender(for leg: Leg) -> Contender {
        Contender(
            name: "\(leg.provider):\(leg.model)", kind: .direct,
            provider: provider(named: leg.provider) ?? Generic(),
            endpoint: Endpoint(baseURL: lanes.baseURL(of: leg.id), key: Secret("sk-simulated")),
            model: leg.pin)
    }

    func gateway(for route: Route) -> Contender {
        Contender(
            name: route.name, kind: .gateway, provider: Generic(),
            endpoint: Endpoint(baseURL: server.url, key: Secret("sk-caller")),
            model: route.requested)
    }

    func stop() async {
        server.stop()
        lanes.stop()
        await transport.close()
    }
}
