import Documents
import Foundation
import Rows
import Testing
import Vocabulary

@testable import Reports

struct LedgerSectionTests {
    private let first = LegID(route: "chat", index: 0)

    private func ledger(charged: Int128 = 1_120_000_000_000) -> LedgerRow {
        var row = LedgerRow(suite: "marked-up")
        row.bills = ["by the token at list price plus 12 % (40 of 40 charges agree)"]
        row.unpricedCalls = 2
        var line = LedgerRow.Line(leg: first, legName: "openai:<b>|`a`")
        line.calls = 1_234
        (line.counted.input, line.told.input) = (10, 12)
        (line.counted.output, line.told.output) = (7, 7)
        line.chargedCalls = 40
        (line.listedFemtos, line.chargedFemtos) = (1_000_000_000_000, charged)
        row.legs = [line]
        return row
    }

    private var rows: [Row] {
        [
            .run(SampleRun.run), .ledger(ledger()),
            .finding(
                FindingRow(
                    Finding("ledger.markup", .warning, "list price plus 12 %"),
                    location: SourceLocation(file: "s.yaml", line: 3, column: 1))),
            .end(SampleRun.end()),
        ]
    }

    @Test func `both sides stand side by side where they differ, with what is over the list`()
        throws
    {
        let text = try rendered(MarkdownReport.self, rows)
        #expect(text.contains("## Ledger against billed for `marked-up`"))
        #expect(text.contains("| 1,234 | 10, 12 | 0 | 7 | 0 | 40 | 0.001 | 0.00112 | 12 % |"))
        #expect(text.contains("- billed `by the token at list price plus 12 %"))
        #expect(text.contains("- 2 charges without a list price"))
        #expect(text.contains("- warning `ledger.markup` (`s.yaml:3`): `list price plus 12 %`"))
        let console = try rendered(ConsoleReport.self, rows)
        #expect(
            console.contains(
                "ledger against billed for marked-up: 40 calls charged 0.00112 USD, list price "
                    + "0.001 USD (12 %)"))
    }

    @Test func `programs get the row as it is, and the findings`() throws {
        let text = try rendered(SummaryReport.self, rows)
        let found = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let ledger = try #require((found["ledger"] as? [[String: Any]])?.first)
        #expect(ledger["listed"] as? String == "0.001" && ledger["charged"] as? String == "0.00112")
        #expect(ledger["unpriced_calls"] as? Int == 2)
        let finding = try #require((found["findings"] as? [[String: Any]])?.first)
        #expect(finding["code"] as? String == "ledger.markup" && finding["line"] as? Int == 3)
        #expect(found["findings_left_out"] as? Int == 0)
    }

    @Test func `a gateway that tells what its legs counted, and no cost, is not talked about`()
        throws
    {
        var row = LedgerRow(suite: nil)
        var line = LedgerRow.Line(leg: first, legName: "openai:a")
        line.calls = 3
        (line.counted.input, line.told.input) = (5, 5)
        row.legs = [line]
        let rows: [Row] = [.run(SampleRun.run), .ledger(row), .end(SampleRun.end())]
        #expect(try !rendered(MarkdownReport.self, rows).contains("Ledger"))
        #expect(try !rendered(ConsoleReport.self, rows).contains("ledger"))
        #expect(try !rendered(HTMLReport.self, rows).contains(#"["ledger""#))
        #expect(try rendered(SummaryReport.self, rows).contains(#""ledger":[{"type":"ledger""#))
    }

    @Test func `the page has the ledger, its findings and the spend as data`() throws {
        let text = try rendered(HTMLReport.self, rows)
        #expect(text.contains(#"["ledger","marked-up",2,["by the token"#))
        #expect(text.contains(#""chat/1 openai:\u003cb>|`a`""#))
        #expect(text.contains(#"["finding","ledger.markup","warning","list price plus 12 %"]"#))
    }

    @Test(
        arguments: [
            (100, 112, "12 %"), (100, 100, "0 %"), (100, 94, "-6 %"), (3, 4, "33.33 %"),
            (3, 2, "-33.33 %"), (0, 5, ""), (8, 9, "12.5 %"), (1_000_000, 1_000_001, "0 %"),
        ] as [(Int128, Int128, String)])
    func `what is over the list is told in hundredths of a per cent`(
        listed: Int128, charged: Int128, text: String
    ) {
        #expect(Figures.overcharge(listed, charged) == text)
    }
}
