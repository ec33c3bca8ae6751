package import Vocabulary

/// The routes of one gateway: the same shape whoever's configuration it was read from.
package struct RouteMap: Sendable, Equatable {
    package var file: String
    package var routes: [Route]

    package init(file: String, routes: [Route]) {
        self.file = file
        self.routes = routes
    }

    package func route(named name: String) -> Route? { routes.first { $0.name == name } }

    package var legs: [Leg] { routes.flatMap(\.legs) }
}
