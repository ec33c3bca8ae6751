import Documents
import Vocabulary

/// Reads the body of a Messages request, or throws the refusal that Anthropic would answer with, in
/// its words: the path, a colon, what was expected.
struct AnthropicRequest {
    let tape: JSONTape
    private var question: Question
    /// `count_tokens` needs no limit.
    private let needsMaxTokens: Bool

    static func question(
        headers: Headers, body: [UInt8], needsMaxTokens: Bool = true
    ) throws(DoorError) -> Question {
        guard let version = headers["anthropic-version"], !version.isEmpty else {
            throw .malformed("anthropic-version: header is required")
        }
        guard knownVersions.contains(version) else {
            throw .malformed("anthropic-version: \"\(version)\" is not a valid version")
        }
        var tape = JSONTape()
        do {
            try tape.read(body)
        } catch {
            throw .malformed(
                "The request body is not valid JSON: \(error.reason) at byte \(error.offset)")
        }
        var reader = AnthropicRequest(tape: tape, needsMaxTokens: needsMaxTokens)
        reader.question.apiVersion = version
        reader.question.key = headers["x-api-key"].map(Secret.init) ?? headers.bearerKey
        try reader.readAll()
        return reader.question
    }

    private static let knownVersions = ["2023-01-01", "2023-06-01", "2026-10-21"]

    private init(tape: JSONTape, needsMaxTokens: Bool) {
        self.tape = tape
        self.needsMaxTokens = needsMaxTokens
        question = Question(model: "", prompt: Prompt(messages: []))
    }

    private mutating func readAll() throws(DoorError) {
        let root = tape.root
        guard tape.kind(root) == .object else {
            throw .malformed("Input should be a valid dictionary or object to extract fields from")
        }
        for (key, _) in tape.members(root) {
            if let name = tape.string(key) { question.members.insert(name) }
        }
        question.model = try requiredString("model", of: root, at: "model")
        guard !question.model.isEmpty else {
            throw .malformed("model: String should have at least 1 character")
        }
        try readSystem()
        try readMessages()
        try readParameters()
        try readTools()
        try readFormat()
        try readFacts()
        question.notCarried += Self.membersWithoutRoom.filter { question.members.contains($0) }
    }

    /// Members that change the answer and have no place in a neutral prompt.
    private static let membersWithoutRoom = [
        "container", "context_management", "fallbacks", "mcp_servers", "thinking", "top_k",
    ]

    // MARK: Messages

    private mutating func readSystem() throws(DoorError) {
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
        if !parts.isEmpty { question.prompt.messages.append(Message(.system, parts)) }
    }

    private mutating func readMessages() throws(DoorError) {
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
        if !rest.isEmpty { question.prompt.messages.append(Message(.user, rest)) }
    }

    private mutating func readTurn(
        _ role: Message.Role, _ node: JSONTape.Node, at path: String
    ) throws(DoorError) {
        question.prompt.messages.append(Message(role, try content(of: node, at: path)))
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
            if case .text(let piece) = part { text += piece } else { question.notCarried.append(at) }
        }
        return .toolResult(id: id, text: text, isError: isError)
    }

    // MARK: Parameters

    private mutating func readParameters() throws(DoorError) {
        let root = tape.root
        var parameters = Parameters()
        if let limit = tape.member("max_tokens", of: root) {
            guard let number = tape.integer(limit) else {
                throw .malformed("max_tokens: Input should be a valid integer")
            }
            guard number >= 0 else {
                throw .malformed("max_tokens: Input should be greater than or equal to 0")
            }
            parameters.maxTokens = number
        } else if needsMaxTokens {
            throw .malformed("max_tokens: Field required")
        }
        parameters.temperature = try fraction("temperature")
        parameters.topP = try fraction("top_p")
        if let sequences = present("stop_sequences", of: root) {
            guard tape.kind(sequences) == .array else {
                throw .malformed("stop_sequences: Input should be a valid list")
            }
            for (index, node) in tape.elements(sequences).enumerated() {
                guard let text = tape.string(node) else {
                    throw .malformed("stop_sequences.\(index): Input should be a valid string")
                }
                guard text.utf8.contains(where: { $0 > 0x20 }) else {
                    throw .malformed("stop_sequences: each stop sequence must contain non-whitespace")
                }
                parameters.stop.append(text)
            }
        }
        question.prompt.parameters = parameters
    }

    /// A number from 0 to 1.
    private func fraction(_ name: String) throws(DoorError) -> String? {
        guard let value = present(name, of: tape.root) else { return nil }
        guard let text = tape.number(value) else {
            throw .malformed("\(name): Input should be a valid number")
        }
        // A number beyond all doubles is out of range by its sign.
        let number = tape.double(value) ?? (text.hasPrefix("-") ? -.infinity : .infinity)
        if number < 0 {
            throw .malformed("\(name): Input should be greater than or equal to 0")
        }
        if number > 1 { throw .malformed("\(name): Input should be less than or equal to 1") }
        return text
    }

    // MARK: Tools

    private mutating func readTools() throws(DoorError) {
        if let list = present("tools", of: tape.root) {
            guard tape.kind(list) == .array else {
                throw .malformed("tools: Input should be a valid list")
            }
            var names: Set<String> = []
            for (index, node) in tape.elements(list).enumerated() {
                let name = try readTool(node, at: "tools.\(index)")
                guard names.insert(name).inserted else {
                    throw .malformed("tools: Tool names must be unique.")
                }
            }
        }
        try readToolChoice()
    }

    private mutating func readTool(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> String {
        guard tape.kind(node) == .object else {
            throw .malformed("\(path): Input should be a valid dictionary")
        }
        let type = try string("type", of: node, at: "\(path).type") ?? "custom"
        let at = "\(path).\(type)"
        let name = try requiredString("name", of: node, at: "\(at).name")
        // Tools that the provider runs itself have a dated type and no schema.
        guard type == "custom" else {
            question.notCarried.append(path)
            return name
        }
        guard (1...128).contains(name.utf8.count), name.utf8.allSatisfy(\.isNameByte) else {
            throw .malformed("\(at).name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'")
        }
        guard let schema = tape.member("input_schema", of: node) else {
            throw .malformed("\(at).input_schema: Field required")
        }
        guard tape.kind(schema) == .object else {
            throw .malformed("\(at).input_schema: Input should be a valid dictionary")
        }
        let kind = try requiredString("type", of: schema, at: "\(at).input_schema.type")
        guard kind == "object" else {
            throw .malformed("\(at).input_schema.type: Input should be 'object'")
        }
        question.prompt.tools.append(
            Tool(
                name: name,
                summary: try string("description", of: node, at: "\(at).description"),
                schema: tape.text(schema),
                isStrict: try bool("strict", of: node, at: "\(at).strict") ?? false))
        return name
    }

    private mutating func readToolChoice() throws(DoorError) {
        guard let choice = present("tool_choice", of: tape.root) else { return }
        guard tape.kind(choice) == .object else {
            throw .malformed("tool_choice: Input should be a valid dictionary or object")
        }
        let type = try requiredString("type", of: choice, at: "tool_choice.type")
        switch type {
        case "auto": question.prompt.toolChoice = .auto
        case "any": question.prompt.toolChoice = .required
        case "none": question.prompt.toolChoice = ToolChoice.none
        case "tool":
            let name = try requiredString("name", of: choice, at: "tool_choice.tool.name")
            guard question.prompt.tools.contains(where: { $0.name == name })
                || !question.notCarried.isEmpty
            else { throw .malformed("tool_choice: Tool '\(name)' not found in provided tools") }
            question.prompt.toolChoice = .named(name)
        default:
            throw .malformed(
                "tool_choice: Input tag '\(type)' found using 'type' does not match any of the "
                    + "expected tags: 'any', 'auto', 'none', 'tool'")
        }
        guard type == "none" || present("tools", of: tape.root) != nil else {
            throw .malformed("tool_choice: may only be specified while providing tools")
        }
        let single = try bool(
            "disable_parallel_tool_use", of: choice, at: "tool_choice.disable_parallel_tool_use")
        if let single { question.prompt.parameters.parallelToolCalls = !single }
    }

    // MARK: The rest

    /// `output_config.format`, or its older name `output_format`.
    private mutating func readFormat() throws(DoorError) {
        var found: (node: JSONTape.Node, path: String)?
        if let old = present("output_format", of: tape.root) { found = (old, "output_format") }
        if let config = present("output_config", of: tape.root) {
            guard tape.kind(config) == .object else {
                throw .malformed("output_config: Input should be a valid dictionary")
            }
            question.effort = try string("effort", of: config, at: "output_config.effort")
            if let format = present("format", of: config) { found = (format, "output_config.format") }
        }
        guard let (format, path) = found else { return }
        let type = try requiredString("type", of: format, at: "\(path).type")
        guard type == "json_schema" else {
            throw .malformed("\(path).type: Input should be 'json_schema'")
        }
        guard let schema = tape.member("schema", of: format) else {
            throw .malformed("\(path).schema: Field required")
        }
        guard tape.kind(schema) == .object else {
            throw .malformed("\(path).schema: Input should be a valid dictionary")
        }
        // The dialect has no name for a schema, and holds every answer to it.
        question.prompt.format = .schema(
            name: "output", schema: tape.text(schema), isStrict: true)
    }

    private mutating func readFacts() throws(DoorError) {
        question.isStreamed = try bool("stream", of: tape.root, at: "stream") ?? false
        question.wantsUsageInStream = true
        question.serviceTier = try string("service_tier", of: tape.root, at: "service_tier")
        guard let metadata = present("metadata", of: tape.root) else { return }
        guard tape.kind(metadata) == .object else {
            throw .malformed("metadata: Input should be a valid dictionary")
        }
        question.user = try string("user_id", of: metadata, at: "metadata.user_id")
        question.prompt.metadata = tape.texts(of: metadata)
        question.prompt.metadata["user_id"] = nil
    }

    // MARK: Members by kind

    /// A member that is there and not null.
    private func present(_ name: String, of node: JSONTape.Node) -> JSONTape.Node? {
        tape.member(name, of: node).flatMap { tape.isNull($0) ? nil : $0 }
    }

    private func requiredString(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> String {
        guard let value = tape.member(name, of: node) else {
            throw .malformed("\(path()): Field required")
        }
        guard let text = tape.string(value) else {
            throw .malformed("\(path()): Input should be a valid string")
        }
        return text
    }

    private func string(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> String? {
        guard let value = present(name, of: node) else { return nil }
        guard let text = tape.string(value) else {
            throw .malformed("\(path()): Input should be a valid string")
        }
        return text
    }

    private func bool(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> Bool? {
        guard let value = present(name, of: node) else { return nil }
        guard let bool = tape.bool(value) else {
            throw .malformed("\(path()): Input should be a valid boolean")
        }
        return bool
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
