import Documents
import Vocabulary

/// Reads the body of a chat completion request, or throws the refusal that OpenAI would answer with,
/// in its words, `param` and `code`.
struct OpenAIChatRequest {
    let tape: JSONTape
    private var question: Question

    static func question(
        path: String, headers: Headers, body: [UInt8]
    ) throws(DoorError) -> Question {
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
        var reader = OpenAIChatRequest(tape: tape)
        try reader.readAll(deployment: path.deployment)
        reader.question.key = headers.bearerKey ?? headers["api-key"].map(Secret.init)
        return reader.question
    }

    private init(tape: JSONTape) {
        self.tape = tape
        question = Question(model: "", prompt: Prompt(messages: []))
    }

    private mutating func readAll(deployment: String?) throws(DoorError) {
        let root = tape.root
        guard tape.kind(root) == .object else {
            throw .malformed(
                "Invalid body: expected an object, but got \(tape.openAIName(of: root)) instead.")
        }
        for (key, _) in tape.members(root) {
            if let name = tape.string(key) { question.members.insert(name) }
        }
        if let named = try string("model", of: root, at: "model") ?? deployment, !named.isEmpty {
            question.model = named
        } else {
            throw .malformed("you must provide a model parameter")
        }
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

    // MARK: Messages

    private mutating func readMessages() throws(DoorError) {
        guard let list = present("messages", of: tape.root) else { throw .missing("messages") }
        guard tape.kind(list) == .array else {
            throw wrongType("messages", "an array of objects", list)
        }
        guard tape.count(list) > 0 else { throw .emptyArray("messages") }
        // The calls of the last assistant turn, those not yet answered, and where that turn stood.
        var calls: [String] = []
        var answerable: Set<String> = []
        var open: Set<String> = []
        var asked = 0
        for (index, node) in tape.elements(list).enumerated() {
            let path = "messages[\(index)]"
            guard tape.kind(node) == .object else { throw wrongType(path, "an object", node) }
            let message = try message(node, at: path)
            if message.role == .tool, let id = message.answeredCall {
                guard answerable.contains(id) else {
                    throw .malformed(
                        "Invalid parameter: messages with role 'tool' must be a response to a "
                            + "preceeding message with 'tool_calls'.",
                        param: "messages.[\(index)].role")
                }
                open.remove(id)
            } else {
                guard open.isEmpty else {
                    throw .unansweredCalls(calls.filter(open.contains), at: asked)
                }
                calls = message.callIDs
                answerable = Set(calls)
                open = answerable
                asked = index
            }
            question.prompt.messages.append(message)
        }
        guard open.isEmpty else {
            throw .unansweredCalls(calls.filter(open.contains), at: asked)
        }
    }

    private mutating func message(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message {
        guard let role = present("role", of: node) else { throw .missing("\(path).role") }
        guard let name = tape.string(role) else { throw wrongType("\(path).role", "a string", role) }
        switch name {
        case "system", "developer":
            return Message(.system, try content(of: node, at: path))
        case "user":
            return Message(.user, try content(of: node, at: path))
        case "assistant":
            return try assistant(node, at: path)
        case "tool":
            guard let id = try string("tool_call_id", of: node, at: "\(path).tool_call_id") else {
                throw .missing("\(path).tool_call_id")
            }
            let text = try content(of: node, at: path).joinedText
            return Message(.tool, [.toolResult(id: id, text: text, isError: false)])
        case "function":
            // The old form names the function in place of the call: nothing pairs it.
            let text = try content(of: node, at: path).joinedText
            question.notCarried.append("\(path).role")
            return Message(.user, text)
        default:
            throw .malformed(
                "Invalid value: '\(name)'. Supported values are: 'system', 'assistant', 'user', "
                    + "'function', 'tool', and 'developer'.",
                param: "\(path).role", code: "invalid_value")
        }
    }

    private mutating func assistant(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message {
        let hasOther = ["tool_calls", "function_call", "refusal", "audio"].contains {
            present($0, of: node) != nil
        }
        var parts: [Message.Part] = []
        if present("content", of: node) != nil || !hasOther {
            parts = try content(of: node, at: path)
        }
        // What the model refused to say is a part of the talk, and text to everyone else.
        if let refusal = try string("refusal", of: node, at: "\(path).refusal") {
            parts.append(.text(refusal))
        }
        for name in ["function_call", "audio"] where present(name, of: node) != nil {
            question.notCarried.append("\(path).\(name)")
        }
        if let calls = present("tool_calls", of: node) {
            guard tape.kind(calls) == .array else {
                throw wrongType("\(path).tool_calls", "an array of objects", calls)
            }
            guard tape.count(calls) > 0 else { throw .emptyArray("\(path).tool_calls") }
            for (index, call) in tape.elements(calls).enumerated() {
                parts.append(try toolCall(call, at: "\(path).tool_calls[\(index)]"))
            }
        }
        return Message(.assistant, parts)
    }

    private mutating func toolCall(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part {
        guard tape.kind(node) == .object else { throw wrongType(path, "an object", node) }
        guard let id = try string("id", of: node, at: "\(path).id") else {
            throw .missing("\(path).id")
        }
        guard let type = try string("type", of: node, at: "\(path).type") else {
            throw .missing("\(path).type")
        }
        guard type == "function" || type == "custom" else {
            throw .unsupported(type, ["function", "custom"], at: "\(path).type")
        }
        guard let call = present(type, of: node) else { throw .missing("\(path).\(type)") }
        guard let name = try string("name", of: call, at: "\(path).\(type).name") else {
            throw .missing("\(path).\(type).name")
        }
        let member = type == "function" ? "arguments" : "input"
        guard let arguments = try string(member, of: call, at: "\(path).\(type).\(member)") else {
            throw .missing("\(path).\(type).\(member)")
        }
        if type == "custom" { question.notCarried.append(path) }
        return .toolCall(id: id, name: name, arguments: arguments)
    }

    private mutating func content(
        of node: JSONTape.Node, at path: String
    ) throws(DoorError) -> [Message.Part] {
        guard let content = tape.member("content", of: node) else {
            throw .missing("\(path).content")
        }
        switch tape.kind(content) {
        case .string:
            return [.text(tape.string(content) ?? "")]
        case .null:
            // OpenAI spells the path of this one with a dot before the bracket.
            throw .malformed(
                "Invalid value for 'content': expected a string, got null.",
                param: path.replacingFirstBracket + ".content")
        case .array:
            guard tape.count(content) > 0 else { throw .emptyArray("\(path).content") }
            var parts: [Message.Part] = []
            for (index, part) in tape.elements(content).enumerated() {
                if let part = try self.part(part, at: "\(path).content[\(index)]") {
                    parts.append(part)
                }
            }
            return parts
        default:
            throw wrongType("\(path).content", "one of a string or array of objects", content)
        }
    }

    private mutating func part(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part? {
        guard tape.kind(node) == .object else { throw wrongType(path, "an object", node) }
        guard let type = try string("type", of: node, at: "\(path).type") else {
            throw .missing("\(path).type")
        }
        switch type {
        case "text", "refusal":
            guard let text = try string(type, of: node, at: "\(path).\(type)") else {
                throw .missing("\(path).\(type)")
            }
            return .text(text)
        case "image_url":
            guard let image = present("image_url", of: node) else {
                throw .missing("\(path).image_url")
            }
            guard tape.kind(image) == .object else {
                throw wrongType("\(path).image_url", "an object", image)
            }
            guard let url = try string("url", of: image, at: "\(path).image_url.url") else {
                throw .missing("\(path).image_url.url")
            }
            return .image(try self.image(url, at: "\(path).image_url.url"))
        case "input_audio", "audio", "file":
            question.notCarried.append(path)
            return nil
        default:
            throw .unsupported(
                type, ["text", "image_url", "input_audio", "refusal", "audio", "file"],
                at: "\(path).type")
        }
    }

    private func image(_ url: String, at path: String) throws(DoorError) -> Message.Image {
        guard url.hasPrefix("data:") else {
            guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
                throw .malformed(
                    "Invalid '\(path)'. Expected a valid URL, but got a value with an invalid "
                        + "format.", param: path, code: "invalid_value")
            }
            return .url(url)
        }
        let rest = url.dropFirst("data:".count)
        guard let comma = rest.firstIndex(of: ","), rest[..<comma].hasSuffix(";base64") else {
            throw .malformed(
                "Invalid '\(path)'. Expected a base64-encoded data URL with an image MIME type "
                    + "(e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got a value "
                    + "without the 'base64' mark.", param: path, code: "invalid_value")
        }
        let type = rest[..<comma].dropLast(";base64".count)
        return .data(mediaType: String(type), base64: String(rest[rest.index(after: comma)...]))
    }

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
        guard type == "function" || type == "custom" else {
            throw .unsupported(type, ["function", "custom"], at: "\(path).type")
        }
        guard let body = present(type, of: node) else { throw .missing("\(path).\(type)") }
        guard tape.kind(body) == .object else {
            throw wrongType("\(path).\(type)", "an object", body)
        }
        guard let name = try string("name", of: body, at: "\(path).\(type).name") else {
            throw .missing("\(path).\(type).name")
        }
        try Self.judge(name: name, at: "\(path).\(type).name")
        guard type == "function" else {
            question.notCarried.append(path)
            return
        }
        var schema = #"{"type":"object","properties":{}}"#
        if let parameters = present("parameters", of: body) {
            guard tape.kind(parameters) == .object else {
                throw wrongType("\(path).function.parameters", "an object", parameters)
            }
            schema = tape.text(parameters)
        }
        question.prompt.tools.append(
            Tool(
                name: name,
                summary: try string("description", of: body, at: "\(path).function.description"),
                schema: schema,
                isStrict: try bool("strict", of: body, at: "\(path).function.strict") ?? false))
    }

    /// Names of functions and schemas: letters, digits, `_` and `-`, at most 64.
    private static func judge(name: String, at path: String) throws(DoorError) {
        guard !name.isEmpty else {
            throw .malformed(
                "Invalid '\(path)': empty string. Expected a string with minimum length 1, but "
                    + "got an empty string instead.", param: path, code: "empty_string")
        }
        guard name.utf8.count <= 64 else {
            throw .malformed(
                "Invalid '\(path)': string too long. Expected a string with maximum length 64, "
                    + "but got a string with length \(name.unicodeScalars.count) instead.",
                param: path, code: "string_above_max_length")
        }
        guard name.utf8.allSatisfy(\.isNameByte) else {
            throw .malformed(
                "Invalid '\(path)': string does not match pattern. Expected a string that matches "
                    + "the pattern '^[a-zA-Z0-9_-]+$'.", param: path, code: "invalid_value")
        }
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
            guard let name = try string("name", of: body, at: "\(path).name") else {
                throw .missing("\(path).name")
            }
            try Self.judge(name: name, at: "\(path).name")
            guard let schema = present("schema", of: body) else { throw .missing("\(path).schema") }
            guard tape.kind(schema) == .object else {
                throw wrongType("\(path).schema", "an object", schema)
            }
            question.prompt.format = .schema(
                name: name, schema: tape.text(schema),
                isStrict: try bool("strict", of: body, at: "\(path).strict") ?? false)
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

    /// Metadata is a map of texts at OpenAI; gateways take lists of tags there too, which are joined.
    private mutating func readFacts() throws(DoorError) {
        question.serviceTier = try string("service_tier", of: tape.root, at: "service_tier")
        question.user = try string("user", of: tape.root, at: "user")
        question.effort = try string("reasoning_effort", of: tape.root, at: "reasoning_effort")
        guard let metadata = present("metadata", of: tape.root) else { return }
        guard tape.kind(metadata) == .object else {
            throw wrongType("metadata", "an object", metadata)
        }
        question.prompt.metadata = tape.texts(of: metadata)
    }

    // MARK: Members by kind

    /// A member that is there and not null: null stands for absent all over this API.
    private func present(_ name: String, of node: JSONTape.Node) -> JSONTape.Node? {
        tape.member(name, of: node).flatMap { tape.isNull($0) ? nil : $0 }
    }

    private func string(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> String? {
        guard let value = present(name, of: node) else { return nil }
        guard let text = tape.string(value) else { throw wrongType(path(), "a string", value) }
        return text
    }

    private func bool(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> Bool? {
        guard let value = present(name, of: node) else { return nil }
        guard let bool = tape.bool(value) else { throw wrongType(path(), "a boolean", value) }
        return bool
    }

    private func decimal(
        _ name: String, in range: ClosedRange<Double>
    ) throws(DoorError) -> String? {
        guard let value = present(name, of: tape.root) else { return nil }
        guard let text = tape.number(value) else { throw wrongType(name, "a decimal", value) }
        // A number beyond all doubles is out of range by its sign.
        let number = tape.double(value) ?? (text.hasPrefix("-") ? -.infinity : .infinity)
        if number < range.lowerBound {
            throw .malformed(
                "Invalid '\(name)': decimal below minimum value. Expected a value >= "
                    + "\(Int(range.lowerBound)), but got \(text) instead.",
                param: name, code: "decimal_below_min_value")
        }
        if number > range.upperBound {
            throw .malformed(
                "Invalid '\(name)': decimal above maximum value. Expected a value <= "
                    + "\(Int(range.upperBound)), but got \(text) instead.",
                param: name, code: "decimal_above_max_value")
        }
        return text
    }

    private func integer(
        _ name: String, from minimum: Int, to maximum: Int = .max
    ) throws(DoorError) -> Int? {
        guard let value = present(name, of: tape.root) else { return nil }
        guard let number = tape.integer(value) else {
            throw wrongType(name, "an integer", value)
        }
        guard number >= minimum else {
            throw .malformed(
                "Invalid '\(name)': integer below minimum value. Expected a value >= \(minimum), "
                    + "but got \(number) instead.", param: name, code: "integer_below_min_value")
        }
        guard number <= maximum else {
            throw .malformed(
                "Invalid '\(name)': integer above maximum value. Expected a value <= \(maximum), "
                    + "but got \(number) instead.", param: name, code: "integer_above_max_value")
        }
        return number
    }

    private func wrongType(
        _ path: String, _ expected: String, _ node: JSONTape.Node
    ) -> DoorError {
        .malformed(
            "Invalid type for '\(path)': expected \(expected), but got "
                + "\(tape.openAIName(of: node)) instead.",
            param: path, code: "invalid_type")
    }
}

extension DoorError {
    fileprivate static func missing(_ path: String) -> DoorError {
        .malformed(
            "Missing required parameter: '\(path)'.", param: path,
            code: "missing_required_parameter")
    }

    fileprivate static func emptyArray(_ path: String) -> DoorError {
        .malformed(
            "Invalid '\(path)': empty array. Expected an array with minimum length 1, but got an "
                + "empty array instead.", param: path, code: "empty_array")
    }

    fileprivate static func unsupported(
        _ value: String, _ known: [String], at path: String
    ) -> DoorError {
        let quoted = known.map { "'\($0)'" }
        let list = quoted.dropLast().joined(separator: ", ") + ", and " + (quoted.last ?? "")
        return .malformed(
            "Invalid value: '\(value)'. Supported values are: \(list).", param: path,
            code: "invalid_value")
    }

    fileprivate static func unansweredCalls(_ ids: [String], at index: Int) -> DoorError {
        .malformed(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to "
                + "each 'tool_call_id'. The following tool_call_ids did not have response messages: "
                + ids.joined(separator: ", "), param: "messages.[\(index)].role")
    }
}

extension JSONTape {
    fileprivate func openAIName(of node: Node) -> String {
        switch kind(node) {
        case .null: "null"
        case .bool: "a boolean"
        case .number: integer(node) == nil ? "a decimal" : "an integer"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension String {
    /// `messages[0]` as `messages.[0]`
    fileprivate var replacingFirstBracket: String {
        guard let bracket = firstIndex(of: "[") else { return self }
        return self[..<bracket] + "." + self[bracket...]
    }

    /// The name behind `/deployments/`, as Azure's paths have it in place of a model in the body.
    fileprivate var deployment: String? {
        let parts = split(separator: "/")
        guard let place = parts.firstIndex(of: "deployments"), place + 1 < parts.count else {
            return nil
        }
        return String(parts[place + 1])
    }
}
