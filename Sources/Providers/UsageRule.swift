/// Which of a provider's token counts lie inside one another.
package enum UsageRule: String, Sendable, CaseIterable {
    /// Cached input is part of the input, reasoning part of the output.
    case inclusive
    /// What was read from or written to the cache stands beside the input.
    case cacheBeside = "cache beside input"
    /// Reasoning stands beside the output.
    case reasoningBeside = "reasoning beside output"
    /// A gateway's: only the sum tells which of the three it is.
    case bySum = "by the sum"
}
