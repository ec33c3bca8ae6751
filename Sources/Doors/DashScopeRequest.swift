import Documents
import Vocabulary

/// Reads a generation request of DashScope: messages or a prompt under `input`, everything else under
/// `parameters`, and whether to stream in a header.
///
/// What it would refuse is said as DashScope says it: with one code for nearly everything, and words
/// that end in the path of the value.
struct DashScopeRequest {
    let tape: JSONTape
    var question = Question(model: "", prompt: Prompt(messages: []))

    static func question(
        isMultimodal: Bool, headers: Headers, body: [UInt8]
    ) throws(DoorError) -> Question {
        var tape = JSONTape()
        do {
            try tape.read(body)
        } catch {
            throw .malformed(
                "The input parameter requires json format. (\(error.reason) at byte "
                    + "\(error.offset))", code: "BadRequest.IllegalInput")
        }
        guard tape.kind(tape.root) == .object else {
            throw .malformed("Required body invalid, please check the request body format.")
        }
        var reader = DashScopeRequest(tape: tape)
        reader.question.isStreamed = isStreamed(headers)
        reader.question.layout = isMultimodal ? .parts : .text
        try reader.readAll()
        reader.question.key = headers.bearerKey
        return reader.question
    }

    private static func isStreamed(_ headers: Headers) -> Bool {
        headers["x-dashscope-sse"]?.lowercased() == "enable"
            || headers["accept"]?.lowercased().contains("text/event-stream") == true
    }

    private mutating func readAll() throws(DoorError) {
        let root = tape.root
        question.members = Set(tape.names(of: root))
        question.wantsUsageInStream = true
        guard let model = try string("model", of: root, at: "model"), !model.isEmpty else {
            throw .malformed(
                "Required parameter \"model\" missing from request.", code: "BadRequest.EmptyModel")
        }
        question.model = model
        guard let input = tape.present("input", of: root) else {
            throw .malformed(
                "Required input parameter missing from request.", code: "BadRequest.EmptyInput")
        }
        guard tape.kind(input) == .object else { throw wrong(input, "object", at: "input") }
        try readMessages(of: input)
        guard let parameters = tape.present("parameters", of: root) else {
            question.isCumulative = question.isStreamed
            return
        }
        guard tape.kind(parameters) == .object else {
            throw wrong(parameters, "object", at: "parameters")
        }
        try readTools(of: parameters)
        try readSampling(of: parameters)
        try readForm(of: parameters)
        question.notCarried += Self.membersWithoutRoom.filter {
            tape.present($0, of: parameters).map { tape.bool($0) != false } ?? false
        }.map { "parameters.\($0)" }
    }

    /// Members that change the answer and have no place in a neutral prompt.
    private static let membersWithoutRoom = [
        "enable_search", "logprobs", "presence_penalty", "repetition_penalty", "search_options",
        "thinking_budget", "top_k", "top_logprobs", "translation_options",
    ]

    // MARK: Parameters

    private mutating func readSampling(of node: JSONTape.Node) throws(DoorError) {
        var parameters = Parameters()
        parameters.temperature = try decimal(
            "temperature", of: node, "Temperature should be in [0.0, 2.0)"
        ) { $0 >= 0 && $0 < 2 }
        parameters.topP = try decimal(
            "top_p", of: node, "Range of top_p should be (0.0, 1.0]"
        ) { $0 > 0 && $0 <= 1 }
        parameters.maxTokens = try integer(
            "max_tokens", of: node, in: 1...Int.max, "Range of max_tokens should be [1, 65536]")
        parameters.seed = try integer(
            "seed", of: node, in: 0...Int.max,
            "Range of seed should be [0, 9223372036854775807]")
        question.choices =
            try integer("n", of: node, in: 1...4, "Range of n should be [1, 4]") ?? 1
        parameters.parallelToolCalls = try bool("parallel_tool_calls", of: node)
        parameters.stop = try stop(of: node)
        if let thinks = try bool("enable_thinking", of: node) {
            question.effort = thinks ? "true" : "false"
            parameters.effort = thinks ? .medium : Parameters.Effort.none
        }
        question.prompt.parameters = parameters
    }

    /// A text, texts, or lists of tokens, which no text can be made of.
    private mutating func stop(of node: JSONTape.Node) throws(DoorError) -> [String] {
        guard let stop = tape.present("stop", of: node) else { return [] }
        if let one = tape.string(stop) { return [one] }
        guard tape.kind(stop) == .array else { throw wrong(stop, "array", at: "parameters.stop") }
        let texts = tape.elements(stop).compactMap { tape.string($0) }
        if texts.count < tape.count(stop) { question.notCarried.append("parameters.stop") }
        return texts
    }

    /// How the answer is laid out and streamed.
    private mutating func readForm(of node: JSONTape.Node) throws(DoorError) {
        let isIncremental = try bool("incremental_output", of: node) ?? false
        question.isCumulative = question.isStreamed && !isIncremental
        let form = try string("result_format", of: node, at: "parameters.result_format")
        if question.layout != .parts {
            switch form {
            case "message": question.layout = .message
            case "text": question.layout = .text
            case nil: question.layout = question.prompt.tools.isEmpty ? .text : .message
            case .some(let other):
                throw notOneOf(other, ["text", "message"], at: "parameters.result_format")
            }
        }
        guard let format = tape.present("response_format", of: node) else { return }
        let path = "parameters.response_format"
        guard tape.kind(format) == .object else { throw wrong(format, "object", at: path) }
        switch try string("type", of: format, at: "\(path).type") {
        case nil, "text": break
        case "json_object": question.prompt.format = .json
        case "json_schema":
            guard let body = tape.present("json_schema", of: format),
                let schema = tape.present("schema", of: body), tape.kind(schema) == .object
            else {
                throw .malformed("'schema' is a required property - '\(path).json_schema'")
            }
            question.prompt.format = .schema(
                name: try string("name", of: body, at: "\(path).json_schema.name") ?? "answer",
                schema: tape.text(schema),
                isStrict: tape.present("strict", of: body).flatMap { tape.bool($0) } ?? false)
        case .some(let other):
            throw notOneOf(other, ["text", "json_object", "json_schema"], at: "\(path).type")
        }
    }

    // MARK: Tools

    private mutating func readTools(of node: JSONTape.Node) throws(DoorError) {
        if let list = tape.present("tools", of: node) {
            guard tape.kind(list) == .array else {
                throw wrong(list, "array", at: "parameters.tools")
            }
            guard tape.count(list) > 0 else { throw .malformed("[] is too short - 'tools'") }
            for (index, tool) in tape.elements(list).enumerated() {
                try readTool(tool, at: "tools.[\(index)]")
            }
        }
        guard let choice = tape.present("tool_choice", of: node) else { return }
        if let word = tape.string(choice) {
            switch word {
            case "none": question.prompt.toolChoice = ToolChoice.none
            case "auto": question.prompt.toolChoice = .auto
            default: throw notOneOf(word, ["none", "auto"], at: "parameters.tool_choice")
            }
            return
        }
        guard let function = tape.present("function", of: choice),
            let name = try string("name", of: function, at: "tool_choice.function.name")
        else { throw .malformed("'function' is a required property - 'tool_choice'") }
        question.prompt.toolChoice = .named(name)
    }

    private mutating func readTool(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) {
        guard tape.kind(node) == .object else { throw wrong(node, "object", at: path) }
        let type = try string("type", of: node, at: "\(path).type") ?? "function"
        guard type == "function" else { throw notOneOf(type, ["function"], at: "\(path).type") }
        guard let function = tape.present("function", of: node), tape.kind(function) == .object
        else { throw .malformed("'function' is a required property - '\(path)'") }
        guard let name = try string("name", of: function, at: "\(path).function.name") else {
            throw .malformed("'name' is a required property - '\(path).function'")
        }
        var schema = #"{"type":"object","properties":{}}"#
        if let parameters = tape.present("parameters", of: function) {
            guard tape.kind(parameters) == .object else {
                throw wrong(parameters, "object", at: "\(path).function.parameters")
            }
            schema = tape.text(parameters)
        }
        question.prompt.tools.append(
            Tool(
                name: name,
                summary: try string(
                    "description", of: function, at: "\(path).function.description"),
                schema: schema))
    }

    // MARK: Members

    func string(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> String? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let text = tape.string(value) else { throw wrong(value, "string", at: path()) }
        return text
    }

    private func bool(_ name: String, of node: JSONTape.Node) throws(DoorError) -> Bool? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let bool = tape.bool(value) else {
            throw wrong(value, "boolean", at: "parameters.\(name)")
        }
        return bool
    }

    private func integer(
        _ name: String, of node: JSONTape.Node, in range: ClosedRange<Int>, _ words: String
    ) throws(DoorError) -> Int? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let number = tape.integer(value) else {
            throw wrong(value, "integer", at: "parameters.\(name)")
        }
        guard range.contains(number) else { throw .malformed(words) }
        return number
    }

    private func decimal(
        _ name: String, of node: JSONTape.Node, _ words: String, _ isFine: (Double) -> Bool
    ) throws(DoorError) -> String? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let text = tape.number(value) else {
            throw wrong(value, "number", at: "parameters.\(name)")
        }
        guard let number = tape.double(value), isFine(number) else { throw .malformed(words) }
        return text
    }

    func wrong(_ node: JSONTape.Node, _ kind: String, at path: String) -> DoorError {
        .malformed("\(tape.text(node)) is not of type '\(kind)' - '\(path)'")
    }

    func notOneOf(_ word: String, _ known: [String], at path: String) -> DoorError {
        let list = known.map { "'\($0)'" }.joined(separator: ", ")
        return .malformed("'\(word)' is not one of [\(list)] - '\(path)'")
    }
}
