import Documents
import Vocabulary

// `provider`: which providers of a model may answer, and in what order.
extension OpenRouterReader {
    func readRouting(_ members: Members) -> OpenRouterSharing {
        guard let node = members["provider"] else {
            checkDropped(members, at: nil)
            return .inOrder
        }
        guard node.entries != nil else {
            findings.tell(
                .refusedConfig, "'provider' is an object, found \(node.shown)", at: node,
                hint: node.asString.map { "{ \"only\": [\"\($0)\"] }" })
            return .inOrder
        }
        let provider = Members(node)
        for (name, key, value) in provider.entries {
            guard Self.preferences.contains(name) else {
                findings.tell(
                    .unknownKey, "unknown member '\(key.text ?? name)' of `provider`", at: key,
                    hint: didYouMean(name, among: Self.preferences))
                continue
            }
            findings.note(
                "provider.\(name)", name == "allow_fallbacks" ? .exact : .approximate,
                "which provider answers is seen in the answers only", at: key)
            if let words = Self.choices[name] { check(value, of: name, among: words) }
        }
        checkLists(provider)
        checkPrices(provider)
        checkDropped(members, at: provider)
        return sharing(provider, members)
    }

    private static let preferences = [
        "order", "only", "ignore", "allow_fallbacks", "require_parameters", "data_collection",
        "zdr", "quantizations", "sort", "max_price", "preferred_min_throughput",
        "preferred_max_latency", "enforce_distillable_text", "options",
    ]

    private static let sorts = ["price", "throughput", "latency", "exacto"]

    /// Members whose words are known, alone or in a list.
    private static let choices = [
        "data_collection": ["allow", "deny"], "sort": sorts,
        "quantizations": [
            "int4", "int8", "fp4", "fp6", "fp8", "fp16", "bf16", "fp32", "unknown",
        ],
    ]

    private func check(_ node: Node, of name: String, among words: [String]) {
        for value in node.items ?? [node] where value.entries == nil {
            guard let word = value.asString else {
                findings.tell(
                    .refusedConfig, "expected a word for '\(name)', found \(value.shown)", at: value
                )
                continue
            }
            guard !words.contains(word) else { continue }
            findings.tell(
                .refusedConfig, "unknown value '\(word)' for '\(name)'", at: value,
                hint: didYouMean(word, among: words) ?? "one of \(words.joined(separator: ", "))")
        }
    }

    // MARK: Lists of providers

    private func checkLists(_ provider: Members) {
        let order = names(provider, "order")
        let only = names(provider, "only")
        let ignore = names(provider, "ignore")
        for (node, name) in order ?? [] {
            if let only, !only.contains(where: { $0.name == name }) {
                findings.tell(
                    .withoutEffect, "'\(name)' is not in `only`: it is never asked", at: node)
            }
            if ignore?.contains(where: { $0.name == name }) ?? false {
                findings.tell(
                    .withoutEffect, "'\(name)' is in `ignore`: it is never asked", at: node)
            }
        }
        if let only, let ignore, let key = provider.key("only"),
            only.allSatisfy({ one in ignore.contains { $0.name == one.name } })
        {
            findings.tell(
                .refusedConfig, "`ignore` has every provider of `only`: there is nobody to ask",
                at: key)
        }
        for (name, list) in [("order", order), ("only", only)] {
            guard let list, list.isEmpty, let key = provider.key(name) else { continue }
            findings.tell(.withoutEffect, "an empty '\(name)' says nothing", at: key)
        }
        let isClosed = provider["allow_fallbacks"]?.asBool == false
        if let key = provider.key("allow_fallbacks"), isClosed, order == nil, only == nil {
            findings.tell(
                .lostFallback,
                "no provider is named and none may stand in: whoever OpenRouter picks first "
                    + "is the only one asked", at: key, hint: "name several in `order`")
        }
        let allowed = only ?? (isClosed ? order : nil) ?? []
        if allowed.count == 1, let one = allowed.first {
            findings.tell(
                .oneProvider,
                "'\(one.name)' is the only provider of every model: an outage there "
                    + "takes all", at: one.node, hint: "name a second one")
        }
    }

    private func names(_ provider: Members, _ name: String) -> [(node: Node, name: String)]? {
        guard let node = provider[name] else { return nil }
        guard let items = node.items else {
            findings.tell(
                .refusedConfig, "'\(name)' is a list of providers, found \(node.shown)", at: node,
                hint: node.asString.map { "[\"\($0)\"]" })
            return nil
        }
        var found: [(node: Node, name: String)] = []
        for item in items {
            guard let text = item.asString else {
                findings.tell(
                    .refusedConfig, "expected the name of a provider, found \(item.shown)", at: item
                )
                continue
            }
            let slug = text.lowercased()
            if found.contains(where: { $0.name == slug }) {
                findings.tell(.withoutEffect, "'\(text)' stands in '\(name)' twice", at: item)
            }
            checkProvider(slug, at: item)
            found.append((item, slug))
        }
        return found
    }

    /// Those of its providers that most requests name; others are taken as they are.
    private static let providers = [
        "openai", "anthropic", "azure", "google-vertex", "google-ai-studio", "amazon-bedrock",
        "mistral", "deepseek", "moonshotai", "minimax", "z-ai", "alibaba", "together", "fireworks",
        "deepinfra", "groq", "cerebras", "sambanova", "novita", "nebius", "baseten", "parasail",
        "siliconflow", "friendli", "hyperbolic", "lambda", "chutes", "cohere", "perplexity", "xai",
        "cloudflare", "featherless", "atlas-cloud", "gmicloud", "inference-net", "phala", "venice",
    ]

    private func checkProvider(_ slug: String, at node: Node) {
        // `deepinfra/turbo` is one endpoint of it.
        let base = String(slug.prefix { $0 != "/" }).replacing(" ", with: "-")
        guard !Self.providers.contains(base), let near = nearest(base, among: Self.providers)
        else { return }
        findings.tell(
            .unknownProvider, "unknown provider '\(slug)'", at: node,
            hint: "did you mean '\(near)'?")
    }

    // MARK: Prices and parameters

    private func checkPrices(_ provider: Members) {
        guard let prices = provider["max_price"] else { return }
        let known = ["prompt", "completion", "request", "image", "audio"]
        guard prices.entries != nil else {
            findings.tell(
                .refusedConfig, "'max_price' is an object, found \(prices.shown)", at: prices,
                hint: #"{ "prompt": 1, "completion": 2 }, in dollars per million tokens"#)
            return
        }
        for (name, key, value) in Members(prices).entries {
            guard known.contains(name) else {
                findings.tell(
                    .unknownKey, "unknown member '\(key.text ?? name)' of `max_price`", at: key,
                    hint: didYouMean(name, among: known))
                continue
            }
            guard let price = value.asDouble ?? value.asString.flatMap(Double.init) else {
                findings.tell(
                    .refusedConfig, "expected a price, found \(value.shown)", at: value)
                continue
            }
            let isPerMillion = name == "prompt" || name == "completion"
            if isPerMillion, price > 0, price < Self.priceMin {
                findings.tell(
                    .wrongUnit,
                    "'\(name)' is in dollars per million tokens: no provider is as cheap as "
                        + "\(value.shown)", at: value, hint: "a million times as much?")
            }
        }
    }

    /// Dollars per million tokens; the cheapest paid models cost ten times as much.
    private static let priceMin = 0.001

    /// What a provider does not know is left out without a word, unless it must know all.
    private func checkDropped(_ members: Members, at provider: Members?) {
        guard provider?["require_parameters"]?.asBool != true else { return }
        let asked = ["response_format", "tools", "structured_outputs", "seed", "logprobs"]
        guard let name = asked.first(where: { members[$0] != nil }), let key = members.key(name)
        else { return }
        findings.tell(
            .droppedParameter,
            "a provider that does not know '\(name)' leaves it out and says nothing", at: key,
            hint: #""provider": { "require_parameters": true }"#)
    }

    private func sharing(_ provider: Members, _ members: Members) -> OpenRouterSharing {
        guard let sort = provider["sort"], sort.entries != nil else { return .inOrder }
        let known = ["by", "partition"]
        for (name, key, _) in Members(sort).entries where !known.contains(name) {
            findings.tell(
                .unknownKey, "unknown member '\(key.text ?? name)' of `sort`", at: key,
                hint: didYouMean(name, among: known))
        }
        if let by = sort["by"] { check(by, of: "sort.by", among: Self.sorts) }
        guard let partition = sort["partition"] else { return .inOrder }
        check(partition, of: "sort.partition", among: ["model", "none"])
        guard partition.asString == "none" else { return .inOrder }
        findings.note(
            "provider.sort.partition", .approximate,
            "any of the models may be asked first: predictions are sets", at: partition)
        return .together
    }
}
