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
        let sent = Sent(usage)
        var findings: [Finding] = []
        let rule = resolved(sent)
        if let contradiction = sent.contradiction(of: rule) { findings.append(contradiction) }
        var (fresh, output) = (sent.input, sent.output)
        switch rule {
        case .inclusive, .bySum: fresh = fresh.map { $0 - sent.read - sent.write }
        case .reasoningBeside:
            fresh = fresh.map { $0 - sent.read - sent.write }
            output = output.map { $0 + sent.reasoning }
        case .cacheBeside: break
        }
        let parts = [
            ("fresh input", fresh), ("cache reads", sent.read), ("cache writes", sent.write),
            ("output", output), ("reasoning", sent.reasoning),
        ]
        let negative = parts.filter { ($0.1 ?? 0) < 0 }
        if !negative.isEmpty {
            let words = negative.map { "\($0.0) of \($0.1 ?? 0)" }.joined(separator: ", ")
            findings.append(
                Finding("wire.usage.negative", .error, "token counts below zero: \(words)"))
        }
        return TokenCounts(
            inputFresh: fresh.flatMap { Int(exactly: $0) },
            cacheRead: Int(clamping: sent.read), cacheWrite: Int(clamping: sent.write),
            output: output.flatMap { Int(exactly: $0) }, rule: rule, findings: findings)
    }

    /// Of a gateway's the first rule whose sum is the total; without a total, OpenAI's.
    private func resolved(_ sent: Sent) -> UsageRule {
        guard self == .bySum else { return self }
        let known: [UsageRule] = [.inclusive, .reasoningBeside, .cacheBeside]
        return known.first { sent.sum(under: $0) == sent.total } ?? .inclusive
    }

    /// Wide enough for any sum of counts that a peer may send.
    private struct Sent {
        var input: Int128?
        var output: Int128?
        var total: Int128?
        var read: Int128
        var write: Int128
        var reasoning: Int128

        init(_ usage: Usage) {
            input = usage.input.map { Int128($0.value) }
            output = usage.output.map { Int128($0.value) }
            total = usage.total.map { Int128($0.value) }
            read = Int128(usage.cachedInput?.value ?? 0)
            write = Int128(usage.cacheWrite?.value ?? 0)
            reasoning = Int128(usage.reasoning?.value ?? 0)
        }

        func sum(under rule: UsageRule) -> Int128? {
            guard let input, let output else { return nil }
            return switch rule {
            case .inclusive, .bySum: input + output
            case .reasoningBeside: input + output + reasoning
            case .cacheBeside: input + read + write + output
            }
        }

        func contradiction(of rule: UsageRule) -> Finding? {
            if let total, let sum = sum(under: rule), sum != total {
                return Finding(
                    "wire.usage.inconsistent", .warning,
                    "a total of \(total) tokens, whose parts make \(sum)")
            }
            if rule != .reasoningBeside, let output, reasoning > output {
                return Finding(
                    "wire.usage.inconsistent", .warning,
                    "\(reasoning) tokens of reasoning in \(output) of output")
            }
            return nil
        }
    }
}
