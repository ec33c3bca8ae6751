public import Vocabulary

/// The answer must call the right tools: the harmonic mean of how many of the called ones were wanted and how
/// many of the wanted ones were called.
///
/// Names count once and without order, as in promptfoo. The calls are those that the wire language has; JSON
/// in the text is no call.
public struct ToolCallF1: ReversibleCheck {
    public static let name = "tool-call-f1"
    public static let summary =
        "the answer calls these tools and no others, as near as the threshold asks"
    public static let family = CheckFamily.content
    public static let arguments = [
        (key: "value", summary: "names of tools: a list, or one text with commas between them"),
        (key: "threshold", summary: "the least F1, from 0 to 1; 1 if not given"),
    ]

    private var names: TextList
    private let threshold: Double

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        names = try TextList(arguments, ignoresCase: false)
        threshold = try arguments.share("threshold", needs: Self.arguments[1].summary) ?? 1
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> ToolCallF1 {
        var bound = self
        bound.names = try names.rendered(in: context)
        return bound
    }

    public func score(_ attempt: Attempt) -> Double? {
        let called = Set(attempt.reading.toolCalls.map(\.name))
        let wanted = Set(names.texts)
        let right = called.intersection(wanted).count
        // The harmonic mean of right/called and right/wanted, without a division by zero on the way.
        return right == 0 ? 0 : 2 * Double(right) / Double(called.count + wanted.count)
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        let f1 = score(attempt) ?? 0
        let isAnswered = attempt.reading.text != nil || !attempt.reading.toolCalls.isEmpty
        if isAnswered, (f1 >= threshold) != isNegated { return .passed }
        let called = Set(attempt.reading.toolCalls.map(\.name)).sorted()
        let words =
            if !called.isEmpty {
                "called: \(Excerpt.list(called.map { Excerpt.quoted($0, scalarsMax: 60) }))"
            } else if attempt.reading.text == nil {
                "the caller saw \(Sight.words(for: attempt))"
            } else {
                "got \(Excerpt.ofAnswer(attempt.reading))"
            }
        return .failed(
            Diagnostic(
                "expected calls of \(names.words) with an F1 \(isNegated ? "below" : "of at least") "
                    + "\(Scoring.figure(threshold)), it is \(Scoring.figure(f1)); \(words)"))
    }
}
