public import Vocabulary

/// TokenMix documents nothing beyond OpenAI's shape; a maker's prefix and dots in the names of its models are
/// its own spelling. Clients name its host with and without the version.
public struct TokenMix: ChatProvider {
    public static let name = "tokenmix"
    public static let summary = "TokenMix.ai"
    public static let defaultBaseURL: String? = "https://api.tokenmix.ai/v1"
    public static let keyVariable: String? = "TOKENMIX_API_KEY"
    public static let proofs: [Proof] = [.documents]
    public static let baseURLs = ["https://api.tokenmix.ai/v1", "https://api.tokenmix.ai"]

    public let echoRule = EchoRule.gateway
    public let usageRule = UsageRule.bySum

    public init() {}

    public func contract(isStreamed: Bool) -> AnswerContract { .gateway(isStreamed: isStreamed) }

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        .gateway(prompt)
    }
}
