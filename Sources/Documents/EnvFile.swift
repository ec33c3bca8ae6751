public import Vocabulary

/// Variables in a file, a line each, as dotenv has them: `NAME=value`, `export NAME='value'`, `# a comment`.
///
/// What holds keys is never shown: messages have a name and its `=`, and no more of a line.
public struct EnvFile: Sendable, Equatable {
    public struct Variable: Sendable, Equatable {
        public var name: String
        public var value: String
        public var location: SourceLocation
    }

    /// In the file's order, each name once: where it stands twice the last counts.
    public private(set) var variables: [Variable]

    /// No file of keys comes near it.
    private static let limits = DocumentLimits(bytesMax: 1 << 20)

    public static func read(path: String, in mistakes: Mistakes) -> EnvFile? {
        let source = mistakes.collect { () throws(Diagnostics) in
            try SourceText.load(path: path, limits: limits)
        }
        return source.map { read($0, in: mistakes) }
    }

    /// Lines with a mistake are left out.
    public static func read(_ source: SourceText, in mistakes: Mistakes) -> EnvFile {
        var reader = EnvReader(source, mistakes)
        return EnvFile(variables: reader.variables())
    }
}

/// Goes through the text scalar by scalar, since a value in quotes may have lines of its own.
private struct EnvReader {
    private let source: SourceText
    private let mistakes: Mistakes
    private let scalars: [Unicode.Scalar]
    private var place = Place()

    private struct Place {
        var index = 0
        var line = 1
        var column = 1
    }

    init(_ source: SourceText, _ mistakes: Mistakes) {
        self.source = source
        self.mistakes = mistakes
        scalars = Array(String(decoding: source.bytes, as: UTF8.self).unicodeScalars)
    }

    mutating func variables() -> [EnvFile.Variable] {
        var found: [EnvFile.Variable] = []
        while place.index < scalars.count {
            let start = place
            guard let variable = variable() else {
                // Of a value whose quotes do not close, the lines behind the first are lines again.
                if place.line != start.line { place = start }
                skipLine()
                continue
            }
            if let earlier = found.firstIndex(where: { $0.name == variable.name }) {
                let line = found[earlier].location.line
                complain(
                    "'\(variable.name)' stands in line \(line), too: this one counts",
                    at: variable.location, hint: "leave one of them out", severity: .warning)
                found.remove(at: earlier)
            }
            found.append(variable)
            skipLine()
        }
        return found
    }

    /// What a line says; nil for an empty one, a comment, and a mistake.
    private mutating func variable() -> EnvFile.Variable? {
        skipBlanks()
        if isAtEnd || peek == "#" { return nil }
        var start = place
        var name = word()
        if name == "export", isBlank(peek) {
            skipBlanks()
            start = place
            name = word()
        }
        let end = place
        skipBlanks()
        // What stands there is not told: it may be a key, or the rest of one.
        guard let first = name.unicodeScalars.first, !("0"..."9").contains(first) else {
            return mistake("expected a name, which begins with a letter or '_'", at: start)
        }
        guard peek == "=" else {
            return mistake(
                "expected '=' behind the name", at: end,
                hint: "NAME=value; what the environment has needs no line here")
        }
        advance()
        let location = location(of: start)
        skipBlanks()
        guard let value = isQuote(peek) ? quoted() : bare() else { return nil }
        guard !value.contains("\0") else {
            return mistake("the value of '\(name)' holds a NUL, which no variable can", at: start)
        }
        return EnvFile.Variable(name: name, value: value, location: location)
    }

    // MARK: Values

    private mutating func bare() -> String? {
        let start = place
        var text = String.UnicodeScalarView()
        var hash: Place?
        while !isAtEnd {
            if peek == "#" {
                // Some readers begin a comment at any '#', others behind a blank only: a key that is cut is worse.
                if text.last.map({ isBlank($0) }) ?? (start.index > 0 && isBlank(previous)) {
                    break
                }
                hash = hash ?? place
            }
            text.append(peek)
            advance()
        }
        while let last = text.last, isBlank(last) { text.removeLast() }
        if let hash {
            complain(
                "'#' is a part of this value, which other readers end before it",
                at: location(of: hash),
                hint:
                    "quotes round the value say that it is meant, a blank before '#' begins a comment",
                severity: .warning)
        }
        let value = String(text)
        warn(of: value, at: start)
        return value
    }

    /// Single quotes and backquotes hold what stands between them; double quotes know escapes. Each may hold lines.
    private mutating func quoted() -> String? {
        let opening = place
        let quote = peek
        advance()
        var text = String.UnicodeScalarView()
        while place.index < scalars.count, scalars[place.index] != quote {
            var scalar = scalars[place.index]
            advance()
            if quote == "\"", scalar == "\\", place.index < scalars.count,
                let meant = Self.escapes[scalars[place.index]]
            {
                scalar = meant
                advance()
            }
            // A file from elsewhere has two signs at the end of a line.
            if scalar == "\r", place.index < scalars.count, scalars[place.index] == "\n" {
                continue
            }
            text.append(scalar)
        }
        guard place.index < scalars.count else {
            return mistake("this quote is never closed", at: opening)
        }
        advance()
        let isElsewhere = place.line != opening.line
        let end = place
        skipBlanks()
        guard isAtEnd || peek == "#" else {
            return isElsewhere
                ? mistake(
                    "this quote closes in line \(end.line), and more stands behind that",
                    at: opening,
                    hint: "is a quote missing at the end of this line?")
                : mistake(
                    "more stands behind the closing quote", at: place,
                    hint: "a quote within double quotes is written \\\", a comment begins with '#'")
        }
        let value = String(text)
        if quote == "\"" { warn(of: value, at: opening) }
        return value
    }

    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "n": "\n", "r": "\r", "t": "\t", "\\": "\\", "\"": "\"", "$": "$",
    ]

    private func warn(of value: String, at start: Place) {
        guard value.contains("${") else { return }
        complain(
            "'${' stays as it is: one variable is not put into another here",
            at: location(of: start),
            hint: "write the value out, or put single quotes round it if it is meant",
            severity: .warning)
    }

    // MARK: Signs

    private var peek: Unicode.Scalar {
        place.index < scalars.count ? scalars[place.index] : "\n"
    }

    private var previous: Unicode.Scalar { scalars[place.index - 1] }

    /// Of the line; a carriage return before its end belongs to that.
    private var isAtEnd: Bool {
        let next = place.index + 1
        return peek == "\n"
            || peek == "\r" && (next >= scalars.count || scalars[next] == "\n")
    }

    private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
    private func isQuote(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\"" || scalar == "'" || scalar == "`"
    }

    private mutating func advance() {
        if scalars[place.index] == "\n" {
            place.line += 1
            place.column = 1
        } else {
            place.column += 1
        }
        place.index += 1
    }

    private mutating func skipBlanks() { while isBlank(peek) { advance() } }

    private mutating func skipLine() {
        while place.index < scalars.count {
            let isEnd = peek == "\n"
            advance()
            if isEnd { return }
        }
    }

    private mutating func word() -> String {
        var text = String.UnicodeScalarView()
        while isNameScalar(peek) {
            text.append(peek)
            advance()
        }
        return String(text)
    }

    private func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": true
        default: false
        }
    }

    // MARK: Messages

    private func mistake<Nothing>(
        _ message: String, at place: Place, hint: String? = "NAME=value, a line each"
    ) -> Nothing? {
        complain(message, at: location(of: place), hint: hint, severity: .error)
        return nil
    }

    private func complain(
        _ message: String, at location: SourceLocation, hint: String?,
        severity: Diagnostic.Severity
    ) {
        mistakes.add(
            Diagnostic(
                message, at: location, sourceLine: shown(location.line), hint: hint,
                severity: severity))
    }

    private func location(of place: Place) -> SourceLocation {
        source.location(line: place.line, column: place.column)
    }

    /// The line as far as it holds no value; nil where nothing tells a name from a key.
    private func shown(_ number: Int) -> String? {
        guard let line = source.line(number) else { return nil }
        let scalars = line.unicodeScalars
        guard let equals = scalars.firstIndex(of: "=") else { return nil }
        var name = scalars[..<equals].drop(while: isBlank)
        if name.starts(with: "export ".unicodeScalars) { name = name.dropFirst(7) }
        while let last = name.last, isBlank(last) { name.removeLast() }
        guard name.count <= Self.nameLengthMax, name.allSatisfy(isNameScalar),
            let first = name.first, !("0"..."9").contains(first)
        else { return nil }
        let value = scalars[scalars.index(after: equals)...]
        return String(scalars[...equals]) + String(repeating: "•", count: value.count)
    }

    /// A longer one is a heap of letters, as the lines of a certificate are.
    private static let nameLengthMax = 60
}
