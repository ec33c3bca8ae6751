import Ledger
import Rows
import Testing
import Vocabulary

@testable import Runs

/// Calls whose answers name another model than was asked for.
struct ServedPricesTests {
    private static func leg(_ index: Int, _ provider: String, _ model: String) -> Leg {
        Leg(
            id: LegID(route: "chat", index: index), provider: provider, model: model, pin: model,
            timeout: .seconds(1))
    }

    private static let legs = [
        leg(0, "openai", "gpt-5.4-mini"), leg(1, "anthropic", "*"), leg(2, "azure", "prod-chat"),
        leg(3, "deepseek", "deepseek-v4-flash"),
    ]

    private func prices(_ overrides: [PriceOverride] = []) -> LegPrices {
        LegPrices(
            [Route(name: "chat", legs: Self.legs)], in: .shipped.overridden(by: overrides))
    }

    private func call(
        _ leg: Int, asked: String?, told: String?, by prices: LegPrices? = nil
    ) -> LaneCall {
        var call = LaneCall(leg: Self.legs[leg].id, arrived: Moment(nanoseconds: 0))
        (call.status, call.isComplete, call.model) = (200, true, asked)
        call.answer = LaneCall.Answer(
            text: "x", model: told,
            usage: Usage(input: .init(1_000, "input"), output: .init(100, "output")))
        var calls = [call]
        (prices ?? self.prices()).price(&calls, at: UnixTime(seconds: 1_795_233_600))
        return calls[0]
    }

    @Test(
        arguments: [
            // 1,000 × 0.15 + 100 × 0.6 and 1,000 × 0.75 + 100 × 4.5, in millionths.
            (0, "gpt-5.4-mini", "gpt-4o-mini-2024-07-18", "0.00021"),
            (0, "gpt-5.4-mini", "gpt-4o-mini", "0.00021"),
            (0, "gpt-5.4-mini", "gpt-5.4-mini", "0.0012"),
            (0, "gpt-5.4-mini", "gpt-5.4-mini-2026-03-17", "0.0012"),
            (0, "gpt-5.4-mini", "gpt-5.4-mini-2027-01-01", "0.0012"),
            (0, "gpt-5.4-mini", "nobody-knows", "0.0012"),
            (0, "gpt-5.4-mini", nil, "0.0012"),
            // A wildcard's by what it was asked for, or by what answered.
            (1, "claude-haiku-4-5-20251001", "claude-haiku-4-5-20251001", "0.0015"),
            (1, "claude-haiku-4-5-20251001", nil, "0.0015"),
            (1, "claude-haiku-4-5-20251001", "nobody-knows", "0.0015"),
            (1, "nobody-knows", "nobody-knows", nil),
            // A deployment by the model behind it: 1,000 × 2.5 + 100 × 15.
            (2, "prod-chat", "gpt-5.4-2026-03-05", "0.004"), (2, "prod-chat", "prod-chat", nil),
        ] as [(Int, String, String?, String?)])
    func `a call costs what the model costs that served, else the one that was asked for`(
        leg: Int, asked: String, told: String?, cost: String?
    ) {
        let money = cost.flatMap { Money($0, "USD") }
        #expect(call(leg, asked: asked, told: told).cost == money)
    }

    @Test func `an error of a wildcard costs nothing, and not something unknown`() {
        var calls = [call(1, asked: "claude-haiku-4-5", told: nil)]
        (calls[0].status, calls[0].answer) = (429, nil)
        prices().price(&calls, at: nil)
        #expect(calls[0].cost == Money(nanos: 0, "USD"))
    }

    @Test func `a deployment's price by the user's file stands, whatever answers`() {
        let own = PriceOverride(
            provider: "azure", model: "prod-chat",
            .price(Price("USD", Rates(input: "1", output: "2"))), source: "routes.yaml:3")
        let prices = prices([own])
        #expect(
            call(2, asked: "prod-chat", told: "gpt-5.4-2026-03-05", by: prices).cost
                == Money("0.0012", "USD"))
        let agreed = LegPrices(
            [Route(name: "chat", legs: Self.legs)], in: .shipped,
            own: [Self.legs[0].id: Price("USD", Rates(input: "1", output: "2"))])
        #expect(
            call(0, asked: "gpt-5.4-mini", told: "gpt-4o-mini", by: agreed).cost
                == Money("0.0012", "USD"))
    }

    @Test func `the user's price of the model that served counts, too`() {
        let own = PriceOverride(
            provider: "openai", model: "my-finetune",
            .price(Price("USD", Rates(input: "2", output: "4"))), source: "routes.yaml:3")
        #expect(
            call(0, asked: "gpt-5.4-mini", told: "my-finetune", by: prices([own])).cost
                == Money("0.0024", "USD"))
    }

    // MARK: What is told of it

    private func row(_ asked: String = "chat", served: String? = nil) -> CaseRow {
        var row = CaseRow(
            id: "case", suite: "s", route: "chat", leg: Self.legs[0].id, legName: "", cause: nil,
            isStreamed: false, test: "t", promptID: "p", promptDigest: "d", location: nil,
            verdict: .passed, expectedOutcome: .answers, modelRequested: asked)
        (row.status, row.modelServed) = (200, served)
        (row.inputTokens, row.outputTokens) = (1_000, 100)
        return row
    }

    private func findings(
        _ finished: [RowDesk.Finished], direct: Set<String> = [], hasJournals: Bool = true
    ) -> [Finding] {
        let desk = LedgerDesk(
            [prices()], ownGateways: [:], direct: direct, start: Moment(nanoseconds: 0),
            hasJournals: hasJournals)
        for one in finished { desk.take(one) }
        return desk.rows.compactMap { row in
            guard case .finding(let row) = row, row.finding.code == SwappedPrices.code else {
                return nil
            }
            return row.finding
        }
    }

    @Test(arguments: [[], ["s"]] as [Set<String>])
    func `both costs are told where another model served, of direct calls as of others`(
        direct: Set<String>
    ) throws {
        let swapped = RowDesk.Finished(
            row(), calls: [call(0, asked: "gpt-5.4-mini", told: "gpt-4o-mini-2024-07-18")])
        let usual = RowDesk.Finished(
            row(), calls: [call(0, asked: "gpt-5.4-mini", told: "gpt-5.4-mini-2026-03-17")])
        let found = findings([swapped, usual, swapped], direct: direct)
        #expect(found.count == 1 && found.first?.severity == .warning)
        let words = try #require(found.first?.message)
        #expect(words.contains("openai:gpt-5.4-mini was asked for"))
        #expect(words.contains("'gpt-4o-mini-2024-07-18' answered 2 calls"))
        #expect(words.contains("0.00042 USD at the price of the model that served"))
        #expect(words.contains("0.0024 USD at the price of the model that was asked for"))
    }

    @Test func `a planted model, a wildcard's and an alias are no news`() {
        var planted = call(0, asked: "gpt-5.4-mini", told: "gpt-4o-mini")
        planted.cause = .wrongModel
        let calls = [
            planted, call(1, asked: "claude-haiku-4-5", told: "claude-haiku-4-5-20251001"),
            call(2, asked: "prod-chat", told: "gpt-5.4-2026-03-05"),
            call(3, asked: "deepseek-v4-flash", told: "deepseek-flash"),
        ]
        #expect(findings([RowDesk.Finished(row(), calls: calls)]).isEmpty)
    }

    @Test func `behind a URL the answer's own word tells both costs`() throws {
        let swapped = RowDesk.Finished(row("gpt-5.4-mini", served: "gpt-4o-mini"), calls: [])
        let alias = RowDesk.Finished(row("fast-chat", served: "gpt-4o-mini"), calls: [])
        let found = findings([swapped, alias], hasJournals: false)
        #expect(found.count == 1)
        let words = try #require(found.first?.message)
        #expect(words.contains("'gpt-5.4-mini' was asked for"))
        #expect(words.contains("0.00021 USD") && words.contains("0.0012 USD"))
    }

    @Test func `names from outside have a bound`() {
        var swapped = SwappedPrices()
        for number in 0..<500 {
            swapped.add(
                Swap(
                    asked: "a", served: "b\(number)", cost: Money(nanos: 1, "USD"),
                    costAsked: Money(nanos: 2, "USD")))
        }
        #expect(swapped.findings.count == 101)
        #expect(swapped.findings.last?.message.hasPrefix("400 further calls") == true)
    }
}
