import Vocabulary

/// Times of healthy answers by leg, in fixed memory: percentiles are at most 1.6 % off.
struct LatencyTable {
    struct Line {
        var leg: LegID
        var name: String
        var latency = GapHistogram()
        var firstAnswer = GapHistogram()
    }

    /// Of one figure: the longest, `12:40 min`, fits.
    private static let columns = 10
    private var lines: [Line] = []
    private var lineOfLeg: [LegID: Int] = [:]
    /// Most rows are of the leg of the row before.
    private var latest = 0

    /// A broken leg's time-out is no latency of the leg that answered, so healthy paths alone count.
    mutating func take(_ row: CaseRow) {
        guard row.cause == nil, row.verdict == .passed || row.verdict == .failed,
            case nil = row.breakage, case nil = row.providerError, let latency = row.latency
        else { return }
        latest = line(of: row.leg, row.legName)
        lines[latest].latency.add(latency)
        if row.isStreamed, let first = row.firstAnswer { lines[latest].firstAnswer.add(first) }
    }

    private mutating func line(of leg: LegID, _ name: String) -> Int {
        if latest < lines.count, lines[latest].leg == leg { return latest }
        if let known = lineOfLeg[leg] { return known }
        lineOfLeg[leg] = lines.count
        lines.append(Line(leg: leg, name: name))
        return lines.count - 1
    }

    var byRoute: [Line] { lines.byRoute(\.leg) }

    func rendered(width: Int, _ palette: Palette) -> String {
        guard !lines.isEmpty else { return "" }
        let hasStreams = lines.contains { $0.firstAnswer.count > 0 }
        let columns = (hasStreams ? 5 : 3) * Self.columns
        let widest = lines.map { TerminalText.columns(label(of: $0)) }.max() ?? 0
        let labels = min(max(widest, 10), max(20, width - columns))
        var text = ""
        if hasStreams {
            text +=
                palette.strong(
                    row(String(repeating: " ", count: labels), ["", "", "first", "first"])) + "\n"
        }
        let heads = ["p50", "p95"] + (hasStreams ? ["p50", "p95"] : []) + ["answers"]
        text += palette.strong(row(TerminalText.padded("latency", to: labels), heads)) + "\n"
        var route: String?
        for line in lines.byRoute(\.leg) {
            if line.leg.route != route {
                text += "  " + TerminalText.safe(line.leg.route) + "\n"
                route = line.leg.route
            }
            var times = [line.latency.percentile(0.5), line.latency.percentile(0.95)]
            if hasStreams {
                times += [line.firstAnswer.percentile(0.5), line.firstAnswer.percentile(0.95)]
            }
            let label = TerminalText.shortened(label(of: line), to: labels)
            let cells = times.map { $0.map(Figures.short) ?? "" }
            text +=
                row(
                    TerminalText.padded(label, to: labels),
                    cells + [Figures.grouped(line.latency.count)]) + "\n"
        }
        return text
    }

    private func label(of line: Line) -> String {
        "    \(line.leg.index + 1) \(TerminalText.safe(line.name))"
    }

    private func row(_ label: String, _ cells: [String]) -> String {
        cells.reduce(label) { $0 + TerminalText.padded(left: $1, to: Self.columns) }
    }
}
