package import Vocabulary

/// NovaStack documents nothing beyond OpenAI's shape, and two bases are in print: its own examples have one,
/// articles the other. Which of them answers is found out by asking.
package struct NovaStack: ChatProvider {
    package static let name = "novastack"
    package static let summary = "NovaStack (novapai)"
    package static let defaultBaseURL: String? = "https://api.novapai.ai/router/v1"
    package static let keyVariable: String? = "NOVASTACK_API_KEY"
    package static let proofs: [Proof] = [.documents]
    package static let baseURLs = [
        "https://api.novapai.ai/router/v1", "https://api.novapai.ai/v1",
    ]

    package let echoRule = EchoRule.gateway
    package let usageRule = UsageRule.bySum

    package init() {}

    package func contract(isStreamed: Bool) -> AnswerContract { .gateway(isStreamed: isStreamed) }

    package func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        .gateway(prompt)
    }
}
