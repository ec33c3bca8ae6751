import Vocabulary

/// One answer as it was measured, from the moment when its request went out. Times are microseconds.
struct Shot: Sendable, Equatable {
    /// To the last byte.
    var whole: Double
    /// To the first text, thought or tool call of a stream.
    var firstContent: Double?
    /// By how much this program's own loop may have been late with any of it.
    var lag: Double
    /// What the gateway says that it took for itself.
    var told: Double?
    var inputTokens: Int?
    var outputTokens: Int?
    /// The words of the answer.
    var text: String?
    var isOnNewConnection = false
    var connect: Double?
    var secure: Double?
    /// Why it is no whole answer.
    var problem: Problem?

    struct Problem: Sendable, Equatable {
        /// A word to count by: `status 429`, `refused`, `truncated`.
        var word: String
        var reason: String
    }
}

extension Duration {
    var inMicroseconds: Double { Double(inNanoseconds) / 1000 }
}
