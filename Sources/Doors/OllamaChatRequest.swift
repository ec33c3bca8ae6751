import Documents
import Vocabulary

/// Reads the body of a chat request as Ollama's Go code does: unknown members are passed over, a member
/// of another kind is told with the name of its type, and hardly anything else is judged.
struct OllamaChatRequest {
    let tape: JSONTape
    var question = Question(model: "", prompt: Prompt(messages: []))

    static func question(headers: Headers, body: [UInt8]) throws(DoorError) -> Question {
        var reader = OllamaChatRequest(tape: try tape(body))
        try reader.readAll()
        reader.question.key = headers.bearerKey
        return reader.question
    }

    /// The name in the body of `/api/show`.
    static func modelName(in body: [UInt8]) throws(DoorError) -> String {
        let reader = OllamaChatRequest(tape: try tape(body))
        let root = reader.tape.root
        // The older name of the member is still taken.
        let old = try reader.string("name", of: root, "ShowRequest.name")
        let new = try reader.string("model", of: root, "ShowRequest.model")
        guard let name = new ?? old, !name.isEmpty else { throw .malformed("model is required") }
        return name
    }

    private static func tape(_ body: [UInt8]) throws(DoorError) -> JSONTape {
        guard body.contains(where: { $0 > 0x20 }) else { throw .malformed("missing request body") }
        var tape = JSONTape()
        do {
            try tape.read(body)
        } catch {
            guard error.offset >= 0, error.offset < body.count else {
                throw .malformed("unexpected EOF")
            }
            let byte = body[error.offset]
            let sign =
                (0x21...0x7E).contains(byte)
                ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
            throw .malformed("invalid character '\(sign)' in the request: \(error.reason)")
        }
        guard tape.kind(tape.root) == .object else {
            throw .malformed(
                "json: cannot unmarshal \(tape.goName(of: tape.root)) into Go value of type "
                    + "api.ChatRequest")
        }
        return tape
    }

    private mutating func readAll() throws(DoorError) {
        let root = tape.root
        question.members = Set(tape.names(of: root))
        question.isStreamed = try bool("stream", of: root, "ChatRequest.stream") ?? true
        question.wantsUsageInStream = true
        guard let model = try string("model", of: root, "ChatRequest.model"), !model.isEmpty
        else { throw .malformed("model is required") }
        question.model = model
        try readMessages()
        try readTools()
        try readOptions()
        try readFormat()
        try readThink()
        question.notCarried += ["logprobs", "shift", "top_logprobs", "truncate"].filter {
            tape.present($0, of: root) != nil
        }
    }

    // MARK: Messages

    private mutating func readMessages() throws(DoorError) {
        guard let list = tape.present("messages", of: tape.root) else { return }
        guard tape.kind(list) == .array else {
            throw wrong(list, "ChatRequest.messages", "[]api.Message")
        }
        var open = OpenCalls()
        for (index, node) in tape.elements(list).enumerated() {
            guard tape.kind(node) == .object else {
                throw wrong(node, "ChatRequest.messages", "api.Message")
            }
            let path = "messages[\(index)]"
            let role = try string("role", of: node, "Message.role") ?? ""
            let text = try string("content", of: node, "Message.content")
            if try string("thinking", of: node, "Message.thinking") != nil {
                question.notCarried.append("\(path).thinking")
            }
            if role == "tool" {
                let id = try answered(by: node, among: &open)
                question.prompt.messages.append(
                    Message(.tool, [.toolResult(id: id, text: text ?? "", isError: false)]))
                continue
            }
            var parts: [Message.Part] = text.map { [.text($0)] } ?? []
            parts += try images(of: node)
            let calls = try self.calls(of: node, index)
            if !calls.isEmpty {
                open = OpenCalls()
                for call in calls { open.add(call.id, call.name) }
                parts += calls.map {
                    .toolCall(id: $0.id, name: $0.name, arguments: $0.arguments)
                }
            }
            let known = Message.Role(rawValue: role)
            if known == nil { question.notCarried.append("\(path).role") }
            question.prompt.messages.append(Message(known ?? .user, parts))
        }
    }

    /// A result names its call, or only the tool; without either it is that of the next call.
    private func answered(
        by node: JSONTape.Node, among calls: inout OpenCalls
    ) throws(DoorError) -> String {
        if let id = try string("tool_call_id", of: node, "Message.tool_call_id") { return id }
        let name = try string("tool_name", of: node, "Message.tool_name")
        return calls.next(named: name) ?? name ?? ""
    }

    private func images(of node: JSONTape.Node) throws(DoorError) -> [Message.Part] {
        guard let list = tape.present("images", of: node) else { return [] }
        guard tape.kind(list) == .array else {
            throw wrong(list, "Message.messages.images", "[]api.ImageData")
        }
        var parts: [Message.Part] = []
        for image in tape.elements(list) {
            guard let text = tape.string(image) else {
                throw wrong(image, "Message.messages.images", "[]uint8")
            }
            if let place = text.utf8.firstNonBase64 {
                throw .malformed("illegal base64 data at input byte \(place)")
            }
            parts.append(.image(.data(mediaType: text.imageMediaType, base64: text)))
        }
        return parts
    }

    private func calls(
        of node: JSONTape.Node, _ message: Int
    ) throws(DoorError) -> [(id: String, name: String, arguments: String)] {
        guard let list = tape.present("tool_calls", of: node) else { return [] }
        guard tape.kind(list) == .array else {
            throw wrong(list, "Message.messages.tool_calls", "[]api.ToolCall")
        }
        var calls: [(id: String, name: String, arguments: String)] = []
        for (index, call) in tape.elements(list).enumerated() {
            guard tape.kind(call) == .object,
                let function = tape.present("function", of: call), tape.kind(function) == .object
            else {
                throw wrong(call, "Message.messages.tool_calls.function", "api.ToolCallFunction")
            }
            let name = try string("name", of: function, "ToolCallFunction.name") ?? ""
            let arguments = tape.present("arguments", of: function)
            if let arguments, tape.kind(arguments) != .object {
                throw wrong(
                    arguments, "Message.messages.tool_calls.function.arguments",
                    "api.ToolCallFunctionArguments")
            }
            // Calls may come back without an id: results are paired by name then.
            let id = try string("id", of: call, "ToolCall.id") ?? "call_\(message)_\(index)"
            calls.append((id, name, arguments.map { tape.text($0) } ?? "{}"))
        }
        return calls
    }

    // MARK: Tools

    private mutating func readTools() throws(DoorError) {
        guard let list = tape.present("tools", of: tape.root) else { return }
        guard tape.kind(list) == .array else {
            throw wrong(list, "ChatRequest.tools", "api.Tools")
        }
        for node in tape.elements(list) {
            guard tape.kind(node) == .object,
                let function = tape.present("function", of: node), tape.kind(function) == .object
            else { throw wrong(node, "ChatRequest.tools.function", "api.ToolFunction") }
            var schema = #"{"type":"object","properties":{}}"#
            if let parameters = tape.present("parameters", of: function) {
                guard tape.kind(parameters) == .object else {
                    throw wrong(
                        parameters, "ChatRequest.tools.function.parameters",
                        "api.ToolFunctionParameters")
                }
                schema = tape.text(parameters)
            }
            question.prompt.tools.append(
                Tool(
                    name: try string("name", of: function, "ToolFunction.name") ?? "",
                    summary: try string("description", of: function, "ToolFunction.description"),
                    schema: schema))
        }
    }

    // MARK: Options

    private mutating func readOptions() throws(DoorError) {
        guard let options = tape.present("options", of: tape.root) else { return }
        guard tape.kind(options) == .object else {
            throw wrong(options, "ChatRequest.options", "map[string]interface {}")
        }
        var parameters = Parameters()
        for (key, value) in tape.members(options) where !tape.isNull(value) {
            guard let name = tape.string(key) else { continue }
            switch name {
            case "temperature": parameters.temperature = try decimal(value, name)
            case "top_p": parameters.topP = try decimal(value, name)
            case "seed": parameters.seed = try integer(value, name)
            case "num_predict":
                let limit = try integer(value, name)
                // Below nothing there is no limit.
                parameters.maxTokens = limit < 0 ? nil : limit
            case "stop": parameters.stop = try stop(value)
            default: question.notCarried.append("options.\(name)")
            }
        }
        question.prompt.parameters = parameters
    }

    private func decimal(_ node: JSONTape.Node, _ name: String) throws(DoorError) -> String {
        guard let text = tape.number(node), tape.double(node)?.isFinite == true else {
            throw .malformed("option \"\(name)\" must be of type float32")
        }
        return text
    }

    private func integer(_ node: JSONTape.Node, _ name: String) throws(DoorError) -> Int {
        guard let number = tape.integer(node) else {
            throw .malformed("option \"\(name)\" must be of type integer")
        }
        return number
    }

    private func stop(_ node: JSONTape.Node) throws(DoorError) -> [String] {
        if let one = tape.string(node) { return [one] }
        let texts = tape.elements(node).compactMap { tape.string($0) }
        guard tape.kind(node) == .array, texts.count == tape.count(node) else {
            throw .malformed("option \"stop\" must be of an array of strings")
        }
        return texts
    }

    /// A schema, or `json`; an empty text is none.
    private mutating func readFormat() throws(DoorError) {
        guard let format = tape.present("format", of: tape.root) else { return }
        if tape.kind(format) == .object {
            question.prompt.format = .schema(
                name: "answer", schema: tape.text(format), isStrict: true)
            return
        }
        switch tape.string(format) {
        case "": break
        case "json": question.prompt.format = .json
        default:
            throw .malformed(
                "invalid format: \(tape.text(format)); expected \"json\" or a valid JSON Schema "
                    + "object")
        }
    }

    private mutating func readThink() throws(DoorError) {
        guard let think = tape.present("think", of: tape.root) else { return }
        if let bool = tape.bool(think) {
            question.effort = bool ? "true" : "false"
            question.prompt.parameters.effort = bool ? .medium : Parameters.Effort.none
            return
        }
        guard let word = tape.string(think) else {
            throw .malformed(
                "think must be a boolean or string (\"high\", \"medium\", \"low\", true, or false)")
        }
        let known: [String: Parameters.Effort] = [
            "low": .low, "medium": .medium, "high": .high, "max": .max,
        ]
        guard let effort = known[word] else {
            throw .malformed(
                "invalid think value: \"\(word)\" (must be \"high\", \"medium\", \"low\", true, or "
                    + "false)")
        }
        question.effort = word
        question.prompt.parameters.effort = effort
    }

    // MARK: Members

    private func string(
        _ name: String, of node: JSONTape.Node, _ field: String
    ) throws(DoorError) -> String? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let text = tape.string(value) else { throw wrong(value, field, "string") }
        return text
    }

    private func bool(
        _ name: String, of node: JSONTape.Node, _ field: String
    ) throws(DoorError) -> Bool? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let bool = tape.bool(value) else { throw wrong(value, field, "bool") }
        return bool
    }

    private func wrong(_ node: JSONTape.Node, _ field: String, _ type: String) -> DoorError {
        .malformed(
            "json: cannot unmarshal \(tape.goName(of: node)) into Go struct field \(field) of type "
                + type)
    }
}

/// The calls of the last turn in their order, and in that of each tool.
private struct OpenCalls {
    private var all: [String] = []
    private var named: [String: ArraySlice<String>] = [:]
    private var count = 0

    mutating func add(_ id: String, _ name: String) {
        all.append(id)
        named[name, default: []].append(id)
    }

    mutating func next(named name: String?) -> String? {
        if let name { return named[name]?.popFirst() }
        guard count < all.count else { return nil }
        count += 1
        return all[count - 1]
    }
}

extension JSONTape {
    /// What Go's decoder calls a value.
    fileprivate func goName(of node: Node) -> String {
        switch kind(node) {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension String.UTF8View {
    /// Where a text stops being base64 with its padding.
    fileprivate var firstNonBase64: Int? {
        var padding = 0
        var count = 0
        for byte in self {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F:
                if padding > 0 { return count }
            case 0x3D:
                padding += 1
                if padding > 2 { return count }
            default: return count
            }
            count += 1
        }
        return count % 4 == 0 ? nil : count
    }
}

extension String {
    /// The kind of an image by how its bytes begin, since this API is not told it.
    fileprivate var imageMediaType: String {
        for (start, type) in [
            ("iVBOR", "image/png"), ("/9j/", "image/jpeg"), ("R0lGOD", "image/gif"),
            ("UklGR", "image/webp"),
        ] where hasPrefix(start) {
            return type
        }
        return "application/octet-stream"
    }
}
