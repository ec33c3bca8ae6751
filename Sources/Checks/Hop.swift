public import Vocabulary

/// What the gateway adds of its own must be no more: from sending to the first call that reaches a leg, and from
/// the end of the last call to the last byte that the caller sees.
///
/// What lies between two calls is a retry's or a fallback's time, which `recovery-time` holds.
public struct Hop: ReversibleCheck {
    public static let name = "hop"
    public static let summary =
        "the gateway adds no more time of its own, before its calls and after them"
    public static let family = CheckFamily.budget
    public static let arguments = [
        (key: "threshold", summary: "the most milliseconds that the gateway may add")
    ]

    private let limit: TimeLimit

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        limit = try TimeLimit(arguments, needs: Self.arguments[0].summary)
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard attempt.calls != nil else { return .skipped(reason: noJournals) }
        guard attempt.looksLikeSuccess else {
            return .skipped(reason: "the caller saw \(Sight.words(for: attempt))")
        }
        guard let added = attempt.hop else {
            return .skipped(reason: "no leg's call has an end to measure from")
        }
        return limit.verdict(
            on: added, "the hop over the gateway", loopLag: attempt.exchange.loopLag,
            isNegated: isNegated)
    }
}
