import Documents
import Vocabulary

/// Reads the body of a chat completion request, or throws the refusal that OpenAI would answer with,
/// in its words, `param` and `code`.
struct OpenAIChatRequest {
    let tape: JSONTape
    let accent: any ChatAccent
    var question: Question

    static func question(
        path: String, headers: Headers, body: [UInt8], accent: any ChatAccent
    ) throws(DoorError) -> Question {
        var reader = OpenAIChatRequest(
            tape: try tape(headers: headers, body: body), accent: accent)
        try reader.readAll(path: path)
        reader.question.key = headers.bearerKey ?? headers["api-key"].map(Secret.init)
        return reader.question
    }

    /// The body as JSON, or the refusal of one that is none.
    static func tape(headers: Headers, body: [UInt8]) throws(DoorError) -> JSONTape {
        if let type = headers["content-type"], !type.isJSONMediaType {
            throw .malformed(
                "Unsupported content type: '\(type)'. This API method only accepts "
                    + "'application/json' requests, but you specified the header 'Content-Type: "
                    + "\(type)'. Please try again with a supported content type.",
                code: "unsupported_content_type")
        }
        var tape = JSONTape()
        do {
            try tape.read(body)
        } catch {
            throw .malformed(
                "We could not parse the JSON body of your request. (HINT: This likely means you "
                    + "aren't using your HTTP library correctly. The OpenAI API expects a JSON "
                    + "payload, but what was sent was not valid JSON. \(error.reason) at byte "
                    + "\(error.offset).)")
        }
        return tape
    }

    private init(tape: JSONTape, accent: any ChatAccent) {
        self.tape = tape
        self.accent = accent
        question = Question(model: "", prompt: Prompt(messages: []))
    }

    private mutating func readAll(path: String) throws(DoorError) {
        let root = tape.root
        guard tape.kind(root) == .object else {
            throw .malformed(
                "Invalid body: expected an object, but got \(tape.openAIName(of: root)) instead.")
        }
        for (key, _) in tape.members(root) {
            if let name = tape.string(key) { question.members.insert(name) }
        }
        let deployment = path.deployment
        let told = try string("model", of: root, at: "model")
        guard let named = accent.namesModelByPath ? deployment ?? told : told ?? deployment,
            !named.isEmpty
        else {
            throw .malformed("you must provide a model parameter")
        }
        question.model = named
        try readMessages()
        try readTools()
        try readParameters()
        try readFormat()
        try readStream()
        try readFacts()
        question.notCarried += Self.membersWithoutRoom.filter { question.members.contains($0) }
    }

    /// Members that change the answer and have no place in a neutral prompt.
    private static let membersWithoutRoom = [
        "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
        "modalities", "moderation", "prediction", "presence_penalty", "reasoning_effort",
        "top_logprobs", "verbosity", "web_search_options",
    ]

    // MARK: Tools

    private mutating func readTools() throws(DoorError) {
        if let list = present("tools", of: tape.root) {
            guard tape.kind(list) == .array else {
                throw wrongType("tools", "an array of objects", list)
            }
            guard tape.count(list) > 0 else { throw .emptyArray("tools") }
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
        if accent.foreignTools.contains(type) {
            question.notCarried.append(path)
            return
        }
        guard type == "function" || type == "custom" else {
            throw .unsupported(type, ["function", "custom"], at: "\(path).type")
        }
        guard let body = present(type, of: node) else { throw .missing("\(path).\(type)") }
        guard tape.kind(body) == .object else {
            throw wrongType("\(path).\(type)", "an object", body)
        }
        guard type == "function" else {
            _ = try name(of: body, at: "\(path).\(type)")
            question.notCarried.append(path)
            return
        }
        question.prompt.tools.append(try function(body, at: "\(path).function"))
    }

    private mutating func readToolChoice() throws(DoorError) {
        guard let choice = present("tool_choice", of: tape.root) else { return }
        guard present("tools", of: tape.root) != nil else {
            throw .malformed(
                "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are "
                    + "specified.", param: "tool_choice")
        }
        if let word = tape.string(choice) {
            switch word {
            case "none": question.prompt.toolChoice = ToolChoice.none
            case "auto": question.prompt.toolChoice = .auto
            case "required": question.prompt.toolChoice = .required
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
        guard ["function", "custom", "allowed_tools"].contains(type) else {
            throw .unsupported(
                type, ["function", "custom", "allowed_tools"], at: "tool_choice.type")
        }
        guard let body = present(type, of: choice) else { throw .missing("tool_choice.\(type)") }
        if type == "allowed_tools" {
            let mode = try string("mode", of: body, at: "tool_choice.allowed_tools.mode")
            question.prompt.toolChoice = mode == "required" ? .required : .auto
            question.notCarried.append("tool_choice.allowed_tools")
            return
        }
        guard let name = try string("name", of: body, at: "tool_choice.\(type).name") else {
            throw .missing("tool_choice.\(type).name")
        }
        if type == "function", !question.prompt.tools.contains(where: { $0.name == name }) {
            throw .malformed(
                "Tool choice '\(name)' not found in 'tools' parameter.", param: "tool_choice")
        }
        question.prompt.toolChoice = .named(name)
    }

    // MARK: Parameters

    private mutating func readParameters() throws(DoorError) {
        var parameters = Parameters()
        parameters.temperature = try decimal("temperature", in: 0...2)
        parameters.topP = try decimal("top_p", in: 0...1)
        _ = try decimal("presence_penalty", in: -2...2)
        _ = try decimal("frequency_penalty", in: -2...2)
        parameters.seed = try integer("seed", from: .min)
        let old = try integer("max_tokens", from: 1)
        let new = try integer("max_completion_tokens", from: 1)
        if old != nil, new != nil {
            throw .malformed(
                "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not "
                    + "supported.", code: "invalid_parameter_combination")
        }
        parameters.maxTokens = new ?? old
        parameters.parallelToolCalls = try bool(
            "parallel_tool_calls", of: tape.root, at: "parallel_tool_calls")
        parameters.stop = try stop()
        question.choices = try integer("n", from: 1, to: 128) ?? 1
        question.prompt.parameters = parameters
    }

    private func stop() throws(DoorError) -> [String] {
        guard let stop = present("stop", of: tape.root) else { return [] }
        if let one = tape.string(stop) { return [one] }
        guard tape.kind(stop) == .array else {
            throw wrongType("stop", "one of a string or array of strings", stop)
        }
        guard tape.count(stop) <= 4 else {
            throw .malformed(
                "Invalid 'stop': array too long. Expected an array with maximum length 4, but got "
                    + "an array with length \(tape.count(stop)) instead.",
                param: "stop", code: "array_above_max_length")
        }
        var sequences: [String] = []
        for (index, node) in tape.elements(stop).enumerated() {
            guard let text = tape.string(node) else {
                throw wrongType("stop[\(index)]", "a string", node)
            }
            sequences.append(text)
        }
        return sequences
    }

    private mutating func readFormat() throws(DoorError) {
        guard let format = present("response_format", of: tape.root) else { return }
        guard tape.kind(format) == .object else {
            throw wrongType("response_format", "an object", format)
        }
        guard let type = try string("type", of: format, at: "response_format.type") else {
            throw .missing("response_format.type")
        }
        switch type {
        case "text": question.prompt.format = .text
        case "json_object": question.prompt.format = .json
        case "json_schema":
            let path = "response_format.json_schema"
            guard let body = present("json_schema", of: format) else { throw .missing(path) }
            guard tape.kind(body) == .object else { throw wrongType(path, "an object", body) }
            question.prompt.format = try schemaFormat(body, at: path)
        default:
            throw .unsupported(
                type, ["json_object", "json_schema", "text"], at: "response_format.type")
        }
    }

    private mutating func readStream() throws(DoorError) {
        question.isStreamed = try bool("stream", of: tape.root, at: "stream") ?? false
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
        question.wantsUsageInStream =
            try bool("include_usage", of: options, at: "stream_options.include_usage") ?? false
        question.allowsPadding =
            try bool("include_obfuscation", of: options, at: "stream_options.include_obfuscation")
            ?? true
    }

    /// Switches that OpenAI lacks and most others have, each under its own name.
    private mutating func readThinking() {
        let root = tape.root
        if let type = present("thinking", of: root).flatMap({ tape.member("type", of: $0) }) {
            question.thinking = tape.string(type).map { $0 != "disabled" }
        }
        let places = [root, present("chat_template_kwargs", of: root)].compactMap { $0 }
        for place in places {
            guard let switched = tape.member("enable_thinking", of: place) else { continue }
            question.thinking = tape.bool(switched) ?? question.thinking
        }
        if let split = present("reasoning_split", of: root) {
            question.splitsReasoning = tape.bool(split) ?? false
        }
        if let whole = present("tool_stream", of: root) {
            question.streamsArguments = tape.bool(whole) ?? false
        }
    }

    /// Metadata is a map of texts at OpenAI; gateways take lists of tags there too, which are joined.
    private mutating func readFacts() throws(DoorError) {
        question.serviceTier = try string("service_tier", of: tape.root, at: "service_tier")
        question.user = try string("user", of: tape.root, at: "user")
        question.effort = try string("reasoning_effort", of: tape.root, at: "reasoning_effort")
        readThinking()
        guard let metadata = present("metadata", of: tape.root) else { return }
        guard tape.kind(metadata) == .object else {
            throw wrongType("metadata", "an object", metadata)
        }
        question.prompt.metadata = tape.texts(of: metadata)
    }
}

extension String {
    /// The name behind `/deployments/`, as Azure's paths have it in place of a model in the body.
    fileprivate var deployment: String? {
        let parts = split(separator: "/")
        guard let place = parts.firstIndex(of: "deployments"), place + 1 < parts.count else {
            return nil
        }
        return String(parts[place + 1])
    }
}
