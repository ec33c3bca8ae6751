import Documents
public import Vocabulary

/// Alibaba's own language for Qwen: parameters apart from the input, a stream by header, parts without types.
public struct DashScopeNative: RequestDialect {
    public static let name = "dashscope-native"
    public static let summary =
        "POST …/generation, events that may repeat the text so far, no end mark"

    public init() {}

    public func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader {
        DialectReader(DashScopeMeaning.self, contract, limits)
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization
    ) -> Request {
        let taken = QwenModel(model)
        let isMultimodal = taken.isMultimodal
        return Request(
            url: Self.url(isMultimodal: isMultimodal, at: endpoint),
            headers: stream ? Self.streamHead : Self.heads.fields(stream: false),
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: model, taken, asParts: isMultimodal, stream: stream))
    }

    private static let heads = RequestHeads()
    private static let streamHead =
        heads.fields(stream: true) + [Request.Field("X-DashScope-SSE", "enable")]

    /// Each model is served in one of two places, and the other answers `url error`.
    private static func url(isMultimodal: Bool, at endpoint: Endpoint) -> String {
        let path =
            isMultimodal
            ? "/services/aigc/multimodal-generation/generation"
            : "/services/aigc/text-generation/generation"
        return endpoint.url(endpoint.place.hasSuffix("/api/v1") ? "" : "/api/v1", path)
    }

    // MARK: The body

    private static func body(
        for prompt: Prompt, to model: String, _ taken: QwenModel, asParts: Bool, stream: Bool
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.member("model", model)
        json.key("input")
        json.beginObject()
        json.key("messages")
        json.beginArray()
        for message in prompt.messages { write(message, asParts: asParts, to: &json) }
        json.endArray()
        json.endObject()
        json.key("parameters")
        json.beginObject()
        json.member("result_format", "message")
        if stream { json.member("incremental_output", true) }
        writeParameters(prompt, taken, stream: stream, to: &json)
        writeTools(prompt, to: &json)
        json.endObject()
        json.endObject()
        return json.bytes
    }

    private static func writeParameters(
        _ prompt: Prompt, _ taken: QwenModel, stream: Bool, to json: inout JSONWriter
    ) {
        let parameters = prompt.parameters
        if let temperature = parameters.temperature, taken.takes(temperature: temperature) {
            json.number("temperature", temperature)
        }
        if let topP = parameters.topP, taken.takes(topP: topP) { json.number("top_p", topP) }
        json.optionalMember("max_tokens", parameters.maxTokens)
        json.optionalMember("seed", parameters.seed)
        json.texts("stop", parameters.stop)
        json.optionalMember("enable_thinking", taken.thinking(parameters.effort, stream: stream))
        // Without that word in the prompt the mode is refused.
        if prompt.format != .json || prompt.saysJSON {
            FunctionTools.write(prompt.format, to: &json)
        }
    }

    private static func writeTools(_ prompt: Prompt, to json: inout JSONWriter) {
        guard !prompt.tools.isEmpty else { return }
        FunctionTools.write(prompt.tools, hasStrict: false, to: &json)
        FunctionTools.write(prompt.toolChoice, to: &json, required: nil)
        json.optionalMember("parallel_tool_calls", prompt.parameters.parallelToolCalls)
    }

    // MARK: Messages

    private static func write(_ message: Message, asParts: Bool, to json: inout JSONWriter) {
        if !asParts, let text = message.onlyText { return json.message(message.speaker, text) }
        for result in message.parts.results {
            json.beginObject()
            json.member("role", "tool")
            json.member("tool_call_id", result.id)
            json.key("content")
            write([.text(result.text)], asParts: asParts, to: &json)
            json.endObject()
        }
        let content = message.parts.content
        guard !content.isEmpty || !message.parts.calls.isEmpty || message.parts.isEmpty else {
            return
        }
        json.beginObject()
        json.member("role", message.speaker)
        json.key("content")
        write(content, asParts: asParts, to: &json)
        FunctionTools.writeCalls(message.parts, to: &json)
        json.endObject()
    }

    /// The models that see take parts, the others a text.
    private static func write(
        _ content: [Message.Part], asParts: Bool, to json: inout JSONWriter
    ) {
        guard asParts else { return json.string(content.joinedText) }
        json.beginArray()
        for part in content {
            json.beginObject()
            switch part {
            case .text(let text): json.member("text", text)
            case .image(let image): json.member("image", image.asURL)
            case .toolCall, .toolResult: break
            }
            json.endObject()
        }
        json.endArray()
    }
}

/// What a Qwen model takes, by its name. Looks at bytes and makes few texts: it is asked with every prompt.
struct QwenModel: Sendable, Equatable {
    private let name: String
    /// Where the name begins, behind the folder of its maker.
    private let start: Int

    init(_ name: String) {
        self.name = name
        let bytes = name.utf8.span
        var start = bytes.count
        while start > 0, bytes[start - 1] != UInt8(ascii: "/") { start -= 1 }
        self.start = start
    }

    private func begins(with word: String) -> Bool {
        Self.stands(word.utf8.span, at: start, of: name.utf8.span)
    }

    private func has(_ word: String) -> Bool {
        let (name, word) = (name.utf8.span, word.utf8.span)
        let first = word[0]
        for place in start..<name.count
        where name[place] | 0x20 == first && Self.stands(word, at: place, of: name) {
            return true
        }
        return false
    }

    /// Whether this word, in whatever case, stands at that place of the name.
    private static func stands(
        _ word: Span<UInt8>, at place: Int, of name: Span<UInt8>
    ) -> Bool {
        guard name.count - place >= word.count else { return false }
        for index in word.indices {
            let byte = name[place + index]
            guard ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == word[index] else {
                return false
            }
        }
        return true
    }

    /// What stands behind so many bytes of the name.
    private func rest(after count: Int) -> Substring.UTF8View {
        name[...].utf8.dropFirst(start + count)
    }

    /// The models that see or hear, and the large ones since 3.5, are served in the place for these.
    var isMultimodal: Bool {
        if begins(with: "qvq") || has("-vl") || has("-omni") || has("-audio") { return true }
        return version.map { $0 >= 305 } ?? false
    }

    /// 3.5 is 305; nil for a name without a number behind `qwen`, or with a whole one.
    private var version: Int? {
        guard begins(with: "qwen") else { return nil }
        let parts = rest(after: 4).prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
            .split(separator: 0x2E)
        guard parts.count == 2, parts.allSatisfy({ $0.count < 4 }),
            let major = Int(Substring(parts[0])), let minor = Int(Substring(parts[1]))
        else { return nil }
        return major * 100 + minor
    }

    /// It thinks whatever is asked: a switch would be refused.
    var alwaysThinks: Bool {
        begins(with: "qwq") || begins(with: "qvq") || begins(with: "qwen3.8-max")
            || has("-thinking")
    }

    private var neverThinks: Bool {
        guard begins(with: "qwen") else { return true }
        return begins(with: "qwen2") || begins(with: "qwen1") || begins(with: "qwen-max")
            || begins(with: "qwen-long") || begins(with: "qwen-vl") || has("instruct")
            || has("coder")
    }

    var canSwitchThinking: Bool { !alwaysThinks && !neverThinks }

    /// An open-weight model that thinks unless told not to, and only in a stream: `qwen3-32b`, `qwen3-235b-a22b`.
    var thinksInStreamsOnly: Bool {
        guard begins(with: "qwen3-"), canSwitchThinking else { return false }
        let size = rest(after: 6).prefix { $0 != UInt8(ascii: "-") }
        return size.last == UInt8(ascii: "b")
            && size.first.map { (0x30...0x39).contains($0) } == true
    }

    /// What is said of thinking; nil where nothing need or may be said.
    func thinking(_ effort: Parameters.Effort?, stream: Bool) -> Bool? {
        guard canSwitchThinking else { return nil }
        if thinksInStreamsOnly, !stream { return false }
        return effort.map(\.thinks)
    }

    /// From 0 on, 2 itself is refused.
    func takes(temperature: String) -> Bool {
        Double(temperature).map { $0 >= 0 && $0 < 2 } ?? false
    }

    /// More than nothing, at most all.
    func takes(topP: String) -> Bool {
        Double(topP).map { $0 > 0 && $0 <= 1 } ?? false
    }
}
