import Documents
public import Vocabulary

/// Google's generateContent: the model stands in the path, an answer is a list of candidates made of
/// parts, and a stream is a row of such answers.
public struct GeminiDoor: Door {
    public static let missingAnswer = (place: "candidates", value: "[]")
    public static let name = "gemini-generate"
    public var basePath: String { "/v1beta" }
    public let provider = "google"

    public init() {}

    public static func serves(method: String, path: String, headers: Headers) -> Bool {
        GeminiPath(path) != nil
    }

    public func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry {
        guard let place = GeminiPath(path) else {
            return .refusal(DoorError(.noSuchPath))
        }
        switch place.action {
        case .list, .model:
            guard method == "GET" || method == "HEAD" else {
                return .refusal(DoorError(.wrongMethod))
            }
            return place.action == .list ? .models : .model(place.model)
        case .generate, .stream, .count:
            guard method == "POST" else { return .refusal(DoorError(.wrongMethod)) }
            do {
                var question = try GeminiRequest.question(
                    body: body, model: place.model, isCount: place.action == .count)
                question.isStreamed = place.action == .stream
                question.wantsArray = question.isStreamed && place.query["alt"] != "sse"
                question.key =
                    headers["x-goog-api-key"].map(Secret.init) ?? headers.bearerKey
                    ?? place.query["key"].map(Secret.init)
                return place.action == .count ? .tokenCount(question) : .question(question)
            } catch {
                return .refusal(error)
            }
        case .other(let action):
            return .refusal(
                DoorError(
                    .noSuchPath,
                    message: "models/\(place.model) is not found for API version v1beta, or is "
                        + "not supported for \(action). Call ListModels to see the list of "
                        + "available models and their supported methods."))
        }
    }

    public func refusal(of question: Question) -> DoorError? {
        GeminiRules.refusal(of: question)
    }

    public func plain(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp
    ) -> DoorReply {
        if let failure = answer.failure() { return error(failure, stamp: stamp) }
        let facts = GeminiFacts(
            id: answer.id, model: answer.model, question: question, stamp: stamp)
        let hasRefusal = answer.refusal != nil
        var writer = JSONWriter()
        writer.beginObject()
        if let finish = answer.finish, answer.isSilent,
            let reason = FinishWords.geminiBlock(finish, usage: answer.usage)
        {
            GeminiFacts.writeBlock(reason, to: &writer)
        } else {
            let finish = answer.finish.map { FinishWords.gemini($0, hasRefusal: hasRefusal) }
            facts.writeCandidates(finish: finish, to: &writer) { writer in
                writeParts(answer, facts, to: &writer)
            }
        }
        if let usage = answer.usage {
            writer.key("usageMetadata")
            GeminiUsage(DoorCounts(usage)).write(to: &writer)
        }
        facts.writeTail(to: &writer)
        writer.endObject()
        return DoorReply(status: 200, headers: GeminiFacts.headers(stamp), body: writer.bytes)
    }

    /// Thoughts, then text, then calls.
    private func writeParts(
        _ answer: DoorAnswer, _ facts: GeminiFacts, to writer: inout JSONWriter
    ) {
        if let reasoning = answer.reasoning, !reasoning.isEmpty {
            GeminiFacts.write(text: reasoning, isThought: true, to: &writer)
        }
        for text in [answer.text, answer.refusal] {
            guard let text, !text.isEmpty else { continue }
            GeminiFacts.write(text: text, to: &writer)
        }
        for (place, call) in answer.toolCalls.enumerated() {
            facts.write(call, at: place, to: &writer)
        }
        // An answer that says nothing has one part that says nothing.
        if answer.isSilent { GeminiFacts.write(text: "", to: &writer) }
    }

    public func stream(for question: Question, stamp: DoorStamp) -> any DoorStream {
        GeminiStream(question: question, stamp: stamp)
    }

    public func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        GeminiErrors.reply(error, stamp: stamp)
    }

    public func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        Array("data: ".utf8) + GeminiErrors.body(error) + Array("\r\n\r\n".utf8)
    }

    public func models(_ names: [String], stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("models")
        writer.beginArray()
        for name in names { Self.write(model: name, to: &writer) }
        writer.endArray()
        writer.endObject()
        return DoorReply(status: 200, headers: GeminiFacts.headers(stamp), body: writer.bytes)
    }

    public func model(_ name: String, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        Self.write(model: name, to: &writer)
        return DoorReply(status: 200, headers: GeminiFacts.headers(stamp), body: writer.bytes)
    }

    public func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("totalTokens", count)
        GeminiUsage.writeDetails("promptTokensDetails", count, to: &writer)
        writer.endObject()
        return DoorReply(status: 200, headers: GeminiFacts.headers(stamp), body: writer.bytes)
    }

    private static func write(model: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", "models/\(model)")
        writer.member("version", "001")
        writer.member("displayName", model)
        writer.member("inputTokenLimit", 1_048_576)
        writer.member("outputTokenLimit", 65_536)
        writer.key("supportedGenerationMethods")
        writer.beginArray()
        for method in ["generateContent", "countTokens"] { writer.string(method) }
        writer.endArray()
        writer.endObject()
    }
}

extension DoorAnswer {
    /// There is nothing in it to be shown.
    fileprivate var isSilent: Bool {
        [text, reasoning, refusal].allSatisfy { $0?.isEmpty ?? true } && toolCalls.isEmpty
    }
}
