import Documents
public import Vocabulary

/// A prompt that a leg has answered before must be read from that leg's cache, and the caller told of it.
///
/// Asked of every repeat of a case. The first finds a leg cold, also where another leg was warm before it
/// failed: then only what is told counts. From when on a leg reads back what it has kept, how long a prompt
/// must be and whether it must be marked is the rule of its provider.
public struct CacheHit: ReversibleCheck {
    public static let name = "cache-hit"
    public static let summary = "a repeated prompt is read from the leg's cache, and told so"
    public static let family = CheckFamily.budget
    public static let arguments = [
        (
            key: "threshold",
            summary: "the least share of the input, from 0 to 1, that is read from it"
        )
    ]

    private let share: Double
    private let node: CheckArguments

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        share = try arguments.share("threshold", needs: Self.arguments[0].summary) ?? 0
        node = arguments
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> CacheHit {
        guard let repeats = context.repeats, repeats < 2 else { return self }
        throw node.node.diagnostic(
            "'\(Self.name)' looks at a prompt that is sent again, and this suite sends each once",
            hint:
                "repeat: 3 (the first finds the cache empty; DeepSeek's answers from the third on)")
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard attempt.looksLikeSuccess else {
            return .skipped(reason: "there is no answer to judge")
        }
        let told = attempt.reading.usage?.cachedInput?.value ?? 0
        guard let call = attempt.answeringCall else {
            return judge(told, of: attempt, at: "the leg", isNegated)
        }
        guard let counted = call.answer?.usage?.cachedInput?.value else {
            return .skipped(reason: "\(call.leg) does not tell what it read from its cache")
        }
        let leg = call.leg.description
        guard told == counted else {
            return .failed(
                Diagnostic(
                    "\(leg) read \(Self.tokens(counted)) from its cache, the caller was told of "
                        + "\(told)"))
        }
        guard attempt.earlierAnswers > 0 else { return .passed }
        switch call.cacheable {
        case .tooShort where isNegated, .unmarked where isNegated: return .passed
        case .tooShort(let min):
            return .failed(
                Diagnostic(
                    "the prompt is too short for the cache of \(leg), which begins at "
                        + Self.tokens(min)))
        case .unmarked(let mark):
            return .failed(
                Diagnostic(
                    "\(leg) keeps only what a request marks with '\(mark)', and none came: `cache: "
                        + "true` in the prompt marks what stands before the user's last words"))
        case .kept(let needed) where attempt.earlierAnswers < needed:
            return .skipped(
                reason: "\(leg) reads from its cache from request \(needed + 1) on: `repeat: "
                    + "\(needed + 1)` would show it")
        case .kept, nil: return judge(counted, of: attempt, at: leg, isNegated)
        }
    }

    private func judge(
        _ cached: Int, of attempt: Attempt, at leg: String, _ isNegated: Bool
    ) -> Verdict {
        guard attempt.earlierAnswers > 0 else { return .passed }
        let usage = attempt.answeringCall?.answer?.usage ?? attempt.reading.usage
        guard let input = usage?.input?.value, input > 0 else {
            return .errored(Diagnostic("the answer does not tell how long its input was"))
        }
        let isRead = cached > 0 && Double(cached) >= share * Double(input)
        if isRead != isNegated { return .passed }
        if isNegated {
            return .failed(
                Diagnostic(
                    "asked the same again, \(leg) read \(Self.tokens(cached)) of \(input) from its "
                        + "cache, and was not to"))
        }
        let asked = share > 0 ? "asked for \(Self.percent(share)) % of" : "asked for some of"
        return .failed(
            Diagnostic(
                "asked the same again, \(leg) read \(Self.tokens(cached)) from its cache, \(asked) "
                    + "\(input): the prompt's beginning came changed, or nothing was kept"))
    }

    private static func tokens(_ count: Int) -> String {
        count == 1 ? "1 token" : "\(count) tokens"
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
