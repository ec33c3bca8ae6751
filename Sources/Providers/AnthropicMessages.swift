import Documents
public import Vocabulary

/// Anthropic's Messages: system text beside the messages, content in typed blocks, tool input as an object.
public struct AnthropicMessages: RequestDialect {
    public static let name = "anthropic-messages"
    public static let summary = "POST /v1/messages, named events, message_stop"

    /// The version that nearly all gateways speak. The next one refuses sampling parameters for all models.
    public static let version = "2023-06-01"

    /// What is sent where the prompt sets no limit: the field is required, and all models take this much.
    public static let standardMaxTokens = 4096

    public init() {}

    public func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader {
        DialectReader(AnthropicMeaning.self, contract, limits)
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization
    ) -> Request {
        // Users give the base with and without the version, since gateways document both.
        let hasVersion = endpoint.place.hasSuffix("/v1")
        return Request(
            url: endpoint.url(hasVersion ? "/messages" : "/v1/messages"),
            headers: Self.heads.fields(stream: stream),
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: model, stream: stream))
    }

    private static let heads = RequestHeads(also: [Request.Field("anthropic-version", version)])

    // MARK: The body

    private static func body(for prompt: Prompt, to model: String, stream: Bool) -> [UInt8] {
        // Taken apart only for a prompt that has what some models refuse.
        lazy var taken = ClaudeModel(model)
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.member("model", model)
        json.member("max_tokens", prompt.parameters.maxTokens ?? standardMaxTokens)
        writeSystem(prompt.messages, to: &json)
        writeMessages(prompt.messages, to: &json)
        if let temperature = prompt.parameters.temperature, taken.takes(temperature: temperature) {
            json.number("temperature", temperature)
        }
        if let topP = prompt.parameters.topP, taken.takesTopP(prompt.parameters) {
            json.number("top_p", topP)
        }
        json.texts("stop_sequences", prompt.parameters.stop)
        writeTools(prompt, to: &json)
        if case .schema(_, let schema, _) = prompt.format, taken.takesSchema {
            json.key("output_config")
            json.beginObject()
            json.key("format")
            json.beginObject()
            json.member("type", "json_schema")
            json.raw("schema", schema)
            json.endObject()
            json.endObject()
        }
        json.optionalMember("service_tier", prompt.parameters.tierOfTwo)
        if let user = prompt.metadata["user_id"] { json.object("metadata", "user_id", user) }
        if stream { json.member("stream", true) }
        json.endObject()
        return json.bytes
    }

    // MARK: Messages

    /// One text, or blocks where one of them is marked.
    private static func writeSystem(_ messages: [Message], to json: inout JSONWriter) {
        guard messages.contains(where: { $0.role == .system && $0.isKept }) else {
            let system = messages.systemTexts
            if !system.isEmpty { json.member("system", system.joined(separator: "\n\n")) }
            return
        }
        json.key("system")
        json.beginArray()
        for message in messages where message.role == .system {
            for (index, part) in message.parts.enumerated() {
                let isLast = index == message.parts.count - 1
                write(part, isKept: message.isKept && isLast, to: &json)
            }
        }
        json.endArray()
    }

    private static func writeMessages(_ messages: [Message], to json: inout JSONWriter) {
        json.key("messages")
        json.beginArray()
        messages.forEachTurn { write($0, to: &json) }
        json.endArray()
    }

    private static func write(_ turn: Turn, to json: inout JSONWriter) {
        json.beginObject()
        json.member("role", turn.isAssistant ? "assistant" : "user")
        json.key("content")
        if turn.parts.count == 1, turn.kept.isEmpty, case .text(let text) = turn.parts[0] {
            json.string(text)
        } else {
            json.beginArray()
            for (index, part) in turn.parts.enumerated() {
                write(part, isKept: turn.kept.contains(index), to: &json)
            }
            json.endArray()
        }
        json.endObject()
    }

    private static func write(
        _ part: Message.Part, isKept: Bool, to json: inout JSONWriter
    ) {
        json.beginObject()
        switch part {
        case .text(let text):
            json.member("type", "text")
            json.member("text", text)
        case .image(let image):
            json.member("type", "image")
            json.key("source")
            write(image, to: &json)
        case .toolCall(let id, let name, let arguments):
            json.member("type", "tool_use")
            json.member("id", id)
            json.member("name", name)
            json.key("input")
            FunctionTools.writeObject(arguments, to: &json)
        case .toolResult(let id, let text, let isError):
            json.member("type", "tool_result")
            json.member("tool_use_id", id)
            json.member("content", text)
            if isError { json.member("is_error", true) }
        }
        if isKept { json.object("cache_control", "type", "ephemeral") }
        json.endObject()
    }

    private static func write(_ image: Message.Image, to json: inout JSONWriter) {
        json.beginObject()
        switch image.decoded {
        case .url(let url):
            json.member("type", "url")
            json.member("url", url)
        case .data(let mediaType, let base64):
            json.member("type", "base64")
            json.member("media_type", mediaType)
            json.member("data", base64)
        }
        json.endObject()
    }

    // MARK: Tools

    private static func writeTools(_ prompt: Prompt, to json: inout JSONWriter) {
        guard !prompt.tools.isEmpty else { return }
        json.key("tools")
        json.beginArray()
        for tool in prompt.tools {
            json.beginObject()
            json.member("name", tool.name)
            json.optionalMember("description", tool.summary)
            json.raw("input_schema", tool.schema)
            if tool.isStrict { json.member("strict", true) }
            json.endObject()
        }
        json.endArray()
        let isSingle = prompt.parameters.parallelToolCalls == false
        guard let choice = prompt.toolChoice ?? (isSingle ? .auto : nil) else { return }
        json.key("tool_choice")
        json.beginObject()
        switch choice {
        case .none: json.member("type", "none")
        case .auto: json.member("type", "auto")
        case .required: json.member("type", "any")
        case .named(let name):
            json.member("type", "tool")
            json.member("name", name)
        }
        if isSingle, choice != .none { json.member("disable_parallel_tool_use", true) }
        json.endObject()
    }
}

extension Message.Image {
    /// A data URL taken apart: not everyone takes one as an address.
    var decoded: Message.Image {
        guard case .url(let url) = self, url.hasPrefix("data:"), let comma = url.firstIndex(of: ",")
        else { return self }
        let head = url[url.index(url.startIndex, offsetBy: 5)..<comma]
        guard head.hasSuffix(";base64") else { return self }
        return .data(
            mediaType: String(head.dropLast(7)), base64: String(url[url.index(after: comma)...]))
    }
}

/// What a Claude model takes, by the version in its name. Other makers' models that are asked in this
/// language take what everyone takes.
struct ClaudeModel: Sendable, Equatable {
    /// Major times 100 plus minor; nil for a name that is no Claude's.
    let version: Int?

    init(_ name: String) { version = Self.version(name.utf8.span) }

    /// Looks at bytes and makes no texts: it is asked with every prompt that sets a temperature.
    private static func version(_ name: Span<UInt8>) -> Int? {
        let slash = UInt8(ascii: "/")
        var end = name.count
        while end > 0, name[end - 1] == slash { end -= 1 }
        var start = end
        while start > 0, name[start - 1] != slash { start -= 1 }
        // What stands behind the maker's name, or before it where nothing is behind.
        var (rest, place) = (start..<start, start)
        var isClaude = false
        while place < end {
            guard hasClaude(name, at: place) else {
                place += 1
                continue
            }
            isClaude = true
            if start < place { rest = start..<place }
            place += 6
            start = place
        }
        if start < end { rest = start..<end }
        // Some write the maker as a folder of its own.
        for place in 0..<name.count where !isClaude { isClaude = hasClaude(name, at: place) }
        return isClaude ? number(in: name.extracting(rest)) : nil
    }

    private static func hasClaude(_ name: Span<UInt8>, at place: Int) -> Bool {
        guard name.count - place >= 6, name[place] | 0x20 == UInt8(ascii: "c") else { return false }
        return name[place + 1] | 0x20 == UInt8(ascii: "l")
            && name[place + 2] | 0x20 == UInt8(ascii: "a")
            && name[place + 3] | 0x20 == UInt8(ascii: "u")
            && name[place + 4] | 0x20 == UInt8(ascii: "d")
            && name[place + 5] | 0x20 == UInt8(ascii: "e")
    }

    /// `3-5-sonnet-20241022`, `sonnet-4-5@20250929`, `opus-4.8`: the first number of at most two digits, and
    /// the one that follows it at once.
    private static func number(in text: Span<UInt8>) -> Int? {
        var major: Int?
        var (length, value, isNumber) = (0, 0, true)
        for place in 0...text.count {
            let byte = place < text.count ? text[place] : UInt8(ascii: "-")
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "@"):
                guard length > 0 else { continue }
                let isShort = isNumber && length <= 2
                if let major { return major * 100 + (isShort ? value : 0) }
                if isShort { major = value }
                (length, value, isNumber) = (0, 0, true)
            case 0x30...0x39:
                length += 1
                if length <= 2 { value = value * 10 + Int(byte - 0x30) }
            default:
                length += 1
                isNumber = false
            }
        }
        return major.map { $0 * 100 }
    }

    /// From 4.7 on, a sampling parameter is an error.
    var takesSampling: Bool { version.map { $0 < 407 } ?? true }

    /// The newest form of structured output is younger than 4.5.
    var takesSchema: Bool { version.map { $0 >= 405 } ?? true }

    func takes(temperature: String) -> Bool {
        guard takesSampling, let value = Double(temperature) else { return false }
        return version == nil || (0...1).contains(value)
    }

    /// In the fourth generation one of the two may be set, not both.
    func takesTopP(_ parameters: Parameters) -> Bool {
        guard takesSampling else { return false }
        let isEither = version.map { $0 >= 400 } ?? false
        return !(isEither && parameters.temperature != nil)
    }
}
