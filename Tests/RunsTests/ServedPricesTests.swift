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

    private func prices(_ overrides: [PriceOverride] = [], tier: String? = nil) -> LegPrices {
        LegPrices(
            [Route(name: "chat", legs: Self.legs)], in: .shipped.overridden(by: overrides),
            tier: tier)
    }

    private func call(
        _ leg: Int, asked: String?, told: String?, by prices: LegPrices? = nil,
        tier: String? = nil, cause: Cause? = nil
    ) -> LaneCall {
        var call = LaneCall(leg: Self.legs[leg].id, arrived: Moment(nanoseconds: 0))
        (call.status, call.isComplete, call.model) = (200, true, asked)
        call.cause = cause
        call.answer = LaneCall.Answer(
            text: "x", model: told,
            usage: Usage(
                input: .init(1_000, "input"), output: .init(100, "output"), tier: tier))
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

    private func row(_ asked: String = "chat") -> CaseRow {
        CaseRow(
            id: "case", suite: "s", route: "chat", leg: Self.legs[0].id, legName: "", cause: nil,
            isStreamed: false, test: "t", promptID: "p", promptDigest: "d", location: nil,
            verdict: .passed, expectedOutcome: .answers, modelRequested: asked)
    }

    private func findings(_ finished: [RowDesk.Finished], direct: Set<String> = []) -> [Finding] {
        let desk = LedgerDesk(
            [prices()], ownGateways: [:], direct: direct, start: Moment(nanoseconds: 0))
        for one in finished { desk.take(one) }
        return desk.rows.compactMap { row in
            guard case .finding(let row) = row else { return nil }
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
        #expect(found.first?.code == "ledger.served-model-price")
        let words = try #require(found.first?.message)
        #expect(words.contains("openai:gpt-5.4-mini was asked for"))
        #expect(words.contains("'gpt-4o-mini-2024-07-18' answered 2 calls"))
        #expect(words.contains("0.00042 USD at the price of the model that served"))
        #expect(words.contains("0.0024 USD at the price of the model that was asked for"))
    }

    @Test func `a planted model, a wildcard's and an alias are no news`() {
        let planted = call(0, asked: "gpt-5.4-mini", told: "gpt-4o-mini", cause: .wrongModel)
        let calls = [
            planted, call(1, asked: "claude-haiku-4-5", told: "claude-haiku-4-5-20251001"),
            call(2, asked: "prod-chat", told: "gpt-5.4-2026-03-05"),
            call(3, asked: "deepseek-v4-flash", told: "deepseek-flash"),
        ]
        #expect(findings([RowDesk.Finished(row(), calls: calls)]).isEmpty)
    }

    private func heard(_ asked: String, _ served: String, tier: (String?, String?) = (nil, nil))
        -> RowDesk.Finished
    {
        var (row, reading) = (row(asked), Reading())
        reading.model = served
        reading.usage = Usage(
            input: .init(1_000, "input"), output: .init(100, "output"), tier: tier.1)
        row.swaps = Swap.hearsay(of: reading, asked: asked, tier: tier.0, by: .bySum)
        return RowDesk.Finished(row, calls: [])
    }

    @Test func `behind a URL the answer's own word tells both costs`() throws {
        let found = findings([
            heard("gpt-5.4-mini", "gpt-4o-mini"), heard("fast-chat", "gpt-4o-mini"),
        ])
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
                    .model, asked: "a", served: "b\(number)", cost: Money(nanos: 1, "USD"),
                    costAsked: Money(nanos: 2, "USD")))
        }
        #expect(swapped.findings.count == 101)
        #expect(swapped.findings.last?.message.hasPrefix("400 further calls") == true)
    }

    // MARK: Tiers

    @Test(
        arguments: [
            // 1,000 × 0.75 + 100 × 4.5 in millionths, half of it, twice as much; a tier that no list has, and one that
            // nobody has heard of.
            (0, nil, "0.0012"), (0, "default", "0.0012"), (0, "flex", "0.0006"),
            (0, "priority", "0.0024"), (0, "scale", nil), (0, "platinum", "0.0012"),
            (1, "priority", nil), (3, "priority", nil),
        ] as [(Int, String?, String?)])
    func `a call costs what the tier costs that served it`(leg: Int, tier: String?, cost: String?) {
        let priced = call(leg, asked: Self.legs[leg].model, told: nil, tier: tier)
        #expect(priced.cost == cost.flatMap { Money($0, "USD") })
    }

    @Test func `a tier that was not asked for is told with both costs`() throws {
        let prices = prices(tier: "flex")
        let usual = call(
            0, asked: "gpt-5.4-mini", told: "gpt-5.4-mini", by: prices, tier: "default")
        let flex = call(0, asked: "gpt-5.4-mini", told: "gpt-5.4-mini", by: prices, tier: "flex")
        // Anthropic has no word for it in its requests, so that nobody asked.
        let other = call(
            1, asked: "claude-haiku-4-5", told: "claude-haiku-4-5", by: prices, tier: "standard")
        let found = findings([RowDesk.Finished(row(), calls: [usual, flex, other, usual])])
        #expect(found.map(\.code) == ["ledger.served-tier-price"])
        let words = try #require(found.first?.message)
        #expect(
            words.contains(
                "service tier 'flex' was asked for and 'default' served 2 calls of openai:gpt-5.4-mini"
            ))
        #expect(words.contains("0.0024 USD at the price of the tier that served"))
        #expect(words.contains("0.0012 USD at the price of the tier that was asked for"))
        let silent = call(0, asked: "gpt-5.4-mini", told: "gpt-5.4-mini", by: prices)
        let told = findings([RowDesk.Finished(row(), calls: [silent])])
        #expect(told.first?.message.contains("answered without a word of it") == true)
    }

    @Test
    func `who asks for the usual tier and pays for another is told, and who asks for none is not`()
    {
        let usual = call(
            0, asked: "gpt-5.4-mini", told: nil, by: prices(tier: "default"), tier: "priority")
        #expect(findings([RowDesk.Finished(row(), calls: [usual])]).count == 1)
        for tier in [nil, "auto"] {
            let left = call(
                0, asked: "gpt-5.4-mini", told: nil, by: prices(tier: tier), tier: "priority")
            #expect(findings([RowDesk.Finished(row(), calls: [left])]).isEmpty)
        }
    }

    @Test func `a tier without a price is told, and whether its calls are counted`() {
        let scale = call(0, asked: "gpt-5.4-mini", told: nil, tier: "scale")
        let strange = call(0, asked: "gpt-5.4-mini", told: nil, tier: "platinum")
        let found = findings([RowDesk.Finished(row(), calls: [scale, strange, scale])])
        #expect(found.map(\.code) == ["ledger.tier-unlisted", "ledger.tier-unlisted"])
        #expect(found.map(\.severity) == [.note, .warning])
        #expect(found[0].message.contains("counted at the usual one, 0.0012 USD"))
        #expect(
            found[1].message.contains("what they cost is not known; 0.0024 USD at the usual price"))
    }

    @Test func `behind a URL the tier is told by the answer, and a cheaper one that is not given`()
        throws
    {
        let found = findings([
            heard("gpt-5.4-mini", "gpt-5.4-mini", tier: ("flex", "default")),
            heard("gpt-5.4-mini", "gpt-5.4-mini", tier: ("flex", "flex")),
            heard("fast-chat", "nobody-knows", tier: ("flex", "default")),
        ])
        #expect(found.map(\.code) == ["ledger.served-tier-price"])
        let words = try #require(found.first?.message)
        #expect(words.contains("0.0012 USD") && words.contains("0.0006 USD"))
    }

    @Test func `a tier's dearer price is in the most that a call may cost`() throws {
        func most(_ tier: String?) throws -> Int128 {
            let entry = try #require(prices(tier: tier).entry(of: Self.legs[0].id))
            return try #require(entry.ceiling).nanos(input: 1_000, output: 100)
        }
        #expect(try most("priority") == 2 * most(nil))
        // What is asked for may not be given.
        #expect(try most("flex") == most(nil))
    }
}
