package import Reports
import Vocabulary

/// A comparison as a terminal shows it, and as a pull request does.
package enum CompareText {
    package static func terminal(_ comparison: Comparison, _ palette: Palette) -> String {
        var text = ""
        for (task, choice) in zip(comparison.tasks, comparison.choices) {
            text += palette.strong("task \(TerminalText.safe(task.name))") + "\n"
            text += aligned(
                CompareCells(
                    task, choice, comparison.routings.rates, isTimed: !comparison.isSimulated),
                palette)
            text += "  → \(TerminalText.safe(words(choice)))\n\n"
        }
        text += palette.faint(CompareCells.legend) + "\n\n"
        text += aligned(
            [comparison.routingHeader]
                + comparison.routingLines.map { [TerminalText.safe($0.name), $0.cost, $0.saving] },
            palette)
        text += "\n" + TerminalText.safe(comparison.savingWords) + "\n"
        for remark in comparison.remarks { text += palette.faint(remark) + "\n" }
        return text
    }

    package static func markdown(_ comparison: Comparison) -> String {
        var text = "# Models by task\n\n"
        for (task, choice) in zip(comparison.tasks, comparison.choices) {
            let cells = CompareCells(
                task, choice, comparison.routings.rates, isTimed: !comparison.isSimulated)
            text += "## \(Markdown.plain(task.name))\n\n"
            text += Markdown.row(["", "model"] + cells.header)
            text += Markdown.row(["---", "---"] + cells.header.map { _ in "---:" })
            for row in cells.rows {
                text += Markdown.row(
                    [row.marks, Markdown.cell(row.model)] + row.figures.map(Markdown.plain))
            }
            text += "\n→ \(Markdown.plain(words(choice)))\n\n"
        }
        text += "\(CompareCells.legend)\n\n"
        text += Markdown.row(comparison.routingHeader) + Markdown.row(["---", "---:", "---:"])
        for line in comparison.routingLines {
            text += Markdown.row([Markdown.cell(line.name), line.cost, line.saving])
        }
        text += "\n\(Markdown.plain(comparison.savingWords))\n"
        for remark in comparison.remarks { text += "\n\(Markdown.plain(remark))\n" }
        return text
    }

    private static func words(_ choice: ModelChoice) -> String {
        choice.model.map { "\($0): \(choice.reason)" } ?? choice.reason
    }

    private static func aligned(_ cells: CompareCells, _ palette: Palette) -> String {
        let rows = cells.rows.map { ["\($0.marks) \(TerminalText.safe($0.model))"] + $0.figures }
        return aligned([["   model"] + cells.header] + rows, palette)
    }

    /// The first row is the header, the first column that of names.
    private static func aligned(_ rows: [[String]], _ palette: Palette) -> String {
        let widths = rows[0].indices.map { column in
            rows.map { TerminalText.columns($0[column]) }.max() ?? 0
        }
        return rows.enumerated().map { number, row in
            var line = "  " + TerminalText.padded(row[0], to: widths[0])
            for (width, cell) in zip(widths, row).dropFirst() {
                line += TerminalText.padded(left: cell, to: width + 2)
            }
            while line.last == " " { line.removeLast() }
            return (number == 0 ? palette.strong(line) : line) + "\n"
        }.joined()
    }
}
