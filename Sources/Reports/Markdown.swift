/// Markdown in which foreign text is only ever code: no link, no mention and no HTML comes of it.
public enum Markdown {
    /// One line of code; within a table too.
    static func code(_ text: String, _ max: Int = 300) -> String {
        let line = harmless(Shortened.scalars(text, max)).map { $0.isNewline ? " " : $0 }
        let words = String(line)
        guard !words.isEmpty else { return "" }
        let fence = String(repeating: "`", count: longestFence(in: words) + 1)
        // A space keeps a backtick at an end apart from the fence.
        let room = words.hasPrefix("`") || words.hasSuffix("`") ? " " : ""
        return fence + room + words + room + fence
    }

    /// The same for a cell of a table, in which a bar would end the cell.
    public static func cell(_ text: String) -> String {
        code(text).replacing("|", with: "\\|")
    }

    /// Foreign text within a sentence: nothing of it is markup, mentions nobody and leads nowhere.
    public static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in harmless(text).unicodeScalars {
            switch scalar {
            case "\n", "\t": plain += " "
            case "<", ">", "&", "@": plain += "&#\(scalar.value);"
            case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "!", "$": plain += "\\\(scalar)"
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }

    /// Lines of code between fences that the text cannot close.
    static func block(_ text: String) -> String {
        let words = harmless(text)
        let fence = String(repeating: "`", count: max(3, longestFence(in: words) + 1))
        return "\(fence)\n\(words)\(words.hasSuffix("\n") ? "" : "\n")\(fence)\n"
    }

    /// Of a table: numbers stand at the right.
    public enum Column: Sendable {
        case text(String)
        case number(String)

        fileprivate var name: String {
            switch self {
            case .text(let name), .number(let name): name
            }
        }

        fileprivate var rule: String { if case .number = self { "---:" } else { "---" } }
    }

    /// The first two lines of a table.
    public static func head(_ columns: [Column]) -> String {
        row(columns.map(\.name)) + row(columns.map(\.rule))
    }

    public static func row(_ cells: [String]) -> String {
        "| \(cells.joined(separator: " | ")) |\n"
    }

    private static func longestFence(in text: String) -> Int {
        var (longest, current) = (0, 0)
        for byte in text.utf8 {
            current = byte == UInt8(ascii: "`") ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }

    /// Without controls, and without marks that turn the writing direction.
    private static func harmless(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control: kept.append(scalar == "\n" || scalar == "\t" ? scalar : "\u{FFFD}")
            case .format: if scalar == "\u{200D}" { kept.append(scalar) }
            case .lineSeparator, .paragraphSeparator: kept.append(" ")
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }
}
