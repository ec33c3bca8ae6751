public import Vocabulary

extension Provider {
    /// What a gateway would react to in this answer; nil if it is one to hand on. A broken connection comes
    /// first, since what arrived before it is no answer.
    public func trigger(for reading: Reading, _ breakage: Breakage?) -> Trigger? {
        if let breakage { return Self.trigger(for: breakage) }
        let isBad = reading.findings.contains { Self.badAnswers.contains($0.code) }
        if let error = reading.error {
            // A status that says what is wrong is believed, in whatever body it comes.
            let promisedSuccess = error.status.map { $0 < 300 } ?? true
            return isBad && promisedSuccess ? .badAnswer : trigger(for: error)
        }
        // The connection told of no break: a stream that ended empty was let end so.
        if reading.outcome == .truncated, reading.hasContent { return .connection }
        let isUnfinished = reading.stream != nil && reading.finish == nil
        return isBad || isUnfinished ? .badAnswer : nil
    }

    /// Findings after which there is no answer, whatever the status said.
    private static var badAnswers: Set<String> {
        [
            "wire.body.empty", "wire.body.html", "wire.body.compressed", "wire.json.invalid",
            "wire.answer.no-choice", "wire.answer.no-content", "wire.answer.choice-error",
        ]
    }

    /// Nil for a request that we gave up ourselves.
    public static func trigger(for breakage: Breakage) -> Trigger? {
        switch breakage.kind {
        case .connectTimeout, .firstByteTimeout, .idleTimeout, .totalTimeout: .timeout
        case .badURL, .dnsFailure, .refused, .unreachable, .proxyFailure, .tlsFailure,
            .tlsUntrusted, .reset, .emptyReply, .cut, .keyRefused, .other:
            .connection
        case .malformedHTTP, .headersTooLarge, .bodyTooLarge, .damagedEncoding: .badAnswer
        case .cancelled: nil
        }
    }
}

extension Reading {
    fileprivate var hasContent: Bool {
        text?.isEmpty == false || reasoning?.isEmpty == false || !toolCalls.isEmpty
    }
}

/// What errors are about, by code and type where they tell and by status where they do not.
enum ErrorTable {
    /// Codes and types that mean one thing with whoever sends them.
    private static let words: [String: Trigger] = [
        "context_length_exceeded": .contextLength, "exceed_context_size_error": .contextLength,
        "too_many_prompt_tokens": .contextLength, "string_too_long": .contextLength,
        "content_policy_violation": .contentPolicy, "content_filter": .contentPolicy,
        "invalid_prompt": .contentPolicy, "data_inspection_failed": .contentPolicy,
        "insufficient_quota": .quota, "credit_balance_exhausted": .quota,
        "organization_spend_limit_exceeded": .quota, "project_spend_limit_exceeded": .quota,
        "organization_usage_limit_exceeded": .quota, "enforced_spend_limit_reached": .quota,
        "contract_spend_limit_reached": .quota, "billing_error": .quota,
        "budget_exceeded": .quota, "payment_required": .quota,
        "insufficient_balance_error": .quota,
        "rate_limit_exceeded": .rateLimit, "rate_limit_error": .rateLimit, "slow_down": .rateLimit,
        "invalid_api_key": .auth, "authentication_error": .auth, "permission_error": .auth,
        "overloaded_error": .serverError, "internal_error": .serverError, "api_error": .serverError,
        "server_error": .serverError,
        "service_unavailable_error": .serverError, "server_is_overloaded": .serverError,
        "provider_unavailable": .serverError, "provider_overloaded": .serverError,
        "timeout_error": .timeout, "timeout": .timeout,
        "invalid_request_error": .badRequest, "not_found_error": .badRequest,
        // Responses tells these without a status.
        "bio_policy": .contentPolicy, "misalignment_policy_violation": .contentPolicy,
        "image_content_policy_violation": .contentPolicy, "vector_store_timeout": .timeout,
        "data_residency_mismatch": .badRequest, "invalid_image": .badRequest,
        "invalid_image_format": .badRequest, "invalid_base64_image": .badRequest,
        "invalid_image_url": .badRequest, "invalid_image_mode": .badRequest,
        "image_too_large": .badRequest, "image_too_small": .badRequest,
        "image_parse_error": .badRequest, "image_file_too_large": .badRequest,
        "unsupported_image_media_type": .badRequest, "empty_image_file": .badRequest,
        "failed_to_download_image": .badRequest, "image_file_not_found": .badRequest,
        // Azure's and Google's.
        "RateLimitReached": .rateLimit, "DeploymentNotFound": .badRequest,
        "PermissionDenied": .auth, "Timeout": .timeout,
        "RESOURCE_EXHAUSTED": .rateLimit, "UNAUTHENTICATED": .auth, "PERMISSION_DENIED": .auth,
        "UNAVAILABLE": .serverError, "INTERNAL": .serverError, "DEADLINE_EXCEEDED": .timeout,
        "INVALID_ARGUMENT": .badRequest, "FAILED_PRECONDITION": .badRequest,
        "NOT_FOUND": .badRequest,
        // Mistral: types, and codes where a type says too little.
        "rate_limited": .rateLimit, "1300": .rateLimit, "3505": .rateLimit,
        "internal_server_error": .serverError, "invalid_model": .badRequest,
        // DashScope.
        "Throttling": .rateLimit, "Throttling.RateQuota": .rateLimit,
        "Throttling.AllocationQuota": .rateLimit, "Throttling.BurstRate": .rateLimit,
        "LimitRequests": .rateLimit, "InvalidApiKey": .auth, "AccessDenied": .auth,
        "AccessDenied.Unpurchased": .auth, "Model.AccessDenied": .auth, "Arrearage": .quota,
        "AllocationQuota.FreeTierOnly": .quota, "DataInspectionFailed": .contentPolicy,
        "RequestTimeOut": .timeout, "InternalError": .serverError,
        "InternalError.Algo": .serverError, "InternalError.Timeout": .timeout,
        "ModelUnavailable": .serverError, "ServiceUnavailable": .serverError,
        "InvalidParameter": .badRequest, "ModelNotFound": .badRequest,
        // Bedrock: a type in a header begins with a capital, in a frame without.
        "ThrottlingException": .rateLimit, "throttlingException": .rateLimit,
        "ModelNotReadyException": .rateLimit, "ServiceQuotaExceededException": .quota,
        "AccessDeniedException": .auth, "UnrecognizedClientException": .auth,
        "ExpiredTokenException": .auth, "InvalidSignatureException": .auth,
        "ModelTimeoutException": .timeout, "modelTimeoutException": .timeout,
        "InternalServerException": .serverError, "internalServerException": .serverError,
        "ServiceUnavailableException": .serverError, "serviceUnavailableException": .serverError,
        "ModelErrorException": .serverError, "modelStreamErrorException": .serverError,
        "ValidationException": .badRequest, "validationException": .badRequest,
        "ResourceNotFoundException": .badRequest,
    ]

    /// Phrases by which a 400 says that the prompt is too long, where no code does.
    private static let tooLong = [
        "prompt is too long", "maximum context length", "context window", "contextwindowexceeded",
        "exceeds the available context size", "context length",
        "exceeds the maximum number of tokens",
        "range of input length should be",
        "input is too long", "too many input tokens", "too many tokens",
    ]

    private static let outOfMoney = ["credit balance is too low", "insufficient balance"]

    /// Phrases by which a 400 says that the prompt may not be answered, where no code does.
    private static let notAllowed = [
        "content filtering policy", "content management policy", "content policy",
        "safety system", "inappropriate content", "prohibited use policy",
    ]

    /// Google says of a wrong key that the request was bad.
    private static let badKeys: Set<String> = [
        "API_KEY_INVALID", "API_KEY_EXPIRED", "API_KEY_SERVICE_BLOCKED",
    ]

    /// Google's door for OpenAI's language answers a wrong key with 400.
    private static let badKey = ["api key not valid", "invalid api key", "incorrect api key"]

    static func trigger(for error: ProviderError) -> Trigger {
        let status = realStatus(error)
        // 5xx stays 5xx whatever is written inside: New API calls an unknown model 503.
        if let status, (500..<600).contains(status) { return .serverError }
        let message = (error.message ?? "").lowercased()
        if outOfMoney.contains(where: message.contains) { return .quota }
        if let detail = error.reason {
            if badKeys.contains(detail) { return .auth }
            // What is counted by the day is not there again in a minute.
            if detail.contains("PerDay") { return .quota }
        }
        let told = [error.code, error.type].compactMap { $0 }.compactMap { words[$0] }
        if let exact = told.first(where: { $0 != .badRequest }), isPossible(exact, status) {
            return exact
        }
        switch status {
        case 401, 403: return .auth
        case 402: return .quota
        case 408: return .timeout
        case 429: return .rateLimit
        case nil: return told.first ?? .serverError
        // Portkey's own: a guard refused what was asked or what was answered.
        case 446: return .contentPolicy
        default:
            if tooLong.contains(where: message.contains) { return .contextLength }
            if badKey.contains(where: message.contains) { return .auth }
            return notAllowed.contains(where: message.contains) ? .contentPolicy : .badRequest
        }
    }

    /// An error in a 200 or in a stream has no status, unless its code is one.
    static func realStatus(_ error: ProviderError) -> Int? {
        if let status = error.status, status >= 300 { return status }
        guard let code = error.code.flatMap({ Int($0) }), (400..<600).contains(code) else {
            return nil
        }
        return code
    }

    /// A type as broad as `api_error` next to a status that says more says nothing.
    private static func isPossible(_ trigger: Trigger, _ status: Int?) -> Bool {
        guard let status else { return true }
        return switch trigger {
        case .serverError: status >= 500
        case .timeout: status >= 500 || status == 408
        default: true
        }
    }
}
