/// The providers that Portkey knows, and who stands in for them here.
enum PortkeyService {
    /// A lane that speaks as the provider does at the path that Portkey appends to `custom_host`.
    private static let lanes: [String: String] = [
        "openai": "openai", "anthropic": "anthropic", "google": "google", "mistral-ai": "mistral",
        "deepseek": "deepseek", "dashscope": "qwen", "moonshot": "kimi", "zhipu": "glm",
        "z-ai": "glm", "openrouter": "openrouter", "azure-openai": "azure", "ollama": "ollama",
        "groq": "generic", "together-ai": "generic", "fireworks-ai": "generic",
        "perplexity-ai": "generic", "deepinfra": "generic", "x-ai": "generic",
        "cerebras": "generic", "sambanova": "generic", "nebius": "generic", "novita-ai": "generic",
        "anyscale": "generic", "lambda": "generic", "hyperbolic": "generic",
        "siliconflow": "generic", "github": "generic", "nscale": "generic",
    ]

    /// Those that no lane stands in for.
    private static let others = [
        "cohere", "vertex-ai", "palm", "reka-ai", "ncompass", "stability-ai", "nomic", "ai21",
        "bedrock", "segmind", "jina", "workers-ai", "lingyi", "monsterapi", "predibase", "triton",
        "voyage", "azure-ai", "deepbricks", "huggingface", "inference-net", "lemonfox-ai",
        "upstage", "cortex", "sagemaker", "recraft-ai", "milvus", "replicate", "portkey", "lepton",
        "kluster-ai", "bytez", "featherless-ai", "krutrim", "qdrant", "302ai", "cometapi",
        "matterai", "meshy", "tripo3d", "nextbit", "modal", "oracle", "iointelligence", "aibadgr",
        "ovhcloud",
    ]

    static let names = (lanes.keys + others).sorted()

    static func lane(of service: String) -> String? { lanes[service] }

    /// The provider that makes a model, by the catalogue: all that can be known of whom an account has
    /// behind a slug.
    static func maker(of model: String) -> String? {
        catalogue.first { $0.name == model || $0.pin == model }?.provider
    }

    /// Where Portkey needs no `api_key`.
    static let keyless: Set<String> = ["ollama", "triton", "vertex-ai", "bedrock", "sagemaker"]
}
