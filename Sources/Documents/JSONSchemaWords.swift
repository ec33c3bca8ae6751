/// Values in messages: short, on one line, and safe to print.
enum JSONSchemaWords {
    private static let scalarsMax = 40

    /// A scalar as it was written; of a list or an object what it is.
    static func shown(_ node: JSONTape.Node, _ tape: JSONTape) -> String {
        switch tape.kind(node) {
        case .array: tape.count(node) == 0 ? "[]" : "a list of \(tape.count(node))"
        case .object: tape.count(node) == 0 ? "{}" : "an object of \(tape.count(node))"
        default: shortened(tape.text(node))
        }
    }

    /// What came in place of what was expected.
    static func found(_ node: JSONTape.Node, _ tape: JSONTape) -> String {
        switch tape.kind(node) {
        case .null: "null"
        case .bool, .array, .object: shown(node, tape)
        case .number: "the number \(shown(node, tape))"
        case .string: "the string \(shown(node, tape))"
        }
    }

    static func quoted(_ text: String) -> String { "'\(shortened(text))'" }

    static func shortened(_ text: String, _ scalarsMax: Int = scalarsMax) -> String {
        var words = ""
        var taken = 0
        for scalar in text.unicodeScalars {
            if taken == scalarsMax { return words + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                words += "\\u{\(String(scalar.value, radix: 16))}"
            default: words.unicodeScalars.append(scalar)
            }
            taken += 1
        }
        return words
    }

    static func count(_ count: Int, _ unit: String) -> String {
        "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    /// `2 to 4 items`, `at least 2 items`, `at most 4 items`.
    static func range(_ min: Int, _ max: Int, _ unit: String) -> String {
        if max == .max { return "at least \(count(min, unit))" }
        if min == 0 { return "at most \(count(max, unit))" }
        return min == max ? count(min, unit) : "\(min) to \(count(max, unit))"
    }

    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
