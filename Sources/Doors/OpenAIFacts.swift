import Documents
import Vocabulary

extension DoorStamp {
    var openAIAnswerID: String { id("chatcmpl-", for: .answer, letters: 29) }
    func openAICallID(_ index: Int) -> String {
        id("call_", for: .toolCall(index), letters: 24)
    }
    var openAIRequestID: String { id("req_", for: .request, letters: 32, hexadecimal: true) }
}

extension Question {
    /// The tier that served: `fast` comes back as `priority`, no wish as `default`.
    var openAIServedTier: String { servedTier ?? "default" }

    /// The tier that it is served in, by its own wish; nil for the usual one.
    var servedTier: String? {
        guard let serviceTier, !ServiceTier.isUsual(serviceTier) else { return nil }
        return serviceTier == "fast" ? "priority" : serviceTier
    }

    /// The same as the answer tells it to whoever asked for one.
    var toldTier: String? { servedTier ?? (serviceTier == nil ? nil : "default") }
}

/// What every OpenAI answer carries beside its content.
enum OpenAIFacts {
    private static let requestsPerMinute = 500
    private static let tokensPerMinute = 200_000

    /// One per model: a change of it means that the backend changed.
    static func fingerprint(of model: String) -> String {
        // FNV-1a, since `Hasher` differs from process to process.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in model.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return DoorStamp(seed: hash, unixSeconds: 0)
            .id("fp_", for: .answer, letters: 10, hexadecimal: true)
    }

    /// The rate limits are those of an account with one call behind it in this minute.
    static func headers(
        contentType: String, stamp: DoorStamp, question: Question? = nil, isExhausted: Bool = false
    ) -> Headers {
        var headers: Headers = [
            "content-type": contentType, "x-request-id": stamp.openAIRequestID,
        ]
        guard stamp.persona == .provider else { return headers }
        headers.append("openai-version", "2020-10-01")
        headers.append("openai-processing-ms", String(stamp.processingMilliseconds))
        guard question != nil || isExhausted else { return headers }
        let tokens = min(question.map { TokenRule.tokens(of: $0.prompt) } ?? 0, tokensPerMinute)
        let remaining = isExhausted ? 0 : requestsPerMinute - 1
        let reset = (requestsPerMinute - remaining) * 60_000 / requestsPerMinute
        headers.append("x-ratelimit-limit-requests", String(requestsPerMinute))
        headers.append("x-ratelimit-limit-tokens", String(tokensPerMinute))
        headers.append("x-ratelimit-remaining-requests", String(remaining))
        headers.append("x-ratelimit-remaining-tokens", String(tokensPerMinute - tokens))
        headers.append("x-ratelimit-reset-requests", duration(milliseconds: reset))
        headers.append(
            "x-ratelimit-reset-tokens",
            duration(milliseconds: tokens * 60_000 / tokensPerMinute))
        return headers
    }

    /// `12ms`, `1s`, `22.564s`, `6m0s`, `1h2m3s`: the form of Go's durations.
    static func duration(milliseconds: Int) -> String {
        if milliseconds == 0 { return "0s" }
        if milliseconds < 1_000 { return "\(milliseconds)ms" }
        let seconds = milliseconds / 1_000
        let fraction = milliseconds % 1_000
        var text = ""
        if seconds >= 3_600 { text += "\(seconds / 3_600)h" }
        if seconds >= 60 { text += "\(seconds / 60 % 60)m" }
        text += "\(seconds % 60)"
        if fraction > 0 {
            var digits = String(fraction)
            digits = String(repeating: "0", count: 3 - digits.count) + digits
            while digits.hasSuffix("0") { digits.removeLast() }
            text += ".\(digits)"
        }
        return text + "s"
    }
}

enum OpenAIUsage {
    /// Only what is known is written: an unknown count is left out, never 0.
    static func write(_ counts: DoorCounts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.optionalMember("prompt_tokens", counts.input)
        writer.optionalMember("completion_tokens", counts.output)
        writer.optionalMember("total_tokens", counts.total)
        writer.key("prompt_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", counts.cached ?? 0)
        if let written = counts.written, written > 0 {
            writer.member("cache_write_tokens", written)
        }
        writer.member("audio_tokens", 0)
        writer.endObject()
        writer.key("completion_tokens_details")
        writer.beginObject()
        writer.member("reasoning_tokens", counts.reasoning ?? 0)
        writer.member("audio_tokens", 0)
        writer.member("accepted_prediction_tokens", 0)
        writer.member("rejected_prediction_tokens", 0)
        writer.endObject()
        writer.endObject()
    }
}
