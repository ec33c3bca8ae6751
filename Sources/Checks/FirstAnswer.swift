public import Vocabulary

/// A stream must come to its answer in time: to the first piece that is no reasoning, from sending on.
public struct FirstAnswer: ReversibleCheck {
    public static let name = "first-answer"
    public static let summary = "a stream's first piece of answer, reasoning aside, comes in time"
    public static let family = CheckFamily.budget
    public static let arguments = [
        (key: "threshold", summary: "the most milliseconds it may take")
    ]

    private let limit: TimeLimit

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        limit = try TimeLimit(arguments, needs: Self.arguments[0].summary)
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard attempt.isStreamed, attempt.reading.stream != nil else {
            return .skipped(reason: "a plain answer comes at once: 'latency' measures it")
        }
        let exchange = attempt.exchange
        guard let first = attempt.reading.clocks.firstAnswer else {
            return .failed(Diagnostic("the stream ended without a piece of answer"))
        }
        return limit.verdict(
            on: first - exchange.start, "the first piece of answer", loopLag: exchange.loopLag,
            isNegated: isNegated)
    }
}
