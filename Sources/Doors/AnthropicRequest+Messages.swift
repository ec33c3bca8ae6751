import Documents
import Vocabulary

/// The system text, the turns with their blocks, and the pairing of calls with their answers.
extension AnthropicRequest {
    mutating func readSystem() throws(DoorError) {
        guard let system = present("system", of: tape.root) else { return }
        if let text = tape.string(system) {
            question.prompt.messages.append(Message(.system, text))
            return
        }
        guard tape.kind(system) == .array else {
            throw .malformed("system: Input should be a valid string or list of text blocks")
        }
        var parts: [Message.Part] = []
        for (index, block) in tape.elements(system).enumerated() {
            parts.append(.text(try text(of: block, at: "system.\(index)")))
        }
        guard !parts.isEmpty else { return }
        question.prompt.messages.append(Message(.system, parts, isKept: marksCache(system)))
    }

    mutating func readMessages() throws(DoorError) {
        guard let list = tape.member("messages", of: tape.root) else {
            throw .malformed("messages: Field required")
        }
        guard tape.kind(list) == .array else {
            throw .malformed("messages: Input should be a valid list")
        }
        guard tape.count(list) > 0 else {
            throw .malformed("messages: at least one message is required")
        }
        var pairing = ToolPairing()
        for (index, node) in tape.elements(list).enumerated() {
            let path = "messages.\(index)"
            guard tape.kind(node) == .object else {
                throw .malformed("\(path): Input does not match the expected shape.")
            }
            let role = try requiredString("role", of: node, at: "\(path).role")
            let start = question.prompt.messages.count
            switch role {
            case "user": try readUser(node, at: path, answering: pairing.calls)
            case "assistant": try readTurn(.assistant, node, at: path)
            case "system": try readTurn(.system, node, at: path)
            default:
                throw .malformed(
                    "messages: Unexpected role \"\(role)\". Allowed roles are \"user\" or "
                        + "\"assistant\".")
            }
            try pairing.take(question.prompt.messages[start...], at: index)
        }
        try pairing.end()
    }

    /// Results of tools stand in the user's turn here; elsewhere each is a message of its own.
    private mutating func readUser(
        _ node: JSONTape.Node, at path: String, answering calls: Set<String>
    ) throws(DoorError) {
        let parts = try content(of: node, at: path)
        for (index, part) in parts.enumerated() {
            guard case .toolResult(let id, _, _) = part else { continue }
            guard calls.contains(id) else {
                throw .malformed(
                    "\(path).content.\(index): unexpected `tool_use_id` found in `tool_result` "
                        + "blocks: \(id). Each `tool_result` block must have a corresponding "
                        + "`tool_use` block in the previous message.")
            }
            question.prompt.messages.append(Message(.tool, [part]))
        }
        let rest = parts.filter { if case .toolResult = $0 { false } else { true } }
        guard !rest.isEmpty else { return }
        question.prompt.messages.append(Message(.user, rest, isKept: marksCache(in: node)))
    }

    private mutating func readTurn(
        _ role: Message.Role, _ node: JSONTape.Node, at path: String
    ) throws(DoorError) {
        question.prompt.messages.append(
            Message(role, try content(of: node, at: path), isKept: marksCache(in: node)))
    }

    private func marksCache(in message: JSONTape.Node) -> Bool {
        guard let content = tape.member("content", of: message) else { return false }
        return marksCache(content)
    }

    /// One of the blocks has the mark behind which a prompt's beginning is kept.
    private func marksCache(_ blocks: JSONTape.Node) -> Bool {
        guard tape.kind(blocks) == .array else { return false }
        return tape.elements(blocks).contains { block in
            tape.kind(block) == .object && present("cache_control", of: block) != nil
        }
    }

    private mutating func content(
        of node: JSONTape.Node, at path: String
    ) throws(DoorError) -> [Message.Part] {
        guard let content = tape.member("content", of: node) else {
            throw .malformed("\(path).content: Field required")
        }
        if let text = tape.string(content) {
            guard !text.isEmpty else { throw .emptyMessage(path) }
            return [.text(text)]
        }
        guard tape.kind(content) == .array else {
            throw .malformed("\(path).content: Input should be a valid list")
        }
        guard tape.count(content) > 0 else { throw .emptyMessage(path) }
        var parts: [Message.Part] = []
        for (index, block) in tape.elements(content).enumerated() {
            if let part = try part(block, at: "\(path).content.\(index)") { parts.append(part) }
        }
        return parts
    }

    private mutating func part(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part? {
        guard tape.kind(node) == .object else {
            throw .malformed("\(path): Input should be a valid dictionary")
        }
        let type = try requiredString("type", of: node, at: "\(path).type")
        switch type {
        case "text":
            return .text(try text(of: node, at: path))
        case "image":
            return try image(node, at: path)
        case "tool_use":
            let id = try requiredString("id", of: node, at: "\(path).tool_use.id")
            let name = try requiredString("name", of: node, at: "\(path).tool_use.name")
            guard let input = tape.member("input", of: node) else {
                throw .malformed("\(path).tool_use.input: Field required")
            }
            guard tape.kind(input) == .object else {
                throw .malformed("\(path).tool_use.input: Input should be a valid dictionary")
            }
            return .toolCall(id: id, name: name, arguments: tape.text(input))
        case "tool_result":
            return try toolResult(node, at: path)
        case "thinking", "redacted_thinking":
            // A model's earlier thoughts are its provider's business: no other can read them.
            return nil
        case _ where Self.knownBlocks.contains(type):
            question.notCarried.append(path)
            return nil
        default:
            let known = Self.knownBlocks.union([
                "text", "image", "tool_use", "tool_result", "thinking", "redacted_thinking",
            ])
            throw .malformed(
                "\(path): Input tag '\(type)' found using 'type' does not match any of the "
                    + "expected tags: "
                    + known.sorted().map { "'\($0)'" }.joined(separator: ", "))
        }
    }

    private static let knownBlocks: Set<String> = [
        "bash_code_execution_tool_result", "code_execution_tool_result", "compaction",
        "container_upload", "document", "fallback", "mcp_tool_result", "mcp_tool_use",
        "search_result", "server_tool_use", "text_editor_code_execution_tool_result",
        "tool_search_tool_result", "web_fetch_tool_result", "web_search_tool_result",
    ]

    private func text(of node: JSONTape.Node, at path: String) throws(DoorError) -> String {
        let text = try requiredString("text", of: node, at: "\(path).text")
        guard !text.isEmpty else {
            throw .malformed("messages: text content blocks must be non-empty")
        }
        return text
    }

    private mutating func image(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part? {
        guard let source = present("source", of: node) else {
            throw .malformed("\(path).image.source: Field required")
        }
        let at = "\(path).image.source"
        let type = try requiredString("type", of: source, at: "\(at).type")
        switch type {
        case "base64":
            let media = try requiredString("media_type", of: source, at: "\(at).base64.media_type")
            guard Self.imageTypes.contains(media) else {
                throw .malformed(
                    "\(at).base64.media_type: Input should be 'image/jpeg', 'image/png', "
                        + "'image/gif' or 'image/webp'")
            }
            let data = try requiredString("data", of: source, at: "\(at).base64.data")
            return .image(.data(mediaType: media, base64: data))
        case "url":
            return .image(.url(try requiredString("url", of: source, at: "\(at).url.url")))
        case "file":
            question.notCarried.append(path)
            return nil
        default:
            throw .malformed(
                "\(at): Input tag '\(type)' found using 'type' does not match any of the expected "
                    + "tags: 'base64', 'file', 'url'")
        }
    }

    private static let imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"]

    private mutating func toolResult(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part {
        let id = try requiredString("tool_use_id", of: node, at: "\(path).tool_result.tool_use_id")
        let isError =
            try bool("is_error", of: node, at: "\(path).tool_result.is_error") ?? false
        guard let content = present("content", of: node) else {
            return .toolResult(id: id, text: "", isError: isError)
        }
        if let text = tape.string(content) {
            return .toolResult(id: id, text: text, isError: isError)
        }
        guard tape.kind(content) == .array else {
            throw .malformed("\(path).tool_result.content: Input should be a valid list")
        }
        var text = ""
        for (index, block) in tape.elements(content).enumerated() {
            let at = "\(path).tool_result.content.\(index)"
            let part = try self.part(block, at: at)
            if case .text(let piece) = part {
                text += piece
            } else {
                question.notCarried.append(at)
            }
        }
        return .toolResult(id: id, text: text, isError: isError)
    }
}

extension DoorError {
    fileprivate static func emptyMessage(_ path: String) -> DoorError {
        .malformed(
            "\(path): all messages must have non-empty content except for the optional final "
                + "assistant message")
    }
}

/// Every call of an assistant's turn is answered in the user's turn right after it, where messages of
/// one role in a row are one turn.
private struct ToolPairing {
    private(set) var calls: Set<String> = []
    private var open: Set<String> = []
    private var asked = 0
    private var wasAssistant = false

    mutating func take(_ messages: ArraySlice<Message>, at index: Int) throws(DoorError) {
        let isAssistant = messages.first?.role == .assistant
        if isAssistant {
            if !wasAssistant {
                try end()
                calls.removeAll()
            }
            let made = messages.flatMap(\.callIDs)
            calls.formUnion(made)
            open.formUnion(made)
            asked = index
        } else {
            for id in messages.compactMap(\.answeredCall) { open.remove(id) }
        }
        wasAssistant = isAssistant
    }

    func end() throws(DoorError) {
        guard !open.isEmpty else { return }
        throw .malformed(
            "messages.\(asked): `tool_use` ids were found without `tool_result` blocks immediately "
                + "after: \(open.sorted().joined(separator: ", ")). Each `tool_use` block must have a "
                + "corresponding `tool_result` block in the next message.")
    }
}
