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

    func rendered(_ palette: Palette) -> String {
        guard !totals.isEmpty else { return "" }
        let names = totals.map { TerminalText.shortened(TerminalText.safe($0.name), to: 40) }
        let width = max(10, names.map { TerminalText.columns($0) }.max() ?? 0) + 4
        var text = palette.strong(line("metric", "score", "cases", width)) + "\n"
        for (metric, name) in zip(totals, names) {
            let count = Figures.grouped(counts[metric.name] ?? 0)
            text += line("  \(name)", Self.figure(metric.score), count, width) + "\n"
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
