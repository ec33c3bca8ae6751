/// Where the list's prices come from.
///
/// No row is taken from one table alone where a second one has it; what a row is worth stands in its proof.
enum Source {
    /// On which all rows were looked at.
    static let day: CivilDay = "2026-11-20"

    static let both = "LiteLLM 1.109.1 and genai-prices 0.2.3"
    static let litellm = "LiteLLM 1.109.1, model_prices_and_context_window"
    static let genai = "genai-prices 0.2.3"
    static let azure = "LiteLLM 1.109.1, azure/…; rates as OpenAI's"
    static let mistral = "genai-prices 0.2.3, docs.mistral.ai/inference/pricing"
    static let deepSeekPage = "api-docs.deepseek.com/zh-cn/quick_start/pricing"
    static let deepSeekNotice = "api-docs.deepseek.com/updates"
    static let volcengine =
        "LiteLLM 1.109.1, volcengine rows at 0.14375 USD per CNY; volcengine.com/docs/82379/1544106"
    static let bigmodel = "genai-prices 0.2.3 notes; LiteLLM 1.109.1 at 7.0 CNY per USD"
    static let own = "runs on the user's own machine"
}
