package import Vocabulary

/// TokenMix documents nothing beyond OpenAI's shape; a maker's prefix and dots in the names of its models are
/// its own spelling. Clients name its host with and without the version.
package struct TokenMix: ChatProvider {
    package static let name = "tokenmix"
    package static let summary = "TokenMix.ai"
    package static let defaultBaseURL: String? = "https://api.tokenmix.ai/v1"
    package static let keyVariable: String? = "TOKENMIX_API_KEY"
    package static let proofs: [Proof] = [.documents]
    package static let baseURLs = ["https://api.tokenmix.ai/v1", "https://api.tokenmix.ai"]

    package let echoRule = EchoRule.gateway
    package let usageRule = UsageRule.bySum

    package init() {}

    package func contract(isStreamed: Bool) -> AnswerContract { .gateway(isStreamed: isStreamed) }

    package func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        .gateway(prompt)
    }
}
