import GatewayMaps
import Lanes
import LocalGateway
import Providers
import Runs
import Transports
import Vocabulary

/// What a run plays on: the gateway under test, and, where the legs are ours to break, the lanes behind it.
struct Stage {
    let target: Target
    /// By route: where legs are asked directly.
    let legTargets: [String: Target]
    /// By path: where requests themselves make legs fail.
    var pathTargets: [PathTarget: Target] = [:]
    let faults: (any FaultControl)?
    private let lanes: LaneSet?
    private let gateway: LocalGateway?
    private let drilled: DrillStage?
    private var hostedWitness: HostedWitness?
    /// What of the providers behind the lanes may not be shown.
    var secrets: [Secret] = []

    /// Simulated time-outs: long enough that a busy machine answers within them, short enough to wait for.
    static let timeoutLongest: Duration = .seconds(2)
    static let timeoutShortest: Duration = .seconds(1)

    /// The embedded gateway in front of one lane for each leg of the map.
    ///
    /// - Parameter key: whose client the run is; nil: the gateway is open to all.
    init(
        simulating map: RouteMap, as key: ClientKey? = nil, keepsRealTime: Bool,
        sources: LaneSources = .simulated,
        backoff: Backoff = .simulated, transport: Transport
    ) throws(Diagnostics) {
        let map = Self.timed(map, keepsRealTime: keepsRealTime)
        legTargets = [:]
        drilled = nil
        secrets = sources.secrets
        // The gateway is ours: the real key stays where it is.
        let secret = Secret("sk-caller")
        var client = key
        client?.key.secret = secret
        let prices = key?.budget == nil ? nil : try RoutePrices(map)
        do {
            let lanes = try LaneSet(legs: map.legs, source: sources.source)
            let gateway = try LocalGateway(
                routes: map.routes, rules: map.rules, endpoints: Self.endpoints(of: map, on: lanes),
                transport: transport,
                options: GatewayOptions(
                    keys: client.map { [$0] } ?? [], cost: prices?.cost,
                    secrets: sources.secrets,
                    address: { lanes.address(of: $0, for: $1) }, backoff: backoff))
            (self.lanes, self.gateway, faults) = (lanes, gateway, lanes)
            target = Target(
                provider: Generic(),
                endpoint: Endpoint(baseURL: gateway.url, key: secret),
                limits: Self.limits(over: map))
        } catch {
            throw Diagnostics([Diagnostic("cannot start the embedded gateway: \(error)")])
        }
    }

    /// Each leg at its own lane.
    static func endpoints(of map: RouteMap, on lanes: LaneSet) -> [LegID: LegEndpoint] {
        var endpoints: [LegID: LegEndpoint] = [:]
        for leg in map.legs {
            // A lane takes any key; the user's own never leaves the routes file.
            let endpoint = Endpoint(
                baseURL: lanes.baseURL(of: leg.id), key: Secret("sk-simulated"))
            endpoints[leg.id] = LegEndpoint(provider: leg.provider, endpoint: endpoint)
        }
        return endpoints
    }

    /// A lane for each leg and no gateway: the caller asks every leg in its own language.
    init(
        lanesOf map: RouteMap, keepsRealTime: Bool, sources: LaneSources = .simulated
    ) throws(Diagnostics) {
        let map = Self.timed(map, keepsRealTime: keepsRealTime)
        drilled = nil
        secrets = sources.secrets
        do {
            let lanes = try LaneSet(legs: map.legs, source: sources.source)
            var targets: [String: Target] = [:]
            for leg in map.legs {
                guard let provider = allProviders.first(where: { $0.name == leg.provider }) else {
                    throw LaneError.unknownProvider(leg.provider, leg: leg.id)
                }
                targets[leg.id.route] = Target(
                    provider: provider,
                    endpoint: Endpoint(
                        baseURL: lanes.baseURL(of: leg.id), key: Secret("sk-simulated")),
                    limits: Self.limits(over: map), model: leg.pin)
            }
            (self.lanes, gateway, faults) = (lanes, nil, lanes)
            legTargets = targets
            target = Target(
                provider: Generic(), endpoint: Endpoint(baseURL: "", key: nil), limits: .standard)
        } catch {
            throw Diagnostics([Diagnostic("cannot start the lanes: \(error)")])
        }
    }

    private static func timed(_ map: RouteMap, keepsRealTime: Bool) -> RouteMap {
        keepsRealTime ? map : map.scaled(longest: timeoutLongest, shortest: timeoutShortest)
    }

    /// A gateway of which nothing is known but where it is.
    ///
    /// - Parameter names: by route, what it calls the model where that is not the route's name.
    init(_ chosen: ChosenGateway, names: [String: String] = [:]) {
        let target = Target(
            provider: chosen.provider,
            endpoint: Endpoint(baseURL: chosen.url, key: chosen.key), limits: .standard)
        self.target = target
        legTargets = names.mapValues { name in
            var named = target
            named.model = name
            return named
        }
        (faults, lanes, gateway, drilled) = (nil, nil, nil, nil)
    }

    /// Somebody else's gateway, with legs of which only its own answers tell.
    init(_ hosted: HostedStage) {
        target = hosted.any
        (faults, lanes, gateway, drilled, legTargets) = (nil, nil, nil, nil, [:])
        pathTargets = hosted.targets
        hostedWitness = hosted.witness
    }

    /// The user's LiteLLM in front of a lane for each of its deployments.
    init(_ drilled: DrillStage) {
        target = drilled.target
        (faults, lanes, gateway) = (drilled.lanes, nil, nil)
        legTargets = drilled.routeTargets
        secrets = drilled.secrets
        self.drilled = drilled
    }

    /// - Parameter onEnd: called with why the gateway is no more, where that is found out.
    func witness(onEnd: @escaping @Sendable (String) -> Void) -> (any Witness)? {
        hostedWitness ?? drilled?.witness(onEnd: onEnd)
    }

    /// The caller waits longer than the gateway can take for all legs and retries together: which of
    /// the two gave up is never in doubt.
    private static func limits(over map: RouteMap) -> RequestLimits {
        let longest =
            map.routes.map { route in
                route.legs.reduce(Duration.zero) { $0 + $1.timeout * ($1.retry.times + 1) }
            }.max() ?? .zero
        let patience = longest + .seconds(10)
        return RequestLimits(total: patience * 2, firstByte: patience, idle: patience)
    }

    func stop() {
        gateway?.stop()
        lanes?.stop()
        drilled?.stop()
    }
}
