import Documents
import Vocabulary

/// Messages: four roles, and parts that are more than OpenAI's.
extension MistralChatRequest {
    mutating func readMessages() throws(DoorError) {
        guard let list = tape.present("messages", of: tape.root) else {
            throw missing("messages", in: tape.root)
        }
        guard tape.kind(list) == .array else { throw wrong("list", list, at: "messages") }
        var isPrefix = false
        for (index, node) in tape.elements(list).enumerated() {
            let path = "messages.\(index)"
            guard tape.kind(node) == .object else { throw wrongObject(node, at: path) }
            question.prompt.messages.append(try message(node, at: path))
            isPrefix = try bool("prefix", of: node, at: "\(path).prefix") ?? false
        }
        guard let last = question.prompt.messages.last else {
            throw .misfit(
                "too_short", "List should have at least 1 item after validation, not 0",
                at: "messages", input: "[]")
        }
        guard last.role == .user || last.role == .tool || last.role == .assistant && isPrefix
        else { throw .lastRole(last.role.rawValue) }
    }

    private mutating func message(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message {
        guard let role = try string("role", of: node, at: "\(path).role") else {
            throw missing("\(path).role", in: node)
        }
        switch role {
        case "system": return Message(.system, try content(of: node, at: path))
        case "user": return Message(.user, try content(of: node, at: path))
        case "assistant": return Message(.assistant, try assistant(node, at: path))
        case "tool":
            let id = try string("tool_call_id", of: node, at: "\(path).tool_call_id")
            let text = try content(of: node, at: path).joinedText
            return Message(.tool, [.toolResult(id: id ?? "", text: text, isError: false)])
        default:
            throw .misfit(
                "union_tag_invalid",
                "Input tag '\(role)' found using 'role' does not match any of the expected tags: "
                    + "'system', 'user', 'assistant', 'tool'", at: path, input: tape.text(node))
        }
    }

    private mutating func assistant(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> [Message.Part] {
        var parts = try content(of: node, at: path)
        guard let calls = tape.present("tool_calls", of: node) else { return parts }
        guard tape.kind(calls) == .array else {
            throw wrong("list", calls, at: "\(path).tool_calls")
        }
        for (index, call) in tape.elements(calls).enumerated() {
            parts.append(try toolCall(call, at: "\(path).tool_calls.\(index)"))
        }
        return parts
    }

    /// `type` may be missing, and arguments may be an object in place of its text.
    private func toolCall(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part {
        guard tape.kind(node) == .object else { throw wrongObject(node, at: path) }
        guard let function = tape.present("function", of: node) else {
            throw missing("\(path).function", in: node)
        }
        guard tape.kind(function) == .object else {
            throw wrongObject(function, at: "\(path).function")
        }
        guard let name = try string("name", of: function, at: "\(path).function.name") else {
            throw missing("\(path).function.name", in: function)
        }
        guard let arguments = tape.present("arguments", of: function) else {
            throw missing("\(path).function.arguments", in: function)
        }
        guard let text = tape.string(arguments) ?? object(arguments) else {
            throw wrong("string", arguments, at: "\(path).function.arguments.str")
        }
        let id = try string("id", of: node, at: "\(path).id")
        return .toolCall(id: id ?? "", name: name, arguments: text)
    }

    private func object(_ node: JSONTape.Node) -> String? {
        tape.kind(node) == .object ? tape.text(node) : nil
    }

    /// Content may be absent or null everywhere: a call needs none, and an empty turn is a turn.
    private mutating func content(
        of node: JSONTape.Node, at path: String
    ) throws(DoorError) -> [Message.Part] {
        guard let content = tape.present("content", of: node) else { return [] }
        if let text = tape.string(content) { return [.text(text)] }
        guard tape.kind(content) == .array else {
            throw wrong("string", content, at: "\(path).content.str")
        }
        var parts: [Message.Part] = []
        for (index, part) in tape.elements(content).enumerated() {
            if let part = try self.part(part, at: "\(path).content.\(index)") {
                parts.append(part)
            }
        }
        return parts
    }

    private mutating func part(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part? {
        guard tape.kind(node) == .object else { throw wrongObject(node, at: path) }
        switch try string("type", of: node, at: "\(path).type") ?? "text" {
        case "text":
            guard let text = try string("text", of: node, at: "\(path).text") else {
                throw missing("\(path).text", in: node)
            }
            return .text(text)
        case "image_url":
            guard let image = tape.present("image_url", of: node) else {
                throw missing("\(path).image_url", in: node)
            }
            guard
                let url = tape.string(image)
                    ?? tape.present("url", of: image).flatMap(
                        tape.string)
            else { throw wrong("string", image, at: "\(path).image_url.str") }
            return .image(Message.Image(dataURL: url) ?? .url(url))
        case "thinking", "document_url", "file", "input_audio", "reference", "audio_url":
            question.notCarried.append(path)
            return nil
        case let other:
            throw .misfit(
                "union_tag_invalid",
                "Input tag '\(other)' found using 'type' does not match any of the expected tags: "
                    + "'text', 'image_url', 'document_url', 'reference', 'file', 'thinking', "
                    + "'input_audio'", at: path, input: tape.text(node))
        }
    }
}

extension Message.Image {
    /// Nil for any text that is no `data:TYPE;base64,…`.
    init?(dataURL url: String) {
        guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ",") else { return nil }
        let type = url[..<comma].dropFirst("data:".count)
        guard type.hasSuffix(";base64") else { return nil }
        self = .data(
            mediaType: String(type.dropLast(";base64".count)),
            base64: String(url[url.index(after: comma)...]))
    }
}

extension DoorError {
    fileprivate static func lastRole(_ role: String) -> DoorError {
        var error = DoorError.malformed(
            "Expected last role User or Tool (or Assistant with prefix True) for serving but got "
                + role, code: "3230")
        error.type = "invalid_request_message_order"
        return error
    }
}
