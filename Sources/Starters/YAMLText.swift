import Documents
import GatewayMaps

/// A tree as YAML that a person would have written: blocks, short lists in one line, quotes where they are needed.
struct YAMLText {
    /// Lines above a key of the uppermost mapping.
    var comments: [String: [String]] = [:]
    private var text = ""

    private static let lineMax = 100

    init(comments: [String: [String]] = [:]) { self.comments = comments }

    static func text(
        _ tree: ConfigTree, head: [String] = [], comments: [String: [String]] = [:]
    ) -> String {
        var writer = YAMLText(comments: comments)
        for line in head { writer.text += Self.comment(line) }
        if !head.isEmpty { writer.text += "\n" }
        for entry in tree.entries ?? [] {
            for line in comments[entry.key] ?? [] { writer.text += Self.comment(line) }
            writer.write(entry, indent: "")
        }
        return writer.text
    }

    /// One line, whatever it quotes.
    private static func comment(_ line: String) -> String {
        let words = String(
            String.UnicodeScalarView(line.unicodeScalars.map { isPrinted($0) ? $0 : " " }))
        return words.isEmpty ? "#\n" : "# \(words)\n"
    }

    private mutating func write(_ entry: ConfigTree.Entry, indent: String) {
        text += "\(indent)\(Self.scalar(entry.key)):"
        write(behindColon: entry.value, indent: indent)
    }

    private mutating func write(behindColon value: ConfigTree, indent: String) {
        switch value {
        case .mapping(let entries) where !entries.isEmpty:
            if let line = Self.flow(value, room: Self.lineMax - indent.count - 20) {
                text += " \(line)\n"
                return
            }
            text += "\n"
            for entry in entries { write(entry, indent: indent + "  ") }
        case .list(let items) where !items.isEmpty:
            if let line = Self.flow(value, room: Self.lineMax - indent.count - 20) {
                text += " \(line)\n"
                return
            }
            text += "\n"
            for item in items { write(item: item, indent: indent + "  ") }
        default: write(scalar: value, indent: indent)
        }
    }

    private mutating func write(item: ConfigTree, indent: String) {
        if let line = Self.flow(item, room: Self.lineMax - indent.count - 2) {
            text += "\(indent)- \(line)\n"
            return
        }
        switch item {
        case .mapping(let entries) where !entries.isEmpty:
            text += "\(indent)- "
            let rest = indent + "  "
            for (place, entry) in entries.enumerated() {
                if place == 0 {
                    text += "\(Self.scalar(entry.key)):"
                    write(behindColon: entry.value, indent: rest)
                } else {
                    write(entry, indent: rest)
                }
            }
        case .list(let items) where !items.isEmpty:
            text += "\(indent)-\n"
            for item in items { write(item: item, indent: indent + "  ") }
        default:
            text += "\(indent)-"
            write(scalar: item, indent: indent)
        }
    }

    /// Behind a colon or a dash.
    private mutating func write(scalar: ConfigTree, indent: String) {
        guard case .string(let string) = scalar, let mark = Self.blockMark(string) else {
            text += " \(Self.flow(scalar, room: Int.max) ?? "null")\n"
            return
        }
        text += " \(mark)\n"
        var lines = string.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        for line in lines { text += line.isEmpty ? "\n" : "\(indent)  \(line)\n" }
    }

    /// For text that reads best as it is; nil where a block would not give the same again.
    private static func blockMark(_ text: String) -> String? {
        guard text.contains("\n"), let first = text.unicodeScalars.first, first != " ",
            first != "\n",
            first != "\t", !text.hasSuffix("\n\n"), text != "\n",
            text.unicodeScalars.allSatisfy({ isPrinted($0) || $0 == "\n" || $0 == "\t" })
        else { return nil }
        return text.hasSuffix("\n") ? "|" : "|-"
    }

    private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            true
        default: false
        }
    }

    /// In one line; nil where it has not the room.
    private static func flow(_ tree: ConfigTree, room: Int) -> String? {
        let line: String
        switch tree {
        case .string(let text):
            if room < Int.max, blockMark(text) != nil { return nil }
            line = scalar(text)
        case .null, .bool, .number: line = tree.json
        case .list(let items):
            var parts: [String] = []
            for item in items {
                guard let part = flow(item, room: room) else { return nil }
                parts.append(part)
            }
            line = "[\(parts.joined(separator: ", "))]"
        case .mapping(let entries):
            var parts: [String] = []
            for entry in entries {
                guard let part = flow(entry.value, room: room) else { return nil }
                parts.append("\(scalar(entry.key)): \(part)")
            }
            line = parts.isEmpty ? "{}" : "{ \(parts.joined(separator: ", ")) }"
        }
        switch tree {
        // A long text has nowhere else to stand.
        case .string, .null, .bool, .number: return line
        case .list, .mapping: return line.count <= room ? line : nil
        }
    }

    /// Plain where nobody could take it for anything else; a text of JSON is one of YAML.
    static func scalar(_ text: String) -> String {
        if isPlain(text) { return text }
        var json = JSONWriter()
        json.string(text)
        let quoted = String(decoding: json.bytes, as: UTF8.self)
        // What YAML takes for the end of a line, or refuses, JSON may leave as it is.
        return quoted.unicodeScalars.map { isPrinted($0) ? String($0) : escaped($0) }.joined()
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isLetter(first), text.last != " ",
            !words.contains(text.lowercased())
        else { return false }
        return text.unicodeScalars.allSatisfy {
            isLetter($0) || ("0"..."9").contains($0) || " -_./".unicodeScalars.contains($0)
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    /// What one version of YAML or another takes for a value.
    private static let words: Set<String> = [
        "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf",
    ]
}
