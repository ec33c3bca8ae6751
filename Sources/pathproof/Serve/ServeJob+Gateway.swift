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
