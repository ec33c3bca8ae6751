/// A model that can be named without declaring it.
public struct CatalogueModel: Sendable, Equatable {
    public let name: String
    public let provider: String
    /// The name that goes over the wire and never moves to another snapshot.
    public let pin: String
    /// The day on which its provider shuts it down, where one is announced.
    public let shutdown: String?

    public init(
        _ name: String, _ provider: String, pin: String? = nil, shutdown: String? = nil
    ) {
        self.name = name
        self.provider = provider
        self.pin = pin ?? name
        self.shutdown = shutdown
    }
}

/// The shipped catalogue, as of 2026-11-20.
///
/// Names, pins and shutdown days: the providers' own model lists and deprecation pages, as kept by the
/// public price tables of LiteLLM 1.109.1 and genai-prices 0.2.3. Where a provider
/// gives no dated names, the name is its own pin.
public let catalogue: [CatalogueModel] = [
    CatalogueModel("gpt-6.1-sol", "openai"),
    CatalogueModel("gpt-6.1-terra", "openai"),
    CatalogueModel("gpt-6-astra", "openai"),
    CatalogueModel("gpt-6-sol", "openai"),
    CatalogueModel("gpt-6-luna", "openai"),
    CatalogueModel("gpt-5.6-sol", "openai"),
    CatalogueModel("gpt-5.6-terra", "openai"),
    CatalogueModel("gpt-5.6-luna", "openai"),
    CatalogueModel("gpt-5.5", "openai", pin: "gpt-5.5-2026-04-23"),
    CatalogueModel("gpt-5.4", "openai", pin: "gpt-5.4-2026-03-05"),
    CatalogueModel("gpt-5.4-mini", "openai", pin: "gpt-5.4-mini-2026-03-17"),
    CatalogueModel(
        "gpt-5.4-nano", "openai", pin: "gpt-5.4-nano-2026-03-17", shutdown: "2027-04-01"),
    CatalogueModel("gpt-5.2", "openai", pin: "gpt-5.2-2025-12-11"),
    CatalogueModel("gpt-5.1", "openai", pin: "gpt-5.1-2025-11-13", shutdown: "2027-04-01"),
    CatalogueModel("gpt-4.1", "openai", pin: "gpt-4.1-2025-04-14", shutdown: "2027-01-14"),
    CatalogueModel("gpt-4o", "openai", pin: "gpt-4o-2024-11-20", shutdown: "2027-01-14"),
    CatalogueModel(
        "gpt-4o-mini", "openai", pin: "gpt-4o-mini-2024-07-18", shutdown: "2027-01-14"),
    CatalogueModel("claude-fable-5-2", "anthropic"),
    CatalogueModel("claude-fable-5-1", "anthropic"),
    CatalogueModel("claude-opus-5-5", "anthropic"),
    CatalogueModel("claude-opus-5", "anthropic"),
    CatalogueModel("claude-opus-4-8", "anthropic"),
    CatalogueModel("claude-opus-4-7", "anthropic", pin: "claude-opus-4-7-20260416"),
    CatalogueModel("claude-sonnet-5-5", "anthropic"),
    CatalogueModel("claude-sonnet-5", "anthropic"),
    CatalogueModel("claude-sonnet-4-6", "anthropic"),
    CatalogueModel(
        "claude-sonnet-4-5", "anthropic", pin: "claude-sonnet-4-5-20250929",
        shutdown: "2026-11-30"),
    CatalogueModel("claude-haiku-5-5", "anthropic"),
    CatalogueModel("claude-haiku-4-5", "anthropic", pin: "claude-haiku-4-5-20251001"),
    CatalogueModel("gemini-4-argon", "google"),
    CatalogueModel("gemini-3.8-flash", "google"),
    CatalogueModel("gemini-3.7-flash", "google"),
    CatalogueModel("gemini-3.6-flash", "google"),
    CatalogueModel("gemini-3.5-flash", "google"),
    CatalogueModel("gemini-3.5-flash-lite", "google"),
    CatalogueModel("gemini-3.1-pro-preview", "google"),
    CatalogueModel("gemini-3.1-flash-lite", "google", shutdown: "2027-05-07"),
    CatalogueModel("gemini-3-flash-preview", "google"),
    CatalogueModel("gemini-2.5-pro", "google"),
    CatalogueModel("gemini-2.5-flash", "google"),
    CatalogueModel("gemini-2.5-flash-lite", "google"),
    CatalogueModel("mistral-large-4-0", "mistral"),
    CatalogueModel("mistral-large-2512", "mistral"),
    CatalogueModel("mistral-medium-2604", "mistral"),
    CatalogueModel("mistral-small-2603", "mistral"),
    CatalogueModel("codestral-2508", "mistral"),
    CatalogueModel("ministral-8b-2512", "mistral"),
    CatalogueModel("ministral-3b-2512", "mistral"),
    CatalogueModel("deepseek-flash", "deepseek"),
    CatalogueModel("deepseek-v4-pro", "deepseek"),
    CatalogueModel("deepseek-chat", "deepseek", shutdown: "2026-07-24"),
    CatalogueModel("deepseek-reasoner", "deepseek", shutdown: "2026-07-24"),
    CatalogueModel("qwen3.8-max", "qwen"),
    CatalogueModel("qwen3.8-flash", "qwen"),
    CatalogueModel("qwen3.7-max", "qwen"),
    CatalogueModel("qwen3.7-plus", "qwen"),
    CatalogueModel("qwen3.5-plus", "qwen"),
    CatalogueModel("qwen3-max", "qwen", pin: "qwen3-max-2026-01-23"),
    CatalogueModel("qwen-plus", "qwen", pin: "qwen-plus-2025-09-11"),
    CatalogueModel("qwen-flash", "qwen", pin: "qwen-flash-2025-07-28"),
    CatalogueModel("qwen3-coder-plus", "qwen"),
    CatalogueModel("qwen3-coder", "qwen", pin: "qwen3-coder-plus"),
    CatalogueModel("qwen3-vl-plus", "qwen"),
    CatalogueModel("kimi-k3.1-pro", "kimi"),
    CatalogueModel("kimi-k3.1-pro-highspeed", "kimi"),
    CatalogueModel("kimi-k3", "kimi"),
    CatalogueModel("kimi-k2.7-code", "kimi"),
    CatalogueModel("kimi-k2.6", "kimi"),
    CatalogueModel("kimi-2.6", "kimi", pin: "kimi-k2.6"),
    CatalogueModel("kimi-k2.5", "kimi", shutdown: "2026-08-31"),
    CatalogueModel("kimi-k2.7-code-highspeed", "kimi"),
    CatalogueModel("MiniMax-M3", "minimax"),
    CatalogueModel("MiniMax-M3.1-Flash", "minimax"),
    CatalogueModel("MiniMax-M2.7", "minimax"),
    CatalogueModel("MiniMax-M2.5", "minimax"),
    CatalogueModel("MiniMax-M2", "minimax"),
    CatalogueModel("MiniMax-M2.7-highspeed", "minimax"),
    CatalogueModel("MiniMax-M2.5-highspeed", "minimax"),
    CatalogueModel("glm-5.3", "glm"),
    CatalogueModel("glm-5.3-flash", "glm"),
    CatalogueModel("glm-5.2", "glm"),
    CatalogueModel("glm-5.1", "glm"),
    CatalogueModel("glm-5", "glm"),
    CatalogueModel("glm-4.7", "glm"),
    CatalogueModel("glm-4.6", "glm"),
    CatalogueModel("glm-4.5-air", "glm"),
    CatalogueModel("doubao-seed-2-1-pro-260915", "doubao"),
    CatalogueModel("doubao-seed-2-1-pro-260628", "doubao"),
    CatalogueModel("doubao-seed-2-1-turbo-260628", "doubao"),
    CatalogueModel("doubao-seed-2-1-lite-260915", "doubao"),
    CatalogueModel("doubao-seed-2-0-pro-260215", "doubao"),
    CatalogueModel("doubao-seed-2-0-lite-260215", "doubao"),
    CatalogueModel("doubao-seed-2-0-mini-260215", "doubao"),
]
