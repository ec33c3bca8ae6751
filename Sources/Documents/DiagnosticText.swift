public import Vocabulary

/// Diagnostics as people and editors read them: `file:line:column: error: …`, the line, a caret, a hint.
///
/// What files and providers wrote is hostile text: nothing in it can move a cursor, colour a terminal or
/// begin a line of its own that looks like a diagnostic.
public enum DiagnosticText {
    public static func render(_ diagnostics: [Diagnostic], colour: Bool = false) -> String {
        let paint = Paint(isOn: colour)
        return sortedByPlace(diagnostics).map { render($0, paint) }.joined(separator: "\n")
    }

    private static func render(_ diagnostic: Diagnostic, _ paint: Paint) -> String {
        var text = ""
        if let location = diagnostic.location {
            let place = "\(harmless(location.file)):\(location.line):\(location.column):"
            text += paint.bold(place) + " "
        }
        text += paint.severity(diagnostic.severity) + " "
        text += paint.bold(continued(diagnostic.message, indent: "    ")) + "\n"
        if let location = diagnostic.location, let line = diagnostic.sourceLine {
            text += excerpt(line, location, length: diagnostic.length, paint)
        }
        if let hint = diagnostic.hint {
            text += "  " + paint.hint("hint:") + " " + continued(hint, indent: "        ") + "\n"
        }
        return text
    }

    private static func excerpt(
        _ line: String, _ location: SourceLocation, length: Int, _ paint: Paint
    ) -> String {
        let number = String(location.line)
        let blank = String(repeating: " ", count: number.count)
        let shown = MarkedLine(line, column: location.column, length: length)
        let empty = paint.gutter(blank + " |")
        let text = shown.text.isEmpty ? "" : " " + shown.text
        return empty + "\n" + paint.gutter(number + " |") + text + "\n" + empty + " "
            + String(repeating: " ", count: shown.caretStart)
            + paint.caret(String(repeating: "^", count: shown.caretWidth)) + "\n"
    }

    /// Further lines of a message are indented, so that none can pass for a message of its own.
    private static func continued(_ text: String, indent: String) -> String {
        text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { harmless($0) }
            .joined(separator: "\n" + indent)
    }
}

/// Text with everything a terminal would obey made visible.
func harmless(_ text: some StringProtocol) -> String {
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return String(text) }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(harmless(scalar)) }
    return String(result)
}

/// Control pictures for control characters; the replacement character for those without a picture, for
/// marks that reverse the direction of what follows, and for invisible ones.
func harmless(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x00..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    case 0x80...0x9F, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
        0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
        "\u{FFFD}"
    default: scalar
    }
}

/// ANSI colours, or none.
private struct Paint {
    var isOn: Bool

    func bold(_ text: String) -> String { wrap("1", text) }
    func gutter(_ text: String) -> String { wrap("34", text) }
    func caret(_ text: String) -> String { wrap("1;32", text) }
    func hint(_ text: String) -> String { wrap("36", text) }

    func severity(_ severity: Diagnostic.Severity) -> String {
        let code =
            switch severity {
            case .error: "1;31"
            case .warning: "1;33"
            case .note: "1;36"
            }
        return wrap(code, severity.rawValue + ":")
    }

    private func wrap(_ code: String, _ text: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
