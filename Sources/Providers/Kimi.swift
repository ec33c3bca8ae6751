public import Vocabulary

/// Kimi of Moonshot AI: usage inside the choice of the last chunk, three kinds of 429 that only the
/// error's type tells apart, sampling fixed on all models that think.
public struct Kimi: ChatProvider {
    public static let name = "kimi"
    public static let summary = "Moonshot AI, Kimi"
    public static let defaultBaseURL: String? = "https://api.moonshot.ai/v1"
    public static let keyVariable: String? = "MOONSHOT_API_KEY"
    public static let proofs: [Proof] = [.documents]

    /// There are no snapshots: a name is its own pin.
    public let echoRule = EchoRule.exact

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting(
            prompt, OpenAIChat.Manner(maxTokensField: "max_completion_tokens"))
        fitting.manner.leavesOutNoContent = true
        let isOld = model.hasPrefix("moonshot-v1")
        let effort = prompt.parameters.effort
        if isOld {
            fitting.leaveOut(.effort, "this model does not think")
            if prompt.toolChoice == .required {
                fitting.leaveOut(.toolChoice, "this model cannot be made to call a tool")
            }
        } else {
            fitting.manner.repeatsReasoning = true
            if prompt.parameters.temperature.flatMap({ Double($0) }) != 1 {
                fitting.leaveOut(.temperature, "only 1 is taken by models that think")
            }
            if let effort { Self.tell(effort, model, &fitting) }
        }
        fitting.leaveOut(.seed, "not in this language")
        let stops = prompt.parameters.stop
        if stops.count > 5 || stops.contains(where: { $0.utf8.count > 32 }) {
            fitting.leaveOut(.stop, "at most 5 texts of at most 32 bytes are taken")
        }
        fitting.sendUser(as: "safety_identifier")
        return fitting
    }

    private static func tell(
        _ effort: Parameters.Effort, _ model: String, _ fitting: inout ChatFitting
    ) {
        if model.hasPrefix("kimi-k3") {
            switch effort {
            case .none: fitting.leaveOut(.effort, "this model always thinks")
            case .minimal, .low: fitting.think(.effort("low"))
            case .medium, .high: fitting.think(.effort("high"))
            case .max: fitting.think(.effort("max"))
            }
        } else if model.hasPrefix("kimi-k2.7") {
            fitting.leaveOut(.effort, "this model always thinks, as hard as it likes")
        } else {
            fitting.think(.type(effort == .none ? "disabled" : "enabled"))
        }
    }

    public static let allowedFindings: Set<String> = [
        "wire.usage.in-choice", "wire.usage.repeated",
    ]

    public static let errorWords = ErrorWords(
        phrases: [("exceeded model token limit", .contextLength)],
        codes: [
            "exceeded_current_quota_error": .quota, "engine_overloaded_error": .serverError,
            "rate_limit_reached_error": .rateLimit, "invalid_authentication_error": .auth,
            "incorrect_api_key_error": .auth, "content_filter": .contentPolicy,
            "resource_not_found_error": .badRequest, "server_error": .serverError,
            "unexpected_output": .serverError,
        ])
}
