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
        guard let calls = attempt.calls else { return .skipped(reason: noJournals) }
        guard attempt.looksLikeSuccess else {
            return .skipped(reason: "the caller saw \(Sight.words(for: attempt))")
        }
        let exchange = attempt.exchange
        guard let first = calls.map(\.arrived).min(), let last = calls.compactMap(\.ended).max(),
            let lastByte = exchange.lastByte
        else { return .skipped(reason: "no leg's call has an end to measure from") }
        // A lane notes its end after its last bytes are on their way.
        let added = max(.zero, first - exchange.start) + max(.zero, lastByte - last)
        return limit.verdict(
            on: added, "the hop over the gateway", loopLag: exchange.loopLag, isNegated: isNegated)
    }
}
