import Documents
import Vocabulary

extension Play {
    /// A well-formed answer whose text is a Markdown table of what should have been said: the habit of
    /// models that a parser behind them does not survive. A tool call becomes text, too.
    static let markdownTable = Play(.markdownTable) { scene in
        scene.saying(MarkdownTable.table(of: scene.answer))
    }
}

enum MarkdownTable {
    static func table(of answer: SimulatedAnswer) -> String {
        var rows = rows(of: answer.text)
        for call in answer.toolCalls { rows.append((call.name, call.arguments)) }
        let lines = rows.map { "| \(cell($0.0)) | \(cell($0.1)) |" }
        return (["| Field | Value |", "| --- | --- |"] + lines).joined(separator: "\n")
    }

    /// The members of a JSON object, or the lines of any other text.
    private static func rows(of text: String) -> [(String, String)] {
        var tape = JSONTape()
        if (try? tape.read(text)) != nil, tape.kind(tape.root) == .object {
            return tape.members(tape.root).map { key, value in
                (tape.string(key) ?? tape.text(key), tape.string(value) ?? tape.text(value))
            }
        }
        let lines = text.split(whereSeparator: \.isNewline)
        return lines.enumerated().map { (lines.count == 1 ? "Answer" : "\($0 + 1)", String($1)) }
    }

    /// A bar or a line end would begin another cell or row.
    private static func cell(_ text: String) -> String {
        var cell = ""
        for character in text {
            if character == "|" {
                cell += "\\|"
            } else {
                cell.append(character.isNewline ? " " : character)
            }
        }
        return cell
    }
}
