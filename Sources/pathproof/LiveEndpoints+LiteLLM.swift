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
            let usual = provider.keyVariable.flatMap(Environment.value)
            let key = upstream.key ?? usual.flatMap { $0.isEmpty ? nil : Secret($0) }
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

    /// They run on the user's own machines, as a rule with no key.
    private static let keyless: Set<String> = ["ollama", "vllm", "llamacpp"]
}
