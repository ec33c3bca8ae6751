import Vocabulary

/// A mistake in a `match:` expression, and which of its scalars are meant.
struct MatchMistake: Error, Equatable {
    var message: String
    var hint: String?
    var range: Range<Int>
}

/// One word of a `match:` expression.
struct MatchToken: Equatable {
    enum Kind: Equatable {
        case word(String)
        case number(Int)
        case text(String)
        /// `==`, `(` and their like.
        case sign(String)
        case end
    }

    var kind: Kind
    /// In scalars of the expression.
    var range: Range<Int>
}

/// Cuts a `match:` expression into its words.
struct MatchLexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    static func tokens(of text: String) throws(MatchMistake) -> [MatchToken] {
        var lexer = MatchLexer(text)
        var tokens: [MatchToken] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private init(_ text: String) { scalars = Array(text.unicodeScalars) }

    private mutating func next() throws(MatchMistake) -> MatchToken {
        while position < scalars.count, scalars[position].properties.isWhitespace { position += 1 }
        let start = position
        guard position < scalars.count else {
            // A message about the end points at the last word's place, where something is missing.
            return MatchToken(kind: .end, range: scalars.count..<scalars.count)
        }
        let first = scalars[position]
        if Self.isWordPart(first) {
            while position < scalars.count, Self.isWordPart(scalars[position]) { position += 1 }
            return MatchToken(kind: try word(start..<position), range: start..<position)
        }
        if first == "\"" || first == "'" {
            let text = try quoted(from: start, by: first)
            return MatchToken(kind: .text(text), range: start..<position)
        }
        return MatchToken(kind: .sign(try sign()), range: start..<position)
    }

    private func word(_ range: Range<Int>) throws(MatchMistake) -> MatchToken.Kind {
        let word = text(range)
        guard let first = word.utf8.first, (0x30...0x39).contains(first) else { return .word(word) }
        if let number = Int(word) { return .number(number) }
        throw MatchMistake(
            message: "'\(word)' is no whole number", hint: "write digits alone: 80000", range: range
        )
    }

    private mutating func quoted(
        from start: Int, by quote: Unicode.Scalar
    ) throws(MatchMistake) -> String {
        var text = String.UnicodeScalarView()
        position += 1
        while position < scalars.count, scalars[position] != quote {
            if scalars[position] == "\\" {
                position += 1
                guard position < scalars.count, ["\\", "\"", "'"].contains(scalars[position]) else {
                    throw MatchMistake(
                        message: "a backslash stands before a quote or another backslash only",
                        hint: "write '\\\\' for one backslash", range: position - 1..<position)
                }
            }
            text.append(scalars[position])
            position += 1
        }
        guard position < scalars.count else {
            throw MatchMistake(
                message: "this text has no end", hint: "close it with \(quote)",
                range: start..<scalars.count)
        }
        position += 1
        return String(text)
    }

    private mutating func sign() throws(MatchMistake) -> String {
        let start = position
        let pair = text(start..<min(start + 2, scalars.count))
        if ["==", "!=", "<=", ">="].contains(pair) {
            position += 2
            return pair
        }
        let foreign = ["&&": "and", "||": "or", "=<": "<=", "=>": ">=", "<>": "!="]
        if let ours = foreign[pair] {
            throw MatchMistake(
                message: "'\(pair)' is no sign of this language", hint: "write \(ours)",
                range: start..<start + 2)
        }
        let one = text(start..<start + 1)
        if ["<", ">", "(", ")", "[", "]", ","].contains(one) {
            position += 1
            return one
        }
        let hints = ["=": "write ==", "!": "write not", "&": "write and", "|": "write or"]
        throw MatchMistake(
            message: "'\(one)' is no sign of this language",
            hint: hints[one] ?? "there are == != < <= > >= ( ) [ ] and the words and, or, not, in",
            range: start..<start + 1)
    }

    private func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    /// Letters, digits, `_`; and what stands in model and task names, so that a name without quotes is
    /// seen whole and can be told so.
    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || (scalar.value >= 0x30 && scalar.value <= 0x39)
            || ["_", "-", ".", ":", "/"].contains(scalar)
    }
}
