package import Vocabulary

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

    /// A word for tables.
    package var name: String {
        switch self {
        case .inclusive: "inclusive"
        case .cacheBeside: "cache apart"
        case .reasoningBeside: "thought apart"
        case .bySum: "by the sum"
        }
    }
}

/// Token counts that do not overlap, so that each can be multiplied by one price.
package struct TokenCounts: Sendable, Equatable {
    /// Input at the full price; nil where the input was not told.
    package var inputFresh: Int?
    package var cacheRead: Int
    package var cacheWrite: Int
    /// All output, reasoning included; nil where it was not told.
    package var output: Int?
    /// How the sent counts lay inside one another: never `.bySum`.
    package var rule: UsageRule
    /// Counts that are impossible or contradict each other; they stand above as they came out.
    package var findings: [Finding]

    /// What chooses the tier of a price.
    package var inputTotal: Int? {
        guard let inputFresh else { return nil }
        return Int(exactly: Int128(inputFresh) + Int128(cacheRead) + Int128(cacheWrite))
    }
}

extension UsageRule {
    /// Takes the counts apart. A negative one shows a wrong rule or a wrong gateway: it is reported, and
    /// never made zero, because a price of zero would hide it.
    package func canonical(_ usage: Usage) -> TokenCounts {
        let sent = SentCounts(usage)
        let rule = resolved(sent)
        let parts = sent.parts(under: rule)
        return TokenCounts(
            inputFresh: parts.fresh.flatMap { Int(exactly: $0) },
            cacheRead: sent.read, cacheWrite: sent.write,
            output: parts.output.flatMap { Int(exactly: $0) }, rule: rule,
            findings: sent.findings(under: rule))
    }

    /// What is wrong with these counts: nothing, as a rule, and that is quickly told.
    func findings(_ sent: SentCounts) -> [Finding] { sent.findings(under: resolved(sent)) }

    /// Of a gateway's the first rule whose sum is the total; without a total, OpenAI's.
    private func resolved(_ sent: SentCounts) -> UsageRule {
        guard self == .bySum else { return self }
        let total = sent.total.map { Int128($0) }
        if sent.sum(under: .inclusive) == total { return .inclusive }
        if sent.sum(under: .reasoningBeside) == total { return .reasoningBeside }
        return sent.sum(under: .cacheBeside) == total ? .cacheBeside : .inclusive
    }
}
