public import Vocabulary

/// OpenRouter: asked by a header, it says which of its legs it tried and with what status; cost and
/// provider stand in the body, and errors have the HTTP status as their code, also inside a 200.
public struct OpenRouter: ChatProvider {
    public static let name = "openrouter"
    public static let summary = "OpenRouter"
    public static let defaultBaseURL: String? = "https://openrouter.ai/api/v1"
    public static let keyVariable: String? = "OPENROUTER_API_KEY"
    public static let proofs: [Proof] = [.recordings]

    public let echoRule = EchoRule.gateway

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting(prompt, OpenAIChat.Manner(sendsMetadata: true))
        fitting.manner.marksKept = true
        if let effort = prompt.parameters.effort { fitting.think(.reasoning(effort.rawValue)) }
        if case .schema = prompt.format { fitting.manner.requiresParameters = true }
        fitting.manner.sendsTier = true
        return fitting
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        var request = OpenAIChat().request(
            for: prompt, to: model, stream: stream, at: endpoint, authorization,
            fitting(of: prompt, to: model).manner)
        request.headers.append(Request.Field("X-OpenRouter-Metadata", "enabled"))
        return request
    }

    public static let allowedFindings: Set<String> = [
        "wire.stream.role-repeated", "wire.usage.repeated",
    ]

    /// `metadata.error_type` and `metadata.limit_source`.
    public static let errorWords = ErrorWords(
        codes: [
            "context_length_exceeded": .contextLength, "max_tokens_exceeded": .contextLength,
            "token_limit_exceeded": .contextLength, "string_too_long": .contextLength,
            "openrouter_in_flight_budget": .rateLimit, "flagged_input": .contentPolicy,
            "content_policy_violation": .contentPolicy, "refusal": .contentPolicy,
            "authentication": .auth, "permission_denied": .auth, "payment_required": .quota,
            "rate_limit_exceeded": .rateLimit, "provider_overloaded": .serverError,
            "provider_unavailable": .serverError, "server": .serverError, "timeout": .timeout,
            "invalid_request": .badRequest, "invalid_prompt": .badRequest,
            "not_found": .badRequest, "precondition_failed": .badRequest,
            "payload_too_large": .badRequest, "unprocessable": .badRequest,
            "invalid_image": .badRequest, "unsupported_image_format": .badRequest,
        ])
}
