public import Vocabulary

/// DeepSeek: thinks unless told not to, and then ignores sampling; `reasoning_content` beside the text,
/// cache hits and misses in the usage, 402 for an empty account.
public struct DeepSeek: ChatProvider {
    public static let name = "deepseek"
    public static let summary = "DeepSeek"
    public static let defaultBaseURL: String? = "https://api.deepseek.com"
    public static let keyVariable: String? = "DEEPSEEK_API_KEY"
    public static let proofs: [Proof] = [.recordings]

    /// Each alias is answered with the name that it stands for.
    public let echoRule = EchoRule.renamed([
        "deepseek-v4-flash": "deepseek-flash", "deepseek-v4-flash-vision-exp": "deepseek-flash",
    ])

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting(prompt, OpenAIChat.Manner())
        let thinks = prompt.parameters.effort != Parameters.Effort.none
        if let effort = prompt.parameters.effort {
            switch effort {
            case .none: fitting.think(.type("disabled"))
            case .minimal, .low: fitting.think(.type("enabled"), .effort("low"))
            case .medium, .high: fitting.think(.type("enabled"), .effort("high"))
            case .max: fitting.think(.type("enabled"), .effort("max"))
            }
        }
        if thinks {
            fitting.leaveOut(.temperature, "ignored while it thinks")
            if prompt.toolChoice?.isForced ?? false {
                fitting.leaveOut(.toolChoice, "refused while it thinks")
            }
            fitting.manner.repeatsReasoning = true
        }
        fitting.leaveOut(.seed, "not in this language")
        switch prompt.format {
        case .text: break
        case .json:
            if !prompt.saysJSON {
                fitting.leaveOut(.format, "refused unless the prompt has the word JSON")
            }
        case .schema: fitting.leaveOut(.format, "there is JSON mode, but no schemas")
        }
        if !Self.sees(model) { fitting.leaveOut(.images, "taken by deepseek-flash only") }
        fitting.leaveOut(.strictTools, "taken at the beta base only")
        fitting.sendUser(as: "user_id")
        return fitting
    }

    private static func sees(_ model: String) -> Bool {
        ["deepseek-flash", "deepseek-v4-flash", "deepseek-v4-flash-vision-exp"].contains(model)
    }

    /// Nearly all errors have the code `invalid_request_error`: status and text tell them apart.
    public static let errorWords = ErrorWords(
        phrases: [
            ("content exists risk", .contentPolicy), ("insufficient balance", .quota),
            ("maximum context length", .contextLength),
        ],
        statuses: [422: .badRequest])
}

extension ToolChoice {
    /// A call must come of it.
    var isForced: Bool {
        switch self {
        case .required, .named: true
        case .none, .auto: false
        }
    }
}
