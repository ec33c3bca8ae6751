import Documents
import Vocabulary

/// Reads the body of a Responses request, or throws the refusal that OpenAI would answer with, in its
/// words, `param` and `code`.
struct OpenAIResponsesRequest: OpenAIBody {
    let tape: JSONTape
    var question: Question

    static func question(headers: Headers, body: [UInt8]) throws(DoorError) -> Question {
        var reader = OpenAIResponsesRequest(
            tape: try OpenAIChatRequest.tape(headers: headers, body: body))
        try reader.readAll()
        return reader.question
    }

    private init(tape: JSONTape) {
        self.tape = tape
        question = Question(model: "", prompt: Prompt(messages: []))
    }

    private mutating func readAll() throws(DoorError) {
        let root = tape.root
        guard tape.kind(root) == .object else {
            throw .malformed(
                "Invalid body: expected an object, but got \(tape.openAIName(of: root)) instead.")
        }
        for (key, _) in tape.members(root) {
            if let name = tape.string(key) { question.members.insert(name) }
        }
        let model = try string("model", of: root, at: "model") ?? ""
        // A stored prompt names its model itself.
        guard !model.isEmpty || present("prompt", of: root) != nil else { throw .missing("model") }
        question.model = model
        if let instructions = try instructions() {
            question.prompt.messages.append(Message(.system, instructions))
        }
        try readInput()
        try readTools()
        try readParameters()
        try readText()
        try readStream()
        try readFacts()
        question.notCarried += Self.membersWithoutRoom.filter {
            question.members.contains($0) && present($0, of: root) != nil
        }
        question.echo = ResponsesEcho(tape: tape, question: question).bytes
    }

    /// Members that change the answer and have no place in a neutral prompt.
    private static let membersWithoutRoom = [
        "background", "context_management", "conversation", "max_tool_calls", "moderation",
        "previous_response_id", "prompt", "top_logprobs",
    ]

    private func instructions() throws(DoorError) -> String? {
        try string("instructions", of: tape.root, at: "instructions")
    }

    // MARK: Tools

    private mutating func readTools() throws(DoorError) {
        if let list = present("tools", of: tape.root) {
            guard tape.kind(list) == .array else {
                throw wrongType("tools", "an array of objects", list)
            }
            for (index, node) in tape.elements(list).enumerated() {
                try readTool(node, at: "tools[\(index)]")
            }
        }
        try readToolChoice()
    }

    private mutating func readTool(_ node: JSONTape.Node, at path: String) throws(DoorError) {
        guard tape.kind(node) == .object else { throw wrongType(path, "an object", node) }
        guard let type = try string("type", of: node, at: "\(path).type") else {
            throw .missing("\(path).type")
        }
        guard Self.toolTypes.contains(type) else {
            throw .unsupported(type, Self.toolTypes, at: "\(path).type")
        }
        guard type == "function" else {
            question.notCarried.append(path)
            return
        }
        question.prompt.tools.append(try function(node, at: path))
    }

    static let toolTypes = [
        "apply_patch", "code_interpreter", "computer", "computer_use_preview", "custom",
        "file_search", "function", "image_generation", "local_shell", "mcp", "namespace", "shell",
        "tool_search", "web_search", "web_search_2025_08_26", "web_search_preview",
        "web_search_preview_2025_03_11",
    ]

    private mutating func readToolChoice() throws(DoorError) {
        guard let choice = present("tool_choice", of: tape.root) else { return }
        if let word = tape.string(choice) {
            switch word {
            case "none": question.prompt.toolChoice = ToolChoice.none
            case "auto": question.prompt.toolChoice = .auto
            case "required":
                guard present("tools", of: tape.root) != nil else {
                    throw .malformed(
                        "Tool choice 'required' must be specified with 'tools' parameter.",
                        param: "tool_choice")
                }
                question.prompt.toolChoice = .required
            default: throw .unsupported(word, ["none", "auto", "required"], at: "tool_choice")
            }
            return
        }
        guard tape.kind(choice) == .object else {
            throw wrongType("tool_choice", "one of a string or object", choice)
        }
        guard let type = try string("type", of: choice, at: "tool_choice.type") else {
            throw .missing("tool_choice.type")
        }
        switch type {
        case "function":
            guard let name = try string("name", of: choice, at: "tool_choice.name") else {
                throw .missing("tool_choice.name")
            }
            guard question.prompt.tools.contains(where: { $0.name == name }) else {
                throw .malformed(
                    "Tool choice 'function' not found in 'tools' parameter.",
                    param: "tool_choice")
            }
            question.prompt.toolChoice = .named(name)
        case "allowed_tools":
            let mode = try string("mode", of: choice, at: "tool_choice.mode")
            question.prompt.toolChoice = mode == "required" ? .required : .auto
            question.notCarried.append("tool_choice")
        default:
            guard Self.toolTypes.contains(type) else {
                throw .unsupported(
                    type, (Self.toolTypes + ["allowed_tools"]).sorted(), at: "tool_choice.type")
            }
            question.notCarried.append("tool_choice")
        }
    }

    // MARK: Parameters

    private mutating func readParameters() throws(DoorError) {
        var parameters = Parameters()
        parameters.temperature = try decimal("temperature", in: 0...2)
        parameters.topP = try decimal("top_p", in: 0...1)
        parameters.maxTokens = try integer("max_output_tokens", from: 16)
        parameters.parallelToolCalls = try bool(
            "parallel_tool_calls", of: tape.root, at: "parallel_tool_calls")
        _ = try integer("max_tool_calls", from: 1)
        _ = try integer("top_logprobs", from: 0, to: 20)
        if let word = try string("truncation", of: tape.root, at: "truncation") {
            guard ["auto", "disabled"].contains(word) else {
                throw .malformed(
                    "Invalid value: '\(word)'. Supported values are: 'auto' and 'disabled'.",
                    param: "truncation", code: "invalid_value")
            }
            if word == "auto" { question.notCarried.append("truncation") }
        }
        if let reasoning = present("reasoning", of: tape.root) {
            guard tape.kind(reasoning) == .object else {
                throw wrongType("reasoning", "an object", reasoning)
            }
            let path = "reasoning.effort"
            if let effort = try string("effort", of: reasoning, at: path) {
                guard Self.efforts.contains(effort) else {
                    throw .unsupported(effort, Self.efforts, at: path)
                }
                question.effort = effort
                parameters.effort =
                    effort == "xhigh" ? .max : Parameters.Effort(rawValue: effort)
            }
            let known = ["effort", "summary", "generate_summary"]
            for (key, value) in tape.members(reasoning) {
                guard let name = tape.string(key), !known.contains(name), !tape.isNull(value)
                else { continue }
                question.notCarried.append("reasoning.\(name)")
            }
        }
        question.prompt.parameters = parameters
    }

    private static let efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]

    private mutating func readText() throws(DoorError) {
        guard let text = present("text", of: tape.root) else { return }
        guard tape.kind(text) == .object else { throw wrongType("text", "an object", text) }
        if let verbosity = try string("verbosity", of: text, at: "text.verbosity") {
            let known = ["low", "medium", "high"]
            guard known.contains(verbosity) else {
                throw .unsupported(verbosity, known, at: "text.verbosity")
            }
            if verbosity != "medium" { question.notCarried.append("text.verbosity") }
        }
        guard let format = present("format", of: text) else { return }
        let path = "text.format"
        guard tape.kind(format) == .object else { throw wrongType(path, "an object", format) }
        guard let type = try string("type", of: format, at: "\(path).type") else {
            throw .missing("\(path).type")
        }
        switch type {
        case "text": question.prompt.format = .text
        case "json_object": question.prompt.format = .json
        case "json_schema": question.prompt.format = try schemaFormat(format, at: path)
        default:
            throw .unsupported(type, ["json_object", "json_schema", "text"], at: "\(path).type")
        }
    }

    private mutating func readStream() throws(DoorError) {
        question.isStreamed = try bool("stream", of: tape.root, at: "stream") ?? false
        question.wantsUsageInStream = true
        question.allowsPadding = true
        guard let options = present("stream_options", of: tape.root) else { return }
        guard tape.kind(options) == .object else {
            throw wrongType("stream_options", "an object", options)
        }
        guard question.isStreamed else {
            throw .malformed(
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                param: "stream_options")
        }
        question.allowsPadding =
            try bool("include_obfuscation", of: options, at: "stream_options.include_obfuscation")
            ?? true
    }

    private mutating func readFacts() throws(DoorError) {
        question.serviceTier = try string("service_tier", of: tape.root, at: "service_tier")
        question.user = try string("user", of: tape.root, at: "user")
        for name in ["store", "background"] {
            _ = try bool(name, of: tape.root, at: name)
        }
        for name in [
            "previous_response_id", "prompt_cache_key", "prompt_cache_retention",
            "safety_identifier",
        ] {
            _ = try string(name, of: tape.root, at: name)
        }
        guard let metadata = present("metadata", of: tape.root) else { return }
        guard tape.kind(metadata) == .object else {
            throw wrongType("metadata", "an object", metadata)
        }
        question.prompt.metadata = tape.texts(of: metadata)
    }
}

/// What a response repeats of its request: every setting, with the value that it has if nobody sets it.
private struct ResponsesEcho {
    let tape: JSONTape
    let question: Question

    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        repeated("background", else: "false", to: &writer)
        repeated("frequency_penalty", else: "0.0", to: &writer)
        repeated("instructions", else: "null", to: &writer)
        repeated("max_output_tokens", else: "null", to: &writer)
        repeated("max_tool_calls", else: "null", to: &writer)
        repeated("moderation", else: "null", to: &writer)
        repeated("parallel_tool_calls", else: "true", to: &writer)
        repeated("presence_penalty", else: "0.0", to: &writer)
        repeated("previous_response_id", else: "null", to: &writer)
        repeated("prompt_cache_key", else: "null", to: &writer)
        repeated("prompt_cache_retention", else: "null", to: &writer)
        writeReasoning(to: &writer)
        repeated("safety_identifier", else: "null", to: &writer)
        repeated("store", else: "true", to: &writer)
        repeated("temperature", else: "1.0", to: &writer)
        writeText(to: &writer)
        repeated("tool_choice", else: #""auto""#, to: &writer)
        writeTools(to: &writer)
        repeated("top_logprobs", else: "0", to: &writer)
        repeated("top_p", else: "1.0", to: &writer)
        repeated("truncation", else: #""disabled""#, to: &writer)
        repeated("user", else: "null", to: &writer)
        repeated("metadata", else: "{}", to: &writer)
        writer.endObject()
        return Array(writer.bytes.dropFirst().dropLast())
    }

    private func repeated(_ name: String, else usual: String, to writer: inout JSONWriter) {
        writer.key(name)
        if let value = tape.member(name, of: tape.root), !tape.isNull(value) {
            write(value, to: &writer)
        } else {
            writer.raw(usual)
        }
    }

    /// In one line, since it goes into events: line ends stand only between values.
    private func write(_ node: JSONTape.Node, to writer: inout JSONWriter) {
        writer.raw(bytes: tape.text(node).utf8.filter { $0 != 0x0A && $0 != 0x0D })
    }

    private func writeReasoning(to writer: inout JSONWriter) {
        let reasoning = tape.member("reasoning", of: tape.root)
        writer.key("reasoning")
        writer.beginObject()
        writer.member("effort", question.effort)
        let summary = reasoning.flatMap { tape.string("summary", of: $0) }
        writer.member("summary", summary)
        writer.endObject()
    }

    private func writeText(to writer: inout JSONWriter) {
        let text = tape.member("text", of: tape.root)
        writer.key("text")
        writer.beginObject()
        writer.key("format")
        writer.beginObject()
        switch question.prompt.format {
        case .text: writer.member("type", "text")
        case .json: writer.member("type", "json_object")
        case .schema(let name, let schema, let isStrict):
            let format = text.flatMap { tape.member("format", of: $0) }
            writer.member("type", "json_schema")
            writer.member("description", format.flatMap { tape.string("description", of: $0) })
            writer.member("name", name)
            writer.key("schema")
            writer.raw(bytes: schema.utf8.filter { $0 != 0x0A && $0 != 0x0D })
            writer.member("strict", isStrict)
        }
        writer.endObject()
        writer.member("verbosity", text.flatMap { tape.string("verbosity", of: $0) } ?? "medium")
        writer.endObject()
    }

    private func writeTools(to writer: inout JSONWriter) {
        writer.key("tools")
        writer.beginArray()
        let list = tape.member("tools", of: tape.root)
        for node in list.map({ Array(tape.elements($0)) }) ?? [] {
            guard tape.string("type", of: node) == "function" else {
                write(node, to: &writer)
                continue
            }
            writer.beginObject()
            writer.member("type", "function")
            writer.member("description", tape.string("description", of: node))
            writer.member("name", tape.string("name", of: node))
            for (name, usual) in [
                ("parameters", #"{"type":"object","properties":{}}"#), ("strict", "true"),
            ] {
                writer.key(name)
                if let value = tape.member(name, of: node), !tape.isNull(value) {
                    write(value, to: &writer)
                } else {
                    writer.raw(usual)
                }
            }
            writer.endObject()
        }
        writer.endArray()
    }
}
