import Testing

@testable import Statistics

/// Held against scipy 1.17.1, `stats.bootstrap((before, after), f, paired=True, n_resamples=40000)`; the
/// draws differ, so the ends may by as much as draws scatter.
struct BootstrapTests {
    private static let before = [
        12.1, 15.3, 9.8, 22.4, 17.7, 30.2, 11.1, 14.9, 25.6, 19.3, 13.7, 16.2, 28.8, 10.4, 21.5,
        18.1, 12.9, 33.4, 15.8, 20.6,
    ]
    private static let after = [
        13.0, 15.9, 11.2, 23.9, 18.0, 33.9, 11.6, 16.8, 26.0, 21.7, 14.1, 18.3, 30.3, 11.9, 22.2,
        20.8, 13.1, 38.6, 16.3, 22.9,
    ]
    private let pairs = zip(before, after).map { Bootstrap.Pair(before: $0, after: $1) }

    @Test(arguments: [
        (
            Bootstrap.Figure.ratioOfSums, Bootstrap.Method.percentile, 1.083_017_847_485_127_3,
            1.058_92, 1.106_45
        ),
        (.ratioOfSums, .bca, 1.083_017_847_485_127_3, 1.060_06, 1.108_02),
        (.medianDifference, .percentile, 1.449_999_999_999_999_3, 0.55, 2.0),
        (.medianRatio, .percentile, 1.070_672_225_501_771, 1.035_89, 1.125_93),
        (.ratioOfMedians, .percentile, 1.070_796_460_176_991, 1.016_95, 1.149_17),
    ])
    func `intervals are near scipy's`(
        figure: Bootstrap.Figure, method: Bootstrap.Method, value: Double, low: Double, high: Double
    ) throws {
        let bootstrap = Bootstrap(resamples: 10_000, seed: 11, method: method)
        let estimate = try #require(bootstrap.estimate(figure, of: pairs))
        #expect(abs(estimate.value - value) < 1e-12)
        let slack = 0.12 * (high - low)
        #expect(abs(estimate.interval.low - low) < slack, "\(estimate.interval)")
        #expect(abs(estimate.interval.high - high) < slack, "\(estimate.interval)")
    }

    @Test func `one seed gives one answer, another seed another`() {
        let one = Bootstrap(resamples: 200, seed: 1).estimate(.ratioOfSums, of: pairs)
        #expect(one == Bootstrap(resamples: 200, seed: 1).estimate(.ratioOfSums, of: pairs))
        #expect(one != Bootstrap(resamples: 200, seed: 2).estimate(.ratioOfSums, of: pairs))
    }

    /// Each is like the one before it, as times are on a machine with slow and quick minutes; 0: each for itself.
    private static func series(_ likeness: Double, _ chance: inout Chance) -> [Double] {
        var last = 0.0
        return (0..<400).map { _ in
            // The sum of twelve even ones is near enough to a normal one.
            let new = (0..<12).reduce(-6.0) { sum, _ in sum + Double(chance.below(10_001)) / 10_000
            }
            last = likeness * last + new * (1 - likeness * likeness).squareRoot()
            return last
        }
    }

    @Test(arguments: [0, 0.8, 0.95])
    func `of neighbours that are alike the interval is as wide as they deserve`(likeness: Double)
        throws
    {
        var chance = Chance(seed: 9)
        var (runs, single) = (0, 0)
        for round in 0..<200 {
            let values = Self.series(likeness, &chance)
            var bootstrap = Bootstrap(resamples: 300, seed: UInt64(round))
            let apart = try #require(bootstrap.quantile(0.5, of: values))
            bootstrap.drawsRuns = true
            let together = try #require(bootstrap.quantile(0.5, of: values))
            #expect(apart.value == together.value)
            if apart.interval.contains(0) { single += 1 }
            if together.interval.contains(0) { runs += 1 }
        }
        // 190 of 200 are due.
        #expect(runs >= 168, "\(runs) of 200")
        if likeness == 0 {
            #expect(single >= 178, "\(single) of 200")
        } else {
            #expect(single < 140, "\(single) of 200")
        }
    }

    @Test func `few values in a row leave much in doubt, but nothing outside of them`() throws {
        var bootstrap = Bootstrap(resamples: 300, seed: 3)
        let values = [8.0, 9, 11, 12]
        let apart = try #require(bootstrap.quantile(0.5, of: values)).interval
        bootstrap.drawsRuns = true
        let together = try #require(bootstrap.quantile(0.5, of: values)).interval
        #expect(together.low <= apart.low && together.high >= apart.high)
        #expect(together.low >= 8 && together.high <= 12)
        let one = try #require(bootstrap.quantile(0.5, of: [7]))
        #expect(one.interval == Interval(low: 7, high: 7))
    }

    @Test func `intervals hold the truth about as often as they say`() throws {
        var chance = Chance(seed: 5)
        var held = 0
        for round in 0..<200 {
            // Ratios around 1.1, evenly spread: the true ratio of sums is 1.1.
            let pairs = (0..<40).map { _ in
                let before = 50 + Double(chance.below(1000)) / 10
                let ratio = 1.1 + (Double(chance.below(2001)) - 1000) / 5000
                return Bootstrap.Pair(before: before, after: before * ratio)
            }
            let bootstrap = Bootstrap(resamples: 300, confidence: 0.9, seed: UInt64(round))
            let estimate = try #require(bootstrap.estimate(.ratioOfSums, of: pairs))
            if estimate.interval.contains(1.1) { held += 1 }
        }
        // 180 of 200 are due; 3.5 deviations are 15.
        #expect((165...195).contains(held), "\(held) of 200")
    }

    @Test func `what has no ratio has no estimate`() {
        let bootstrap = Bootstrap(resamples: 10, seed: 0)
        #expect(bootstrap.estimate(.medianDifference, of: []) == nil)
        let zero = [Bootstrap.Pair(before: 0, after: 3)]
        #expect(bootstrap.estimate(.medianRatio, of: zero) == nil)
        #expect(bootstrap.estimate(.ratioOfSums, of: zero) == nil)
        #expect(bootstrap.estimate(.medianDifference, of: zero)?.value == 3)
    }

    @Test func `pairs that are all alike leave no doubt`() {
        let alike = Array(repeating: Bootstrap.Pair(before: 10, after: 12), count: 9)
        let estimate = Bootstrap(resamples: 50, seed: 0).estimate(.medianDifference, of: alike)
        #expect(estimate?.interval == Interval(low: 2, high: 2))
    }
}
