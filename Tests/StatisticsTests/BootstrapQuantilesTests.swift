import Testing

@testable import Statistics

struct BootstrapQuantilesTests {
    @Test(arguments: [0, 0.05, 0.31, 0.5, 0.95, 1])
    func `the value is the sample's own quantile`(share: Double) throws {
        var chance = Chance(seed: 3)
        for count in [1, 2, 3, 10, 41] {
            // With repeats among them.
            let values = (0..<count).map { _ in Double(chance.below(20)) }
            let estimate = try #require(
                Bootstrap(resamples: 50, seed: 1).quantile(share, of: values))
            let wanted = try #require(Sample.quantile(share, of: values))
            #expect(abs(estimate.value - wanted) < 1e-12, "\(share) of \(values)")
            #expect(estimate.interval.low <= estimate.interval.high)
        }
    }

    @Test func `of nothing there is no quantile`() {
        #expect(Bootstrap(resamples: 10, seed: 1).quantile(0.5, of: []) == nil)
        #expect(Bootstrap(resamples: 10, seed: 1).quantileDifference(0.5, of: []) == nil)
    }

    /// Of 1...101 the order statistics with ranks 41 and 61 hold the median at 95 %, by the binomial.
    @Test func `a median's interval is about that of the binomial`() throws {
        let values = (1...101).map(Double.init)
        let estimate = try #require(
            Bootstrap(resamples: 4000, seed: 2).quantile(0.5, of: values))
        #expect(estimate.value == 51)
        #expect(abs(estimate.interval.low - 41) <= 2, "\(estimate.interval)")
        #expect(abs(estimate.interval.high - 61) <= 2, "\(estimate.interval)")
    }

    @Test func `drawn pairs stay together: a constant added moves every quantile by just that`()
        throws
    {
        var chance = Chance(seed: 8)
        let pairs = (0..<60).map { _ in
            let before = Double(chance.below(1000))
            return Bootstrap.Pair(before: before, after: before + 7)
        }
        let bootstrap = Bootstrap(resamples: 200, seed: 4)
        let estimate = try #require(bootstrap.quantileDifference(0.95, of: pairs))
        #expect(abs(estimate.value - 7) < 1e-9)
        #expect(abs(estimate.interval.low - 7) < 1e-9 && abs(estimate.interval.high - 7) < 1e-9)
    }

    @Test func `two equal noises differ by nothing in about 95 of 100 samples`() throws {
        var chance = Chance(seed: 21)
        var (medians, ends) = (0, 0)
        for round in 0..<200 {
            // A skew noise with a slow end, as times have it.
            func noise() -> Double {
                let usual = Double(chance.below(1000))
                return chance.below(20) == 0 ? usual * 9 : usual
            }
            let pairs = (0..<80).map { _ in Bootstrap.Pair(before: noise(), after: noise()) }
            let bootstrap = Bootstrap(resamples: 300, seed: UInt64(round))
            let median = try #require(
                bootstrap.quantile(0.5, of: pairs.map { $0.after - $0.before }))
            if median.interval.contains(0) { medians += 1 }
            let end = try #require(bootstrap.quantileDifference(0.95, of: pairs))
            if end.interval.contains(0) { ends += 1 }
        }
        // 190 of 200 are due; four deviations are 12. A p95 of 80 values is known roughly, and so more seldom off.
        #expect((178...200).contains(medians), "\(medians) of 200")
        #expect(ends >= 178, "\(ends) of 200")
    }
}
