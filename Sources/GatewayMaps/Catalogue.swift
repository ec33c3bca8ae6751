/// A model that can be named without declaring it.
package struct CatalogueModel: Sendable, Equatable {
    package let name: String
    package let provider: String
    /// The name that goes over the wire and never moves to another snapshot.
    package let pin: String
    /// The day on which its provider shuts it down, where one is announced.
    package let shutdown: String?

    init(_ name: String, _ provider: String, pin: String? = nil, shutdown: String? = nil) {
        self.name = name
        self.provider = provider
        self.pin = pin ?? name
        self.shutdown = shutdown
    }
}

/// The shipped catalogue, as of 2026-11-20.
///
/// Names, pins and shutdown days: the providers' own model lists and deprecation pages, as kept by the
/// public price tables of LiteLLM 1.109.1 and genai-prices 0.2.3. The newest families of both
/// providers have no dated names: there the name is its own pin.
package let catalogue: [CatalogueModel] = [
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
]
