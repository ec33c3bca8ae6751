import Documents
public import Vocabulary

/// Amazon Bedrock's Converse: the model stands in the path, an answer names none, and streams are binary frames, each
/// with its kind in a header.
public struct BedrockConverseDoor: Door {
    public static let name = "bedrock-converse"
    public var basePath: String { "" }
    public static let missingAnswer = (place: "output", value: "null")
    public let provider = "bedrock"

    public init() {}

    public static func serves(method: String, path: String, headers: Headers) -> Bool {
        BedrockPath(path) != nil
    }

    public func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry {
        if let place = BedrockPath(path) {
            guard method == "POST" else { return .refusal(DoorError(.wrongMethod)) }
            do {
                return .question(
                    try BedrockConverseRequest.question(at: place, headers: headers, body: body))
            } catch {
                return .refusal(error)
            }
        }
        // Another service of Amazon's lists them; who asks here is told them all the same.
        let parts = path.withoutQuery.split(separator: "/")
        guard let first = parts.firstIndex(of: "foundation-models") else {
            return .refusal(DoorError(.noSuchPath))
        }
        guard method == "GET" || method == "HEAD" else { return .refusal(DoorError(.wrongMethod)) }
        let name = parts[(first + 1)...].joined(separator: "/").percentDecoded
        return name.isEmpty ? .models : .model(name)
    }

    /// Turns are asked for in pairs.
    public func refusal(of question: Question) -> DoorError? {
        guard let last = question.prompt.messages.last(where: { $0.role != .system }),
            last.role == .assistant
        else { return nil }
        return last.callIDs.isEmpty
            ? nil
            : .malformed(
                "Expected toolResult blocks at messages for the following Ids: "
                    + last.callIDs.joined(separator: ", "))
    }

    public func plain(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp
    ) -> DoorReply {
        if let failure = answer.failure() { return error(failure, stamp: stamp) }
        var writer = JSONWriter()
        writer.beginObject()
        BedrockFacts.writeMetrics(stamp, to: &writer)
        writer.key("output")
        writer.beginObject()
        writer.key("message")
        writer.beginObject()
        writer.key("content")
        writer.beginArray()
        if let reasoning = answer.reasoning, !reasoning.isEmpty {
            writer.beginObject()
            writer.key("reasoningContent")
            writer.beginObject()
            writer.key("reasoningText")
            writer.beginObject()
            writer.member("text", reasoning)
            writer.endObject()
            writer.endObject()
            writer.endObject()
        }
        let text = (answer.text ?? "") + (answer.refusal ?? "")
        if !text.isEmpty {
            writer.beginObject()
            writer.member("text", text)
            writer.endObject()
        }
        for (place, call) in answer.toolCalls.enumerated() {
            writer.beginObject()
            writer.key("toolUse")
            writer.beginObject()
            writer.key("input")
            BedrockFacts.write(arguments: call.arguments, to: &writer)
            writer.member("name", call.name)
            writer.member("toolUseId", call.id ?? stamp.bedrockCallID(place))
            writer.endObject()
            writer.endObject()
        }
        writer.endArray()
        writer.member("role", "assistant")
        writer.endObject()
        writer.endObject()
        writer.optionalMember(
            "stopReason",
            answer.finish.map {
                FinishWords.bedrock($0, hasToolCalls: !answer.toolCalls.isEmpty)
            })
        BedrockFacts.write(answer.usage, to: &writer)
        writer.endObject()
        return reply(writer.bytes, stamp)
    }

    public func stream(for question: Question, stamp: DoorStamp) -> any DoorStream {
        BedrockConverseStream(stamp: stamp)
    }

    public func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        BedrockErrors.reply(error, stamp: stamp)
    }

    public func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        BedrockErrors.frame(error).bytes
    }

    // MARK: Models

    public func models(_ names: [String], stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("modelSummaries")
        writer.beginArray()
        for name in names { Self.write(model: name, to: &writer) }
        writer.endArray()
        writer.endObject()
        return reply(writer.bytes, stamp)
    }

    public func model(_ name: String, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("modelDetails")
        Self.write(model: name, to: &writer)
        writer.endObject()
        return reply(writer.bytes, stamp)
    }

    /// Counting is an operation of its own, which is not played.
    public func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply {
        error(DoorError(.noSuchPath), stamp: stamp)
    }

    private static func write(model: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("modelId", model)
        writer.member("modelName", model)
        writer.member("responseStreamingSupported", true)
        writer.endObject()
    }

    private func reply(_ body: [UInt8], _ stamp: DoorStamp) -> DoorReply {
        DoorReply(
            status: 200,
            headers: BedrockFacts.headers(contentType: "application/json", stamp: stamp),
            body: body)
    }
}

extension DoorStamp {
    func bedrockCallID(_ index: Int) -> String {
        id("tooluse_", for: .toolCall(index), letters: 22)
    }
}

extension FinishWords {
    static func bedrock(_ finish: Finish, hasToolCalls: Bool) -> String {
        let words: Set<String> = [
            "end_turn", "max_tokens", "stop_sequence", "tool_use", "guardrail_intervened",
            "content_filtered", "model_context_window_exceeded",
        ]
        if isKnown(finish, among: words) { return finish.raw }
        return switch finish.reason {
        case .length: "max_tokens"
        case .toolCalls: "tool_use"
        case .contentFilter: "content_filtered"
        case .stop, .refusal, .pause, .unknown, .error:
            hasToolCalls ? "tool_use" : finish.detail == nil ? "end_turn" : "stop_sequence"
        }
    }
}

/// The pieces that plain and streamed answers share.
enum BedrockFacts {
    static func headers(contentType: String, stamp: DoorStamp) -> Headers {
        ["content-type": contentType, "x-amzn-requestid": stamp.uuid(for: .request)]
    }

    static func writeMetrics(_ stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.key("metrics")
        writer.beginObject()
        writer.member("latencyMs", stamp.processingMilliseconds)
        writer.endObject()
    }

    /// Input that was read from the cache, or written to it, stands beside the input and not in it. Only what is known
    /// is written: an unknown count is left out, never 0.
    static func write(_ usage: Usage?, to writer: inout JSONWriter) {
        guard let counts = usage.map({ DoorCounts($0) }) else { return }
        writer.key("usage")
        writer.beginObject()
        for (name, count) in [("Read", counts.cached), ("Write", counts.written)] {
            // Both spellings are told.
            writer.optionalMember("cache\(name)InputTokenCount", count)
            writer.optionalMember("cache\(name)InputTokens", count)
        }
        writer.optionalMember("inputTokens", counts.fresh)
        writer.optionalMember("outputTokens", counts.output)
        writer.key("serverToolUsage")
        writer.beginObject()
        writer.endObject()
        writer.optionalMember("totalTokens", counts.total)
        writer.endObject()
        guard let tier = counts.tier else { return }
        writer.key("serviceTier")
        writer.beginObject()
        writer.member("type", tier)
        writer.endObject()
    }

    /// An object. Arguments that are no JSON at all cannot be told otherwise than as a text: wrong, and plainly so.
    static func write(arguments: String, to writer: inout JSONWriter) {
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
