import Documents
public import Vocabulary

/// OpenAI's Responses: items in place of choices, and an answer that repeats what was asked. Azure has
/// the same API at another path, with headers and words of its own.
public struct OpenAIResponsesDoor: Door {
    public static let missingAnswer = (place: "output", value: "[]")
    public static let name = "openai-responses"
    public let provider: String

    public init(provider: String = "openai-responses") { self.provider = provider }

    public var basePath: String { isAzure ? "/openai/v1" : "/v1" }

    var isAzure: Bool { provider == "azure-responses" }

    /// The list of models lies at the same path as the chat door's, which gives the same.
    public static func serves(method: String, path: String, headers: Headers) -> Bool {
        ResponsesPath(path.withoutQuery) != nil
    }

    public func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry {
        let path = path.withoutQuery
        if let place = ResponsesPath(path) {
            return inquiry(place, method, path, headers, body)
        }
        guard let models = ModelsPath(path) else { return .refusal(lost(method, path)) }
        guard method == "GET" || method == "HEAD" else {
            return .refusal(.wrongMethod(method, path))
        }
        return models.model.map { .model($0) } ?? .models
    }

    private func inquiry(
        _ place: ResponsesPath, _ method: String, _ path: String, _ headers: Headers,
        _ body: [UInt8]
    ) -> Inquiry {
        switch place {
        case .create, .count:
            guard method == "POST" else { return .refusal(.wrongMethod(method, path)) }
            do {
                var question = try OpenAIResponsesRequest.question(headers: headers, body: body)
                question.key = isAzure ? headers.azureKey : headers.bearerKey ?? headers.azureKey
                return place == .count ? .tokenCount(question) : .question(question)
            } catch {
                return .refusal(error)
            }
        // Nothing is kept: every id is one that nobody knows.
        case .kept(let id):
            return .refusal(
                DoorError(.noSuchPath, message: "Response with id '\(id)' not found.", param: "id"))
        case .other: return .refusal(lost(method, path))
        }
    }

    /// Azure does not say what it did not find.
    private func lost(_ method: String, _ path: String) -> DoorError {
        isAzure ? DoorError(.noSuchPath) : .noSuchPath(method, path)
    }

    public func refusal(of question: Question) -> DoorError? {
        OpenAIResponsesRules.refusal(of: question)
    }

    public func plain(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp
    ) -> DoorReply {
        if let failure = answer.failure() { return error(failure, stamp: stamp) }
        let ending = ResponsesEnding(answer.finish, hasRefusal: answer.refusal != nil)
        let items = ResponsesItem.items(of: answer, ending, stamp)
        let object = ResponsesObject(
            id: answer.id ?? stamp.openAIResponseID, model: answer.model ?? question.model,
            question: question, stamp: stamp, isAzure: isAzure)
        var writer = JSONWriter()
        object.write(.ended(ending), usage: answer.usage, items: items, to: &writer)
        return DoorReply(
            status: 200, headers: headers("application/json", stamp, question),
            body: writer.bytes)
    }

    public func stream(for question: Question, stamp: DoorStamp) -> any DoorStream {
        OpenAIResponsesStream(
            question: question, stamp: stamp, isAzure: isAzure,
            headers: headers("text/event-stream; charset=utf-8", stamp, question))
    }

    public func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        OpenAIResponsesErrors(isAzure: isAzure).reply(error, stamp: stamp)
    }

    public func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        OpenAIResponsesErrors(isAzure: isAzure).event(error, sequence: 0, stamp: stamp)
    }

    public func models(_ names: [String], stamp: DoorStamp) -> DoorReply {
        azured(OpenAIChatDoor().models(names, stamp: stamp), stamp)
    }

    public func model(_ name: String, stamp: DoorStamp) -> DoorReply {
        azured(OpenAIChatDoor().model(name, stamp: stamp), stamp)
    }

    public func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("object", "response.input_tokens")
        writer.member("input_tokens", count)
        writer.endObject()
        return DoorReply(
            status: 200, headers: headers("application/json", stamp), body: writer.bytes)
    }

    private func headers(
        _ contentType: String, _ stamp: DoorStamp, _ question: Question? = nil
    ) -> Headers {
        isAzure
            ? AzureResponses.headers(contentType: contentType, stamp: stamp, question: question)
            : OpenAIFacts.headers(contentType: contentType, stamp: stamp, question: question)
    }

    /// The lists of both are alike but for their headers.
    private func azured(_ reply: DoorReply, _ stamp: DoorStamp) -> DoorReply {
        guard isAzure else { return reply }
        var reply = reply
        reply.headers = headers("application/json", stamp)
        return reply
    }
}

/// What a path behind `…/responses` asks for.
enum ResponsesPath: Equatable {
    case create
    case count
    case kept(String)
    case other

    init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let place = parts.lastIndex(of: "responses"), !parts.contains("models") else {
            return nil
        }
        let rest = parts[(place + 1)...]
        switch rest.first {
        case nil: self = .create
        case "input_tokens" where rest.count == 1: self = .count
        case "compact" where rest.count == 1: self = .other
        case .some(let id) where id.hasPrefix("resp_"):
            guard rest.count == 1 || ["cancel", "input_items"].contains(rest.last) else {
                return nil
            }
            self = .kept(String(id))
        default: return nil
        }
    }
}

extension Headers {
    /// Azure's own header comes before the other that its clients may use.
    fileprivate var azureKey: Secret? {
        self["api-key"].map(Secret.init) ?? bearerKey
    }
}

extension DoorStamp {
    var openAIResponseID: String { id("resp_", for: .answer, letters: 50, hexadecimal: true) }
}
