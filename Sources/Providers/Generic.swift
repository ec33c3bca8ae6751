package import Vocabulary

/// Any URL that speaks OpenAI's chat: a gateway, as a rule. All that the user set is sent, since only the
/// gateway knows which model stands behind a name; what it leaves out of the contract is a warning.
package struct Generic: Provider {
    package static let name = "generic"
    package static let summary = "any OpenAI-compatible URL"
    package static let defaultBaseURL: String? = nil
    package static let keyVariable: String? = nil
    package static let proofs: [Proof] = [.documents]

    package let authorization = Authorization.bearer
    package let echoRule = EchoRule.gateway
    package let usageRule = UsageRule.bySum
    private let chat = OpenAIChat()

    package init() {}

    package var dialect: any Dialect { chat }

    package func contract(isStreamed: Bool) -> AnswerContract {
        AnswerContract(isStreamed: isStreamed, usage: .warning)
    }

    package func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        chat.request(
            for: prompt, to: model, stream: stream, at: endpoint, authorization,
            OpenAIChat.Manner(maxTokensField: "max_tokens", sendsMetadata: true))
    }

    package func unsent(of prompt: Prompt, to model: String) -> [Unsent] { [] }

    package func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }
}
