public import Vocabulary

/// An error that a door is to put into its dialect's status, envelope, words and headers.
public struct DoorError: Error, Sendable, Equatable {
    /// The raw values are the names of the causes of the status family.
    public enum Kind: String, Sendable, CaseIterable {
        case rateLimit = "rate-limit"
        case quota
        case auth
        case forbidden
        case modelGone = "model-gone"
        case badRequest = "bad-request"
        case requestTimeout = "request-timeout"
        case conflict
        case tooLarge = "too-large"
        case unprocessable
        case serverError = "server-error"
        case badGateway = "bad-gateway"
        case unavailable
        case gatewayTimeout = "gateway-timeout"
        case overloaded
        case contextLength = "context-length"
        case contentPolicy = "content-policy"
        /// No such path, and a path that knows another method.
        case noSuchPath = "no-such-path"
        case wrongMethod = "wrong-method"
    }

    /// How the time to wait is told; a bare error tells none.
    public enum RetryAfter: Sendable, Equatable {
        case seconds(Int)
        /// As an HTTP date, so many seconds from now.
        case date(inSeconds: Int)
        /// `retry-after-ms`
        case milliseconds(Int)
        case bare
    }

    public var kind: Kind
    /// In place of the provider's usual words.
    public var message: String?
    /// The model asked for, where the words name it.
    public var model: String?
    /// OpenAI's `param` and `code`; the other dialects put the path into the message.
    public var param: String?
    public var code: String?
    public var type: String?
    /// The value that was refused, as JSON text, for providers that quote it.
    public var input: String?
    /// In place of the kind's own status.
    public var status: Int?
    public var retryAfter: RetryAfter
    /// How long the prompt was and how long it might be, for `context-length`.
    public var promptTokens: Int
    public var windowTokens: Int

    public init(
        _ kind: Kind, message: String? = nil, model: String? = nil, param: String? = nil,
        code: String? = nil, retryAfter: RetryAfter = .bare
    ) {
        self.kind = kind
        self.message = message
        self.model = model
        self.param = param
        self.code = code
        self.retryAfter = retryAfter
        promptTokens = 215_000
        windowTokens = 200_000
    }

    /// A foreign error to be shown in this dialect: what its code says, else its type, else its status.
    public init(_ error: ProviderError) {
        self.init(Self.kind(of: error), message: error.message)
        if let status = error.status, (400..<600).contains(status) { self.status = status }
        if let seconds = error.retryAfter?.inNanoseconds, seconds >= 0 {
            let milliseconds = Int(seconds / 1_000_000)
            retryAfter =
                milliseconds % 1_000 == 0
                ? .seconds(milliseconds / 1_000) : .milliseconds(milliseconds)
        }
    }

    /// An answer whose provider never said why it stopped.
    static let unfinished = DoorError(
        .badGateway, message: "the answer ended before the provider said why it stopped")

    /// An answer that its provider stopped with an error.
    static func stopped(_ finish: Finish) -> DoorError {
        DoorError(.badGateway, message: "the provider stopped with '\(finish.raw)'")
    }

    /// A request that its own provider refuses as malformed.
    static func malformed(_ message: String, param: String? = nil, code: String? = nil) -> DoorError
    {
        DoorError(.badRequest, message: message, param: param, code: code)
    }
}

extension DoorError {
    private static func kind(of error: ProviderError) -> Kind {
        for word in [error.code, error.type] {
            if let word, let kind = kinds[word] { return kind }
        }
        return switch error.status {
        case 400: .badRequest
        case 401: .auth
        case 402: .quota
        case 403: .forbidden
        case 404: .modelGone
        case 408: .requestTimeout
        case 409: .conflict
        case 413: .tooLarge
        case 422: .unprocessable
        case 429: .rateLimit
        case 502: .badGateway
        case 503: .unavailable
        case 504, 524: .gatewayTimeout
        case 529: .overloaded
        case .some(400..<500): .badRequest
        default: .serverError
        }
    }

    /// Words whose meaning does not depend on who says them.
    private static let kinds: [String: Kind] = [
        "context_length_exceeded": .contextLength,
        "content_policy_violation": .contentPolicy,
        "content_filter": .contentPolicy,
        "rate_limit_exceeded": .rateLimit,
        "rate_limit_error": .rateLimit,
        "insufficient_quota": .quota,
        "credit_balance_exhausted": .quota,
        "organization_spend_limit_exceeded": .quota,
        "project_spend_limit_exceeded": .quota,
        "organization_usage_limit_exceeded": .quota,
        "billing_error": .quota,
        "invalid_api_key": .auth,
        "authentication_error": .auth,
        "permission_error": .forbidden,
        "model_not_found": .modelGone,
        "not_found_error": .modelGone,
        "request_too_large": .tooLarge,
        "server_is_overloaded": .overloaded,
        "overloaded_error": .overloaded,
        "timeout_error": .gatewayTimeout,
        "conflict_error": .conflict,
        "server_error": .serverError,
        "api_error": .serverError,
        "invalid_prompt": .contentPolicy,
        "RateLimitReached": .rateLimit,
        "DeploymentNotFound": .modelGone,
        "RESOURCE_EXHAUSTED": .rateLimit,
        "UNAUTHENTICATED": .auth,
        "PERMISSION_DENIED": .forbidden,
        "INTERNAL": .serverError,
        "UNAVAILABLE": .unavailable,
        "DEADLINE_EXCEEDED": .gatewayTimeout,
    ]
}
