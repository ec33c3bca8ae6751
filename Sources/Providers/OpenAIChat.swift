import Documents
package import Vocabulary

/// OpenAI's Chat Completions: the language that nearly everyone speaks as well as their own.
package struct OpenAIChat: Dialect {
    package static let name = "openai-chat"
    package static let summary = "POST /chat/completions, data-only events, [DONE]"

    package init() {}

    package func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> any DialectReader {
        OpenAIReader(contract, limits)
    }

    package func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization, _ manner: Manner
    ) -> Request {
        Request(
            url: endpoint.url(manner.path),
            headers: stream ? Self.streamHead : Self.plainHead,
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: model, stream: stream, manner))
    }

    private static let plainHead = [
        Request.Field("Content-Type", "application/json"),
        Request.Field("Accept", "application/json"),
    ]
    private static let streamHead = [
        Request.Field("Content-Type", "application/json"),
        Request.Field("Accept", "text/event-stream"),
    ]

    // MARK: The body

    private static func body(
        for prompt: Prompt, to model: String, stream: Bool, _ manner: Manner
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.member("model", model)
        json.key("messages")
        json.beginArray()
        for message in prompt.messages { write(message, manner, to: &json) }
        json.endArray()
        writeParameters(prompt.parameters, manner, to: &json)
        writeTools(prompt, manner, to: &json)
        if !manner.leftOut.contains(.format) { write(prompt.format, to: &json) }
        if !manner.leftOut.contains(.effort) {
            for thinking in manner.thinking { thinking.write(to: &json) }
        }
        if let field = manner.userField { json.optionalMember(field, prompt.metadata["user_id"]) }
        if manner.splitsReasoning { json.member("reasoning_split", true) }
        if manner.requiresParameters {
            json.key("provider")
            json.raw(#"{"require_parameters":true}"#)
        }
        if manner.sendsMetadata, !prompt.metadata.isEmpty {
            json.key("metadata")
            json.beginObject()
            for (name, value) in prompt.metadata.sorted(by: { $0.key < $1.key }) {
                json.member(name, value)
            }
            json.endObject()
        }
        if stream {
            json.member("stream", true)
            if manner.asksForUsage {
                json.key("stream_options")
                json.raw(#"{"include_usage":true}"#)
            }
        }
        json.endObject()
        return json.bytes
    }

    private static func writeParameters(
        _ parameters: Parameters, _ manner: Manner, to json: inout JSONWriter
    ) {
        let leftOut = manner.leftOut
        if let temperature = parameters.temperature, !leftOut.contains(.temperature) {
            json.key("temperature")
            json.number(text: temperature)
        }
        if let topP = parameters.topP, !leftOut.contains(.topP) {
            json.key("top_p")
            json.number(text: topP)
        }
        json.optionalMember(manner.maxTokensField, parameters.maxTokens)
        if !leftOut.contains(.seed) { json.optionalMember("seed", parameters.seed) }
        if !parameters.stop.isEmpty, !leftOut.contains(.stop) {
            json.key("stop")
            json.beginArray()
            for stop in parameters.stop { json.string(stop) }
            json.endArray()
        }
    }

    // MARK: Messages

    /// One message of ours may be several of theirs: each tool result is a message of its own.
    private static func write(
        _ message: Message, _ manner: Manner, to json: inout JSONWriter
    ) {
        // Nearly every message is one text, and needs no lists of its parts.
        if message.parts.count == 1, case .text(let text) = message.parts[0] {
            json.beginObject()
            json.member("role", word(for: message.role))
            json.member("content", text)
            json.endObject()
            return
        }
        for part in message.parts {
            guard case .toolResult(let id, let text, _) = part else { continue }
            json.beginObject()
            json.member("role", "tool")
            json.member("tool_call_id", id)
            json.member("content", text)
            json.endObject()
        }
        let dropsImages = manner.leftOut.contains(.images)
        let rest = message.parts.filter { part in
            switch part {
            case .toolResult: false
            case .image: !dropsImages
            case .text, .toolCall: true
            }
        }
        guard !rest.isEmpty || message.parts.isEmpty else { return }
        json.beginObject()
        json.member("role", word(for: message.role))
        let content = rest.filter { if case .toolCall = $0 { false } else { true } }
        if !(content.isEmpty && manner.leavesOutNoContent && !rest.isEmpty) {
            json.key("content")
            write(content: content, of: rest, manner, to: &json)
        }
        if content.count < rest.count {
            if manner.repeatsReasoning { json.member("reasoning_content", " ") }
            writeCalls(rest, to: &json)
        }
        json.endObject()
    }

    private static func word(for role: Message.Role) -> String {
        switch role {
        case .system: "system"
        case .user, .tool: "user"
        case .assistant: "assistant"
        }
    }

    /// Text alone is a string, since not everyone takes lists.
    private static func write(
        content: [Message.Part], of parts: [Message.Part], _ manner: Manner,
        to json: inout JSONWriter
    ) {
        if content.isEmpty, !parts.isEmpty { return json.null() }
        if content.count < 2 {
            guard let only = content.first else { return json.string("") }
            if case .text(let text) = only { return json.string(text) }
        }
        json.beginArray()
        for part in content {
            json.beginObject()
            switch part {
            case .text(let text):
                json.member("type", "text")
                json.member("text", text)
            case .image(let image):
                json.member("type", "image_url")
                json.key("image_url")
                json.beginObject()
                json.member("url", manner.baresImages ? image.asBareURL : image.asURL)
                json.endObject()
            case .toolCall, .toolResult: break
            }
            json.endObject()
        }
        json.endArray()
    }

    private static func writeCalls(_ parts: [Message.Part], to json: inout JSONWriter) {
        var isFirst = true
        for part in parts {
            guard case .toolCall(let id, let name, let arguments) = part else { continue }
            if isFirst {
                json.key("tool_calls")
                json.beginArray()
                isFirst = false
            }
            json.beginObject()
            json.member("id", id)
            json.member("type", "function")
            json.key("function")
            json.beginObject()
            json.member("name", name)
            json.member("arguments", arguments.isEmpty ? "{}" : arguments)
            json.endObject()
            json.endObject()
        }
        if !isFirst { json.endArray() }
    }

    // MARK: Tools and format

    private static func writeTools(
        _ prompt: Prompt, _ manner: Manner, to json: inout JSONWriter
    ) {
        guard !prompt.tools.isEmpty else { return }
        json.key("tools")
        json.beginArray()
        for tool in prompt.tools {
            json.beginObject()
            json.member("type", "function")
            json.key("function")
            json.beginObject()
            json.member("name", tool.name)
            json.optionalMember("description", tool.summary)
            json.key("parameters")
            json.raw(tool.schema)
            if tool.isStrict, !manner.leftOut.contains(.strictTools) {
                json.member("strict", true)
            }
            json.endObject()
            json.endObject()
        }
        json.endArray()
        switch manner.leftOut.contains(.toolChoice) ? nil : prompt.toolChoice {
        case nil: break
        case .some(.none): json.member("tool_choice", "none")
        case .auto: json.member("tool_choice", "auto")
        case .required: json.member("tool_choice", "required")
        case .named(let name):
            json.key("tool_choice")
            json.beginObject()
            json.member("type", "function")
            json.key("function")
            json.beginObject()
            json.member("name", name)
            json.endObject()
            json.endObject()
        }
        json.optionalMember("parallel_tool_calls", prompt.parameters.parallelToolCalls)
    }

    private static func write(_ format: AnswerFormat, to json: inout JSONWriter) {
        switch format {
        case .text: return
        case .json:
            json.key("response_format")
            json.raw(#"{"type":"json_object"}"#)
        case .schema(let name, let schema, let isStrict):
            json.key("response_format")
            json.beginObject()
            json.member("type", "json_schema")
            json.key("json_schema")
            json.beginObject()
            json.member("name", schemaName(name))
            json.key("schema")
            json.raw(schema)
            if isStrict { json.member("strict", true) }
            json.endObject()
            json.endObject()
        }
    }

    /// Letters, digits, `_` and `-`, at most 64: all else is refused.
    static func schemaName(_ name: String) -> String {
        let allowed = name.prefix(64).map { character in
            let isWord = character.isASCII && (character.isLetter || character.isNumber)
            return isWord || character == "-" ? character : "_"
        }
        return allowed.isEmpty ? "answer" : String(allowed)
    }
}

extension Message.Image {
    /// An address, or the image itself as one.
    var asURL: String {
        switch self {
        case .url(let url): url
        case .data(let mediaType, let base64): "data:\(mediaType);base64,\(base64)"
        }
    }

    /// As above, but an image in the request stands without the prefix that names its type.
    var asBareURL: String {
        switch decoded {
        case .url(let url): url
        case .data(_, let base64): base64
        }
    }
}
