/// A failure of a deployment as LiteLLM classifies it: what it retries, where it goes on, what it tells
/// its caller.
public struct LiteLLMError: Sendable, Equatable {
    /// LiteLLM's exceptions, by which it finds retries and fallbacks.
    public enum Class: String, Sendable, CaseIterable {
        case badRequest, contextWindow, contentPolicy, authentication, permission, notFound
        case timeout, rateLimit, internalServer, badGateway, unavailable, connection
        /// All others; in a retry policy, what counts where no class of its own is named.
        case other

        /// The names that a retry policy has for them.
        static let retried: [String: Class] = [
            "BadRequestErrorRetries": .badRequest, "AuthenticationErrorRetries": .authentication,
            "TimeoutErrorRetries": .timeout, "RateLimitErrorRetries": .rateLimit,
            "ContentPolicyViolationErrorRetries": .contentPolicy,
            "InternalServerErrorRetries": .internalServer,
            "ServiceUnavailableErrorRetries": .unavailable, "NotFoundErrorRetries": .notFound,
            "DefaultRetries": .other,
        ]
    }

    public var kind: Class
    /// What decides about retries.
    public var status: Int
    /// How often one attempt of the router calls the deployment; nothing where the port is shut.
    public var calls: Int

    public init(_ kind: Class, _ status: Int, calls: Int = 1) {
        self.kind = kind
        self.status = status
        self.calls = calls
    }

    /// What the caller sees if nothing rescues it.
    public var shownStatus: Int { status >= 400 ? status : 500 }

    /// Another attempt may help, by the status alone.
    public var hasRetriableStatus: Bool {
        status == 408 || status == 409 || status == 429 || status >= 500
    }

    /// How many retries a policy gives, if it speaks of this class or of all.
    public func retries(in policy: LiteLLMConfig.RetryPolicy) -> Int? {
        var asked: [Class] = status == 404 ? [.notFound] : []
        switch kind {
        case .contextWindow: asked.append(.badRequest)
        case .contentPolicy: asked += [.contentPolicy, .badRequest]
        case .notFound, .other: break
        default: asked.append(kind)
        }
        return (asked + [.other]).lazy.compactMap { policy[$0] }.first
    }
}

/// What a provider says when it says no: LiteLLM reads the text as much as the status.
public struct RefusalText: Sendable, Equatable {
    public var status: Int
    public var body: String

    public init(status: Int, body: String) {
        self.status = status
        self.body = body
    }
}
