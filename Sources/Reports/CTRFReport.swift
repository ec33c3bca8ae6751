import Documents
public import Rows
public import Vocabulary

/// ctrf.json, the Common Test Report Format: what JUnit cannot say of repeats, and one shape for many tools.
///
/// Tests are written as they come and the counts behind them, so that no case waits in memory. The format takes
/// no member of its own making but under `extra`.
public struct CTRFReport: Report {
    public static let name = "ctrf"
    public static let summary = "ctrf.json: the Common Test Report Format"
    public static let fileName: String? = "ctrf.json"
    public static let isUsual = false

    private let folder: String
    private var run: RunRow?
    private var end: EndRow?
    private var counts = RunCounts()
    private var flaky = 0
    private var suites: Set<String> = []
    private var attempts: [AttemptRow] = []
    private var times = SendingTimes()
    private var hasHead = false
    private var isFirst = true

    public init(_ settings: ReportSettings) { folder = settings.folder }

    public mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        switch row {
        case .run(let row): run = row
        case .end(let row): end = row
        // They come right before their case.
        case .attempt(let row):
            attempts.append(row)
            times.take(row)
        case .case(let row): try take(row, to: output)
        case .path, .call, .question, .gate, .finding, .ledger, .rehearsal: break
        }
    }

    public mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        try writeHead(to: output)
        counts.take(row)
        suites.insert("\(row.suite): \(row.route)")
        if Self.isFlaky(row) { flaky += 1 }
        try output.write(isFirst ? "\n" : ",\n")
        isFirst = false
        try output.write(test(row, milliseconds: Figures.milliseconds(times.leave(for: row).whole)))
        attempts = []
    }

    public mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        try writeHead(to: output)
        var json = JSONWriter()
        json.beginObject()
        json.member("tests", counts.done)
        json.member("passed", counts.passed)
        json.member("failed", counts.failed)
        json.member("skipped", counts.skipped)
        json.member("pending", 0)
        json.member("other", counts.errored)
        json.member("flaky", flaky)
        json.member("suites", suites.count)
        let start = run.flatMap { UTC.milliseconds($0.started) } ?? 0
        let duration = Figures.milliseconds(end?.duration)
        json.member("start", start)
        json.member("stop", start + duration)
        json.member("duration", duration)
        json.endObject()
        try output.write("\n],\"summary\":")
        try output.write(json.bytes)
        try output.write("}}\n")
    }

    private mutating func writeHead(to output: any TextOutput) throws(OutputFailure) {
        guard !hasHead else { return }
        hasHead = true
        var json = JSONWriter()
        json.beginObject()
        json.member("reportFormat", "CTRF")
        json.member("specVersion", "0.0.0")
        json.member("reportId", reportID)
        json.optionalMember("runId", run?.id)
        json.optionalMember("timestamp", run?.started)
        json.member("generatedBy", "pathproof")
        json.key("results")
        json.beginObject()
        json.key("tool")
        json.beginObject()
        json.member("name", "pathproof")
        json.optionalMember("version", run?.version)
        json.endObject()
        json.key("environment")
        json.beginObject()
        json.key("extra")
        json.beginObject()
        json.optionalMember("mode", run?.mode.rawValue)
        json.optionalMember("gateway", run?.gateway)
        json.optionalMember("host", run?.host)
        json.endObject()
        json.endObject()
        json.key("tests")
        json.beginArray()
        try output.write(json.bytes)
    }

    /// Each part of a run has a report of its own, and so has the whole; made again it is the same.
    private var reportID: String {
        UUIDText.made(
            of: [run?.id ?? "", run?.started ?? "", run?.host ?? "", run?.shard?.name ?? ""])
    }

    private static func isFlaky(_ row: CaseRow) -> Bool {
        row.verdict == .passed && row.repeatsPassed < row.repeats
    }

    private static func status(_ verdict: RowVerdict) -> String {
        switch verdict {
        case .passed: "passed"
        case .failed: "failed"
        case .errored: "other"
        case .skipped: "skipped"
        }
    }

    /// - Parameter milliseconds: how long all its sendings took.
    private func test(_ row: CaseRow, milliseconds: Int) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("name", "\(Shortened.scalars(row.test, 300)) · \(CaseWords.path(of: row))")
        json.member("status", Self.status(row.verdict))
        json.member("duration", milliseconds)
        json.member("testId", row.id)
        json.member("executionId", UUIDText.made(of: [reportID, row.id]))
        json.key("suite")
        json.beginArray()
        for part in ["pathproof", row.suite, row.route] { json.string(part) }
        json.endArray()
        if row.verdict != .passed {
            let first = row.telling.first
            json.optionalMember(
                "message", first.map { Shortened.scalars("\($0.name): \($0.message)", 1000) })
            json.member(
                "trace", Shortened.bytes(JUnitReasons.text(of: row, in: run?.repository), 16 << 10))
        }
        json.optionalMember(
            "filePath", (row.location?.file).map { run?.path(of: $0) ?? $0 })
        json.optionalMember("line", row.location?.line)
        if row.repeats > 1 { writeRepeats(of: row, to: &json) }
        writeExtra(of: row, to: &json)
        json.endObject()
        return json.bytes
    }

    private func writeRepeats(of row: CaseRow, to json: inout JSONWriter) {
        json.member("retries", row.repeats - 1)
        json.member("flaky", Self.isFlaky(row))
        json.key("retryAttempts")
        json.beginArray()
        for attempt in attempts {
            json.beginObject()
            json.member("attempt", attempt.number)
            json.member("status", Self.status(attempt.verdict))
            json.member("duration", Figures.milliseconds(attempt.latency))
            json.endObject()
        }
        json.endArray()
    }

    private func writeExtra(of row: CaseRow, to json: inout JSONWriter) {
        if let transcript = row.transcript {
            json.key("attachments")
            json.beginArray()
            json.beginObject()
            json.member("name", "both sides")
            json.member("contentType", "text/plain")
            json.member("path", "\(folder)/\(transcript)")
            json.endObject()
            json.endArray()
        }
        json.key("extra")
        json.beginObject()
        json.member("leg", row.leg.description)
        json.member("leg_name", row.legName)
        json.member("cause", row.cause ?? "healthy")
        json.member("stream", row.isStreamed)
        json.optionalMember("answered_by", row.answeredBy?.description)
        json.optionalMember("model_served", row.modelServed.map { Shortened.scalars($0, 300) })
        json.optionalMember("input_tokens", row.inputTokens)
        json.optionalMember("output_tokens", row.outputTokens)
        json.endObject()
    }
}

/// `2026-08-01T12:00:00Z` as milliseconds since 1970.
enum UTC {
    static func milliseconds(_ text: String) -> Int? {
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count >= 6, (1...12).contains(numbers[1]) else { return nil }
        let days = days(numbers[0], numbers[1], numbers[2])
        return (((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]) * 1000
    }

    /// Since 1970; years begin in March, so that the leap day is the last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let month = month <= 2 ? month + 9 : month - 3
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1
            - 719_468
    }
}
