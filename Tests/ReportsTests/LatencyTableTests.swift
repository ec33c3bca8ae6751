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

    /// One case of a leg, sent so often, with the latencies of all.
    private func repeated(_ leg: LegID, _ milliseconds: [Int]) -> [Row] {
        var row = SampleRun.row("s", leg, nil, stream: true, "t", .passed)
        (row.repeats, row.repeatsPassed) = (milliseconds.count, milliseconds.count)
        row.latency = .milliseconds(milliseconds[0])
        return milliseconds.enumerated().map { index, latency in
            var attempt = AttemptRow(
                caseID: row.id, number: index + 1, verdict: .passed, started: .zero,
                latency: .milliseconds(latency))
            attempt.firstAnswer = .milliseconds(latency / 2)
            return .attempt(attempt)
        } + [.case(row)]
    }

    @Test func `every repeat has its time in the percentiles, and each of these an interval`()
        throws
    {
        let rows = repeated(SampleRun.first, Array(1...40)) + repeated(SampleRun.second, [7])
        let lines = try latency(rows)
        #expect(lines.map { $0["answers"] as? Int } == [40, 1])
        let many = lines[0]
        func near(_ name: String, _ microseconds: Int) {
            let found = many["\(name)_us"] as? Int ?? 0
            #expect(abs(found - microseconds) <= microseconds / 60, "\(name): \(found)")
        }
        near("latency_p50", 20_000)
        near("latency_p95", 38_000)
        // The 14th and the 26th of forty; R's qbinom(c(.025, .975), 40, .5) are 14 and 26.
        near("latency_p50_low", 14_000)
        near("latency_p50_high", 26_000)
        near("first_answer_p50", 10_000)
        // Of one answer nobody knows.
        #expect(lines[1]["latency_p50_us"] != nil && lines[1]["latency_p50_low_us"] == nil)
        let live = { (mode: RunRow.Mode) in
            var run = SampleRun.run
            run.mode = mode
            return [Row.run(run)] + rows
        }
        let text = try rendered(ConsoleReport.self, live(.live), ReportSettings(width: 120))
        #expect(text.contains("      95 %\u{20}") && text.contains("14.0–26.0 ms"), "\(text)")
        for line in text.split(separator: "\n") {
            #expect(TerminalText.columns(String(line)) <= 120, "\(line)")
        }
        // Where there is no room for them, and where nobody's time is shown.
        for (mode, width) in [(RunRow.Mode.live, 70), (.simulated, 120)] {
            let text = try rendered(ConsoleReport.self, live(mode), ReportSettings(width: width))
            #expect(!text.contains("–26.0 ms"), "\(text)")
        }
        let markdown = try rendered(MarkdownReport.self, rows)
        #expect(markdown.contains("(14.0–26.0 ms)"), "\(markdown)")
        #expect(markdown.contains("bootstrap"), "\(markdown)")
        #expect(try rendered(HTMLReport.self, rows).contains("(14.0–26.0 ms)"))
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
