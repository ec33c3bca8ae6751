import Documents
public import Vocabulary

/// Ollama's own chat: lines of JSON in place of events, sampling under `options`, tool arguments as objects, and
/// images as data alone.
public struct OllamaChat: RequestDialect {
    public static let name = "ollama-chat"
    public static let summary = "POST /api/chat, lines of JSON, done"

    public init() {}

    public func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader {
        DialectReader(OllamaMeaning.self, contract, limits)
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization
    ) -> Request {
        // Users give the base with and without the folder, since both are documented.
        let hasFolder = endpoint.place.hasSuffix("/api")
        return Request(
            url: endpoint.url(hasFolder ? "/chat" : "/api/chat"),
            headers: Self.heads.fields(stream: stream),
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: model, stream: stream))
    }

    private static let heads = RequestHeads(stream: "application/x-ndjson")

    // MARK: The body

    private static func body(for prompt: Prompt, to model: String, stream: Bool) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.member("model", model)
        json.key("messages")
        json.beginArray()
        var names: [String: String] = [:]
        for message in prompt.messages {
            for call in message.parts.calls { names[call.id] = call.name }
            write(message, names, to: &json)
        }
        json.endArray()
        // To choose no tool is to offer none: there is no word for it.
        if !prompt.tools.isEmpty, prompt.toolChoice != ToolChoice.none {
            FunctionTools.write(prompt.tools, hasStrict: false, to: &json)
        }
        switch prompt.format {
        case .text: break
        case .json: json.member("format", "json")
        case .schema(_, let schema, _): json.raw("format", schema)
        }
        if let effort = prompt.parameters.effort { write(effort, model, to: &json) }
        writeOptions(prompt.parameters, to: &json)
        // It streams unless it is told not to.
        json.member("stream", stream)
        json.endObject()
        return json.bytes
    }

    /// The one family with steps has no "off"; the others have on and off.
    private static func write(
        _ effort: Parameters.Effort, _ model: String, to json: inout JSONWriter
    ) {
        let name = model.split(separator: "/").last ?? ""
        if name.hasPrefix("gpt-oss") {
            json.member("think", effort.ofThree)
        } else {
            json.member("think", effort.thinks)
        }
    }

    private static func writeOptions(_ parameters: Parameters, to json: inout JSONWriter) {
        var bare = parameters
        bare.effort = nil
        bare.parallelToolCalls = nil
        guard bare != Parameters() else { return }
        json.key("options")
        json.beginObject()
        json.number("temperature", parameters.temperature)
        json.number("top_p", parameters.topP)
        json.optionalMember("num_predict", parameters.maxTokens)
        json.optionalMember("seed", parameters.seed)
        json.texts("stop", parameters.stop)
        json.endObject()
    }

    // MARK: Messages

    /// `names` tells a result's tool by the id of its call: here a result has its tool's name.
    private static func write(
        _ message: Message, _ names: [String: String], to json: inout JSONWriter
    ) {
        // Nearly every message is one text, and needs no lists of its parts.
        if let text = message.onlyText { return json.message(message.speaker, text) }
        for result in message.parts.results {
            json.beginObject()
            json.member("role", "tool")
            json.member("content", result.text)
            json.optionalMember("tool_name", names[result.id])
            json.endObject()
        }
        let content = message.parts.content
        let calls = message.parts.calls
        guard !content.isEmpty || !calls.isEmpty || message.parts.isEmpty else { return }
        json.beginObject()
        json.member("role", message.speaker)
        json.member("content", content.joinedText)
        json.texts("images", content.images.compactMap { $0.inline?.base64 })
        if !calls.isEmpty {
            json.key("tool_calls")
            json.beginArray()
            for call in calls {
                json.beginObject()
                json.key("function")
                json.beginObject()
                json.member("name", call.name)
                json.key("arguments")
                FunctionTools.writeObject(call.arguments, to: &json)
                json.endObject()
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
    }
}
