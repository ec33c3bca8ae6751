public import Documents
import Ledger
public import Vocabulary

/// Reads `routes.yaml`: aliases and rules become routes, and what is said of providers, models, keys and
/// gateways is kept beside them.
public struct RoutesFile {
    /// The provider names that this program speaks; a provider's language is none of this room's business.
    let knownProviders: [String]
    let mistakes: Mistakes
    var models: [ModelSettings] = []

    /// What leads to a fallback, and to a retry, where the file does not say.
    public static let defaultTriggers: Set<Trigger> = [
        .timeout, .connection, .rateLimit, .serverError,
    ]
    public static let defaultTimeout: Duration = .seconds(60)

    public static func read(
        _ node: Node, knownProviders: [String]
    ) throws(Diagnostics) -> RouteMap {
        var file = RoutesFile(knownProviders: knownProviders)
        let map = file.map(from: node)
        try file.mistakes.check()
        return map
    }

    private init(knownProviders: [String]) {
        self.knownProviders = knownProviders
        mistakes = Mistakes()
    }

    private mutating func map(from node: Node) -> RouteMap {
        let reader = MappingReader(node, in: mistakes, what: "the routes file")
        let providers = reader.node("providers").map(self.providers) ?? []
        var own: [PriceOverride] = []
        if let node = reader.node("models") { models = declaredModels(node, &own) }
        var map = RouteMap(file: node.location.file, routes: [])
        map.prices = (reader.node("prices").map(prices) ?? []) + own
        if let node = reader.node("rates") { map.rates = ExchangeRates(node, in: mistakes) }
        if let aliases = reader.node("aliases") {
            for (key, value) in entries(aliases, what: "aliases") {
                map.routes.append(route(named: key, from: value))
                for (index, leg) in (value.items ?? []).enumerated() {
                    map.places[LegID(route: key.text ?? "", index: index)] =
                        Self.named(in: leg).location
                }
            }
        }
        if let rules = reader.node("routes") { addRules(from: rules, to: &map) }
        map.providers = providers
        map.models = models
        for model in models {
            for name in model.names.keys.sorted() where GatewaySettings.Kind(rawValue: name) == nil
            {
                map.notes.append(
                    Diagnostic(
                        "`names:` of '\(model.name)' has no effect for '\(name)': a leg is asked by its "
                            + "own provider, as `pin:`", at: model.location,
                        hint: "it says what a gateway calls the model: "
                            + GatewaySettings.Kind.allCases.map(\.rawValue).joined(separator: ", "),
                        severity: .warning))
            }
        }
        if let keys = reader.node("keys") { map.keys = clientKeys(keys, of: &map) }
        if let gateways = reader.node("gateways") { map.gateways = self.gateways(gateways) }
        reader.finish()
        if map.routes.isEmpty, map.gateways.isEmpty, !mistakes.hasErrors {
            mistakes.add(
                node.diagnostic(
                    "no alias is declared, so there is no route to prove",
                    hint: "aliases: { fast-chat: [{ model: gpt-5.4-mini }] }"))
        }
        return map
    }

    // MARK: Aliases

    private func route(named key: Node, from node: Node) -> Route {
        let name = key.text ?? ""
        if name.isEmpty {
            mistakes.add(key.diagnostic("an alias needs a name: applications ask for it"))
        }
        guard let items = node.items, !items.isEmpty else {
            mistakes.add(
                node.diagnostic(
                    node.items == nil
                        ? "alias '\(name)' needs a list of legs, found \(node.kindWord)"
                        : "alias '\(name)' has no leg: there is nobody to ask",
                    hint: "- { model: gpt-5.4-mini, timeout: 20s }"))
            return Route(name: name, legs: [], location: key.location)
        }
        let legs = items.enumerated().compactMap { index, item in
            leg(LegID(route: name, index: index), from: item)
        }
        return Route(name: name, legs: legs, location: key.location)
    }

    private func leg(_ id: LegID, from node: Node) -> Leg? {
        if node.asString != nil {
            guard let model = model(node) else { return nil }
            return Leg(
                id: id, provider: model.provider, model: model.name, pin: model.pin,
                timeout: Self.defaultTimeout, admits: id.index == 0 ? [] : Self.defaultTriggers)
        }
        let reader = MappingReader(node, in: mistakes, what: "a leg")
        let model = reader.node("model", required: true).flatMap(self.model)
        let timeout = reader.duration("timeout") ?? Self.defaultTimeout
        if timeout <= .zero, let node = reader.node("timeout") {
            mistakes.add(node.diagnostic("a leg with a time-out of \(node.shown) can never answer"))
        }
        let retry = reader.node("retry").map(self.retry) ?? Leg.Retry()
        let admits = reader.node("on")
        reader.finish()
        if let admits, id.index == 0 {
            mistakes.add(
                admits.diagnostic(
                    "`on:` says which failure leads to a leg, and nothing leads to the first one",
                    hint: "write it at the next leg"))
        }
        guard let model else { return nil }
        return Leg(
            id: id, provider: model.provider, model: model.name, pin: model.pin, timeout: timeout,
            retry: retry,
            admits: id.index == 0 ? [] : admits.map(triggers) ?? Self.defaultTriggers)
    }

    private func retry(from node: Node) -> Leg.Retry {
        let reader = MappingReader(node, in: mistakes, what: "retry")
        let times = reader.int("times", 0...10) ?? 1
        let on = reader.node("on").map(triggers) ?? Self.defaultTriggers
        reader.finish()
        return Leg.Retry(times: times, on: on)
    }

    private func triggers(from node: Node) -> Set<Trigger> {
        let words = node.items ?? [node]
        return Set(
            words.compactMap { word in
                guard let text = word.text, let trigger = Trigger(rawValue: text) else {
                    let known = Trigger.allCases.map(\.rawValue)
                    mistakes.add(
                        word.diagnostic(
                            "unknown trigger \(word.shown)",
                            hint: word.text.flatMap { didYouMean($0, among: known) }
                                ?? "triggers: \(known.joined(separator: ", "))"))
                    return nil
                }
                return trigger
            })
    }

    // MARK: Names

    /// A declared model, else one of the catalogue.
    func model(_ node: Node) -> (name: String, provider: String, pin: String)? {
        guard let name = node.text else {
            mistakes.add(node.diagnostic("expected a model's name, found \(node.kindWord)"))
            return nil
        }
        if let found = model(named: name) { return found }
        mistakes.add(
            node.diagnostic(
                "unknown model '\(name)': neither declared under `models:` nor in the catalogue",
                hint: didYouMean(name, among: modelNames)
                    ?? "`pathproof list models` shows the catalogue"))
        return nil
    }

    func model(named name: String) -> (name: String, provider: String, pin: String)? {
        if let declared = models.first(where: { $0.name == name }) {
            return (name, declared.provider, declared.pin)
        }
        return catalogue.first { $0.name == name || $0.pin == name }.map {
            (name, $0.provider, $0.pin)
        }
    }

    var modelNames: [String] { models.map(\.name) + catalogue.map(\.name) }

    func known(_ node: Node) -> String? {
        guard let name = node.text, knownProviders.contains(name) else {
            mistakes.add(
                node.diagnostic(
                    "unknown provider \(node.shown)",
                    hint: node.text.flatMap { didYouMean($0, among: knownProviders) }
                        ?? "`pathproof list providers` shows all"))
            return nil
        }
        return name
    }

    func entries(_ node: Node, what: String) -> [(key: Node, value: Node)] {
        guard let entries = node.entries else {
            mistakes.add(
                node.diagnostic("`\(what):` needs a mapping from names, found \(node.kindWord)"))
            return []
        }
        return entries
    }
}
