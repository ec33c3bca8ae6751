import Vocabulary

/// Reads a mapping of a user's file by its keys, and notes every mistake on the way.
///
/// Each reading gives nil for a key that is absent or wrong; what is wrong is in `mistakes`. `finish()`
/// then refuses the keys that nobody asked for.
public final class MappingReader {
    public let node: Node
    public let mistakes: Mistakes
    /// For messages, with its article: "a test".
    private let what: String
    private let values: [String: (key: Node, value: Node)]
    private var known: [String] = []

    /// A node that is no mapping is a mistake, and reads as an empty one.
    public init(_ node: Node, in mistakes: Mistakes, what: String) {
        self.node = node
        self.mistakes = mistakes
        self.what = what
        if node.entries == nil {
            mistakes.add("expected a mapping for \(what), found \(node.foundWords)", at: node)
        }
        let pairs = (node.entries ?? []).compactMap { entry in entry.key.text.map { ($0, entry) } }
        values = Dictionary(pairs) { first, _ in first }
    }

    public var isMapping: Bool { node.entries != nil }

    /// Whether the key is there; it counts as known from now on.
    public func has(_ key: String) -> Bool { node(key) != nil }

    /// The value as it stands, null included.
    public func node(_ key: String, required: Bool = false) -> Node? {
        if !known.contains(key) { known.append(key) }
        let value = values[key]?.value
        if value == nil, required, isMapping {
            mistakes.add("\(what) needs '\(key)'", at: node, hint: misspelled(key))
        }
        return value
    }

    /// The key itself, for messages about its presence.
    public func key(_ key: String) -> Node? { values[key]?.key }

    /// For keys whose values others read: they are not unknown.
    public func allow(_ keys: String...) {
        for key in keys where !known.contains(key) { known.append(key) }
    }

    /// Refuses all keys that were not asked for.
    public func finish() {
        for (key, _) in node.entries ?? [] where !mistakes.isFull {
            guard let name = key.text, !known.contains(name) else { continue }
            let hint =
                nearest(name, among: known.filter { values[$0] == nil }).map {
                    "did you mean '\($0)'?"
                }
                ?? nearest(name, among: known).map { "did you mean '\($0)'? it is already given" }
            mistakes.add(
                "unknown key '\(name)' in \(what)", at: key,
                hint: hint ?? (known.isEmpty ? nil : "known keys: \(known.joined(separator: ", "))")
            )
        }
    }

    /// What stands there in place of a required key.
    private func misspelled(_ key: String) -> String? {
        let written = (node.entries ?? []).compactMap(\.key.text)
        return nearest(key, among: written.filter { !known.contains($0) }).map {
            "'\($0)' may be meant for it"
        }
    }
}

// MARK: Scalars

extension MappingReader {
    /// Text, or a number as written: `pin: 2026` and `pin: "2026"` mean the same.
    public func string(_ key: String, required: Bool = false) -> String? {
        read(key, required, expected: "text") { $0.plainText }
    }

    public func int(
        _ key: String, _ range: ClosedRange<Int> = Int.min...Int.max, required: Bool = false
    ) -> Int? {
        let isFree = range == Int.min...Int.max
        return read(
            key, required, expected: isFree ? "a whole number" : "a whole number \(words(range))"
        ) { node in
            node.asInt.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    public func double(
        _ key: String, _ range: ClosedRange<Double> = -.infinity ... .infinity,
        required: Bool = false
    ) -> Double? {
        let isFree = range == -.infinity ... .infinity
        return read(key, required, expected: isFree ? "a number" : "a number \(words(range))") {
            node in
            node.asDouble.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A number as written, for what must stay exact.
    public func number(_ key: String, required: Bool = false) -> String? {
        read(key, required, expected: "a number") { $0.numberText }
    }

    public func bool(_ key: String, required: Bool = false) -> Bool? {
        read(key, required, expected: "true or false") { $0.asBool }
    }

    public func duration(_ key: String, required: Bool = false) -> Duration? {
        read(key, required, expected: "a time such as '20s', '250ms' or '1m30s'") { $0.asDuration }
    }

    /// One of a few words.
    public func choice(_ key: String, of words: [String], required: Bool = false) -> String? {
        node(key, required: required).flatMap { choice($0, for: key, of: words) }
    }

    /// One of the words that an enum stands for.
    public func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, as type: Choice.Type, required: Bool = false
    ) -> Choice? {
        choice(key, of: type.allCases.map(\.rawValue), required: required).flatMap(Choice.init)
    }

    private func choice(_ node: Node, for key: String, of words: [String]) -> String? {
        if let text = node.plainText ?? node.text, words.contains(text) { return text }
        let list = "expected \(anyOf(words))"
        if let text = node.plainText {
            mistakes.add(
                "unknown value \(node.shown) for '\(key)'", at: node,
                hint: nearest(text, among: words).map { "did you mean '\($0)'?" } ?? list)
        } else {
            mistakes.add("\(list) for '\(key)', found \(node.foundWords)", at: node)
        }
        return nil
    }

    private func read<Result>(
        _ key: String, _ required: Bool, expected: @autoclosure () -> String,
        _ convert: (Node) -> Result?
    ) -> Result? {
        guard let node = node(key, required: required) else { return nil }
        if let result = convert(node) { return result }
        let expected = expected()
        mistakes.add(
            "expected \(expected) for '\(key)', found \(node.foundWords)", at: node,
            hint: hint(for: node, expected: expected))
        return nil
    }

    private func hint(for node: Node, expected: String) -> String? {
        switch node.value {
        case .bool where expected == "text": "put quotes round it if text is meant"
        case .string(let text)
        where expected == "true or false" && yesAndNo[text.lowercased()] != nil:
            yesAndNo[text.lowercased()].map { "write \($0)" }
        case .string(let text) where expected.contains("number") && isNumber(text):
            "write it without quotes"
        case .number where expected.hasPrefix("a time"): "add its unit: s, ms, m or h"
        default: nil
        }
    }
}

/// YAML 1.1's words for it, which many still write.
private let yesAndNo = [
    "yes": "true", "on": "true", "y": "true", "true": "true", "no": "false", "off": "false",
    "n": "false",
    "false": "false",
]

// MARK: Lists and mappings

extension MappingReader {
    public func list(_ key: String, required: Bool = false) -> [Node]? {
        read(key, required, expected: "a list") { $0.items }
    }

    /// A list, or one value that stands for a list of itself.
    public func items(_ key: String, required: Bool = false) -> [Node]? {
        guard let node = node(key, required: required) else { return nil }
        return node.items ?? [node]
    }

    /// Texts, or one of them. Those that are no text are mistakes and left out.
    public func strings(_ key: String, required: Bool = false) -> [String]? {
        items(key, required: required)?.compactMap { node in
            if let text = node.plainText { return text }
            mistakes.add("expected text in '\(key)', found \(node.foundWords)", at: node)
            return nil
        }
    }

    /// A list of words out of a few, or one of them.
    public func choices(_ key: String, of words: [String], required: Bool = false) -> [String]? {
        items(key, required: required)?.compactMap { choice($0, for: key, of: words) }
    }

    /// A mapping within this one, to be read and finished by itself.
    public func mapping(_ key: String, what: String? = nil, required: Bool = false)
        -> MappingReader?
    {
        guard let node = node(key, required: required) else { return nil }
        let reader = MappingReader(node, in: mistakes, what: what ?? "'\(key)'")
        return reader.isMapping ? reader : nil
    }

    /// The entries of a mapping whose keys are names that the user chose.
    public func named(_ key: String, required: Bool = false) -> [(name: Node, value: Node)]? {
        read(key, required, expected: "a mapping") { node in
            node.entries?.map { (name: $0.key, value: $0.value) }
        }
    }
}

extension Node {
    /// Text, or a number as written.
    public var plainText: String? {
        switch value {
        case .string, .number: text
        case .null, .bool, .sequence, .mapping: nil
        }
    }

    /// For messages: the scalar in quotes, else what it is.
    var foundWords: String { text == nil ? kindWord : shown }
}

/// `between 1 and 1000`, or one bound.
private func words<Number: Comparable>(_ range: ClosedRange<Number>) -> String {
    let unbounded: [String] = ["inf", "\(Int.max)"]
    return unbounded.contains("\(range.upperBound)")
        ? "of at least \(range.lowerBound)" : "between \(range.lowerBound) and \(range.upperBound)"
}

/// `'a', 'b' or 'c'`.
private func anyOf(_ words: [String]) -> String {
    let quoted = words.map { "'\($0)'" }
    guard quoted.count > 1, let last = quoted.last else { return quoted.joined() }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
}
