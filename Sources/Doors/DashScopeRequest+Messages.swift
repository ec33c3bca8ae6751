import Documents
import Vocabulary

/// The conversation: `messages`, or one `prompt`.
extension DashScopeRequest {
    mutating func readMessages(of input: JSONTape.Node) throws(DoorError) {
        guard let list = tape.present("messages", of: input) else {
            guard let prompt = try string("prompt", of: input, at: "input.prompt") else {
                throw .malformed(
                    "Either \"prompt\" or \"messages\" must exist and cannot both be none")
            }
            question.prompt.messages = [Message(.user, prompt)]
            return
        }
        guard tape.kind(list) == .array else { throw wrong(list, "array", at: "messages") }
        guard tape.count(list) > 0 else { throw .malformed("[] is too short - 'messages'") }
        for (index, node) in tape.elements(list).enumerated() {
            let path = "messages.[\(index)]"
            guard tape.kind(node) == .object else { throw wrong(node, "object", at: path) }
            question.prompt.messages.append(try message(node, at: path))
        }
    }

    private mutating func message(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message {
        guard let role = try string("role", of: node, at: "\(path).role") else {
            throw .malformed("'role' is a required property - '\(path)'")
        }
        if tape.present("reasoning_content", of: node) != nil {
            question.notCarried.append("\(path).reasoning_content")
        }
        let parts = try content(of: node, at: path)
        switch role {
        case "system": return Message(.system, parts)
        case "user": return Message(.user, parts)
        case "assistant": return Message(.assistant, parts + (try calls(of: node, at: path)))
        case "tool", "function":
            let id = try string("tool_call_id", of: node, at: "\(path).tool_call_id")
            let name = try string("name", of: node, at: "\(path).name")
            return Message(
                .tool,
                [.toolResult(id: id ?? name ?? "", text: parts.joinedText, isError: false)])
        default:
            throw notOneOf(
                role, ["system", "assistant", "user", "tool", "function"], at: "\(path).role")
        }
    }

    private func calls(
        of node: JSONTape.Node, at path: String
    ) throws(DoorError) -> [Message.Part] {
        guard let list = tape.present("tool_calls", of: node) else { return [] }
        guard tape.kind(list) == .array else {
            throw wrong(list, "array", at: "\(path).tool_calls")
        }
        var parts: [Message.Part] = []
        for (index, call) in tape.elements(list).enumerated() {
            let path = "\(path).tool_calls.[\(index)]"
            guard let function = tape.present("function", of: call), tape.kind(function) == .object
            else { throw .malformed("'function' is a required property - '\(path)'") }
            let arguments = try string("arguments", of: function, at: "\(path).function.arguments")
            parts.append(
                .toolCall(
                    id: try string("id", of: call, at: "\(path).id") ?? "",
                    name: try string("name", of: function, at: "\(path).function.name") ?? "",
                    arguments: arguments ?? ""))
        }
        return parts
    }

    private mutating func content(
        of node: JSONTape.Node, at path: String
    ) throws(DoorError) -> [Message.Part] {
        guard let content = tape.present("content", of: node) else { return [] }
        if let text = tape.string(content) { return text.isEmpty ? [] : [.text(text)] }
        guard tape.kind(content) == .array else {
            throw wrong(content, "string", at: "\(path).content")
        }
        var parts: [Message.Part] = []
        for (index, part) in tape.elements(content).enumerated() {
            let path = "\(path).content.[\(index)]"
            guard tape.kind(part) == .object else { throw wrong(part, "object", at: path) }
            // A part is told by the name of its one member, but for those in OpenAI's form.
            if let text = try string("text", of: part, at: "\(path).text") {
                parts.append(.text(text))
            } else if let image = try string("image", of: part, at: "\(path).image") {
                parts.append(.image(Message.Image(dataURL: image) ?? .url(image)))
            } else {
                question.notCarried.append(path)
            }
        }
        return parts
    }
}
