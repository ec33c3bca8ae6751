import Vocabulary

/// The reasons to stop in each dialect's own words.
///
/// A word that the dialect knows is passed on as it came, since providers use theirs in odd places
/// (OpenAI stops a forced tool call with `stop`); any other is translated by its meaning.
enum FinishWords {
    static func openAI(_ finish: Finish, hasToolCalls: Bool, hasRefusal: Bool) -> String {
        if isKnown(finish, among: ["stop", "length", "tool_calls", "content_filter"]) {
            return finish.raw
        }
        return switch finish.reason {
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .contentFilter: "content_filter"
        // With a refusal in words OpenAI stops as ever; without, only a filter explains the silence.
        case .refusal: hasRefusal ? "stop" : "content_filter"
        case .stop, .pause, .unknown, .error: hasToolCalls ? "tool_calls" : "stop"
        }
    }

    /// Ollama stops for its calls with the same word as for all else: there the word says nothing.
    static func isKnown(_ finish: Finish, among words: Set<String>) -> Bool {
        words.contains(finish.raw) && !(finish.raw == "stop" && finish.reason == .toolCalls)
    }

    static func anthropic(
        _ finish: Finish, hasToolCalls: Bool, hasRefusal: Bool
    ) -> (reason: String, sequence: String?) {
        if anthropicWords.contains(finish.raw) {
            return (finish.raw, finish.raw == "stop_sequence" ? finish.detail : nil)
        }
        switch finish.reason {
        case .length: return ("max_tokens", nil)
        case .toolCalls: return ("tool_use", nil)
        case .contentFilter, .refusal: return ("refusal", nil)
        case .pause: return ("pause_turn", nil)
        case .stop, .unknown, .error:
            if hasRefusal { return ("refusal", nil) }
            if hasToolCalls { return ("tool_use", nil) }
            if finish.reason == .stop, let sequence = finish.detail {
                return ("stop_sequence", sequence)
            }
            return ("end_turn", nil)
        }
    }

    private static let anthropicWords: Set<String> = [
        "end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal",
        "model_context_window_exceeded",
    ]
}
