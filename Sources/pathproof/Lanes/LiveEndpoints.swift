import GatewayMaps
import LocalGateway
import Providers
import Transports
import Vocabulary

/// Where the real providers are, and the keys for them: what the routes file says, else what comes with
/// the provider's name.
enum LiveEndpoints {
    /// The same, with the base that answers where several are in print.
    static func found(
        of map: RouteMap, over transport: Transport
    ) async throws(Diagnostics) -> [LegID: LegEndpoint] {
        var endpoints = try of(map)
        var bases: [String: String] = [:]
        for leg in map.legs {
            guard let known = endpoints[leg.id], let provider = provider(named: leg.provider),
                provider.baseURLs.count > 1
            else { continue }
            if bases[leg.provider] == nil {
                let settings = map.providers.first { $0.name == leg.provider }
                bases[leg.provider] = try await BaseFinder.base(
                    of: provider, given: settings?.baseURL, key: known.endpoint.key,
                    headers: known.headers, over: transport)
            }
            guard let base = bases[leg.provider] else { continue }
            endpoints[leg.id]?.endpoint = Endpoint(baseURL: base, key: known.endpoint.key)
        }
        return endpoints
    }

    static func of(_ map: RouteMap) throws(Diagnostics) -> [LegID: LegEndpoint] {
        var endpoints: [LegID: LegEndpoint] = [:]
        var mistakes: [Diagnostic] = []
        var told: Set<String> = []
        for leg in map.legs {
            guard let provider = provider(named: leg.provider) else { continue }
            let settings = map.providers.first { $0.name == leg.provider }
            let key = key(of: provider, settings)
            let isFirst = told.insert(leg.provider).inserted
            if key == nil, let variable = provider.keyVariable, isFirst,
                settings?.key != nil || !keyless.contains(leg.provider)
            {
                mistakes.append(
                    Diagnostic(
                        "there is no key for provider '\(leg.provider)'",
                        at: settings?.key?.location ?? settings?.location,
                        hint: keyHint(leg.provider, variable, isNamed: settings?.key != nil)))
            }
            // The key that stands beside an address is for nobody else.
            if settings?.lacksBase == true {
                if isFirst {
                    mistakes.append(
                        Diagnostic(
                            "the `base_url:` of provider '\(leg.provider)' is empty",
                            at: settings?.location, hint: "set the variable that it names"))
                }
                continue
            }
            guard let base = settings?.baseURL ?? provider.defaultBaseURL else {
                if isFirst {
                    mistakes.append(
                        Diagnostic(
                            "provider '\(leg.provider)' has no address of its own",
                            at: settings?.location,
                            hint: "providers: { \(leg.provider): { base_url: \"https://…\" } }"))
                }
                continue
            }
            endpoints[leg.id] = LegEndpoint(
                provider: leg.provider, endpoint: Endpoint(baseURL: base, key: key),
                headers: settings?.headers ?? [])
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        return endpoints
    }

    /// What the file gives, else the variable in which users have it.
    static func key(of provider: any Provider, _ settings: ProviderSettings?) -> Secret? {
        let given = settings?.key.map(\.secret).flatMap { $0.revealed.isEmpty ? nil : $0 }
        return given ?? usualKey(of: provider)
    }

    /// Of the variables in which users have it.
    static func usualKey(of provider: any Provider) -> Secret? {
        let values = provider.keyVariables.compactMap { Environment.value($0) }
        return values.first { !$0.isEmpty }.map(Secret.init)
    }

    static func keyHint(_ name: String, _ variable: String, isNamed: Bool) -> String {
        isNamed
            ? "set the variable that its `api_key:` names, or \(variable)"
            : "set \(variable), or name a variable: "
                + "providers: { \(name): { api_key: \"${\(variable)}\" } }"
    }

    /// They run on the user's own machines, as a rule with no key.
    static let keyless: Set<String> = ["ollama", "vllm", "llamacpp"]
}
