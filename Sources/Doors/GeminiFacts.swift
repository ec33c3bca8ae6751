import Documents
import Vocabulary

/// What every Gemini answer and every piece of one has, and how its parts are written.
struct GeminiFacts {
    let id: String
    let model: String
    let stamp: DoorStamp
    /// How many were asked for; they are all alike.
    let candidates: Int
    /// Models from 3 on sign their calls; a gateway cannot.
    private let signs: Bool

    init(id: String?, model: String?, question: Question, stamp: DoorStamp) {
        self.id = id ?? stamp.geminiAnswerID
        self.model = model ?? question.model
        self.stamp = stamp
        candidates = max(1, question.choices)
        signs = stamp.persona == .provider && (question.model.family(after: "gemini-") ?? 0) >= 3
    }

    static func headers(
        _ stamp: DoorStamp, contentType: String = "application/json; charset=UTF-8"
    ) -> Headers {
        var headers: Headers = ["content-type": contentType]
        guard stamp.persona == .provider else { return headers }
        headers.append("server-timing", "gfet4t7; dur=\(stamp.processingMilliseconds)")
        return headers
    }

    func writeCandidates(
        finish: String?, to writer: inout JSONWriter, parts: (inout JSONWriter) -> Void
    ) {
        writer.key("candidates")
        writer.beginArray()
        for index in 0..<candidates {
            writer.beginObject()
            writer.key("content")
            writer.beginObject()
            writer.key("parts")
            writer.beginArray()
            parts(&writer)
            writer.endArray()
            writer.member("role", "model")
            writer.endObject()
            writer.optionalMember("finishReason", finish)
            writer.member("index", index)
            writer.endObject()
        }
        writer.endArray()
    }

    /// A prompt that was blocked has no candidates at all.
    static func writeBlock(_ reason: String, to writer: inout JSONWriter) {
        writer.key("promptFeedback")
        writer.beginObject()
        writer.member("blockReason", reason)
        writer.endObject()
    }

    func writeTail(to writer: inout JSONWriter) {
        writer.member("modelVersion", model)
        writer.member("responseId", id)
    }

    static func write(
        text: String, isThought: Bool = false, signature: String? = nil,
        to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("text", text)
        if isThought { writer.member("thought", true) }
        writer.optionalMember("thoughtSignature", signature)
        writer.endObject()
    }

    /// Of several calls in one answer only the first is signed.
    func write(_ call: ToolCall, at place: Int, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("functionCall")
        writer.beginObject()
        writer.member("name", call.name)
        writer.key("args")
        AnthropicFacts.write(input: call.arguments.inOneLine, to: &writer)
        writer.member("id", call.id ?? stamp.geminiCallID(place))
        writer.endObject()
        if place == 0 { writer.optionalMember("thoughtSignature", signature) }
        writer.endObject()
    }

    /// Base64 that stands for a signature.
    var signature: String? {
        signs ? stamp.id("EpAE", for: .item(0), letters: 84) : nil
    }
}

extension DoorStamp {
    var geminiAnswerID: String { id("", for: .answer, letters: 22) }
    func geminiCallID(_ index: Int) -> String {
        id("", for: .toolCall(index), letters: 8).lowercased()
    }
}

extension FinishWords {
    /// Calls stop with `STOP` like any other answer.
    static func gemini(_ finish: Finish, hasRefusal: Bool) -> String {
        if geminiWords.contains(finish.raw) { return finish.raw }
        return switch finish.reason {
        case .length: "MAX_TOKENS"
        case .contentFilter: "SAFETY"
        // A refusal in words is text here; without words, only a filter explains the silence.
        case .refusal: hasRefusal ? "STOP" : "SAFETY"
        case .stop, .toolCalls, .pause, .unknown, .error: "STOP"
        }
    }

    /// Why the prompt of an answer without content was blocked; nil if the answer was, or nothing.
    static func geminiBlock(_ finish: Finish, usage: Usage?) -> String? {
        guard finish.reason == .contentFilter, usage?.output.map({ $0.value == 0 }) ?? true else {
            return nil
        }
        return blockReasons.contains(finish.raw) ? finish.raw : "SAFETY"
    }

    private static let blockReasons: Set<String> = [
        "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "MODEL_ARMOR",
        "JAILBREAK",
    ]

    private static let geminiWords: Set<String> = [
        "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST",
        "PROHIBITED_CONTENT", "SPII", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL",
        "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE", "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT", "IMAGE_OTHER", "IMAGE_RECITATION", "NO_IMAGE", "ESCALATION",
        "PUP_LIMITED_DISABLED", "CONTINUATION", "MODEL_ARMOR", "FINISH_REASON_UNSPECIFIED",
    ]
}

/// Counts as this API tells them: the candidates' without the thoughts, the prompt's with its cached part.
struct GeminiUsage {
    var counts: DoorCounts

    init(_ counts: DoorCounts) { self.counts = counts }

    private var candidates: Int? {
        counts.output.map { output in
            let rest = output.subtractingReportingOverflow(max(0, counts.reasoning ?? 0))
            return rest.overflow ? 0 : max(0, rest.partialValue)
        }
    }

    /// Only what is known is written: an unknown count is left out, never 0.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.optionalMember("promptTokenCount", counts.input)
        if let candidates, candidates > 0 { writer.member("candidatesTokenCount", candidates) }
        writer.optionalMember("totalTokenCount", counts.total ?? counts.input)
        if let cached = counts.cached, cached > 0 {
            writer.member("cachedContentTokenCount", cached)
        }
        if let input = counts.input {
            Self.writeDetails("promptTokensDetails", input, to: &writer)
        }
        if let cached = counts.cached, cached > 0 {
            Self.writeDetails("cacheTokensDetails", cached, to: &writer)
        }
        if let reasoning = counts.reasoning, reasoning > 0 {
            writer.member("thoughtsTokenCount", reasoning)
        }
        writer.optionalMember("serviceTier", counts.tier)
        writer.endObject()
    }

    static func writeDetails(_ name: String, _ count: Int, to writer: inout JSONWriter) {
        writer.key(name)
        writer.beginArray()
        writer.beginObject()
        writer.member("modality", "TEXT")
        writer.member("tokenCount", count)
        writer.endObject()
        writer.endArray()
    }
}
