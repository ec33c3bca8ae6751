public import Vocabulary

/// A value of a user's file that knows where it stands. YAML and JSON files give the same.
public struct Node: Sendable {
    public enum Value: Sendable {
        case null
        case bool(Bool)
        /// As written: `0.10` stays `0.10`.
        case number(String)
        case string(String)
        case sequence([Node])
        /// In the file's order, without duplicates; each key has a `text`.
        case mapping([(key: Node, value: Node)])
    }

    public var value: Value
    /// Scalars as written, the environment's variables put in; nil for null, lists and mappings.
    public var text: String?
    /// What stands in the file where variables were put in: messages show this, never a key.
    public var unexpanded: String?
    private var line: UInt32
    private var column: UInt32
    /// How many scalars a caret underlines.
    public var length: Int
    public private(set) var source: SourceText

    public init(
        _ value: Value, text: String? = nil, unexpanded: String? = nil, at location: SourceLocation,
        length: Int = 1, in source: SourceText
    ) {
        self.value = value
        self.unexpanded = unexpanded
        self.length = length
        self.source = source
        line = UInt32(clamping: location.line)
        column = UInt32(clamping: location.column)
        self.text =
            switch value {
            case .string(let text), .number(let text): text
            case .bool(let flag): text ?? "\(flag)"
            case .null, .sequence, .mapping: nil
            }
    }

    public var location: SourceLocation {
        get { source.location(line: Int(line), column: Int(column)) }
        set {
            line = UInt32(clamping: newValue.line)
            column = UInt32(clamping: newValue.column)
        }
    }

    /// A message about this value, with its line; what is the environment's or a key is told as the file has it, or
    /// not at all.
    public func diagnostic(
        _ message: String, hint: String? = nil, severity: Diagnostic.Severity = .error
    ) -> Diagnostic {
        source.diagnostic(
            told(message), at: location, length: length, hint: hint.map(told), severity: severity)
    }

    /// A message that names the value, without what of it may not be printed.
    private func told(_ message: String) -> String {
        guard let text, !text.isEmpty, let shown = printable, shown != text else { return message }
        let quoted = message.replacing("'\(text)'", with: "'\(shown)'")
        // Shorter ones are a part of any word.
        return text.utf8.count < 6 ? quoted : quoted.replacing(text, with: shown)
    }

    /// The value as the file has it, keys made unreadable; nil for lists and mappings.
    private var printable: String? {
        guard let written = unexpanded ?? text, !written.isEmpty else { return unexpanded ?? text }
        guard let line = source.line(location.line), let place = line.firstRange(of: written)
        else { return SecretLine.masked(written) }
        // A key is told by what stands before it.
        let start = line.unicodeScalars.distance(from: line.startIndex, to: place.lowerBound)
        return String(
            SecretLine.masked(line).unicodeScalars.dropFirst(start)
                .prefix(written.unicodeScalars.count))
    }

    /// The same value, all of which stands in one file, as if that were another one: what it names is then looked for
    /// beside that.
    public func standing(in file: String) -> Node { standing(in: SourceText(source, as: file)) }

    private func standing(in source: SourceText) -> Node {
        var node = self
        node.source = source
        switch value {
        case .null, .bool, .number, .string: break
        case .sequence(let items): node.value = .sequence(items.map { $0.standing(in: source) })
        case .mapping(let entries):
            node.value = .mapping(
                entries.map { ($0.key.standing(in: source), $0.value.standing(in: source)) })
        }
        return node
    }

    /// The value of a key; nil where this is no mapping or has no such key.
    public subscript(_ key: String) -> Node? {
        entries?.first { $0.key.text == key }?.value
    }

    public subscript(_ index: Int) -> Node? {
        guard let items, items.indices.contains(index) else { return nil }
        return items[index]
    }
}

extension Node {
    public var items: [Node]? { if case .sequence(let items) = value { items } else { nil } }

    public var entries: [(key: Node, value: Node)]? {
        if case .mapping(let entries) = value { entries } else { nil }
    }

    public var isNull: Bool { if case .null = value { true } else { false } }

    /// Text, quoted or plain; not numbers and not true or false.
    public var asString: String? { if case .string(let text) = value { text } else { nil } }

    public var asBool: Bool? { if case .bool(let flag) = value { flag } else { nil } }

    /// A whole number; `0x1F` and `0o17` as YAML has them.
    public var asInt: Int? { numberText.flatMap(integer(of:)) }

    public var asDouble: Double? {
        guard let numberText else { return nil }
        return integer(of: numberText).map(Double.init) ?? float(of: numberText)
    }

    /// A number as written.
    public var numberText: String? { if case .number(let text) = value { text } else { nil } }

    /// `20s`, `250ms`, `1m30s`.
    public var asDuration: Duration? { asString.flatMap(duration(of:)) }

    /// What this is, for messages: "expected a list, found a mapping".
    public var kindWord: String {
        switch value {
        case .null: "nothing"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The value for messages: scalars quoted as the file has them, shortened; else what it is.
    public var shown: String {
        guard let written = printable else { return kindWord }
        let start = written.prefix(60)
        return "'\(start)\(start.endIndex == written.endIndex ? "" : "…")'"
    }
}
