public import Documents
public import Vocabulary

/// Reads a request to OpenRouter, whole or only its routing: `model`, `models`, `provider` and what else decides
/// who answers.
public struct OpenRouterReader {
    let findings = GatewayFindings()
    private var legs: [OpenRouterLeg] = []
    private var places: [LegID: Node] = [:]

    public static func read(_ node: Node) throws(Diagnostics) -> OpenRouterRequest {
        let request = examine(node)
        try request.examination.checkSound()
        return request
    }

    /// Whether a file is a request to OpenRouter: its models are a list of names, or one with its maker in front.
    public static func isRequest(_ node: Node) -> Bool {
        let others = ["tests", "prompts", "aliases", "routes", "providers", "gateways", "targets"]
        guard node.entries != nil, others.allSatisfy({ node[$0] == nil }) else { return false }
        let isNamed = node["model"]?.asString != nil || node["models"]?.items != nil
        let isRouted =
            node["provider"]?.entries != nil || node["models"]?.items != nil
            || node["preset"] != nil || node["messages"]?.items != nil
        return isNamed && isRouted || node["preset"] != nil && node["messages"] != nil
    }

    public static func examine(_ node: Node) -> OpenRouterRequest {
        var reader = OpenRouterReader()
        let members = Members(node)
        if node.entries == nil {
            reader.findings.tell(
                .refusedConfig, "a request is an object, found \(node.kindWord)", at: node)
        }
        for (name, key, _) in members.entries { reader.note(name, key) }
        reader.readModels(members)
        let sharing = reader.readRouting(members)
        reader.readPlugins(members)
        reader.checkChain()
        let legs = reader.legs
        let route = Route(
            name: OpenRouterRequest.routeName, legs: legs.map { reader.leg($0) },
            location: node.location)
        return OpenRouterRequest(
            legs: legs, sharing: sharing,
            examination: GatewayExamination(
                kind: .openrouter, document: node,
                map: RouteMap(file: node.location.file, routes: legs.isEmpty ? [] : [route]),
                constructs: reader.findings.constructs, mistakes: reader.findings.sorted,
                places: reader.places))
    }

    private func leg(_ leg: OpenRouterLeg) -> Leg {
        let provider = leg.maker.flatMap { Self.makers[$0] } ?? "openrouter"
        // Of names that the catalogue has otherwise: OpenRouter writes dots where some makers write dashes.
        let name = provider == "anthropic" ? leg.slug.replacing(".", with: "-") : leg.slug
        let known = catalogue.first {
            $0.provider == provider && ($0.name == name || $0.pin == name)
        }
        return Leg(
            id: leg.id, provider: provider, model: known?.name ?? leg.slug,
            // Its own names for snapshots stand in its list of models, not in the catalogue.
            pin: known?.pin ?? leg.slug, timeout: PortkeyConfig.defaultTimeout,
            admits: leg.id.index == 0 ? [] : [.any])
    }

    /// OpenRouter's makers, by the names that providers have here.
    private static let makers = [
        "openai": "openai", "anthropic": "anthropic", "google": "google", "mistralai": "mistral",
        "deepseek": "deepseek", "qwen": "qwen", "moonshotai": "kimi", "minimax": "minimax",
        "z-ai": "glm", "bytedance-seed": "doubao",
    ]

    // MARK: Members

    private func note(_ name: String, _ key: Node) {
        switch name {
        case "model", "models", "provider": findings.note(name, .exact, "", at: key)
        case "route":
            findings.note(name, .exact, "`models` alone says the same", at: key)
        case "preset":
            findings.note(
                name, .manual, "what it sets is in the account: it may name other models", at: key)
        case "plugins", "transforms", "reasoning", "session_id", "service_tier", "tools",
            "response_format":
            findings.note(name, .approximate, "it can leave out providers", at: key)
        default:
            if Self.parameters.contains(name) { return }
            findings.note(name, .manual, "not known here: kept as it is", at: key)
            findings.tell(
                .unknownKey, "unknown member '\(key.text ?? name)' of a request", at: key,
                hint: didYouMean(name, among: Self.known))
        }
    }

    private static let routing = [
        "model", "models", "provider", "route", "preset", "plugins", "transforms", "reasoning",
        "session_id", "service_tier", "tools", "response_format",
    ]

    private static let parameters = [
        "messages", "prompt", "input", "stream", "stream_options", "max_tokens",
        "max_completion_tokens", "temperature", "top_p", "top_k", "top_a", "min_p",
        "frequency_penalty", "presence_penalty", "repetition_penalty", "logit_bias", "logprobs",
        "top_logprobs", "seed", "stop", "n", "user", "metadata", "trace", "usage", "debug",
        "tool_choice", "parallel_tool_calls", "structured_outputs", "prediction", "modalities",
        "image_config", "verbosity", "reasoning_effort", "include_reasoning", "cache_control",
        "prompt_cache_key", "prompt_cache_options", "web_search_options", "safety_identifier",
        "fallbacks", "store",
    ]

    private static let known = routing + parameters

    // MARK: Models

    private mutating func readModels(_ members: Members) {
        if let list = members["models"], list.items == nil {
            findings.tell(
                .refusedConfig, "`models` is a list of names, found \(list.shown)", at: list,
                hint: list.asString.map { "[\"\($0)\"]" })
        }
        if let fallbacks = members.key("fallbacks"), members["models"] != nil {
            findings.tell(
                .refusedConfig, "OpenRouter refuses a request with both 'models' and 'fallbacks'",
                at: fallbacks)
        }
        var names = (members["models"]?.items ?? []).map { $0 }
        if let model = members["model"] {
            // A model that heads its own list is one and the same.
            if names.first?.asString == model.asString { names.removeFirst() }
            names.insert(model, at: 0)
        }
        for entry in members["fallbacks"]?.items ?? [] {
            if let model = entry["model"] { names.append(model) }
        }
        for node in names { readModel(node) }
        if names.isEmpty, members["preset"] == nil {
            findings.tell(
                .refusedConfig, "the request names no model", at: members.node,
                hint: #""models": ["openai/gpt-5.4-mini", "anthropic/claude-opus-4.8"]"#)
        }
        if let route = members["route"], (members["models"]?.items?.count ?? 0) == 0 {
            findings.tell(
                .withoutEffect, "'route' without 'models' leads nowhere", at: route,
                hint: "name the fallbacks in `models`")
        }
    }

    private mutating func readModel(_ node: Node) {
        guard let text = node.asString, !text.isEmpty else {
            findings.tell(
                .refusedConfig, "expected the name of a model, found \(node.shown)", at: node)
            return
        }
        let id = LegID(route: OpenRouterRequest.routeName, index: legs.count)
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let base = parts[0]
        let slash = base.firstIndex(of: "/")
        let leg = OpenRouterLeg(
            id: id, model: text, maker: slash.map { String(base[..<$0].drop { $0 == "~" }) },
            slug: slash.map { String(base[base.index(after: $0)...]) } ?? base,
            variants: Array(parts.dropFirst()))
        if let earlier = legs.first(where: { $0.model == text }) {
            findings.tell(
                .repeatedLeg, "'\(text)' has just failed when it is asked again here", at: node,
                hint: "it stands at place \(earlier.id.index + 1), too: name another model")
        }
        legs.append(leg)
        places[id] = node
        check(leg, at: node)
    }

    private func check(_ leg: OpenRouterLeg, at node: Node) {
        guard !leg.model.hasPrefix("@preset/") else {
            findings.note(
                "model", .manual, "what the preset sets is in the account", at: node)
            return
        }
        if leg.maker == nil {
            let maker = PortkeyService.maker(of: leg.slug)
            let name = maker.flatMap { maker in Self.makers.first { $0.value == maker }?.key }
            findings.tell(
                .unknownName,
                "OpenRouter's names have their maker in front: '\(leg.model)' is none",
                at: node, hint: name.map { "\($0)/\(leg.model)" } ?? "maker/model")
        } else if let maker = leg.maker, Self.makers[maker] == nil,
            let near = didYouMean(maker, among: Self.makers.keys.sorted()),
            !near.contains("'\(maker)'")
        {
            findings.tell(.unknownName, "unknown maker '\(maker)'", at: node, hint: near)
        }
        checkVariants(of: leg, at: node)
        let isMoving =
            leg.model.hasPrefix("~") || leg.slug.hasSuffix("-latest") || leg.maker == "openrouter"
        if isMoving {
            findings.tell(
                .unpinnedModel, "'\(leg.model)' is no model of its own: OpenRouter chooses one",
                at: node, hint: "name the model: `canonical_slug` in its list of models never moves"
            )
        }
    }

    private func checkVariants(of leg: OpenRouterLeg, at node: Node) {
        let sorting = ["nitro", "floor", "exacto"]
        let known = sorting + ["free", "online", "batch", "thinking", "extended"]
        for variant in leg.variants where !known.contains(variant) {
            findings.tell(
                .unknownName, "unknown suffix ':\(variant)': no provider has such a model",
                at: node,
                hint: didYouMean(variant, among: known)
                    ?? "suffixes: \(known.map { ":\($0)" }.joined(separator: ", "))")
        }
        if leg.variants.contains("extended") {
            findings.tell(
                .unknownName, "no model has ':extended' any more: asking for it fails", at: node)
        }
        if leg.variants.contains("batch") {
            findings.tell(
                .unknownName, "':batch' is for batches: a chat has no provider for it", at: node)
        }
        let sorts = leg.variants.filter(sorting.contains)
        if sorts.count > 1 {
            findings.tell(
                .withoutEffect,
                "of \(sorts.map { ":\($0)" }.joined(separator: " and ")) only the "
                    + "last one counts", at: node)
        }
    }

    // MARK: What stands beside them

    private func checkChain() {
        guard legs.count > 1, let free = legs.dropLast().first(where: { $0.variants == ["free"] })
        else { return }
        findings.note(
            "models[\(free.id.index)]", .approximate,
            "free models have limits of their own: this one is often passed by",
            at: places[free.id] ?? findingsPlace)
    }

    private var findingsPlace: Node {
        guard let place = places.values.first else { preconditionFailure("a chain has places") }
        return place
    }

    private func readPlugins(_ members: Members) {
        let known = [
            "web", "file-parser", "response-healing", "context-compression", "auto-router",
            "moderation",
        ]
        for plugin in members["plugins"]?.items ?? [] {
            guard let id = plugin["id"], let name = id.asString else {
                findings.tell(.refusedConfig, "a plugin needs an 'id'", at: plugin)
                continue
            }
            guard !known.contains(name) else { continue }
            findings.tell(
                .unknownName, "unknown plugin '\(name)'", at: id,
                hint: didYouMean(name, among: known)
                    ?? "plugins: \(known.joined(separator: ", "))")
        }
    }
}
