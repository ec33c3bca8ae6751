/// `${NAME}` in a user's text, read from the environment; `$${` gives `${` itself.
enum Expansion {
    /// One place that begins with `${`.
    struct Mark {
        var range: Range<String.UTF8View.Index>
        /// As written, up to the closing brace.
        var text: String
        /// Nil where the brace is missing or what stands between is no name.
        var name: String?
        /// How many equal texts stand before it in the scalar.
        var occurrence: Int

        func mistake(environment: (String) -> String?) -> (message: String, hint: String)? {
            guard let name else {
                return (
                    "'\(text)' is no variable, expected '${NAME}'",
                    "a name has letters, digits and '_'; write '$${' for '${' itself"
                )
            }
            guard environment(name) == nil else { return nil }
            return (
                "the environment variable '\(name)' is not set",
                "set it, or name a file that does with --env-file; write '$${' for '${' itself"
            )
        }
    }

    static func variables(in text: String) -> [Mark] {
        let bytes = text.utf8
        var marks: [Mark] = []
        var seen: [String: Int] = [:]
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
                    name: isName ? String(decoding: name, as: UTF8.self) : nil,
                    occurrence: seen[written, default: 0]))
            seen[written, default: 0] += 1
            index = end
        }
        return marks
    }

    /// The text with all variables put in; those that are not set stay, since they are mistakes already.
    /// What a variable holds is not expanded again.
    static func expand(_ text: String, _ marks: [Mark], environment: (String) -> String?) -> String {
        var result = ""
        var done = text.startIndex
        for mark in marks {
            result += unescaped(text[done..<mark.range.lowerBound])
            result += mark.name.flatMap(environment) ?? mark.text
            done = mark.range.upperBound
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

    private static func isEscape(at index: String.UTF8View.Index, in text: some StringProtocol) -> Bool {
        text[index...].utf8.starts(with: "$${".utf8)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}
