import Rows
import Testing
import Vocabulary

@testable import Reports

struct SpendGroupsTests {
    private func random(_ state: inout UInt64, _ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    private func total(_ lines: [SpendGroups.Line]) -> (calls: Int, all: MoneySum, failed: MoneySum)
    {
        var (calls, all, failed) = (0, MoneySum(), MoneySum())
        for line in lines {
            calls += line.calls
            all.add(line.all)
            failed.add(line.failed)
        }
        return (calls, all, failed)
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `every way of telling spend apart adds up to the same, unknown costs and all`(seed: UInt64)
        throws
    {
        var state = seed
        var groups = SpendGroups()
        var table = SpendTable()
        let legs = (0..<6).map { LegID(route: "route \($0 % 2)", index: $0) }
        for (number, leg) in legs.enumerated() {
            let row = PathRow(
                leg: leg, legName: "provider \(number % 3):model \(number)", cause: nil,
                isStreamed: false, expectedOutcome: .answers, isCovered: true)
            groups.take(row)
            table.take(row)
        }
        var all: [String: Int128] = [:]
        for number in 0..<200 {
            for _ in 0..<random(&state, 4) {
                var call = CallRow(leg: legs[random(&state, legs.count)], arrived: .zero)
                call.status = [200, 500][random(&state, 2)]
                call.isComplete = random(&state, 3) > 0
                if random(&state, 5) > 0 {
                    let money = Money(
                        nanos: Int128(random(&state, 1 << 30)) * 1_000_003,
                        ["USD", "CNY"][random(&state, 2)])
                    call.cost = money
                    all[money.currency, default: 0] += money.nanos
                }
                groups.take(call)
                table.take(call)
            }
            var row = SampleRun.row(
                "suite \(number % 4)", legs[0], nil, stream: false, "t", .passed)
            row.cause = [nil, "cut", "quota"][number % 3]
            row.tags = ["all", "user=\(number % 7)"]
            groups.take(row)
        }
        let legTotal = table.byRoute.reduce(into: MoneySum()) { $0.add($1.all) }
        for way in SpendGroups.Way.allCases where way != .key {
            let found = total(groups.lines(by: way))
            // Each test has two tags.
            let times = way == .tag ? 2 : 1
            for (currency, nanos) in all {
                #expect(found.all.amount(in: currency)?.nanos == nanos * Int128(times), "\(way)")
            }
            #expect(found.all.unknown == legTotal.unknown * times, "\(way)")
            #expect(found.calls == table.byRoute.reduce(0) { $0 + $1.calls } * times, "\(way)")
        }
        #expect(groups.lines(by: .provider).count == 3)
        #expect(groups.lines(by: .cause).map(\.name).sorted() == ["cut", "healthy", "quota"])
        let costs = groups.lines(by: .suite).map { $0.all.amounts.first?.nanos ?? 0 }
        #expect(costs == costs.sorted(by: >), "the dearest first")
    }

    @Test func `suites of one task are added up, and keys stand apart from tags`() throws {
        var run = SampleRun.run
        run.tasks = [
            RunRow.Task(suite: "plain", name: "support"),
            RunRow.Task(suite: "hard", name: "support"),
        ]
        var rows: [Row] = [.run(run)]
        for (number, suite) in ["plain", "hard", "other"].enumerated() {
            var call = CallRow(leg: LegID(route: "a", index: 0), arrived: .zero)
            call.cost = Money(nanos: [1_000_000_000, 2_000_000_000, 500_000_000][number], "USD")
            var row = SampleRun.row(
                suite, LegID(route: "a", index: 0), nil, stream: false, "t", .passed)
            row.tags = ["key=free-tier", "europe"]
            rows += [.call(call), .case(row)]
        }
        let markdown = try rendered(MarkdownReport.self, rows)
        for line in [
            "| task | `support` | 2 | 3 USD |", "| task | `other` | 1 | 0.5 USD |",
            "| key | `free-tier` | 3 | 3.5 USD |", "| tag | `europe` | 3 | 3.5 USD |",
        ] { #expect(markdown.contains(line), "\(line)\n\(markdown)") }
        let page = try rendered(HTMLReport.self, rows)
        #expect(page.contains(#"["spend","task","support",2,"3 USD","#))
        #expect(page.contains(#"["spend","key","free-tier",3,"3.5 USD","#))
        let summary = try rendered(SummaryReport.self, rows)
        #expect(summary.contains(#""task":[{"name":"support","calls":2,"#), "\(summary)")
        // Without a word for their work suites would only stand there twice.
        let plain = try rendered(HTMLReport.self, [.run(SampleRun.run)] + rows.dropFirst())
        #expect(plain.contains(#"["spend","suite""#) && !plain.contains(#"["spend","task""#))
    }

    @Test func `what is asked about an answer is no client's`() {
        var groups = SpendGroups()
        let leg = LegID(route: "a", index: 0)
        for hasAnswer in [true, false] {
            if hasAnswer {
                var call = CallRow(leg: leg, arrived: .zero)
                call.cost = Money(nanos: 90, "USD")
                groups.take(call)
            }
            var question = QuestionRow(
                of: "c", to: LegID(route: "judge:j", index: 0), asked: "openai:j", started: .zero)
            question.cost = Money(nanos: 50, "USD")
            groups.take(question)
            var row = SampleRun.row("s", leg, nil, stream: false, "t", .passed)
            row.tags = ["key=free-tier", "europe"]
            groups.take(row)
        }
        #expect(groups.lines(by: .key).map(\.calls) == [1])
        #expect(groups.lines(by: .key).first?.all.amount(in: "USD")?.nanos == 90)
        #expect(groups.lines(by: .tag).first?.all.amount(in: "USD")?.nanos == 190)
    }

    @Test func `more tags than anybody reads are counted together`() {
        var groups = SpendGroups()
        for number in 0..<2_000 {
            var call = CallRow(leg: LegID(route: "a", index: 0), arrived: .zero)
            call.cost = Money(nanos: 1, "USD")
            groups.take(call)
            var row = SampleRun.row(
                "s", LegID(route: "a", index: 0), nil, stream: false, "t", .passed)
            row.tags = ["user=\(number)"]
            groups.take(row)
        }
        let lines = groups.lines(by: .tag)
        #expect(lines.count == 501)
        #expect(lines.first?.name == "others" && lines.first?.calls == 1_500)
    }
}
