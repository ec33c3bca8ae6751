import Documents
public import Vocabulary

/// The answer must be near to a reference by BLEU, the share of words and runs of words that they have in
/// common, up to four in a row.
///
/// With promptfoo's particulars: words in small letters between spaces, a millionth of a tenth for a length of
/// run of which none is shared, and lengths of which a short answer has no run left out.
public struct BLEU: TextCheck {
    public static let name = "bleu"
    public static let summary = "the answer is near to a reference by BLEU"
    public static let arguments = [
        (key: "value", summary: "the reference, or a list of them"),
        (key: "threshold", summary: "the least BLEU, from 0 to 1; 0.5 if not given"),
    ]

    private static let runMax = 4
    private static let nothingShared = 1e-7

    private var references: [TemplateText]
    private let threshold: Double

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let needs = Self.arguments[0].summary
        let value = try arguments.value("value", needs: needs)
        references = []
        for item in value.items ?? [value] {
            guard let text = item.text, !text.isEmpty else {
                throw item.diagnostic(
                    "'value' of '\(arguments.name)' must be text, found \(item.shown)", hint: needs)
            }
            references.append(TemplateText(text))
        }
        guard !references.isEmpty else {
            throw value.diagnostic("'\(arguments.name)' has no reference", hint: needs)
        }
        threshold = try arguments.share("threshold", needs: Self.arguments[1].summary) ?? 0.5
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> BLEU {
        var bound = self
        bound.references = []
        for reference in references { bound.references.append(try reference.rendered(in: context)) }
        return bound
    }

    public var wish: String {
        let what =
            references.count == 1
            ? Excerpt.quoted(references[0].text) : "one of \(references.count) references"
        return "have a BLEU of at least \(Scoring.figure(threshold)) with \(what)"
    }

    public func score(_ attempt: Attempt) -> Double? {
        Self.score(of: attempt.reading.text ?? "", references.map(\.text))
    }

    public func objection(to text: String) -> String? {
        let score = Self.score(of: text, references.map(\.text))
        return score >= threshold ? nil : "it is \(Scoring.figure(score))"
    }

    static func score(of answer: String, _ references: [String]) -> Double {
        let words = words(of: answer)
        guard !words.isEmpty else { return 0 }
        let wanted = references.map(Self.words)
        var product = 1.0
        var lengths = 0
        for length in 1...runMax where words.count >= length {
            let runs = counts(of: words, length)
            let shared =
                wanted.map { reference in
                    let other = counts(of: reference, length)
                    return runs.reduce(0) { $0 + min($1.value, other[$1.key] ?? 0) }
                }.max() ?? 0
            let share = Double(shared) / Double(words.count - length + 1)
            product *= share == 0 ? nothingShared : share
            lengths += 1
        }
        return root(lengths, of: product) * penalty(words.count, wanted.map(\.count))
    }

    /// For an answer that is shorter than the reference nearest to it in length, of two the shorter.
    private static func penalty(_ count: Int, _ references: [Int]) -> Double {
        let nearest =
            references.min { (abs($0 - count), $0) < (abs($1 - count), $1) } ?? count
        return count > nearest ? 1 : exponential(1 - Double(nearest) / Double(count))
    }

    // This room imports nothing of the system's, so the two functions that Swift lacks stand here.

    /// The first to the fourth root of a number from 0 to 1.
    private static func root(_ degree: Int, of number: Double) -> Double {
        switch degree {
        case 1: return number
        case 2: return number.squareRoot()
        case 4: return number.squareRoot().squareRoot()
        default:
            // Newton's way from above: a third nearer with each step, until it is near and leaps.
            var root = 1.0
            for _ in 0..<80 { root -= (root - number / (root * root)) / 3 }
            return root
        }
    }

    /// e to the power of a number of at most 0: of a small part of it by its series, then squared back.
    private static func exponential(_ power: Double) -> Double {
        guard power > -700 else { return 0 }
        let halvings = 20
        let part = power / Double(1 << halvings)
        var result = 1 + part * (1 + part / 2 * (1 + part / 3))
        for _ in 0..<halvings { result *= result }
        return result
    }

    private static func words(of text: String) -> [Substring] {
        ECMAText.words(of: ECMAText.lowercased(text))
    }

    private static func counts(of words: [Substring], _ length: Int) -> [ArraySlice<Substring>: Int]
    {
        guard words.count >= length else { return [:] }
        var counts: [ArraySlice<Substring>: Int] = [:]
        for start in 0...(words.count - length) {
            counts[words[start..<start + length], default: 0] += 1
        }
        return counts
    }
}
