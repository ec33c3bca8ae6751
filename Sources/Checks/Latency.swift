public import Vocabulary

/// The whole exchange must take no longer: from sending the request to the last byte of the answer.
public struct Latency: ReversibleCheck {
    public static let name = "latency"
    public static let summary = "the exchange takes no longer, from sending to the last byte"
    public static let family = CheckFamily.budget
    public static let arguments = [
        (key: "threshold", summary: "the most milliseconds it may take")
    ]

    private let limit: TimeLimit

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        limit = try TimeLimit(arguments, needs: Self.arguments[0].summary)
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        let exchange = attempt.exchange
        guard let last = exchange.lastByte else {
            return .skipped(reason: "the exchange has no last byte to measure to")
        }
        return limit.verdict(
            on: last - exchange.start, "the exchange", loopLag: exchange.loopLag,
            isNegated: isNegated)
    }
}
