public import Vocabulary

/// The token counts that the caller gets must be the leg's own, and must agree among themselves.
///
/// The first is asked of every case whose leg is a lane that knows what it counted. The second stands among the
/// wire's findings in every case, on either side of the gateway, and decides where a suite asks for it.
public struct UsageConsistent: Check {
    public static let name = "usage-consistent"
    public static let summary = "the token counts are the leg's, and agree among themselves"
    public static let family = CheckFamily.contract

    private static let contradictions = [
        "wire.usage.inconsistent", "wire.usage.negative", "wire.usage.zero", "wire.usage.missing",
    ]

    private let isAsked: Bool

    public init(_ arguments: CheckArguments) throws(Diagnostic) { isAsked = true }

    init() { isAsked = false }

    public func judge(_ attempt: Attempt) -> Verdict {
        if isAsked, let found = contradiction(in: attempt) {
            return .failed(Diagnostic(found))
        }
        guard attempt.calls != nil, let call = attempt.answeringCall, call.isComplete,
            attempt.looksLikeSuccess,
            let counted = call.answer?.usage
        else {
            return isAsked && attempt.reading.usage == nil
                ? .skipped(reason: "the answer tells no token counts") : .passed
        }
        guard let told = attempt.reading.usage else {
            return .failed(
                Diagnostic("\(call.leg) counted \(Self.words(counted)), the caller was told none"))
        }
        // Languages count cached input and reasoning within the others or beside them; without any there is
        // but one way to count.
        let hasParts = [told.cachedInput, told.cacheWrite, told.reasoning, counted.cachedInput]
            .contains { ($0?.value ?? 0) != 0 }
        guard !hasParts,
            Self.differ(told.input, counted.input) || Self.differ(told.output, counted.output)
        else { return .passed }
        return .failed(
            Diagnostic(
                "\(call.leg) counted \(Self.words(counted)), the caller was told \(Self.words(told))"
            ))
    }

    /// In what the caller was told, or in what the leg that answered had said: a gateway may add it up anew.
    private func contradiction(in attempt: Attempt) -> String? {
        let reading = attempt.reading
        if let usage = reading.usage {
            if usage.output?.value == 0, reading.text?.isEmpty == false {
                return "an answer with text is said to have no output tokens"
            }
        }
        return attempt.findings.first { finding in
            Self.contradictions.contains(finding.code)
                && (finding.leg == nil || finding.leg == attempt.answeringLeg)
        }?.message
    }

    private static func differ(_ one: Usage.Count?, _ other: Usage.Count?) -> Bool {
        guard let one, let other else { return false }
        return one.value != other.value
    }

    private static func words(_ usage: Usage) -> String {
        let counts = [(usage.input, "input"), (usage.output, "output"), (usage.total, "total")]
        let words = counts.compactMap { count, name in count.map { "\($0.value) \(name)" } }
        return words.isEmpty ? "no tokens" : "\(Excerpt.list(words)) tokens"
    }
}
