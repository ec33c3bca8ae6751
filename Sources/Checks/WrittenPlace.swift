import Documents
import Vocabulary

extension Node {
    /// A message about one character of this text, from 0, where the file shows it; else about all of it.
    func diagnostic(
        _ message: String, atCharacter character: Int, hint: String? = nil
    ) -> Diagnostic {
        guard let column = column(ofCharacter: character) else {
            return diagnostic(message, hint: hint)
        }
        return source.diagnostic(
            message, at: source.location(line: location.line, column: column), hint: hint)
    }

    /// Nil where the text spans lines, or has something put in that is not in the file.
    private func column(ofCharacter character: Int) -> Int? {
        guard let text, let line = source.line(location.line) else { return nil }
        let written = Array(line.unicodeScalars)
        var place = location.column - 1
        guard written.indices.contains(place) else { return nil }
        let quote: Unicode.Scalar? = ["'", "\""].contains(written[place]) ? written[place] : nil
        if quote != nil { place += 1 }
        for (number, scalar) in text.unicodeScalars.enumerated() {
            guard written.indices.contains(place) else { return nil }
            if number == character { return place + 1 }
            let width = Self.width(of: written[place...], in: quote)
            if width == 1, written[place] != scalar { return nil }
            place += width
        }
        // Just after the last one: where a closing bracket is missing.
        return place <= written.count && character == text.unicodeScalars.count ? place + 1 : nil
    }

    /// How many characters of the file make the next one of the text.
    private static func width(
        of written: ArraySlice<Unicode.Scalar>, in quote: Unicode.Scalar?
    ) -> Int {
        let second = written.dropFirst().first
        if quote == "'", written.first == "'", second == "'" { return 2 }
        guard quote == "\"", written.first == "\\" else { return 1 }
        return switch second {
        case "x": 4
        case "u": 6
        case "U": 10
        default: 2
        }
    }
}
