public import Ledger
public import Vocabulary

/// The routes of one gateway: the same shape whoever's configuration it was read from.
public struct RouteMap: Sendable, Equatable {
    public var file: String
    /// The aliases, and behind them a route for each rule.
    public var routes: [Route]
    /// What becomes of requests for `auto`, in order.
    public var rules: [RouteRule]
    /// What the file says of providers, of models, of clients' keys and of other gateways, in its order.
    public var providers: [ProviderSettings] = []
    public var models: [ModelSettings] = []
    /// What models cost other than by the shipped list; the first that is about one counts.
    public var prices: [PriceOverride] = []
    /// What other currencies are worth.
    public var rates = ExchangeRates.none
    public var keys: [ClientKey] = []
    public var gateways: [GatewaySettings] = []
    /// Where the file names each leg; a rule has one place for all of its legs.
    public var places: [LegID: SourceLocation] = [:]
    /// What the file says to no effect.
    public var notes: [Diagnostic] = []

    public init(file: String, routes: [Route], rules: [RouteRule] = []) {
        self.file = file
        self.routes = routes
        self.rules = rules
    }

    public func route(named name: String) -> Route? { routes.first { $0.name == name } }

    /// Those that a client gets by this model name: one, or for `auto` all that its rules lead to.
    public func routes(asked name: String) -> [Route] {
        routes.filter { $0.name == name || $0.requested == name }
    }

    public var legs: [Leg] { routes.flatMap(\.legs) }

    /// What another file says of the same providers and models: limits, contracts, what a currency is worth. Where its
    /// routes lead is its own matter.
    public mutating func take(billingOf other: RouteMap) {
        providers += other.providers
        models += other.models
        prices += other.prices
        rates = other.rates.overridden(by: rates)
    }

    /// As what a route is asked for: the name in the request, and what its rule leads to.
    public func names(of route: Route) -> [String] {
        [route.requested] + rules.filter { $0.route == route.name }.prefix(1).map(\.target)
    }
}
