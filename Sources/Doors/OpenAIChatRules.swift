import Vocabulary

/// What OpenAI refuses although the body is well formed: rules of model families, and members that
/// this API does not have.
enum OpenAIChatRules {
    static func refusal(of question: Question) -> DoorError? {
        if let stranger = question.members.subtracting(members).min() {
            return .malformed(
                "Unknown parameter: '\(stranger)'.", param: stranger, code: "unknown_parameter")
        }
        if question.prompt.format == .json, !question.prompt.speaksOfJSON {
            return .malformed(
                "'messages' must contain the word 'json' in some form, to use 'response_format' of "
                    + "type 'json_object'.", param: "messages")
        }
        return isReasoning(question.model) ? refusalOfReasoningModel(question) : nil
    }

    private static func refusalOfReasoningModel(_ question: Question) -> DoorError? {
        let old = "max_tokens"
        if question.members.contains(old), question.prompt.parameters.maxTokens != nil {
            return .malformed(
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                    + "'max_completion_tokens' instead.", param: old, code: "unsupported_parameter")
        }
        if thinks(question) {
            let parameters = question.prompt.parameters
            for (name, value) in [
                ("temperature", parameters.temperature), ("top_p", parameters.topP),
            ] {
                guard let value, Double(value) != 1 else { continue }
                return .malformed(
                    "Unsupported value: '\(name)' does not support \(value) with this model. Only "
                        + "the default (1) value is supported.",
                    param: name, code: "unsupported_value")
            }
        }
        for name in unsupportedInReasoning.sorted() where question.members.contains(name) {
            return .malformed(
                "Unsupported parameter: '\(name)' is not supported with this model.",
                param: name, code: "unsupported_parameter")
        }
        return nil
    }

    /// The o-series, and gpt-5 and later, but for the chat models named so.
    static func isReasoning(_ model: String) -> Bool {
        if model.contains("-chat") { return false }
        if let digits = model.family(after: "gpt-") { return digits >= 5 }
        return model.family(after: "o") != nil
    }

    /// From gpt-5.1 on a model thinks only when it is told to; those before cannot be told not to.
    static func thinks(_ question: Question) -> Bool {
        let canRest =
            (question.model.family(after: "gpt-") ?? 0) > 5
            || question.model.hasPrefix("gpt-5.")
        return !canRest || (question.effort ?? "none") != "none"
    }

    private static let unsupportedInReasoning: Set<String> = [
        "presence_penalty", "frequency_penalty", "logit_bias",
    ]

    private static let members: Set<String> = [
        "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
        "max_completion_tokens", "max_tokens", "messages", "metadata", "modalities", "model",
        "moderation", "n", "parallel_tool_calls", "prediction", "presence_penalty",
        "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning_effort",
        "response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream",
        "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user",
        "verbosity", "web_search_options",
    ]
}

extension String {
    /// The number that follows: 5 of `gpt-5.1-mini`, 4 of `gpt-4o`, 3 of `o3-mini`.
    func family(after prefix: String) -> Int? {
        guard hasPrefix(prefix) else { return nil }
        return Int(dropFirst(prefix.count).prefix { ("0"..."9").contains($0) })
    }
}

extension Prompt {
    var speaksOfJSON: Bool {
        messages.contains { message in
            message.parts.contains { part in
                if case .text(let text) = part { text.lowercased().contains("json") } else { false }
            }
        }
    }
}
