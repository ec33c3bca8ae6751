import Documents
public import Vocabulary

/// Ollama's own chat: lines of JSON instead of events, streamed unless told otherwise, arguments of
/// calls as objects, and times in nanoseconds.
public struct OllamaChatDoor: Door {
    public static let name = "ollama-chat"
    public var basePath: String { "" }
    public static let missingAnswer = (place: "message", value: "null")
    public let provider = "ollama"
    public let echoesAlias = true

    public init() {}

    public static func serves(method: String, path: String, headers: Headers) -> Bool {
        let path = path.withoutQuery
        return ["/api/chat", "/api/tags", "/api/show", "/api/version"].contains {
            path.hasSuffix($0)
        }
    }

    public func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry {
        let path = path.withoutQuery
        func takes(_ name: String) -> Bool { path.hasSuffix("/api/" + name) }
        let isGet = method == "GET" || method == "HEAD"
        do {
            switch true {
            case takes("chat") where method == "POST":
                return .question(try OllamaChatRequest.question(headers: headers, body: body))
            case takes("show") where method == "POST":
                return .model(try OllamaChatRequest.modelName(in: body))
            case takes("tags") where isGet: return .models
            case takes("version") where isGet: return .fact(version)
            case takes("chat"), takes("show"), takes("tags"), takes("version"):
                return .refusal(DoorError(.wrongMethod))
            case path.isEmpty || path == "/": return .fact(greeting)
            default: return .refusal(DoorError(.noSuchPath))
            }
        } catch {
            return .refusal(error)
        }
    }

    /// Nothing: what a model cannot do with a well-formed request is passed over in silence, and so is
    /// a prompt beyond its context.
    public func refusal(of question: Question) -> DoorError? { nil }

    public func plain(
        _ answer: DoorAnswer, to question: Question, stamp: DoorStamp
    ) -> DoorReply {
        if let failure = answer.failure() { return error(failure, stamp: stamp) }
        var writer = JSONWriter()
        OllamaFacts.open(model: answer.model ?? question.model, stamp, to: &writer)
        writer.key("message")
        writer.beginObject()
        writer.member("role", "assistant")
        writer.member("content", (answer.text ?? "") + (answer.refusal ?? ""))
        if let reasoning = answer.reasoning, !reasoning.isEmpty {
            writer.member("thinking", reasoning)
        }
        if !answer.toolCalls.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for (place, call) in answer.toolCalls.enumerated() {
                OllamaFacts.write(call, place, stamp, to: &writer)
            }
            writer.endArray()
        }
        writer.endObject()
        OllamaFacts.writeEnd(answer.finish, answer.usage, stamp, to: &writer)
        writer.endObject()
        return DoorReply(
            status: 200, headers: ["content-type": OllamaFacts.json], body: writer.bytes)
    }

    public func stream(for question: Question, stamp: DoorStamp) -> any DoorStream {
        OllamaChatStream(question: question, stamp: stamp)
    }

    public func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        OllamaErrors.reply(error, stamp: stamp)
    }

    public func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        OllamaErrors.event(error)
    }

    // MARK: Models

    /// `/api/tags`
    public func models(_ names: [String], stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("models")
        writer.beginArray()
        for name in names {
            writer.beginObject()
            writer.member("name", name)
            writer.member("model", name)
            writer.member("modified_at", CivilTime(unixSeconds: stamp.unixSeconds).rfc3339)
            writer.member("size", Self.modelSize)
            writer.member("digest", OllamaFacts.digest(of: name))
            Self.writeDetails(to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return reply(writer.bytes)
    }

    /// `/api/show`, which does not repeat the name.
    public func model(_ name: String, stamp: DoorStamp) -> DoorReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("modelfile", "FROM \(name)")
        writer.member("template", "{{ .Prompt }}")
        Self.writeDetails(to: &writer)
        writer.key("model_info")
        writer.beginObject()
        writer.member("general.architecture", Self.family)
        writer.member("\(Self.family).context_length", 131_072)
        writer.endObject()
        writer.key("capabilities")
        writer.beginArray()
        for ability in ["completion", "tools", "thinking", "vision"] { writer.string(ability) }
        writer.endArray()
        writer.member("modified_at", CivilTime(unixSeconds: stamp.unixSeconds).rfc3339)
        writer.endObject()
        return reply(writer.bytes)
    }

    /// This API counts no tokens for its callers.
    public func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply {
        error(DoorError(.noSuchPath), stamp: stamp)
    }

    private static let family = "llama"
    private static let modelSize = 2_019_393_189

    private static func writeDetails(to writer: inout JSONWriter) {
        writer.key("details")
        writer.beginObject()
        writer.member("parent_model", "")
        writer.member("format", "gguf")
        writer.member("family", family)
        writer.key("families")
        writer.beginArray()
        writer.string(family)
        writer.endArray()
        writer.member("parameter_size", "3.2B")
        writer.member("quantization_level", "Q4_K_M")
        writer.endObject()
    }

    private var version: DoorReply { reply(Array(#"{"version":"0.24.0"}"#.utf8)) }

    /// What clients ask to see whether anybody is there.
    private var greeting: DoorReply {
        DoorReply(
            status: 200, headers: ["content-type": "text/plain; charset=utf-8"],
            body: Array("Ollama is running".utf8))
    }

    private func reply(_ body: [UInt8]) -> DoorReply {
        DoorReply(status: 200, headers: ["content-type": OllamaFacts.json], body: body)
    }
}

extension DoorStamp {
    func ollamaCallID(_ index: Int) -> String { id("call_", for: .toolCall(index), letters: 8) }
}

/// The pieces that plain and streamed answers share.
enum OllamaFacts {
    static let json = "application/json; charset=utf-8"
    static let lines = "application/x-ndjson"

    static func open(model: String, _ stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("model", model)
        writer.member("created_at", CivilTime(unixSeconds: stamp.unixSeconds).rfc3339)
    }

    static func write(
        _ call: ToolCall, _ place: Int, _ stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("id", call.id ?? stamp.ollamaCallID(place))
        writer.key("function")
        writer.beginObject()
        writer.member("index", place)
        writer.member("name", call.name)
        writer.key("arguments")
        write(arguments: call.arguments, to: &writer)
        writer.endObject()
        writer.endObject()
    }

    /// An object on one line, since a line is all that tells one event from the next. Arguments that are
    /// no JSON at all cannot be told otherwise than as a text: wrong, and plainly so.
    private static func write(arguments: String, to writer: inout JSONWriter) {
        guard arguments.utf8.contains(where: { $0 > 0x20 }) else {
            writer.beginObject()
            writer.endObject()
            return
        }
        var tape = JSONTape()
        do {
            try tape.read(arguments)
            writer.raw(bytes: arguments.utf8.filter { $0 != 0x0A && $0 != 0x0D })
        } catch {
            writer.string(arguments)
        }
    }

    /// The reason and, by a simulated machine's speed, how long everything took. A count that is not known
    /// is left out, and so is one of 0: Ollama's own are.
    static func writeEnd(
        _ finish: Finish?, _ usage: Usage?, _ stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        let counts = usage.map { DoorCounts($0) }
        writer.member("done", true)
        writer.optionalMember("done_reason", finish.map(FinishWords.ollama))
        let (read, wrote) = (counts?.input ?? 0, counts?.output ?? 0)
        let reading = duration(read, nanosecondsEach: 250_000)
        let writing = duration(wrote, nanosecondsEach: 12_000_000)
        if stamp.persona == .provider {
            let loading = 60_000_000
            writer.member("total_duration", loading + reading + writing)
            writer.member("load_duration", loading)
        }
        if read > 0 { writer.member("prompt_eval_count", read) }
        if stamp.persona == .provider, read > 0 { writer.member("prompt_eval_duration", reading) }
        if wrote > 0 { writer.member("eval_count", wrote) }
        if stamp.persona == .provider, wrote > 0 { writer.member("eval_duration", writing) }
    }

    /// At most some hours: counts come from outside, and their product must not leave 64 bits.
    private static func duration(_ count: Int, nanosecondsEach: Int) -> Int {
        min(max(count, 0), 1_000_000) * nanosecondsEach
    }

    static func digest(of name: String) -> String {
        let seed = name.utf8.reduce(UInt64(5_381)) { ($0 &* 33) ^ UInt64($1) }
        return DoorStamp(seed: seed, unixSeconds: 0)
            .id("", for: .answer, letters: 64, hexadecimal: true)
    }
}

extension FinishWords {
    /// Calls end with `stop`, too; filters there are none.
    static func ollama(_ finish: Finish) -> String {
        if ["stop", "length", "load", "unload"].contains(finish.raw) { return finish.raw }
        return finish.reason == .length ? "length" : "stop"
    }
}
