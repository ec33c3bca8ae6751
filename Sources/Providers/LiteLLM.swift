public import Vocabulary

/// A LiteLLM proxy: echoes the alias, so that who served stands in its headers alone; the class of an
/// error is the first word of its text, and an end mark follows even an error.
public struct LiteLLM: ChatProvider {
    public static let name = "litellm"
    public static let summary = "a LiteLLM proxy"
    public static let defaultBaseURL: String? = "http://127.0.0.1:4000"
    public static let keyVariable: String? = "LITELLM_MASTER_KEY"
    public static let proofs: [Proof] = [.recordings]

    public let echoRule = EchoRule.gateway

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        .gateway(prompt)
    }

    /// The chunk that tells of a fallback has an id of its own; without its switch a proxy keeps the
    /// upstream's ways with usage.
    public func contract(isStreamed: Bool) -> AnswerContract {
        AnswerContract(
            isStreamed: isStreamed, usage: .warning, allowed: ["wire.stream.id-changed"])
    }

    public static let errorWords = ErrorWords(
        phrases: [
            ("contextwindowexceedederror", .contextLength),
            ("contentpolicyviolationerror", .contentPolicy), ("budget has been exceeded", .quota),
            ("litellm.paymentrequirederror", .quota), ("exceeded your current quota", .quota),
            ("litellm.ratelimiterror", .rateLimit),
            ("no deployments available", .serverError), ("are in cooldown", .serverError),
            ("litellm.timeout", .timeout), ("litellm.authenticationerror", .auth),
            ("litellm.permissiondeniederror", .auth),
        ],
        codes: [
            "budget_exceeded": .quota, "auth_error": .auth, "token_not_found_in_db": .auth,
            "expired_key": .auth, "no_db_connection": .auth, "key_model_access_denied": .auth,
            "team_model_access_denied": .auth, "user_model_access_denied": .auth,
            "org_model_access_denied": .auth, "project_model_access_denied": .auth,
            "customer_model_access_denied": .auth,
        ])
}
