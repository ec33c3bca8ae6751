package import Vocabulary

/// The server of llama.cpp: takes any name for the one model that it has loaded, so that only the echo
/// shows which; keep-alives are bare colons.
package struct LlamaCpp: ChatProvider {
    package static let name = "llamacpp"
    package static let summary = "a llama.cpp server"
    package static let defaultBaseURL: String? = "http://127.0.0.1:8080/v1"
    package static let keyVariable: String? = "LLAMA_API_KEY"
    package static let proofs: [Proof] = [.recordings]

    package let echoRule = EchoRule.exact

    package init() {}

    package func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting(prompt, OpenAIChat.Manner())
        if let effort = prompt.parameters.effort { fitting.think(.template(effort != .none)) }
        fitting.leaveOut(.metadata, "ignored")
        return fitting
    }

    /// 501 is its word for a request that it cannot serve; the server itself is well.
    package static let errorWords = ErrorWords(codes: [
        "not_supported_error": .badRequest, "unavailable_error": .serverError,
    ])
}
