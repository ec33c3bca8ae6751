import Documents
import Foundation
import Rows
import TestSupport
import Testing
import Vocabulary

@testable import Reports

@Suite struct CSVReportTests {
    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), ("\n=1", "\"'\n=1\""), ("a=1", "a=1"), ("a,b", "\"a,b\""),
        ("a\"b", "\"a\"\"b\""), ("", ""), ("a;b", "\"a;b\""),
    ])
    func `no cell is a formula, and every cell is one cell`(text: String, cell: String) {
        #expect(CSVReport.cell(text) == cell)
    }

    @Test func `every case is a line that reads back`() throws {
        var rows = SampleRun.cases
        rows[2].test = "=HYPERLINK(\"http://x\",\"y\")\nnext"
        let text = try rendered(CSVReport.self, rows.map { Row.case($0) })
        let folder = try TemporaryFolder()
        let reader = try CSVReader(path: try folder.write("r.csv", Array(text.utf8)))
        #expect(reader.columns.first?.text == "id")
        var found: [[String]] = []
        while let row = try reader.nextTexts() { found.append(row.texts) }
        #expect(found.map { $0[0] } == rows.map(\.id))
        #expect(found[2][7] == "'=HYPERLINK(\"http://x\",\"y\")\nnext")
        #expect(found[2][13].hasPrefix("icontains: expected the answer"))
        #expect(found[0][27] == "12.345")
    }

    @Test func `what a case cost, and for which task, stands behind the older columns`() throws {
        var run = SampleRun.run
        run.tasks = [RunRow.Task(suite: "capitals", name: "geography")]
        var (priced, free) = (SampleRun.cases[1], SampleRun.cases[4])
        priced.cost = Money(nanos: 1_200_000, "CNY")
        free.cost = nil
        let text = try rendered(CSVReport.self, [.run(run), .case(priced), .case(free)])
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("id,suite,route,leg,"))
        #expect(
            lines[0].hasSuffix(
                ",first_answer_ms,rerun,task,cost,currency,first_content_ms,hop_ms"))
        #expect(lines[1].hasSuffix(",4.200,,geography,0.0012,CNY,4.200,"), "\(lines[1])")
        #expect(lines[2].hasSuffix(",,,,,"), "\(lines[2])")
    }
}

@Suite struct CTRFReportTests {
    @Test func `the format's members and no other stand in it`() throws {
        let text = try rendered(CTRFReport.self, SampleRun.rows)
        let found = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let top = try #require(found)
        #expect(
            Set(top.keys) == [
                "reportFormat", "specVersion", "reportId", "timestamp", "generatedBy", "results",
            ])
        let results = try #require(top["results"] as? [String: Any])
        #expect(Set(results.keys) == ["tool", "environment", "tests", "summary"])
        let summary = try #require(results["summary"] as? [String: Int])
        #expect(
            summary == [
                "tests": 9, "passed": 4, "failed": 3, "skipped": 1, "pending": 0, "other": 1,
                "flaky": 1, "suites": 3, "start": 1_785_585_600_000, "stop": 1_785_585_601_240,
                "duration": 1240,
            ])
        let tests = try #require(results["tests"] as? [[String: Any]])
        let known: Set<String> = [
            "name", "status", "duration", "testId", "executionId", "suite", "message", "trace",
            "line", "filePath",
            "retries", "retryAttempts", "flaky", "attachments", "extra",
        ]
        for test in tests { #expect(Set(test.keys).isSubset(of: known)) }
        let flaky = try #require(tests.first { $0["flaky"] as? Bool == true })
        #expect(flaky["status"] as? String == "passed")
        #expect((flaky["retryAttempts"] as? [[String: Any]])?.first?["attempt"] as? Int == 2)
    }

    /// Of the run, of the report, and of each test's execution.
    private func ids(_ change: (inout RunRow) -> Void) throws -> (
        run: String?, report: String, executions: [String]
    ) {
        let rows = SampleRun.rows.map { row -> Row in
            guard case .run(var run) = row else { return row }
            change(&run)
            return .run(run)
        }
        let text = try rendered(CTRFReport.self, rows)
        #expect(try rendered(CTRFReport.self, rows) == text)
        let top = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let results = try #require(top["results"] as? [String: Any])
        let tests = try #require(results["tests"] as? [[String: Any]])
        return (
            top["runId"] as? String, try #require(top["reportId"] as? String),
            try tests.map { try #require($0["executionId"] as? String) }
        )
    }

    @Test func `parts of a run have its id in common, and their reports and executions none`()
        throws
    {
        let id = "12345678-1234-8234-8234-123456789abc"
        let parts = try (1...2).map { number in
            try ids { run in
                run.id = id
                run.shard = Shard(number: number, count: 2)
            }
        }
        #expect(parts.allSatisfy { $0.run == id })
        let all = parts.flatMap { [$0.report] + $0.executions }
        #expect(Set(all).count == all.count && all.count == 20)
        #expect(all.allSatisfy { UUID(uuidString: $0) != nil })
        #expect(try ids { $0.id = nil }.run == nil)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600_000),
        ("2026-08-01T12:00:00Z", 1_785_585_600_000), ("2100-03-01T00:00:00Z", 4_107_542_400_000),
    ])
    func `dates are counted since 1970`(text: String, milliseconds: Int) {
        #expect(UTC.milliseconds(text) == milliseconds)
    }
}
