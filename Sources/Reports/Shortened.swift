/// Foreign text kept short: an answer, a model's name or an error may be megabytes.
enum Shortened {
    static func scalars(_ text: String, _ max: Int) -> String {
        // A text of so few bytes has no more scalars.
        guard text.utf8.count > max else { return text }
        let kept = text.unicodeScalars.prefix(max)
        guard kept.endIndex < text.unicodeScalars.endIndex else { return text }
        return String(String.UnicodeScalarView(kept)) + "…"
    }

    /// What is left out is counted at the end, within the limit.
    static func bytes(_ text: String, _ max: Int) -> String {
        guard text.utf8.count > max else { return text }
        let note = "\n… cut: \(text.utf8.count) bytes\n"
        var kept = ""
        var left = max - note.utf8.count
        for scalar in text.unicodeScalars {
            left -= UTF8.width(scalar)
            if left < 0 { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept + note
    }
}
