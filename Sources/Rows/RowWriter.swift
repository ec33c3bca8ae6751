import Documents
package import Vocabulary

/// Rows as lines of JSON, appended to one buffer that is kept: this stands on the hot path of a run.
package struct RowWriter: Sendable {
    var json = JSONWriter()
    private var legTexts: [(leg: LegID, text: String)] = []

    private let start: Moment

    /// - Parameter start: of the run; times of calls are written relative to it.
    package init(start: Moment = Moment(nanoseconds: 0)) { self.start = start }

    /// A lane's call, with the case that it belongs to.
    package mutating func add(_ call: LaneCall, of caseID: String?) {
        add(CallRow(call, of: caseID, since: start))
    }

    /// The lines since the last `removeAll`, each with its line feed.
    package var bytes: [UInt8] { json.bytes }

    package mutating func removeAll() { json.removeAll() }

    package mutating func add(_ row: Row) {
        switch row {
        case .case(let row): add(row)
        case .run(let row): add(row)
        case .path(let row): add(row)
        case .attempt(let row): add(row)
        case .call(let row): add(row)
        case .finding(let row): add(row)
        case .end(let row): add(row)
        }
    }

    mutating func line(_ type: String, _ members: (inout RowWriter) -> Void) {
        json.beginObject()
        json.member("type", type)
        members(&self)
        json.endObject()
        json.newline()
    }

    /// Whole microseconds, the nearest.
    mutating func member(_ key: String, _ duration: Duration?) {
        guard let duration else { return }
        let nanoseconds = duration.inNanoseconds
        let half: Int64 = nanoseconds < 0 ? -500 : 500
        json.member(key, Int((nanoseconds + half) / 1000))
    }

    mutating func member(_ key: String, _ leg: LegID?) {
        guard let leg else { return }
        json.member(key, text(of: leg))
    }

    mutating func member(_ key: String, _ calls: [CaseRow.LegCalls]) {
        guard !calls.isEmpty else { return }
        json.key(key)
        json.beginObject()
        for call in calls { json.member(text(of: call.leg), call.count) }
        json.endObject()
    }

    mutating func members(_ location: SourceLocation?) {
        guard let location else { return }
        json.member("file", location.file)
        json.member("line", location.line)
        json.member("column", location.column)
    }

    mutating func members(_ finding: Finding) {
        json.member("code", finding.code)
        json.member("severity", finding.severity.rawValue)
        json.member("message", finding.message)
        json.optionalMember("offset", finding.offset)
    }

    mutating func member(_ key: String, _ checks: [CheckRow]) {
        guard !checks.isEmpty else { return }
        json.key(key)
        json.beginArray()
        for check in checks {
            json.beginObject()
            json.member("check", check.name)
            json.member("verdict", check.verdict.rawValue)
            json.member("message", check.message)
            members(check.location)
            json.endObject()
        }
        json.endArray()
    }

    /// `route/2`; the legs of late are kept, because a case names the same few again and again.
    private mutating func text(of leg: LegID) -> String {
        for known in legTexts where known.leg == leg { return known.text }
        let text = leg.description
        if legTexts.count == Self.legsKept { legTexts.removeAll(keepingCapacity: true) }
        legTexts.append((leg, text))
        return text
    }

    private static let legsKept = 16
}

extension RowWriter {
    package mutating func add(_ row: RunRow) {
        line("run") { writer in
            writer.json.member("version", row.version)
            writer.json.key("suites")
            writer.json.beginArray()
            for suite in row.suites { writer.json.string(suite) }
            writer.json.endArray()
            writer.json.member("mode", row.mode.rawValue)
            writer.json.member("gateway", row.gateway)
            writer.json.member("started", row.started)
            writer.json.member("host", row.host)
            // As text: many readers of JSON hold numbers as doubles, and a seed has 64 bits.
            writer.json.member("seed", String(row.seed))
            writer.json.optionalMember("cases_planned", row.casesPlanned)
        }
    }

    package mutating func add(_ row: PathRow) {
        line("path") { writer in
            writer.member("leg", row.leg)
            writer.json.member("leg_name", row.legName)
            writer.json.optionalMember("cause", row.cause)
            writer.json.member("stream", row.isStreamed)
            writer.json.member("expected", row.expectedOutcome.rawValue)
            writer.json.member("covered", row.isCovered)
        }
    }

    package mutating func add(_ row: AttemptRow) {
        line("attempt") { writer in
            writer.json.member("case", row.caseID)
            writer.json.member("number", row.number)
            writer.json.member("verdict", row.verdict.rawValue)
            writer.member("checks", row.checks)
            writer.member("started_us", row.started)
            writer.member("latency_us", row.latency)
            writer.json.optionalMember("status", row.status)
            writer.member("answered_by", row.answeredBy)
        }
    }

    package mutating func add(_ row: CallRow) {
        line("call") { writer in
            writer.json.optionalMember("case", row.caseID)
            writer.member("leg", row.leg)
            writer.member("arrived_us", row.arrived)
            writer.member("first_byte_sent_us", row.firstByteSent)
            writer.member("ended_us", row.ended)
            writer.json.optionalMember("model", row.model)
            writer.json.member("stream", row.isStreamed)
            writer.json.member("body_bytes", row.bodyBytes)
            writer.json.optionalMember("cause", row.cause)
            writer.json.optionalMember("status", row.status)
            writer.json.member("complete", row.isComplete)
            writer.json.member("caller_left", row.callerLeft)
            writer.json.optionalMember("refused", row.refused)
        }
    }

    package mutating func add(_ row: FindingRow) {
        line("finding") { writer in
            writer.members(row.finding)
            writer.json.optionalMember("case", row.caseID)
            writer.members(row.location)
        }
    }

    package mutating func add(_ row: EndRow) {
        line("end") { writer in
            writer.json.member("cases", row.cases)
            writer.json.member("passed", row.passed)
            writer.json.member("failed", row.failed)
            writer.json.member("errored", row.errored)
            writer.json.member("skipped", row.skipped)
            writer.json.member("requests", row.requests)
            writer.member("duration_us", row.duration)
            writer.json.optionalMember("interrupted_by", row.interruptedBy)
        }
    }
}
