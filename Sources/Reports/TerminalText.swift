/// Foreign text made harmless for a terminal, and the room it takes there.
public enum TerminalText {
    /// Controls, escapes and marks that turn the writing direction are spelled out, line ends too.
    public static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            guard isUnsafe(scalar) else {
                shown.unicodeScalars.append(scalar)
                continue
            }
            switch scalar {
            case "\n": shown += "\\n"
            case "\r": shown += "\\r"
            case "\t": shown += "\\t"
            case "\u{1B}": shown += "\\e"
            default: shown += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return shown
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x20, scalar.value < 0x7F { return false }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        // The joiner of emoji is the one format mark that changes neither place nor direction.
        case .format: return scalar != "\u{200D}"
        default: return false
        }
    }

    /// How many columns a terminal gives it; what is in doubt counts as one.
    public static func columns(_ text: String) -> Int {
        var columns = 0
        for scalar in text.unicodeScalars { columns += width(of: scalar) }
        return columns
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        return wide.contains { $0.contains(value) } ? 2 : 1
    }

    /// East Asian wide and full-width blocks, and the emoji that terminals draw over two columns.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
        0x20000...0x3FFFD,
    ]

    /// Filled up with spaces on the right.
    public static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - self.columns(text)))
    }

    public static func padded(left text: String, to columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - self.columns(text))) + text
    }

    /// At most so many columns, with an ellipsis for what is left out.
    public static func shortened(_ text: String, to columns: Int) -> String {
        guard self.columns(text) > columns else { return text }
        var kept = ""
        var used = 0
        for character in text {
            let width = self.columns(String(character))
            if used + width > columns - 1 { break }
            kept.append(character)
            used += width
        }
        return columns > 0 ? kept + "…" : ""
    }

    /// Lines of at most so many columns, broken at spaces where there are some.
    static func wrapped(_ text: String, to columns: Int) -> [String] {
        guard self.columns(text) > columns, columns > 0 else { return [text] }
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            var word = String(word)
            var width = self.columns(word)
            if used + 1 + width <= columns, !lines.isEmpty || !line.isEmpty || used > 0 {
                line += " " + word
                used += 1 + width
                continue
            }
            if used > 0 || !line.isEmpty { lines.append(line) }
            while width > columns {
                var head = ""
                var taken = 0
                while let first = word.first,
                    taken + self.columns(String(first)) <= columns || taken == 0
                {
                    head.append(first)
                    taken += self.columns(String(first))
                    word.removeFirst()
                }
                lines.append(head)
                width = self.columns(word)
            }
            line = word
            used = width
        }
        lines.append(line)
        return lines
    }
}
