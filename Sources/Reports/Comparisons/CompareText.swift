import Vocabulary

/// A comparison as a terminal shows it, and as a pull request does.
public enum CompareText {
    /// - Parameter width: that lines keep to; nil where they may be of any.
    public static func terminal(
        _ comparison: Comparison, width: Int? = nil, _ palette: Palette
    ) -> String {
        var text = ""
        for (task, choice) in zip(comparison.tasks, comparison.choices) {
            text += palette.strong("task \(TerminalText.safe(task.name))") + "\n"
            text += aligned(
                CompareCells(
                    task, choice, comparison.routings.rates, isTimed: !comparison.isSimulated),
                width, palette)
            text += lines("  → ", TerminalText.safe(words(choice)), width).joined() + "\n"
        }
        text += palette.faint(CompareCells.legend) + "\n\n"
        text += aligned(
            [comparison.routingHeader]
                + comparison.routingLines.map { [TerminalText.safe($0.name), $0.cost, $0.saving] },
            width, palette)
        text += "\n" + lines("", TerminalText.safe(comparison.savingWords), width).joined()
        for remark in comparison.remarks {
            for line in lines("", remark, width) { text += palette.faint(line) }
        }
        return text
    }

    /// A sentence on as many lines as it needs, all but the first as far in as its start is long.
    private static func lines(_ start: String, _ words: String, _ width: Int?) -> [String] {
        let indent = TerminalText.columns(start)
        let lines = width.map { TerminalText.wrapped(words, to: max(20, $0 - indent)) } ?? [words]
        return lines.enumerated().map { number, line in
            (number == 0 ? start : String(repeating: " ", count: indent)) + line + "\n"
        }
    }

    /// - Parameter level: of its heading.
    public static func markdown(_ comparison: Comparison, level: Int = 1) -> String {
        let mark = String(repeating: "#", count: level)
        var text = "\(mark) \(title)\n\n"
        for (task, choice) in zip(comparison.tasks, comparison.choices) {
            let cells = CompareCells(
                task, choice, comparison.routings.rates, isTimed: !comparison.isSimulated)
            text += "\(mark)# \(Markdown.plain(task.name))\n\n"
            text += Markdown.row(["", "model"] + cells.header)
            text += Markdown.row(["---", "---"] + cells.header.map { _ in "---:" })
            for row in cells.rows {
                text += Markdown.row(
                    [row.marks, Markdown.cell(row.model)]
                        + CompareCells.cells(of: row).map(Markdown.plain))
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

    static let title = "Models by task"

    static func words(_ choice: ModelChoice) -> String {
        choice.model.map { "\($0): \(choice.reason)" } ?? choice.reason
    }

    private static func aligned(
        _ cells: CompareCells, _ width: Int?, _ palette: Palette
    ) -> String {
        let rows = cells.rows.flatMap { row in
            let intervals = row.intervals.contains { !$0.isEmpty } ? [[""] + row.intervals] : []
            return [["\(row.marks) \(TerminalText.safe(row.model))"] + row.figures] + intervals
        }
        return aligned([["   model"] + cells.header] + rows, width, palette)
    }

    /// The first row is the header, the first column that of names. Columns on the right for which there is no room
    /// are left out: pages have them all.
    private static func aligned(
        _ rows: [[String]], _ width: Int?, _ palette: Palette
    ) -> String {
        var widths = rows[0].indices.map { column in
            rows.map { TerminalText.columns($0[column]) }.max() ?? 0
        }
        if let width {
            while widths.count > 2, widths.reduce(0, { $0 + $1 + 2 }) > width {
                widths.removeLast()
            }
            let rest = widths.dropFirst().reduce(2) { $0 + $1 + 2 }
            widths[0] = min(widths[0], max(20, width - rest))
        }
        return rows.enumerated().map { number, row in
            let name = TerminalText.shortened(row[0], to: widths[0])
            var line = "  " + TerminalText.padded(name, to: widths[0])
            for (width, cell) in zip(widths, row).dropFirst() {
                line += TerminalText.padded(left: cell, to: width + 2)
            }
            while line.last == " " { line.removeLast() }
            // Intervals stand below the figures that they are of.
            let painted = row[0].isEmpty ? palette.faint(line) : line
            return (number == 0 ? palette.strong(line) : painted) + "\n"
        }.joined()
    }
}
