public import Vocabulary

/// GLM of Zhipu, at Z.ai or BigModel: error codes are digits in a text and more exact than the status,
/// usage comes unasked, blocked answers and overlong prompts are finish reasons.
public struct GLM: ChatProvider {
    public static let name = "glm"
    public static let summary = "Z.ai and BigModel, GLM"
    public static let defaultBaseURL: String? = "https://api.z.ai/api/paas/v4"
    public static let keyVariable: String? = "ZAI_API_KEY"
    public static let otherKeyVariables = ["ZHIPUAI_API_KEY"]
    public static let proofs: [Proof] = [.recordings]

    /// The echo is in lower case, however the name was asked for.
    public let echoRule = EchoRule.anyCase

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting(prompt, OpenAIChat.Manner())
        fitting.manner.asksForUsage = false
        fitting.manner.baresImages = true
        let parameters = prompt.parameters
        if let effort = parameters.effort { Self.tell(effort, model.lowercased(), &fitting) }
        if let text = parameters.temperature, Double(text).map({ $0 > 1 }) ?? true {
            fitting.leaveOut(.temperature, "taken from 0 to 1 only")
        }
        if let choice = prompt.toolChoice, choice != .auto {
            fitting.leaveOut(.toolChoice, "only auto is taken")
        }
        if case .schema = prompt.format {
            fitting.leaveOut(.format, "there is JSON mode, but no schemas")
        }
        if parameters.stop.count > 1 { fitting.leaveOut(.stop, "one text at most is taken") }
        fitting.leaveOut(.strictTools, "not in this language")
        if let user = prompt.metadata["user_id"], !(6...128).contains(user.count) {
            fitting.leaveOut(.metadata, "a user_id has 6 to 128 characters")
        } else {
            fitting.sendUser(as: "user_id")
        }
        return fitting
    }

    private static func tell(
        _ effort: Parameters.Effort, _ model: String, _ fitting: inout ChatFitting
    ) {
        if model.hasPrefix("glm-5.3") {
            switch effort {
            case .none: fitting.leaveOut(.effort, "this model always thinks")
            case .minimal, .low: fitting.think(.effort("low"))
            case .medium, .high: fitting.think(.effort("high"))
            case .max: fitting.think(.effort("max"))
            }
        } else if model.hasPrefix("glm-5.2") {
            fitting.think(.effort(effort.rawValue))
        } else {
            fitting.think(.type(effort == .none ? "disabled" : "enabled"))
        }
    }

    public static let allowedFindings: Set<String> = [
        "wire.finish.foreign", "wire.stream.role-repeated", "wire.error.envelope",
    ]

    public static let errorWords = ErrorWords(
        codes: [
            "1000": .auth, "1001": .auth, "1002": .auth, "1003": .auth, "1004": .auth,
            "1110": .auth, "1111": .auth, "1112": .auth, "1120": .auth, "1121": .auth,
            "1113": .quota, "1200": .badRequest, "1210": .badRequest, "1211": .badRequest,
            "1212": .badRequest, "1213": .badRequest, "1214": .badRequest, "1215": .badRequest,
            "1220": .auth, "1221": .auth, "1222": .auth, "1230": .serverError,
            "1231": .badRequest, "1234": .serverError, "1261": .contextLength,
            "1301": .contentPolicy, "1302": .rateLimit, "1303": .rateLimit, "1304": .quota,
            "1305": .serverError, "1308": .quota, "1309": .quota, "1310": .quota, "1311": .quota,
            "1312": .serverError, "1313": .quota, "1316": .quota,
        ],
        statuses: [434: .auth, 435: .badRequest])
}
