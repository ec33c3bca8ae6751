import Documents
public import Rows
public import Vocabulary

/// `report.html`: one file to look at, from disk, without a server or any other file.
///
/// The rows stand in it as data; the page's own script draws them with text nodes only, so that an answer,
/// which is hostile text, stays text. Each row is written as it comes: 100,000 cases need no memory here.
public struct HTMLReport: Report {
    public static let name = "html"
    public static let summary =
        "one page to look at: coverage, latency, every case; opens from disk"
    public static let fileName: String? = "report.html"

    private let settings: ReportSettings
    private var json = JSONWriter()
    private var line = TextBuffer()
    /// What the row of the case before began with.
    private var start: Start?
    private var hasHead = false
    private var written = 0
    /// Passed cases that are counted and not shown, so that the page stays quick to open.
    private var left = 0
    /// The calls of the case that comes next: one that did not pass is shown with both of its sides.
    private var calls: [CallRow] = []
    /// More of one case tell nothing new.
    private static let callsMax = 100
    private var spend = SpendGroups()
    private var metrics = MetricTable()
    private var latency = LatencyTable()
    private var caches = CacheTable()
    private var transcripts = TranscriptCount()
    /// What a person reads of both sides of a case; the file beside the page has the rest.
    private static let transcriptScalarsMax = 40_000

    public init(_ settings: ReportSettings) { self.settings = settings }

    public mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        switch row {
        case .run(let run):
            spend.take(run)
            caches.take(run)
            write(run)
        case .path(let path):
            spend.take(path)
            caches.take(path)
            write(path)
        case .case(let row): return try take(row, to: output)
        case .call(let call):
            spend.take(call)
            if calls.count < Self.callsMax { calls.append(call) }
            return
        case .question(let row): return spend.take(row)
        case .end(let end): write(end)
        case .ledger(let row): write(row)
        case .rehearsal(let row): write(RehearsalText(row))
        case .finding(let row): write(row.finding)
        case .attempt(let row):
            latency.take(row)
            caches.take(row)
            return
        case .gate: return
        }
        try flush(to: output)
    }

    public mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        defer { calls.removeAll(keepingCapacity: true) }
        spend.take(row)
        metrics.take(row)
        latency.take(row)
        caches.take(row)
        if row.verdict == .failed || row.verdict == .errored { transcripts.take(row) }
        if row.verdict == .passed, written > settings.fileBytesMax / 2 {
            left += 1
            return
        }
        write(row)
        if row.repeats > 1 { writeRepeats(of: row) }
        if let trace = row.trace { write(trace, of: row) }
        if row.verdict != .passed { for call in calls { write(call) } }
        try flush(to: output)
    }

    public mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        json.beginArray()
        json.string("left")
        json.integer(left)
        write([transcripts.words].compactMap(\.self))
        json.endArray()
        try flush(to: output)
        try writeTimes(to: output)
        try writeModels(to: output)
        try write("metrics", [MetricTable.heads], metrics.lines, to: output)
        try write(
            "caches", [["leg"] + CacheTable.heads],
            caches.byRoute.map {
                ["\($0.leg) \(caches.name(of: $0.leg))"] + CacheTable.cells(of: $0)
            }, to: output)
        if spend.hasPrices {
            for way in spend.tellingWays { try write(way, to: output) }
        }
        try flush(to: output)
        try output.write(HTMLPage.betweenDataAndScript)
        try output.write(HTMLPage.script)
        try output.write(HTMLPage.end)
    }

    // MARK: Rows as data

    /// The table of times as every report has it, since marks of it are ours to set: the page's own drawing is
    /// of the cases that it shows.
    private mutating func writeTimes(to output: any TextOutput) throws(OutputFailure) {
        let lines = latency.byRoute
        guard !lines.isEmpty else { return }
        try write(
            "times", [["leg"] + LatencyTable.heads],
            lines.map { ["\($0.leg) \($0.name)"] + LatencyTable.cells(of: $0) }, to: output)
        guard latency.isClientLimited else { return }
        json.beginArray()
        json.string("limited")
        json.string(OwnLag.legend)
        json.endArray()
        try flush(to: output)
    }

    /// A table for each task, then what routings of all of them cost.
    private mutating func writeModels(to output: any TextOutput) throws(OutputFailure) {
        guard let comparison = settings.tables.comparison.telling else { return }
        for (task, choice) in zip(comparison.tasks, comparison.choices) {
            let cells = CompareCells(
                task, choice, comparison.routings.rates, isTimed: !comparison.isSimulated)
            json.beginArray()
            json.string("task")
            json.string(task.name)
            write(["model"] + cells.header)
            for row in cells.rows {
                write(["\(row.marks) \(row.model)"] + CompareCells.cells(of: row))
            }
            write(["→ \(CompareText.words(choice))"])
            json.endArray()
            try flush(to: output)
        }
        json.beginArray()
        json.string("routings")
        write(comparison.routingHeader)
        for line in comparison.routingLines { write([line.name, line.cost, line.saving]) }
        write([comparison.savingWords, CompareCells.legend] + comparison.remarks)
        json.string(
            RecommendedRoutes.text(comparison, declaration: settings.declaration) ?? "")
        json.endArray()
        try flush(to: output)
    }

    /// How many answers a case stands for, and how many of them were right.
    private mutating func writeRepeats(of row: CaseRow) {
        json.beginArray()
        json.string("repeats")
        json.integer(row.repeats)
        json.integer(row.repeatsPassed)
        json.endArray()
    }

    /// A table whose cells are texts, for the element with this name; nothing of one without lines.
    private mutating func write(
        _ name: String, _ head: [[String]], _ lines: [[String]], to output: any TextOutput
    ) throws(OutputFailure) {
        guard !lines.isEmpty else { return }
        for cells in head + lines {
            json.beginArray()
            json.string("table")
            json.string(name)
            for cell in cells { json.string(Shortened.scalars(cell, 300)) }
            json.endArray()
            try flush(to: output)
        }
    }

    private mutating func write(_ run: RunRow) {
        json.beginArray()
        json.string("run")
        json.string(run.version)
        json.string(run.started)
        json.string(run.host)
        json.string(run.mode.rawValue)
        json.string(run.askedWords { $0 })
        json.string(run.suites.joined(separator: ", "))
        json.endArray()
    }

    private mutating func write(_ path: PathRow) {
        json.beginArray()
        json.string("path")
        json.string(path.leg.route)
        json.integer(path.leg.index + 1)
        json.string(path.legName)
        json.string(path.cause ?? "")
        json.integer(path.isStreamed ? 1 : 0)
        json.string(path.expectedOutcome.rawValue)
        json.endArray()
    }

    private mutating func write(_ finding: Finding) {
        json.beginArray()
        json.string("finding")
        json.string(finding.code)
        json.string(finding.severity.rawValue)
        json.string(Shortened.scalars(finding.message, 1000))
        json.endArray()
    }

    private mutating func write(_ row: LedgerRow) {
        guard row.isTelling else { return }
        json.beginArray()
        json.string("ledger")
        json.string(row.suite ?? "")
        json.integer(row.unpricedCalls)
        json.beginArray()
        for bill in row.bills { json.string(bill) }
        json.endArray()
        json.beginArray()
        for line in row.legs {
            json.beginArray()
            json.string("\(line.leg) \(line.legName)")
            json.integer(line.calls)
            for (counted, told) in [
                (line.counted.input, line.told.input), (line.counted.cached, line.told.cached),
                (line.counted.output, line.told.output),
                (line.counted.reasoning, line.told.reasoning),
            ] {
                json.integer(counted)
                json.integer(told)
            }
            json.integer(line.chargedCalls)
            json.string(LedgerRow.dollars(line.listedFemtos))
            json.string(LedgerRow.dollars(line.chargedFemtos))
            json.string(Figures.overcharge(line.listedFemtos, line.chargedFemtos))
            json.endArray()
        }
        json.endArray()
        json.endArray()
    }

    private mutating func write(_ rehearsal: RehearsalText) {
        json.beginArray()
        json.string("rehearsal")
        json.string(rehearsal.title)
        for row in [rehearsal.head] + rehearsal.rows { write(row) }
        write(rehearsal.remarks)
        json.endArray()
    }

    private mutating func write(_ texts: [String]) {
        json.beginArray()
        for text in texts { json.string(text) }
        json.endArray()
    }

    /// What calls cost, the dearest first; more lines than anybody reads are left to summary.json.
    private mutating func write(
        _ way: SpendGroups.Way, to output: any TextOutput
    ) throws(OutputFailure) {
        for line in spend.lines(by: way).prefix(Self.spendLinesMax) {
            json.beginArray()
            json.string("spend")
            json.string(way.rawValue)
            json.string(line.name)
            json.integer(line.calls)
            json.string(line.all.words)
            json.string(line.failed.words)
            json.integer(line.all.unknown)
            json.endArray()
            try flush(to: output)
        }
    }

    private static let spendLinesMax = 50

    private mutating func write(_ row: CaseRow) {
        let start: Start
        if let before = self.start, before.isOf(row) {
            start = before
        } else {
            start = Start(row)
            self.start = start
        }
        json.beginArray()
        json.raw(bytes: start.values)
        json.string(Shortened.scalars(row.test, 300))
        json.string(row.verdict.rawValue)
        write(row.latency)
        write(row.firstContent)
        write(row.firstAnswer)
        json.string(row.answeredBy?.description ?? "")
        json.integer(row.inputTokens ?? -1)
        json.integer(row.outputTokens ?? -1)
        write(row.longestGap)
        json.string(row.cost?.amount ?? "")
        json.string(row.cost?.currency ?? "")
        if row.verdict != .passed { writeDetail(of: row) }
        json.endArray()
    }

    private mutating func write(_ duration: Duration?) {
        json.integer(duration.map { Int($0.inNanoseconds / 1000) } ?? -1)
    }

    private mutating func writeDetail(of row: CaseRow) {
        json.beginObject()
        write("id", row.id)
        write("expected", CaseWords.expectation(of: row))
        write("came", CaseWords.walk(of: row))
        write("place", row.location.map { CaseWords.place($0) })
        write("prompt", row.prompt)
        write("output", row.output)
        write("rerun", row.rerun)
        if let name = row.transcript, written < settings.fileBytesMax / 2 {
            write("transcript", settings.transcript(name), scalarsMax: Self.transcriptScalarsMax)
        }
        if !row.isAnswered {
            json.key("broken")
            json.integer(1)
        }
        write("repeats", row.repeats > 1 ? "\(row.repeatsPassed) of \(row.repeats) passed" : nil)
        json.key("checks")
        json.beginArray()
        for check in row.telling {
            json.beginArray()
            json.string(check.name)
            json.string(check.verdict.rawValue)
            json.string(Shortened.scalars(check.message, 1000))
            json.string(check.location.map { CaseWords.place($0) } ?? "")
            json.endArray()
        }
        for finding in row.findings {
            json.beginArray()
            json.string(finding.code)
            json.string(finding.severity.rawValue)
            json.string(Shortened.scalars(finding.message, 1000))
            json.string("")
            json.endArray()
        }
        json.endArray()
        json.endObject()
    }

    private mutating func write(_ key: String, _ text: String?, scalarsMax: Int = 4000) {
        guard let text else { return }
        json.key(key)
        json.string(Shortened.scalars(text, scalarsMax))
    }

    /// Moments relative to the one before: a page of a thousand streams stays small.
    private mutating func write(_ trace: StreamTrace, of row: CaseRow) {
        json.beginArray()
        json.string("trace")
        json.integer(trace.events)
        json.integer(trace.stall.lowerBound)
        json.integer(trace.stall.upperBound)
        json.integer(trace.end)
        json.beginArray()
        var before = 0
        for moment in trace.moments {
            json.integer(moment - before)
            before = moment
        }
        json.endArray()
        json.endArray()
    }

    private mutating func write(_ call: CallRow) {
        json.beginArray()
        json.string("call")
        json.string(call.leg.description)
        json.integer(Int(call.arrived.inNanoseconds / 1000))
        write(call.firstByteSent)
        write(call.ended)
        json.string(call.cause ?? "")
        json.integer(call.status ?? -1)
        json.string(
            call.refused.map { "refused: \($0)" }
                ?? (call.callerLeft ? "the gateway left" : call.isComplete ? "whole" : "broken off")
        )
        json.endArray()
    }

    private mutating func write(_ end: EndRow) {
        json.beginArray()
        json.string("end")
        json.integer(end.requests)
        write(end.duration)
        json.string(end.interruptedBy ?? "")
        write(end.limits.flatMap(LimitText.lines))
        json.endArray()
    }

    /// Nothing in the data can end the element that it stands in.
    private mutating func flush(to output: any TextOutput) throws(OutputFailure) {
        if !hasHead {
            hasHead = true
            try output.write(HTMLPage.beforeData)
        }
        guard !json.bytes.isEmpty else { return }
        if written > 0 { line.append(",\n") }
        Self.escape(json.bytes, to: &line)
        written += line.count
        try line.withBytes { bytes throws(OutputFailure) in try output.write(bytes) }
        json.removeAll()
        line.removeAll()
    }

    private static func escape(_ bytes: [UInt8], to line: inout TextBuffer) {
        let bytes = bytes.span
        var start = 0
        while let place = nextPlace(of: UInt8(ascii: "<"), in: bytes, from: start) {
            line.append(bytes.extracting(start..<place))
            line.append("\\u003c")
            start = place + 1
        }
        line.append(bytes.extracting(start...))
    }
}

/// The values that begin the rows of all cases of one path, written once for the many that come in a row.
private struct Start {
    private let suite: String
    private let leg: LegID
    private let legName: String
    private let cause: String?
    private let isStreamed: Bool
    /// With commas between them.
    let values: [UInt8]

    init(_ row: CaseRow) {
        (suite, leg, legName) = (row.suite, row.leg, row.legName)
        (cause, isStreamed) = (row.cause, row.isStreamed)
        var json = JSONWriter()
        json.beginArray()
        json.string("case")
        json.string(suite)
        json.string(leg.route)
        json.integer(leg.index + 1)
        json.string(legName)
        json.string(cause ?? "")
        json.integer(isStreamed ? 1 : 0)
        values = Array(json.bytes.dropFirst())
    }

    func isOf(_ row: CaseRow) -> Bool {
        suite.isSame(as: row.suite) && leg.isSame(as: row.leg)
            && legName.isSame(as: row.legName) && cause.isSame(as: row.cause)
            && isStreamed == row.isStreamed
    }
}
