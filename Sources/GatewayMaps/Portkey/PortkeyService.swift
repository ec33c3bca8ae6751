/// A provider that Portkey knows, and who stands in for it here.
struct PortkeyService {
    let name: String
    /// A lane that speaks its language.
    let lane: String
    /// Where Portkey looks for it: its `custom_host` ends so, and the gateway appends the rest.
    let base: String

    /// Portkey parses its events and writes them anew: what is none ends the stream.
    var readsEvents: Bool { Self.reading.contains(name) }
    /// A plain answer in place of a stream is one event to Portkey, and what it says is lost.
    var losesPlainAnswers: Bool {
        readsEvents && !["ollama", "anyscale"].contains(name) || name == "anthropic"
    }
    /// It sends nothing of a stream before its first content.
    var opensLate: Bool { lane == "google" || lane == "glm" }

    private static let reading: Set<String> = [
        "mistral-ai", "deepseek", "moonshot", "zhipu", "openrouter", "ollama", "groq",
        "together-ai", "fireworks-ai", "deepinfra", "sambanova", "novita-ai", "anyscale",
    ]

    /// Portkey's own address of it, which a `custom_host` replaces; nil where only the file can say.
    let address: String?

    private init(_ name: String, _ lane: String, _ base: String, at address: String?) {
        (self.name, self.lane, self.base, self.address) = (name, lane, base, address)
    }

    private static let shown: [PortkeyService] =
        [
            PortkeyService("openai", "openai", "/v1", at: "https://api.openai.com/v1"),
            PortkeyService("anthropic", "anthropic", "/v1", at: "https://api.anthropic.com/v1"),
            PortkeyService(
                "google", "google", "", at: "https://generativelanguage.googleapis.com"),
            PortkeyService("mistral-ai", "mistral", "/v1", at: "https://api.mistral.ai/v1"),
            PortkeyService("deepseek", "deepseek", "", at: "https://api.deepseek.com"),
            PortkeyService(
                "dashscope", "qwen", "/compatible-mode/v1",
                at: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"),
            PortkeyService("moonshot", "kimi", "", at: "https://api.moonshot.cn"),
            PortkeyService(
                "zhipu", "glm", "/api/paas/v4", at: "https://open.bigmodel.cn/api/paas/v4"),
            PortkeyService("z-ai", "glm", "/api/paas/v4", at: "https://api.z.ai/api/paas/v4"),
            PortkeyService("openrouter", "openrouter", "/api", at: "https://openrouter.ai/api"),
            // The resource is the file's.
            PortkeyService("azure-openai", "azure", "/openai", at: nil),
            // The others speak as OpenAI does, some of them at another place.
            PortkeyService("ollama", "generic", "", at: nil),
            PortkeyService("together-ai", "generic", "", at: "https://api.together.xyz"),
            PortkeyService("sambanova", "generic", "", at: "https://api.sambanova.ai"),
            PortkeyService("novita-ai", "generic", "", at: "https://api.novita.ai/v3/openai"),
            PortkeyService("hyperbolic", "generic", "", at: "https://api.hyperbolic.xyz"),
        ]
        + [
            ("groq", "https://api.groq.com/openai/v1"),
            ("fireworks-ai", "https://api.fireworks.ai/inference/v1"),
            ("deepinfra", "https://api.deepinfra.com/v1/openai"),
            ("x-ai", "https://api.x.ai/v1"), ("cerebras", "https://api.cerebras.ai/v1"),
            ("nebius", "https://api.studio.nebius.ai/v1"),
            ("anyscale", "https://api.endpoints.anyscale.com/v1"),
            ("lambda", "https://api.lambdalabs.com/v1"),
            ("siliconflow", "https://api.siliconflow.cn/v1"),
            ("github", "https://models.inference.ai.azure.com"),
            ("nscale", "https://inference.api.nscale.com/v1"),
        ].map { PortkeyService($0, "generic", "/v1", at: $1) }

    /// Those that no lane stands in for.
    private static let others = [
        // Its streams have no end mark, and its errors numbers, which Portkey takes for granted.
        "perplexity-ai", "cohere", "vertex-ai", "palm", "reka-ai", "ncompass", "stability-ai",
        "nomic", "ai21",
        "bedrock", "segmind", "jina", "workers-ai", "lingyi", "monsterapi", "predibase", "triton",
        "voyage", "azure-ai", "deepbricks", "huggingface", "inference-net", "lemonfox-ai",
        "upstage", "cortex", "sagemaker", "recraft-ai", "milvus", "replicate", "portkey", "lepton",
        "kluster-ai", "bytez", "featherless-ai", "krutrim", "qdrant", "302ai", "cometapi",
        "matterai", "meshy", "tripo3d", "nextbit", "modal", "oracle", "iointelligence", "aibadgr",
        "ovhcloud",
    ]

    static let names = (shown.map(\.name) + others).sorted()

    static func named(_ name: String) -> PortkeyService? { shown.first { $0.name == name } }

    /// What speaks as a lane does, for a provider that only the account knows.
    static func speaking(as lane: String) -> PortkeyService? { shown.first { $0.lane == lane } }

    static func lane(of service: String) -> String? { named(service)?.lane }

    /// The provider that makes a model, by the catalogue: all that can be known of whom an account has
    /// behind a slug.
    static func maker(of model: String) -> String? {
        catalogue.first { $0.name == model || $0.pin == model }?.provider
    }

    /// Where Portkey needs no `api_key`.
    static let keyless: Set<String> = ["ollama", "triton", "vertex-ai", "bedrock", "sagemaker"]
}
