package import Reports
import Vocabulary

/// A comparison as a terminal shows it, and as a pull request does.
package enum CompareText {
    package static func terminal(_ comparison: Comparison, _ palette: Palette) -> String {
        var text = ""
        for (task, choice) in zip(comparison.tasks, comparison.choices) {
            text += palette.strong("task \(TerminalText.safe(task.name))") + "\n"
            text += aligned(
                CompareCells(task, choice, isTimed: !comparison.isSimulated), palette)
            text += "  → \(TerminalText.safe(words(choice)))\n\n"
        }
        text += palette.faint(CompareCells.legend) + "\n"
        text += TerminalText.safe(comparison.savingWords) + "\n"
        for remark in comparison.remarks { text += palette.faint(remark) + "\n" }
        return text
    }

    package static func markdown(_ comparison: Comparison) -> String {
        var text = "# Models by task\n\n"
        for (task, choice) in zip(comparison.tasks, comparison.choices) {
            let cells = CompareCells(task, choice, isTimed: !comparison.isSimulated)
            text += "## \(Markdown.cell(task.name))\n\n" + Markdown.row(cells.header)
            text += Markdown.row(
                ["---"] + cells.header.dropFirst().map { _ in "---:" })
            for row in cells.rows { text += Markdown.row(row.map(Markdown.cell)) }
            text += "\n→ \(Markdown.cell(words(choice)))\n\n"
        }
        text += "\(CompareCells.legend)\n\n\(Markdown.cell(comparison.savingWords))\n"
        for remark in comparison.remarks { text += "\n\(Markdown.cell(remark))\n" }
        return text
    }

    private static func words(_ choice: ModelChoice) -> String {
        choice.model.map { "\($0): \(choice.reason)" } ?? choice.reason
    }

    private static func aligned(_ cells: CompareCells, _ palette: Palette) -> String {
        let rows = ([cells.header] + cells.rows).map { $0.map { TerminalText.safe($0) } }
        let widths = cells.header.indices.map { column in
            rows.map { TerminalText.columns($0[column]) }.max() ?? 0
        }
        return rows.enumerated().map { number, row in
            var line = "  "
            for (column, cell) in row.enumerated() {
                line +=
                    column == 0
                    ? TerminalText.padded(number == 0 ? "   \(cell)" : cell, to: widths[0] + 3)
                    : TerminalText.padded(left: cell, to: widths[column] + 2)
            }
            return (number == 0 ? palette.strong(line) : line) + "\n"
        }.joined()
    }
}
