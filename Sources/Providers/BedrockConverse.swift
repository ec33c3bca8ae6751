import Documents
package import Vocabulary

/// Amazon Bedrock's Converse: one language for many makers' models, the model in the path, streams in binary
/// frames.
package struct BedrockConverse: Dialect {
    package static let name = "bedrock-converse"
    package static let summary = "POST /model/{id}/converse, binary frames, messageStop"

    package init() {}

    package func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> any DialectReader {
        WireReader<BedrockMeaning>(contract, limits)
    }

    package func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization
    ) -> Request {
        let action = stream ? "converse-stream" : "converse"
        return Request(
            url: endpoint.url("/model/\(Self.escaped(model))/\(action)"),
            headers: [
                Request.Field("Content-Type", "application/json"),
                Request.Field(
                    "Accept", stream ? "application/vnd.amazon.eventstream" : "application/json"),
            ],
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: model))
    }

    /// A model may be an address of its own, with colons and slashes: in a path they are escaped.
    private static func escaped(_ model: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var path: [UInt8] = []
        for byte in model.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                path.append(byte)
            default: path += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: path, as: UTF8.self)
    }

    // MARK: The body

    private static func body(for prompt: Prompt, to model: String) -> [UInt8] {
        let taken = BedrockModel(model)
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        BedrockMessages.write(prompt.messages, to: &json)
        writeInference(prompt.parameters, taken, to: &json)
        writeTools(prompt, taken, to: &json)
        writeOutput(prompt, taken, to: &json)
        writeMore(prompt.parameters.effort, taken, to: &json)
        if !prompt.metadata.isEmpty {
            json.key("requestMetadata")
            json.beginObject()
            let pairs = prompt.metadata.sorted { $0.key < $1.key }
            for (name, value) in pairs.prefix(BedrockModel.metadataMax) { json.member(name, value) }
            json.endObject()
        }
        json.endObject()
        return json.bytes
    }

    private static func writeInference(
        _ parameters: Parameters, _ taken: BedrockModel, to json: inout JSONWriter
    ) {
        let temperature = parameters.temperature.flatMap { taken.takes(temperature: $0) ? $0 : nil }
        let topP = parameters.topP.flatMap { taken.takesTopP(parameters) ? $0 : nil }
        guard
            temperature != nil || topP != nil || parameters.maxTokens != nil
                || !parameters.stop.isEmpty
        else { return }
        json.key("inferenceConfig")
        json.beginObject()
        json.optionalMember("maxTokens", parameters.maxTokens)
        if let temperature {
            json.key("temperature")
            json.number(text: temperature)
        }
        if let topP {
            json.key("topP")
            json.number(text: topP)
        }
        if !parameters.stop.isEmpty {
            json.key("stopSequences")
            json.beginArray()
            for stop in parameters.stop { json.string(stop) }
            json.endArray()
        }
        json.endObject()
    }

    /// To choose no tool is to offer none, save in a talk that has called some: that must name them.
    private static func writeTools(
        _ prompt: Prompt, _ taken: BedrockModel, to json: inout JSONWriter
    ) {
        guard !prompt.tools.isEmpty, prompt.toolChoice != ToolChoice.none || prompt.hasCalls else {
            return
        }
        json.key("toolConfig")
        json.beginObject()
        json.key("tools")
        json.beginArray()
        for tool in prompt.tools {
            json.beginObject()
            json.key("toolSpec")
            json.beginObject()
            json.member("name", tool.name)
            json.optionalMember("description", tool.summary)
            json.key("inputSchema")
            json.beginObject()
            json.key("json")
            json.raw(tool.schema)
            json.endObject()
            if tool.isStrict { json.member("strict", true) }
            json.endObject()
            json.endObject()
        }
        json.endArray()
        write(prompt.toolChoice, to: &json)
        json.endObject()
    }

    private static func write(_ choice: ToolChoice?, to json: inout JSONWriter) {
        switch choice {
        case nil, .some(.none): return
        case .auto:
            json.key("toolChoice")
            json.raw(#"{"auto":{}}"#)
        case .required:
            json.key("toolChoice")
            json.raw(#"{"any":{}}"#)
        case .named(let name):
            json.key("toolChoice")
            json.beginObject()
            json.key("tool")
            json.beginObject()
            json.member("name", name)
            json.endObject()
            json.endObject()
        }
    }

    private static func writeOutput(
        _ prompt: Prompt, _ taken: BedrockModel, to json: inout JSONWriter
    ) {
        var schema: (name: String, text: String)?
        if case .schema(let name, let text, _) = prompt.format, taken.takesSchema {
            schema = (name, text)
        }
        let effort = prompt.parameters.effort.flatMap(taken.effort)
        guard schema != nil || effort != nil else { return }
        json.key("outputConfig")
        json.beginObject()
        if let schema {
            json.key("textFormat")
            json.beginObject()
            json.member("type", "json_schema")
            json.key("structure")
            json.beginObject()
            json.key("jsonSchema")
            json.beginObject()
            // The schema itself goes as a text.
            json.member("schema", schema.text)
            json.member("name", schema.name.isEmpty ? "answer" : schema.name)
            json.endObject()
            json.endObject()
            json.endObject()
        }
        json.optionalMember("effort", effort)
        json.endObject()
    }

    /// What only one maker's models take goes in fields of their own.
    private static func writeMore(
        _ effort: Parameters.Effort?, _ taken: BedrockModel, to json: inout JSONWriter
    ) {
        guard let effort else { return }
        switch taken.maker {
        case .openAI:
            json.key("additionalModelRequestFields")
            json.beginObject()
            json.member("reasoning_effort", effort.ofThree)
            json.endObject()
        case .novaThinking:
            json.key("additionalModelRequestFields")
            json.beginObject()
            json.key("reasoningConfig")
            json.beginObject()
            json.member("type", effort.thinks ? "enabled" : "disabled")
            if effort.thinks { json.member("maxReasoningEffort", effort.ofThree) }
            json.endObject()
            json.endObject()
        case .claude, .other: return
        }
    }
}

/// What a model on Bedrock takes, by its name.
struct BedrockModel: Sendable, Equatable {
    enum Maker: Sendable { case claude, openAI, novaThinking, other }

    static let metadataMax = 16

    let maker: Maker
    private let claude: ClaudeModel
    private let isOld: Bool

    init(_ name: String) {
        claude = ClaudeModel(name)
        // What is older than structured output here, or has none.
        isOld = ["amazon.", "meta.", "cohere.", "ai21.", "writer."].contains(where: name.contains)
        if claude.version != nil {
            maker = .claude
        } else if name.contains("gpt-oss") {
            maker = .openAI
        } else if name.contains("nova-2") || name.contains("nova-premier-2") {
            maker = .novaThinking
        } else {
            maker = .other
        }
    }

    func takes(temperature: String) -> Bool {
        guard maker != .claude || claude.takes(temperature: temperature) else { return false }
        return Double(temperature).map { (0...1).contains($0) } ?? false
    }

    var takesSampling: Bool { maker != .claude || claude.takesSampling }

    func takesTopP(_ parameters: Parameters) -> Bool {
        maker != .claude || claude.takesTopP(parameters)
    }

    var takesSchema: Bool { maker == .claude ? claude.takesSchema : !isOld }

    /// The steps that Converse itself has, for the models that take them: Claude from 4.6 on. There is no "off":
    /// the least is low.
    func effort(_ effort: Parameters.Effort) -> String? {
        guard maker == .claude, let version = claude.version, version >= 406 else { return nil }
        return switch effort {
        case .none, .minimal, .low: "low"
        case .medium: "medium"
        case .high: "high"
        case .max: "max"
        }
    }

    var takesEffort: Bool {
        switch maker {
        case .openAI, .novaThinking: true
        case .claude: effort(.low) != nil
        case .other: false
        }
    }
}
