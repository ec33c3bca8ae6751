import Documents
public import Vocabulary

/// OpenAI's chat completions, and so the tongue of nearly every gateway, in the accent of one provider.
public struct OpenAIChatDoor: Door {
    public static let name = "openai-chat"
    public static let missingAnswer = (place: "choices", value: "[]")

    let accent: any ChatAccent

    public init() { accent = OpenAIAccent() }

    init(_ accent: any ChatAccent) { self.accent = accent }

    public var provider: String { accent.provider }
    public var basePath: String { accent.basePath }

    public static func serves(method: String, path: String, headers: Headers) -> Bool {
        let path = path.withoutQuery
        return path.hasSuffix("/chat/completions")
            || ModelsPath(path) != nil && headers["anthropic-version"] == nil
    }

    public func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry {
        let whole = path
        let path = path.withoutQuery
        if path.hasSuffix(accent.chatPath) {
            guard method == "POST" else { return .refusal(.wrongMethod(method, path)) }
            if let refusal = accent.refusal(ofPath: whole) { return .refusal(refusal) }
            do {
                return .question(
                    try OpenAIChatRequest.question(
                        path: path, headers: headers, body: body, accent: accent))
            } catch {
                return .refusal(accent.reworded(error))
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

    public func refusal(of question: Question) -> DoorError? { accent.refusal(of: question) }

    // MARK: Answers

    public func plain(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp
    ) -> DoorReply {
        if let failure = answer.failure(accent.ends) { return error(failure, stamp: stamp) }
        var writer = JSONWriter()
        writeAnswer(answer, to: question, stamp: stamp, into: &writer)
        return DoorReply(
            status: 200, headers: accent.headers(.answer(question), stamp: stamp),
            body: writer.bytes)
    }

    /// The whole answer as one object.
    func writeAnswer(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp,
        into writer: inout JSONWriter
    ) {
        let facts = ChatFacts(
            question: question, stamp: stamp, id: answer.id ?? accent.answerID(stamp),
            model: accent.echo(served: answer.model, asked: question.model), isStreamed: false,
            evidence: answer.evidence)
        let shape = accent.messageShape(for: question)
        writer.beginObject()
        accent.writeHead(facts, to: &writer)
        writer.key("choices")
        writer.beginArray()
        for index in 0..<max(1, question.choices) {
            write(answer, index, stamp, shape, to: &writer)
        }
        writer.endArray()
        let counts = answer.usage.map(DoorCounts.init)
        if let counts {
            writer.key("usage")
            accent.writeUsage(counts, facts, to: &writer)
            accent.writeClosing(counts, facts, to: &writer)
        }
        accent.writeTail(facts, to: &writer)
        writer.endObject()
    }

    private func write(
        _ answer: DoorAnswer, _ index: Int, _ stamp: DoorStamp, _ shape: MessageShape,
        to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("index", index)
        writer.key("message")
        writer.beginObject()
        writer.member("role", "assistant")
        // Empty where there is nothing at all, else what this provider has in place of a text.
        let isReplaced = !answer.toolCalls.isEmpty || answer.refusal != nil
        writer.member(
            "content", shape.text(of: answer) ?? (isReplaced ? shape.emptyText : ""))
        shape.writeReasoning(of: answer, to: &writer)
        if !answer.toolCalls.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for (place, call) in answer.toolCalls.enumerated() {
                writer.beginObject()
                if shape.indexesCalls { writer.member("index", place) }
                writer.member(
                    "id", call.id ?? accent.callID(stamp, index: place, name: call.name))
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
        if shape.hasRefusal || answer.refusal != nil { writer.member("refusal", answer.refusal) }
        if shape.hasAnnotations {
            writer.key("annotations")
            writer.beginArray()
            writer.endArray()
        }
        writer.writeReady(shape.extra)
        writer.endObject()
        writer.writeReady(shape.choice)
        let finish = answer.finish.map {
            accent.finishWord(
                $0, hasToolCalls: !answer.toolCalls.isEmpty, hasRefusal: answer.refusal != nil)
        }
        writer.member("finish_reason", finish)
        if shape.namesNativeFinish { writer.member("native_finish_reason", answer.finish?.raw) }
        writer.endObject()
    }

    public func stream(for question: Question, stamp: DoorStamp) -> any DoorStream {
        OpenAIChatStream(question: question, stamp: stamp, accent: accent)
    }

    // MARK: Errors and lists

    public func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        let form = accent.spoken(error, stamp: stamp)
        var headers = accent.headers(.error(error, form), stamp: stamp)
        accent.appendRetryAfter(error.retryAfter, stamp: stamp, to: &headers)
        var writer = JSONWriter()
        accent.write(form, stamp: stamp, to: &writer)
        return DoorReply(status: form.status, headers: headers, body: writer.bytes)
    }

    public func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        accent.event(error, nil, stamp: stamp)
    }

    public func models(_ names: [String], stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        accent.writeModelList(names, stamp: stamp, to: &writer)
        return reply(writer.bytes, stamp)
    }

    public func model(_ name: String, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        accent.writeModel(name, stamp: stamp, to: &writer)
        return reply(writer.bytes, stamp)
    }

    /// This API counts no tokens for its callers.
    public func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply {
        error(.noSuchPath("POST", "/v1/chat/completions/input_tokens"), stamp: stamp)
    }

    private func reply(_ body: [UInt8], _ stamp: DoorStamp) -> DoorReply {
        DoorReply(status: 200, headers: accent.headers(.list, stamp: stamp), body: body)
    }
}

extension ChatAccent {
    /// An error as an event of a stream, of an answer that had begun or of none.
    func event(_ error: DoorError, _ facts: ChatFacts?, stamp: DoorStamp) -> [UInt8] {
        var writer = JSONWriter()
        writeInStream(spoken(error, stamp: stamp), facts, stamp: stamp, to: &writer)
        return Array("data: ".utf8) + writer.bytes + Array("\n\n".utf8)
    }
}

extension MessageShape {
    /// The text, with the thoughts before it where a provider has no other place for them.
    fileprivate func text(of answer: DoorAnswer) -> String? {
        guard case .tags(let open, let close) = reasoning, let thought = answer.reasoning else {
            return answer.text
        }
        return open + thought + close + (answer.text ?? "")
    }

    fileprivate func writeReasoning(of answer: DoorAnswer, to writer: inout JSONWriter) {
        switch reasoning {
        case .member(let name):
            if reasoningIsNullable || answer.reasoning != nil {
                writer.member(name, answer.reasoning)
            }
        case .details(let name, let format, let id):
            if reasoningIsNullable || answer.reasoning != nil {
                writer.member(name, answer.reasoning)
            }
            guard let thought = answer.reasoning else { return }
            writer.key("reasoning_details")
            writer.beginArray()
            writer.beginObject()
            writer.member("type", "reasoning.text")
            writer.optionalMember("id", id)
            writer.member("format", format)
            writer.member("index", 0)
            writer.member("text", thought)
            writer.endObject()
            writer.endArray()
        case .tags: break
        }
    }
}

/// `…/models` and `…/models/NAME`, where a name may have slashes of its own; Gemini has paths of that
/// look for itself.
struct ModelsPath {
    /// Nil for the whole list.
    let model: String?

    init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let place = parts.firstIndex(of: "models"), GeminiPath(path) == nil else {
            return nil
        }
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
