import Documents
import Vocabulary

/// Reads the body of a Converse request, or throws what the runtime would refuse it with: its validation names the
/// place and the kind that stands there.
struct BedrockConverseRequest {
    let tape: JSONTape
    var question: Question

    static func question(
        at place: BedrockPath, headers: Headers, body: [UInt8]
    ) throws(DoorError) -> Question {
        var tape = JSONTape()
        do {
            try tape.read(body)
        } catch {
            throw DoorError.serialization
        }
        var reader = BedrockConverseRequest(
            tape: tape, question: Question(model: place.model, prompt: Prompt(messages: [])))
        try reader.readAll()
        reader.question.isStreamed = place.isStreamed
        reader.question.wantsUsageInStream = true
        reader.question.key = headers.bearerKey
        return reader.question
    }

    private mutating func readAll() throws(DoorError) {
        let root = tape.root
        guard tape.kind(root) == .object else { throw .serialization }
        question.members = Set(tape.names(of: root))
        try readSystem()
        try readMessages()
        try readInference()
        try readTools()
        try readOutput()
        if let tier = try object("serviceTier", of: root) {
            question.serviceTier = try text("type", of: tier, "serviceTier.type")
        }
        if let metadata = try object("requestMetadata", of: root) {
            question.prompt.metadata = tape.texts(of: metadata)
        }
        question.notCarried += Self.membersWithoutRoom.filter { tape.present($0, of: root) != nil }
    }

    /// Members that change the answer and have no place in a neutral prompt.
    private static let membersWithoutRoom = [
        "additionalModelRequestFields", "guardrailConfig", "promptVariables",
    ]

    // MARK: Messages

    private mutating func readSystem() throws(DoorError) {
        for (index, block) in try list("system", of: tape.root).enumerated() {
            let path = "system.\(index + 1).member"
            guard tape.kind(block) == .object else { throw .serialization }
            if let text = try text("text", of: block, "\(path).text") {
                question.prompt.messages.append(Message(.system, [.text(text)]))
            } else if tape.present("cachePoint", of: block) == nil {
                question.notCarried.append(path)
            }
        }
    }

    private mutating func readMessages() throws(DoorError) {
        let messages = try list("messages", of: tape.root)
        for (index, node) in messages.enumerated() {
            let path = "messages.\(index + 1).member"
            guard tape.kind(node) == .object else { throw .serialization }
            let role = try text("role", of: node, "\(path).role") ?? ""
            guard role == "user" || role == "assistant" else {
                throw .invalid(
                    role, "\(path).role", "Member must satisfy enum value set: [user, assistant]")
            }
            guard tape.present("content", of: node) != nil else {
                throw .invalid("null", "\(path).content", "Member must not be null")
            }
            var parts: [Message.Part] = []
            for (place, block) in try list("content", of: node).enumerated() {
                guard tape.kind(block) == .object else { throw .serialization }
                let path = "\(path).content.\(place + 1).member"
                if let result = try object("toolResult", of: block) {
                    flush(&parts, as: role)
                    question.prompt.messages.append(
                        Message(.tool, [try self.result(result, path)]))
                } else if let part = try part(block, path) {
                    parts.append(part)
                }
            }
            flush(&parts, as: role)
        }
    }

    /// Results stand among what the user says, and are turns of their own in a neutral prompt.
    private mutating func flush(_ parts: inout [Message.Part], as role: String) {
        guard !parts.isEmpty else { return }
        question.prompt.messages.append(Message(role == "user" ? .user : .assistant, parts))
        parts = []
    }

    private mutating func part(
        _ block: JSONTape.Node, _ path: String
    ) throws(DoorError) -> Message.Part? {
        if let text = try text("text", of: block, "\(path).text") {
            guard !text.isEmpty else {
                throw .malformed("The text field in the ContentBlock object at \(path) is blank.")
            }
            return .text(text)
        }
        if let image = try object("image", of: block) {
            let format = try text("format", of: image, "\(path).image.format") ?? ""
            guard ["png", "jpeg", "gif", "webp"].contains(format) else {
                throw .invalid(
                    format, "\(path).image.format",
                    "Member must satisfy enum value set: [png, jpeg, gif, webp]")
            }
            guard let source = try object("source", of: image),
                let data = try text("bytes", of: source, "\(path).image.source.bytes")
            else {
                question.notCarried.append("\(path).image")
                return nil
            }
            return .image(.data(mediaType: "image/\(format)", base64: data))
        }
        if let call = try object("toolUse", of: block) {
            return .toolCall(
                id: try text("toolUseId", of: call, "\(path).toolUse.toolUseId") ?? "",
                name: try text("name", of: call, "\(path).toolUse.name") ?? "",
                arguments: tape.present("input", of: call).map { tape.text($0) } ?? "{}")
        }
        // What is marked to be kept is no part of what is said.
        if tape.present("cachePoint", of: block) == nil { question.notCarried.append(path) }
        return nil
    }

    private mutating func result(
        _ node: JSONTape.Node, _ path: String
    ) throws(DoorError) -> Message.Part {
        var words = ""
        for block in try list("content", of: node) {
            guard tape.kind(block) == .object else { throw .serialization }
            if let text = try text("text", of: block, "\(path).toolResult.content.text") {
                words += text
            } else if let json = tape.present("json", of: block) {
                words += tape.text(json)
            } else {
                question.notCarried.append("\(path).toolResult")
            }
        }
        return .toolResult(
            id: try text("toolUseId", of: node, "\(path).toolResult.toolUseId") ?? "", text: words,
            isError: try text("status", of: node, "\(path).toolResult.status") == "error")
    }

    // MARK: Parameters

    private mutating func readInference() throws(DoorError) {
        guard let config = try object("inferenceConfig", of: tape.root) else { return }
        var parameters = Parameters()
        parameters.temperature = try share("temperature", of: config)
        parameters.topP = try share("topP", of: config)
        if let limit = tape.present("maxTokens", of: config) {
            guard let count = tape.integer(limit) else { throw .serialization }
            guard count >= 1 else {
                throw .invalid(
                    String(count), "inferenceConfig.maxTokens",
                    "Member must have value greater than or equal to 1")
            }
            parameters.maxTokens = count
        }
        parameters.stop = try list("stopSequences", of: config).map { node throws(DoorError) in
            guard let text = tape.string(node) else { throw .serialization }
            return text
        }
        question.prompt.parameters = parameters
    }

    private func share(_ name: String, of node: JSONTape.Node) throws(DoorError) -> String? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let text = tape.number(value), let number = tape.double(value) else {
            throw .serialization
        }
        guard (0...1).contains(number) else {
            throw .invalid(
                text, "inferenceConfig.\(name)",
                number < 0
                    ? "Member must have value greater than or equal to 0"
                    : "Member must have value less than or equal to 1")
        }
        return text
    }

    private mutating func readTools() throws(DoorError) {
        guard let config = try object("toolConfig", of: tape.root) else { return }
        for (index, node) in try list("tools", of: config).enumerated() {
            let path = "toolConfig.tools.\(index + 1).member"
            guard tape.kind(node) == .object else { throw .serialization }
            guard let spec = try object("toolSpec", of: node) else {
                if tape.present("cachePoint", of: node) == nil { question.notCarried.append(path) }
                continue
            }
            guard let name = try text("name", of: spec, "\(path).toolSpec.name"), !name.isEmpty
            else { throw .invalid("null", "\(path).toolSpec.name", "Member must not be null") }
            let schema = try object("inputSchema", of: spec).flatMap {
                tape.present("json", of: $0)
            }
            question.prompt.tools.append(
                Tool(
                    name: name,
                    summary: try text("description", of: spec, "\(path).toolSpec.description"),
                    schema: schema.map { tape.text($0) } ?? #"{"type":"object"}"#,
                    isStrict: tape.present("strict", of: spec).flatMap { tape.bool($0) } ?? false))
        }
        guard let choice = try object("toolChoice", of: config) else { return }
        if let tool = try object("tool", of: choice) {
            question.prompt.toolChoice = .named(
                try text("name", of: tool, "toolConfig.toolChoice.tool.name") ?? "")
        } else if tape.present("any", of: choice) != nil {
            question.prompt.toolChoice = .required
        } else if tape.present("auto", of: choice) != nil {
            question.prompt.toolChoice = .auto
        }
    }

    /// A schema goes as a text in it.
    private mutating func readOutput() throws(DoorError) {
        guard let config = try object("outputConfig", of: tape.root) else { return }
        if let effort = try text("effort", of: config, "outputConfig.effort") {
            question.effort = effort
            question.prompt.parameters.effort = Self.efforts[effort]
        }
        guard let format = try object("textFormat", of: config),
            let structure = try object("structure", of: format),
            let schema = try object("jsonSchema", of: structure),
            let text = try text("schema", of: schema, "outputConfig.textFormat.schema")
        else { return }
        question.prompt.format = .schema(
            name: try self.text("name", of: schema, "outputConfig.textFormat.name") ?? "answer",
            schema: text, isStrict: true)
    }

    private static let efforts: [String: Parameters.Effort] = [
        "low": .low, "medium": .medium, "high": .high, "max": .max,
    ]

    // MARK: Members

    private func text(
        _ name: String, of node: JSONTape.Node, _ path: @autoclosure () -> String
    ) throws(DoorError) -> String? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let text = tape.string(value) else { throw .serialization }
        return text
    }

    private func object(
        _ name: String, of node: JSONTape.Node
    ) throws(DoorError) -> JSONTape.Node? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard tape.kind(value) == .object else { throw .serialization }
        return value
    }

    private func list(
        _ name: String, of node: JSONTape.Node
    ) throws(DoorError) -> [JSONTape.Node] {
        guard let value = tape.present(name, of: node) else { return [] }
        guard tape.kind(value) == .array else { throw .serialization }
        return Array(tape.elements(value))
    }
}

extension DoorError {
    /// A body, or a member of it, of another kind than the service's model has.
    fileprivate static var serialization: DoorError {
        var error = DoorError.malformed(
            "The request body could not be read as this operation's input.")
        error.type = "SerializationException"
        return error
    }

    fileprivate static func invalid(_ value: String, _ path: String, _ rule: String) -> DoorError {
        .malformed(
            "1 validation error detected: Value '\(value.prefix(80))' at '\(path)' failed to satisfy "
                + "constraint: \(rule)")
    }
}
