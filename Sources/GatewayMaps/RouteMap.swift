package import Vocabulary

/// The routes of one gateway, with the providers and models behind them: the same shape whoever's
/// configuration it was read from.
package struct RouteMap: Sendable, Equatable {
    package var file: String
    package var routes: [Route]
    package var providers: [String: ProviderSettings]

    package struct ProviderSettings: Sendable, Equatable {
        package var baseURL: String?
        package var key: Secret?

        package init(baseURL: String? = nil, key: Secret? = nil) {
            self.baseURL = baseURL
            self.key = key
        }
    }

    package init(
        file: String, routes: [Route], providers: [String: ProviderSettings] = [:]
    ) {
        self.file = file
        self.routes = routes
        self.providers = providers
    }

    package func route(named name: String) -> Route? { routes.first { $0.name == name } }

    package var legs: [Leg] { routes.flatMap(\.legs) }
}
