import Documents
public import Vocabulary

/// Cohere's chat, second version: OpenAI's messages and tools, other names for sampling, events by type.
public struct CohereChat: RequestDialect {
    public static let name = "cohere-chat"
    public static let summary = "POST /v2/chat, typed events, message-end"

    public init() {}

    public func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader {
        DialectReader(CohereMeaning.self, contract, limits)
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization
    ) -> Request {
        // Users give the base with and without the version, since both are documented.
        let hasVersion = endpoint.place.hasSuffix("/v2")
        return Request(
            url: endpoint.url(hasVersion ? "/chat" : "/v2/chat"),
            headers: Self.heads.fields(stream: stream),
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: model, stream: stream))
    }

    private static let heads = RequestHeads()

    // MARK: The body

    private static func body(for prompt: Prompt, to model: String, stream: Bool) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.member("model", model)
        json.key("messages")
        json.beginArray()
        for message in prompt.messages { write(message, to: &json) }
        json.endArray()
        writeParameters(prompt.parameters, model, to: &json)
        writeTools(prompt, to: &json)
        // A schema beside tools is refused.
        if prompt.tools.isEmpty { write(prompt.format, to: &json) }
        json.member("stream", stream)
        json.endObject()
        return json.bytes
    }

    private static func writeParameters(
        _ parameters: Parameters, _ model: String, to json: inout JSONWriter
    ) {
        json.number("temperature", parameters.temperature)
        if let topP = parameters.topP, CohereModel.takes(topP: topP) { json.number("p", topP) }
        json.optionalMember("max_tokens", parameters.maxTokens)
        json.optionalMember("seed", parameters.seed)
        json.texts("stop_sequences", parameters.stop.prefix(CohereModel.stopsMax))
        if let effort = parameters.effort, CohereModel.thinks(model) {
            json.object("thinking", "type", effort.thinks ? "enabled" : "disabled")
        }
    }

    // MARK: Messages

    private static func write(_ message: Message, to json: inout JSONWriter) {
        if let text = message.onlyText { return json.message(message.speaker, text) }
        FunctionTools.writeResults(message.parts, to: &json)
        let content = message.parts.content
        let hasCalls = !message.parts.calls.isEmpty
        guard !content.isEmpty || hasCalls || message.parts.isEmpty else { return }
        json.beginObject()
        json.member("role", message.speaker)
        if !content.isEmpty || !hasCalls {
            json.key("content")
            write(content, to: &json)
        }
        FunctionTools.writeCalls(message.parts, to: &json)
        json.endObject()
    }

    private static func write(_ content: [Message.Part], to json: inout JSONWriter) {
        if content.isEmpty { return json.string("") }
        if content.count == 1, case .text(let text) = content[0] { return json.string(text) }
        json.beginArray()
        for part in content {
            json.beginObject()
            switch part {
            case .text(let text):
                json.member("type", "text")
                json.member("text", text)
            case .image(let image):
                json.member("type", "image_url")
                json.object("image_url", "url", image.asURL)
            case .toolCall, .toolResult: break
            }
            json.endObject()
        }
        json.endArray()
    }

    // MARK: Tools and format

    /// One tool cannot be named: it is the only one offered then, and required.
    private static func writeTools(_ prompt: Prompt, to json: inout JSONWriter) {
        var tools = prompt.tools
        if case .named(let name) = prompt.toolChoice { tools = tools.filter { $0.name == name } }
        guard !tools.isEmpty else { return }
        FunctionTools.write(tools, hasStrict: false, to: &json)
        if tools.contains(where: \.isStrict) { json.member("strict_tools", true) }
        switch prompt.toolChoice {
        case nil, .auto: break
        case .some(.none): json.member("tool_choice", "NONE")
        case .required, .named: json.member("tool_choice", "REQUIRED")
        }
    }

    private static func write(_ format: AnswerFormat, to json: inout JSONWriter) {
        guard format != .text else { return }
        json.key("response_format")
        json.beginObject()
        json.member("type", "json_object")
        if case .schema(_, let schema, _) = format {
            json.raw("json_schema", schema)
        }
        json.endObject()
    }
}

/// What Cohere's models take.
enum CohereModel {
    static let stopsMax = 5

    static func takes(topP: String) -> Bool {
        Double(topP).map { (0.01...0.99).contains($0) } ?? false
    }

    /// The models with a switch for thinking.
    static func thinks(_ model: String) -> Bool {
        let name = model.split(separator: "/").last ?? ""
        return name.contains("reasoning") || name.hasPrefix("command-a-plus")
    }
}
