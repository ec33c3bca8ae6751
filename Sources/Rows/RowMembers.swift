import Documents
import Vocabulary

/// The members of one object of a row, by key.
struct RowMembers {
    struct Wrong: Error { var reason: String }

    let tape: JSONTape
    let node: JSONTape.Node

    init(_ tape: JSONTape, _ node: JSONTape.Node) {
        self.tape = tape
        self.node = node
    }

    /// Nil for a type of row that this version does not know.
    func row() throws(Wrong) -> Row? {
        guard tape.kind(node) == .object else { throw Wrong(reason: "a row is an object") }
        switch try text("type") {
        case "case": return .case(try caseRow())
        case "run": return .run(try runRow())
        case "path": return .path(try pathRow())
        case "attempt": return .attempt(try attemptRow())
        case "call": return .call(try callRow())
        case "finding": return .finding(try findingRow())
        case "end": return .end(try endRow())
        default: return nil
        }
    }

    private func runRow() throws(Wrong) -> RunRow {
        guard let seed = UInt64(try text("seed")) else { throw wrong("seed") }
        var suites: [String] = []
        if let list = tape.member("suites", of: node) {
            for suite in tape.elements(list) { suites.append(tape.string(suite) ?? "") }
        }
        return RunRow(
            version: try text("version"), suites: suites, mode: try word("mode"),
            gateway: try text("gateway"), started: try text("started"), host: try text("host"),
            seed: seed, casesPlanned: number("cases_planned"))
    }

    private func pathRow() throws(Wrong) -> PathRow {
        PathRow(
            leg: try needed("leg", leg("leg")), legName: try text("leg_name"),
            cause: optional("cause"), isStreamed: try flag("stream"),
            expectedOutcome: try word("expected"), isCovered: try flag("covered"))
    }

    private func attemptRow() throws(Wrong) -> AttemptRow {
        AttemptRow(
            caseID: try text("case"), number: try count("number"), verdict: try word("verdict"),
            checks: try checks("checks"), started: try needed("started_us", time("started_us")),
            latency: time("latency_us"), status: number("status"), answeredBy: leg("answered_by"))
    }

    private func callRow() throws(Wrong) -> CallRow {
        var row = CallRow(
            leg: try needed("leg", leg("leg")), arrived: try needed("arrived_us", time("arrived_us")))
        row.caseID = optional("case")
        row.firstByteSent = time("first_byte_sent_us")
        row.ended = time("ended_us")
        row.model = optional("model")
        row.isStreamed = try flag("stream")
        row.bodyBytes = try count("body_bytes")
        row.cause = optional("cause")
        row.status = number("status")
        row.isComplete = try flag("complete")
        row.callerLeft = try flag("caller_left")
        row.refused = optional("refused")
        return row
    }

    private func findingRow() throws(Wrong) -> FindingRow {
        FindingRow(try finding(), of: optional("case"), location: location())
    }

    private func endRow() throws(Wrong) -> EndRow {
        EndRow(
            cases: try count("cases"), passed: try count("passed"), failed: try count("failed"),
            errored: try count("errored"), skipped: try count("skipped"),
            requests: try count("requests"),
            duration: try needed("duration_us", time("duration_us")),
            interruptedBy: optional("interrupted_by"))
    }
}

// MARK: Parts of rows

extension RowMembers {
    func location() -> SourceLocation? {
        guard let file = optional("file") else { return nil }
        return SourceLocation(file: file, line: number("line") ?? 1, column: number("column") ?? 1)
    }

    func finding() throws(Wrong) -> Finding {
        Finding(try text("code"), try word("severity"), try text("message"), offset: number("offset"))
    }

    func findings(_ key: StaticString) throws(Wrong) -> [Finding] {
        guard let list = tape.member(key, of: node) else { return [] }
        var found: [Finding] = []
        for element in tape.elements(list) { found.append(try RowMembers(tape, element).finding()) }
        return found
    }

    func checks(_ key: StaticString) throws(Wrong) -> [CheckRow] {
        guard let list = tape.member(key, of: node) else { return [] }
        var found: [CheckRow] = []
        for element in tape.elements(list) {
            let members = RowMembers(tape, element)
            found.append(
                CheckRow(
                    name: try members.text("check"), verdict: try members.word("verdict"),
                    message: try members.text("message"), location: members.location()))
        }
        return found
    }

    func legCalls(_ key: StaticString) throws(Wrong) -> [CaseRow.LegCalls] {
        guard let object = tape.member(key, of: node) else { return [] }
        var found: [CaseRow.LegCalls] = []
        for (name, count) in tape.members(object) {
            guard let leg = tape.string(name).flatMap(Self.leg), let count = tape.integer(count) else {
                throw wrong(key)
            }
            found.append(CaseRow.LegCalls(leg: leg, count: count))
        }
        return found
    }

    func breakage() -> Breakage? {
        guard let object = tape.member("breakage", of: node) else { return nil }
        let members = RowMembers(tape, object)
        // A kind of a later version is still a breakage.
        let kind = members.optional("kind").flatMap(Breakage.Kind.init) ?? .other
        return Breakage(kind, members.optional("reason") ?? "")
    }

    func providerError() -> ProviderError? {
        guard let object = tape.member("provider_error", of: node) else { return nil }
        let members = RowMembers(tape, object)
        return ProviderError(
            status: members.number("status"), type: members.optional("type"),
            code: members.optional("code"), message: members.optional("message"),
            isInStream: tape.member("in_stream", of: object).flatMap(tape.bool) ?? false,
            retryAfter: members.time("retry_after_us"))
    }
}

// MARK: Values

extension RowMembers {
    func text(_ key: StaticString) throws(Wrong) -> String {
        guard let text = tape.string(key, of: node) else { throw wrong(key) }
        return text
    }

    func optional(_ key: StaticString) -> String? { tape.string(key, of: node) }

    func number(_ key: StaticString) -> Int? { tape.integer(key, of: node) }

    func count(_ key: StaticString) throws(Wrong) -> Int {
        guard let count = tape.integer(key, of: node) else { throw wrong(key) }
        return count
    }

    func flag(_ key: StaticString) throws(Wrong) -> Bool {
        guard let flag = tape.member(key, of: node).flatMap(tape.bool) else { throw wrong(key) }
        return flag
    }

    func time(_ key: StaticString) -> Duration? {
        tape.integer(key, of: node).map { .microseconds($0) }
    }

    func leg(_ key: StaticString) -> LegID? {
        tape.string(key, of: node).flatMap(Self.leg)
    }

    func word<Word: RawRepresentable<String>>(_ key: StaticString) throws(Wrong) -> Word {
        guard let word = tape.string(key, of: node).flatMap(Word.init) else { throw wrong(key) }
        return word
    }

    func needed<Value>(_ key: StaticString, _ value: Value?) throws(Wrong) -> Value {
        guard let value else { throw wrong(key) }
        return value
    }

    func wrong(_ key: StaticString) -> Wrong {
        let found = tape.member(key, of: node).map { ", found \(tape.text($0))" } ?? ""
        return Wrong(reason: "'\(key)' is missing or of the wrong kind\(found)")
    }

    /// `route/place`: a route's name may hold slashes, its place holds none.
    static func leg(_ text: String) -> LegID? {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")),
            let place = Int(text[text.index(after: slash)...]), place >= 1
        else { return nil }
        return LegID(route: String(text[..<slash]), index: place - 1)
    }
}
