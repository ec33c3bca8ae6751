import Documents
public import Vocabulary

/// OpenAI's Responses: system text beside a list of items, where messages, tool calls and their results stand
/// side by side; nothing is kept at the provider.
public struct OpenAIResponses: Dialect {
    public static let name = "openai-responses"
    public static let summary = "POST /responses, named events, response.completed"

    public init() {}

    public func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader {
        DialectReader(ResponsesMeaning.self, contract, limits)
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization, _ manner: Manner
    ) -> Request {
        Request(
            url: endpoint.url("/responses"),
            headers: Self.heads.fields(stream: stream),
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: model, stream: stream, manner))
    }

    private static let heads = RequestHeads()

    /// What the model that is asked takes.
    public struct Manner: Sendable, Equatable {
        public var sendsSampling: Bool
        /// The word for the effort that is asked; nil where none is sent.
        public var effort: String?

        public init(sendsSampling: Bool = true, effort: String? = nil) {
            self.sendsSampling = sendsSampling
            self.effort = effort
        }
    }

    // MARK: The body

    private static func body(
        for prompt: Prompt, to model: String, stream: Bool, _ manner: Manner
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.member("model", model)
        let system = prompt.messages.systemTexts
        if !system.isEmpty { json.member("instructions", system.joined(separator: "\n\n")) }
        json.key("input")
        json.beginArray()
        for message in prompt.messages where message.role != .system { write(message, to: &json) }
        json.endArray()
        write(prompt.parameters, manner, to: &json)
        writeTools(prompt, to: &json)
        write(prompt.format, to: &json)
        json.pairs("metadata", prompt.metadata)
        // Else the provider keeps every answer for a month.
        json.member("store", false)
        if stream { json.member("stream", true) }
        json.endObject()
        return json.bytes
    }

    private static func write(
        _ parameters: Parameters, _ manner: Manner, to json: inout JSONWriter
    ) {
        if manner.sendsSampling {
            json.number("temperature", parameters.temperature)
            json.number("top_p", parameters.topP)
        }
        json.optionalMember("max_output_tokens", parameters.maxTokens)
        if let effort = manner.effort { json.object("reasoning", "effort", effort) }
        json.optionalMember("service_tier", parameters.serviceTier)
    }

    // MARK: Items

    /// One message of ours may be several items: calls and results are items of their own, in their order.
    private static func write(_ message: Message, to json: inout JSONWriter) {
        if let text = message.onlyText { return json.message(message.speaker, text) }
        let isAssistant = message.role == .assistant
        var open: [Message.Part] = []
        for part in message.parts {
            switch part {
            case .text, .image:
                // What the model said goes back as a text each: it takes no list of what a user writes.
                if isAssistant, !open.isEmpty { writeMessage(&open, "assistant", to: &json) }
                open.append(part)
            case .toolCall(let id, let name, let arguments):
                writeMessage(&open, isAssistant ? "assistant" : "user", to: &json)
                json.beginObject()
                json.member("type", "function_call")
                json.member("call_id", id)
                json.member("name", name)
                json.member("arguments", arguments.isEmpty ? "{}" : arguments)
                json.endObject()
            case .toolResult(let id, let text, _):
                writeMessage(&open, isAssistant ? "assistant" : "user", to: &json)
                json.beginObject()
                json.member("type", "function_call_output")
                json.member("call_id", id)
                json.member("output", text)
                json.endObject()
            }
        }
        writeMessage(&open, isAssistant ? "assistant" : "user", to: &json)
    }

    private static func writeMessage(
        _ parts: inout [Message.Part], _ role: String, to json: inout JSONWriter
    ) {
        guard !parts.isEmpty else { return }
        json.beginObject()
        json.member("role", role)
        json.key("content")
        if parts.count == 1, case .text(let text) = parts[0] {
            json.string(text)
        } else {
            json.beginArray()
            for part in parts { write(part, to: &json) }
            json.endArray()
        }
        json.endObject()
        parts.removeAll()
    }

    private static func write(_ part: Message.Part, to json: inout JSONWriter) {
        json.beginObject()
        switch part {
        case .text(let text):
            json.member("type", "input_text")
            json.member("text", text)
        case .image(let image):
            json.member("type", "input_image")
            json.member("image_url", image.asURL)
            json.member("detail", "auto")
        case .toolCall, .toolResult: break
        }
        json.endObject()
    }

    // MARK: Tools and format

    private static func writeTools(_ prompt: Prompt, to json: inout JSONWriter) {
        guard !prompt.tools.isEmpty else { return }
        json.key("tools")
        json.beginArray()
        for tool in prompt.tools {
            json.beginObject()
            json.member("type", "function")
            json.member("name", tool.name)
            json.optionalMember("description", tool.summary)
            json.raw("parameters", tool.schema)
            // What is left out is strict here, unlike in chat.
            json.member("strict", tool.isStrict)
            json.endObject()
        }
        json.endArray()
        switch prompt.toolChoice {
        case nil: break
        case .some(.none): json.member("tool_choice", "none")
        case .auto: json.member("tool_choice", "auto")
        case .required: json.member("tool_choice", "required")
        case .named(let name):
            json.key("tool_choice")
            json.beginObject()
            json.member("type", "function")
            json.member("name", name)
            json.endObject()
        }
        json.optionalMember("parallel_tool_calls", prompt.parameters.parallelToolCalls)
    }

    private static func write(_ format: AnswerFormat, to json: inout JSONWriter) {
        switch format {
        case .text: return
        case .json:
            json.raw("text", #"{"format":{"type":"json_object"}}"#)
        case .schema(let name, let schema, let isStrict):
            json.key("text")
            json.beginObject()
            json.key("format")
            json.beginObject()
            json.member("type", "json_schema")
            json.member("name", OpenAIChat.schemaName(name))
            json.raw("schema", schema)
            json.member("strict", isStrict)
            json.endObject()
            json.endObject()
        }
    }
}
