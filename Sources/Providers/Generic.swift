public import Vocabulary

/// Any URL that speaks OpenAI's chat: a gateway, as a rule. All that the user set is sent, since only the
/// gateway knows which model stands behind a name; what it leaves out of the contract is a warning.
public struct Generic: ChatProvider {
    public static let name = "generic"
    public static let summary = "any OpenAI-compatible URL"
    public static let defaultBaseURL: String? = nil
    public static let keyVariable: String? = nil
    public static let proofs: [Proof] = [.documents]

    public let echoRule = EchoRule.gateway
    public let usageRule = UsageRule.bySum

    public init() {}

    public func contract(isStreamed: Bool) -> AnswerContract { .gateway(isStreamed: isStreamed) }

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
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
        fitting.manner.marksKept = true
        if let effort = prompt.parameters.effort { fitting.think(.effort(effort.rawValue)) }
        fitting.manner.sendsTier = true
        return fitting
    }
}
