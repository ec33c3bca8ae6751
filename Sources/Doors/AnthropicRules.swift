import Vocabulary

/// What Anthropic refuses although the body is well formed: rules of API versions and of models, and
/// members that this API does not have.
enum AnthropicRules {
    static func refusal(of question: Question) -> DoorError? {
        if let stranger = question.members.subtracting(members).min() {
            return .malformed("\(stranger): Extra inputs are not permitted")
        }
        let metadata = question.prompt.metadata.keys.sorted()
        if let stranger = metadata.first {
            return .malformed("metadata.\(stranger): Extra inputs are not permitted")
        }
        return refusalOfSampling(question) ?? refusalOfMessages(question)
    }

    private static func refusalOfSampling(_ question: Question) -> DoorError? {
        let model = ModelGeneration(question.model)
        let sent = ["temperature", "top_k", "top_p"].filter { question.members.contains($0) }
        if question.apiVersion == "2026-10-21", let first = sent.first {
            return .malformed("\(first): not supported with anthropic-version 2026-10-21")
        }
        guard let first = sent.first else { return nil }
        switch model.number {
        case 4_07...:
            // Sonnet 5 still takes the default values.
            let isDefault = ["temperature", "top_p"].allSatisfy { name in
                let parameters = question.prompt.parameters
                let value = name == "temperature" ? parameters.temperature : parameters.topP
                return value.map { Double($0) == 1 } ?? true
            }
            if model.isSonnet, isDefault, !sent.contains("top_k") { return nil }
            return .malformed("`\(first)` is deprecated for this model.")
        case 4_00..<4_06 where sent.contains("temperature") && sent.contains("top_p"):
            return .malformed(
                "`temperature` and `top_p` cannot both be specified for this model. Please use only "
                    + "one.")
        default: return nil
        }
    }

    private static func refusalOfMessages(_ question: Question) -> DoorError? {
        let model = ModelGeneration(question.model)
        let messages = question.prompt.messages
        let first = messages.firstIndex { $0.role != .system }
        if let first, messages[first].role == .assistant {
            return .malformed("messages: first message must use the \"user\" role")
        }
        if let first, model.number < 4_08,
            messages[first...].contains(where: { $0.role == .system })
        {
            return .malformed(
                "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` "
                    + "parameter, not \"system\" as an input message role.")
        }
        if messages.last?.role == .assistant, model.number >= 4_06 {
            return .malformed(
                "This model does not support assistant message prefill. The conversation must end "
                    + "with a user message.")
        }
        return nil
    }

    private static let members: Set<String> = [
        "billing_policy", "cache_control", "compaction", "container", "context_management",
        "diagnostics", "fallback_credit_token", "fallbacks", "inference_geo", "max_tokens",
        "mcp_servers", "messages", "metadata", "model", "output_config", "output_format",
        "service_tier", "speed", "stop_sequences", "stream", "system", "temperature", "thinking",
        "thread", "tool_choice", "tools", "top_k", "top_p", "user_profile_id",
    ]
}

/// The age of a Claude model by its name: 405 for `claude-sonnet-4-5-20250929`, 500 for `claude-opus-5`,
/// 305 for `claude-3-5-haiku-latest`; 0 for names of any other form, to which no rule applies.
struct ModelGeneration {
    let number: Int
    let isSonnet: Bool

    init(_ model: String) {
        let parts = model.split(separator: "-")
        isSonnet = parts.contains("sonnet")
        guard parts.first == "claude" else {
            number = 0
            return
        }
        // Dates have eight digits, versions one or two.
        let versions = parts.filter { $0.utf8.count <= 2 }.compactMap { Int($0) }
        number = (versions.first ?? 0) * 100 + (versions.count > 1 ? versions[1] : 0)
    }
}
