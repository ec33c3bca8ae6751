public import Vocabulary

/// The server of llama.cpp: takes any name for the one model that it has loaded, so that only the echo
/// shows which; keep-alives are bare colons.
public struct LlamaCpp: ChatProvider {
    public static let name = "llamacpp"
    public static let summary = "a llama.cpp server"
    public static let defaultBaseURL: String? = "http://127.0.0.1:8080/v1"
    public static let keyVariable: String? = "LLAMA_API_KEY"
    public static let proofs: [Proof] = [.recordings]

    public let echoRule = EchoRule.exact

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting(prompt, OpenAIChat.Manner())
        if let effort = prompt.parameters.effort { fitting.think(.template(effort != .none)) }
        fitting.leaveOut(.metadata, "ignored")
        return fitting
    }

    /// 501 is its word for a request that it cannot serve; the server itself is well.
    public static let errorWords = ErrorWords(codes: [
        "not_supported_error": .badRequest, "unavailable_error": .serverError,
    ])
}
