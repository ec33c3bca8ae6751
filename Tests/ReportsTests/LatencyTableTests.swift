import Foundation
import Rows
import Testing
import Vocabulary

@testable import Reports

struct LatencyTableTests {
    /// Healthy streams of a leg, whole in 10 ms and begun in 5 ms, with our own loop so late.
    private func rows(_ leg: LegID, lag: [Int?]) -> [Row] {
        lag.map { lag in
            var row = SampleRun.row("s", leg, nil, stream: true, "t", .passed)
            (row.latency, row.firstAnswer) = (.milliseconds(10), .milliseconds(5))
            row.loopLag = lag.map { .microseconds($0) }
            return .case(row)
        }
    }

    private func latency(_ rows: [Row]) throws -> [[String: Any]] {
        let text = try rendered(SummaryReport.self, rows)
        let summary = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require(summary?["latency"] as? [[String: Any]])
    }

    /// A quarter of 10 ms is 2.5 ms, and of 5 ms 1.25 ms; histograms are 1.6 % off.
    @Test(
        arguments: [
            ([1_000], []), ([1_600], ["first_answer_p50", "first_answer_p95"]),
            ([3_000], ["latency_p50", "latency_p95", "first_answer_p50", "first_answer_p95"]),
            // One late answer in ten is the p95, and not the median.
            (
                [100, 100, 100, 100, 100, 100, 100, 100, 100, 4_000],
                ["latency_p95", "first_answer_p95"]
            ), ([nil], []),
        ] as [([Int?], [String])])
    func `a percentile that our own loop was late for is named`(lag: [Int?], limited: [String])
        throws
    {
        let line = try #require(try latency(rows(SampleRun.first, lag: lag)).first)
        #expect(line["client_limited"] as? [String] == limited)
        #expect((line["latency_p95_lag_us"] as? Int == nil) == (lag == [nil]))
    }

    @Test
    func `marks stand at the figures of the leg that has them, with error bars and one legend`()
        throws
    {
        let rows = rows(SampleRun.first, lag: [3_000]) + rows(SampleRun.second, lag: [200])
        let text = try rendered(ConsoleReport.self, rows, ReportSettings(width: 100))
        let lines = text.split(separator: "\n").map(String.init)
        let marked = try #require(lines.firstIndex { $0.contains("≤ 10.0 ms*") })
        #expect(
            lines[marked].contains("openai:gpt-5.4-mini") && lines[marked].contains("≤ 5.00 ms*"))
        #expect(lines[marked + 1].contains("own lag") && lines[marked + 1].contains("±2.98 ms"))
        #expect(lines[marked + 2].contains("claude-haiku-4-5") && !lines[marked + 2].contains("*"))
        #expect(text.components(separatedBy: "own lateness is more than a quarter").count == 2)
        for line in lines { #expect(TerminalText.columns(line) <= 100, "\(line)") }
        let markdown = try rendered(MarkdownReport.self, rows)
        #expect(markdown.contains(#"| ≤ 10.0 ms\* (±2.98 ms) |"#), "\(markdown)")
        #expect(markdown.contains("| 10.0 ms |"))
        #expect(markdown.components(separatedBy: "own lateness is more than a quarter").count == 2)
        let page = try rendered(HTMLReport.self, rows)
        #expect(page.contains(#""≤ 10.0 ms* (±2.98 ms)""#))
        #expect(page.contains(#"["limited","* this program's own lateness"#))
    }

    @Test func `where nothing was late no report speaks of it`() throws {
        let rows = rows(SampleRun.first, lag: [10]) + rows(SampleRun.second, lag: [nil])
        for type in [ConsoleReport.self, MarkdownReport.self] as [any Report.Type] {
            let text = try rendered(type, rows)
            #expect(!text.contains("lateness") && !text.contains("≤") && !text.contains("own lag"))
        }
        #expect(!(try rendered(HTMLReport.self, rows).contains(#"["limited""#)))
    }
}
