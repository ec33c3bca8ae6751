public import Rows
public import Vocabulary

/// What a person reads after a run: failures as they come, then coverage, latency and counts.
public struct ConsoleReport: Report {
    public static let name = "console"
    public static let summary = "failures first, then coverage, latency and counts, for a terminal"
    public static let fileName: String? = nil

    private let settings: ReportSettings
    private let palette: Palette
    private var run: RunRow?
    private var end: EndRow?
    private var gate: GateRow?
    private var coverage = CoverageTable()
    private var latency = LatencyTable()
    private var spend = SpendTable()
    private var metrics = MetricTable()
    private var caches = CacheTable()
    private var drilled = DrilledPaths()
    private var ledgers = ""
    private var isRehearsal = false
    private var (passed, failed, errored, skipped) = (0, 0, 0, 0)
    /// Passed without all that the suite asks for having been asked.
    private var notAsked = 0
    private var notAskedReasons: [String] = []
    private var skipReasons: [(reason: String, count: Int)] = []
    private var shown = 0
    private var hidden = 0
    private var transcripts = TranscriptCount()

    /// Tables keep to this where there is no terminal to ask.
    private static let widthElsewhere = 120
    private static let rehearsalWidthElsewhere = 100
    private static let skipReasonsMax = 5

    public init(_ settings: ReportSettings) {
        self.settings = settings
        palette = Palette(isColoured: settings.isColoured)
    }

    public mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        switch row {
        case .run(let row):
            run = row
            caches.take(row)
        case .end(let row): end = row
        case .path(let row):
            coverage.take(row)
            spend.take(row)
            caches.take(row)
            drilled.take(row)
        case .case(let row): try take(row, to: output)
        case .gate(let row): gate = row
        case .call(let row): spend.take(row)
        case .question(let row): spend.take(row)
        case .finding(let row): try output.write(text(of: row))
        case .ledger(let row): ledgers += words(of: row)
        case .rehearsal(let row):
            isRehearsal = true
            let width = settings.width ?? Self.rehearsalWidthElsewhere
            try output.write(RehearsalText.console(row, width: width, palette) + "\n")
        case .attempt(let row):
            latency.take(row)
            caches.take(row)
        }
    }

    public mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        let width = settings.width ?? Self.widthElsewhere
        if hidden > 0 {
            try output.write(
                palette.faint("… and \(Figures.grouped(hidden)) more that did not pass") + "\n\n")
        }
        if let words = transcripts.words { try output.write(palette.faint(words) + "\n\n") }
        if !coverage.isEmpty {
            try output.write(coverage.rendered(width: width, palette) + "\n")
        }
        let scenarios = ScenarioTable(of: drilled).rendered(width: width, palette)
        for table in [scenarios, FindingTable(of: drilled).rendered(palette)]
        where !table.isEmpty {
            try output.write(table + "\n")
        }
        let isReal = [.live, .record].contains(run?.mode)
        // What lanes need is nobody's time: its percentiles will do.
        let times = latency.rendered(width: width, withIntervals: isReal, palette)
        if !times.isEmpty { try output.write(times + "\n") }
        if let comparison = settings.tables.comparison.telling {
            try output.write(CompareText.terminal(comparison, width: width, palette) + "\n")
        }
        let spent = spend.rendered(width: width, isPaid: isReal, palette)
        if !spent.isEmpty { try output.write(spent + "\n") }
        let kept = caches.rendered(palette)
        if !kept.isEmpty { try output.write(kept + "\n") }
        if !ledgers.isEmpty { try output.write(ledgers + "\n") }
        let scores = metrics.rendered(palette)
        if !scores.isEmpty { try output.write(scores + "\n") }
        for (reason, count) in skipReasons {
            try output.write(
                palette.faint(
                    "\(Figures.counted(count, "case")) skipped: \(TerminalText.safe(reason))")
                    + "\n")
        }
        if notAsked > 0 {
            try output.write(
                "\(Figures.counted(notAsked, "case")) passed by path alone: checks that the suite "
                    + "asks for were skipped: "
                    + TerminalText.safe(
                        Shortened.scalars(notAskedReasons.joined(separator: "; "), 300)) + "\n")
        }
        if let gate { try output.write(GateText(palette: palette).rendered(gate)) }
        try output.write(closing)
    }

    public mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        latency.take(row)
        metrics.take(row)
        caches.take(row)
        coverage.take(row)
        switch row.verdict {
        case .passed:
            passed += 1
            if let check = row.checks.first(where: { $0.verdict == .skipped && $0.location != nil })
            {
                notAsked += 1
                let message = check.message
                let reason =
                    message == "simulated answer"
                    ? "the answer is made up without `simulate:`" : message
                if !notAskedReasons.contains(reason) { notAskedReasons.append(reason) }
            }
        case .skipped:
            skipped += 1
            note(Shortened.scalars(row.telling.first?.message ?? "no reason was given", 300))
        case .failed, .errored:
            if row.verdict == .failed { failed += 1 } else { errored += 1 }
            transcripts.take(row)
            guard shown < settings.failuresMax else {
                hidden += 1
                return
            }
            shown += 1
            let text = FailureText(palette: palette, width: settings.width).rendered(row)
            try output.write(text + "\n")
        }
    }

    private mutating func note(_ reason: String) {
        if let known = skipReasons.firstIndex(where: { $0.reason == reason }) {
            skipReasons[known].count += 1
        } else if skipReasons.count < Self.skipReasonsMax {
            skipReasons.append((reason, 1))
        }
    }

    /// What a gateway charged over the list, in a line; nothing of one that tells no cost.
    private func words(of row: LedgerRow) -> String {
        guard row.chargedCalls > 0 else { return "" }
        let suite = row.suite.map { " for \(TerminalText.safe($0))" } ?? ""
        var text = palette.strong("ledger against billed\(suite)") + ": "
        text += "\(Figures.counted(row.chargedCalls, "call")) charged "
        text += "\(LedgerRow.dollars(row.chargedFemtos)) USD, list price "
        text += "\(LedgerRow.dollars(row.listedFemtos)) USD"
        let over = Figures.overcharge(row.listedFemtos, row.chargedFemtos)
        if !over.isEmpty { text += " (\(over))" }
        for bill in row.bills { text += "\n  " + palette.faint(TerminalText.safe(bill)) }
        return text + "\n"
    }

    private func text(of row: FindingRow) -> String {
        let place = row.location.map { TerminalText.safe(CaseWords.place($0)) + ": " } ?? ""
        let severity = row.finding.severity.rawValue + ":"
        let painted =
            switch row.finding.severity {
            case .error: palette.badStrong(severity)
            case .warning: palette.doubtfulStrong(severity)
            case .note: palette.faint(severity)
            }
        let message = TerminalText.safe(Shortened.scalars(row.finding.message, 1000))
        return "\(place)\(painted) \(message) (\(TerminalText.safe(row.finding.code)))\n\n"
    }

    // MARK: The last lines

    private var closing: String {
        let total = passed + failed + errored + skipped
        // A rehearsal judges nothing.
        if isRehearsal, total == 0 { return facts }
        var words = "\(Figures.counted(total, "case")): "
        var parts: [String] = []
        parts.append(palette.good("\(Figures.grouped(passed)) passed"))
        if failed > 0 {
            parts.append(palette.badStrong("\(Figures.grouped(failed)) failed"))
        }
        if errored > 0 {
            parts.append(
                palette.doubtfulStrong("\(Figures.grouped(errored)) could not be judged"))
        }
        if skipped > 0 {
            parts.append("\(Figures.grouped(skipped)) skipped")
        }
        words += parts.joined(separator: ", ")
        if coverage.planned > 0 {
            words +=
                isKilled
                ? " · \(Figures.counted(coverage.covered, "path")) covered so far"
                : " · \(Figures.grouped(coverage.covered)) of "
                    + "\(Figures.counted(coverage.planned, "path")) covered"
        }
        if let duration = end?.duration { words += " · \(Figures.short(duration))" }
        words = palette.strong(words) + "\n"
        if drilled.rows.count > 0 {
            words +=
                "\(Figures.grouped(drilled.agreeing)) of \(Figures.counted(drilled.rows.count, "path")) "
            words += "went as predicted\n"
        }
        return words + facts
    }

    /// The rows of a run that came to its end have one.
    private var isKilled: Bool { run != nil && end == nil }

    /// Of a killed run; how many paths were planned would have stood at its end.
    private var lack: String {
        let done = passed + failed + errored + skipped
        var words = palette.badStrong("the run was killed: ")
        if let planned = run?.casesPlanned {
            words +=
                "\(Figures.grouped(done)) of \(Figures.counted(planned, "case")) came to an end, "
        } else {
            words += "these are the cases that came to their end, "
        }
        return words + "and paths that it did not come to are not shown\n"
    }

    private var facts: String {
        var facts: [String] = []
        if let run {
            facts.append(run.mode.rawValue)
            facts.append(run.askedWords(TerminalText.safe))
            facts.append("seed \(run.seed)")
        }
        if coverage.legs > 0 {
            facts.append(
                "\(Figures.counted(coverage.routes, "route")), \(Figures.counted(coverage.legs, "leg"))"
            )
        }
        var text = palette.faint(facts.joined(separator: " · ")) + "\n"
        for line in (end?.limits ?? []).flatMap(LimitText.lines) {
            text += TerminalText.safe(line) + "\n"
        }
        if isKilled { text += lack }
        if let end, end.notRun > 0 {
            let why = end.stoppedBy.map { ", stopped by \(TerminalText.safe($0))" } ?? ""
            text +=
                palette.doubtfulStrong("\(Figures.counted(end.notRun, "case")) not run")
                + "\(why)\n"
        }
        if let signal = end?.interruptedBy {
            text += palette.badStrong("interrupted by \(TerminalText.safe(signal)): ")
            text += "these are the \(isRehearsal ? "requests" : "cases") that came to their end\n"
        }
        return text
    }
}
