extension LiteLLMProvider {
    /// Bedrock's client has several languages and chooses by the model: where another than ours is spoken, nobody
    /// stands in. What only chose the way is no part of the model's name.
    func routed(_ model: String) -> (provider: LiteLLMProvider, upstream: String) {
        client == .bedrock && lane != nil ? bedrock(model) : (self, model)
    }

    private func bedrock(_ model: String) -> (LiteLLMProvider, String) {
        var name = model
        let step = name.prefix { $0 != "/" }
        if step == "converse" { return (self, Self.inRegion(name.without(prefix: "converse/"))) }
        guard !Self.otherRoutes.contains(String(step)) else { return (withoutLane, model) }
        name = Self.inRegion(name)
        let geography = Self.geographies.first { name.hasPrefix($0) }
        let family = name.without(prefix: geography ?? "")
        let isConversed = Self.conversing.contains { family.hasPrefix($0) }
        return (isConversed && !Self.invoked.contains(family) ? self : withoutLane, name)
    }

    private var withoutLane: LiteLLMProvider {
        var provider = self
        provider.lane = nil
        return provider
    }

    /// Which of Amazon's regions a name asks for: `us-east-1` of `bedrock/us-east-1/…`.
    static func region(of model: String) -> String? {
        model.split(separator: "/").dropLast().map(String.init).first { step in
            let words = step.split(separator: "-")
            return words.count > 2 && words[0].count == 2 && Int(words[words.count - 1]) != nil
        }
    }

    private static func inRegion(_ model: String) -> String {
        region(of: model).map { model.without(prefix: $0 + "/") } ?? model
    }

    private static let otherRoutes: Set<String> = [
        "invoke", "claude_platform", "converse_like", "agent", "agentcore", "async_invoke",
        "openai", "mantle", "chat_completions",
    ]

    private static let geographies = [
        "us.", "eu.", "apac.", "global.", "jp.", "au.", "in.", "ca.", "us-gov.",
    ]

    /// The beginnings of those that LiteLLM asks by Converse without being told to; the others it asks by `/invoke`,
    /// in the words of each maker.
    private static let conversing = [
        "anthropic.claude", "amazon.nova", "nova/", "nova-2/", "ai21.jamba", "cohere.command-r",
        "deepseek.", "google.gemma", "meta.llama3", "meta.llama4", "minimax.",
        "mistral.mistral-large", "mistral.mistral-small", "mistral.devstral", "mistral.magistral",
        "mistral.ministral", "mistral.pixtral", "mistral.voxtral", "moonshot", "nvidia.",
        "openai.gpt-oss", "openai.gpt-5.4", "openai.gpt-5.5", "qwen.", "writer.", "xai.", "zai.",
    ]
    /// Of the same makers, and asked by `/invoke` all the same.
    private static let invoked: Set<String> = [
        "anthropic.claude-mythos-preview", "moonshotai.kimi-k2-thinking",
    ]
}

extension String {
    fileprivate func without(prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
