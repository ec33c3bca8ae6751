package import Ledger
package import Vocabulary

/// The routes of one gateway: the same shape whoever's configuration it was read from.
package struct RouteMap: Sendable, Equatable {
    package var file: String
    /// The aliases, and behind them a route for each rule.
    package var routes: [Route]
    /// What becomes of requests for `auto`, in order.
    package var rules: [RouteRule]
    /// What the file says of providers, of models, of clients' keys and of other gateways, in its order.
    package var providers: [ProviderSettings] = []
    package var models: [ModelSettings] = []
    /// What models cost other than by the shipped list; the first that is about one counts.
    package var prices: [PriceOverride] = []
    /// What other currencies are worth.
    package var rates = ExchangeRates.none
    package var keys: [ClientKey] = []
    package var gateways: [GatewaySettings] = []
    /// What the file says to no effect.
    package var notes: [Diagnostic] = []

    package init(file: String, routes: [Route], rules: [RouteRule] = []) {
        self.file = file
        self.routes = routes
        self.rules = rules
    }

    package func route(named name: String) -> Route? { routes.first { $0.name == name } }

    /// Those that a client gets by this model name: one, or for `auto` all that its rules lead to.
    package func routes(asked name: String) -> [Route] {
        routes.filter { $0.name == name || $0.requested == name }
    }

    package var legs: [Leg] { routes.flatMap(\.legs) }

    /// As what a route is asked for: the name in the request, and what its rule leads to.
    package func names(of route: Route) -> [String] {
        [route.requested] + rules.filter { $0.route == route.name }.prefix(1).map(\.target)
    }
}
