public import Vocabulary

/// MiniMax's own chat, older than its compatible door: the path is another, and a stream ends with the
/// whole answer once more, which a reader that appends would double.
public struct MiniMaxNative: ChatProvider {
    public static let name = "minimax-native"
    public static let summary = "MiniMax, its own chatcompletion_v2"
    public static let defaultBaseURL = MiniMax.defaultBaseURL
    public static let keyVariable = MiniMax.keyVariable
    public static let proofs: [Proof] = [.documents]

    public let echoRule = EchoRule.exact

    public init() {}

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = MiniMax.common(prompt, model)
        fitting.manner.path = "/text/chatcompletion_v2"
        return fitting
    }

    /// Its page promises no end mark.
    public func contract(isStreamed: Bool) -> AnswerContract {
        AnswerContract(
            isStreamed: isStreamed, terminator: .note, allowed: Self.allowedFindings)
    }

    public static let allowedFindings: Set<String> = MiniMax.allowedFindings.union([
        "wire.stream.whole-answer", "wire.stream.duplicate-finish", "wire.usage.repeated",
        "wire.stream.no-terminator",
    ])

    public static let errorWords = MiniMax.errorWords
}
