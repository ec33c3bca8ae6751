public import Vocabulary

/// Qwen on Alibaba Cloud, in its OpenAI-compatible mode. Errors of a stream come in the native form
/// without an `error` around them, and money, rate and overload have names of their own.
public struct Qwen: ChatProvider {
    public static let name = "qwen"
    public static let summary = "Alibaba Cloud Model Studio, compatible mode"
    public static let defaultBaseURL: String? =
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"
    public static let keyVariable: String? = "DASHSCOPE_API_KEY"
    public static let proofs: [Proof] = [.recordings]

    /// The name that was asked for comes back, whichever snapshot stood behind it.
    public let echoRule = EchoRule.repeated

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting(prompt, OpenAIChat.Manner())
        let thinking = Thinking(model)
        if let effort = prompt.parameters.effort {
            switch thinking {
            case .always:
                fitting.leaveOut(.effort, "this model always thinks, as hard as it likes")
            case .graded:
                if effort == .none {
                    fitting.leaveOut(.effort, "this model always thinks")
                } else {
                    fitting.think(.effort(Self.grade(effort)))
                }
            case .onByDefault, .offByDefault: fitting.think(.flag(effort != .none))
            case .never: fitting.leaveOut(.effort, "this model does not think")
            }
        }
        if thinking.thinks(prompt.parameters.effort) {
            if prompt.toolChoice?.isForced ?? false {
                fitting.leaveOut(.toolChoice, "refused while it thinks")
            }
            fitting.leaveOut(.format, "refused while it thinks")
        } else if prompt.format == .json, !prompt.saysJSON {
            fitting.leaveOut(.format, "refused unless the prompt has the word JSON")
        }
        fitting.leaveOut(.metadata, "there is no room for it")
        return fitting
    }

    /// Open-weight models think in streams only: a plain request for one is refused unless it says no.
    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        var manner = fitting(of: prompt, to: model).manner
        if !stream, case .onByDefault = Thinking(model) { manner.thinking = [.flag(false)] }
        return OpenAIChat().request(
            for: prompt, to: model, stream: stream, at: endpoint, authorization, manner)
    }

    private static func grade(_ effort: Parameters.Effort) -> String {
        switch effort {
        case .none, .minimal, .low: "low"
        case .medium: "medium"
        case .high, .max: "xhigh"
        }
    }

    /// Whether a model thinks, by its name.
    private enum Thinking {
        case always, graded, onByDefault, offByDefault, never

        init(_ model: String) {
            let name = model.lowercased()
            if name.hasPrefix("qwen3.8-max") {
                self = .graded
            } else if name.contains("-thinking") || name.hasPrefix("qwq") || name.hasPrefix("qvq") {
                self = .always
            } else if name.contains("-instruct") || name.contains("coder") {
                self = .never
            } else {
                self = Self.isOpenWeight(name) ? .onByDefault : .offByDefault
            }
        }

        func thinks(_ effort: Parameters.Effort?) -> Bool {
            switch self {
            case .always, .graded: true
            case .onByDefault: effort != Parameters.Effort.none
            case .offByDefault: effort.map { $0 != .none } ?? false
            case .never: false
            }
        }

        /// `qwen3-32b`, `qwen3-235b-a22b`: the number of parameters is in the name.
        private static func isOpenWeight(_ name: String) -> Bool {
            name.split(separator: "-").dropFirst().contains { word in
                word.last == "b" && word.dropLast().allSatisfy { $0.isNumber || $0 == "." }
            }
        }
    }

    public static let allowedFindings: Set<String> = [
        "wire.error.envelope", "wire.tool.id-emptied", "wire.stream.role-repeated",
    ]

    public static let errorWords = ErrorWords(
        phrases: [
            ("range of input length", .contextLength), ("in good standing", .quota),
            ("quota exceeded", .rateLimit), ("exceeded your current quota", .rateLimit),
            ("request rate increased too quickly", .rateLimit),
        ],
        codes: [
            "Throttling": .rateLimit, "insufficient_quota": .rateLimit, "Arrearage": .quota,
            "AllocationQuota.FreeTierOnly": .quota, "DataInspectionFailed": .contentPolicy,
            "data_inspection_failed": .contentPolicy, "InvalidApiKey": .auth,
            "AccessDenied": .auth, "Model.AccessDenied": .auth, "ModelNotFound": .badRequest,
            "model_not_found": .badRequest, "InvalidParameter": .badRequest,
            "invalid_parameter_error": .badRequest, "InternalError": .serverError,
            "internal_error": .serverError, "RequestTimeOut": .timeout,
            "ModelUnavailable": .serverError, "ServiceUnavailable": .serverError,
        ])
}
