/// Whether as many pairs changed from pass to fail as from fail to pass, by the exact binomial test.
public enum McNemar {
    /// The two-sided chance of a split at least as uneven, if both directions were equally likely; 1 where
    /// no pair changed.
    public static func chance(worse: Int, better: Int) -> Double {
        precondition(worse >= 0 && better >= 0, "\(worse) worse, \(better) better")
        let (few, all) = (min(worse, better), worse + better)
        guard worse != better else { return 1 }
        return min(1, 2 * lowerTail(few, of: all))
    }

    /// How likely at most so many heads are among so many fair coins.
    ///
    /// The largest term is multiplied up with its power of two kept apart, so that neither a million coins
    /// nor a chance of 10^-300,000 leaves the range; the terms below it are a series that falls fast.
    static func lowerTail(_ heads: Int, of coins: Int) -> Double {
        precondition((0...max(0, coins / 2)).contains(heads), "\(heads) of \(coins)")
        var (significand, exponent) = (1.0, -coins)
        for step in 0..<heads {
            significand *= Double(coins - step) / Double(step + 1)
            if significand > 0x1p500 {
                exponent += Int(significand.exponent)
                significand = significand.significand
            }
        }
        var (term, sum) = (1.0, 1.0)
        for step in stride(from: heads, to: 0, by: -1) {
            term *= Double(step) / Double(coins - step + 1)
            sum += term
            if term < 1e-18 * sum { break }
        }
        significand *= sum
        exponent += Int(significand.exponent)
        guard exponent > -1074 else { return 0 }
        return Double(sign: .plus, exponent: exponent, significand: significand.significand)
    }
}
