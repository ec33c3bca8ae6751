public import Vocabulary

/// Doubao on ByteDance's Volcengine Ark: a model is asked by its dated name or through an endpoint whose
/// model the account can change, error codes are dotted, and 403 may be about money.
public struct Doubao: ChatProvider {
    public static let name = "doubao"
    public static let summary = "Volcengine Ark, Doubao"
    public static let defaultBaseURL: String? = "https://ark.cn-beijing.volces.com/api/v3"
    public static let keyVariable: String? = "ARK_API_KEY"
    public static let proofs: [Proof] = [.recordings]

    public let echoRule = EchoRule.endpoint

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting(prompt, OpenAIChat.Manner())
        if let effort = prompt.parameters.effort {
            // Effort beside `disabled` is refused; who knows no effort can only be switched.
            if effort == .none {
                fitting.think(.type("disabled"))
            } else if model.contains("seed-2") {
                fitting.think(.type("enabled"), .effort(effort == .max ? "high" : effort.rawValue))
            } else {
                fitting.think(.type("enabled"))
            }
        }
        fitting.leaveOut(.metadata, "there is no room for it")
        fitting.manner.sendsTier = ["auto", "default"].contains(prompt.parameters.serviceTier)
        return fitting
    }

    public static let allowedFindings: Set<String> = ["wire.stream.role-repeated"]

    public static let errorWords = ErrorWords(
        phrases: [("exceed max message tokens", .contextLength)],
        codes: [
            "AuthenticationError": .auth, "AccessDenied": .auth, "OperationDenied": .auth,
            "AccountOverdueError": .quota, "OperationDenied.ServiceOverdue": .quota,
            "QuotaExceeded": .quota, "SetLimitExceeded": .quota,
            "ServerOverloaded": .serverError, "InternalServiceError": .serverError,
            "RateLimitExceeded": .rateLimit, "ModelAccountRpmRateLimitExceeded": .rateLimit,
            "ModelAccountTpmRateLimitExceeded": .rateLimit,
            "ModelAccountIpmRateLimitExceeded": .rateLimit,
            "APIAccountRpmRateLimitExceeded": .rateLimit, "AccountRateLimitExceeded": .rateLimit,
            "RequestBurstTooFast": .rateLimit, "InflightBatchsizeExceeded": .rateLimit,
            "SensitiveContentDetected": .contentPolicy,
            "InputTextSensitiveContentDetected": .contentPolicy,
            "InputImageSensitiveContentDetected": .contentPolicy,
            "OutputTextSensitiveContentDetected": .contentPolicy,
            "InputTextRiskDetection": .contentPolicy, "InputImageRiskDetection": .contentPolicy,
            "OutputTextRiskDetection": .contentPolicy, "InvalidEndpointOrModel": .badRequest,
            "ModelNotOpen": .badRequest, "UnsupportedModel": .badRequest,
            "InvalidEndpoint": .badRequest, "InvalidParameter": .badRequest,
            "MissingParameter": .badRequest,
        ])
}
