import Documents
public import Vocabulary

/// Mistral's chat: OpenAI's answers with content that may be a list, in requests other names (`random_seed`, `any`),
/// tool call ids of nine characters, and usage that comes unasked.
public struct MistralChat: RequestDialect {
    public static let name = "mistral-chat"
    public static let summary = "POST /chat/completions, data-only events, [DONE], content lists"

    public init() {}

    public func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader {
        DialectReader(MistralMeaning.self, contract, limits)
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization
    ) -> Request {
        Request(
            url: endpoint.url("/chat/completions"),
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
        for (index, message) in prompt.messages.enumerated() {
            write(message, isLast: index == prompt.messages.count - 1, to: &json)
        }
        json.endArray()
        writeParameters(prompt.parameters, model, to: &json)
        writeTools(prompt, to: &json)
        FunctionTools.write(prompt.format, to: &json)
        json.pairs("metadata", prompt.metadata)
        json.optionalMember("prompt_cache_key", prompt.messages.cacheName)
        if stream { json.member("stream", true) }
        json.endObject()
        return json.bytes
    }

    private static func writeParameters(
        _ parameters: Parameters, _ model: String, to json: inout JSONWriter
    ) {
        if let temperature = parameters.temperature, MistralModel.takes(temperature: temperature) {
            json.number("temperature", temperature)
        }
        if MistralModel.takesTopP(parameters) { json.number("top_p", parameters.topP) }
        json.optionalMember("max_tokens", parameters.maxTokens)
        json.optionalMember("random_seed", parameters.seed)
        json.texts("stop", parameters.stop)
        if let effort = parameters.effort, MistralModel.takesEffort(model) {
            json.member("reasoning_effort", effort.thinks ? "high" : "none")
        }
        json.optionalMember("service_tier", parameters.tierOfTwo)
    }

    // MARK: Messages

    private static func write(_ message: Message, isLast: Bool, to json: inout JSONWriter) {
        let isPrefix = isLast && message.role == .assistant
        if !isPrefix, let text = message.onlyText { return json.message(message.speaker, text) }
        FunctionTools.writeResults(message.parts, to: &json, id: callID)
        let content = message.parts.content
        guard !content.isEmpty || !message.parts.calls.isEmpty || message.parts.isEmpty else {
            return
        }
        json.beginObject()
        json.member("role", message.speaker)
        json.key("content")
        writeContent(content, to: &json)
        FunctionTools.writeCalls(message.parts, to: &json, id: callID)
        // An answer that was begun for the model is only taken when it says so.
        if isPrefix, message.parts.calls.isEmpty { json.member("prefix", true) }
        json.endObject()
    }

    private static func writeContent(_ content: [Message.Part], to json: inout JSONWriter) {
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
                json.member("image_url", image.asURL)
            case .toolCall, .toolResult: break
            }
            json.endObject()
        }
        json.endArray()
    }

    private static let idAlphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Nine letters and digits, all else is refused: the id of another provider's call is made into one, always
    /// into the same.
    static func callID(_ id: String) -> String {
        let isOwn =
            id.utf8.count == 9
            && id.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte)
            }
        if isOwn { return id }
        let digest = SHA256.hash(Array(id.utf8))
        return String(
            decoding: digest.prefix(9).map { idAlphabet[Int($0) % idAlphabet.count] },
            as: UTF8.self)
    }

    // MARK: Tools

    private static func writeTools(_ prompt: Prompt, to json: inout JSONWriter) {
        guard !prompt.tools.isEmpty else { return }
        FunctionTools.write(prompt.tools, hasStrict: true, to: &json)
        FunctionTools.write(prompt.toolChoice, to: &json, required: "any")
        json.optionalMember("parallel_tool_calls", prompt.parameters.parallelToolCalls)
    }
}

/// What Mistral's models take.
enum MistralModel {
    static func takes(temperature: String) -> Bool {
        Double(temperature).map { (0...1).contains($0) } ?? false
    }

    /// With temperature 0 the one likeliest token is taken, and a share of the likely ones is refused.
    static func takesTopP(_ parameters: Parameters) -> Bool {
        guard let temperature = parameters.temperature, Double(temperature) == 0 else {
            return true
        }
        return parameters.topP.flatMap { Double($0) } == 1
    }

    /// The models that think when asked to; Magistral always does, the others never.
    static func takesEffort(_ model: String) -> Bool {
        let name = model.split(separator: "/").last ?? ""
        return name.hasPrefix("mistral-small") || name.hasPrefix("mistral-medium")
    }
}

/// Mistral's answers are OpenAI's: lists of parts, thoughts among them, are read there for all. One number for
/// several calls, or none, is this provider's usual way and nothing to be told.
struct MistralMeaning: WireLanguage {
    private var chat = OpenAIMeaning(numbersCalls: false)

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        chat.read(event: tape, text, &context, emit)
    }

    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        chat.read(answer: tape, &context, emit)
    }

    /// What its checks of a request find comes as a list under `detail`.
    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError? {
        if let error = OpenAIMeaning.error(in: tape, isEvent: isEvent) { return error }
        guard let detail = tape.member("detail", of: tape.root), tape.count(detail) > 0,
            tape.member("choices", of: tape.root) == nil
        else { return nil }
        return ErrorEnvelope.flat(tape)
    }

    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        chat.finish(&context, emit)
    }
}
