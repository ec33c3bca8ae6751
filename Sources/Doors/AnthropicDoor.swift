import Documents
public import Vocabulary

/// Anthropic's Messages: blocks in place of one text, named events in place of bare chunks.
public struct AnthropicDoor: Door {
    public static let name = "anthropic-messages"
    /// Its clients put the version into the path themselves.
    public var basePath: String { "" }
    /// An empty list is an answer in this language: the turn of a model that has nothing to add.
    public static let missingAnswer = (place: "content", value: "null")
    public let provider = "anthropic"

    public init() {}

    /// The list of models lies at OpenAI's path, but these clients always say their version.
    public static func serves(method: String, path: String, headers: Headers) -> Bool {
        let path = path.withoutQuery
        return path.hasSuffix("/messages") || path.hasSuffix("/messages/count_tokens")
            || ModelsPath(path) != nil && headers["anthropic-version"] != nil
    }

    public func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry {
        let path = path.withoutQuery
        let isCount = path.hasSuffix("/messages/count_tokens")
        if isCount || path.hasSuffix("/messages") {
            guard method == "POST" else {
                return .refusal(DoorError(.wrongMethod, message: "Method Not Allowed"))
            }
            do {
                let question = try AnthropicRequest.question(
                    headers: headers, body: body, needsMaxTokens: !isCount)
                return isCount ? .tokenCount(question) : .question(question)
            } catch {
                return .refusal(error)
            }
        }
        guard let models = ModelsPath(path) else {
            return .refusal(DoorError(.noSuchPath, message: "Not Found"))
        }
        guard method == "GET" || method == "HEAD" else {
            return .refusal(DoorError(.wrongMethod, message: "Method Not Allowed"))
        }
        return models.model.map { .model($0) } ?? .models
    }

    public func refusal(of question: Question) -> DoorError? {
        AnthropicRules.refusal(of: question)
    }

    public func plain(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp
    ) -> DoorReply {
        if let failure = answer.failure() { return error(failure, stamp: stamp) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", answer.model ?? question.model)
        writer.member("id", answer.id ?? stamp.anthropicAnswerID)
        writer.member("type", "message")
        writer.member("role", "assistant")
        writer.key("content")
        writer.beginArray()
        writeBlocks(answer, stamp, to: &writer)
        writer.endArray()
        if let finish = answer.finish {
            AnthropicFacts.writeStop(
                finish, hasToolCalls: !answer.toolCalls.isEmpty,
                hasRefusal: answer.refusal != nil, to: &writer)
        }
        if let usage = answer.usage {
            writer.key("usage")
            AnthropicUsage.writeWhole(DoorCounts(usage), stamp, to: &writer)
        }
        writer.endObject()
        return DoorReply(
            status: 200,
            headers: AnthropicFacts.headers(
                contentType: "application/json", stamp: stamp, question: question),
            body: writer.bytes)
    }

    /// Thoughts, then text, then calls; an empty text makes no block.
    private func writeBlocks(
        _ answer: DoorAnswer, _ stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        if let reasoning = answer.reasoning, !reasoning.isEmpty {
            writer.beginObject()
            writer.member("type", "thinking")
            writer.member("thinking", reasoning)
            writer.member("signature", "")
            writer.endObject()
        }
        for text in [answer.text, answer.refusal] {
            guard let text, !text.isEmpty else { continue }
            writer.beginObject()
            writer.member("type", "text")
            writer.member("text", text)
            writer.endObject()
        }
        for (place, call) in answer.toolCalls.enumerated() {
            writer.beginObject()
            writer.member("type", "tool_use")
            writer.member("id", call.id ?? stamp.anthropicCallID(place))
            writer.member("name", call.name)
            writer.key("input")
            AnthropicFacts.write(input: call.arguments, to: &writer)
            writer.endObject()
        }
    }

    public func stream(for question: Question, stamp: DoorStamp) -> any DoorStream {
        AnthropicStream(question: question, stamp: stamp)
    }

    public func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        AnthropicErrors.reply(error, stamp: stamp)
    }

    public func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        AnthropicErrors.event(error, stamp: stamp)
    }

    public func models(_ names: [String], stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("data")
        writer.beginArray()
        for name in names { Self.write(model: name, stamp, to: &writer) }
        writer.endArray()
        writer.member("has_more", false)
        writer.member("first_id", names.first)
        writer.member("last_id", names.last)
        writer.endObject()
        return reply(writer.bytes, stamp)
    }

    public func model(_ name: String, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        Self.write(model: name, stamp, to: &writer)
        return reply(writer.bytes, stamp)
    }

    public func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("input_tokens", count)
        writer.endObject()
        return reply(writer.bytes, stamp)
    }

    private static func write(model: String, _ stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", "model")
        writer.member("id", model)
        writer.member("display_name", model)
        writer.member("created_at", CivilTime(unixSeconds: stamp.unixSeconds).rfc3339)
        writer.endObject()
    }

    private func reply(_ body: [UInt8], _ stamp: DoorStamp) -> DoorReply {
        DoorReply(
            status: 200,
            headers: AnthropicFacts.headers(contentType: "application/json", stamp: stamp),
            body: body)
    }
}

extension DoorStamp {
    var anthropicAnswerID: String { id("msg_01", for: .answer, letters: 22) }
    func anthropicCallID(_ index: Int) -> String {
        id("toolu_01", for: .toolCall(index), letters: 22)
    }
    var anthropicRequestID: String { id("req_011C", for: .request, letters: 20) }
}

/// What every Anthropic answer carries beside its content.
enum AnthropicFacts {
    private static let requestsPerMinute = 4_000
    private static let inputTokensPerMinute = 400_000
    private static let outputTokensPerMinute = 80_000

    /// The rate limits are those of an account with one call behind it in this minute.
    static func headers(
        contentType: String, stamp: DoorStamp, question: Question? = nil, isExhausted: Bool = false
    ) -> Headers {
        var headers: Headers = [
            "content-type": contentType, "request-id": stamp.anthropicRequestID,
        ]
        guard stamp.persona == .provider, question != nil || isExhausted else { return headers }
        // What remains is told in thousands.
        let tokens = question.map { TokenRule.tokens(of: $0.prompt) } ?? 0
        let input = max(0, inputTokensPerMinute - tokens) / 1_000 * 1_000
        let reset = CivilTime(unixSeconds: stamp.unixSeconds + (isExhausted ? 60 : 1)).rfc3339
        let limits = [
            ("input-tokens", inputTokensPerMinute, input),
            ("output-tokens", outputTokensPerMinute, outputTokensPerMinute),
            ("requests", requestsPerMinute, isExhausted ? 0 : requestsPerMinute - 1),
            (
                "tokens", inputTokensPerMinute + outputTokensPerMinute,
                input + outputTokensPerMinute
            ),
        ]
        for (name, limit, remaining) in limits {
            headers.append("anthropic-ratelimit-\(name)-limit", String(limit))
            headers.append("anthropic-ratelimit-\(name)-remaining", String(remaining))
            headers.append("anthropic-ratelimit-\(name)-reset", reset)
        }
        return headers
    }

    /// Why it stopped: three members that stand together in answers and in `message_delta`.
    static func writeStop(
        _ finish: Finish, hasToolCalls: Bool, hasRefusal: Bool, to writer: inout JSONWriter
    ) {
        let (reason, sequence) = FinishWords.anthropic(
            finish, hasToolCalls: hasToolCalls, hasRefusal: hasRefusal)
        writer.member("stop_reason", reason)
        writer.member("stop_sequence", sequence)
        writer.key("stop_details")
        guard reason == "refusal" else {
            writer.null()
            return
        }
        writer.beginObject()
        writer.member("type", "refusal")
        writer.key("category")
        writer.null()
        writer.member("explanation", finish.detail)
        writer.endObject()
    }

    /// A tool's input is an object here. Arguments that are no JSON at all cannot be told otherwise than
    /// as a text: wrong, and plainly so.
    static func write(input arguments: String, to writer: inout JSONWriter) {
        guard arguments.utf8.contains(where: { $0 > 0x20 }) else {
            writer.beginObject()
            writer.endObject()
            return
        }
        var tape = JSONTape()
        do {
            try tape.read(arguments)
            writer.raw(arguments)
        } catch {
            writer.string(arguments)
        }
    }
}

enum AnthropicUsage {
    /// The usage of a whole answer; counts that are not known are left out.
    static func writeWhole(
        _ counts: DoorCounts, _ stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writeInput(counts, to: &writer)
        writeCreation(counts, to: &writer)
        writer.optionalMember("output_tokens", counts.output)
        writeThoughts(counts, to: &writer)
        writeTier(counts.tier, stamp, to: &writer)
        writer.endObject()
    }

    /// `message_start` comes before the answer: its one output token is a placeholder, and so is an
    /// input that nobody has counted yet.
    static func writeStart(
        _ counts: DoorCounts?, _ stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        if let counts, counts.input != nil {
            writeInput(counts, to: &writer)
            writeCreation(counts, to: &writer)
        } else {
            writer.member("input_tokens", 0)
        }
        writer.member("output_tokens", 1)
        writeTier(counts?.tier, stamp, to: &writer)
        writer.endObject()
    }

    /// Running totals at the end. An output that is not known is null: a 0 would be a count.
    static func writeEnd(_ counts: DoorCounts?, to writer: inout JSONWriter) {
        writer.beginObject()
        if let counts { writeInput(counts, to: &writer) }
        writer.member("output_tokens", counts?.output)
        if let counts { writeThoughts(counts, to: &writer) }
        writer.endObject()
    }

    private static func writeInput(_ counts: DoorCounts, to writer: inout JSONWriter) {
        guard let fresh = counts.fresh else { return }
        writer.member("input_tokens", fresh)
        writer.member("cache_creation_input_tokens", counts.written ?? 0)
        writer.member("cache_read_input_tokens", counts.cached ?? 0)
    }

    private static func writeCreation(_ counts: DoorCounts, to writer: inout JSONWriter) {
        writer.key("cache_creation")
        writer.beginObject()
        writer.member("ephemeral_5m_input_tokens", counts.written ?? 0)
        writer.member("ephemeral_1h_input_tokens", 0)
        writer.endObject()
    }

    private static func writeThoughts(_ counts: DoorCounts, to writer: inout JSONWriter) {
        guard let reasoning = counts.reasoning else { return }
        writer.key("output_tokens_details")
        writer.beginObject()
        writer.member("thinking_tokens", reasoning)
        writer.endObject()
    }

    /// A gateway knows only what it was told.
    private static func writeTier(
        _ tier: String?, _ stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        guard stamp.persona == .provider else {
            return writer.optionalMember("service_tier", tier)
        }
        // Where it ran is told apart from how fast.
        let parts = tier.map(ServiceTier.parts) ?? []
        writer.member("service_tier", parts.first { $0 != "us" } ?? "standard")
        writer.member("inference_geo", parts.contains("us") ? "us" : "not_available")
    }
}
