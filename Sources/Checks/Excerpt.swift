import Vocabulary

/// Foreign text on one line of a message: shortened, in quotes, with controls spelled out.
enum Excerpt {
    static let scalarsMax = 120

    /// Without quotes, for what is code itself.
    static func plain(_ text: String) -> String { String(quoted(text).dropFirst().dropLast()) }

    static func quoted(_ text: String, scalarsMax: Int = scalarsMax) -> String {
        var words = "'"
        var taken = 0
        for scalar in text.unicodeScalars {
            if taken == scalarsMax {
                return words + "…' (\(text.unicodeScalars.count) characters)"
            }
            append(scalar, to: &words)
            taken += 1
        }
        return words + "'"
    }

    /// The text of an answer; where there is none, what came in its place.
    static func ofAnswer(_ reading: Reading) -> String {
        guard let text = reading.text, text.isEmpty else {
            return reading.text.map { quoted($0) } ?? "no answer"
        }
        if let refusal = reading.refusal { return "a refusal: \(quoted(refusal))" }
        if reading.toolCalls.isEmpty { return "an empty answer" }
        let names = reading.toolCalls.map { quoted($0.name, scalarsMax: 40) }
        return "no text but \(names.count == 1 ? "a call" : "calls") of \(list(names))"
    }

    static func list(_ words: [String], last: String = "and") -> String {
        guard words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(last) " + words[words.count - 1]
    }

    private static func append(_ scalar: Unicode.Scalar, to words: inout String) {
        switch scalar {
        case "\n": words += "\\n"
        case "\r": words += "\\r"
        case "\t": words += "\\t"
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                words += "\\u{\(String(scalar.value, radix: 16))}"
            default: words.unicodeScalars.append(scalar)
            }
        }
    }
}
