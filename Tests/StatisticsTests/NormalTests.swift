import Testing

@testable import Statistics

/// Held against scipy 1.17.1, `stats.norm.cdf` and `stats.norm.ppf`.
struct NormalTests {
    @Test(arguments: [
        (-8, 6.220_960_574_271_74e-16), (-5, 2.866_515_718_791_933e-07),
        (-3.0001, 0.001_349_454_913_260_717_2), (-2.9999, 0.001_350_341_282_954_925),
        (-1.96, 0.024_997_895_148_220_435), (-0.5, 0.308_537_538_725_986_9), (0, 0.5),
        (0.7, 0.758_036_347_776_927), (2.5, 0.993_790_334_674_223_8),
        (6, 0.999_999_999_013_412_3),
    ])
    func `the share below a value is scipy's`(z: Double, share: Double) {
        #expect(abs(Normal.below(z) - share) <= 1e-12 * share)
    }

    @Test(arguments: [
        (1e-10, -6.361_340_902_404_056), (1e-4, -3.719_016_485_455_680_4),
        (0.025, -1.959_963_984_540_054_5), (0.3, -0.524_400_512_708_040_9), (0.5, 0),
        (0.975, 1.959_963_984_540_054), (0.9995, 3.290_526_731_491_925_5),
    ])
    func `the value above a share is scipy's`(share: Double, z: Double) {
        #expect(abs(Normal.quantile(share) - z) <= 1e-11 * max(1, abs(z)))
    }

    @Test func `the ends have no value`() {
        #expect(Normal.quantile(0) == -.infinity)
        #expect(Normal.quantile(1) == .infinity)
        #expect(Normal.quantile(2).isNaN)
        #expect(Normal.below(-100) == 0)
        #expect(Normal.below(100) == 1)
    }
}
