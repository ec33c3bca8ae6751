import Vocabulary

/// What Google refuses although the body is well formed: members that this API does not have, contents
/// that nobody cached, and settings that do not go together.
enum GeminiRules {
    static func refusal(of question: Question) -> DoorError? {
        for name in question.members.sorted() {
            let parts = name.split(separator: ".", maxSplits: 1)
            let isSetting = parts.count == 2 && parts[0] == "generation_config"
            if isSetting, !settings.contains(String(parts[1])) {
                return .malformed(
                    "Invalid JSON payload received. Unknown name \"\(parts[1])\" at "
                        + "'generation_config': Cannot find field.")
            }
            if !isSetting, !members.contains(name) {
                return .malformed(
                    "Invalid JSON payload received. Unknown name \"\(name)\": Cannot find field.")
            }
        }
        if question.members.contains("cached_content") {
            return DoorError(
                .forbidden, message: "CachedContent not found (or permission denied)")
        }
        if question.notCarried.contains("generation_config.response_schema"),
            !question.members.contains("generation_config.response_mime_type")
        {
            return .invalidField(
                "generation_config.response_schema",
                "response_mime_type must be set to a type that fits a schema.")
        }
        return nil
    }

    private static let members: Set<String> = [
        "cached_content", "contents", "generation_config", "labels", "model",
        "model_armor_config", "safety_settings", "service_tier", "store", "system_instruction",
        "tool_config", "tools",
    ]

    private static let settings: Set<String> = [
        "_response_json_schema", "audio_timestamp", "candidate_count",
        "enable_affective_dialog", "enable_enhanced_civic_answers", "frequency_penalty",
        "image_config", "logprobs", "max_output_tokens", "media_resolution", "presence_penalty",
        "response_json_schema", "response_logprobs", "response_mime_type", "response_modalities",
        "response_schema", "routing_config", "seed", "speech_config", "stop_sequences",
        "temperature", "thinking_config", "top_k", "top_p",
    ]
}
