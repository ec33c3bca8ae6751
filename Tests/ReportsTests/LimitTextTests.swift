import Foundation
import Rows
import Testing
import Vocabulary

@testable import Reports

struct LimitTextTests {
    private var end: EndRow {
        var end = SampleRun.end()
        end.limits = [
            EndRow.Limit(of: "provider 'openai'", heldBack: 41, waited: .milliseconds(58_200)),
            EndRow.Limit(
                of: "the run", heldBack: 0, waited: .zero,
                spending: .init(
                    cap: Money(nanos: 2_000_000_000, "USD"),
                    booked: Money(nanos: 410_000_000, "USD"),
                    estimated: Money(nanos: 30_000_000, "USD"))),
        ]
        return end
    }

    @Test func `every report says who held the run back, and what was booked by estimate`() throws {
        let rows: [Row] = [.run(SampleRun.run), .end(end)]
        let sentences = [
            "provider 'openai': 41 requests waited for its limits, over 58.2 s",
            "the run: 0.41 of 2 USD booked, of it 0.03 put aside for answers that do not tell their cost",
        ]
        for text in [
            try rendered(ConsoleReport.self, rows), try rendered(MarkdownReport.self, rows),
            try rendered(HTMLReport.self, rows),
        ] {
            for sentence in sentences {
                #expect(text.contains(sentence), "\(sentence)\n\(text.suffix(900))")
            }
        }
        let summary =
            try JSONSerialization.jsonObject(
                with: Data(try rendered(SummaryReport.self, rows).utf8)) as? [String: Any]
        let limits = try #require(summary?["limits"] as? [[String: Any]])
        #expect(
            limits[0]["held_back"] as? Int == 41 && limits[0]["waited_us"] as? Int == 58_200_000)
        #expect(limits[1]["estimated"] as? String == "0.03" && limits[0]["cap"] == nil)
    }

    @Test func `progress says whose limit it waits for, as long as there is room`() {
        let state = ProgressState(
            done: 3, total: 20, failing: 0, elapsed: .seconds(9), waitsFor: "provider 'openai'")
        #expect(
            ProgressLine.rendered(state, width: 100).contains("waiting for provider 'openai'"))
        #expect(!ProgressLine.rendered(state, width: 24).contains("waiting"))
    }
}
