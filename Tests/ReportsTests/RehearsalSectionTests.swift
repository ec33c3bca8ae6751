import Foundation
import Rows
import Testing
import Vocabulary

@testable import Reports

struct RehearsalSectionTests {
    private func amount(_ text: String, _ low: String, _ high: String) -> RehearsalRow.Amount {
        func nanos(_ text: String) -> Int128 { Money(text, "USD")?.nanos ?? -1 }
        return RehearsalRow.Amount(nanos: nanos(text), low: nanos(low), high: nanos(high))
    }

    /// 1,000 requests of 0.001 dollars; fifty of them go to a leg that takes ten times as much.
    private var row: RehearsalRow {
        var row = RehearsalRow(
            route: "chat", mix: "rate-limit=5%,hang=1%", duration: .seconds(600), requests: 1000,
            currency: "USD")
        row.movedOn = 50
        row.extra = amount("0.45", "0.35", "0.56")
        row.saved = amount("0.43", "0.33", "0.54")
        row.days = [
            RehearsalRow.Day(.quiet), RehearsalRow.Day(.mix), RehearsalRow.Day(.retried),
        ]
        for place in row.days.indices {
            row.days[place].answered = place == 1 ? 997 : 1000
            let spend = ["1", "1.45", "1.02"][place]
            row.days[place].spend = amount(spend, place == 0 ? spend : "1.01", spend)
            row.days[place].mean = RehearsalRow.Time(
                value: .milliseconds(place * 100), low: .zero, high: .milliseconds(place * 200))
            row.days[place].longest = .seconds(place * 12)
            var line = RehearsalRow.Line(
                leg: LegID(route: "chat", index: 0), legName: "openai:<b>|`cheap`")
            (line.calls, line.failed, line.unknown) = (1000, place * 50, place * 4)
            line.cost = Money("0.95", "USD")
            line.waited = .seconds(place * 48)
            row.days[place].legs = [line]
        }
        return row
    }

    private func rows(_ change: (inout RehearsalRow) -> Void = { _ in }) -> [Row] {
        var row = row
        change(&row)
        return [.run(SampleRun.run), .rehearsal(row), .end(SampleRun.end())]
    }

    @Test func `a day that a signal ended is told with its own number of requests`() throws {
        let text = try rendered(
            MarkdownReport.self,
            rows { row in
                row.days.removeLast()
                (row.extra, row.saved) = (nil, nil)
                (row.days[1].requests, row.days[1].answered) = (400, 300)
            })
        for words in [
            "| `sent` |  | 400 |", "| `answered` | 1,000 | 300 (75 %) |",
            "ended early: 400 of 1,000 requests were sent with the mix",
            "no answer for 100 requests (25 %) with the mix",
        ] {
            #expect(text.contains(words), "\(words)\n\(text)")
        }
        #expect(!text.contains("answered by another leg"))
    }

    @Test func `three days stand beside each other, and what follows in sentences`() throws {
        let text = try rendered(MarkdownReport.self, rows())
        for words in [
            "## Rehearsal",
            "`chat: rate-limit=5%,hang=1% of all calls, 1,000 requests in 10:00 min`",
            "|  | quiet day | with the mix | asked once more |",
            "| `answered` | 1,000 | 997 (99.7 %) | 1,000 |",
            "| `spend, USD` | 1 | 1.45 | 1.02 |",
            "| `95 % interval` |  | 1.01 to 1.45 | 1.01 to 1.02 |",
            "| 1,000 calls | 1,000 calls | 1,000 calls |", "| `of 1, failed` |  | 50 | 100 |",
            "| `of 1, USD` | 0.95 | 0.95 | 0.95 |", "| `of 1, waited` |  | 48.0 s | 1:36 min |",
            "50 requests (5 %) answered by another leg",
            "0.45 USD \\[0.35, 0.56\\] more in all, 45 %, or 1944 USD \\[1512, 2419.2\\] in 30 days",
            "would have saved 0.43 USD", "8 calls of unknown cost in no sum",
        ] {
            #expect(text.contains(words), "\(words)\n\(text)")
        }
        // It judged no case, and shows no table of none.
        #expect(text.hasPrefix("# Pathproof: a rehearsal\n\n") && !text.contains("| cases |"))
        let console = try rendered(ConsoleReport.self, rows())
        #expect(console.contains("rehearsal of chat: rate-limit=5%,hang=1% of all calls"))
        #expect(console.contains("99.7 %") && !console.contains("0 cases"))
    }

    @Test func `what costs less, or more, is said as what it is, and so is what was lost`() throws {
        let rows = rows { row in
            row.extra = amount("-0.45", "-0.56", "-0.35")
            row.saved = amount("-0.43", "-0.54", "-0.33")
        }
        let text = try rendered(MarkdownReport.self, rows)
        for words in [
            "the day cost 0.45 USD \\[0.35, 0.56\\] less in all, 45 %, or 1944 USD",
            "would have cost 0.43 USD \\[0.33, 0.54\\] more, or 1857.6 USD",
            "no answer for 3 requests (0.3 %) with the mix: a day costs less for what it lost",
        ] {
            #expect(text.contains(words), "\(words)\n\(text)")
        }
        #expect(!text.contains("-0.4") && !text.contains("saved"))
    }

    @Test func `what no sum has in it is named leg by leg, and nothing is said of all`() throws {
        let rows = rows { row in
            (row.extra, row.saved) = (nil, nil)
            for place in row.days.indices {
                row.days[place].legs[0].unknown = 0
                var foreign = RehearsalRow.Line(
                    leg: LegID(route: "chat", index: 1), legName: "doubao:b")
                foreign.calls = place * 2
                foreign.cost = Money(["0", "0.01523", "0.002"][place], "CNY")
                var unpriced = RehearsalRow.Line(
                    leg: LegID(route: "other", index: 0), legName: "vendor:c")
                (unpriced.calls, unpriced.unpriced) = (place == 1 ? 1200 : 0, place == 1 ? 1100 : 0)
                row.days[place].legs += [foreign, unpriced]
            }
        }
        let text = try rendered(MarkdownReport.self, rows)
        for words in [
            "- 50 requests (5 %) answered by another leg than on a quiet day, without a word to the caller\n",
            "- leg 2, doubao:b, is billed in CNY, which stands beside all sums in USD: 0.01523 CNY with the "
                + "mix, 0.002 CNY with the first leg asked once more\n",
            "- leg other/1, vendor:c, has no known price for 1,100 answers with the mix: what it cost is "
                + "not known, and in no sum\n",
        ] {
            #expect(text.contains(words), "\(words)\n\(text)")
        }
        for words in [" in all, ", "30 days", "more, or", "hangs or breaks off"] {
            #expect(!text.contains(words), "\(words)\n\(text)")
        }
    }

    @Test func `a share is rounded away from zero on both of its sides`() {
        for (part, whole, text) in [
            (1, 3, "33.33 %"), (-1, 3, "-33.33 %"), (2, 3, "66.67 %"), (-2, 3, "-66.67 %"),
            (1, 20_000, "0.01 %"), (-1, 20_000, "-0.01 %"), (-1, 1, "-100 %"), (0, 7, "0 %"),
        ] as [(Int128, Int128, String)] {
            #expect(RehearsalText.percent(part, of: whole) == text)
        }
    }

    @Test func `no line of the terminal's table ends in blanks`() throws {
        let rows = rows { $0.days[2].legs = [] }
        let console = try rendered(ConsoleReport.self, rows)
        #expect(console.split(separator: "\n").allSatisfy { $0.last != " " }, "\(console)")
    }

    @Test func `large figures and long names fit into a hundred columns`() throws {
        let wide = rows { row in
            row.requests = 120_000
            row.route = "the-name-of-a-route-that-somebody-thought-about-for-quite-a-while"
            for place in row.days.indices {
                row.days[place].spend = amount("12345.678901", "12001.234567", "12987.654321")
                row.days[place].legs[0].leg.route = row.route
                row.days[place].legs[0].legName =
                    "bedrock:anthropic.claude-sonnet-4-5-20250929-v1:0-of-some-region"
                row.days[place].legs[0].calls = 120_000
                row.days[place].legs[0].failed = 12_345
            }
        }
        let console = try rendered(ConsoleReport.self, wide)
        #expect(console.contains("12001.23 to 12987.65") && console.contains("…"))
        for line in console.split(separator: "\n") {
            #expect(TerminalText.columns(String(line)) <= 100, "\(line)")
        }
        for line in try rendered(MarkdownReport.self, rows()).split(separator: "\n")
        where line.hasPrefix("|") {
            #expect(TerminalText.columns(String(line)) <= 100, "\(line)")
        }
    }

    @Test func `another's gateway has two days, timed ones`() throws {
        let rows = rows { row in
            row.days.removeLast()
            row.saved = nil
            row.isMeasured = true
            row.disturbed = 2
            row.days[1].legs[0].leg.route = "other"
        }
        let text = try rendered(MarkdownReport.self, rows)
        #expect(text.contains("|  | quiet day | with the mix |\n| --- | ---: | ---: |\n"))
        #expect(text.contains("`latency, mean`") && !text.contains("added latency"))
        #expect(!text.contains("would have saved"))
        #expect(text.contains("2 requests met a healthy leg that this machine was too busy"))
    }

    @Test func `programs get the row as it is, and the page its table`() throws {
        let summary = try rendered(SummaryReport.self, rows())
        let found = try #require(
            try JSONSerialization.jsonObject(with: Data(summary.utf8)) as? [String: Any])
        let told = try #require((found["rehearsal"] as? [[String: Any]])?.first)
        #expect((told["extra"] as? [String: Any])?["high"] as? String == "0.56")
        #expect((told["days"] as? [[String: Any]])?.count == 3)
        let page = try rendered(HTMLReport.self, rows())
        #expect(page.contains(#"["rehearsal","chat: rate-limit"#))
        #expect(!page.contains("openai:<b>"))
    }

    @Test func `amounts have the digits that matter`() {
        for (nanos, text) in [
            (0, "0"), (1, "0.000000001"), (123_456, "0.0001235"), (14_624_000, "0.01462"),
            (1_234_567_890, "1.235"), (123_456_789_012, "123.46"), (-2_345_678, "-0.002346"),
            (9_999_999, "0.01"),
        ] as [(Int128, String)] {
            #expect(Figures.amount(nanos) == text)
        }
    }
}
