import Rows
import Testing
import Vocabulary

@testable import Reports

struct SpendTableTests {
    private let first = LegID(route: "chat", index: 0)
    private let second = LegID(route: "chat", index: 1)

    private func call(
        _ leg: LegID, _ nanos: Int128?, status: Int? = 200, isComplete: Bool = true,
        currency: String = "USD"
    ) -> CallRow {
        var row = CallRow(leg: leg, arrived: .zero)
        row.status = status
        row.isComplete = isComplete
        row.cost = nanos.map { Money(nanos: $0, currency) }
        return row
    }

    private func rendered(_ calls: [CallRow], isPaid: Bool = false) -> [[Substring]] {
        var table = SpendTable()
        for (leg, name) in [(first, "openai:a"), (second, "doubao:b")] {
            table.take(
                PathRow(
                    leg: leg, legName: name, cause: nil, isStreamed: false,
                    expectedOutcome: .answers, isCovered: true))
        }
        for call in calls { table.take(call) }
        return table.rendered(width: 120, isPaid: isPaid, Palette(isColoured: false))
            .split(separator: "\n").map { $0.split(separator: " ") }
    }

    @Test func `each leg has its calls, what they cost, and what of it brought nothing`() {
        let lines = rendered(
            [
                call(first, 1_500_000), call(first, 500_000, isComplete: false),
                call(first, 0, status: 429), call(second, 2_000_000_000, currency: "CNY"),
            ], isPaid: true)
        #expect(
            lines == [
                ["list", "price", "all", "calls", "failed", "calls", "calls", "unknown"],
                ["chat"],
                ["1", "openai:a", "0.002", "USD", "0.0005", "USD", "3"],
                ["2", "doubao:b", "2", "CNY", "1"],
                ["in", "all", "0.002", "USD", "0.0005", "USD", "4"],
                ["2", "CNY"],
            ])
    }

    @Test func `what nobody knows is counted, and a simulated run says that it paid nothing`() {
        let lines = rendered([call(first, 5), call(first, nil), call(first, nil, status: nil)])
        #expect(lines[2] == ["1", "openai:a", "0.000000005", "USD", "3", "2"])
        #expect(lines.last == ["simulated:", "nothing", "of", "it", "was", "paid"])
    }

    @Test func `where no price is known there is no table`() {
        #expect(rendered([]).isEmpty)
        #expect(rendered([call(first, nil)]).isEmpty)
    }

    @Test func `the spend stands in the console, and a case's cost in JUnit, to the last digit`()
        throws
    {
        var passed = SampleRun.row("capitals", first, nil, stream: false, "Rome", .passed)
        passed.cost = Money(nanos: 1_234_500, "USD")
        var other = SampleRun.row("capitals", second, nil, stream: false, "Oslo", .passed)
        other.cost = Money(nanos: 7_000_000_000, "CNY")
        let rows: [Row] = [
            .run(SampleRun.run), .call(call(first, 1_234_500)), .case(passed), .case(other),
        ]
        #expect(
            try ReportsTests.rendered(ConsoleReport.self, rows, ReportSettings()).contains(
                "0.0012345 USD"))
        let junit = try ReportsTests.rendered(JUnitReport.self, rows, ReportSettings())
        #expect(junit.contains(#"<property name="pathproof.cost_usd" value="0.0012345"/>"#))
        #expect(junit.contains(#"<property name="pathproof.cost" value="7 CNY"/>"#))
    }
}
