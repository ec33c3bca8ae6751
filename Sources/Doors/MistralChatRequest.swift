import Documents
import Vocabulary

/// Reads the body of a Mistral chat completion, or throws what Mistral would refuse it with: one entry
/// of a `detail` list, with the path and the value that is wrong.
///
/// The path is OpenAI's, yet hardly a member: this API knows no member that it does not name, leaves out
/// `type` where OpenAI insists on it, and takes images as a bare text.
struct MistralChatRequest {
    let tape: JSONTape
    var question = Question(model: "", prompt: Prompt(messages: []))

    static func question(headers: Headers, body: [UInt8]) throws(DoorError) -> Question {
        var tape = JSONTape()
        do {
            try tape.read(body)
        } catch {
            throw .misfit(
                "json_invalid", "JSON decode error", at: String(error.offset), input: "{}",
                context: error.reason)
        }
        var reader = MistralChatRequest(tape: tape)
        try reader.readAll()
        reader.question.key = headers.bearerKey
        return reader.question
    }

    private mutating func readAll() throws(DoorError) {
        let root = tape.root
        guard tape.kind(root) == .object else { throw wrongObject(root, at: "") }
        question.members = Set(tape.names(of: root))
        for name in question.members.sorted() where !Self.members.contains(name) {
            let value = tape.member(name, of: root)
            throw .misfit(
                "extra_forbidden", "Extra inputs are not permitted", at: name,
                input: value.map { tape.text($0) } ?? "null")
        }
        guard let model = try string("model", of: root, at: "model") else {
            throw missing("model", in: root)
        }
        question.model = model
        // Usage comes with the finish chunk whether asked for or not; padding, too.
        question.wantsUsageInStream = true
        question.allowsPadding = true
        question.isStreamed = try bool("stream", of: root, at: "stream") ?? false
        try readMessages()
        try readTools()
        try readToolChoice()
        try readParameters()
        try readFormat()
        try readFacts()
        question.notCarried += Self.membersWithoutRoom.filter {
            tape.present($0, of: root).map { tape.bool($0) != false } ?? false
        }
    }

    private static let members: Set<String> = [
        "frequency_penalty", "guardrails", "logprobs", "max_tokens", "messages", "metadata",
        "min_tokens", "model", "n", "parallel_tool_calls", "prediction", "presence_penalty",
        "prompt_cache_key", "prompt_logprobs", "prompt_mode", "random_seed", "reasoning_effort",
        "repetition_penalty", "response_format", "safe_prompt", "service_tier", "stop", "stream",
        "temperature", "tool_choice", "tools", "top_k", "top_logprobs", "top_p",
        "top_prompt_logprobs",
    ]

    /// Members that change the answer and have no place in a neutral prompt.
    private static let membersWithoutRoom = [
        "frequency_penalty", "guardrails", "logprobs", "min_tokens", "prediction",
        "presence_penalty", "prompt_logprobs", "prompt_mode", "repetition_penalty", "safe_prompt",
        "top_k", "top_logprobs", "top_prompt_logprobs",
    ]

    // MARK: Tools

    private mutating func readTools() throws(DoorError) {
        guard let list = tape.present("tools", of: tape.root) else { return }
        guard tape.kind(list) == .array else { throw wrong("list", list, at: "tools") }
        for (index, node) in tape.elements(list).enumerated() {
            // The list is one of two that this member may be, and the path names which.
            let path = "tools.list[Tool].\(index)"
            guard tape.kind(node) == .object else { throw wrongObject(node, at: path) }
            let type = try string("type", of: node, at: "\(path).type") ?? "function"
            guard type == "function" else {
                throw wrongWord(type, ["function"], at: "\(path).type")
            }
            guard let function = tape.present("function", of: node) else {
                throw missing("\(path).function", in: node)
            }
            try readFunction(function, at: "\(path).function")
        }
    }

    private mutating func readFunction(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) {
        guard tape.kind(node) == .object else { throw wrongObject(node, at: path) }
        guard let name = try string("name", of: node, at: "\(path).name") else {
            throw missing("\(path).name", in: node)
        }
        guard let parameters = tape.present("parameters", of: node) else {
            throw missing("\(path).parameters", in: node)
        }
        guard tape.kind(parameters) == .object else {
            throw wrong("dictionary", parameters, at: "\(path).parameters")
        }
        question.prompt.tools.append(
            Tool(
                name: name,
                summary: try string("description", of: node, at: "\(path).description"),
                schema: tape.text(parameters),
                isStrict: try bool("strict", of: node, at: "\(path).strict") ?? false))
    }

    /// `any` is the older word for `required`.
    private mutating func readToolChoice() throws(DoorError) {
        guard let choice = tape.present("tool_choice", of: tape.root) else { return }
        if let word = tape.string(choice) {
            switch word {
            case "none": question.prompt.toolChoice = ToolChoice.none
            case "auto": question.prompt.toolChoice = .auto
            case "any", "required": question.prompt.toolChoice = .required
            default:
                throw wrongWord(word, ["auto", "none", "any", "required"], at: "tool_choice")
            }
            return
        }
        guard tape.kind(choice) == .object else { throw wrongObject(choice, at: "tool_choice") }
        guard let function = tape.present("function", of: choice) else {
            throw missing("tool_choice.function", in: choice)
        }
        guard tape.kind(function) == .object else {
            throw wrongObject(function, at: "tool_choice.function")
        }
        guard let name = try string("name", of: function, at: "tool_choice.function.name") else {
            throw missing("tool_choice.function.name", in: function)
        }
        question.prompt.toolChoice = .named(name)
    }

    // MARK: Parameters

    private mutating func readParameters() throws(DoorError) {
        var parameters = Parameters()
        parameters.temperature = try decimal("temperature", in: 0...1.5)
        parameters.topP = try decimal("top_p", in: 0...1)
        _ = try decimal("presence_penalty", in: -2...2)
        _ = try decimal("frequency_penalty", in: -2...2)
        parameters.seed = try integer("random_seed", from: 0)
        parameters.maxTokens = try integer("max_tokens", from: 0)
        parameters.parallelToolCalls = try bool(
            "parallel_tool_calls", of: tape.root, at: "parallel_tool_calls")
        parameters.stop = try stop()
        if let effort = try string("reasoning_effort", of: tape.root, at: "reasoning_effort") {
            question.effort = effort
            guard let known = Self.efforts[effort] else {
                throw wrongWord(effort, Self.effortNames, at: "reasoning_effort")
            }
            parameters.effort = known
        }
        question.choices = try integer("n", from: 1, to: 128) ?? 1
        question.prompt.parameters = parameters
    }

    private static let effortNames = [
        "none", "minimal", "low", "medium", "high", "xhigh", "max",
    ]
    private static let efforts: [String: Parameters.Effort] = [
        "none": .none, "minimal": .minimal, "low": .low, "medium": .medium, "high": .high,
        "xhigh": .max, "max": .max,
    ]

    private func stop() throws(DoorError) -> [String] {
        guard let stop = tape.present("stop", of: tape.root) else { return [] }
        if let one = tape.string(stop) { return [one] }
        guard tape.kind(stop) == .array else { throw wrong("string", stop, at: "stop.str") }
        var sequences: [String] = []
        for (index, node) in tape.elements(stop).enumerated() {
            guard let text = tape.string(node) else {
                throw wrong("string", node, at: "stop.list[str].\(index)")
            }
            sequences.append(text)
        }
        return sequences
    }

    private mutating func readFormat() throws(DoorError) {
        let path = "response_format"
        guard let format = tape.present(path, of: tape.root) else { return }
        guard tape.kind(format) == .object else { throw wrongObject(format, at: path) }
        switch try string("type", of: format, at: "\(path).type") ?? "text" {
        case "text": question.prompt.format = .text
        case "json_object": question.prompt.format = .json
        case "json_schema":
            let path = "\(path).json_schema"
            guard let body = tape.present("json_schema", of: format) else {
                throw missing(path, in: format)
            }
            guard tape.kind(body) == .object else { throw wrongObject(body, at: path) }
            guard let name = try string("name", of: body, at: "\(path).name") else {
                throw missing("\(path).name", in: body)
            }
            guard let schema = tape.present("schema", of: body) else {
                throw missing("\(path).schema", in: body)
            }
            guard tape.kind(schema) == .object else {
                throw wrong("dictionary", schema, at: "\(path).schema")
            }
            question.prompt.format = .schema(
                name: name, schema: tape.text(schema),
                isStrict: try bool("strict", of: body, at: "\(path).strict") ?? false)
        case let other:
            throw wrongWord(other, ["text", "json_object", "json_schema"], at: "\(path).type")
        }
    }

    private mutating func readFacts() throws(DoorError) {
        question.serviceTier = try string("service_tier", of: tape.root, at: "service_tier")
        guard let metadata = tape.present("metadata", of: tape.root) else { return }
        guard tape.kind(metadata) == .object else {
            throw wrong("dictionary", metadata, at: "metadata")
        }
        question.prompt.metadata = tape.texts(of: metadata)
    }
}
