import Documents
public import Vocabulary

/// OpenAI's Chat Completions: the language that nearly everyone speaks as well as their own.
public struct OpenAIChat: Dialect {
    public static let name = "openai-chat"
    public static let summary = "POST /chat/completions, data-only events, [DONE]"

    public init() {}

    public func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader {
        DialectReader(OpenAIMeaning.self, contract, limits)
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization, _ manner: Manner
    ) -> Request {
        Request(
            url: endpoint.url(manner.path),
            headers: Self.heads.fields(stream: stream),
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: model, stream: stream, manner))
    }

    private static let heads = RequestHeads()

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
        if !manner.leftOut.contains(.format) {
            FunctionTools.write(prompt.format, to: &json, name: schemaName)
        }
        if !manner.leftOut.contains(.effort) {
            for thinking in manner.thinking { thinking.write(to: &json) }
        }
        if let field = manner.userField { json.optionalMember(field, prompt.metadata["user_id"]) }
        if manner.splitsReasoning { json.member("reasoning_split", true) }
        if manner.requiresParameters {
            json.raw("provider", #"{"require_parameters":true}"#)
        }
        if manner.sendsMetadata { json.pairs("metadata", prompt.metadata) }
        if stream {
            json.member("stream", true)
            if manner.asksForUsage { json.raw("stream_options", #"{"include_usage":true}"#) }
        }
        json.endObject()
        return json.bytes
    }

    private static func writeParameters(
        _ parameters: Parameters, _ manner: Manner, to json: inout JSONWriter
    ) {
        let leftOut = manner.leftOut
        if !leftOut.contains(.temperature) { json.number("temperature", parameters.temperature) }
        if !leftOut.contains(.topP) { json.number("top_p", parameters.topP) }
        json.optionalMember(manner.maxTokensField, parameters.maxTokens)
        if !leftOut.contains(.seed) { json.optionalMember("seed", parameters.seed) }
        if !leftOut.contains(.stop) { json.texts("stop", parameters.stop) }
        if manner.sendsTier { json.optionalMember("service_tier", parameters.serviceTier) }
    }

    // MARK: Messages

    /// One message of ours may be several of theirs: each tool result is a message of its own.
    private static func write(
        _ message: Message, _ manner: Manner, to json: inout JSONWriter
    ) {
        // Nearly every message is one text, and needs no lists of its parts.
        let isMarked = message.isKept && manner.marksKept
        if !isMarked, let text = message.onlyText {
            return json.message(message.speaker, text)
        }
        FunctionTools.writeResults(message.parts, to: &json)
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
        json.member("role", message.speaker)
        let content = rest.filter { if case .toolCall = $0 { false } else { true } }
        if !(content.isEmpty && manner.leavesOutNoContent && !rest.isEmpty) {
            json.key("content")
            write(content: content, of: rest, isMarked: isMarked, manner, to: &json)
        }
        if content.count < rest.count {
            if manner.repeatsReasoning { json.member("reasoning_content", " ") }
            FunctionTools.writeCalls(rest, to: &json)
        }
        json.endObject()
    }

    /// Text alone is a string, since not everyone takes lists.
    private static func write(
        content: [Message.Part], of parts: [Message.Part], isMarked: Bool, _ manner: Manner,
        to json: inout JSONWriter
    ) {
        if content.isEmpty, !parts.isEmpty { return json.null() }
        if content.isEmpty || content.count == 1 && !isMarked {
            guard let only = content.first else { return json.string("") }
            if case .text(let text) = only { return json.string(text) }
        }
        json.beginArray()
        for (index, part) in content.enumerated() {
            json.beginObject()
            switch part {
            case .text(let text):
                json.member("type", "text")
                json.member("text", text)
            case .image(let image):
                json.member("type", "image_url")
                json.object("image_url", "url", manner.baresImages ? image.asBareURL : image.asURL)
            case .toolCall, .toolResult: break
            }
            if isMarked, index == content.count - 1 {
                json.object("cache_control", "type", "ephemeral")
            }
            json.endObject()
        }
        json.endArray()
    }

    // MARK: Tools

    private static func writeTools(
        _ prompt: Prompt, _ manner: Manner, to json: inout JSONWriter
    ) {
        guard !prompt.tools.isEmpty else { return }
        FunctionTools.write(
            prompt.tools, hasStrict: !manner.leftOut.contains(.strictTools), to: &json)
        if !manner.leftOut.contains(.toolChoice) {
            FunctionTools.write(prompt.toolChoice, to: &json)
        }
        json.optionalMember("parallel_tool_calls", prompt.parameters.parallelToolCalls)
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
