public import Vocabulary

/// Where a leg fails, the answer of another must reach the caller in time: counted from the end of the first
/// failed call to the first byte that the caller sees.
public struct RecoveryTime: ReversibleCheck {
    public static let name = "recovery-time"
    public static let summary = "after a leg failed, the answer begins in time"
    public static let family = CheckFamily.path
    public static let arguments = [
        (key: "threshold", summary: "the most milliseconds from the first failure to the answer")
    ]

    private let limit: TimeLimit

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        limit = try TimeLimit(arguments, needs: Self.arguments[0].summary)
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard let calls = attempt.calls else { return .skipped(reason: noJournals) }
        guard let failed = calls.first, let answering = attempt.answeringCall,
            failed.arrived < answering.arrived, let ended = failed.ended
        else { return .skipped(reason: "no leg failed before another answered") }
        guard attempt.looksLikeSuccess else {
            return .skipped(reason: "the caller saw \(Sight.words(for: attempt))")
        }
        let clocks = attempt.reading.clocks
        guard let first = clocks.firstContent ?? attempt.exchange.firstByte else {
            return .skipped(reason: "the answer has no first byte to measure to")
        }
        return limit.verdict(
            on: max(.zero, first - ended),
            "the way from the failure of \(failed.leg) to the answer",
            loopLag: attempt.exchange.loopLag, isNegated: isNegated)
    }
}
