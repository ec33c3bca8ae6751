import Documents
public import Vocabulary

/// Amazon Bedrock's Converse: one language for many makers' models, the model in the path, streams in binary
/// frames.
public struct BedrockConverse: RequestDialect {
    public static let name = "bedrock-converse"
    public static let summary = "POST /model/{id}/converse, binary frames, messageStop"

    public init() {}

    public func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader {
        DialectReader(BedrockMeaning.self, contract, limits)
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization
    ) -> Request {
        let action = stream ? "/converse-stream" : "/converse"
        return Request(
            url: endpoint.url("/model/", PathSegment.escaped(model, marks: ""), action),
            headers: Self.heads.fields(stream: stream),
            secretHeaders: authorization.fields(at: endpoint),
            body: Self.body(for: prompt, to: model))
    }

    private static let heads = RequestHeads(stream: "application/vnd.amazon.eventstream")

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
        let tier = prompt.parameters.tier(of: BedrockModel.tiers, usual: "default")
        if let tier { json.object("serviceTier", "type", tier) }
        json.pairs("requestMetadata", prompt.metadata, atMost: BedrockModel.metadataMax)
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
        json.number("temperature", temperature)
        json.number("topP", topP)
        json.texts("stopSequences", parameters.stop)
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
            json.raw("json", tool.schema)
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
        case .auto: json.raw("toolChoice", #"{"auto":{}}"#)
        case .required: json.raw("toolChoice", #"{"any":{}}"#)
        case .named(let name):
            json.key("toolChoice")
            json.beginObject()
            json.object("tool", "name", name)
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
            json.object("additionalModelRequestFields", "reasoning_effort", effort.ofThree)
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
    /// Beside the usual one.
    static let tiers: Set<String> = ["priority", "flex", "reserved"]

    private let name: String

    /// The name is taken apart only for a prompt that has what some models refuse.
    init(_ name: String) { self.name = name }

    private var claude: ClaudeModel { ClaudeModel(name) }

    var maker: Maker {
        if claude.version != nil { return .claude }
        if name.contains("gpt-oss") { return .openAI }
        let isThinking = name.contains("nova-2") || name.contains("nova-premier-2")
        return isThinking ? .novaThinking : .other
    }

    /// What is older than structured output here, or has none.
    private var isOld: Bool {
        ["amazon.", "meta.", "cohere.", "ai21.", "writer."].contains(where: name.contains)
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
