import Vocabulary

/// Reads a `match:` expression: `or` binds loosest, then `and`, `not`, and the comparisons.
///
/// Types are checked as the parts are put together. What breaks the grammar ends the reading; of wrong types
/// and unknown names all are told.
struct MatchParser {
    /// A part with its type; without one where a mistake in it has been told.
    struct Part {
        var term: MatchTerm
        var type: MatchType?
        var range: Range<Int>
        /// A single value in parentheses may be meant as a list: `in ("a")`.
        var isInParentheses = false
    }

    private let text: String
    private let tokens: [MatchToken]
    private var position = 0
    private var depth = 0
    private var mistakes: [MatchMistake] = []

    /// Nobody writes deeper; a recursion has to end before its stack does.
    private static let depthMax = 50

    /// The condition, or all that is wrong.
    static func read(_ text: String) -> Result<MatchTerm, Mistakes> {
        do throws(MatchMistake) {
            var parser = MatchParser(text, try MatchLexer.tokens(of: text))
            let part = try parser.whole()
            guard parser.mistakes.isEmpty else { return .failure(Mistakes(parser.mistakes)) }
            return .success(part.term)
        } catch {
            return .failure(Mistakes([error]))
        }
    }

    struct Mistakes: Error {
        var items: [MatchMistake]
        init(_ items: [MatchMistake]) { self.items = items }
    }

    private init(_ text: String, _ tokens: [MatchToken]) {
        self.text = text
        self.tokens = tokens
    }

    private var token: MatchToken { tokens[position] }

    private mutating func advance() { if position < tokens.count - 1 { position += 1 } }

    private func stands(_ word: String) -> Bool {
        token.kind == .word(word) || token.kind == .sign(word)
    }

    private mutating func take(_ word: String) -> Bool {
        guard stands(word) else { return false }
        advance()
        return true
    }

    // MARK: Grammar

    private mutating func whole() throws(MatchMistake) -> Part {
        if token.kind == .end {
            throw MatchMistake(
                message: "the rule has no condition", hint: "match: context_length > 80000",
                range: 0..<1)
        }
        let part = try anyOf()
        guard token.kind == .end else { throw surprise(after: part) }
        return flag(part, why: "a rule asks for a condition")
    }

    private mutating func anyOf() throws(MatchMistake) -> Part {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else {
            throw MatchMistake(
                message: "more than \(Self.depthMax) parentheses within each other",
                hint: "make several rules of it", range: token.range)
        }
        var part = try allOf()
        while take("or") { part = joined(part, try allOf(), by: "or") }
        return part
    }

    private mutating func allOf() throws(MatchMistake) -> Part {
        var part = try negation()
        while take("and") { part = joined(part, try negation(), by: "and") }
        return part
    }

    private mutating func negation() throws(MatchMistake) -> Part {
        let start = token.range.lowerBound
        var times = 0
        while take("not") { times += 1 }
        let part = try comparison()
        guard times > 0 else { return part }
        let inner = flag(part, why: "'not' turns a condition round")
        return Part(
            term: times % 2 == 0 ? inner.term : .not(inner.term), type: inner.type,
            range: start..<part.range.upperBound)
    }

    private mutating func comparison() throws(MatchMistake) -> Part {
        let one = try operand()
        guard let comparison = takeComparison() else { return one }
        let other = try operand()
        let part = compared(one, comparison, other)
        let next = token.range
        guard takeComparison() == nil else {
            throw MatchMistake(
                message: "a comparison cannot be compared again",
                hint: "write `and` between two comparisons", range: next)
        }
        return part
    }

    private mutating func takeComparison() -> MatchComparison? {
        switch token.kind {
        case .sign(let sign):
            guard let comparison = MatchComparison(rawValue: sign) else { return nil }
            advance()
            return comparison
        case .word("in"):
            advance()
            return .isIn
        case .word("not"):
            guard position + 1 < tokens.count, tokens[position + 1].kind == .word("in") else {
                return nil
            }
            advance()
            advance()
            return .isNotIn
        default: return nil
        }
    }

    private mutating func operand() throws(MatchMistake) -> Part {
        let token = token
        switch token.kind {
        case .number(let number):
            advance()
            return Part(term: .literal(.number(number)), type: .number, range: token.range)
        case .text(let text):
            advance()
            return Part(term: .literal(.text(text)), type: .text, range: token.range)
        case .word(let word):
            guard !["and", "or", "in"].contains(word) else { throw missing(before: token) }
            advance()
            return named(word, token.range)
        case .sign("("):
            advance()
            var part = try anyOf()
            if stands(",") { return try list(from: token.range.lowerBound, [part], until: ")") }
            guard take(")") else { throw unclosed("(", token, by: ")") }
            part.isInParentheses = true
            return part
        case .sign("["):
            advance()
            if stands("]") { return try list(from: token.range.lowerBound, [], until: "]") }
            let first = try anyOf()
            return try list(from: token.range.lowerBound, [first], until: "]")
        case .sign, .end: throw missing(before: token)
        }
    }

    /// The rest of a list whose first element has been read.
    private mutating func list(
        from start: Int, _ first: [Part], until end: String
    ) throws(MatchMistake) -> Part {
        var parts = first
        while take(",") {
            if stands(end) { break }
            parts.append(try anyOf())
        }
        let close = token.range
        guard take(end) else {
            throw MatchMistake(
                message: "the list is not closed", hint: "close it with '\(end)'", range: close)
        }
        return listed(parts, start..<close.upperBound)
    }

    // MARK: Types

    private mutating func named(_ word: String, _ range: Range<Int>) -> Part {
        if word == "true" || word == "false" {
            return Part(term: .literal(.flag(word == "true")), type: .flag, range: range)
        }
        if let variable = MatchVariable(rawValue: word) {
            return Part(term: .variable(variable), type: variable.type, range: range)
        }
        let names = MatchVariable.allCases.map(\.rawValue)
        let words = ["and", "or", "not", "in", "true", "false"]
        let quotes = "put quotes round it if text is meant"
        mistakes.append(
            MatchMistake(
                message: "unknown name '\(word)'",
                hint: didYouMean(word, among: names + words)
                    ?? "\(quotes); requests have \(names.joined(separator: ", "))",
                range: range))
        return Part(term: .literal(.flag(false)), type: nil, range: range)
    }

    /// The part as a condition; anything else is a mistake.
    private mutating func flag(_ part: Part, why: String) -> Part {
        guard let type = part.type, type != .flag else { return part }
        let hint =
            switch type {
            case .number: "compare it: \(written(part)) > 80000"
            case .text: "compare it: task_type == \"reasoning\""
            default: "ask what is in it: \"nightly\" in tags"
            }
        return wrong(part, "\(why), and '\(written(part))' is \(type.rawValue)", hint: hint)
    }

    private mutating func joined(_ one: Part, _ other: Part, by word: String) -> Part {
        let why = "'\(word)' stands between conditions"
        let (first, second) = (flag(one, why: why), flag(other, why: why))
        return Part(
            term: word == "and"
                ? .both(first.term, second.term) : .either(first.term, second.term),
            type: first.type == nil || second.type == nil ? nil : .flag,
            range: one.range.lowerBound..<other.range.upperBound)
    }

    private mutating func compared(
        _ one: Part, _ comparison: MatchComparison, _ other: Part
    ) -> Part {
        var other = other
        if comparison == .isIn || comparison == .isNotIn, other.isInParentheses,
            other.type.map({ !$0.isList }) == true
        {
            other = listed([other], other.range)
        }
        var part = Part(
            term: .compared(one.term, comparison, other.term), type: .flag,
            range: one.range.lowerBound..<other.range.upperBound)
        guard let left = one.type, let right = other.type else {
            part.type = nil
            return part
        }
        let isRight =
            switch comparison {
            case .equal, .unequal: left == right && !left.isList
            case .less, .atMost, .more, .atLeast: left == .number && right == .number
            case .isIn, .isNotIn: right.element == left
            }
        guard !isRight else { return part }
        complain(one, left, comparison, other, right)
        part.type = nil
        return part
    }

    private mutating func complain(
        _ one: Part, _ left: MatchType, _ comparison: MatchComparison, _ other: Part,
        _ right: MatchType
    ) {
        // A literal was most likely mistyped: the variable is what it is.
        let culprit: Part
        if case .literal = other.term { culprit = other } else { culprit = one }
        let types =
            "'\(written(one))' is \(left.rawValue) and '\(written(other))' is \(right.rawValue)"
        switch comparison {
        case .isIn, .isNotIn:
            let hint =
                right.isList
                ? nil
                : "a list follows: task_type in [\"reasoning\", \"code\"], \"nightly\" in tags"
            _ = wrong(
                right.isList ? culprit : other,
                "'\(comparison.rawValue)' cannot look here: \(types)", hint: hint)
        case .equal, .unequal:
            let isList = left.isList || right.isList
            let hint: String? =
                isList
                ? "ask what is in it: \"nightly\" in tags"
                : left == .number || right == .number ? "write a number without quotes" : nil
            let why = isList ? "a list is not compared whole" : "these can never be equal"
            _ = wrong(left.isList ? one : culprit, "\(why): \(types)", hint: hint)
        case .less, .atMost, .more, .atLeast:
            _ = wrong(
                left == .number ? other : one,
                "'\(comparison.rawValue)' compares numbers: \(types)", hint: nil)
        }
    }

    /// Literals of one kind; what is told elsewhere is not told again.
    private mutating func listed(_ parts: [Part], _ range: Range<Int>) -> Part {
        var (texts, numbers): ([String], [Int]) = ([], [])
        var isKnown = true
        for part in parts {
            switch part.term {
            case .literal(.text(let text)) where part.type != nil: texts.append(text)
            case .literal(.number(let number)) where part.type != nil: numbers.append(number)
            default:
                isKnown = false
                guard part.type != nil else { continue }
                _ = wrong(
                    part, "a list holds texts or numbers as they are, not '\(written(part))'",
                    hint: nil)
            }
        }
        if isKnown, !texts.isEmpty, !numbers.isEmpty, let odd = parts.last {
            _ = wrong(odd, "a list holds texts or numbers, not both", hint: nil)
            isKnown = false
        }
        let value: MatchValue = numbers.isEmpty ? .texts(texts) : .numbers(numbers)
        return Part(term: .literal(value), type: isKnown ? value.type : nil, range: range)
    }

    private mutating func wrong(_ part: Part, _ message: String, hint: String?) -> Part {
        mistakes.append(MatchMistake(message: message, hint: hint, range: part.range))
        return Part(term: part.term, type: nil, range: part.range)
    }

    // MARK: Words

    /// The part as it stands in the expression.
    private func written(_ part: Part) -> String {
        let scalars = Array(text.unicodeScalars)
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[part.range])
        return String(view)
    }

    private func missing(before token: MatchToken) -> MatchMistake {
        MatchMistake(
            message: token.kind == .end
                ? "the expression ends where a value is expected"
                : "expected a value, found '\(words(of: token))'",
            hint: "a value is a name, a number, a \"text\" or a list", range: token.range)
    }

    private func unclosed(_ sign: String, _ open: MatchToken, by close: String) -> MatchMistake {
        MatchMistake(
            message: token.kind == .end
                ? "'\(sign)' is not closed" : "expected '\(close)', found '\(words(of: token))'",
            hint: "close it with '\(close)'", range: token.kind == .end ? open.range : token.range)
    }

    private func surprise(after part: Part) -> MatchMistake {
        let found = words(of: token)
        let known = ["and", "or", "in", "not in"] + MatchComparison.allCases.map(\.rawValue)
        return MatchMistake(
            message: "expected the end of the expression, found '\(found)'",
            hint: didYouMean(found, among: known) ?? "join conditions with `and` or `or`",
            range: token.range)
    }

    private func words(of token: MatchToken) -> String {
        switch token.kind {
        case .word(let word), .sign(let word): word
        case .number(let number): "\(number)"
        case .text(let text): "\"\(text)\""
        case .end: "nothing"
        }
    }
}
