import Documents
import Lanes
import Ledger
import Providers
import Runs
import Suites
import Transports
import Vocabulary

/// The gateway under test as it would be with a vice: a front before it for each route of a suite that plants one.
struct VicedFronts {
    /// By route.
    let targets: [String: Target]
    private let gateways: [VicedGateway]

    init(
        of routes: [Route], at prices: LegPrices, vice: GatewayVice, before target: Target,
        transport: Transport
    ) throws(Diagnostics) {
        var targets: [String: Target] = [:]
        var gateways: [VicedGateway] = []
        for route in routes {
            // To the front, the gateway is a leg that knows the route by the name that callers have for it.
            let leg = Leg(
                id: LegID(route: route.name, index: 0), provider: "gateway",
                model: route.requested, pin: route.requested, timeout: .zero)
            do throws(LaneError) {
                let gateway = try VicedGateway(
                    [(leg, target.endpoint.baseURL)], vice: vice,
                    prices: Self.prices(of: route, at: prices), transport: transport)
                var viced = target
                viced.endpoint = Endpoint(baseURL: gateway.url, key: target.endpoint.key)
                targets[route.name] = viced
                gateways.append(gateway)
            } catch {
                throw Diagnostics([
                    Diagnostic("cannot start a gateway with the vice '\(vice.name)': \(error)")
                ])
            }
        }
        (self.targets, self.gateways) = (targets, gateways)
    }

    /// By every name that a leg's answers may have for its model.
    private static func prices(of route: Route, at prices: LegPrices) -> [String: VicedPrice] {
        var found: [String: VicedPrice] = [:]
        for leg in route.legs {
            guard let listed = prices.price(of: leg.id), let input = listed.rates.input,
                let output = listed.rates.output
            else { continue }
            let price = VicedPrice(
                input: listed.femtos(input),
                cached: listed.femtos(listed.rates.cachedInput ?? input),
                output: listed.femtos(output))
            for name in [leg.pin, leg.model] where found[name] == nil { found[name] = price }
        }
        return found
    }

    func stop() { for gateway in gateways { gateway.stop() } }

    /// The vice that a suite plants, if it plants one.
    static func vice(of suite: Suite) throws(Diagnostics) -> GatewayVice? {
        guard let named = suite.planted?.vice else { return nil }
        if let vice = allVices.first(where: { $0.name == named.name }) { return vice }
        throw Diagnostics([
            named.node.diagnostic(
                "unknown vice of a gateway \(named.node.shown)",
                hint: didYouMean(named.name, among: allVices.map(\.name))
                    ?? "`pathproof list vices` shows all")
        ])
    }
}
