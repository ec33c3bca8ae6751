import Documents
public import Vocabulary

/// The answer must be so few edits away from a text: characters put in, left out or changed.
///
/// Edits are counted in UTF-16 units, as promptfoo counts them: one emoji for another is two. A threshold of 0
/// asks for the text itself, where promptfoo takes 0 for its default.
public struct EditDistance: TextCheck {
    public static let name = "levenshtein"
    public static let summary = "the answer is at most so many edits away from this text"
    public static let arguments = [
        (key: "value", summary: "the text to compare with"),
        (key: "threshold", summary: "the most edits that are allowed; 5 if not given"),
    ]

    // Two texts of 7,000 characters that share nothing; about a tenth of a second in a release build.
    static let cellsMax = 50_000_000

    private var text: TemplateText
    private let threshold: Int

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let value = try arguments.value("value", needs: Self.arguments[0].summary)
        guard let written = value.text else {
            throw value.diagnostic(
                "'value' of '\(arguments.name)' must be text, found \(value.kindWord)")
        }
        text = TemplateText(written)
        threshold =
            try arguments.optionalCount("threshold", needs: Self.arguments[1].summary) ?? 5
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> EditDistance {
        var bound = self
        bound.text = try text.rendered(in: context)
        return bound
    }

    public var wish: String {
        "be at most \(threshold) edits away from \(Excerpt.quoted(text.text))"
    }

    public func objection(to answer: String) throws(Diagnostic) -> String? {
        let (one, other) = (Array(answer.utf16), Array(text.text.utf16))
        let difference = abs(one.count - other.count)
        guard difference <= threshold else {
            return "more than \(threshold) edits away: the lengths alone differ by \(difference)"
        }
        if max(one.count, other.count) <= threshold { return nil }
        let start = zip(one, other).prefix { $0 == $1 }.count
        let end = zip(one.reversed(), other.reversed()).prefix { $0 == $1 }
            .prefix(min(one.count, other.count) - start).count
        let (left, right) = (one[start..<(one.count - end)], other[start..<(other.count - end)])
        let (long, short) = left.count > right.count ? (left, right) : (right, left)
        let width = min(short.count, threshold > short.count ? short.count : 2 * threshold + 1)
        guard width == 0 || long.count <= Self.cellsMax / width else {
            throw Diagnostic(
                "edits between texts of \(one.count) and \(other.count) characters take more than "
                    + "\(Self.cellsMax) steps to count",
                hint: "a smaller threshold takes fewer")
        }
        if Self.isNear(Array(long), Array(short), atMost: threshold) { return nil }
        return "more than \(threshold) edits away"
    }

    /// Only cells within the threshold of the diagonal can be part of a way that short.
    static func isNear(_ long: [UInt16], _ short: [UInt16], atMost limit: Int) -> Bool {
        let limit = min(limit, long.count)
        let far = limit + 1
        var row = (0...short.count).map { min($0, far) }
        for line in 0..<long.count {
            let low = max(0, line - limit)
            let high = min(short.count, line + limit + 1)
            guard low < high else { break }
            var diagonal = row[low]
            var left = low == 0 ? min(line + 1, far) : far
            row[low] = left
            var best = left
            for place in low..<high {
                let above = row[place + 1]
                let step = long[line] == short[place] ? 0 : 1
                left = min(min(above, left) + 1, diagonal + step, far)
                diagonal = above
                row[place + 1] = left
                best = min(best, left)
            }
            if best > limit { return false }
        }
        return row[short.count] <= limit
    }
}
