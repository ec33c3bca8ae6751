/// A provider prefix of LiteLLM, and what is known of how LiteLLM treats those behind it.
public struct LiteLLMProvider: Sendable, Equatable {
    /// Which of LiteLLM's own clients carries the call: they differ in what they retry and recognise.
    public enum Client: String, Sendable {
        /// OpenAI's own SDK.
        case openAI
        /// The same, with the SDK's retries left on: each attempt of the router is three calls.
        case retryingOpenAI
        /// LiteLLM's HTTP handler with a body in OpenAI's shape.
        case handler
        /// The same, and particular about the pieces of a stream.
        case openRouter
        case mistral, minimax, anthropic, gemini, azure, ollama, cohere, bedrock
    }

    /// The prefix: `openai` of `openai/gpt-5.4-mini`.
    public var name: String
    /// Who stands in for it; nil where nobody here speaks its language.
    public var lane: String?
    public var client: Client

    /// LiteLLM gives its stream handler no time-out but `litellm_settings.request_timeout`.
    public var hasUntimedStreams: Bool { client == .gemini }
    /// Without a key of its own LiteLLM fails before it calls.
    public var needsKey: Bool {
        [.openAI, .anthropic, .gemini].contains(client)
    }

    private init(_ name: String, _ lane: String?, _ client: Client) {
        self.name = name
        self.lane = lane
        self.client = client
    }

    public static let all: [LiteLLMProvider] = [
        LiteLLMProvider("openai", "openai", .openAI),
        LiteLLMProvider("custom_openai", "generic", .openAI),
        LiteLLMProvider("text-completion-openai", nil, .openAI),
        LiteLLMProvider("azure", "azure", .azure),
        LiteLLMProvider("azure_ai", "generic", .openAI),
        LiteLLMProvider("anthropic", "anthropic", .anthropic),
        LiteLLMProvider("gemini", "google", .gemini),
        LiteLLMProvider("mistral", "mistral", .mistral),
        LiteLLMProvider("codestral", nil, .mistral),
        LiteLLMProvider("deepseek", "deepseek", .handler),
        LiteLLMProvider("dashscope", "qwen", .openAI),
        LiteLLMProvider("moonshot", "kimi", .openAI),
        LiteLLMProvider("minimax", "minimax", .minimax),
        LiteLLMProvider("zai", "glm", .retryingOpenAI),
        LiteLLMProvider("volcengine", "doubao", .openAI),
        LiteLLMProvider("openrouter", "openrouter", .openRouter),
        LiteLLMProvider("ollama_chat", "ollama", .ollama),
        LiteLLMProvider("hosted_vllm", "vllm", .handler),
        LiteLLMProvider("litellm_proxy", "litellm", .openAI),
        LiteLLMProvider("xai", "generic", .handler),
        LiteLLMProvider("groq", "generic", .openAI),
        LiteLLMProvider("together_ai", "generic", .openAI),
        LiteLLMProvider("fireworks_ai", "generic", .openAI),
        LiteLLMProvider("perplexity", "generic", .openAI),
        LiteLLMProvider("nvidia_nim", "generic", .openAI),
        LiteLLMProvider("deepinfra", "generic", .openAI),
        LiteLLMProvider("cerebras", "generic", .openAI),
        LiteLLMProvider("sambanova", "generic", .openAI),
        LiteLLMProvider("databricks", "generic", .handler),
        LiteLLMProvider("github", "generic", .openAI),
        LiteLLMProvider("novita", "generic", .openAI),
        LiteLLMProvider("baseten", "generic", .openAI),
        LiteLLMProvider("lm_studio", "generic", .openAI),
        LiteLLMProvider("llamafile", "generic", .openAI),
        LiteLLMProvider("nebius", "generic", .openAI),
        LiteLLMProvider("bedrock", "bedrock", .bedrock),
        LiteLLMProvider("vertex_ai", nil, .gemini),
        LiteLLMProvider("vertex_ai_beta", nil, .gemini),
        LiteLLMProvider("sagemaker_chat", nil, .bedrock),
        // Streams are asked for as lines of JSON, which no lane speaks.
        LiteLLMProvider("cohere", nil, .cohere),
        LiteLLMProvider("cohere_chat", nil, .cohere),
        LiteLLMProvider("huggingface", nil, .handler),
        LiteLLMProvider("replicate", nil, .handler),
        LiteLLMProvider("watsonx", nil, .handler),
        LiteLLMProvider("snowflake", nil, .handler),
        LiteLLMProvider("ollama", nil, .ollama),
        LiteLLMProvider("voyage", nil, .handler),
        LiteLLMProvider("jina_ai", nil, .handler),
        // Of a deployment for all names it tells the provider by the name that is asked for.
        LiteLLMProvider("*", nil, .openAI),
    ]

    public static func named(_ name: String) -> LiteLLMProvider? { all.first { $0.name == name } }

    /// Providers whose bare model names LiteLLM knows by its own list, here by their beginnings.
    private static let bareNames: [(prefix: String, provider: String)] =
        [
            "gpt-", "o1", "o3", "o4", "chatgpt-", "ft:gpt-", "text-embedding-", "whisper-", "tts-",
            "dall-e-", "omni-moderation-", "computer-use-",
        ].map { ($0, "openai") }
        + [("claude-", "anthropic"), ("gemini-", "vertex_ai"), ("embed-", "cohere")]
        + [("rerank-", "cohere")]
        + ["", "us.", "eu.", "apac.", "global."].flatMap { region in
            ["anthropic.", "amazon.", "meta.", "mistral.", "cohere.", "ai21."].map {
                (region + $0, "bedrock")
            }
        }

    /// `provider/model` taken apart as LiteLLM does it; nil where it would say that it knows no provider.
    public static func taken(
        apart model: String, custom: String?
    ) -> (provider: LiteLLMProvider, upstream: String)? {
        split(model, custom: custom).map { $0.provider.routed($0.upstream) }
    }

    private static func split(
        _ model: String, custom: String?
    ) -> (provider: LiteLLMProvider, upstream: String)? {
        if let custom, let provider = named(custom) {
            let prefix = custom + "/"
            return (
                provider, model.hasPrefix(prefix) ? String(model.dropFirst(prefix.count)) : model
            )
        }
        if let slash = model.firstIndex(of: "/"), let provider = named(String(model[..<slash])) {
            return (provider, String(model[model.index(after: slash)...]))
        }
        // Whatever is asked for, whoever has it.
        if model == "*" { return named("*").map { ($0, model) } }
        guard let known = bareNames.first(where: { model.hasPrefix($0.prefix) }),
            let provider = named(known.provider)
        else { return nil }
        return (provider, model)
    }
}
