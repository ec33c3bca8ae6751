import Documents
public import Vocabulary

/// The words that stand at `{{ canary-1 }}`, `{{ canary-2 }}` … in a long prompt must come back in the answer:
/// one that does not was cut off before the model saw it, and nobody said so.
///
/// The first stands at the prompt's head and the last at its tail. An error is no silent cut: the caller was
/// told, and whether it was to be told is decided elsewhere.
public struct CanariesReturn: ReversibleCheck {
    public static let name = "canary"
    public static let summary =
        "the answer repeats the words of {{ canary-1 }}, {{ canary-2 }} …: nothing of the prompt was cut off"
    public static let family = CheckFamily.content
    public static let arguments = [
        (
            key: "value",
            summary: "how many of them the prompt has, from its head to its tail; 3 if not given"
        )
    ]

    private let count: Int

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let needs = Self.arguments[0].summary
        count = try arguments.optionalCount("value", needs: needs) ?? 3
        guard (1...Canary.countMax).contains(count) else {
            throw (arguments.optional("value") ?? arguments.node).diagnostic(
                "'\(arguments.name)' counts from 1 to \(Canary.countMax) words, found \(count)",
                hint: needs)
        }
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard let text = attempt.reading.text else {
            return .failed(
                Diagnostic("no word can come back: the caller saw \(Sight.words(for: attempt))"))
        }
        let missing = (1...count).filter { !TextSearch.text(text, contains: Canary.word($0)) }
        guard let last = missing.last else {
            if !isNegated { return .passed }
            return .failed(
                Diagnostic(
                    "expected a cut prompt, but the words of all its \(count) canaries came back; "
                        + "got \(Excerpt.ofAnswer(attempt.reading))"))
        }
        // Then it is the answer that was cut: what it would have said is not known.
        if attempt.reading.finish?.reason == .length, last == count, missing.count < count {
            return .errored(
                Diagnostic(
                    "the answer stops at its limit before it could repeat \(words(for: missing))",
                    hint: "a larger max_tokens would show whether the prompt arrived whole"))
        }
        if isNegated { return .passed }
        let back = missing.count == count ? "none of them did" : "the others did"
        let cut =
            missing.count == count
            ? "the prompt was cut silently, or the answer does not repeat them"
            : "the prompt was cut silently at \(place(of: missing))"
        return .failed(
            Diagnostic(
                "\(cut): \(words(for: missing)) of \(count) did not come back, \(back); "
                    + "got \(Excerpt.ofAnswer(attempt.reading))"))
    }

    private func words(for numbers: [Int]) -> String {
        "\(numbers.count == 1 ? "canary" : "canaries") \(Excerpt.list(numbers.map(String.init)))"
    }

    private func place(of missing: [Int]) -> String {
        var places: [String] = []
        if missing.contains(1) { places.append("its head") }
        if missing.contains(where: { $0 > 1 && $0 < count }) { places.append("its middle") }
        if count > 1, missing.contains(count) { places.append("its tail") }
        return Excerpt.list(places)
    }
}
