import Documents
import Vocabulary

/// Tools and calls in the shape that OpenAI's chat made common: `{"type":"function","function":{…}}`. Others took
/// it into languages of their own, and all but that shape differs there.
enum FunctionTools {
    /// The member `tools`; `hasStrict` says whether a tool may tell that its schema is binding.
    static func write(_ tools: [Tool], hasStrict: Bool, to json: inout JSONWriter) {
        json.key("tools")
        json.beginArray()
        for tool in tools {
            json.beginObject()
            json.member("type", "function")
            json.key("function")
            json.beginObject()
            json.member("name", tool.name)
            json.optionalMember("description", tool.summary)
            json.raw("parameters", tool.schema)
            if hasStrict, tool.isStrict { json.member("strict", true) }
            json.endObject()
            json.endObject()
        }
        json.endArray()
    }

    /// The member `tool_choice`; some have another word for a tool that must be called, or none.
    static func write(
        _ choice: ToolChoice?, to json: inout JSONWriter, required: String? = "required"
    ) {
        switch choice {
        case nil: return
        case .some(.none): json.member("tool_choice", "none")
        case .auto: json.member("tool_choice", "auto")
        case .required: json.optionalMember("tool_choice", required)
        case .named(let name):
            json.key("tool_choice")
            json.beginObject()
            json.member("type", "function")
            json.object("function", "name", name)
            json.endObject()
        }
    }

    /// The member `response_format`; nothing where a text is asked for.
    static func write(
        _ format: AnswerFormat, to json: inout JSONWriter,
        name: (String) -> String = { $0.isEmpty ? "answer" : $0 }
    ) {
        switch format {
        case .text: return
        case .json: json.raw("response_format", #"{"type":"json_object"}"#)
        case .schema(let given, let schema, let isStrict):
            json.key("response_format")
            json.beginObject()
            json.member("type", "json_schema")
            json.key("json_schema")
            json.beginObject()
            json.member("name", name(given))
            json.raw("schema", schema)
            if isStrict { json.member("strict", true) }
            json.endObject()
            json.endObject()
        }
    }

    /// The results among these parts, each a message of its own.
    static func writeResults(
        _ parts: [Message.Part], to json: inout JSONWriter, id: (String) -> String = { $0 }
    ) {
        for result in parts.results {
            json.beginObject()
            json.member("role", "tool")
            json.member("tool_call_id", id(result.id))
            json.member("content", result.text)
            json.endObject()
        }
    }

    /// The calls among these parts as a member `tool_calls`, their arguments as text; nothing where there are none.
    static func writeCalls(
        _ parts: [Message.Part], to json: inout JSONWriter, id: (String) -> String = { $0 }
    ) {
        let calls = parts.calls
        guard !calls.isEmpty else { return }
        json.key("tool_calls")
        json.beginArray()
        for call in calls {
            json.beginObject()
            json.member("id", id(call.id))
            json.member("type", "function")
            json.key("function")
            json.beginObject()
            json.member("name", call.name)
            json.member("arguments", call.arguments.isEmpty ? "{}" : call.arguments)
            json.endObject()
            json.endObject()
        }
        json.endArray()
    }

    /// Arguments must be an object; what a model wrote in its place goes on as a text inside one.
    static func writeObject(_ arguments: String, to json: inout JSONWriter) {
        if JSONCheck.isObject(arguments) { return json.raw(arguments) }
        json.beginObject()
        if !arguments.isEmpty { json.member("arguments", arguments) }
        json.endObject()
    }
}

extension [Message.Part] {
    typealias Call = (id: String, name: String, arguments: String)

    var calls: [Call] {
        compactMap {
            if case .toolCall(let id, let name, let arguments) = $0 {
                (id, name, arguments)
            } else {
                nil
            }
        }
    }

    var results: [(id: String, text: String, isError: Bool)] {
        compactMap {
            if case .toolResult(let id, let text, let isError) = $0 {
                (id, text, isError)
            } else {
                nil
            }
        }
    }

    /// Texts and images.
    var content: [Message.Part] {
        filter {
            switch $0 {
            case .text, .image: true
            case .toolCall, .toolResult: false
            }
        }
    }

    var joinedText: String {
        compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "\n")
    }

    var images: [Message.Image] {
        compactMap { if case .image(let image) = $0 { image } else { nil } }
    }
}

extension Message.Image {
    /// The media type and the data of an image that is not only an address.
    var inline: (mediaType: String, base64: String)? {
        switch self {
        case .data(let mediaType, let base64): return (mediaType, base64)
        case .url(let url):
            guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ",") else { return nil }
            let head = url[url.index(url.startIndex, offsetBy: 5)..<comma]
            guard head.hasSuffix(";base64") else { return nil }
            return (String(head.dropLast(7)), String(url[url.index(after: comma)...]))
        }
    }
}

extension Prompt {
    var hasCalls: Bool {
        messages.contains { message in
            message.parts.contains {
                switch $0 {
                case .toolCall, .toolResult: true
                case .text, .image: false
                }
            }
        }
    }

    /// An image that is an address alone, for those who fetch nothing.
    var hasImageAddress: Bool {
        messages.contains { $0.parts.images.contains { $0.inline == nil } }
    }
}

extension Parameters.Effort {
    /// For providers that know thinking only as on or off.
    var thinks: Bool {
        switch self {
        case .none, .minimal: false
        case .low, .medium, .high, .max: true
        }
    }

    /// For those who have three steps and cannot do without.
    var ofThree: String {
        switch self {
        case .none, .minimal, .low: "low"
        case .medium: "medium"
        case .high, .max: "high"
        }
    }
}
