import Testing

@testable import Statistics

struct QuantileRanksTests {
    /// `Bootstrap.quantile` draws; here nothing is drawn.
    @Test(arguments: [10, 30, 100, 400], [0.5, 0.95])
    func `the ranks are where drawing again and again comes to`(count: Int, share: Double) throws {
        // Values are their ranks, in an order that tells nothing.
        let values = (0..<count).map { Double(($0 * 7 + 3) % count + 1) }
        let drawn = try #require(
            Bootstrap(resamples: 4000, seed: 7).quantile(share, of: values))
        let rank = Int((share * Double(count)).rounded(.up))
        let ranks = try #require(QuantileRanks.interval(of: rank, among: count))
        // A rank is a whole number, and the drawn quantile lies between two.
        let most = 1.5 + Double(count) / 100
        #expect(abs(Double(ranks.lowerBound) - drawn.interval.low) <= most, "\(ranks) \(drawn)")
        #expect(abs(Double(ranks.upperBound) - drawn.interval.high) <= most, "\(ranks) \(drawn)")
    }

    @Test func `they hold the rank itself, and one value tells nothing`() throws {
        #expect(QuantileRanks.interval(of: 1, among: 1) == nil)
        for count in [2, 3, 7, 40, 1000] {
            for rank in [1, (count + 1) / 2, count] {
                let ranks = try #require(QuantileRanks.interval(of: rank, among: count))
                #expect(ranks.contains(rank) && ranks.lowerBound >= 1 && ranks.upperBound <= count)
            }
        }
    }
}
