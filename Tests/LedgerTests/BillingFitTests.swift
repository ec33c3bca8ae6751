import Testing
import Vocabulary

@testable import Ledger

struct BillingFitTests {
    @Test func `the place where most ranges overlap is found`() {
        let found = BillingSearch.mostCommon([0...1, 0.5...2, 0.9...0.95, 5...6, 5.5...7])
        #expect(found?.count == 3)
        #expect(found?.range == 0.9...0.95)
        #expect(BillingSearch.mostCommon([]) == nil)
        #expect(BillingSearch.mostCommon([3...3])?.range == 3...3)
    }

    @Test(arguments: [
        (0.9, 1.3, 1.0), (1.11, 1.13, 1.12), (1.119, 1.121, 1.12), (1.05, 1.05, 1.05),
        (1.9, 2.2, 2.0), (0.0499, 0.0501, 0.05), (1.000_4, 1.000_6, 1.000_5),
    ])
    func `of all numbers in a range the one with the fewest digits is taken`(
        low: Double, high: Double, plain: Double
    ) {
        #expect(PlainFigure(in: low...high).value == plain)
    }

    @Test(
        arguments: [
            (Rounding.halfEven, 25, 2), (.halfEven, 35, 4), (.halfEven, 26, 3), (.halfUp, 25, 3),
            (.up, 21, 3), (.up, 20, 2), (.down, 29, 2), (.halfUp, 24, 2),
        ] as [(Rounding, Int128, Int128)])
    func `amounts are cut to whole steps as the rule says`(
        rounding: Rounding, value: Int128, steps: Int128
    ) {
        #expect(rounding.steps(value, unit: 10) == steps)
    }

    @Test func `a token's price is rounded as a table would have it`() {
        // 0.25 dollars a million is 2.5e-7 a token: at 7 places 3e-7, at 6 nothing or 1e-6.
        let price = Price("USD", Rates(input: "0.25", output: "10"))
        let counts = TokenCounts(inputFresh: 1000, output: 0)
        let call = ReconciledCall(
            counted: counts, told: nil, charged: nil, price: price, bodyBytes: 10,
            isStreamed: false)
        func dollars(_ places: Int, _ isUp: Bool) -> Int128? {
            Billing(unit: .roundedTokenPrice(places: places, isUp: isUp)).femtos(
                of: call, at: price
            ).map {
                $0 / 1_000_000_000
            }
        }
        #expect(dollars(7, false) == 300)
        #expect(dollars(7, true) == 300)
        #expect(dollars(6, false) == 0)
        #expect(dollars(6, true) == 1000)
    }
}
