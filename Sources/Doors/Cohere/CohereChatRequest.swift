import Documents
import Vocabulary

/// Reads the body of a Cohere chat, or throws what Cohere would refuse it with: words alone, in which the parameter
/// and the types stand.
struct CohereChatRequest {
    let tape: JSONTape
    var question = Question(model: "", prompt: Prompt(messages: []))

    static func question(headers: Headers, body: [UInt8]) throws(DoorError) -> Question {
        var tape = JSONTape()
        do {
            try tape.read(body)
        } catch {
            throw .malformed("invalid json syntax: \(error.reason)")
        }
        var reader = CohereChatRequest(tape: tape)
        try reader.readAll()
        reader.question.key = headers.bearerKey
        return reader.question
    }

    private mutating func readAll() throws(DoorError) {
        let root = tape.root
        guard tape.kind(root) == .object else { throw wrong(root, "body", "object") }
        question.members = Set(tape.names(of: root))
        question.isStreamed = try bool("stream", of: root) ?? false
        question.wantsUsageInStream = true
        guard let model = try string("model", of: root), !model.isEmpty else {
            throw .malformed("a model parameter is required for this endpoint.")
        }
        question.model = model
        try readMessages()
        try readTools()
        try readParameters()
        try readFormat()
        question.notCarried += Self.membersWithoutRoom.filter { name in
            guard let value = tape.present(name, of: root) else { return false }
            return tape.bool(value) != false
                && !(tape.kind(value) == .array && tape.count(value) == 0)
        }
    }

    /// Members that change the answer and have no place in a neutral prompt.
    private static let membersWithoutRoom = [
        "citation_options", "documents", "frequency_penalty", "k", "logprobs", "presence_penalty",
        "raw_prompting", "safety_mode",
    ]

    // MARK: Messages

    private mutating func readMessages() throws(DoorError) {
        guard let list = tape.present("messages", of: tape.root) else {
            throw .malformed("invalid request: messages must be specified.")
        }
        guard tape.kind(list) == .array else { throw wrong(list, "messages", "array") }
        for (index, node) in tape.elements(list).enumerated() {
            let path = "messages[\(index)]"
            guard tape.kind(node) == .object else { throw wrong(node, path, "object") }
            question.prompt.messages.append(try message(node, path))
        }
        guard !question.prompt.messages.isEmpty else {
            throw .malformed("invalid request: messages must not be empty.")
        }
    }

    private mutating func message(
        _ node: JSONTape.Node, _ path: String
    ) throws(DoorError) -> Message {
        let word = try string("role", of: node, "\(path).role") ?? ""
        guard let role = Message.Role(rawValue: word) else {
            throw .malformed(
                "invalid request: role of \(path) is '\(word)', and must be one of system, user, "
                    + "assistant, tool.")
        }
        let content = try content(of: node, path)
        if role == .tool {
            let id = try string("tool_call_id", of: node, "\(path).tool_call_id") ?? ""
            return Message(.tool, [.toolResult(id: id, text: content.joinedText, isError: false)])
        }
        if try string("tool_plan", of: node, "\(path).tool_plan") != nil {
            question.notCarried.append("\(path).tool_plan")
        }
        return Message(role, content + (try calls(of: node, path)))
    }

    private mutating func content(
        of node: JSONTape.Node, _ path: String
    ) throws(DoorError) -> [Message.Part] {
        guard let content = tape.present("content", of: node) else { return [] }
        if let text = tape.string(content) { return [.text(text)] }
        guard tape.kind(content) == .array else {
            throw wrong(content, "\(path).content", "string")
        }
        var parts: [Message.Part] = []
        for (index, part) in tape.elements(content).enumerated() {
            let place = "\(path).content[\(index)]"
            guard tape.kind(part) == .object else { throw wrong(part, place, "object") }
            switch try string("type", of: part, "\(place).type") {
            case "text": parts.append(.text(try string("text", of: part, "\(place).text") ?? ""))
            case "image_url":
                let image = tape.present("image_url", of: part)
                guard let image, tape.kind(image) == .object,
                    let url = try string("url", of: image, "\(place).image_url.url")
                else { throw .malformed("invalid request: \(place).image_url must have a url.") }
                parts.append(.image(Message.Image(dataURL: url) ?? .url(url)))
            // Thoughts of earlier turns, and documents that a tool found.
            case "thinking", "document": question.notCarried.append(place)
            case let other:
                throw .malformed(
                    "invalid request: type of \(place) is '\(other ?? "")', and must be one of "
                        + "text, image_url, thinking, document.")
            }
        }
        return parts
    }

    private func calls(
        of node: JSONTape.Node, _ path: String
    ) throws(DoorError) -> [Message.Part] {
        guard let list = tape.present("tool_calls", of: node) else { return [] }
        guard tape.kind(list) == .array else { throw wrong(list, "\(path).tool_calls", "array") }
        var parts: [Message.Part] = []
        for (index, call) in tape.elements(list).enumerated() {
            let place = "\(path).tool_calls[\(index)]"
            guard tape.kind(call) == .object, let function = tape.present("function", of: call),
                tape.kind(function) == .object
            else { throw .malformed("invalid request: \(place) must have a function.") }
            parts.append(
                .toolCall(
                    id: try string("id", of: call, "\(place).id") ?? "",
                    name: try string("name", of: function, "\(place).function.name") ?? "",
                    arguments: try string("arguments", of: function, "\(place).function.arguments")
                        ?? ""))
        }
        return parts
    }

    // MARK: Tools

    private mutating func readTools() throws(DoorError) {
        let root = tape.root
        if let list = tape.present("tools", of: root) {
            guard tape.kind(list) == .array else { throw wrong(list, "tools", "array") }
            let isStrict = try bool("strict_tools", of: root) ?? false
            for (index, node) in tape.elements(list).enumerated() {
                question.prompt.tools.append(try tool(node, "tools[\(index)]", isStrict))
            }
        }
        guard let choice = try string("tool_choice", of: root) else { return }
        switch choice.uppercased() {
        case "REQUIRED": question.prompt.toolChoice = .required
        case "NONE": question.prompt.toolChoice = ToolChoice.none
        default:
            throw .malformed(
                "invalid request: tool_choice is '\(choice)', and must be one of REQUIRED, NONE.")
        }
    }

    private func tool(
        _ node: JSONTape.Node, _ path: String, _ isStrict: Bool
    ) throws(DoorError) -> Tool {
        guard tape.kind(node) == .object, let function = tape.present("function", of: node),
            tape.kind(function) == .object
        else { throw .malformed("invalid request: \(path) must have a function.") }
        guard let name = try string("name", of: function, "\(path).function.name"), !name.isEmpty
        else { throw .malformed("invalid request: \(path).function must have a name.") }
        let parameters = tape.present("parameters", of: function)
        if let parameters, tape.kind(parameters) != .object {
            throw wrong(parameters, "\(path).function.parameters", "object")
        }
        return Tool(
            name: name,
            summary: try string("description", of: function, "\(path).function.description"),
            schema: parameters.map { tape.text($0) } ?? #"{"type":"object"}"#, isStrict: isStrict)
    }

    // MARK: Parameters

    private mutating func readParameters() throws(DoorError) {
        var parameters = Parameters()
        parameters.temperature = try decimal("temperature")
        parameters.topP = try decimal("p")
        parameters.seed = try integer("seed")
        parameters.maxTokens = try integer("max_tokens")
        if let stop = tape.present("stop_sequences", of: tape.root) {
            let texts = tape.elements(stop).compactMap { tape.string($0) }
            guard tape.kind(stop) == .array, texts.count == tape.count(stop) else {
                throw wrong(stop, "stop_sequences", "array of strings")
            }
            parameters.stop = texts
        }
        if let thinking = tape.present("thinking", of: tape.root) {
            guard tape.kind(thinking) == .object else {
                throw wrong(thinking, "thinking", "object")
            }
            switch try string("type", of: thinking, "thinking.type") {
            case "enabled": question.thinking = true
            case "disabled": question.thinking = false
            case let other:
                throw .malformed(
                    "invalid request: thinking.type is '\(other ?? "")', and must be one of "
                        + "enabled, disabled.")
            }
            parameters.effort = question.thinking == true ? .medium : Parameters.Effort.none
            if tape.present("token_budget", of: thinking) != nil {
                question.notCarried.append("thinking.token_budget")
            }
        }
        question.prompt.parameters = parameters
    }

    private mutating func readFormat() throws(DoorError) {
        guard let format = tape.present("response_format", of: tape.root) else { return }
        guard tape.kind(format) == .object else { throw wrong(format, "response_format", "object") }
        switch try string("type", of: format, "response_format.type") {
        case nil, "text": return
        // Both are taken with a schema, and the first without.
        case "json_object", "json_schema": break
        case let other:
            throw .malformed(
                "invalid request: response_format.type is '\(other ?? "")', and must be one of "
                    + "text, json_object.")
        }
        guard let schema = tape.present("json_schema", of: format) else {
            question.prompt.format = .json
            return
        }
        guard tape.kind(schema) == .object else {
            throw wrong(schema, "response_format.json_schema", "object")
        }
        question.prompt.format = .schema(name: "answer", schema: tape.text(schema), isStrict: true)
    }

    // MARK: Members

    private func string(
        _ name: String, of node: JSONTape.Node, _ path: String? = nil
    ) throws(DoorError) -> String? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let text = tape.string(value) else { throw wrong(value, path ?? name, "string") }
        return text
    }

    private func bool(_ name: String, of node: JSONTape.Node) throws(DoorError) -> Bool? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let bool = tape.bool(value) else { throw wrong(value, name, "boolean") }
        return bool
    }

    private func decimal(_ name: String) throws(DoorError) -> String? {
        guard let value = tape.present(name, of: tape.root) else { return nil }
        guard let text = tape.number(value), tape.double(value) != nil else {
            throw wrong(value, name, "float")
        }
        return text
    }

    private func integer(_ name: String) throws(DoorError) -> Int? {
        guard let value = tape.present(name, of: tape.root) else { return nil }
        guard let number = tape.integer(value) else { throw wrong(value, name, "integer") }
        return number
    }

    private func wrong(_ node: JSONTape.Node, _ path: String, _ type: String) -> DoorError {
        let found =
            switch tape.kind(node) {
            case .null: "null"
            case .bool: "boolean"
            case .number: "number"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        return .malformed(
            "invalid type: parameter \(path) is of type \(found) but should be of type \(type).")
    }
}
