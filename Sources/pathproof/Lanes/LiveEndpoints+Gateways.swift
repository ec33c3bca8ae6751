import GatewayMaps
import LocalGateway
import Providers
import Vocabulary

extension LiveEndpoints {
    /// The same for the deployments of a LiteLLM configuration: each has an address and a key of its own.
    static func of(
        _ config: LiteLLMConfig, legs: Set<LegID>
    ) throws(Diagnostics) -> [LegID: LegEndpoint] {
        var endpoints: [LegID: LegEndpoint] = [:]
        var mistakes: [Diagnostic] = []
        for deployment in config.deployments
        where deployment.isDrivable && legs.contains(deployment.leg) {
            guard let lane = deployment.provider?.lane, let provider = provider(named: lane) else {
                continue
            }
            let upstream = config.upstream(of: deployment, environment: Environment.value)
            func add(_ message: String, _ hint: String) {
                mistakes.append(Diagnostic(message, at: deployment.location, hint: hint))
            }
            if !upstream.missing.isEmpty {
                let names = upstream.missing.map { "'\($0)'" }.joined(separator: " and ")
                add(
                    "leg \(deployment.leg) names \(names), and the environment has no such variable",
                    "set what `os.environ/` names: its provider is asked with it")
                continue
            }
            let key = upstream.key ?? usualKey(of: provider)
            if key == nil, let variable = provider.keyVariable, !keyless.contains(lane) {
                add(
                    "there is no key for leg \(deployment.leg) ('\(deployment.model)')",
                    "set \(variable), or write `api_key: os.environ/NAME` beside its model")
            }
            guard let base = upstream.base ?? provider.defaultBaseURL else {
                add(
                    "the provider of leg \(deployment.leg) ('\(deployment.model)') has no address "
                        + "that is known here",
                    "write `api_base: https://…` beside its model")
                continue
            }
            endpoints[deployment.leg] = LegEndpoint(
                provider: lane, endpoint: Endpoint(baseURL: base, key: key))
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        return endpoints
    }

    /// The same for the targets of a Portkey configuration.
    static func of(
        _ config: PortkeyConfig, legs: Set<LegID>
    ) throws(Diagnostics) -> [LegID: LegEndpoint] {
        var endpoints: [LegID: LegEndpoint] = [:]
        var mistakes: [Diagnostic] = []
        for leg in config.legs where legs.contains(leg.id) {
            guard let lane = leg.lane else { continue }
            func add(_ message: String, _ hint: String) {
                mistakes.append(
                    Diagnostic("leg \(leg.id) \(message)", at: leg.location, hint: hint))
            }
            guard let upstream = config.upstream(of: leg) else {
                add(
                    "is asked through '\(leg.service)', and who that is only the account knows",
                    "write its \"provider\" and \"api_key\"")
                continue
            }
            if let proof = upstream.otherProof {
                add(
                    "proves itself by '\(proof)', and a lane asks its provider with a key",
                    "write its \"api_key\" in its place")
            } else if upstream.key == nil, leg.service != "ollama" {
                add("has no key of its own", "\"api_key\": \"${NAME}\"")
            }
            if leg.model == nil {
                add(
                    "names no model, and a real provider must be asked for one",
                    "\"override_params\": { \"model\": … }")
            }
            guard let base = upstream.base else {
                add(
                    "of '\(leg.service)' has no address that is known here",
                    leg.service == "azure-openai"
                        ? "write its \"resource_name\"" : "write its \"custom_host\"")
                continue
            }
            endpoints[leg.id] = LegEndpoint(
                provider: lane, endpoint: Endpoint(baseURL: base, key: upstream.key),
                laneBase: upstream.laneBase)
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        return endpoints
    }
}
