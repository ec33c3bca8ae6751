import Testing

@testable import Statistics

/// Held against scipy 1.17.1, `stats.binomtest(worse, worse + better, 0.5).pvalue`.
struct McNemarTests {
    @Test(arguments: [
        (0, 1, 1.0), (0, 5, 0.0625), (1, 9, 0.021_484_375), (10, 2, 0.038_574_218_75),
        (30, 51, 0.025_654_357_971_696_24), (200, 260, 0.005_883_922_473_103_998_4),
        (5_000, 5_300, 0.003_215_819_673_645_259),
        (500_000, 502_000, 0.045_824_695_263_221_7),
    ])
    func `chances are those of the exact binomial test`(worse: Int, better: Int, chance: Double) {
        let found = McNemar.chance(worse: worse, better: better)
        #expect(abs(found - chance) < 1e-9 * chance)
        #expect(McNemar.chance(worse: better, better: worse) == found)
    }

    @Test func `where as many got better as got worse nothing is shown`() {
        #expect(McNemar.chance(worse: 0, better: 0) == 1)
        #expect(McNemar.chance(worse: 700, better: 700) == 1)
    }

    @Test func `a chance too small for a double is zero, and one just large enough is not`() {
        #expect(McNemar.chance(worse: 0, better: 2_000) == 0)
        // 2 / 2^1000.
        #expect(McNemar.chance(worse: 0, better: 1_000) == 0x1p-999)
    }

    @Test func `small tables come out as counted by hand`() {
        // All ways in which 12 coins can fall, counted.
        for heads in 0...5 {
            let ways = (0..<(1 << 12)).count { $0.nonzeroBitCount <= heads }
            #expect(abs(McNemar.lowerTail(heads, of: 12) - Double(ways) / 4096) < 1e-15)
        }
    }
}
