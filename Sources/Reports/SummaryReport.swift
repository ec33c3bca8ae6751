import Documents
public import Rows
public import Vocabulary

/// summary.json: a run in numbers, for programs.
///
/// Stable: within one `version` members are only added. Times are whole microseconds, legs `route/place`.
/// Members: `format`, `version`, `verdict` (passed, failed, inconclusive), `run` (as the run row of
/// results.jsonl), `cases` (planned, passed, failed, errored, skipped, not_run), `requests`,
/// `duration_us`, `interrupted_by`, `stopped_by`, `killed` (true where the rows have no end: `coverage` lacks the paths
/// that the run did not come to), `limits` (as in the end row: what waited for whose limits, and what was booked
/// against which cap), `gate` (as its row), a member for each section
/// (`rehearsal` of one, `path_findings` and `scenarios` of a drill, `coverage`, `models` (as compare.json: per task the
/// figures of each model, the recommended one and its reason, and what routings cost), `metrics` (metric,
/// score, weight, cases), `latency` (with `_low_us` and `_high_us` of each, between
/// which it lies by the bootstrap, with how late our own loop was in it, and in `client_limited` the names of those that tell more of that than of the gateway), `spend`,
/// `spend_by`, `prompt_caches` (sums over the cases of a line), `ledger`), `transcripts_left_out` (failing cases of which both sides were not kept), `failures` (the first
/// hundred: id, verdict, suite, route, leg, leg_name, cause, stream, test, file, line, checks, expected, got, rerun,
/// transcript), `failures_left_out`, `findings` (of the run: code, severity, message, file, line) and `findings_left_out`.
public struct SummaryReport: Report {
    public static let name = "summary"
    public static let summary = "summary.json: counts, coverage, latency and failures for programs"
    public static let fileName: String? = "summary.json"

    private static let version = 1

    private let folder: String
    private var gathered: SummaryGatherer

    public init(_ settings: ReportSettings) {
        folder = settings.folder
        gathered = SummaryGatherer(settings)
    }

    public mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        gathered.take(row)
    }

    public mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        gathered.take(row)
    }

    public mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        var json = JSONWriter()
        json.beginObject()
        json.member("format", "pathproof-summary")
        json.member("version", Self.version)
        json.member("verdict", gathered.verdict.rawValue)
        if let run = gathered.run { write(run, to: &json) }
        writeCases(to: &json)
        if let gate = gathered.gate {
            // The row's own line is the documented form.
            var writer = RowWriter()
            writer.add(gate)
            json.key("gate")
            json.raw(bytes: Array(writer.bytes.dropLast()))
        }
        for section in gathered.sections.all {
            json.key(type(of: section).key)
            section.write(to: &json)
        }
        json.key("failures")
        json.beginArray()
        for row in gathered.failures { write(row, to: &json) }
        json.endArray()
        json.member("failures_left_out", gathered.failureCount - gathered.failures.count)
        json.member("transcripts_left_out", gathered.transcripts.leftOut)
        writeFindings(to: &json)
        json.endObject()
        json.newline()
        try output.write(json.bytes)
    }

    private func writeFindings(to json: inout JSONWriter) {
        json.key("findings")
        json.beginArray()
        for row in gathered.findings {
            json.beginObject()
            json.member("code", row.finding.code)
            json.member("severity", row.finding.severity.rawValue)
            json.member("message", Shortened.scalars(row.finding.message, 1000))
            json.optionalMember("file", row.location?.file)
            json.optionalMember("line", row.location?.line)
            json.endObject()
        }
        json.endArray()
        json.member("findings_left_out", gathered.findingCount - gathered.findings.count)
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
        let (counts, end) = (gathered.counts, gathered.end)
        json.key("cases")
        json.beginObject()
        json.optionalMember("planned", gathered.run?.casesPlanned)
        json.member("passed", counts.passed)
        json.member("failed", counts.failed)
        json.member("errored", counts.errored)
        json.member("skipped", counts.skipped)
        json.member("not_run", gathered.notRun)
        json.endObject()
        if gathered.isKilled { json.member("killed", true) }
        guard let end else { return }
        json.member("requests", end.requests)
        json.member("duration_us", Figures.microseconds(end.duration))
        json.optionalMember("interrupted_by", end.interruptedBy)
        json.optionalMember("stopped_by", end.stoppedBy)
        guard !end.limits.isEmpty else { return }
        json.key("limits")
        json.beginArray()
        for limit in end.limits {
            json.beginObject()
            json.member("of", limit.holder)
            json.member("held_back", limit.heldBack)
            json.member("waited_us", Figures.microseconds(limit.waited))
            if let spending = limit.spending {
                json.member("cap", spending.cap.amount)
                json.member("booked", spending.booked.amount)
                json.member("estimated", spending.estimated.amount)
                json.member("currency", spending.cap.currency)
                if !spending.rates.isEmpty {
                    json.key("rates")
                    json.beginArray()
                    for rate in spending.rates { json.string(rate) }
                    json.endArray()
                }
            }
            json.endObject()
        }
        json.endArray()
    }

    private func write(_ row: CaseRow, to json: inout JSONWriter) {
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
    }
}
