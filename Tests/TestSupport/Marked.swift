public import Vocabulary

/// A text with 1️⃣ … 9️⃣ before the places that messages are to point at.
public struct Marked {
    public let text: String
    /// Line and column of each mark, counted from 1 in the text without marks.
    public let places: [String: (line: Int, column: Int)]

    public init(_ marked: String) {
        var text = ""
        var places: [String: (line: Int, column: Int)] = [:]
        var (line, column) = (1, 1)
        for character in marked {
            if character.unicodeScalars.contains("\u{20E3}") {
                places[String(character)] = (line, column)
                continue
            }
            text.append(character)
            if character.isNewline {
                (line, column) = (line + 1, 1)
            } else {
                column += character.unicodeScalars.count
            }
        }
        self.text = text
        self.places = places
    }

    /// The mark at which a diagnostic points.
    public func mark(of diagnostic: Diagnostic) -> String? {
        places.first { _, place in
            place.line == diagnostic.location?.line && place.column == diagnostic.location?.column
        }?.key
    }

    /// The first message at each mark; messages that point elsewhere stand under their line and column.
    public func messages(_ diagnostics: [Diagnostic]) -> [String: String] {
        var messages: [String: String] = [:]
        for diagnostic in diagnostics {
            let place = diagnostic.location.map { "\($0.line):\($0.column)" } ?? "nowhere"
            let key = mark(of: diagnostic) ?? place
            if messages[key] == nil { messages[key] = diagnostic.message }
        }
        return messages
    }
}
