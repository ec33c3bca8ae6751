import Documents
import GatewayMaps
import Vocabulary

extension LintRule {
    static let scopeEscape = LintRule(
        "scope-escape", .warning, "a client key that may ask for an alias and not for its fallbacks"
    ) { subject in
        guard let map = subject.map else { return [] }
        return map.keys.flatMap { key in
            subject.routes.compactMap { finding($0, key, map, in: subject) }
        }
    }

    private static func finding(
        _ route: Route, _ key: ClientKey, _ map: RouteMap, in subject: LintSubject
    ) -> Diagnostic? {
        let names = map.names(of: route)
        guard let first = route.legs.first, key.mayReach(first, askedAs: names) else { return nil }
        let lost = route.legs.filter { !key.mayReach($0, askedAs: names) }
        guard let next = lost.first else { return nil }
        let legs = lost.map { "\($0.id) (\($0.model))" }.joined(separator: ", ")
        let message =
            "key '\(key.name)' may ask for '\(route.requested)', and its scope leaves out "
            + "\(legs): the gateway passes by what is left out"
        let hint = "add '\(route.requested)' to `models:` for all its legs, or '\(next.model)'"
        let scope = subject.document?["keys"]?[key.name]?["models"]
        let item =
            scope?.items?.first { $0.text == first.model || $0.text == first.pin } ?? scope
        return item?.diagnostic(message, hint: hint)
            ?? Diagnostic(message, at: key.key.location, hint: hint)
    }
}
