import Documents
import Vocabulary

/// Reads the body of a Messages request, or throws the refusal that Anthropic would answer with, in
/// its words: the path, a colon, what was expected.
struct AnthropicRequest {
    let tape: JSONTape
    var question: Question
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
                    throw .malformed(
                        "stop_sequences: each stop sequence must contain non-whitespace")
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
            guard
                question.prompt.tools.contains(where: { $0.name == name })
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
            if let format = present("format", of: config) {
                found = (format, "output_config.format")
            }
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
}
