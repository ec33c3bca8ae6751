import Statistics
import Testing

@Suite struct TrendTests {
    /// Of numbers whose correlation can be worked out by hand: 1 - 6 Σd² / n(n² - 1).
    @Test func `a score is Spearman's correlation times the root of the number less one`() {
        // Ranks 1, 3, 2, 5, 4 against 1…5: Σd² = 4, so that ρ = 0.8.
        let score = Trend.score(of: [10, 30, 20, 50, 40])
        #expect(abs(score - 0.8 * 2) < 1e-12)
        #expect(abs(Trend.score(of: [5, 4, 3, 2, 1]) + 2) < 1e-12)
        // Two that are equal share a rank: ranks 1.5, 1.5, 3 against 1, 2, 3.
        #expect(
            abs(Trend.score(of: [7, 7, 9]) - 1.5 / (1.5 * 2.0).squareRoot() * 2.0.squareRoot())
                < 1e-12)
    }

    @Test func `what has no order has no trend`() {
        #expect(Trend.score(of: [3, 3, 3, 3]) == 0)
        #expect(Trend.score(of: [1, 2]) == 0 && Trend.score(of: []) == 0)
        #expect(Trend.chance(ofScore: 0) == 1)
        #expect(abs(Trend.chance(ofScore: -1.959964) - 0.05) < 1e-6)
    }

    @Test
    func `without a trend it sees one as often as its chance says, and a slow one among noise`() {
        var (alarms, found) = (0, 0)
        for seed in 1...400 {
            var chance = Chance(seed: UInt64(seed))
            // Skewed, as times are: most are near 10, a few far above.
            let steady = (0..<100).map { _ in
                10 + 2 / (0.05 + Double(chance.below(1_000)) / 1_000)
            }
            if Trend.chance(ofScore: Trend.score(of: steady)) < 0.05 { alarms += 1 }
            let falling = steady.enumerated().map { $1 - 0.04 * Double($0) }
            if Trend.score(of: falling) < -1.96 { found += 1 }
        }
        // 20 alarms are due; 4 deviations are 17.
        #expect((3...37).contains(alarms), "\(alarms)")
        #expect(found > 300, "\(found)")
    }
}
