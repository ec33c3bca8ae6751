import GatewayMaps
import Lanes
import Ledger
import LocalGateway
import Providers
import Transports
import Vocabulary

extension ServeJob {
    func serveGateway(
        over transport: Transport, on terminal: Terminal
    ) async throws(Diagnostics) {
        let map =
            keepsRealTime
            ? map : map.scaled(longest: Stage.timeoutLongest, shortest: Stage.timeoutShortest)
        let endpoints: [LegID: LegEndpoint]
        var lanes: (LaneSet, LaneControl)?
        if isLive {
            endpoints = try await LiveEndpoints.found(of: map, over: transport)
        } else {
            let opened = try openLanes(for: map, firstPort: 0)
            endpoints = Stage.endpoints(of: map, on: opened.0)
            lanes = opened
        }
        defer {
            lanes?.1.stop()
            lanes?.0.stop()
        }
        let prices = try RoutePrices(map)
        let gateway: LocalGateway
        do throws(GatewayError) {
            gateway = try LocalGateway(
                port: port, routes: map.routes, rules: map.rules, endpoints: endpoints,
                transport: transport, options: options(for: map, prices))
        } catch {
            throw Diagnostics([Diagnostic("\(error)")])
        }
        defer { gateway.stop() }
        terminal.complain(prices.warnings)
        if isLive {
            terminal.complain(Self.billing)
        }
        let legs = lanes.map { addresses(of: $0.0, $0.1) } ?? Self.addresses(of: map, endpoints)
        terminal.say(told(gateway, map) + legs)
        await wait()
    }

    private func options(for map: RouteMap, _ prices: RoutePrices) -> GatewayOptions {
        let requests = GatewayLog { [log] line in log?.add(line) }
        return GatewayOptions(
            keys: map.keys, providers: map.providers,
            cost: prices.cost, log: requests, backoff: keepsRealTime ? .real : .simulated,
            limits: ServeCommand.limits)
    }

    /// The lines that say what is served where.
    private func told(_ gateway: LocalGateway, _ map: RouteMap) -> String {
        var names: [String] = []
        for route in map.routes where !names.contains(route.requested) {
            names.append(route.requested)
        }
        var text = "gateway  \(gateway.url)\nroutes   \(names.joined(separator: ", "))\n"
        text +=
            map.keys.isEmpty
            ? "keys     none: whoever is on this machine may ask\n"
            : "keys     \(map.keys.map(\.name).joined(separator: ", "))\n"
        let rates = map.rates.words(for: map.rates.texts.map(\.currency))
        if !rates.isEmpty { text += "rates    \(rates.joined(separator: ", ")), for budgets\n" }
        return text
    }

    /// A line for each leg; a query behind its address may hold a key.
    private static func addresses(
        of map: RouteMap, _ endpoints: [LegID: LegEndpoint]
    ) -> String {
        let rows = map.legs.map { leg in
            let base = endpoints[leg.id]?.endpoint.baseURL.prefix { $0 != "?" } ?? ""
            let shown = AddressSecrets.shown(String(base))
            return ["leg", leg.id.description, "\(leg.provider):\(leg.pin)", shown]
        }
        return TextTable.text(rows, indent: "")
    }
}

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
}
