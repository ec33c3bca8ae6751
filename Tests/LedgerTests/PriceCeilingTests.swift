import Testing
import Vocabulary

@testable import Ledger

struct PriceCeilingTests {
    private func price(
        _ input: Rate, _ output: Rate, tiers: [Price.Tier] = [], offPeak: Price.OffPeak? = nil,
        multipliers: [Factor] = []
    ) -> Price {
        Price(
            "USD", Rates(input: input, output: output), tiers: tiers, offPeak: offPeak,
            multipliers: multipliers)
    }

    @Test func `plain rates are a product, rounded up`() throws {
        let ceiling = try #require(PriceCeiling(price("0.75", "4.5")))
        #expect(ceiling.nanos(input: 10, output: 4) == 10 * 750 + 4 * 4_500)
        let tiny = try #require(PriceCeiling(price("0.0001", "0")))
        #expect(tiny.nanos(input: 1, output: 9) == 1)
    }

    @Test func `a threshold counts from where input may pass it, and never makes it cheaper`()
        throws
    {
        let tiers = [
            Price.Tier(above: 100, Rates(input: "2", output: "10")),
            Price.Tier(above: 1_000, Rates(input: "1", output: "1")),
        ]
        let ceiling = try #require(PriceCeiling(price("1", "5", tiers: tiers)))
        #expect(ceiling.nanos(input: 100, output: 1) == 100 * 1_000 + 5_000)
        #expect(ceiling.nanos(input: 101, output: 1) == 101 * 2_000 + 10_000)
        #expect(ceiling.nanos(input: 5_000, output: 1) == 5_000 * 2_000 + 10_000)
    }

    @Test func `a place that no request asks for is among what may be billed`() throws {
        let row = try #require(
            PriceBook.shipped.models.first { $0.price?.factors["us"] != nil })
        let price = try #require(row.price)
        let ceiling = try #require(PriceCeiling(price))
        var counts = TokenCounts(inputFresh: 50, cacheWriteLong: 250, output: 4_000)
        counts.tier = "us"
        let cost = try #require(
            Pricing.cost(
                of: counts, at: price,
                under: Circumstances(time: UnixTime(seconds: 1_790_000_000))))
        #expect(cost.nanos <= ceiling.nanos(input: 300, output: 4_000))
    }

    @Test func `where no rate is known there is no most`() {
        #expect(PriceCeiling(Price("USD", Rates(input: "1"))) == nil)
        #expect(PriceCeiling(Price("USD", Rates(output: "1"))) == nil)
    }

    /// Every price that is shipped, with and without a contract, at every hour of a week.
    @Test func `no request within its counts costs more than the most`() throws {
        let factors: [[Factor]] = [[], ["0.85"], ["1.1", "0.333333"]]
        for (number, row) in PriceBook.shipped.models.enumerated() {
            guard var price = row.price else { continue }
            price.multipliers += factors[number % factors.count]
            let tiers = [nil, "flex", "priority", "fast", "batch"]
            let tier = tiers[number % tiers.count]
            guard let ceiling = PriceCeiling(price, tier: tier) else { continue }
            let sizes =
                [0, 1, 999, 32_001, 250_000] + price.tiers.flatMap { [$0.above, $0.above + 1] }
            for input in sizes {
                for (read, written, long) in [
                    (0, 0, 0), (input / 2, 0, 0), (0, input / 2, 0), (0, 0, input),
                ] {
                    var counts = TokenCounts(
                        inputFresh: input - read - written - long, cacheRead: read,
                        cacheWrite: written, cacheWriteLong: long, output: 777)
                    counts.reasoning = number.isMultiple(of: 2) ? 300 : 0
                    counts.tier = input.isMultiple(of: 2) ? tier : nil
                    // No request asks for it, and answers name it all the same.
                    if long == 0, price.factors["us"] != nil {
                        counts.tier = ServiceTier.joined(counts.tier, "us")
                    }
                    for hour in [0, 5, 11, 30, 60, 100] {
                        let time = UnixTime(seconds: 1_790_000_000 + hour * 3_600)
                        guard
                            let cost = Pricing.cost(
                                of: counts, at: price, under: Circumstances(time: time))
                        else { continue }
                        let most = ceiling.nanos(input: input, output: 777)
                        #expect(cost.nanos <= most, "\(row.provider):\(row.pin) at \(input) tokens")
                    }
                }
            }
        }
    }
}
