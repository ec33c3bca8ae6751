public import Documents
import Vocabulary

// `routes:`, the rules for requests that ask for the model `auto`.
extension RoutesFile {
    func addRules(from node: Node, to map: inout RouteMap) {
        guard let items = node.items, !items.isEmpty else {
            mistakes.add(
                "`routes:` needs a list of rules, found \(node.kindWord)", at: node,
                hint: "- { match: context_length > 80000, model: kimi-k2.6 }, - { default: NAME }")
            return
        }
        if let taken = map.routes.first(where: { $0.name == RouteRule.model }) {
            mistakes.add(
                Diagnostic(
                    "the alias 'auto' and `routes:` stand for the same requests",
                    at: taken.location,
                    hint: "call the alias otherwise, or lead a rule to it"))
        }
        let aliases = map.routes
        for (index, item) in items.enumerated() {
            guard let (rule, target) = rule(from: item, number: index + 1, to: aliases) else {
                continue
            }
            noteUnreached(rule, item, behind: map.rules, in: &map)
            map.rules.append(rule)
            if let alias = aliases.first(where: { $0.name == rule.route }) {
                mistakes.add(
                    Diagnostic(
                        "'\(alias.name)' is what a rule of `routes:` is called", at: alias.location,
                        hint: "call the alias otherwise"))
            }
            guard map.route(named: rule.route) == nil else { continue }
            for index in target.legs.indices {
                map.places[LegID(route: rule.route, index: index)] = Self.named(in: item).location
            }
            map.routes.append(
                Route(
                    name: rule.route, requested: RouteRule.model,
                    legs: target.legs.enumerated().map { index, leg in
                        var leg = leg
                        leg.id = LegID(route: rule.route, index: index)
                        return leg
                    }, location: rule.location))
        }
    }

    /// Where an entry of an alias, or a rule, names whom it leads to.
    public static func named(in entry: Node) -> Node {
        entry["model"] ?? entry["default"] ?? entry
    }

    private func rule(
        from node: Node, number: Int, to aliases: [Route]
    ) -> (rule: RouteRule, target: Route)? {
        let reader = MappingReader(node, in: mistakes, what: "a rule")
        if let name = reader.node("default") {
            for key in ["match", "model"] where reader.has(key) {
                mistakes.add(
                    "a rule has `match:` and `model:`, or `default:` alone",
                    at: reader.key(key) ?? node)
            }
            reader.finish()
            guard let target = target(name, among: aliases) else { return nil }
            let rule = RouteRule(
                match: nil, target: name.text ?? "", route: "\(RouteRule.model)[default]",
                location: node.location)
            return (rule, target)
        }
        let match = reader.node("match", required: true).flatMap {
            MatchExpression($0, in: mistakes)
        }
        let name = reader.node("model", required: true)
        let target = name.flatMap { self.target($0, among: aliases) }
        reader.finish()
        guard let match, let name, let target else { return nil }
        let rule = RouteRule(
            match: match, target: name.text ?? "", route: "\(RouteRule.model)[\(number)]",
            location: node.location)
        return (rule, target)
    }

    /// An alias, else a model alone.
    private func target(_ node: Node, among aliases: [Route]) -> Route? {
        guard let name = node.text else {
            mistakes.add("expected an alias or a model, found \(node.kindWord)", at: node)
            return nil
        }
        if let alias = aliases.first(where: { $0.name == name }) { return alias }
        guard let model = model(named: name) else {
            mistakes.add(
                "'\(name)' is neither an alias nor a model", at: node,
                hint: didYouMean(name, among: aliases.map(\.name) + modelNames)
                    ?? "declare it under `aliases:` or `models:`")
            return nil
        }
        let leg = Leg(
            id: LegID(route: name, index: 0), provider: model.provider, model: model.name,
            pin: model.pin, timeout: Self.defaultTimeout)
        return Route(name: name, legs: [leg])
    }

    /// What stands behind a default, or asks what was asked before, is never reached.
    private func noteUnreached(
        _ rule: RouteRule, _ node: Node, behind rules: [RouteRule], in map: inout RouteMap
    ) {
        guard let reason = rules.reasonNotToReach(rule.match) else { return }
        map.notes.append(
            node.diagnostic(
                "no request reaches this rule: \(reason)",
                hint: "the first rule that matches wins: move it up, or take it out",
                severity: .warning))
    }
}
