public import Vocabulary

/// MiniMax in OpenAI's language. Its own envelope stays around it: `base_resp` may hold an error in
/// what HTTP calls a success. Names of models keep their capitals.
public struct MiniMax: ChatProvider {
    public static let name = "minimax"
    public static let summary = "MiniMax, OpenAI format"
    public static let defaultBaseURL: String? = "https://api.minimax.io/v1"
    public static let keyVariable: String? = "MINIMAX_API_KEY"
    public static let proofs: [Proof] = [.documents]

    public let echoRule = EchoRule.exact

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = Self.common(prompt, model)
        fitting.manner.splitsReasoning = true
        return fitting
    }

    /// What both of its chat languages take.
    static func common(_ prompt: Prompt, _ model: String) -> ChatFitting {
        var fitting = ChatFitting(
            prompt, OpenAIChat.Manner(maxTokensField: "max_completion_tokens"))
        if let text = prompt.parameters.temperature {
            let isTaken = Double(text).map { $0 > 0 && $0 <= 1 } ?? false
            if !isTaken { fitting.leaveOut(.temperature, "taken above 0 and up to 1 only") }
        }
        if model.lowercased().hasPrefix("minimax-m2") {
            fitting.leaveOut(.stop, "ignored by M2 models")
            fitting.leaveOut(.seed, "ignored by M2 models")
            fitting.leaveOut(.format, "ignored by M2 models")
            fitting.leaveOut(.images, "M2 models take text only")
            fitting.leaveOut(.effort, "M2 models always think, as hard as they like")
        } else {
            if let effort = prompt.parameters.effort {
                fitting.think(.type(effort == .none ? "disabled" : "adaptive"))
            }
            fitting.manner.sendsTier = prompt.parameters.serviceTier == "priority"
        }
        fitting.leaveOut(.metadata, "there is no room for it")
        return fitting
    }

    public static let allowedFindings: Set<String> = [
        "wire.stream.role-repeated", "wire.error.envelope",
    ]

    /// Numbers of `base_resp`; other envelopes end their text with the number, in parentheses.
    public static let errorWords = ErrorWords(
        phrases: [("context window exceeds limit", .contextLength)]
            + numbers.map { ("(\($0.key))", $0.value) },
        codes: numbers)

    private static let numbers: [String: Trigger] = [
        "1000": .serverError, "1001": .timeout, "1002": .rateLimit, "1004": .auth,
        "1008": .quota, "1013": .serverError, "1024": .serverError, "1026": .contentPolicy,
        "1027": .contentPolicy, "1033": .serverError, "1039": .rateLimit, "1041": .serverError,
        "1042": .badRequest, "2013": .badRequest, "2045": .rateLimit, "2049": .auth,
        "2056": .quota,
    ]
}
