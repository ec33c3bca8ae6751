import Rows
import Vocabulary

/// Times of healthy answers by leg, in fixed memory: percentiles are at most 1.6 % off.
struct LatencyTable {
    struct Line {
        var leg: LegID
        var name: String
        var latency = GapHistogram()
        var firstAnswer = GapHistogram()
        /// Of our own loop, in the answers of the one and of the other.
        fileprivate var lag = GapHistogram()
        fileprivate var firstLag = GapHistogram()

        /// p50 and p95 of the whole answer, then of the first of it; nil where there is none.
        var times: [LaggedTime?] {
            [(latency, lag), (firstAnswer, firstLag)].flatMap { times, lags in
                [0.5, 0.95].map { LaggedTime($0, of: times, lags: lags) }
            }
        }

        var isClientLimited: Bool { times.contains { $0?.isClientLimited == true } }
    }

    /// What `Line.times` are, for programs.
    static let timeNames = [
        "latency_p50", "latency_p95", "first_answer_p50", "first_answer_p95",
    ]
    /// And for people.
    static let heads = ["p50", "p95", "first answer p50", "p95", "answers"]

    /// Of one figure: the longest, `12:40 min`, fits, and so does `≤ 12.3 ms*` with room before it.
    private static let columns = 10
    private static let markedColumns = 12
    /// Of `840 µs–12.3 ms`, with room before it.
    private static let intervalColumns = 16
    private var lines: [Line] = []
    private var lineOfLeg: [LegID: Int] = [:]
    /// Most rows are of the leg of the row before.
    private var latest = 0
    private var attempts = PendingAttempts()

    mutating func take(_ row: AttemptRow) { attempts.take(row) }

    /// A broken leg's time-out is no latency of the leg that answered, so healthy paths alone count.
    mutating func take(_ row: CaseRow) {
        let attempts = attempts.leave(for: row)
        guard row.cause == nil else { return }
        if attempts.isEmpty { return take(row, of: row) }
        for attempt in attempts { take(attempt, of: row) }
    }

    private mutating func take(_ sending: some Sending, of row: CaseRow) {
        guard sending.isJudged, sending.isAnswered, let latency = sending.latency else { return }
        latest = line(of: row.leg, row.legName)
        lines[latest].latency.add(latency)
        if let lag = sending.loopLag { lines[latest].lag.add(lag) }
        guard row.isStreamed, let first = sending.firstAnswer else { return }
        lines[latest].firstAnswer.add(first)
        if let lag = sending.loopLag { lines[latest].firstLag.add(lag) }
    }

    private mutating func line(of leg: LegID, _ name: String) -> Int {
        if latest < lines.count, lines[latest].leg == leg { return latest }
        if let known = lineOfLeg[leg] { return known }
        lineOfLeg[leg] = lines.count
        lines.append(Line(leg: leg, name: name))
        return lines.count - 1
    }

    var byRoute: [Line] { lines.byRoute(\.leg) }

    /// A time of them tells more of this program than of the other side.
    var isClientLimited: Bool { lines.contains(where: \.isClientLimited) }

    /// Of two answers or more.
    var hasIntervals: Bool { lines.contains { $0.latency.count > 1 } }

    /// The figures of a line as pages show them, under `heads`.
    static func cells(of line: Line) -> [String] {
        line.times.map { $0?.wordsWithInterval ?? "" } + [Figures.grouped(line.latency.count)]
    }

    // MARK: Drawing

    /// - Parameter withIntervals: where there is room for them.
    func rendered(width: Int, withIntervals: Bool = false, _ palette: Palette) -> String {
        guard !lines.isEmpty else { return "" }
        let hasStreams = lines.contains { $0.firstAnswer.count > 0 }
        let figures = hasStreams ? 4 : 2
        let isMarked = isClientLimited
        let widest = lines.map { TerminalText.columns(label(of: $0)) }.max() ?? 0
        let hasIntervals =
            withIntervals && widest + figures * Self.intervalColumns + Self.columns <= width
        let timeColumns =
            hasIntervals ? Self.intervalColumns : isMarked ? Self.markedColumns : Self.columns
        let labels = min(
            max(widest, 10), max(20, width - figures * timeColumns - Self.columns))
        func row(_ label: String, _ times: [String], _ count: String) -> String {
            var row = TerminalText.padded(TerminalText.shortened(label, to: labels), to: labels)
            for time in times { row += TerminalText.padded(left: time, to: timeColumns) }
            row += TerminalText.padded(left: count, to: Self.columns)
            while row.last == " " { row.removeLast() }
            return row
        }
        var text = ""
        if hasStreams { text += palette.strong(row("", ["", "", "first", "first"], "")) + "\n" }
        let heads = ["p50", "p95"] + (hasStreams ? ["p50", "p95"] : [])
        text += palette.strong(row("latency", heads, "answers")) + "\n"
        var route: String?
        for line in lines.byRoute(\.leg) {
            if line.leg.route != route {
                text += "  " + TerminalText.safe(line.leg.route) + "\n"
                route = line.leg.route
            }
            let times = line.times.prefix(figures)
            let count = Figures.grouped(line.latency.count)
            text += row(label(of: line), times.map { $0?.words ?? "" }, count) + "\n"
            let intervals = times.map { $0?.intervalWords ?? "" }
            if hasIntervals, intervals.contains(where: { !$0.isEmpty }) {
                text += palette.faint(row("      95 %", intervals, "")) + "\n"
            }
            if line.isClientLimited {
                text +=
                    palette.faint(row("      own lag", times.map { $0?.bar ?? "" }, "")) + "\n"
            }
        }
        if isMarked {
            for line in TerminalText.wrapped(OwnLag.legend, to: max(20, width - 2)) {
                text += palette.faint("  \(line)") + "\n"
            }
        }
        return text
    }

    private func label(of line: Line) -> String {
        "    \(line.leg.index + 1) \(TerminalText.safe(line.name))"
    }
}
