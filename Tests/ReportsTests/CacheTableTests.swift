import Foundation
import Reports
import Rows
import Testing
import Vocabulary

@Suite struct CacheTableTests {
    private static let first = LegID(route: "chat", index: 0)
    private static let second = LegID(route: "chat", index: 1)

    private func path(_ leg: LegID, _ name: String) -> Row {
        .path(
            PathRow(
                leg: leg, legName: name, cause: nil, isStreamed: false, expectedOutcome: .answers,
                isCovered: true))
    }

    /// A case whose repeats read and wrote so many tokens.
    private func rows(
        _ id: String, _ leg: LegID, _ tokens: [(read: Int, written: Int)], broken: [LegID] = []
    ) -> [Row] {
        var row = SampleRun.row("s", leg, nil, stream: false, id, .passed)
        row.repeats = tokens.count
        row.answeredBy = leg
        row.calls = (broken + [leg]).map { CaseRow.LegCalls(leg: $0, count: 1) }
        return tokens.enumerated().map { number, tokens in
            var attempt = AttemptRow(
                caseID: row.id, number: number + 1, verdict: .passed, started: .zero, status: 200,
                answeredBy: leg)
            attempt.inputTokens = 2_000
            attempt.cachedTokens = tokens.read
            attempt.cacheWriteTokens = tokens.written
            attempt.cost = Money(nanos: tokens.read > 0 ? 1_000_000 : 3_000_000, "USD")
            return .attempt(attempt)
        } + [.case(row)]
    }

    private var sample: [Row] {
        [path(Self.first, "openai:a"), path(Self.second, "anthropic:b")]
            + rows("one", Self.first, [(0, 0), (1_920, 0)])
            + rows("two", Self.first, [(1_920, 0), (1_920, 0)])
            + rows("three", Self.second, [(0, 1_984), (1_984, 0)], broken: [Self.first])
            + rows("four", Self.second, [(0, 0), (0, 0)])
    }

    @Test func `each way to a leg tells what was written, read, and paid, cold and warm`() throws {
        let text = try rendered(ConsoleReport.self, sample, ReportSettings(width: 120))
        let lines = text.split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
        #expect(
            lines.contains(
                "chat/1 openai:a through the gateway 2 1 of 2 cold 2,000 960 0 0.002 USD 1,920 "
                    + "0.001 USD"))
        #expect(
            lines.contains(
                "chat/2 anthropic:b after failover 1 cold 2,000 0 1,984 0.003 USD 1,984 0.001 USD"))
        // Nothing was kept and nobody asked: no line for it.
        #expect(!lines.contains { $0.hasPrefix("chat/2 anthropic:b through") })
    }

    @Test func `a leg that is asked without a gateway stands apart`() throws {
        var run = SampleRun.run
        run.direct = ["s"]
        let text = try rendered(MarkdownReport.self, [.run(run)] + sample)
        #expect(text.contains("## Prompt caches"))
        #expect(text.contains("| direct | 2 | 1 of 2 cold |"))
        #expect(!text.contains("after failover"))
    }

    @Test func `summary.json has sums, and the page has the table`() throws {
        let json = try rendered(SummaryReport.self, sample)
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        let lines = try #require(object?["prompt_caches"] as? [[String: Any]])
        #expect(lines.map { $0["asked"] as? String } == ["through the gateway", "after failover"])
        let last = try #require(lines[0]["last"] as? [String: Any])
        #expect(last["cached_tokens"] as? Int == 3_840)
        #expect(last["cost"] as? [String: String] == ["USD": "0.002"])
        let page = try rendered(HTMLReport.self, sample)
        #expect(
            page.contains(#"["table","caches","chat/2 anthropic:b","after failover","1","cold""#))
    }
}
