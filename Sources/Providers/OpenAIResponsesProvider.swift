public import Vocabulary

/// OpenAI itself, in its newer language.
public struct OpenAIResponsesProvider: Provider {
    public static let name = "openai-responses"
    public static let summary = "OpenAI, Responses"
    public static let defaultBaseURL: String? = "https://api.openai.com/v1"
    public static let keyVariable: String? = "OPENAI_API_KEY"
    public static let proofs: [Proof] = [.recordings, .sdk]

    public let authorization = Authorization.bearer
    public let echoRule = EchoRule.datedSuffix
    public let usageRule = UsageRule.inclusive
    private let responses = OpenAIResponses()

    public init() {}

    public var dialect: any Dialect { responses }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        responses.request(
            for: prompt, to: model, stream: stream, at: endpoint, authorization,
            OpenAIResponsesModel.manner(for: prompt, to: model))
    }

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        OpenAIResponsesModel.unsent(of: prompt, to: model)
    }

    public func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }
}

/// What OpenAI's models take of a prompt in the Responses language, wherever they are hosted.
enum OpenAIResponsesModel {
    static func manner(for prompt: Prompt, to model: String) -> OpenAIResponses.Manner {
        let parameters = prompt.parameters
        // The name is taken apart only for a prompt that has what some models refuse.
        let samples = parameters.temperature != nil || parameters.topP != nil
        guard samples || parameters.effort != nil else { return OpenAIResponses.Manner() }
        return OpenAIResponses.Manner(
            sendsSampling: !OpenAI.reasons(model),
            effort: parameters.effort.flatMap { word(for: $0, model) })
    }

    static func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        let parameters = prompt.parameters
        let reasons = OpenAI.reasons(model)
        var unsent: [Unsent] = []
        if reasons, parameters.temperature != nil {
            unsent.append(Unsent("temperature", "refused by reasoning models"))
        }
        if reasons, parameters.topP != nil {
            unsent.append(Unsent("top_p", "refused by reasoning models"))
        }
        if parameters.seed != nil { unsent.append(Unsent("seed", "not in this language")) }
        if !parameters.stop.isEmpty { unsent.append(Unsent("stop", "not in this language")) }
        if parameters.effort != nil, !reasons {
            unsent.append(Unsent("effort", "taken by reasoning models only"))
        }
        return unsent
    }

    /// The nearest step that the model has: the o-series has three, and each generation since has more.
    static func word(for effort: Parameters.Effort, _ model: String) -> String? {
        guard OpenAI.reasons(model) else { return nil }
        let version = generation(model)
        return switch effort {
        case .none where version >= 501: "none"
        case .none, .minimal: version == 500 ? "minimal" : "low"
        case .low, .medium, .high: effort.rawValue
        case .max where version >= 600: "max"
        case .max: version >= 502 ? "xhigh" : "high"
        }
    }

    /// `gpt-5.2` is 502; 0 for the o-series.
    private static func generation(_ model: String) -> Int {
        let name = model.split(separator: "/").last ?? ""
        guard name.hasPrefix("gpt-") else { return 0 }
        let numbers = name.dropFirst(4).prefix { $0 == "." || $0.isASCII && $0.isNumber }
            .split(separator: ".").map { Int($0.prefix(2)) ?? 0 }
        return (numbers.first ?? 0) * 100 + (numbers.count > 1 ? numbers[1] : 0)
    }
}
