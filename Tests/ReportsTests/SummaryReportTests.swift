import Documents
import Foundation
import Rows
import Testing
import Vocabulary

@testable import Reports

@Suite struct SummaryReportTests {
    private func summary(_ rows: some Sequence<Row>) throws -> [String: Any] {
        let text = try rendered(SummaryReport.self, rows)
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(value as? [String: Any])
    }

    @Test func `a run in numbers is documented and stable`() throws {
        let found = try summary(SampleRun.rows)
        #expect(
            Set(found.keys) == [
                "format", "version", "verdict", "run", "cases", "requests", "duration_us",
                "rehearsal", "path_findings", "scenarios", "coverage", "models", "metrics",
                "latency",
                "spend", "spend_by", "prompt_caches", "ledger",
                "failures", "failures_left_out", "transcripts_left_out", "findings",
                "findings_left_out",
            ])
        #expect(found["version"] as? Int == 1)
        #expect(found["verdict"] as? String == "failed")
        let cases = found["cases"] as? [String: Int]
        #expect(
            cases == ["passed": 4, "failed": 3, "errored": 1, "skipped": 1, "not_run": 0])
        let failures = try #require(found["failures"] as? [[String: Any]])
        #expect(failures.count == 4)
        let wrong = try #require(failures.first { $0["test"] as? String == "Japan" })
        #expect(wrong["line"] as? Int == 16)
        #expect(wrong["leg"] as? String == "fast-chat/1")
        #expect((wrong["checks"] as? [[String: Any]])?.first?["line"] as? Int == 18)
        // Two legs of one route and one of another, 11 paths each.
        let coverage = try #require(found["coverage"] as? [[String: Any]])
        #expect(coverage.count == 3 * 11)
        #expect(coverage.count { $0["covered"] as? Bool == true } == 7)
    }

    @Test func `a run that was stopped, or met its baseline, says so`() throws {
        var end = SampleRun.end()
        (end.notRun, end.stoppedBy) = (7, "--max-cases 9")
        let passed = SampleRun.rows.filter { row in
            if case .case(let row) = row { return row.verdict == .passed }
            if case .end = row { return false }
            return true
        }
        let stopped = try summary(passed + [.end(end)])
        #expect(stopped["verdict"] as? String == "inconclusive")
        #expect(stopped["stopped_by"] as? String == "--max-cases 9")
        #expect((stopped["cases"] as? [String: Int])?["not_run"] == 7)
        #expect(try summary(passed + [.end(SampleRun.end())])["verdict"] as? String == "passed")
        // A run without its last row was killed.
        #expect(try summary(passed)["verdict"] as? String == "inconclusive")
        let gate = GateRow(
            verdict: .regression, baseline: "b.json", families: [], lost: 0, lostCases: [], new: 0)
        let regressed = try summary(passed + [.gate(gate), .end(SampleRun.end())])
        #expect(regressed["verdict"] as? String == "failed")
        #expect((regressed["gate"] as? [String: Any])?["verdict"] as? String == "regression")
    }

    @Test func `summaries stay small, however much failed`() throws {
        var rows: [Row] = [.run(SampleRun.run)]
        let answer = String(repeating: "`|<b>@everyone ", count: 2000)
        for number in 0..<2000 {
            var row = SampleRun.cases[2]
            row.id += "\(number)"
            row.test = "case \(number)"
            row.output = answer
            row.prompt = answer
            row.checks[0].message = answer
            rows.append(.case(row))
        }
        rows.append(.end(SampleRun.end()))
        let markdown = try rendered(MarkdownReport.self, rows)
        #expect(markdown.utf8.count <= MarkdownReport.bytesMax)
        #expect(markdown.contains("more: `pathproof-out/results.jsonl` has them all"))
        // Every failure of the run is shown or counted.
        let shown = markdown.split(separator: "\n").count { $0.hasPrefix("### ✗") }
        #expect(shown > 10)
        #expect(markdown.contains("… and \(Figures.grouped(2000 - shown)) more"))
        let found = try summary(rows)
        #expect((found["failures"] as? [Any])?.count == 100)
        #expect(found["failures_left_out"] as? Int == 1900)
    }

    @Test func `a page with hundreds of legs is cut where a table can be`() throws {
        var rows: [Row] = []
        for number in 0..<400 {
            var row = SampleRun.cases[number % 2 == 0 ? 0 : 2]
            row.leg = LegID(route: "route-\(number)", index: 0)
            rows.append(.case(row))
        }
        let markdown = try rendered(MarkdownReport.self, rows)
        #expect(markdown.utf8.count <= MarkdownReport.bytesMax)
        #expect(markdown.split(separator: "\n").count { $0.hasPrefix("```") } % 2 == 0)
    }

    @Test func `failures stand first, each with its line, its leg and its command`() throws {
        let text = try rendered(MarkdownReport.self, SampleRun.rows)
        let failures = try #require(text.range(of: "## Cases that did not pass"))
        let coverage = try #require(text.range(of: "## Coverage"))
        let latency = try #require(text.range(of: "## Latency"))
        #expect(failures.lowerBound < coverage.lowerBound)
        #expect(coverage.lowerBound < latency.lowerBound)
        for words in [
            "suites/capitals.yaml:16", "fast-chat/1 openai:gpt-5.4-mini · healthy · stream",
            "(`suites/capitals.yaml:18`)", "- expected: `fast-chat/1 answers",
            "- got: `answer from fast-chat/1", "- answer: `Kyoto, I think`",
            "- rerun: `pathproof run suites/capitals.yaml --filter",
        ] { #expect(text.contains(words), "\(words)") }
    }

    @Test func `foreign text is code and nothing else`() {
        #expect(Markdown.code("a `b` ``c`` <b> @x [l](u)") == "```a `b` ``c`` <b> @x [l](u)```")
        #expect(Markdown.code("`") == "`` ` ``")
        #expect(Markdown.code("a\nb\u{1B}[31m\u{202E}") == "`a b\u{FFFD}[31m`")
        #expect(Markdown.cell("a|b") == "`a\\|b`")
        #expect(Markdown.block("x\n```\n") == "````\nx\n```\n````\n")
        #expect(Markdown.code("") == "")
    }

    @Test func `ten annotations, each one line that begins no other command`() throws {
        var rows: [Row] = []
        for number in 0..<20 {
            var row = SampleRun.cases[2]
            row.test = "a: b, 100 %\n::error::x \(number)"
            row.checks[0].message = "got\n::set-output name=x::y\r\n\u{1B}[2J"
            rows.append(.case(row))
        }
        let text = try rendered(GitHubReport.self, rows)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 11 && lines[10].isEmpty)
        for line in lines.dropLast() {
            #expect(
                line.hasPrefix(
                    "::error file=suites/capitals.yaml,line=16,title=failed%3A a%3A b%2C 100 %25%0A%3A%3Aerror"
                ), "\(line)")
            #expect(!line.contains("\r") && !line.contains("\u{1B}"))
        }
    }
}
