import GatewayMaps
import Plans
import Providers
import Runs
import Vocabulary

/// What a drill plays on where the gateway is somebody else's: no leg is ours, and all that can be done is to ask it
/// with the user's own routing, and with legs whose model nobody has.
struct HostedStage {
    /// A request has a target of its own where it makes other legs fail.
    let targets: [PathTarget: Target]
    let any: Target
    let witness: HostedWitness

    /// What stands in the place of a leg's model so that its provider refuses it, free of charge.
    static let missingModel = "pathproof/no-such-model"

    init(of gateway: DrilledGateway, at hosted: Drill.Hosted, for suites: [PreparedSuite]) {
        let endpoint = Endpoint(baseURL: hosted.url, key: hosted.key)
        let ways = suites.flatMap(\.plan.ways)
        var targets: [PathTarget: Target] = [:]
        for way in ways {
            let failing = Set(way.path.causes.keys)
            targets[PathTarget(way.path)] = Self.target(
                gateway, endpoint, way.path.route, failing, hosted.missing)
        }
        self.targets = targets
        any = Self.target(gateway, endpoint, ways.first?.path.route ?? "", [], hosted.missing)
        witness = HostedWitness(legs: Self.legs(of: gateway), missing: hosted.missing) {
            Self.legs($0, of: gateway)
        }
    }

    private static func target(
        _ gateway: DrilledGateway, _ endpoint: Endpoint, _ route: String, _ failing: Set<LegID>,
        _ missing: String
    ) -> Target {
        switch gateway {
        case .openrouter(let request, _):
            var target = Target(provider: OpenRouter(), endpoint: endpoint, limits: .standard)
            target.model = request.models(failing: failing, missing: missing).first
            target.members = request.members(failing: failing, missing: missing)
            // An answer that was kept proves no path.
            target.headers = [Request.Field("X-OpenRouter-Cache", "false")]
            return target
        case .hostedPortkey(let config, _):
            var target = Target(provider: Portkey(), endpoint: endpoint, limits: .standard)
            // Keys may stand in it.
            target.secretHeaders = [
                Request.SecretField(
                    "x-portkey-config",
                    Secret(PortkeyRewriter.hosted(config, failing: failing, missing: missing)))
            ]
            guard let known = config.routes.first(where: { $0.name == route }) else {
                return target
            }
            return target.asking(
                as: known.request,
                limit: config.needsLimit ? config.limitField : nil)
        case .litellm, .portkey:
            preconditionFailure("a gateway that is started here is not hosted")
        }
    }

    private static func legs(of gateway: DrilledGateway) -> [HostedWitness.NamedLeg] {
        switch gateway {
        case .openrouter(let request, _):
            request.legs.map { .init(id: $0.id, model: $0.movesByItself ? nil : $0.model) }
        case .hostedPortkey(let config, _):
            // A deployment's name is its owner's.
            config.legs.map {
                .init(id: $0.id, model: $0.service.hasPrefix("azure") ? nil : $0.model)
            }
        case .litellm, .portkey: []
        }
    }

    /// Who answered, by the gateway's own word.
    private static func legs(_ reading: Reading, of gateway: DrilledGateway) -> [LegID]? {
        switch gateway {
        case .openrouter(let request, _):
            return reading.model.map { request.legs(named: $0) }
        case .hostedPortkey(let config, _):
            for case .deployment(let path) in reading.evidence {
                return config.legs.filter { $0.path == path }.map(\.id)
            }
            return nil
        case .litellm, .portkey: return nil
        }
    }
}
