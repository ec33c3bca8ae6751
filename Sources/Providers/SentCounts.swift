import Vocabulary

/// Token counts as numbers alone, wide enough for any sum of counts that a peer may send.
struct SentCounts: Sendable, Equatable {
    /// With what tools brought.
    var input: Int128?
    var output: Int128?
    var total: Int128?
    var read: Int128
    /// All that was written to the cache, and the part of it that is kept for longer.
    var write: Int128
    var writeLong: Int128
    var reasoning: Int128
    /// Sound, the cached part of it included.
    var audio: Int128
    var cachedAudio: Int128
    /// Calls, not tokens.
    var searches = 0
    var fetches = 0

    init(_ usage: borrowing Usage) {
        input = usage.input.map { Int128($0.value) }
        output = usage.output.map { Int128($0.value) }
        total = usage.total.map { Int128($0.value) }
        read = Int128(usage.cachedInput?.value ?? 0)
        write = Int128(usage.cacheWrite?.value ?? 0)
        reasoning = Int128(usage.reasoning?.value ?? 0)
        (writeLong, audio, cachedAudio) = (0, 0, 0)
        guard usage.hasRareCounts else { return }
        writeLong = Int128(usage.cacheWriteLong?.value ?? 0)
        if usage.cacheWrite == nil { write = writeLong }
        (searches, fetches) = (usage.searches?.value ?? 0, usage.fetches?.value ?? 0)
        audio = Int128(usage.audio?.value ?? 0)
        cachedAudio = Int128(usage.cachedAudio?.value ?? 0)
        input = input.map { $0 + Int128(usage.toolInput?.value ?? 0) }
    }

    func sum(under rule: UsageRule) -> Int128? {
        guard let input, let output else { return nil }
        return switch rule {
        case .inclusive, .bySum: input + output
        case .reasoningBeside: input + output + reasoning
        case .cacheBeside: input + read + write + output
        }
    }

    /// Input at the full price and all output, each as far as it was told.
    func parts(under rule: UsageRule) -> (fresh: Int128?, output: Int128?) {
        // Sound that was read from the cache is part of both.
        let sound = audio - cachedAudio
        return switch rule {
        case .inclusive, .bySum: (input.map { $0 - read - write - sound }, output)
        case .reasoningBeside:
            (input.map { $0 - read - write - sound }, output.map { $0 + reasoning })
        case .cacheBeside: (input.map { $0 - sound }, output)
        }
    }

    /// Counts that contradict each other, or come out below zero.
    func findings(under rule: UsageRule) -> [Finding] {
        let (fresh, output) = parts(under: rule)
        let isNegative =
            (fresh ?? 0) < 0 || read < cachedAudio || write < writeLong || (output ?? 0) < 0
            || reasoning < 0 || audio < cachedAudio || cachedAudio < 0 || writeLong < 0
        let contradiction = contradiction(of: rule)
        guard isNegative || contradiction != nil else { return [] }
        var findings: [Finding] = []
        if let contradiction { findings.append(contradiction) }
        if isNegative { findings.append(negative(fresh, output)) }
        return findings
    }

    private func negative(_ fresh: Int128?, _ output: Int128?) -> Finding {
        let parts = [
            ("fresh input", fresh), ("cache reads", read - cachedAudio),
            ("cache writes", write - writeLong), ("long cache writes", writeLong),
            ("audio", audio - cachedAudio), ("cached audio", cachedAudio),
            ("output", output), ("reasoning", reasoning),
        ]
        let words = parts.filter { ($0.1 ?? 0) < 0 }.map { "\($0.0) of \($0.1 ?? 0)" }
        return Finding(
            "wire.usage.negative", .error,
            "token counts below zero: \(words.joined(separator: ", "))")
    }

    private func contradiction(of rule: UsageRule) -> Finding? {
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

extension Usage {
    /// Input, output and total are zero, as far as they were told at all.
    var areZero: Bool {
        if let total, total.value != 0 { return false }
        guard input != nil || output != nil || total != nil else { return false }
        return (input?.value ?? 0) == 0 && (output?.value ?? 0) == 0 && (total?.value ?? 0) == 0
    }

    /// Input, output and their sum were told and nothing else, as by most: then nothing can be wrong with them.
    var addUp: Bool {
        guard count == 3, let input, let output, let total else { return false }
        return input.value >= 0 && output.value >= 0
            && input.value.addingReportingOverflow(output.value) == (total.value, false)
    }
}
