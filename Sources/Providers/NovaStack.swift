public import Vocabulary

/// NovaStack documents nothing beyond OpenAI's shape, and two bases are in print: its own examples have one,
/// articles the other. Which of them answers is found out by asking.
public struct NovaStack: ChatProvider {
    public static let name = "novastack"
    public static let summary = "NovaStack (novapai)"
    public static let defaultBaseURL: String? = "https://api.novapai.ai/router/v1"
    public static let keyVariable: String? = "NOVASTACK_API_KEY"
    public static let proofs: [Proof] = [.documents]
    public static let baseURLs = [
        "https://api.novapai.ai/router/v1", "https://api.novapai.ai/v1",
    ]

    public let echoRule = EchoRule.gateway
    public let usageRule = UsageRule.bySum

    public init() {}

    public func contract(isStreamed: Bool) -> AnswerContract { .gateway(isStreamed: isStreamed) }

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        .gateway(prompt)
    }
}
