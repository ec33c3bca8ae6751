import Documents
public import Vocabulary

/// The model must have stopped for this reason: in common words, or as its provider sends it.
///
/// Capitals count for nothing, as in promptfoo, and `tool_calls` is `tool-calls`.
public struct FinishReason: ReversibleCheck {
    public static let name = "finish-reason"
    public static let summary = "the model stopped for this reason"
    public static let family = CheckFamily.content
    public static let arguments = [
        (
            key: "value",
            summary: "stop, length, tool-calls, content-filter, refusal, pause or error; "
                + "or the provider's own word, such as end_turn"
        )
    ]

    private var value: TemplateText

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        value = try arguments.text("value", needs: Self.arguments[0].summary)
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> FinishReason {
        var bound = self
        bound.value = try value.rendered(in: context)
        return bound
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        let wish =
            "expected \(isNegated ? "another finish reason than" : "the finish reason") "
            + "\(Excerpt.quoted(value.text)); "
        guard let finish = attempt.reading.finish else {
            return .failed(
                Diagnostic(wish + "the caller saw \(Sight.words(for: attempt)) without one"))
        }
        let wanted = Self.plain(value.text)
        let isThis = wanted == finish.reason.rawValue || wanted == Self.plain(finish.raw)
        if isThis != isNegated { return .passed }
        var message = wish + "got \(Excerpt.quoted(finish.raw))"
        if Self.plain(finish.raw) != finish.reason.rawValue {
            message += " (\(finish.reason.rawValue))"
        }
        if let detail = finish.detail { message += ": \(Excerpt.quoted(detail))" }
        return .failed(Diagnostic(message))
    }

    private static func plain(_ word: String) -> String {
        String(word.lowercased().map { $0 == "_" ? "-" : $0 })
    }
}
