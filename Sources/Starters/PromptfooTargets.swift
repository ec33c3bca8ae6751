import Documents
import GatewayMaps
import Providers
import Vocabulary

/// promptfoo's `providers:`, or `targets:`, as models that are asked by name.
struct PromptfooTargets {
    private struct Target {
        var name: String
        var provider: String
        var pin: String
        var isDeclared: Bool
        var parameters: [Parameter]
        var place: Node
    }

    private struct Parameter {
        var name: String
        /// As promptfoo has it.
        var key: Node
        var value: Node
    }

    private var targets: [Target] = []
    private var providers: [ConfigTree.Entry] = []
    private let leavings: Leavings

    /// By which the suite asks for them.
    var names: [String] { targets.map(\.name) }

    /// The catalogue does not know all of them.
    var lacksPrices: Bool { targets.contains(where: \.isDeclared) }

    init(_ node: Node, _ leavings: Leavings) {
        self.leavings = leavings
        read(node)
    }

    // MARK: What is written

    /// `providers:` and `models:` of the routes file, as far as they say anything.
    var declarations: [ConfigTree.Entry] {
        let models = targets.filter(\.isDeclared).map { target in
            ConfigTree.Entry(
                target.name,
                .mapping([
                    .init("provider", .string(target.provider)), .init("pin", .string(target.pin)),
                ]))
        }
        return [("providers", providers), ("models", models)].filter { !$0.1.isEmpty }
            .map { ConfigTree.Entry($0.0, .mapping($0.1)) }
    }

    /// What all of them are asked with; what only some have is left out, since a suite has one `params:`.
    func parameters() -> [ConfigTree.Entry] {
        var names: [String] = []
        for name in targets.flatMap({ $0.parameters.map(\.name) }) where !names.contains(name) {
            names.append(name)
        }
        return names.compactMap { name in
            let given = targets.compactMap { $0.parameters.first { $0.name == name } }
            let trees = given.map { leavings.tree($0.value) }
            if given.count == targets.count, trees.allSatisfy({ $0 == trees[0] }) {
                return ConfigTree.Entry(name, trees[0])
            }
            for one in given {
                leavings.leave(
                    "'\(one.key.text ?? name)', which not all of the models have alike",
                    at: one.key,
                    hint: "`params:` is the suite's: one suite for each setting")
            }
            return nil
        }
    }

    // MARK: Entries

    private mutating func read(_ node: Node) {
        if let items = node.items {
            for item in items { read(item) }
        } else if let text = node.asString {
            add(text, config: nil, at: node)
        } else if let id = node["id"] {
            guard let text = id.asString else {
                leavings.leave("a provider without a name", at: id)
                return
            }
            leave(of: node, but: ["id", "config"])
            add(text, config: node["config"], at: id)
        } else {
            // `{ "openai:gpt-5": { config: … } }`
            for (key, value) in node.entries ?? [] {
                if value.entries != nil { leave(of: value, but: ["config", "id"]) }
                add(key.text ?? "", config: value["config"], at: key)
            }
        }
    }

    private func leave(of node: Node, but known: Set<String>) {
        for (key, _) in node.entries ?? [] where !known.contains(key.text ?? "") {
            leavings.leave(
                "'\(key.text ?? "")' of a provider", at: key, hint: Self.hints[key.text ?? ""])
        }
    }

    private static let hints = [
        "prompts": "every prompt goes to every model of a suite: one suite for each set of prompts",
        "label": "reports show a model by its name, which `models:` of the routes file may choose",
    ]

    private mutating func add(_ id: String, config: Node?, at place: Node) {
        if id.hasPrefix("file://") {
            addFile(id, at: place)
            return
        }
        // An address in it may hold a key.
        let shown = SecretLine.masked(id)
        switch PromptfooName.read(id) {
        case .foreign(let reason): leavings.leave("'\(shown)': \(reason)", at: place)
        case .model(_, let model) where model.contains("://"):
            leavings.leave(
                "'\(shown)': an address is no model's name", at: place,
                hint: "an address belongs into `apiBaseUrl` of its config")
        case .model(let provider, let model):
            if targets.contains(where: { $0.provider == provider && $0.pin == model }) {
                leavings.leave(
                    "'\(shown)' a second time", at: place,
                    hint: "a suite asks each model once: another suite has other `params:`")
                return
            }
            let (name, isDeclared) = name(of: model, at: provider)
            targets.append(
                Target(
                    name: name, provider: provider, pin: model, isDeclared: isDeclared,
                    parameters: parameters(of: config, for: provider), place: place))
        }
    }

    /// A file with an entry of its own, or a list of them.
    private mutating func addFile(_ id: String, at place: Node) {
        let path = leavings.path(of: id)
        guard ["yaml", "yml", "json"].contains(leavings.ending(of: path)) else {
            leavings.leave(
                "'\(SecretLine.masked(id))': a program is no provider here", at: place)
            return
        }
        guard leavings.begin(path, at: place) else { return }
        defer { leavings.end(path) }
        do throws(Diagnostics) {
            read(try Document.read(path: path, askedBy: place))
        } catch {
            for item in error.items.prefix(1) { leavings.leave(item, at: place) }
        }
    }

    /// The catalogue's name where it has the model; else one that is free.
    private func name(of model: String, at provider: String) -> (name: String, isDeclared: Bool) {
        let known = catalogue.filter { $0.name == model || $0.pin == model }
        if let own = known.first(where: { $0.provider == provider }) { return (own.name, false) }
        let isTaken = !known.isEmpty || targets.contains { $0.name == model }
        return (isTaken ? "\(provider)-\(model)" : model, true)
    }

    // MARK: Configurations

    private static let parameterNames: [String: String] = [
        "temperature": "temperature", "top_p": "top_p", "topP": "top_p", "seed": "seed",
        "max_tokens": "max_tokens", "maxTokens": "max_tokens",
        "max_completion_tokens": "max_tokens", "maxOutputTokens": "max_tokens",
        "max_output_tokens": "max_tokens", "stop": "stop", "stop_sequences": "stop",
        "stopSequences": "stop", "reasoning_effort": "reasoning_effort",
        "service_tier": "service_tier",
    ]

    private mutating func parameters(
        of config: Node?, for provider: String
    ) -> [Parameter] {
        var found: [Parameter] = []
        for (key, value) in config?.entries ?? [] {
            let word = key.text ?? ""
            if let name = Self.parameterNames[word] {
                found.append(Parameter(name: name, key: key, value: value))
                continue
            }
            switch word {
            case "apiKey": setKey(value, of: provider)
            case "apiKeyEnvar":
                if let name = value.asString {
                    set("api_key", "${\(name)}", of: provider, at: value)
                }
            case "apiBaseUrl": setBase(value, of: provider)
            case "apiHost": setHost(value, of: provider)
            case "tools", "tool_choice", "response_format":
                leavings.leave(
                    "'\(word)' of a provider", at: key,
                    hint: "a prompt of a suite has `tools:`, `tool_choice:` and `format:`")
            case "headers":
                leavings.leave(
                    unseen: "'headers' of a provider", at: key,
                    hint: "providers: { \(provider): { headers: { x-name: \"${VALUE}\" } } }")
            default: leavings.leave(unseen: "'\(word)' of a provider's config", at: key)
            }
        }
        return found
    }

    private mutating func setBase(_ node: Node, of provider: String) {
        let base = PromptfooName.expanded(node.asString ?? "")
        let isWhole = base.contains("://") || base.hasPrefix("${")
        set(base: isWhole ? base : "https://\(base)", of: provider, at: node)
    }

    /// What promptfoo puts behind a host, by its sources of November 2026.
    private static let pathsAfterHost = [
        "openai": "/v1", "openai-responses": "/v1", "mistral": "/v1", "azure": "",
        "azure-responses": "",
    ]

    private mutating func setHost(_ node: Node, of provider: String) {
        guard let path = Self.pathsAfterHost[provider] else {
            leavings.leave(
                unseen: "'apiHost' of '\(provider)'", at: node,
                hint:
                    "write its whole address: providers: { \(provider): { base_url: \"https://…\" } }"
            )
            return
        }
        var host = PromptfooName.expanded(node.asString ?? "")[...]
        if let scheme = host.firstRange(of: "://") { host = host[scheme.upperBound...] }
        while host.hasSuffix("/") { host.removeLast() }
        set(base: "https://\(host)\(path)", of: provider, at: node)
    }

    private mutating func set(base: String, of provider: String, at node: Node) {
        let written = AddressSecrets.all(in: base).filter { !PromptfooName.isReference($0.value) }
        guard written.isEmpty else {
            leavings.leave(
                unseen: "an address with a key that is written out", at: node,
                hint: "put the key into the environment, and ${NAME} into the address")
            return
        }
        guard !base.contains("{{") else {
            leavings.leave(
                unseen: "an address that a template makes", at: node,
                hint: "addresses are filled with ${NAME} alone, from the environment")
            return
        }
        set("base_url", base, of: provider, at: node)
    }

    private mutating func setKey(_ node: Node, of provider: String) {
        let written = node.asString ?? ""
        let expanded = PromptfooName.expanded(written)
        guard PromptfooName.isReference(expanded) else {
            leavings.leave(
                unseen: "a key that is written out", at: node,
                hint: "put it into the environment, or into a file for --env-file")
            return
        }
        set("api_key", expanded, of: provider, at: node)
    }

    /// A provider has one address and one key here.
    private mutating func set(
        _ name: String, _ value: String, of provider: String, at node: Node
    ) {
        let place = providers.firstIndex { $0.key == provider }
        if let given = place.flatMap({ providers[$0].value[name] }) {
            if given != .string(value) {
                leavings.leave(
                    unseen: "a second '\(name)' of provider '\(provider)'", at: node,
                    hint: "a provider has one: another suite beside another routes.yaml")
            }
            return
        }
        guard let place else {
            providers.append(.init(provider, .mapping([.init(name, .string(value))])))
            return
        }
        providers[place].value[name] = .string(value)
    }
}
