public import Documents
import Vocabulary

/// Text with `{{ name }}` in it, cut into pieces once and rendered often.
public struct Template: Sendable, Equatable {
    private enum Piece: Sendable, Equatable {
        case text(String)
        case variable(String, [TemplateFilter])
    }

    private var pieces: [Piece]

    /// The names that it asks for, in order of appearance.
    public var variables: [String] {
        pieces.compactMap { if case .variable(let name, _) = $0 { name } else { nil } }
    }

    public init(_ source: String) throws(Malformed) {
        pieces = []
        var rest = Substring(source)
        while let open = Self.position(of: "{{", in: rest) {
            let after = rest.index(open, offsetBy: 2)
            guard let close = Self.position(of: "}}", in: rest[after...]) else {
                throw Malformed(message: "'{{' is never closed", hint: "close it with '}}'")
            }
            let piece = try Self.expression(rest[after..<close])
            try add(rest[..<open])
            pieces.append(piece)
            rest = rest[rest.index(close, offsetBy: 2)...]
        }
        try add(rest)
    }

    public struct Malformed: Error, Equatable {
        public var message: String
        public var hint: String
    }

    /// Nil for a name without a value; `firstMissing` tells which.
    public func rendered(with values: [String: Variable]) -> String? {
        if pieces.count == 1, case .text(let text) = pieces[0] { return text }
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .variable(let name, let filters):
                guard let value = values.value(named: name) else { return nil }
                result += filters.reduce(value) { $1.applied(to: $0) }.shown
            }
        }
        return result
    }

    /// The value itself, where the whole text is one name.
    func value(with values: [String: Variable]) -> Variable? {
        guard pieces.count == 1, case .variable(let name, let filters) = pieces[0] else {
            return rendered(with: values).map(Variable.text)
        }
        return values.value(named: name).map { filters.reduce($0) { $1.applied(to: $0) } }
    }

    public func firstMissing(in values: [String: Variable]) -> String? {
        variables.first { values.value(named: $0) == nil }
    }

    /// A tag would be sent as it stands, and the model would be asked something that nobody meant.
    private mutating func add(_ text: Substring) throws(Malformed) {
        if text.isEmpty { return }
        if let open = Self.position(of: "{%", in: text),
            Self.position(of: "%}", in: text[open...]) != nil
        {
            throw Malformed(
                message: "'\(text[open...].prefix(20))' begins a tag, and tags are not carried out",
                hint: "only {{ name }} and {{ name | filter }} are filled in")
        }
        pieces.append(.text(String(text)))
    }

    /// What stands between the braces: a name, and filters after it.
    private static func expression(_ inside: Substring) throws(Malformed) -> Piece {
        let parts = inside.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
        let name = parts[0]
        guard !name.isEmpty, name.unicodeScalars.allSatisfy(isNameScalar) else {
            throw Malformed(
                message: "'{{\(inside)}}' names no variable",
                hint: "between the braces stands one name: letters, digits, '_', '-' and '.'")
        }
        var filters: [TemplateFilter] = []
        for word in parts.dropFirst() {
            guard let filter = TemplateFilter(rawValue: word) else {
                let known = TemplateFilter.allCases.map(\.rawValue)
                throw Malformed(
                    message: "unknown filter '\(word)' in '{{\(inside)}}'",
                    hint: didYouMean(word, among: known)
                        ?? "filters: \(known.joined(separator: ", "))")
            }
            filters.append(filter)
        }
        if let word = Canary.word(for: name) {
            return .text(filters.reduce(Variable.text(word)) { $1.applied(to: $0) }.shown)
        }
        return .variable(name, filters)
    }

    private static func position(of pair: String, in text: Substring) -> Substring.Index? {
        let bytes = text.utf8
        let wanted = Array(pair.utf8)
        var index = bytes.startIndex
        while let found = bytes[index...].firstIndex(of: wanted[0]) {
            let next = bytes.index(after: found)
            if next < bytes.endIndex, bytes[next] == wanted[1] { return found }
            index = next
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || scalar == "_" || scalar == "-" || scalar == "."
    }
}

/// What may be done to a value on its way into a text, by the names that Nunjucks has for it.
enum TemplateFilter: String, CaseIterable {
    case upper, lower, trim
    /// JSON, quotes included.
    case dump, tojson

    func applied(to value: Variable) -> Variable {
        switch self {
        case .upper: return .text(value.shown.uppercased())
        case .lower: return .text(value.shown.lowercased())
        case .dump, .tojson: return .text(value.json)
        case .trim:
            let start = value.shown.drop(while: \.isWhitespace)
            return .text(String(start.reversed().drop(while: \.isWhitespace).reversed()))
        }
    }
}

extension Node {
    /// The scalar as a template, or the mistake that it is none, at its place.
    public func template(in mistakes: Mistakes) -> Template? {
        guard let text else {
            mistakes.add(diagnostic("expected text, found \(kindWord)"))
            return nil
        }
        do throws(Template.Malformed) {
            return try Template(text)
        } catch {
            mistakes.add(diagnostic(error.message, hint: error.hint))
            return nil
        }
    }
}
