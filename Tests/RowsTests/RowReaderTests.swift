import Documents
import Testing
import Vocabulary

@testable import Rows

extension JSONText {
    /// With all members sorted by name.
    fileprivate static func canonical(ofText text: String) throws -> String {
        var tape = JSONTape()
        try tape.read(text)
        return canonical(of: tape.root, in: tape)
    }
}

@Suite struct RowReaderTests {
    private func read(_ text: String) throws -> [Row] { try read([Array(text.utf8)]) }

    private func read(_ pieces: [[UInt8]]) throws -> [Row] {
        var rows: [Row] = []
        var reader = RowReader()
        for piece in pieces { try reader.take(piece.span) { rows.append($0) } }
        try reader.finish { rows.append($0) }
        return rows
    }

    private func written(_ rows: [Row]) -> [UInt8] {
        var writer = RowWriter()
        for row in rows { writer.add(row) }
        return writer.bytes
    }

    @Test(arguments: 1...40)
    func `what is written is read back the same`(seed: Int) throws {
        var random = RandomRows(seed: UInt64(seed))
        let rows = (0..<25).map { _ in random.row() }
        let bytes = written(rows)
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == rows.count)
        let back = try read([bytes])
        for (row, original) in zip(back, rows) { #expect(row == original) }
        #expect(back.count == rows.count)
    }

    @Test(arguments: 1...10)
    func `a row is written the same whatever row came before`(seed: Int) {
        var random = RandomRows(seed: UInt64(seed))
        let row = random.caseRow()
        let changes: [(inout CaseRow) -> Void] = [
            { $0.suite += "x" }, { $0.route += "x" }, { $0.leg.index += 1 },
            { $0.leg.route += "x" }, { $0.legName += "x" }, { $0.cause = ($0.cause ?? "") + "x" },
            { $0.isStreamed.toggle() }, { $0.promptID += "x" }, { $0.promptDigest += "x" },
            {
                $0.location =
                    $0.location == nil ? SourceLocation(file: "f", line: 1, column: 2) : nil
            },
            { $0.location?.file += "x" }, { $0.location?.line += 1 }, { $0.checksPassed += 1 },
            { $0.repeats += 1 }, { $0.repeatsPassed += 1 },
            { $0.expectedOutcome = $0.expectedOutcome == .surfaces ? .answers : .surfaces },
            { $0.expectedAnsweredBy = LegID(route: "x", index: 1) },
            { $0.expectedCalls.append(.init(leg: LegID(route: "x", index: 1), count: 1)) },
            { $0.answeredBy = LegID(route: "x", index: 1) },
            { $0.calls.append(.init(leg: LegID(route: "x", index: 1), count: 1)) },
            { $0.modelRequested += "x" }, { $0.modelServed = ($0.modelServed ?? "") + "x" },
            { $0.status = ($0.status ?? 0) + 1 }, { $0.finish = ($0.finish ?? "") + "x" },
            { $0.verdict = $0.verdict == .passed ? .failed : .passed }, { $0.checks = [] },
            { $0.modelServed = "e\u{301}" }, { $0.modelServed = "é" },
            { $0.leg.route = "e\u{301}" }, { $0.leg.route = "é" }, { _ in },
        ]
        var rows = [row]
        for change in changes {
            var other = row
            change(&other)
            rows += [other, row, other]
        }
        for index in rows.indices.dropFirst() {
            let (before, row) = (rows[index - 1], rows[index])
            #expect(
                written([.case(before), .case(row)]) == written([.case(before)])
                    + written([.case(row)])
            )
        }
        var (one, other) = (row, row)
        (one.modelServed, other.modelServed) = ("é", "e\u{301}")
        #expect(
            written([.case(one), .case(other)]) == written([.case(one)]) + written([.case(other)]))
    }

    @Test func `pieces of any size make the same rows`() throws {
        var random = RandomRows(seed: 7)
        let rows = (0..<6).map { _ in random.row() }
        let bytes = written(rows)
        for size in [1, 2, 3, 7, 64, 1000] {
            let pieces = stride(from: 0, to: bytes.count, by: size).map {
                Array(bytes[$0..<min($0 + size, bytes.count)])
            }
            #expect(try read(pieces) == rows, "pieces of \(size)")
        }
    }

    @Test func `a walk tells every member of itself, null or empty where there is nothing`() throws
    {
        let leg = LegID(route: "chat", index: 0)
        var row = PathRow(
            leg: leg, legName: "p:m", cause: nil, isStreamed: true, expectedOutcome: .answers,
            isCovered: true)
        row.walk = PathWalk(observed: PathWalk.Course(), predicted: PathWalk.Course())
        let line = String(decoding: written([.path(row)]), as: UTF8.self)
        let course = #""status":null,"answered_by":null,"calls":[],"complete":false"#
        for words in [
            #"{"type":"path","route":"chat","leg":"chat/1","#, #","cause":null,"#, ",\(course),",
            #","predicted":{\#(course)},"#, #","findings":[]}"#,
        ] { #expect(line.contains(words), "\(words)\n\(line)") }
        #expect(try read(line) == [.path(row)])
        // What was not walked has a route and a cause all the same, and no half of a walk.
        row.walk = nil
        let plain = String(decoding: written([.path(row)]), as: UTF8.self)
        #expect(plain.contains(#""route":"chat""#) && plain.contains(#""cause":null"#))
        #expect(!plain.contains("findings") && !plain.contains("status"))
    }

    @Test func `a case's row names its cause, broken leg or not`() throws {
        var random = RandomRows(seed: 5)
        var row = random.caseRow()
        for (cause, words) in [(nil, #","cause":null,"#), ("cut", #","cause":"cut","#)] {
            row.cause = cause
            let line = written([.case(row)])
            #expect(String(decoding: line, as: UTF8.self).contains(words))
            #expect(try read([line]) == [.case(row)])
        }
    }

    @Test func `rows of before, which left out what was not there, are read`() throws {
        let text = """
            {"type":"path","leg":"chat/1","leg_name":"p:m","stream":false,"expected":"answers","covered":true,"status":200,"answered_by":"a","calls":["a"],"complete":true,"predicted":{"complete":true,"status":200,"answered_by":"a","calls":["a"]},"agrees":true,"possible":1}
            {"type":"path","leg":"backup/1","leg_name":"p:n","cause":"cut","stream":true,"expected":"moves on","covered":true,"route":"chat","legs_before":1,"calls":["a"],"complete":false,"predicted":{"complete":false,"calls":["a"]},"agrees":true,"possible":1}
            {"type":"case","id":"i","suite":"s","route":"chat","leg":"chat/1","leg_name":"p:m","stream":false,"test":"t","prompt_id":"p","prompt_digest":"d","verdict":"passed","checks_passed":1,"repeats":1,"repeats_passed":1,"expected":"answers","model_requested":"chat"}

            """
        let rows = try read(text)
        guard rows.count == 3, case .path(let healthy) = rows[0], case .path(let cut) = rows[1],
            case .case(let row) = rows[2]
        else {
            Issue.record("\(rows)")
            return
        }
        #expect(healthy.route == "chat" && healthy.cause == nil)
        #expect(healthy.walk?.observed.answeredBy == "a" && healthy.walk?.agrees == true)
        #expect(cut.route == "chat" && cut.leg.route == "backup" && cut.legsBefore == 1)
        #expect(cut.walk?.predicted == PathWalk.Course(calls: ["a"]))
        #expect(row.cause == nil && row.test == "t")
    }

    @Test func `rows and members of a later version are skipped`() throws {
        let rows = try read(
            """
            {"type":"weather","sky":"blue"}
            {"type":"end","cases":1,"passed":1,"failed":0,"errored":0,"skipped":0,"requests":1,"duration_us":5,"mood":{"a":[1]}}

            """)
        #expect(
            rows == [
                .end(
                    EndRow(
                        cases: 1, passed: 1, failed: 0, errored: 0, skipped: 0, requests: 1,
                        duration: .microseconds(5)))
            ])
    }

    @Test(arguments: 1...10)
    func `rows whose members stand in another order are read the same`(seed: Int) throws {
        var random = RandomRows(seed: UInt64(seed))
        for _ in 0..<20 {
            let row = random.row()
            let line = String(decoding: written([row]), as: UTF8.self)
            let sorted = try JSONText.canonical(ofText: line)
            #expect(try read(sorted) == [row], "\(sorted)")
        }
    }

    @Test func `the last line of a killed run is left out and told`() throws {
        var random = RandomRows(seed: 3)
        let rows = (0..<3).map { _ in random.row() }
        let bytes = written(rows)
        let lastStart = (bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")) ?? 0) + 1
        for end in [lastStart + 1, lastStart + 20, bytes.count - 2] {
            var reader = RowReader()
            var back: [Row] = []
            try reader.take(Array(bytes[..<end]).span) { back.append($0) }
            try reader.finish { back.append($0) }
            #expect(back == Array(rows.dropLast()))
            #expect(reader.wasCut)
        }
        #expect(try read([bytes.dropLast()]) == rows, "only the line feed is missing")
    }

    @Test(arguments: [
        ("{\"type\":\"path\"}", "'leg' is missing or of the wrong kind"),
        (
            "{\"type\":\"end\",\"cases\":\"x\"}",
            "'cases' is missing or of the wrong kind, found \"x\""
        ),
        ("[1]", "a row is an object"),
        ("{\"leg\":\"fast/1\"}", "'type' is missing or of the wrong kind"),
        ("{\"type\":", "found the end of the text"),
    ])
    func `a line that is no row is told by number`(line: String, reason: String) throws {
        let good = "{\"type\":\"later\"}\n"
        let error = #expect(throws: RowError.self) { _ = try read(good + line + "\n" + good) }
        #expect(error?.line == 2)
        #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
    }

    @Test(arguments: [("fast/1", "fast", 0), ("a/b/12", "a/b", 11), ("/3", "", 2)])
    func `a leg is a route of any name and a place`(text: String, route: String, index: Int) {
        #expect(RowMembers.leg(text) == LegID(route: route, index: index))
    }

    @Test(arguments: ["fast", "fast/", "fast/0", "fast/-1", "fast/x", ""])
    func `what names no leg is none`(text: String) { #expect(RowMembers.leg(text) == nil) }

    @Test func `nanoseconds become the nearest microsecond`() throws {
        var row = CallRow(leg: LegID(route: "a", index: 0), arrived: .nanoseconds(1499))
        row.ended = .nanoseconds(1500)
        guard case .call(let back) = try read([written([.call(row)])]).first else {
            Issue.record("no call row")
            return
        }
        #expect(back.arrived == .microseconds(1))
        #expect(back.ended == .microseconds(2))
    }

    @Test func `a lane's call counts its times from the run's start`() throws {
        var call = LaneCall(
            leg: LegID(route: "a", index: 0), arrived: Moment(nanoseconds: 5_000_000))
        call.ended = Moment(nanoseconds: 7_000_000)
        var writer = RowWriter(start: Moment(nanoseconds: 4_000_000))
        writer.add(call, of: "case")
        guard case .call(let row) = try read([writer.bytes]).first else {
            Issue.record("no call row")
            return
        }
        #expect(row.caseID == "case")
        #expect(row.arrived == .milliseconds(1))
        #expect(row.ended == .milliseconds(3))
    }
}
