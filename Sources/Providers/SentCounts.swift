import Vocabulary

/// Token counts as numbers alone; their sums are wide enough for any counts that a peer may send.
struct SentCounts: Sendable, Equatable {
    let input: Int?
    let output: Int?
    let total: Int?
    let read: Int
    let write: Int
    let reasoning: Int

    init(_ usage: borrowing Usage) {
        input = usage.input?.value
        output = usage.output?.value
        total = usage.total?.value
        read = usage.cachedInput?.value ?? 0
        write = usage.cacheWrite?.value ?? 0
        reasoning = usage.reasoning?.value ?? 0
    }

    /// Input, output and total are zero, as far as they were told at all.
    var areZero: Bool {
        guard input != nil || output != nil || total != nil else { return false }
        return (input ?? 0) == 0 && (output ?? 0) == 0 && (total ?? 0) == 0
    }

    func sum(under rule: UsageRule) -> Int128? {
        guard let input, let output else { return nil }
        let sum = Int128(input) + Int128(output)
        return switch rule {
        case .inclusive, .bySum: sum
        case .reasoningBeside: sum + Int128(reasoning)
        case .cacheBeside: sum + Int128(read) + Int128(write)
        }
    }

    /// Input at the full price and all output, each as far as it was told.
    func parts(under rule: UsageRule) -> (fresh: Int128?, output: Int128?) {
        let (input, output) = (input.map { Int128($0) }, output.map { Int128($0) })
        let fresh = input.map { $0 - Int128(read) - Int128(write) }
        return switch rule {
        case .inclusive, .bySum: (fresh, output)
        case .reasoningBeside: (fresh, output.map { $0 + Int128(reasoning) })
        case .cacheBeside: (input, output)
        }
    }

    /// Counts that contradict each other, or come out below zero.
    func findings(under rule: UsageRule) -> [Finding] {
        let (fresh, output) = parts(under: rule)
        let isNegative =
            (fresh ?? 0) < 0 || read < 0 || write < 0 || (output ?? 0) < 0 || reasoning < 0
        let contradiction = contradiction(of: rule)
        guard isNegative || contradiction != nil else { return [] }
        var findings: [Finding] = []
        if let contradiction { findings.append(contradiction) }
        if isNegative { findings.append(negative(fresh, output)) }
        return findings
    }

    private func negative(_ fresh: Int128?, _ output: Int128?) -> Finding {
        let parts = [
            ("fresh input", fresh), ("cache reads", Int128(read)), ("cache writes", Int128(write)),
            ("output", output), ("reasoning", Int128(reasoning)),
        ]
        let words = parts.filter { ($0.1 ?? 0) < 0 }.map { "\($0.0) of \($0.1 ?? 0)" }
        return Finding(
            "wire.usage.negative", .error,
            "token counts below zero: \(words.joined(separator: ", "))")
    }

    private func contradiction(of rule: UsageRule) -> Finding? {
        if let total, let sum = sum(under: rule), sum != Int128(total) {
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
