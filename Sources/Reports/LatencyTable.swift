import Vocabulary

/// Times of healthy answers by leg, in fixed memory: percentiles are at most 1.6 % off.
struct LatencyTable {
    private struct Line {
        var leg: LegID
        var name: String
        var latency = GapHistogram()
        var firstAnswer = GapHistogram()
    }

    private var lines: [Line] = []
    private var lineOfLeg: [LegID: Int] = [:]

    /// A broken leg's time-out is no latency of the leg that answered, so healthy paths alone count.
    mutating func take(_ row: CaseRow) {
        guard row.cause == nil, row.verdict == .passed || row.verdict == .failed,
            row.breakage == nil, row.providerError == nil, let latency = row.latency
        else { return }
        let index: Int
        if let known = lineOfLeg[row.leg] {
            index = known
        } else {
            index = lines.count
            lineOfLeg[row.leg] = index
            lines.append(Line(leg: row.leg, name: row.legName))
        }
        lines[index].latency.add(latency)
        if row.isStreamed, let first = row.firstAnswer { lines[index].firstAnswer.add(first) }
    }

    func rendered(width: Int, _ palette: Palette) -> String {
        guard !lines.isEmpty else { return "" }
        let labels = lines.map { TerminalText.safe("\($0.leg) \($0.name)") }
        let widest = labels.map(TerminalText.columns).max() ?? 0
        let hasStreams = lines.contains { $0.firstAnswer.count > 0 }
        let headers = ["p50", "p95"] + (hasStreams ? ["first p50", "first p95"] : []) + ["answers"]
        let labelWidth = min(max(widest + 2, 12), max(24, width - headers.count * 11))
        var text = TerminalText.padded("latency", to: labelWidth)
        for header in headers { text += TerminalText.padded(left: header, to: 11) }
        text = palette.strong(text) + "\n"
        for (line, label) in zip(lines, labels).sorted(by: { $0.0.leg < $1.0.leg }) {
            var row = TerminalText.padded(
                TerminalText.shortened("  " + label, to: labelWidth - 1), to: labelWidth)
            var cells = [line.latency.percentile(0.5), line.latency.percentile(0.95)]
            if hasStreams {
                cells += [line.firstAnswer.percentile(0.5), line.firstAnswer.percentile(0.95)]
            }
            for cell in cells {
                row += TerminalText.padded(left: cell.map(Figures.short) ?? "", to: 11)
            }
            row += TerminalText.padded(left: Figures.grouped(line.latency.count), to: 11)
            text += row + "\n"
        }
        return text
    }
}
