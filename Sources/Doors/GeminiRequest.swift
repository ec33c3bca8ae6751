import Documents
import Vocabulary

/// Reads the body of a generateContent request, or throws the refusal that Google would answer with.
///
/// Names come in camelCase or snake_case, one value may stand for a list of one, and numbers may be
/// written as text: the rules of JSON for protocol buffers.
struct GeminiRequest {
    let tape: JSONTape
    var root: JSONTape.Node
    var question: Question
    /// Calls of the last turn that made some, which the next turn must answer: id and name.
    var openCalls: [(id: String, name: String)] = []
    var callsMade = 0

    static func question(
        body: [UInt8], model: String, isCount: Bool
    ) throws(DoorError) -> Question {
        var tape = JSONTape()
        do {
            try tape.read(body)
        } catch {
            throw .malformed(
                "Invalid JSON payload received. \(error.reason) at byte \(error.offset).")
        }
        guard tape.kind(tape.root) == .object else {
            throw .malformed(
                "Invalid JSON payload received. Unknown name \"\": Root element must be a message.")
        }
        var reader = GeminiRequest(tape: tape, model: model)
        if isCount, let inner = reader.present("generateContentRequest", of: tape.root) {
            reader.root = inner
        }
        try reader.readAll()
        return reader.question
    }

    private init(tape: JSONTape, model: String) {
        self.tape = tape
        root = tape.root
        question = Question(model: model, prompt: Prompt(messages: []))
    }

    private mutating func readAll() throws(DoorError) {
        question.wantsUsageInStream = true
        for (key, value) in tape.members(root) {
            guard let name = tape.string(key), !tape.isNull(value) else { continue }
            question.members.insert(name.snakeCased)
        }
        if let system = present("systemInstruction", of: root) {
            let parts = try contentParts(system, at: "system_instruction").map(\.part)
            question.prompt.messages.append(Message(.system, parts))
        }
        try readContents()
        try readTools()
        try readToolConfig()
        try readGeneration()
        for name in ["cached_content", "safety_settings"] where question.members.contains(name) {
            question.notCarried.append(name)
        }
        question.serviceTier = try string("serviceTier", of: root, at: "service_tier")
        if let labels = present("labels", of: root) {
            guard tape.kind(labels) == .object else {
                throw wrongValue("labels", "Map", labels)
            }
            question.prompt.metadata = tape.texts(of: labels)
        }
    }

    // MARK: Tools

    private mutating func readTools() throws(DoorError) {
        for (index, tool) in try list("tools", of: root, at: "tools").enumerated() {
            let path = "tools[\(index)]"
            guard tape.kind(tool) == .object else { throw wrongValue(path, "Tool", tool) }
            let declarations = try list(
                "functionDeclarations", of: tool, at: "\(path).function_declarations")
            for (place, node) in declarations.enumerated() {
                try readDeclaration(node, at: "\(path).function_declarations[\(place)]")
            }
            for (key, value) in tape.members(tool) {
                guard let name = tape.string(key)?.snakeCased, !tape.isNull(value),
                    name != "function_declarations"
                else { continue }
                question.notCarried.append("\(path).\(name)")
            }
        }
    }

    private mutating func readDeclaration(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) {
        guard tape.kind(node) == .object else {
            throw wrongValue(path, "FunctionDeclaration", node)
        }
        let name = try string("name", of: node, at: "\(path).name") ?? ""
        guard name.isGeminiName else {
            throw .invalidField(
                "\(path).name",
                "Invalid function name. Must start with a letter or an underscore. Must be "
                    + "alphameric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or "
                    + "dashes (-), with a maximum length of 64.")
        }
        var schema = #"{"type":"object","properties":{}}"#
        if let parameters = present("parameters", of: node) {
            guard tape.kind(parameters) == .object else {
                throw wrongValue("\(path).parameters", "Schema", parameters)
            }
            schema = GeminiSchema.plain(parameters, of: tape)
        } else if let parameters = present("parametersJsonSchema", of: node) {
            schema = tape.text(parameters)
        }
        question.prompt.tools.append(
            Tool(
                name: name, summary: try string("description", of: node, at: "\(path).description"),
                schema: schema))
    }

    private mutating func readToolConfig() throws(DoorError) {
        guard let config = present("toolConfig", of: root) else { return }
        guard tape.kind(config) == .object else {
            throw wrongValue("tool_config", "ToolConfig", config)
        }
        guard let calling = present("functionCallingConfig", of: config) else { return }
        let path = "tool_config.function_calling_config"
        guard tape.kind(calling) == .object else {
            throw wrongValue(path, "FunctionCallingConfig", calling)
        }
        var names: [String] = []
        let place = "\(path).allowed_function_names"
        for node in try list("allowedFunctionNames", of: calling, at: place) {
            guard let name = tape.string(node) else { throw wrongValue(place, nil, node) }
            names.append(name)
        }
        switch try string("mode", of: calling, at: "\(path).mode")?.uppercased() {
        case nil, "MODE_UNSPECIFIED": break
        case "AUTO": question.prompt.toolChoice = .auto
        case "NONE": question.prompt.toolChoice = ToolChoice.none
        case "VALIDATED":
            question.prompt.toolChoice = .auto
            question.notCarried.append("\(path).mode")
        case "ANY":
            question.prompt.toolChoice =
                names.count == 1 ? names.first.map { .named($0) } : .required
            if names.count > 1 { question.notCarried.append(place) }
        case .some(let mode):
            throw .malformed(
                "Invalid value at '\(path).mode' (type.googleapis.com/google.ai."
                    + "generativelanguage.v1beta.FunctionCallingConfig.Mode), \"\(mode)\"")
        }
        guard
            question.prompt.toolChoice == nil || !question.prompt.tools.isEmpty
                || question.members.contains("tools")
        else {
            throw .malformed("Function calling config is set without function_declarations.")
        }
    }

    // MARK: Settings

    private mutating func readGeneration() throws(DoorError) {
        guard let config = present("generationConfig", of: root) else { return }
        let path = "generation_config"
        guard tape.kind(config) == .object else {
            throw wrongValue(path, "GenerationConfig", config)
        }
        var names: Set<String> = []
        for (key, value) in tape.members(config) {
            guard let name = tape.string(key)?.snakeCased, !tape.isNull(value) else { continue }
            names.insert(name)
        }
        question.members.formUnion(names.map { "\(path).\($0)" })
        question.notCarried += Self.settingsWithoutRoom.filter(names.contains).map {
            "\(path).\($0)"
        }
        var parameters = Parameters()
        parameters.temperature = try decimal("temperature", of: config, in: 0...2)
        parameters.topP = try decimal("topP", of: config, in: 0...1)
        for name in ["presencePenalty", "frequencyPenalty"] {
            _ = try decimal(name, of: config, in: -2...2)
        }
        parameters.maxTokens = try integer("maxOutputTokens", of: config, in: 1...Int(Int32.max))
        parameters.seed = try integer(
            "seed", of: config, in: Int(Int32.min)...Int(Int32.max))
        question.choices = try integer("candidateCount", of: config, in: 1...8) ?? 1
        let stops = try list("stopSequences", of: config, at: "\(path).stop_sequences")
        guard stops.count <= 5 else {
            throw .invalidField(
                "\(path).stop_sequences", "no more than 5 stop sequences are allowed.")
        }
        for node in stops {
            guard let text = tape.string(node) else {
                throw wrongValue("\(path).stop_sequences", nil, node)
            }
            parameters.stop.append(text)
        }
        question.prompt.parameters = parameters
        try readThinking(config)
        try readFormat(config)
    }

    private static let settingsWithoutRoom = [
        "audio_timestamp", "enable_enhanced_civic_answers", "frequency_penalty", "image_config",
        "logprobs", "media_resolution", "presence_penalty", "response_logprobs", "speech_config",
        "top_k",
    ]

    private mutating func readThinking(_ config: JSONTape.Node) throws(DoorError) {
        guard let thinking = present("thinkingConfig", of: config) else { return }
        let path = "generation_config.thinking_config"
        guard tape.kind(thinking) == .object else {
            throw wrongValue(path, "ThinkingConfig", thinking)
        }
        let budget = try integer(
            "thinkingBudget", of: thinking, in: -1...Int(Int32.max), at: path)
        let level = try string("thinkingLevel", of: thinking, at: "\(path).thinking_level")
        if budget != nil, level != nil {
            throw .malformed("You can only set only one of thinking budget and thinking level.")
        }
        if let level = level?.uppercased(), level != "THINKING_LEVEL_UNSPECIFIED" {
            guard let effort = Self.efforts[level] else {
                throw .malformed(
                    "Invalid value at '\(path).thinking_level' (type.googleapis.com/google.ai."
                        + "generativelanguage.v1beta.ThinkingConfig.ThinkingLevel), \"\(level)\"")
            }
            question.effort = level
            question.prompt.parameters.effort = effort
        }
        if let budget, budget >= 0 {
            question.effort = String(budget)
            question.prompt.parameters.effort =
                switch budget {
                case 0: Parameters.Effort.none
                case ...1_024: .low
                case ...8_192: .medium
                default: .high
                }
        }
    }

    private static let efforts: [String: Parameters.Effort] = [
        "MINIMAL": .minimal, "LOW": .low, "MEDIUM": .medium, "HIGH": .high, "XHIGH": .max,
    ]

    private mutating func readFormat(_ config: JSONTape.Node) throws(DoorError) {
        let path = "generation_config"
        let type = try string("responseMimeType", of: config, at: "\(path).response_mime_type")
        guard type.map(Self.mediaTypes.contains) ?? true else {
            throw .invalidField(
                "\(path).response_mime_type",
                "allowed mimetypes are `text/plain`, `application/json`, `application/xml`, "
                    + "`application/yaml` and `text/x.enum`.")
        }
        let isJSON = type == "application/json"
        if isJSON { question.prompt.format = .json }
        let schema = present("responseSchema", of: config)
        let jsonSchema =
            present("responseJsonSchema", of: config)
            ?? present("_responseJsonSchema", of: config)
        guard schema == nil || jsonSchema == nil else {
            throw .malformed(
                "Only one of response_schema and response_json_schema can be set.")
        }
        for (node, isOpenAPI) in [(schema, true), (jsonSchema, false)] {
            guard let node else { continue }
            guard tape.kind(node) == .object else {
                throw wrongValue("\(path).response_schema", "Schema", node)
            }
            // A schema of an enumeration, or of no JSON at all, has no place in a neutral prompt.
            guard isJSON else {
                question.notCarried.append("\(path).response_schema")
                continue
            }
            question.prompt.format = .schema(
                name: "response",
                schema: isOpenAPI ? GeminiSchema.plain(node, of: tape) : tape.text(node),
                isStrict: true)
        }
    }

    private static let mediaTypes: Set<String> = [
        "", "text/plain", "application/json", "application/xml", "application/yaml",
        "text/x.enum",
    ]
}

extension String {
    /// A letter or `_`, then letters, digits and `_.:-`, 64 at most.
    fileprivate var isGeminiName: Bool {
        guard let first = utf8.first, utf8.count <= 64 else { return false }
        let isDigit = (0x30...0x39).contains(first)
        guard first.isNameByte, !isDigit, first != UInt8(ascii: "-") else { return false }
        return utf8.allSatisfy {
            $0.isNameByte || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
        }
    }
}

/// Schemas in Google's older form: the types in capitals.
enum GeminiSchema {
    /// The same schema as JSON Schema has it, as text.
    static func plain(_ node: JSONTape.Node, of tape: JSONTape) -> String {
        var writer = JSONWriter()
        write(node, of: tape, to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func write(
        _ node: JSONTape.Node, of tape: JSONTape, to writer: inout JSONWriter
    ) {
        switch tape.kind(node) {
        case .object:
            writer.beginObject()
            for (key, value) in tape.members(node) {
                let name = tape.string(key) ?? ""
                writer.key(names[name] ?? name)
                if name == "type", let type = tape.string(value), types.contains(type) {
                    writer.string(type.lowercased())
                } else {
                    write(value, of: tape, to: &writer)
                }
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in tape.elements(node) { write(element, of: tape, to: &writer) }
            writer.endArray()
        case .null, .bool, .number, .string: writer.raw(tape.text(node))
        }
    }

    private static let types: Set<String> = [
        "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL",
    ]
    private static let names = ["any_of": "anyOf", "property_ordering": "propertyOrdering"]
}
