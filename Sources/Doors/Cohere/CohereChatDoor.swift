import Documents
public import Vocabulary

/// Cohere's chat, second version: OpenAI's messages and tools on a path of its own, an answer of content blocks that
/// names no model, and events that each tell their type.
public struct CohereChatDoor: Door {
    public static let name = "cohere-chat"
    public var basePath: String { "/v2" }
    public static let missingAnswer = (place: "message", value: "null")
    public let provider = "cohere"

    public init() {}

    public static func serves(method: String, path: String, headers: Headers) -> Bool {
        path.withoutQuery.hasSuffix("/v2/chat")
    }

    public func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry {
        let path = path.withoutQuery
        if path.hasSuffix("/chat") {
            guard method == "POST" else { return .refusal(DoorError(.wrongMethod)) }
            do {
                return .question(try CohereChatRequest.question(headers: headers, body: body))
            } catch {
                return .refusal(error)
            }
        }
        guard let models = ModelsPath(path) else { return .refusal(DoorError(.noSuchPath)) }
        guard method == "GET" || method == "HEAD" else { return .refusal(DoorError(.wrongMethod)) }
        return models.model.map { .model($0) } ?? .models
    }

    /// A schema and tools shut each other out.
    public func refusal(of question: Question) -> DoorError? {
        guard question.prompt.format != .text, !question.prompt.tools.isEmpty else { return nil }
        return .malformed("invalid request: response_format is not supported with tools.")
    }

    public func plain(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp
    ) -> DoorReply {
        if let failure = answer.failure() { return error(failure, stamp: stamp) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", answer.id ?? stamp.uuid(for: .answer))
        writer.key("message")
        writer.beginObject()
        writer.member("role", "assistant")
        let text = (answer.text ?? "") + (answer.refusal ?? "")
        let reasoning = answer.reasoning ?? ""
        if !text.isEmpty || !reasoning.isEmpty || answer.toolCalls.isEmpty {
            writer.key("content")
            writer.beginArray()
            if !reasoning.isEmpty { CohereFacts.write(.thinking, reasoning, to: &writer) }
            // An answer of nothing is an empty text.
            if !text.isEmpty || reasoning.isEmpty && answer.toolCalls.isEmpty {
                CohereFacts.write(.text, text, to: &writer)
            }
            writer.endArray()
        }
        if !answer.toolCalls.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for (place, call) in answer.toolCalls.enumerated() {
                CohereFacts.write(
                    id: call.id ?? stamp.cohereCallID(place, of: call.name), call.name,
                    call.arguments, to: &writer)
            }
            writer.endArray()
        }
        writer.endObject()
        CohereFacts.writeEnd(
            answer.finish, hasToolCalls: !answer.toolCalls.isEmpty, answer.usage, to: &writer)
        writer.endObject()
        return reply(writer.bytes, stamp)
    }

    public func stream(for question: Question, stamp: DoorStamp) -> any DoorStream {
        CohereChatStream(stamp: stamp)
    }

    public func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        CohereErrors.reply(error, stamp: stamp)
    }

    public func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        CohereErrors.event(error) + CohereFacts.done
    }

    // MARK: Models

    /// They are listed by the first version, as are the facts of one.
    public func models(_ names: [String], stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("models")
        writer.beginArray()
        for name in names { Self.write(model: name, to: &writer) }
        writer.endArray()
        writer.endObject()
        return reply(writer.bytes, stamp)
    }

    public func model(_ name: String, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        Self.write(model: name, to: &writer)
        return reply(writer.bytes, stamp)
    }

    /// Its tokenizer is asked with a text, and not with a question.
    public func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply {
        error(DoorError(.noSuchPath), stamp: stamp)
    }

    private static func write(model: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", model)
        writer.key("endpoints")
        writer.beginArray()
        writer.string("chat")
        writer.endArray()
        writer.member("finetuned", false)
        writer.member("context_length", 256_000)
        writer.endObject()
    }

    private func reply(_ body: [UInt8], _ stamp: DoorStamp) -> DoorReply {
        DoorReply(
            status: 200,
            headers: CohereFacts.headers(contentType: "application/json", stamp: stamp), body: body)
    }
}

extension DoorStamp {
    /// The tool's name stands before it.
    func cohereCallID(_ index: Int, of name: String) -> String {
        "\(name)_" + id("", for: .toolCall(index), letters: 12).lowercased()
    }
}

extension FinishWords {
    static func cohere(_ finish: Finish, hasToolCalls: Bool) -> String {
        if isKnown(finish, among: ["COMPLETE", "STOP_SEQUENCE", "MAX_TOKENS", "TOOL_CALL"]) {
            return finish.raw
        }
        return switch finish.reason {
        case .length: "MAX_TOKENS"
        case .toolCalls: "TOOL_CALL"
        // The word of its first version: the second has none.
        case .contentFilter: "ERROR_TOXIC"
        case .stop, .refusal, .pause, .unknown, .error:
            hasToolCalls ? "TOOL_CALL" : finish.detail == nil ? "COMPLETE" : "STOP_SEQUENCE"
        }
    }
}

/// The pieces that plain and streamed answers share.
enum CohereFacts {
    enum Block: String { case text, thinking }

    static let done = Array("data: [DONE]\n\n".utf8)

    static func headers(contentType: String, stamp: DoorStamp) -> Headers {
        var headers: Headers = ["content-type": contentType]
        if stamp.persona == .provider {
            headers.append("x-envoy-upstream-service-time", String(stamp.processingMilliseconds))
        }
        return headers
    }

    static func write(_ block: Block, _ text: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", block.rawValue)
        writer.member(block.rawValue, text)
        writer.endObject()
    }

    static func write(
        id: String, _ name: String, _ arguments: String, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("type", "function")
        writer.key("function")
        writer.beginObject()
        writer.member("name", name)
        writer.member("arguments", arguments)
        writer.endObject()
        writer.endObject()
    }

    /// Members behind the message, of an answer or of the event that ends a stream. Only what is known is written: an
    /// unknown count is left out, never 0.
    static func writeEnd(
        _ finish: Finish?, hasToolCalls: Bool, _ usage: Usage?, to writer: inout JSONWriter
    ) {
        writer.optionalMember(
            "finish_reason", finish.map { FinishWords.cohere($0, hasToolCalls: hasToolCalls) })
        guard let counts = usage.map({ DoorCounts($0) }) else { return }
        writer.key("usage")
        writer.beginObject()
        for (name, hasReasoning) in [("billed_units", false), ("tokens", true)] {
            writer.key(name)
            writer.beginObject()
            writer.optionalMember("input_tokens", counts.input)
            writer.optionalMember("output_tokens", counts.output)
            if hasReasoning { writer.optionalMember("reasoning_tokens", counts.reasoning) }
            writer.endObject()
        }
        writer.optionalMember("cached_tokens", counts.cached)
        writer.endObject()
    }
}
