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
    /// Routes whose first leg the suite's key may not see: the gateway refuses them.
    let refused: [String]

    static func all(
        _ suites: [Suite], _ arguments: Arguments
    ) throws(Diagnostics) -> [RoutedSuite] {
        let names = arguments.all("--route")
        var cache = RoutesCache()
        let mistakes = Mistakes()
        var found: [RoutedSuite] = []
        for suite in suites {
            let made = mistakes.collect { () throws(Diagnostics) -> RoutedSuite in
                try RunJob.checkNames(of: suite)
                try checkGateway(of: suite, arguments)
                let map = try cache.map(for: suite, arguments.last("--routes"))
                return try RoutedSuite(
                    suite, map, as: try AskedKey.find(arguments, suite, in: map), names)
            }
            if let made { found.append(made) }
        }
        try mistakes.check()
        let known = Set(found.flatMap(\.plan.routes).map(\.name)).sorted()
        try KnownNames.check(names, among: known, each: "route")
        for suite in found {
            for name in suite.refused where names.contains(name) || suite.routes.isEmpty {
                throw Diagnostics([suite.refusal(of: name)])
            }
        }
        guard found.contains(where: { !$0.routes.isEmpty }) else {
            throw Diagnostics([
                Diagnostic(
                    "there is nothing to measure: no prompt of these suites goes over a route",
                    hint: "`pathproof run --plan` shows which test goes where")
            ])
        }
        return found
    }

    /// A suite that names another gateway means that one.
    private static func checkGateway(
        of suite: Suite, _ arguments: Arguments
    ) throws(Diagnostics) {
        guard let named = suite.gateway, named.name != ChosenGateway.embedded,
            arguments.last("--gateway") != ChosenGateway.embedded
        else { return }
        throw Diagnostics([
            named.node.diagnostic(
                "this suite goes through the gateway '\(named.name)', and here the embedded one is measured",
                hint: "--gateway and --direct take the addresses of yours and of what it calls; "
                    + "`--gateway embedded` measures the embedded one all the same")
        ])
    }

    /// What is said of a route that cannot be measured.
    func refusal(
        of route: String, _ severity: Diagnostic.Severity = .error
    ) -> Diagnostic {
        Diagnostic(
            "key '\(plan.key?.name ?? "")' does not reach the first leg of '\(route)': the gateway refuses "
                + "what would be measured", at: plan.suite.key?.node.location,
            hint: "--key NAME asks as another client", severity: severity)
    }

    private init(
        _ suite: Suite, _ map: RouteMap, as key: ClientKey?, _ names: [String]
    ) throws(Diagnostics) {
        var suite = suite
        // Healthy first legs are all that is planned: every leg is asked, but directly.
        (suite.paths, suite.streaming, suite.repeats) = (.primary, .both, 1)
        plan = try Planner.plan(suite, over: map, as: key)
        self.map =
            plan.isDirect
            ? RouteMap(file: "\(map.file), models of \(suite.file)", routes: plan.routes) : map
        var routes: [(Route, [Prompt])] = []
        let barred = plan.ways.filter { $0.path.isOutOfReach }.map(\.path.route)
        refused = plan.routes.map(\.name).filter { barred.contains($0) }
        for route in plan.routes
        where (names.isEmpty || names.contains(route.name)) && !barred.contains(route.name) {
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
    private let key = Secret("sk-caller")

    /// Twenty words, so that a stream has some twenty pieces.
    private static let answer = SimulatedAnswer(
        text: "One answer of twenty words is long enough to be a stream and short enough to show "
            + "what a gateway adds.")

    /// - Parameter key: whose client the bench is; nil: the gateway is open to all.
    init(_ map: RouteMap, as key: ClientKey?) throws(Diagnostics) {
        // The gateway is ours: the real key stays where it is.
        var client = key
        client?.key.secret = self.key
        do {
            lanes = try LaneSet(
                legs: map.legs, options: LaneOptions(defaultAnswer: Self.answer, straysMax: 1))
            transport = try Transport()
            server = try LocalGateway(
                routes: map.routes, rules: map.rules,
                endpoints: Stage.endpoints(of: map, on: lanes),
                transport: transport, options: GatewayOptions(keys: client.map { [$0] } ?? []))
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
            endpoint: Endpoint(baseURL: server.url, key: key),
            model: route.requested)
    }

    func stop() async {
        server.stop()
        lanes.stop()
        await transport.close()
    }
}
