import Documents
public import Vocabulary

/// Mistral's chat completions: OpenAI's path with other members, other errors, thoughts as parts of the
/// content, and a model that is echoed as it was asked for.
public struct MistralChatDoor: Door {
    public static let name = "mistral-chat"
    public var basePath: String { "/v1" }
    public static let missingAnswer = (place: "choices", value: "[]")
    public let provider = "mistral"
    public let echoesAlias = true

    public init() {}

    /// Never: its path is OpenAI's, and nothing in a request tells the two apart, so that a server which
    /// does not know whom it plays has to take the one that most clients speak. A lane knows its door.
    public static func serves(method: String, path: String, headers: Headers) -> Bool { false }

    public func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry {
        let path = path.withoutQuery
        if path.hasSuffix("/chat/completions") {
            guard method == "POST" else { return .refusal(DoorError(.wrongMethod)) }
            do {
                return .question(try MistralChatRequest.question(headers: headers, body: body))
            } catch {
                return .refusal(error)
            }
        }
        guard let models = ModelsPath(path) else { return .refusal(DoorError(.noSuchPath)) }
        guard method == "GET" || method == "HEAD" else {
            return .refusal(DoorError(.wrongMethod))
        }
        return models.model.map { .model($0) } ?? .models
    }

    public func refusal(of question: Question) -> DoorError? {
        MistralRules.refusal(of: question)
    }

    public func plain(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp
    ) -> DoorReply {
        if let failure = answer.failure() { return error(failure, stamp: stamp) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", answer.id ?? stamp.mistralAnswerID)
        writer.member("created", Int(stamp.unixSeconds))
        writer.member("model", answer.model ?? question.model)
        if let usage = answer.usage {
            writer.key("usage")
            MistralFacts.write(DoorCounts(usage), stamp, to: &writer)
        }
        writer.member("object", "chat.completion")
        writer.key("choices")
        writer.beginArray()
        for index in 0..<max(1, question.choices) {
            writer.beginObject()
            writer.member("index", index)
            writer.member(
                "finish_reason",
                answer.finish.map {
                    FinishWords.mistral($0, hasToolCalls: !answer.toolCalls.isEmpty)
                })
            writer.key("message")
            write(answer, stamp, to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return DoorReply(
            status: 200,
            headers: MistralFacts.headers(
                contentType: "application/json", stamp: stamp, question: question),
            body: writer.bytes)
    }

    /// A refusal is a text like any other here.
    private func write(_ answer: DoorAnswer, _ stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("role", "assistant")
        writer.key("tool_calls")
        if answer.toolCalls.isEmpty {
            writer.null()
        } else {
            writer.beginArray()
            for (place, call) in answer.toolCalls.enumerated() {
                MistralFacts.write(call, place, stamp, to: &writer)
            }
            writer.endArray()
        }
        writer.key("content")
        let text = (answer.text ?? "") + (answer.refusal ?? "")
        if let reasoning = answer.reasoning, !reasoning.isEmpty {
            writer.beginArray()
            MistralFacts.writeThoughts(reasoning, to: &writer)
            if !text.isEmpty { MistralFacts.writeText(text, to: &writer) }
            writer.endArray()
        } else {
            writer.string(text)
        }
        writer.endObject()
    }

    public func stream(for question: Question, stamp: DoorStamp) -> any DoorStream {
        MistralChatStream(question: question, stamp: stamp)
    }

    public func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        MistralErrors.reply(error, stamp: stamp)
    }

    public func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        MistralErrors.event(error, stamp: stamp)
    }

    public func models(_ names: [String], stamp: DoorStamp) -> DoorReply {
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

    public func model(_ name: String, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        Self.write(model: name, stamp, to: &writer)
        return reply(writer.bytes, stamp)
    }

    /// This API counts no tokens for its callers.
    public func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply {
        error(DoorError(.noSuchPath), stamp: stamp)
    }

    private static func write(model: String, _ stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", model)
        writer.member("object", "model")
        writer.member("created", Int(stamp.unixSeconds))
        writer.member("owned_by", "mistralai")
        writer.key("capabilities")
        writer.beginObject()
        for ability in ["completion_chat", "function_calling", "vision"] {
            writer.member(ability, true)
        }
        writer.endObject()
        writer.member("name", model)
        writer.key("aliases")
        writer.beginArray()
        writer.endArray()
        for name in ["deprecation", "deprecation_replacement_model"] {
            writer.key(name)
            writer.null()
        }
        writer.member("type", "base")
        writer.endObject()
    }

    private func reply(_ body: [UInt8], _ stamp: DoorStamp) -> DoorReply {
        DoorReply(
            status: 200,
            headers: MistralFacts.headers(contentType: "application/json", stamp: stamp),
            body: body)
    }
}

extension DoorStamp {
    var mistralAnswerID: String { id("", for: .answer, letters: 32, hexadecimal: true) }
    /// Nine letters and digits: this API takes no other ids back.
    func mistralCallID(_ index: Int) -> String { id("", for: .toolCall(index), letters: 9) }
}

extension FinishWords {
    /// There is no word for a filter: OpenAI's is told, which clients of this API know from elsewhere.
    static func mistral(_ finish: Finish, hasToolCalls: Bool) -> String {
        if isKnown(finish, among: ["stop", "length", "model_length", "tool_calls"]) {
            return finish.raw
        }
        return switch finish.reason {
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .contentFilter: "content_filter"
        case .stop, .refusal, .pause, .unknown, .error: hasToolCalls ? "tool_calls" : "stop"
        }
    }
}

/// What every Mistral answer carries beside its content, and the pieces that plain and streamed share.
enum MistralFacts {
    private static let requestsPerMinute = 100
    private static let tokensPerMinute = 100_000

    /// The rate limits are those of an account with one call behind it in this minute.
    static func headers(
        contentType: String, stamp: DoorStamp, question: Question? = nil, isExhausted: Bool = false
    ) -> Headers {
        var headers: Headers = [
            "content-type": contentType, "mistral-correlation-id": stamp.uuid(for: .request),
        ]
        guard stamp.persona == .provider else { return headers }
        headers.append("x-kong-request-id", stamp.uuid(for: .request))
        guard question != nil || isExhausted else { return headers }
        headers.append("x-envoy-upstream-service-time", String(stamp.processingMilliseconds))
        let tokens = min(question.map { TokenRule.tokens(of: $0.prompt) } ?? 0, tokensPerMinute)
        for (name, value) in [
            ("limit-req-minute", requestsPerMinute),
            ("limit-tokens-minute", tokensPerMinute),
            ("remaining-req-minute", isExhausted ? 0 : requestsPerMinute - 1),
            ("remaining-tokens-minute", tokensPerMinute - tokens),
            ("tokens-query-cost", tokens),
        ] {
            headers.append("x-ratelimit-\(name)", String(value))
        }
        return headers
    }

    /// Only what is known is written: an unknown count is left out, never 0.
    static func write(_ counts: DoorCounts, _ stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.optionalMember("prompt_tokens", counts.input)
        writer.optionalMember("total_tokens", counts.total)
        writer.optionalMember("completion_tokens", counts.output)
        writer.key("prompt_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", counts.cached ?? 0)
        writer.endObject()
        let usual = stamp.persona == .provider ? "standard" : nil
        writer.optionalMember("service_tier", counts.tier ?? usual)
        writer.endObject()
    }

    static func write(
        _ call: ToolCall, _ place: Int, _ stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("id", call.id ?? stamp.mistralCallID(place))
        writer.key("function")
        writer.beginObject()
        writer.member("name", call.name)
        writer.member("arguments", call.arguments)
        writer.endObject()
        writer.member("index", place)
        writer.endObject()
    }

    /// `closed` comes with every piece of a thought, whether or not more follows.
    static func writeThoughts(_ text: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", "thinking")
        writer.key("thinking")
        writer.beginArray()
        writeText(text, to: &writer)
        writer.endArray()
        writer.member("closed", true)
        writer.endObject()
    }

    static func writeText(_ text: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", "text")
        writer.member("text", text)
        writer.endObject()
    }
}
