public import Vocabulary

/// A vLLM server: `reasoning` in the deltas, the HTTP status again as a number in each error, and an end
/// mark even after an error inside the stream.
public struct VLLM: ChatProvider {
    public static let name = "vllm"
    public static let summary = "a vLLM server"
    public static let defaultBaseURL: String? = "http://127.0.0.1:8000/v1"
    public static let keyVariable: String? = "VLLM_API_KEY"
    public static let proofs: [Proof] = [.documents]

    public let echoRule = EchoRule.exact

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting(prompt, OpenAIChat.Manner())
        if let effort = prompt.parameters.effort {
            // Templates have a switch, gpt-oss has grades; what a model does not know it leaves alone.
            switch effort {
            case .none: fitting.think(.template(false))
            case .minimal, .low: fitting.think(.template(true), .effort("low"))
            case .medium: fitting.think(.template(true), .effort("medium"))
            case .high, .max: fitting.think(.template(true), .effort("high"))
            }
        }
        fitting.leaveOut(.metadata, "ignored")
        return fitting
    }

    public static let errorWords = ErrorWords(codes: [
        "InternalServerError": .serverError
    ])
}
