import Documents
package import Vocabulary

/// Alibaba's own language for Qwen: parameters apart from the input, a stream by header, parts without types.
package struct DashScopeNative: Dialect {
    package static let name = "dashscope-native"
    package static let summary =
        "POST …/generation, events that may repeat the text so far, no end mark"

    package init() {}

    package func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> any DialectReader {
        WireReader<DashScopeMeaning>(contract, limits)
    }

    package func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization
    ) -> Request {
        var headers = [
            Request.Field("Content-Type", "application/json"),
            Request.Field("Accept", stream ? "text/event-stream" : "application/json"),
        ]
        if stream { headers.append(Request.Field("X-DashScope-SSE", "enable")) }
        let taken = QwenModel(model)
        return Request(
            url: endpoint.url(Self.path(for: taken, at: endpoint)), headers: headers,
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: model, taken, stream: stream))
    }

    /// Each model is served in one of two places, and the other answers `url error`.
    private static func path(for model: QwenModel, at endpoint: Endpoint) -> String {
        let place =
            model.isMultimodal
            ? "multimodal-generation/generation" : "text-generation/generation"
        return (endpoint.place.hasSuffix("/api/v1") ? "" : "/api/v1") + "/services/aigc/" + place
    }

    // MARK: The body

    private static func body(
        for prompt: Prompt, to model: String, _ taken: QwenModel, stream: Bool
    ) -> [UInt8] {
        let seesParts = taken.isMultimodal
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.member("model", model)
        json.key("input")
        json.beginObject()
        json.key("messages")
        json.beginArray()
        for message in prompt.messages {
            write(message, asParts: seesParts, to: &json)
        }
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
            json.key("temperature")
            json.number(text: temperature)
        }
        if let topP = parameters.topP, taken.takes(topP: topP) {
            json.key("top_p")
            json.number(text: topP)
        }
        json.optionalMember("max_tokens", parameters.maxTokens)
        json.optionalMember("seed", parameters.seed)
        if !parameters.stop.isEmpty {
            json.key("stop")
            json.beginArray()
            for stop in parameters.stop { json.string(stop) }
            json.endArray()
        }
        json.optionalMember("enable_thinking", taken.thinking(parameters.effort, stream: stream))
        write(prompt, to: &json)
    }

    private static func write(_ prompt: Prompt, to json: inout JSONWriter) {
        switch prompt.format {
        case .text: return
        case .json:
            // Without that word in the prompt the mode is refused.
            guard prompt.saysJSON else { return }
            json.key("response_format")
            json.raw(#"{"type":"json_object"}"#)
        case .schema(let name, let schema, let isStrict):
            json.key("response_format")
            json.beginObject()
            json.member("type", "json_schema")
            json.key("json_schema")
            json.beginObject()
            json.member("name", name.isEmpty ? "answer" : name)
            json.key("schema")
            json.raw(schema)
            if isStrict { json.member("strict", true) }
            json.endObject()
            json.endObject()
        }
    }

    private static func writeTools(_ prompt: Prompt, to json: inout JSONWriter) {
        guard !prompt.tools.isEmpty else { return }
        json.key("tools")
        FunctionTools.write(prompt.tools, hasStrict: false, to: &json)
        switch prompt.toolChoice {
        case nil, .required: break
        case .some(.none): json.member("tool_choice", "none")
        case .auto: json.member("tool_choice", "auto")
        case .named(let name):
            json.key("tool_choice")
            FunctionTools.write(choice: name, to: &json)
        }
        json.optionalMember("parallel_tool_calls", prompt.parameters.parallelToolCalls)
    }

    // MARK: Messages

    private static func write(_ message: Message, asParts: Bool, to json: inout JSONWriter) {
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
        json.member("role", message.role == .tool ? "user" : message.role.rawValue)
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
    private let name: [UInt8]

    init(_ name: String) {
        let own = name.utf8.lastIndex(of: UInt8(ascii: "/")).map { name.utf8.index(after: $0) }
        self.name = name.utf8[(own ?? name.utf8.startIndex)...].map { byte in
            (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        }
    }

    private func begins(with word: String) -> Bool { name.starts(with: word.utf8) }

    private func has(_ word: String) -> Bool {
        let length = word.utf8.count
        guard name.count >= length else { return false }
        return (0...name.count - length).contains { name[$0...].starts(with: word.utf8) }
    }

    /// The models that see or hear, and the large ones since 3.5, are served in the place for these.
    var isMultimodal: Bool {
        if begins(with: "qvq") || has("-vl") || has("-omni") || has("-audio") { return true }
        return version.map { $0 >= 305 } ?? false
    }

    /// 3.5 is 305; nil for a name without a number behind `qwen`, or with a whole one.
    private var version: Int? {
        guard begins(with: "qwen") else { return nil }
        let parts = name.dropFirst(4).prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
            .split(separator: 0x2E)
        guard parts.count == 2, parts.allSatisfy({ $0.count < 4 }),
            let major = Int(String(decoding: parts[0], as: UTF8.self)),
            let minor = Int(String(decoding: parts[1], as: UTF8.self))
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
        let size = name.dropFirst(6).prefix { $0 != UInt8(ascii: "-") }
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
