import Documents
package import Vocabulary

/// OpenAI's chat completions, and so the tongue of nearly every gateway.
package struct OpenAIChatDoor: Door {
    package static let name = "openai-chat"
    package static let basePath = "/v1"
    package let provider: String

    package init(provider: String = "openai") { self.provider = provider }

    package static func serves(method: String, path: String, headers: Headers) -> Bool {
        let path = path.withoutQuery
        return path.hasSuffix("/chat/completions")
            || ModelsPath(path) != nil && headers["anthropic-version"] == nil
    }

    package func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry {
        let path = path.withoutQuery
        if path.hasSuffix("/chat/completions") {
            guard method == "POST" else { return .refusal(.wrongMethod(method, path)) }
            do {
                return .question(
                    try OpenAIChatRequest.question(path: path, headers: headers, body: body))
            } catch {
                return .refusal(error)
            }
        }
        guard let models = ModelsPath(path) else {
            return .refusal(.noSuchPath(method, path))
        }
        guard method == "GET" || method == "HEAD" else {
            return .refusal(.wrongMethod(method, path))
        }
        return models.model.map { .model($0) } ?? .models
    }

    package func refusal(of question: Question) -> DoorError? {
        OpenAIChatRules.refusal(of: question)
    }

    package func plain(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp
    ) -> DoorReply {
        if let failure = answer.failure { return error(failure, stamp: stamp) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", answer.id ?? stamp.openAIAnswerID)
        writer.member("object", "chat.completion")
        writer.member("created", Int(stamp.unixSeconds))
        writer.member("model", answer.model ?? question.model)
        writer.key("choices")
        writer.beginArray()
        for index in 0..<max(1, question.choices) {
            write(answer, index, stamp, to: &writer)
        }
        writer.endArray()
        if let usage = answer.usage {
            writer.key("usage")
            OpenAIUsage.write(TokenCounts(usage), to: &writer)
        }
        if stamp.persona == .provider {
            writer.member("service_tier", question.openAIServedTier)
            writer.member("system_fingerprint", OpenAIFacts.fingerprint(of: question.model))
        }
        writer.endObject()
        return DoorReply(
            status: 200,
            headers: OpenAIFacts.headers(
                contentType: "application/json", stamp: stamp, question: question),
            body: writer.bytes)
    }

    private func write(
        _ answer: DoorAnswer, _ index: Int, _ stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("index", index)
        writer.key("message")
        writer.beginObject()
        writer.member("role", "assistant")
        // Null where there is something in place of a text, empty where there is nothing at all.
        let isReplaced = !answer.toolCalls.isEmpty || answer.refusal != nil
        writer.member("content", answer.text ?? (isReplaced ? nil : ""))
        writer.optionalMember("reasoning_content", answer.reasoning)
        if !answer.toolCalls.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for (place, call) in answer.toolCalls.enumerated() {
                writer.beginObject()
                writer.member("id", call.id ?? stamp.openAICallID(place))
                writer.member("type", "function")
                writer.key("function")
                writer.beginObject()
                writer.member("name", call.name)
                writer.member("arguments", call.arguments)
                writer.endObject()
                writer.endObject()
            }
            writer.endArray()
        }
        writer.member("refusal", answer.refusal)
        writer.key("annotations")
        writer.beginArray()
        writer.endArray()
        writer.endObject()
        writer.key("logprobs")
        writer.null()
        let finish = answer.finish.map {
            FinishWords.openAI(
                $0, hasToolCalls: !answer.toolCalls.isEmpty, hasRefusal: answer.refusal != nil)
        }
        writer.member("finish_reason", finish)
        writer.endObject()
    }

    package func stream(for question: Question, stamp: DoorStamp) -> any DoorStream {
        OpenAIChatStream(question: question, stamp: stamp)
    }

    package func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        OpenAIErrors.reply(error, stamp: stamp)
    }

    package func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        OpenAIErrors.event(error, stamp: stamp)
    }

    package func models(_ names: [String], stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("object", "list")
        writer.key("data")
        writer.beginArray()
        for name in names { Self.write(model: name, stamp, to: &writer) }
        writer.endArray()
        writer.endObject()
        return reply(writer.bytes, stamp)
    }

    package func model(_ name: String, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        Self.write(model: name, stamp, to: &writer)
        return reply(writer.bytes, stamp)
    }

    /// This API counts no tokens for its callers.
    package func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply {
        error(.noSuchPath("POST", "/v1/chat/completions/input_tokens"), stamp: stamp)
    }

    private static func write(model: String, _ stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", model)
        writer.member("object", "model")
        writer.member("created", Int(stamp.unixSeconds))
        writer.member("owned_by", "system")
        writer.endObject()
    }

    private func reply(_ body: [UInt8], _ stamp: DoorStamp) -> DoorReply {
        DoorReply(
            status: 200,
            headers: OpenAIFacts.headers(contentType: "application/json", stamp: stamp),
            body: body)
    }
}

/// `…/models` and `…/models/NAME`, where a name may have slashes of its own.
struct ModelsPath {
    /// Nil for the whole list.
    let model: String?

    init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let place = parts.firstIndex(of: "models") else { return nil }
        let name = parts[(place + 1)...].joined(separator: "/")
        model = name.isEmpty ? nil : name
    }
}

extension DoorError {
    static func wrongMethod(_ method: String, _ path: String) -> DoorError {
        DoorError(.wrongMethod, message: "Not allowed to \(method) on \(path).")
    }

    static func noSuchPath(_ method: String, _ path: String) -> DoorError {
        DoorError(.noSuchPath, message: "Invalid URL (\(method) \(path))")
    }
}

extension DoorStamp {
    var openAIAnswerID: String { id("chatcmpl-", for: .answer, letters: 29) }
    func openAICallID(_ index: Int) -> String {
        id("call_", for: .toolCall(index), letters: 24)
    }
    var openAIRequestID: String { id("req_", for: .request, letters: 32, hexadecimal: true) }
}

extension Question {
    /// The tier that served: `fast` comes back as `priority`, no wish as `default`.
    var openAIServedTier: String {
        switch serviceTier {
        case nil, "auto": "default"
        case "fast": "priority"
        case .some(let tier): tier
        }
    }
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
    static func write(_ counts: TokenCounts, to writer: inout JSONWriter) {
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
