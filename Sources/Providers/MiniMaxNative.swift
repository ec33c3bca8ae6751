package import Vocabulary

/// MiniMax's own chat, older than its compatible door: the path is another, and a stream ends with the
/// whole answer once more, which a reader that appends would double.
package struct MiniMaxNative: ChatProvider {
    package static let name = "minimax-native"
    package static let summary = "MiniMax, its own chatcompletion_v2"
    package static let defaultBaseURL = MiniMax.defaultBaseURL
    package static let keyVariable = MiniMax.keyVariable
    package static let proofs: [Proof] = [.documents]

    package let echoRule = EchoRule.exact

    package init() {}

    package func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = MiniMax.common(prompt, model)
        fitting.manner.path = "/text/chatcompletion_v2"
        return fitting
    }

    /// Its page promises no end mark.
    package func contract(isStreamed: Bool) -> AnswerContract {
        AnswerContract(
            isStreamed: isStreamed, terminator: .note, allowed: Self.allowedFindings)
    }

    package static let allowedFindings: Set<String> = MiniMax.allowedFindings.union([
        "wire.stream.whole-answer", "wire.stream.duplicate-finish", "wire.usage.repeated",
        "wire.stream.no-terminator",
    ])

    package static let errorWords = MiniMax.errorWords
}
