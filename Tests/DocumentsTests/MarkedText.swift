import Documents
import Testing
import Vocabulary

/// A sample in which 1️⃣, 2️⃣ … stand before what messages must point at.
struct MarkedText {
    let text: String
    let places: [String: Vocabulary.SourceLocation]

    init(_ marked: String, file: String = "sample.yaml") {
        var (plain, line, column) = (String.UnicodeScalarView(), 1, 1)
        var found: [String: Vocabulary.SourceLocation] = [:]
        for character in marked {
            let scalars = Array(character.unicodeScalars)
            if scalars.count == 3, scalars[2] == "\u{20E3}" {
                found[String(character)] = Vocabulary.SourceLocation(
                    file: file, line: line, column: column)
                continue
            }
            for scalar in scalars {
                plain.append(scalar)
                if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
            }
        }
        text = String(plain)
        places = found
    }

    var source: SourceText { SourceText(file: "sample.yaml", text: text) }
}

/// Checks that exactly these messages come, each where its marker stands. A message may begin with
/// `note: ` or `warning: `, and end with ` (hint)`.
func expect(
    _ marked: String, gives expected: [String: String],
    sourceLocation: Testing.SourceLocation = #_sourceLocation,
    when read: (SourceText) throws(Diagnostics) -> Void
) {
    let sample = MarkedText(marked)
    var found: [Diagnostic] = []
    do throws(Diagnostics) { try read(sample.source) } catch { found = error.items }
    var left = found
    for (marker, text) in expected.sorted(by: { $0.key < $1.key }) {
        let place = sample.places[String(marker.prefix(1))]
        let match = left.firstIndex { item in
            let prefix = item.severity == .error ? "" : "\(item.severity.rawValue): "
            let hint = item.hint.map { " (\($0))" } ?? ""
            let whole = prefix + item.message + hint
            return item.location == place && (whole == text || prefix + item.message == text)
        }
        if let match {
            left.remove(at: match)
        } else {
            let all = found.map {
                "\($0.location.map { "\($0.line):\($0.column)" } ?? "-") \($0.severity) \($0.message) (\($0.hint ?? ""))"
            }
            Issue.record(
                "no message '\(text)' at \(marker) \(place.map { "\($0.line):\($0.column)" } ?? "which is no marker"), found: \(all)",
                sourceLocation: sourceLocation)
        }
    }
    #expect(left.map(\.message) == [], "messages nobody expects", sourceLocation: sourceLocation)
}

/// Flow text of a node, for comparing whole trees: scalars with their kind, mappings in order.
func outline(_ node: Node) -> String {
    switch node.value {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(let text): "#\(text)"
    case .string(let text): "'\(text)'"
    case .sequence(let items): "[" + items.map(outline).joined(separator: ", ") + "]"
    case .mapping(let entries):
        "{" + entries.map { "\($0.key.text ?? "?"): \(outline($0.value))" }.joined(separator: ", ")
            + "}"
    }
}
