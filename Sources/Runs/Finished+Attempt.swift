import Rows
import Vocabulary

extension RowDesk.Finished {
    /// The row of one sending among several.
    func attempt(_ number: Int, since start: Moment) -> Row {
        var attempt = AttemptRow(
            caseID: row.id, number: number, verdict: row.verdict,
            checks: row.checks,
            started: queued.map { $0 - start } ?? .zero,
            latency: row.latency, status: row.status,
            answeredBy: row.answeredBy)
        attempt.firstContent = row.firstContent
        attempt.firstAnswer = row.firstAnswer
        attempt.hop = row.hop
        attempt.loopLag = row.loopLag
        attempt.calls = row.calls
        attempt.breakage = row.breakage
        attempt.providerError = row.providerError
        attempt.inputTokens = row.inputTokens
        attempt.outputTokens = row.outputTokens
        attempt.cachedTokens = row.cachedTokens
        attempt.cacheWriteTokens = row.cacheWriteTokens
        attempt.reasoningTokens = row.reasoningTokens
        attempt.serviceTier = row.serviceTier
        attempt.charges = row.charges
        attempt.requestBytes = row.requestBytes
        attempt.cost = row.cost
        return .attempt(attempt)
    }
}
