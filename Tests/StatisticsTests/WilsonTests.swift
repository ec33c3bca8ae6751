import Testing

@testable import Statistics

/// Held against statsmodels 0.15.0, `proportion_confint(passed, count, 1 - confidence, "wilson")`:
/// (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).
struct WilsonTests {
    @Test(arguments: [
        (0, 10, 0.95, 0.0, 0.277_532_799_862_889_2),
        (10, 10, 0.95, 0.722_467_200_137_110_7, 1.0),
        (7, 10, 0.95, 0.396_778_147_461_145_37, 0.892_208_732_593_698_9),
        (480, 500, 0.95, 0.939_026_404_165_149_2, 0.973_959_202_610_222_7),
        (1, 3, 0.9, 0.078_265_726_333_728_46, 0.746_466_131_718_776),
        (99_999, 100_000, 0.99, 0.999_914_830_818_504_4, 0.999_998_825_944_270_3),
        (50, 100, 0.999, 0.343_717_075_474_758_4, 0.656_282_924_525_241_6),
    ])
    func `intervals are those of statsmodels`(
        passed: Int, count: Int, confidence: Double, low: Double, high: Double
    ) throws {
        let interval = try #require(Wilson.interval(passed, of: count, confidence: confidence))
        #expect(abs(interval.low - low) < 1e-13)
        #expect(abs(interval.high - high) < 1e-13)
    }

    @Test func `of nothing there is no interval, and none of more than there is`() {
        #expect(Wilson.interval(0, of: 0) == nil)
        #expect(Wilson.interval(3, of: 2) == nil)
        #expect(Wilson.interval(-1, of: 2) == nil)
    }

    @Test func `an interval holds its share and stays within 0 and 1`() throws {
        for count in [1, 2, 7, 40, 1000] {
            for passed in stride(from: 0, through: count, by: max(1, count / 9)) {
                let interval = try #require(Wilson.interval(passed, of: count))
                #expect(interval.contains(Double(passed) / Double(count)))
                #expect(interval.low >= 0 && interval.high <= 1)
            }
        }
    }
}
