import Documents
import Vocabulary

// `keys:`, what the gateway's clients may reach, and `gateways:`, others that runs can go through.
extension RoutesFile {
    func clientKeys(_ node: Node, of map: inout RouteMap) -> [ClientKey] {
        var keys: [ClientKey] = []
        for (nameNode, value) in entries(node, what: "keys") {
            let name = nameNode.text ?? ""
            let reader = MappingReader(value, in: mistakes, what: "a key")
            let keyNode = reader.node("key", required: true)
            let key = keyNode.flatMap(secret)
            let models = reader.items("models")
            let requests = reader.int("rpm", 1...1_000_000)
            let budget = reader.node("budget_usd").flatMap(amount)
            reader.finish()
            let scope = models.map { names($0, ofKey: name, in: &map) }
            guard let keyNode, let key else { continue }
            if !key.isMissing, let twin = keys.first(where: { $0.key.secret == key.secret }) {
                mistakes.add("'\(name)' and '\(twin.name)' have the same key", at: keyNode)
            }
            keys.append(
                ClientKey(
                    name: name, key: key, models: scope, requestsPerMinute: requests, budget: budget
                ))
        }
        return keys
    }

    /// A name that nobody answers to takes nothing away from the others: it is told, no more. A pin stands for
    /// the models that have it.
    private func names(_ items: [Node], ofKey key: String, in map: inout RouteMap) -> [String] {
        var known = map.routes.map(\.name)
        if !map.rules.isEmpty { known.append(RouteRule.model) }
        return items.flatMap { item -> [String] in
            guard let name = item.plainText else {
                mistakes.add("expected an alias or a model, found \(item.kindWord)", at: item)
                return []
            }
            if known.contains(name) || modelNames.contains(name) { return [name] }
            let pinned = Set(map.legs.filter { $0.pin == name }.map(\.model))
            if !pinned.isEmpty { return pinned.sorted() }
            if model(named: name) == nil {
                map.notes.append(
                    item.diagnostic(
                        "key '\(key)' may reach '\(name)', which is neither an alias nor a model",
                        hint: didYouMean(name, among: known + modelNames), severity: .warning))
            }
            return [name]
        }
    }

    func gateways(_ node: Node) -> [GatewaySettings] {
        entries(node, what: "gateways").compactMap { key, value in
            let name = key.text ?? ""
            let reader = MappingReader(value, in: mistakes, what: "a gateway")
            let kind = reader.choice("kind", as: GatewaySettings.Kind.self, required: true)
            let url = reader.node("url")
            let config = reader.node("config")
            let secret = reader.node("api_key").flatMap(secret)
            reader.finish()
            if name == GatewaySettings.embedded {
                mistakes.add(
                    "'\(name)' is the gateway that is built in: no other can have its name", at: key
                )
            }
            let place = place(of: name, kind, at: value, url: url, config: config)
            guard let kind, let place else { return nil }
            var settings = GatewaySettings(
                name: name, kind: kind, place: place, key: secret, location: key.location)
            (settings.configPlace, settings.configWritten) = (config?.location, config?.unexpanded)
            return settings
        }
    }

    private func place(
        of name: String, _ kind: GatewaySettings.Kind?, at node: Node, url: Node?, config: Node?
    ) -> GatewaySettings.Place? {
        switch (url, config) {
        case (let url?, nil): return address(url).map(GatewaySettings.Place.url)
        case (nil, let config?):
            let file = config.unexpanded == nil ? config.plainText : config.text ?? ""
            guard let file, !file.isEmpty || config.unexpanded != nil else {
                mistakes.add(
                    "`config:` names a file, found \(config.shown)", at: config,
                    hint: "config: deploy/litellm.yaml")
                return nil
            }
            if let kind, ![.litellm, .portkey].contains(kind) {
                mistakes.add(
                    "a gateway of the kind '\(kind.rawValue)' cannot be started here", at: config,
                    hint: "`config:` goes with litellm and portkey; one that runs has a `url:`")
                return nil
            }
            return .config(file)
        default:
            guard node.entries != nil else { return nil }
            mistakes.add(
                url == nil
                    ? "gateway '\(name)' has neither `url:` nor `config:`"
                    : "gateway '\(name)' has both `url:` and `config:`", at: node,
                hint: "`url:` for one that runs, `config:` for one that is started here")
            return nil
        }
    }
}
