package import Vocabulary

/// The token counts that the caller gets must be the leg's own, and must agree among themselves.
///
/// The first is asked of every case whose leg is a lane that knows what it counted. The second stands among the
/// wire's findings in every case, and decides where a suite asks for it.
package struct UsageConsistent: Check {
    package static let name = "usage-consistent"
    package static let summary = "the token counts are the leg's, and agree among themselves"
    package static let family = CheckFamily.contract

    private static let contradictions = [
        "wire.usage.inconsistent", "wire.usage.negative", "wire.usage.zero", "wire.usage.missing",
    ]

    private let isAsked: Bool

    package init(_ arguments: CheckArguments) throws(Diagnostic) { isAsked = true }

    init() { isAsked = false }

    package func judge(_ attempt: Attempt) -> Verdict {
        if isAsked, let found = contradiction(in: attempt.reading) {
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

    private func contradiction(in reading: Reading) -> String? {
        if let usage = reading.usage {
            if usage.output?.value == 0, reading.text?.isEmpty == false {
                return "an answer with text is said to have no output tokens"
            }
        }
        return reading.findings.first { Self.contradictions.contains($0.code) }?.message
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
