import Vocabulary

/// When a provider keeps the beginning of a prompt, and reads it back.
struct CacheRule: Sendable {
    /// Shorter prompts are not kept.
    var tokensMin = 1_024
    /// Hits are counted in steps of so many tokens.
    var step = 128
    /// How many requests must have had a beginning before the next one finds it.
    var afterRequests = 1
    /// What a request must have in it for anything to be kept; nil where a provider keeps all by itself.
    var mark: String?
    /// What is written is told, since it is billed.
    var tellsWrites = false

    /// By the providers' documents on prompt caching; who says nothing of it is taken for OpenAI's kin.
    static func of(_ leg: Leg) -> CacheRule {
        switch leg.provider {
        case "anthropic":
            CacheRule(
                tokensMin: anthropicMin(leg.pin), step: 64, mark: "cache_control",
                tellsWrites: true)
        case "openai", "azure": CacheRule(tellsWrites: billsWrites(leg.pin))
        case "google":
            CacheRule(tokensMin: leg.pin.hasPrefix("gemini-2.5") ? 2_048 : 4_096)
        // A common beginning is stored when a second prompt has it.
        case "deepseek": CacheRule(tokensMin: 64, step: 64, afterRequests: 2)
        case "qwen", "kimi": CacheRule(tokensMin: 256, step: 256)
        case "minimax": CacheRule(tokensMin: 512)
        case "mistral": CacheRule(mark: "prompt_cache_key")
        case "bedrock": CacheRule(mark: "cachePoint", tellsWrites: true)
        default: CacheRule()
        }
    }

    /// From GPT-5.6 on.
    private static func billsWrites(_ pin: String) -> Bool {
        pin.hasPrefix("gpt-5.6") || pin.hasPrefix("gpt-6")
    }

    private static func anthropicMin(_ pin: String) -> Int {
        if pin.hasPrefix("claude-haiku-4-5") { return 4_096 }
        if pin.hasPrefix("claude-opus-4-7") { return 2_048 }
        return pin.contains("-5-5") || pin.contains("-5-1") || pin == "claude-opus-5" ? 512 : 1_024
    }
}
