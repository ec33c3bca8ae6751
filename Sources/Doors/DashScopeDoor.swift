import Documents
public import Vocabulary

/// Alibaba's own interface to its models: two paths, the answer under `output`, usage in every event of
/// a stream, and events that by default repeat all that came before.
public struct DashScopeDoor: Door {
    public static let name = "dashscope-native"
    public var basePath: String { "/api/v1" }
    public static let missingAnswer = (place: "output.choices", value: "[]")
    public let provider = "qwen-native"

    public init() {}

    private static let textPath = "/services/aigc/text-generation/generation"
    private static let multimodalPath = "/services/aigc/multimodal-generation/generation"

    public static func serves(method: String, path: String, headers: Headers) -> Bool {
        let path = path.withoutQuery
        return path.hasSuffix(textPath) || path.hasSuffix(multimodalPath)
    }

    public func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry {
        let path = path.withoutQuery
        let isMultimodal = path.hasSuffix(Self.multimodalPath)
        if isMultimodal || path.hasSuffix(Self.textPath) {
            guard method == "POST" else { return .refusal(DoorError(.wrongMethod)) }
            do {
                return .question(
                    try DashScopeRequest.question(
                        isMultimodal: isMultimodal, headers: headers, body: body))
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
        DashScopeRules.refusal(of: question)
    }

    /// No model is told: who asks cannot learn from the answer who gave it.
    public func plain(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp
    ) -> DoorReply {
        if let failure = answer.failure() { return error(failure, stamp: stamp) }
        var output = DashScopeOutput(question: question)
        output.add(
            text: (answer.text ?? "") + (answer.refusal ?? ""), reasoning: answer.reasoning)
        for (place, call) in answer.toolCalls.enumerated() {
            output.start(place, id: call.id ?? stamp.dashScopeCallID(place), name: call.name)
            _ = output.add(arguments: call.arguments, to: place)
        }
        output.finish = answer.finish.map {
            FinishWords.dashScope($0, hasToolCalls: !answer.toolCalls.isEmpty)
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("output")
        output.write(to: &writer)
        if let usage = answer.usage {
            writer.key("usage")
            DashScopeFacts.write(DoorCounts(usage), to: &writer)
        }
        writer.member("request_id", answer.id ?? stamp.uuid(for: .answer))
        writer.endObject()
        return DoorReply(
            status: 200,
            headers: DashScopeFacts.headers(contentType: "application/json", stamp: stamp),
            body: writer.bytes)
    }

    public func stream(for question: Question, stamp: DoorStamp) -> any DoorStream {
        DashScopeStream(question: question, stamp: stamp)
    }

    public func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        DashScopeErrors.reply(error, stamp: stamp)
    }

    public func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        DashScopeErrors.event(error, id: 1, stamp: stamp)
    }

    public func models(_ names: [String], stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("success", true)
        writer.key("output")
        writer.beginObject()
        writer.member("total", names.count)
        writer.key("models")
        writer.beginArray()
        for name in names { Self.write(model: name, to: &writer) }
        writer.endArray()
        writer.endObject()
        writer.member("request_id", stamp.uuid(for: .request))
        writer.endObject()
        return reply(writer.bytes, stamp)
    }

    public func model(_ name: String, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("output")
        Self.write(model: name, to: &writer)
        writer.member("request_id", stamp.uuid(for: .request))
        writer.endObject()
        return reply(writer.bytes, stamp)
    }

    /// This API counts no tokens for its callers.
    public func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply {
        error(DoorError(.noSuchPath), stamp: stamp)
    }

    private static func write(model: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("model", model)
        writer.member("name", model)
        writer.endObject()
    }

    private func reply(_ body: [UInt8], _ stamp: DoorStamp) -> DoorReply {
        DoorReply(
            status: 200,
            headers: DashScopeFacts.headers(contentType: "application/json", stamp: stamp),
            body: body)
    }
}

extension DoorStamp {
    func dashScopeCallID(_ index: Int) -> String {
        id("call_", for: .toolCall(index), letters: 24, hexadecimal: true)
    }
}

extension FinishWords {
    static func dashScope(_ finish: Finish, hasToolCalls: Bool) -> String {
        if isKnown(finish, among: ["stop", "length", "tool_calls"]) { return finish.raw }
        return switch finish.reason {
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .contentFilter: "content_filter"
        case .stop, .refusal, .pause, .unknown, .error: hasToolCalls ? "tool_calls" : "stop"
        }
    }
}

enum DashScopeFacts {
    /// There are no limits to read here, only the id, which the body tells, too.
    static func headers(contentType: String, stamp: DoorStamp) -> Headers {
        ["content-type": contentType, "x-request-id": stamp.uuid(for: .request)]
    }

    /// Only what is known is written: an unknown count is left out, never 0.
    static func write(_ counts: DoorCounts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.optionalMember("total_tokens", counts.total)
        writer.optionalMember("output_tokens", counts.output)
        writer.optionalMember("input_tokens", counts.input)
        if let reasoning = counts.reasoning {
            writer.key("output_tokens_details")
            writer.beginObject()
            writer.member("reasoning_tokens", reasoning)
            writer.endObject()
        }
        writer.key("prompt_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", counts.cached ?? 0)
        writer.endObject()
        writer.endObject()
    }
}
