package import Vocabulary

/// Any URL that speaks OpenAI's chat: a gateway, as a rule. All that the user set is sent, since only the
/// gateway knows which model stands behind a name; what it leaves out of the contract is a warning.
package struct Generic: ChatProvider {
    package static let name = "generic"
    package static let summary = "any OpenAI-compatible URL"
    package static let defaultBaseURL: String? = nil
    package static let keyVariable: String? = nil
    package static let proofs: [Proof] = [.documents]

    package let echoRule = EchoRule.gateway
    package let usageRule = UsageRule.bySum

    package init() {}

    package func contract(isStreamed: Bool) -> AnswerContract { .gateway(isStreamed: isStreamed) }

    package func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        .gateway(prompt)
    }
}

extension AnswerContract {
    /// What an unknown gateway can be held to: many send no token counts in a stream.
    static func gateway(isStreamed: Bool) -> AnswerContract {
        AnswerContract(isStreamed: isStreamed, usage: .warning)
    }
}

extension ChatFitting {
    /// All of it, in the older words that every gateway knows.
    static func gateway(_ prompt: Prompt) -> ChatFitting {
        var fitting = ChatFitting(prompt, OpenAIChat.Manner(sendsMetadata: true))
        if let effort = prompt.parameters.effort { fitting.think(.effort(effort.rawValue)) }
        return fitting
    }
}
