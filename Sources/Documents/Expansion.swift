import Vocabulary

/// `${NAME}` in a user's text, read from the environment; `$${` gives `${` itself.
enum Expansion {
    /// One place that begins with `${`.
    struct Mark {
        var range: Range<String.UTF8View.Index>
        /// As written, up to the closing brace.
        var text: String
        /// Nil where the brace is missing or what stands between is no name.
        var name: String?
        /// What to say when it gives nothing.
        var mistake: (message: String, hint: String) {
            let escape = "write '$${' for '${' itself"
            return name.map { name in
                (
                    "the environment variable '\(name)' is not set",
                    "set it; \(escape)"
                )
            } ?? (
                "'\(text)' is no variable, expected '${NAME}'",
                "a name has letters, digits and '_'; \(escape)"
            )
        }
    }

    static func variables(in text: String) -> [Mark] {
        let bytes = text.utf8
        var marks: [Mark] = []
        var index = bytes.startIndex
        while let dollar = bytes[index...].firstIndex(of: UInt8(ascii: "$")) {
            index = bytes.index(after: dollar)
            if isEscape(at: dollar, in: text) {
                index = bytes.index(dollar, offsetBy: 3)
                continue
            }
            guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "{") else { continue }
            let name = bytes[bytes.index(after: index)...].prefix { isNameByte($0) }
            var end = name.endIndex
            let isClosed = end < bytes.endIndex && bytes[end] == UInt8(ascii: "}")
            if isClosed { end = bytes.index(after: end) }
            let written = String(decoding: bytes[dollar..<end], as: UTF8.self)
            let isName = isClosed && name.first.map { !(0x30...0x39).contains($0) } ?? false
            marks.append(
                Mark(
                    range: dollar..<end, text: written,
                    name: isName ? String(decoding: name, as: UTF8.self) : nil))
            index = end
        }
        return marks
    }

    /// The text with all variables put in. Those that are not set are mistakes, and stay as they are.
    /// What a variable holds is not expanded again. `range` is where the file has the text.
    static func expand(
        _ text: String, writtenAt range: Range<Int>, in source: SourceText,
        environment: ((String) -> String?)?, into mistakes: inout [Diagnostic]
    ) -> String {
        guard let environment, text.contains("${") else { return text }
        var result = ""
        var done = text.startIndex
        var unsearched = range
        lazy var wholeLength = source.lengthInLine(range)
        for mark in variables(in: text) {
            result += unescaped(text[done..<mark.range.lowerBound])
            done = mark.range.upperBound
            if let value = mark.name.flatMap(environment) {
                result += value
                continue
            }
            result += mark.text
            guard mistakes.count < Mistakes.kept else { break }
            let (message, hint) = mark.mistake
            // Escapes may hide what is written: then it is somewhere in the whole.
            let found = source.place(of: mark.text, in: unsearched)
            unsearched = (found?.upperBound ?? range.upperBound)..<range.upperBound
            let length = found.map(source.lengthInLine) ?? wholeLength
            mistakes.append(
                source.diagnostic(
                    message, at: source.location(at: (found ?? range).lowerBound), length: length,
                    hint: hint))
        }
        return result + unescaped(text[done...])
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.contains("$${") else { return String(text) }
        var result = ""
        var rest = text
        while let place = rest.utf8.indices.first(where: { isEscape(at: $0, in: rest) }) {
            result += rest[..<place] + "${"
            rest = rest[rest.utf8.index(place, offsetBy: 3)...]
        }
        return result + rest
    }

    private static func isEscape(at index: String.UTF8View.Index, in text: some StringProtocol)
        -> Bool
    {
        text[index...].utf8.starts(with: "$${".utf8)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}

extension SourceText {
    /// Where a range first has a text that begins with `$` and is not escaped by another.
    fileprivate func place(of text: String, in range: Range<Int>) -> Range<Int>? {
        let wanted = Array(text.utf8)
        var offset = range.lowerBound
        while let start = bytes[offset..<range.upperBound].firstIndex(of: UInt8(ascii: "$")) {
            let isEscaped = start > range.lowerBound && bytes[start - 1] == UInt8(ascii: "$")
            if !isEscaped, bytes[start..<range.upperBound].starts(with: wanted) {
                return start..<(start + wanted.count)
            }
            offset = start + 1
        }
        return nil
    }

    /// How many scalars of a range stand in its first line: a caret line ends where its source line does.
    func lengthInLine(_ range: Range<Int>) -> Int {
        max(1, scalarCount(bytes[range].prefix { $0 != lineFeed && $0 != carriageReturn }))
    }
}
