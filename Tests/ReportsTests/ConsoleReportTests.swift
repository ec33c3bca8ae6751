import Rows
import Testing
import Vocabulary

@testable import Reports

@Suite struct ConsoleReportTests {
    private func console(_ rows: [Row], _ settings: ReportSettings = ReportSettings()) throws
        -> String
    {
        try rendered(ConsoleReport.self, rows, settings)
    }

    @Test func `a run on a terminal of 100 columns`() throws {
        let text = try console(SampleRun.rows, ReportSettings(width: 100))
        try expectGolden(text, "console-100.txt")
        for line in text.split(separator: "\n") where !line.contains("rerun") {
            #expect(TerminalText.columns(String(line)) <= 100, "\(line)")
        }
    }

    @Test func `colours change nothing but colours`() throws {
        let coloured = try console(SampleRun.rows, ReportSettings(width: 100, isColoured: true))
        try expectGolden(coloured, "console-100-colour.txt")
        var plain = ""
        var isInEscape = false
        for scalar in coloured.unicodeScalars {
            if scalar == "\u{1B}" { isInEscape = true }
            if !isInEscape { plain.unicodeScalars.append(scalar) }
            if isInEscape, scalar == "m" { isInEscape = false }
        }
        #expect(plain == (try console(SampleRun.rows, ReportSettings(width: 100))))
    }

    @Test func `a table that does not fit is drawn by family, and what is not good by name`() throws
    {
        let text = try console(SampleRun.rows, ReportSettings(width: 66))
        try expectGolden(text, "console-66.txt")
    }

    @Test func `a run in which all is well says so in a few lines`() throws {
        let row = SampleRun.cases[0]
        let text = try console(
            [.run(SampleRun.run), .case(row), .end(SampleRun.end())], ReportSettings(width: 80))
        try expectGolden(text, "console-good.txt")
    }

    @Test func `a run without its end claims no whole coverage`() throws {
        var run = SampleRun.run
        run.casesPlanned = 40
        let rows: [Row] = [.run(run), .case(SampleRun.cases[0])]
        let text = try console(rows)
        #expect(text.contains("1 case: 1 passed · 1 path covered so far\n"), "\(text)")
        #expect(text.contains("the run was killed: 1 of 40 cases came to an end, and paths that"))
        let markdown = try rendered(MarkdownReport.self, rows)
        #expect(markdown.contains("# ⚠️ Pathproof: inconclusive"))
        #expect(markdown.contains("| 1 | 1 | 0 | 0 | 0 | 39 |"), "\(markdown)")
        #expect(markdown.contains("1 path covered so far: the run was killed"))
        #expect(markdown.contains("**the run was killed before its end**"))
        let summary = try rendered(SummaryReport.self, rows)
        #expect(summary.contains(#""not_run":39"#) && summary.contains(#""killed":true"#))
        let junit = try rendered(JUnitReport.self, rows)
        #expect(junit.contains(#""pathproof.killed""#), "\(junit)")
        // With its end it is whole again.
        let whole = rows + [.end(SampleRun.end())]
        for type in allReports {
            let text = try rendered(type, whole)
            #expect(!text.contains("killed\"") && !text.contains("covered so far: "))
        }
    }

    @Test func `an error is no answer from the leg that was called last`() throws {
        var row = SampleRun.cases[2]
        (row.status, row.modelServed, row.finish) = (502, nil, nil)
        row.answeredBy = row.leg
        let text = try console([.run(SampleRun.run), .case(row), .end(SampleRun.end())])
        #expect(text.contains("came            status 502"), "\(text)")
    }

    private func drilled(
        _ leg: LegID, of route: String, agrees: Bool = true, _ cause: String? = nil
    ) -> Row {
        var row = PathRow(
            leg: leg, legName: "openai:m", cause: cause, isStreamed: false,
            expectedOutcome: .answers, isCovered: true)
        row.route = route
        let course = PathWalk.Course(status: 200, answeredBy: "a", calls: ["a"], isComplete: true)
        row.walk = PathWalk(
            observed: agrees ? course : PathWalk.Course(status: 500), predicted: course,
            findings: agrees ? [] : [Finding("drill.prediction", .error, "otherwise")])
        return .path(row)
    }

    @Test func `paths are counted alike where they are covered and where they are predicted`()
        throws
    {
        let (chat, backup) = (LegID(route: "chat", index: 0), LegID(route: "backup", index: 0))
        var (one, detour, own) = (SampleRun.cases[1], SampleRun.cases[1], SampleRun.cases[1])
        for (leg, route) in [(chat, "chat"), (backup, "chat"), (backup, "backup")] {
            var row = SampleRun.cases[1]
            (row.leg, row.route, row.cause, row.isStreamed) = (leg, route, nil, false)
            (one, detour, own) = (detour, own, row)
        }
        // The second test on the first path went otherwise: it is the same path.
        let rows: [Row] = [
            .run(SampleRun.run), .case(one), drilled(chat, of: "chat"), .case(one),
            drilled(chat, of: "chat", agrees: false), .case(detour), drilled(backup, of: "chat"),
            .case(own), drilled(backup, of: "backup"), .end(SampleRun.end()),
        ]
        let text = try console(rows)
        #expect(text.contains("3 of 3 paths covered"), "\(text)")
        #expect(text.contains("2 of 3 paths went as predicted"), "\(text)")
        #expect(try rendered(MarkdownReport.self, rows).contains("3 of 3 paths"))
    }

    @Test func `what is said of paths counts each once, however many cases went over it`() throws {
        let chat = LegID(route: "chat", index: 0)
        let rows: [Row] =
            [.run(SampleRun.run)]
            + (0..<12).map { _ in drilled(chat, of: "chat", agrees: false) }
            + (0..<2).map { _ in drilled(chat, of: "chat", "unavailable") }
        let text = try console(rows)
        #expect(text.contains(#/drill\.prediction +1  error/#), "\(text)")
        #expect(text.contains(#/S04 a 503 that lasts +1 +0 +0\b/#), "\(text)")
        let summary = try rendered(MarkdownReport.self, rows)
        #expect(summary.contains("| drill.prediction | error | 1 |"), "\(summary)")
        let json = try rendered(SummaryReport.self, rows)
        #expect(
            json.contains(#""code":"drill.prediction","severity":"error","paths":1,"#), "\(json)")
        #expect(json.contains(#/"id":"S04",[^}]*"paths":1,/#), "\(json)")
    }

    @Test func `the catalogue of failures stands where a leg was broken`() throws {
        let chat = LegID(route: "chat", index: 0)
        let healthy: [Row] = [.run(SampleRun.run), drilled(chat, of: "chat")]
        #expect(!(try console(healthy)).contains("failoverbench"))
        #expect(!(try rendered(MarkdownReport.self, healthy)).contains("failoverbench"))
        let broken = healthy + [drilled(chat, of: "chat", "unavailable")]
        #expect(try console(broken).contains("S16 "))
    }

    @Test func `many failures are counted, not all shown`() throws {
        var rows: [Row] = []
        for index in 0..<1200 {
            var row = SampleRun.cases[2]
            row.test = "case \(index)"
            rows.append(.case(row))
        }
        let text = try console(rows, ReportSettings(failuresMax: 3))
        #expect(text.contains("case 2"))
        #expect(!text.contains("case 3"))
        #expect(text.contains("… and 1,197 more that did not pass"))
        #expect(text.contains("1,200 cases: 0 passed, 1,200 failed"))
    }

    @Test func `an interrupted run is told apart`() throws {
        let rows = SampleRun.rows.dropLast() + [.end(SampleRun.end(interruptedBy: "SIGINT"))]
        #expect(try console(Array(rows)).contains("interrupted by SIGINT"))
    }

    @Test func `nothing that a provider wrote reaches the terminal as a command`() throws {
        for width in [nil, 40, 80] {
            let text = try console(Hostile.rows, ReportSettings(width: width))
            for scalar in text.unicodeScalars where scalar != "\n" {
                let category = scalar.properties.generalCategory
                #expect(
                    category != .control && category != .lineSeparator
                        && category != .paragraphSeparator)
                #expect(category != .format || scalar == "\u{200D}", "\(scalar.value)")
            }
        }
    }

    @Test func `any width can be drawn`() throws {
        for width in [1, 5, 20, 33, 60, 200, 1000] {
            #expect(try console(SampleRun.rows, ReportSettings(width: width)).contains("9 cases"))
        }
    }
}

@Suite struct ReportTests {
    @Test(arguments: allReports.map { $0.name })
    func `two renders of the same rows are equal, and each report documents itself`(name: String)
        throws
    {
        let type = try #require(allReports.first { $0.name == name })
        #expect(try rendered(type, SampleRun.rows) == rendered(type, SampleRun.rows))
        #expect(allReports.count { $0.name == name } == 1)
        #expect(!type.summary.isEmpty)
        let nothing = try rendered(type, [])
        #expect(nothing.isEmpty || nothing.last == "\n")
    }

    @Test(arguments: allReports.map { $0.name })
    func `megabytes of foreign text stay out of every report`(name: String) throws {
        let type = try #require(allReports.first { $0.name == name })
        let flood = String(repeating: "日本<&", count: 200_000)
        var row = SampleRun.cases[2]
        row.checks = [CheckRow(name: "equals", verdict: .failed, message: flood, location: nil)]
        row.modelServed = flood
        row.finish = flood
        row.requestID = flood
        row.test = flood
        row.prompt = flood
        row.output = flood
        row.breakage = Breakage(.other, flood)
        row.providerError = ProviderError(type: flood, code: flood, message: flood)
        row.findings = [Finding("wire.x", .error, flood)]
        let text = try rendered(type, [.case(row)])
        #expect(text.utf8.count < 400_000)
    }

    @Test func `rows that went through a file make the same report`() throws {
        var writer = RowWriter()
        for row in SampleRun.rows + Hostile.rows { writer.add(row) }
        var back: [Row] = []
        var reader = RowReader()
        try reader.take(writer.bytes.span) { back.append($0) }
        for type in allReports {
            #expect(try rendered(type, back) == rendered(type, SampleRun.rows + Hostile.rows))
        }
    }
}
