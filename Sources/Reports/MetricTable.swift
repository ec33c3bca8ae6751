import Vocabulary

/// What the names under the suites' `metric:` came to over all cases: means by weight.
struct MetricTable {
    // A name may be a template: one for each row of a dataset would be no table.
    private static let namesMax = 100

    private(set) var totals: [Metric] = []
    private var counts: [String: Int] = [:]

    mutating func take(_ row: CaseRow) {
        guard !row.metrics.isEmpty else { return }
        for metric in row.metrics where counts[metric.name] != nil || counts.count < Self.namesMax {
            counts[metric.name, default: 0] += 1
            totals = totals.joined(with: [metric])
        }
    }

    func cases(of name: String) -> Int { counts[name] ?? 0 }

    /// Name, score and cases of each, as pages show them under `heads`.
    var lines: [[String]] { totals.map(cells) }

    func cells(of metric: Metric) -> [String] {
        [metric.name, Self.figure(metric.score), Figures.grouped(cases(of: metric.name))]
    }

    static let heads = ["metric", "score", "cases"]

    func rendered(_ palette: Palette) -> String {
        guard !totals.isEmpty else { return "" }
        let lines = lines
        let names = lines.map { TerminalText.shortened(TerminalText.safe($0[0]), to: 40) }
        let width = max(10, names.map { TerminalText.columns($0) }.max() ?? 0) + 4
        let heads = Self.heads
        var text = palette.strong(line(heads[0], heads[1], heads[2], width)) + "\n"
        for (cells, name) in zip(lines, names) {
            text += line("  \(name)", cells[1], cells[2], width) + "\n"
        }
        return text
    }

    private func line(_ name: String, _ score: String, _ count: String, _ width: Int) -> String {
        TerminalText.padded(name, to: width) + TerminalText.padded(left: score, to: 8)
            + TerminalText.padded(left: count, to: 10)
    }

    /// Three decimals, the nearest.
    private static func figure(_ score: Double) -> String {
        let thousandths = Int((min(max(score, 0), 1e9) * 1_000).rounded())
        return "\(thousandths / 1_000)."
            + String("\(1_000 + thousandths % 1_000)".dropFirst())
    }
}
