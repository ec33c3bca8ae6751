public import Vocabulary

/// A stream must flow: 99 of 100 gaps between its pieces of content are no longer than this.
public struct GapP99: ReversibleCheck {
    public static let name = "gap-p99"
    public static let summary = "99 of 100 gaps between a stream's pieces are no longer"
    public static let family = CheckFamily.budget
    public static let arguments = [(key: "threshold", summary: "the most milliseconds of a gap")]

    private let limit: TimeLimit

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        limit = try TimeLimit(arguments, needs: Self.arguments[0].summary)
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard attempt.isStreamed, attempt.reading.stream != nil else {
            return .skipped(reason: "a plain answer has no gaps")
        }
        let gaps = attempt.reading.clocks.gaps
        guard let gap = gaps.percentile(0.99) else {
            return .skipped(reason: "the stream has too few pieces to have gaps")
        }
        return limit.verdict(
            on: gap, "the 99th percentile of \(gaps.count) gaps",
            loopLag: attempt.exchange.loopLag, isNegated: isNegated)
    }
}
