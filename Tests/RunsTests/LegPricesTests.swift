import Ledger
import Testing
import Vocabulary

@testable import Runs

struct LegPricesTests {
    private static func leg(_ index: Int, _ provider: String, _ model: String) -> Leg {
        Leg(
            id: LegID(route: "chat", index: index), provider: provider, model: model, pin: model,
            timeout: .seconds(1))
    }

    private let legs = [
        leg(0, "openai", "gpt-5.4"), leg(1, "doubao", "doubao-seed-2-1-pro-260915"),
        leg(2, "openai", "no-such-model"),
    ]

    private var prices: LegPrices {
        LegPrices([Route(name: "chat", legs: legs)], in: .shipped)
    }

    private func call(_ leg: Int, status: Int?, _ usage: Usage?) -> LaneCall {
        var call = LaneCall(leg: legs[leg].id, arrived: Moment(nanoseconds: 0))
        call.status = status
        if let usage { call.answer = LaneCall.Answer(text: "", model: nil, usage: usage) }
        return call
    }

    private let usage = Usage(
        input: .init(1_000, "prompt_tokens"), output: .init(100, "completion_tokens"),
        cachedInput: .init(400, "cached_tokens"))

    private func priced(_ calls: [LaneCall]) -> [LaneCall] {
        var calls = calls
        prices.price(&calls, at: nil)
        return calls
    }

    @Test func `each call has the price of its leg, and an error has none`() {
        let calls = priced([
            call(0, status: 200, usage), call(1, status: 200, usage), call(0, status: 429, nil),
            call(0, status: 200, nil), call(0, status: nil, nil), call(2, status: 200, usage),
            call(2, status: 500, nil),
        ])
        // 600×2.5 + 400×0.25 + 100×15 = 3,100, and 600×6 + 400×1.2 + 100×30 = 7,080.
        #expect(
            calls.map(\.cost) == [
                Money("0.0031", "USD"), Money("0.00708", "CNY"), Money("0", "USD"), nil, nil, nil,
                nil,
            ])
    }

    @Test func `what nobody was asked for costs nothing, whatever it says`() {
        var calls = [
            call(0, status: 200, usage), call(0, status: nil, nil), call(2, status: 200, usage),
        ]
        for index in calls.indices { calls[index].isUnpaid = true }
        #expect(priced(calls).map(\.cost) == [Money("0", "USD"), Money("0", "USD"), nil])
    }

    @Test func `a total is of one currency, and of what is known`() {
        let one = call(0, status: 200, usage)
        #expect(LegPrices.total(of: priced([one, one])) == Money("0.0062", "USD"))
        #expect(
            LegPrices.total(of: priced([one, call(0, status: 500, nil)])) == Money("0.0031", "USD"))
        #expect(LegPrices.total(of: priced([one, call(1, status: 200, usage)])) == nil)
        #expect(LegPrices.total(of: priced([call(0, status: 200, nil), one])) == nil)
        #expect(LegPrices.total(of: priced([one, call(0, status: 200, nil)])) == nil)
        #expect(LegPrices.total(of: []) == nil)
    }

    @Test func `an estimate counts every call, but none that ends in an error`() {
        let tokens = Estimate.tokens(bytes: 3_999, outputMax: 100)
        #expect(tokens.inputFresh == 1_000)
        #expect(Estimate.tokens(bytes: 0, outputMax: nil).output == Estimate.outputTokens)
        let path = Path(
            route: "chat", leg: legs[0].id, cause: .serverError,
            causes: [legs[0].id: .serverError],
            expected: Vocabulary.Expectation(
                outcome: .movesOn, answeredBy: legs[1].id, calls: [legs[0].id: 2, legs[1].id: 1]))
        var sum = MoneySum()
        sum.add(Money("0", "USD"))
        sum.add(Money("0.009", "CNY"))
        let estimate = prices.estimate(path, tokens)
        #expect(estimate.amount(in: "USD") == sum.amount(in: "USD"))
        #expect(estimate.amount(in: "CNY") == sum.amount(in: "CNY"))
        #expect(estimate.unknown == 0)
    }
}
