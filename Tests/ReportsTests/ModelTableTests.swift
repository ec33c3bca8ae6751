import Documents
import GatewayMaps
import Ledger
import Rows
import Statistics
import TestSupport
import Testing
import Vocabulary

@testable import Reports

@Suite struct ModelTableTests {
    private func row(
        _ id: String, leg: String = "chat", _ verdict: RowVerdict, suite: String = "s",
        cause: String? = nil, calls: [String: Int] = [:]
    ) -> CaseRow {
        var row = CaseRow(
            id: id, suite: suite, route: leg, leg: LegID(route: leg, index: 0),
            legName: "p:\(leg)", cause: cause, isStreamed: true, test: "t", promptID: "p",
            promptDigest: "d", location: nil, verdict: verdict, expectedOutcome: .answers,
            modelRequested: leg)
        row.latency = .milliseconds(1100)
        row.firstContent = .milliseconds(100)
        row.firstAnswer = .milliseconds(200)
        row.outputTokens = 50
        row.calls = calls.map {
            CaseRow.LegCalls(leg: LegID(route: $0.key, index: 0), count: $0.value)
        }
        return row
    }

    private func call(_ id: String, leg: String = "chat", status: Int = 200, nanos: Int128?) -> Row
    {
        var call = CallRow(leg: LegID(route: leg, index: 0), arrived: .zero)
        call.caseID = id
        call.status = status
        call.isComplete = true
        call.cost = nanos.map { Money(nanos: $0, Money.dollars) }
        return .call(call)
    }

    private func run(_ mode: RunRow.Mode = .live) -> Row {
        var run = RunRow(
            version: "1", suites: ["s.yaml"], mode: mode, gateway: "g", started: "", host: "",
            seed: 0)
        run.tasks = [RunRow.Task(suite: "s", name: "triage")]
        return .run(run)
    }

    @Test func `cases are folded by task and model, and only healthy ones count`() throws {
        var table = ModelTable()
        for row in [
            run(), call("1", nanos: 10), .case(row("1", .passed)), call("2", nanos: 20),
            .case(row("2", .failed)), call("3", nanos: nil), .case(row("3", .skipped)),
            .case(row("4", .passed, cause: "hang")), .case(row("5", .passed, suite: "other")),
        ] { table.take(row) }
        #expect(table.tasks.map(\.name) == ["triage", "other"])
        let model = try #require(table.tasks[0].models.first)
        #expect(model.passed == 1 && model.judged == 2 && model.unjudged == 1)
        #expect(model.answers == 3 && model.spend.unknown == 1)
        #expect(model.spend.amounts == [Money(nanos: 30, Money.dollars)])
        #expect(model.costPerThousand == nil)
        // 50 tokens in the second between the first and the last.
        #expect(model.tokensPerSecond == 50)
        #expect(!table.isSimulated)
    }

    @Test func `a route's own answers are counted by the leg that gave them`() {
        var table = ModelTable()
        table.take(run())
        for (id, answered) in [("1", 0), ("2", 1), ("3", 1)] {
            var one = row(id, .passed)
            one.answeredBy = LegID(route: "chat", index: answered)
            table.take(.case(one))
        }
        var second = row("4", .passed)
        (second.leg.index, second.legName) = (1, "p:second")
        second.answeredBy = second.leg
        table.take(.case(second))
        table.take(.case(row("5", .passed, cause: "hang")))
        #expect(table.tasks[0].routes.map(\.name) == ["chat"])
        // That leg's name is known only from a case of its own, which came later.
        #expect(table.tasks[0].routes[0].parts.map(\.answers) == [1, 2])
        #expect(table.tasks[0].routes[0].parts.map(\.model) == ["p:chat", "p:second"])
    }

    /// A case that was sent once for each verdict, in so many milliseconds each.
    private func repeated(
        _ id: String, _ verdicts: [RowVerdict], _ milliseconds: [Int], leg: String = "chat"
    ) -> [Row] {
        var row = row(id, leg: leg, verdicts.contains(.failed) ? .failed : .passed)
        (row.repeats, row.repeatsPassed) = (verdicts.count, verdicts.count { $0 == .passed })
        let attempts = verdicts.indices.map { index in
            var attempt = AttemptRow(
                caseID: id, number: index + 1, verdict: verdicts[index], started: .zero,
                latency: .milliseconds(milliseconds[index]), status: 200)
            attempt.firstContent = .milliseconds(milliseconds[index] / 2)
            attempt.firstAnswer = .milliseconds(milliseconds[index] / 2)
            attempt.outputTokens = milliseconds[index] / 10
            attempt.cost = Money(nanos: 5, Money.dollars)
            if verdicts[index] == .errored { attempt.breakage = Breakage(.cut, "cut") }
            return Row.attempt(attempt)
        }
        return attempts + [.case(row)]
    }

    @Test func `each repeat of a case is an answer, right or wrong, dear or slow`() throws {
        var table = ModelTable()
        table.take(run())
        for row in repeated("1", [.passed, .failed, .errored, .passed], [100, 200, 900, 400])
            + repeated("2", [.failed, .failed], [100, 100])
        { table.take(row) }
        // What belongs to no case is nobody's.
        var stray = AttemptRow(caseID: "9", number: 1, verdict: .passed, started: .zero)
        stray.latency = .seconds(9)
        table.take(.attempt(stray))
        table.take(.case(row("3", .skipped)))
        let model = try #require(table.tasks[0].models.first)
        #expect(model.passed == 2 && model.judged == 5 && model.unjudged == 1)
        // Whom the provider failed had no right answer.
        #expect(model.unanswered == 1 && model.rate == 2.0 / 6 && model.cases == 2)
        // Two cases were seen, however often: of them the interval is made.
        #expect(model.interval == Wilson.interval(share: 2.0 / 6, of: 2))
        #expect(model.total.count == 6 && model.firstAnswer.count == 6)
        #expect(try #require(model.times[3]).time > .milliseconds(1000))
        #expect(model.answers == 6)
        #expect(model.spend.amounts == [Money(nanos: 25, Money.dollars)])
        // 90 tokens in the 450 ms behind the first of five answers, 50 in the second of the skipped case.
        #expect(model.tokensPerSecond.map { ($0 * 1000).rounded() } == (140_000 / 1.45).rounded())
    }

    @Test func `a provider that fails is not recommended for its few right answers`() throws {
        var table = ModelTable()
        table.take(run())
        for number in 0..<30 {
            var cheap = row("a\(number)", leg: "cheap", number < 10 ? .passed : .errored)
            if number >= 10 {
                cheap.status = 500
                cheap.providerError = ProviderError(status: 500, message: "overloaded")
            }
            (cheap.cost, cheap.outputTokens) = (Money(nanos: 1, Money.dollars), 1)
            var dear = row("b\(number)", leg: "dear", .passed)
            dear.cost = Money(nanos: 100, Money.dollars)
            for row in [cheap, dear] { table.take(.case(row)) }
        }
        let comparison = Comparison(table)
        #expect(comparison.choices[0].model == "p:dear")
        let text = CompareText.terminal(comparison, Palette(isColoured: false))
        #expect(text.contains("33.3 %") && text.contains("30 (20 unanswered)"), "\(text)")
        // Where nothing was judged nobody knows whose fault it was.
        var none = ModelTable()
        none.take(run())
        var broken = row("1", .errored)
        broken.breakage = Breakage(.refused, "no")
        none.take(.case(broken))
        #expect(none.tasks[0].models[0].rate == nil)
    }

    @Test func `a model that is right in half of its answers is not recommended for its price`()
        throws
    {
        var table = ModelTable()
        table.take(run())
        for id in ["1", "2", "3"] {
            for row in repeated("a\(id)", [.passed, .failed], [10, 10], leg: "cheap")
                + repeated("b\(id)", [.passed, .passed], [10, 10], leg: "dear")
            {
                // The suite is content with half of them.
                guard case .case(var row) = row else {
                    table.take(row)
                    continue
                }
                row.verdict = .passed
                table.take(.case(row))
            }
        }
        let comparison = Comparison(table)
        #expect(comparison.tasks[0].models.map(\.rate) == [0.5, 1])
        #expect(comparison.choices[0].model == "p:dear")
        let text = CompareText.terminal(comparison, Palette(isColoured: false))
        #expect(text.contains("6 in 3 cases"), "\(text)")
        #expect(text.contains("95 %: by the number of cases"), "\(text)")
    }

    @Test func `a leg that answered after another had failed is priced, but not timed`() throws {
        var table = ModelTable()
        table.take(run(.simulated))
        table.take(call("1", leg: "first", status: 503, nanos: 0))
        table.take(call("1", leg: "chat", nanos: 7))
        table.take(.case(row("1", .passed, calls: ["first": 1, "chat": 1])))
        let model = try #require(table.tasks[0].models.first)
        #expect(model.costPerThousand == Money(nanos: 7000, Money.dollars))
        #expect(model.total.count == 0 && model.answers == 1)
        #expect(table.isSimulated)
    }

    @Test func `how late we were ourselves stands beside the times of a model`() throws {
        var table = ModelTable()
        table.take(run())
        var late = row("1", .passed)
        late.loopLag = .milliseconds(90)
        table.take(.case(late))
        let model = try #require(table.tasks[0].models.first)
        // 90 ms are more than a quarter of 200 ms, and less than one of 1.1 s.
        #expect(model.times.map { $0?.isClientLimited } == [true, true, false, false])
        #expect(model.times[0]?.wordsWithBar == "≤ 199 ms* (±89.1 ms)")
    }

    @Test func `behind an address nobody saw a call, and the cost is unknown`() throws {
        var table = ModelTable()
        table.take(run())
        table.take(.case(row("1", .passed)))
        let model = try #require(table.tasks[0].models.first)
        #expect(model.spend.unknown == 1 && model.answers == 1)
    }
}
