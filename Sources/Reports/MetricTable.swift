import Vocabulary

/// What the names under the suites' `metric:` came to over all cases: means by weight.
struct MetricTable {
    // A name may be a template: one for each row of a dataset would be no table.
    private static let namesMax = 100

    private var totals: [Metric] = []
    private var counts: [String: Int] = [:]

    mutating func take(_ row: CaseRow) {
        guard !row.metrics.isEmpty else { return }
        for metric in row.metrics where counts[metric.name] != nil || counts.count < Self.namesMax {
            counts[metric.name, default: 0] += 1
            totals = totals.joined(with: [metric])
        }
    }

    struct Line {
        let name: String
        let score: Double
        let cases: Int

        /// Three decimals, the nearest.
        var figure: String {
            let thousandths = Int((min(max(score, 0), 1e9) * 1_000).rounded())
            return "\(thousandths / 1_000)."
                + String("\(1_000 + thousandths % 1_000)".dropFirst())
        }
    }

    static let heads = ["metric", "score", "cases"]

    var lines: [Line] {
        totals.map { Line(name: $0.name, score: $0.score, cases: counts[$0.name] ?? 0) }
    }

    func rendered(_ palette: Palette) -> String {
        let known = lines
        guard !known.isEmpty else { return "" }
        let names = known.map { TerminalText.shortened(TerminalText.safe($0.name), to: 40) }
        let width = max(10, names.map { TerminalText.columns($0) }.max() ?? 0) + 4
        var text = palette.strong(row(Self.heads[0], Self.heads[1], Self.heads[2], width)) + "\n"
        for (line, name) in zip(known, names) {
            text += row("  \(name)", line.figure, Figures.grouped(line.cases), width) + "\n"
        }
        return text
    }

    private func row(_ name: String, _ score: String, _ count: String, _ width: Int) -> String {
        TerminalText.padded(name, to: width) + TerminalText.padded(left: score, to: 8)
            + TerminalText.padded(left: count, to: 10)
    }
}
