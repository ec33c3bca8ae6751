import GatewayMaps
import Vocabulary

/// Finds the route that a request asks for: an alias by its name, or for `auto` what the first rule that
/// takes the request leads to.
struct RouteBook: Sendable {
    private let routes: [String: Route]
    private let rules: [RouteRule]
    /// What clients may ask for, in the order of the user's file.
    let names: [String]

    struct Entry: Sendable {
        var route: Route
        /// Nil for an alias.
        var rule: RouteRule?

        /// As what the route was asked for: the name in the request, and what its rule leads to.
        var askedAs: [String] { [route.requested] + (rule.map { [$0.target] } ?? []) }
    }

    init(_ routes: [Route], _ rules: [RouteRule]) throws(GatewayError) {
        var found: [String: Route] = [:]
        var names: [String] = []
        for route in routes {
            guard !route.legs.isEmpty else { throw .noLegs(route: route.name) }
            guard found.updateValue(route, forKey: route.name) == nil else {
                throw .twoRoutes(named: route.name)
            }
            if !names.contains(route.requested) { names.append(route.requested) }
        }
        for rule in rules {
            guard found[rule.route] != nil else { throw .noRoute(named: rule.route) }
        }
        self.routes = found
        self.rules = rules
        self.names = names
    }

    var hasRules: Bool { !rules.isEmpty }

    func knows(_ name: String) -> Bool { names.contains(name) }

    /// Nil where no route has the name, or no rule takes the request.
    func entry(for name: String, _ facts: @autoclosure () -> RequestFacts) -> Entry? {
        if name == RouteRule.model, hasRules {
            guard let rule = rules.rule(for: facts()) else { return nil }
            return routes[rule.route].map { Entry(route: $0, rule: rule) }
        }
        guard let route = routes[name], route.requested == name else { return nil }
        return Entry(route: route, rule: nil)
    }

    /// What a client with this key may ask for.
    func names(for client: Client?) -> [String] {
        guard let client else { return names }
        return names.filter { name in
            let targets = rules.filter { name == RouteRule.model && routes[$0.route] != nil }
            return routes.values.contains { route in
                guard route.requested == name, let first = route.legs.first else { return false }
                let target = targets.first { $0.route == route.name }?.target
                return client.key.mayReach(first, askedAs: [name] + (target.map { [$0] } ?? []))
            }
        }
    }
}
