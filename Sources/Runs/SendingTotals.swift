import Vocabulary

/// What all sendings of a case come to together: what one of them does not tell is not known of all.
struct SendingTotals {
    private var row: CaseRow

    init(_ first: CaseRow) { row = first }

    mutating func add(_ next: CaseRow) {
        row.repeats += next.repeats
        row.repeatsPassed += next.repeatsPassed
        row.metrics = row.metrics.joined(with: next.metrics)
        row.cost = Money.sum(row.cost, next.cost)
        row.inputTokens = Self.sum(row.inputTokens, next.inputTokens)
        row.outputTokens = Self.sum(row.outputTokens, next.outputTokens)
        // These are told where there are some.
        row.cachedTokens = Self.some(row.cachedTokens, next.cachedTokens)
        row.cacheWriteTokens = Self.some(row.cacheWriteTokens, next.cacheWriteTokens)
        row.reasoningTokens = Self.some(row.reasoningTokens, next.reasoningTokens)
    }

    /// Writes them into the row of the sending that stands for all.
    func write(into shown: inout CaseRow) {
        (shown.repeats, shown.repeatsPassed) = (row.repeats, row.repeatsPassed)
        (shown.metrics, shown.cost) = (row.metrics, row.cost)
        (shown.inputTokens, shown.outputTokens) = (row.inputTokens, row.outputTokens)
        shown.cacheWriteTokens = row.cacheWriteTokens
        (shown.cachedTokens, shown.reasoningTokens) = (row.cachedTokens, row.reasoningTokens)
    }

    private static func sum(_ one: Int?, _ other: Int?) -> Int? {
        guard let one, let other else { return nil }
        let (sum, isOver) = one.addingReportingOverflow(other)
        return isOver ? nil : sum
    }

    private static func some(_ one: Int?, _ other: Int?) -> Int? {
        one == nil && other == nil ? nil : sum(one ?? 0, other ?? 0)
    }
}
