import Documents
public import Vocabulary

/// Gemini's generateContent: the model in the path, two roles, content in parts, all else in one object of
/// generation settings.
public struct GeminiGenerate: RequestDialect {
    public static let name = "gemini-generate"
    public static let summary =
        "POST …/models/{model}:generateContent, data-only events, no end mark"

    public init() {}

    public func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader {
        DialectReader(GeminiMeaning.self, contract, limits)
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization
    ) -> Request {
        Request(
            url: Self.url(to: model, stream: stream, at: endpoint),
            headers: Self.heads.fields(stream: stream),
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: GeminiModel(model)))
    }

    private static let heads = RequestHeads()

    // MARK: The place

    /// Users give the base with and without its version; one that leads to a publisher's models is Vertex AI's.
    private static func url(to model: String, stream: Bool, at endpoint: Endpoint) -> String {
        let own = model.hasPrefix("models/") ? String(model.dropFirst(7)) : model
        let isWhole =
            switch endpoint.lastStep {
            case "v1beta", "v1", "v1beta1": true
            case "google": endpoint.place.hasSuffix("/publishers/google")
            default: false
            }
        let verb = stream ? ":streamGenerateContent" : ":generateContent"
        let folder = isWhole ? "/models/" : "/v1beta/models/"
        let url = endpoint.url(folder, PathSegment.escaped(own), verb)
        guard stream else { return url }
        // Without this word the stream is one JSON array.
        return url + (url.contains("?") ? "&alt=sse" : "?alt=sse")
    }

    // MARK: The body

    private static func body(for prompt: Prompt, to model: GeminiModel) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        let system = prompt.messages.systemTexts
        if !system.isEmpty {
            json.key("systemInstruction")
            json.beginObject()
            json.key("parts")
            json.beginArray()
            for text in system { writeText(text, to: &json) }
            json.endArray()
            json.endObject()
        }
        GeminiContents(prompt.messages, model).write(to: &json)
        writeTools(prompt, to: &json)
        writeSettings(prompt, model, to: &json)
        json.optionalMember(
            "serviceTier", prompt.parameters.tier(of: ["flex", "priority"], usual: "standard"))
        json.endObject()
        return json.bytes
    }

    private static func writeText(_ text: String, to json: inout JSONWriter) {
        json.beginObject()
        json.member("text", text)
        json.endObject()
    }

    // MARK: Tools

    private static func writeTools(_ prompt: Prompt, to json: inout JSONWriter) {
        guard !prompt.tools.isEmpty else { return }
        json.key("tools")
        json.beginArray()
        json.beginObject()
        json.key("functionDeclarations")
        json.beginArray()
        for tool in prompt.tools {
            json.beginObject()
            json.member("name", tool.name)
            json.optionalMember("description", tool.summary)
            // `parameters` takes a dialect of OpenAPI; this one takes JSON Schema as it is.
            json.raw("parametersJsonSchema", tool.schema)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        json.endArray()
        guard let choice = prompt.toolChoice else { return }
        json.key("toolConfig")
        json.beginObject()
        json.key("functionCallingConfig")
        json.beginObject()
        switch choice {
        case .none: json.member("mode", "NONE")
        case .auto: json.member("mode", "AUTO")
        case .required: json.member("mode", "ANY")
        case .named(let name):
            json.member("mode", "ANY")
            json.texts("allowedFunctionNames", [name])
        }
        json.endObject()
        json.endObject()
    }

    // MARK: Settings

    private static let noParameters = Parameters()

    private static func writeSettings(
        _ prompt: Prompt, _ model: GeminiModel, to json: inout JSONWriter
    ) {
        let parameters = prompt.parameters
        let sendsFormat = prompt.format != .text && model.takesFormat(prompt)
        guard parameters != Self.noParameters || sendsFormat else { return }
        json.key("generationConfig")
        json.beginObject()
        json.number("temperature", parameters.temperature)
        json.number("topP", parameters.topP)
        json.optionalMember("maxOutputTokens", parameters.maxTokens)
        json.optionalMember("seed", parameters.seed)
        json.texts("stopSequences", parameters.stop)
        if sendsFormat {
            json.member("responseMimeType", "application/json")
            if case .schema(_, let schema, _) = prompt.format {
                json.raw("responseJsonSchema", schema)
            }
        }
        if let effort = parameters.effort, let thinking = model.thinking(for: effort) {
            json.key("thinkingConfig")
            json.beginObject()
            switch thinking {
            case .budget(let tokens): json.member("thinkingBudget", tokens)
            case .level(let level): json.member("thinkingLevel", level)
            }
            json.endObject()
        }
        json.endObject()
    }
}

/// A name as one step of a path.
enum PathSegment {
    /// Beside letters, digits and what is safe anywhere these marks stand as they are.
    static func escaped(_ name: String, marks: String = "@:") -> String {
        func isPlain(_ byte: UInt8) -> Bool { isSafe(byte) || marks.utf8.contains(byte) }
        let given = name.utf8.span
        var plain = 0
        while plain < given.count, isPlain(given[plain]) { plain += 1 }
        if plain == given.count { return name }
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
