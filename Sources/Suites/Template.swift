package import Documents
import Vocabulary

/// Text with `{{ name }}` in it, cut into pieces once and rendered often.
package struct Template: Sendable, Equatable {
    private enum Piece: Sendable, Equatable {
        case text(String)
        case variable(String)
    }

    private var pieces: [Piece]

    /// The names that it asks for, in order of appearance.
    package var variables: [String] {
        pieces.compactMap { if case .variable(let name) = $0 { name } else { nil } }
    }

    package init(_ source: String) throws(Malformed) {
        pieces = []
        var rest = Substring(source)
        while let open = Self.position(of: "{{", in: rest) {
            let after = rest.index(open, offsetBy: 2)
            guard let close = Self.position(of: "}}", in: rest[after...]) else {
                throw Malformed(message: "'{{' is never closed", hint: "close it with '}}'")
            }
            let name = Self.trimmed(rest[after..<close])
            guard !name.isEmpty, name.unicodeScalars.allSatisfy(Self.isNameScalar) else {
                throw Malformed(
                    message: "'{{\(rest[after..<close])}}' names no variable",
                    hint: "between the braces stands one name: letters, digits, '_', '-' and '.'")
            }
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            pieces.append(Canary.word(for: name).map(Piece.text) ?? .variable(name))
            rest = rest[rest.index(close, offsetBy: 2)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
    }

    package struct Malformed: Error, Equatable {
        package var message: String
        package var hint: String
    }

    /// Nil for a name without a value; `firstMissing` tells which.
    package func rendered(with values: [String: String]) -> String? {
        if pieces.count == 1, case .text(let text) = pieces[0] { return text }
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .variable(let name):
                guard let value = values[name] else { return nil }
                result += value
            }
        }
        return result
    }

    package func firstMissing(in values: [String: String]) -> String? {
        variables.first { values[$0] == nil }
    }

    private static func position(of pair: String, in text: Substring) -> Substring.Index? {
        let bytes = text.utf8
        guard let wanted = pair.utf8.first else { return nil }
        var index = bytes.startIndex
        while let found = bytes[index...].firstIndex(of: wanted) {
            let next = bytes.index(after: found)
            if next < bytes.endIndex, bytes[next] == wanted { return found }
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

extension Node {
    /// The scalar as a template, or the mistake that it is none, at its place.
    package func template(in mistakes: Mistakes) -> Template? {
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
