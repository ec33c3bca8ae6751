import Documents
package import Rows
package import Vocabulary

/// summary.json: a run in numbers, for programs.
///
/// Stable: within one `version` members are only added. Times are whole microseconds, legs `route/place`.
/// Members: `format`, `version`, `verdict` (passed, failed, inconclusive), `run` (as the run row of
/// results.jsonl), `cases` (planned, passed, failed, errored, skipped, not_run), `requests`,
/// `duration_us`, `interrupted_by`, `stopped_by`, `gate` (as its row), a member for each section
/// (`findings` and `scenarios` of a drill, `coverage`, `latency`, `spend`), `failures` (the first hundred: id, verdict, suite, route, leg, leg_name, cause,
/// stream, test, file, line, checks, expected, got, rerun, transcript) and `failures_left_out`.
package struct SummaryReport: Report {
    package static let name = "summary"
    package static let summary = "summary.json: counts, coverage, latency and failures for programs"
    package static let fileName: String? = "summary.json"

    private static let version = 1
    private static let failuresMax = 100

    private let folder: String
    private var run: RunRow?
    private var end: EndRow?
    private var gate: GateRow?
    private var counts = RunCounts()
    private var sections = SummarySections()
    /// Each as the JSON that stands for it.
    private var failures: [[UInt8]] = []
    private var failuresLeftOut = 0

    package init(_ settings: ReportSettings) { folder = settings.folder }

    package mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        switch row {
        case .run(let row): run = row
        case .end(let row): end = row
        case .gate(let row): gate = row
        case .path(let row): sections.take(row)
        case .case(let row): try take(row, to: output)
        case .call(let row): sections.take(row)
        case .attempt, .finding: break
        }
    }

    package mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        counts.take(row)
        sections.take(row)
        guard row.verdict == .failed || row.verdict == .errored else { return }
        if failures.count < Self.failuresMax {
            failures.append(failure(row))
        } else {
            failuresLeftOut += 1
        }
    }

    package mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        var json = JSONWriter()
        json.beginObject()
        json.member("format", "pathproof-summary")
        json.member("version", Self.version)
        json.member("verdict", counts.verdict(end, gate).rawValue)
        if let run { write(run, to: &json) }
        writeCases(to: &json)
        if let gate {
            // The row's own line is the documented form.
            var writer = RowWriter()
            writer.add(gate)
            json.key("gate")
            json.raw(bytes: Array(writer.bytes.dropLast()))
        }
        for section in sections.all {
            json.key(type(of: section).key)
            section.write(to: &json)
        }
        json.key("failures")
        json.beginArray()
        for failure in failures { json.raw(bytes: failure) }
        json.endArray()
        json.member("failures_left_out", failuresLeftOut)
        json.endObject()
        json.newline()
        try output.write(json.bytes)
    }

    private func write(_ run: RunRow, to json: inout JSONWriter) {
        json.key("run")
        json.beginObject()
        json.member("version", run.version)
        json.key("suites")
        json.beginArray()
        for suite in run.suites { json.string(suite) }
        json.endArray()
        json.member("mode", run.mode.rawValue)
        json.member("gateway", run.gateway)
        json.member("started", run.started)
        json.member("host", run.host)
        json.member("seed", String(run.seed))
        json.endObject()
    }

    private func writeCases(to json: inout JSONWriter) {
        json.key("cases")
        json.beginObject()
        json.optionalMember("planned", run?.casesPlanned)
        json.member("passed", counts.passed)
        json.member("failed", counts.failed)
        json.member("errored", counts.errored)
        json.member("skipped", counts.skipped)
        json.member("not_run", end?.notRun ?? 0)
        json.endObject()
        guard let end else { return }
        json.member("requests", end.requests)
        json.member("duration_us", Figures.microseconds(end.duration))
        json.optionalMember("interrupted_by", end.interruptedBy)
        json.optionalMember("stopped_by", end.stoppedBy)
    }

    private func failure(_ row: CaseRow) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("id", row.id)
        json.member("verdict", row.verdict.rawValue)
        json.member("suite", row.suite)
        json.member("route", row.route)
        json.member("leg", row.leg.description)
        json.member("leg_name", row.legName)
        json.optionalMember("cause", row.cause)
        json.member("stream", row.isStreamed)
        json.member("test", Shortened.scalars(row.test, 300))
        json.optionalMember("file", row.location?.file)
        json.optionalMember("line", row.location?.line)
        json.key("checks")
        json.beginArray()
        for check in row.telling.prefix(10) where check.verdict != .passed {
            json.beginObject()
            json.member("check", check.name)
            json.member("verdict", check.verdict.rawValue)
            json.member("message", Shortened.scalars(check.message, 500))
            json.optionalMember("file", check.location?.file)
            json.optionalMember("line", check.location?.line)
            json.endObject()
        }
        json.endArray()
        json.member("expected", CaseWords.expectation(of: row))
        json.member("got", CaseWords.walk(of: row))
        json.optionalMember("rerun", row.rerun)
        json.optionalMember("transcript", row.transcript.map { "\(folder)/\($0)" })
        json.endObject()
        return json.bytes
    }
}
