/// Student's distribution: how far off a mean may be that is held against the scatter of a few values.
enum Student {
    /// Below which value so much of it lies.
    ///
    /// - Parameter freedom: one less than the values whose scatter is known.
    static func quantile(_ share: Double, freedom: Int) -> Double {
        precondition(freedom > 0, "\(freedom) degrees of freedom")
        guard share > 0, share < 1 else { return Normal.quantile(share) }
        if share < 0.5 { return -quantile(1 - share, freedom: freedom) }
        let wanted = 2 * share - 1
        var (low, high) = (0.0, 1.0)
        while within(high, freedom) < wanted, high.isFinite { (low, high) = (high, 2 * high) }
        while high - low > 1e-15 * high {
            let middle = (low + high) / 2
            guard middle > low, middle < high else { break }
            if within(middle, freedom) < wanted { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// How much of it lies within so far from its middle: a finite sum for each whole number (Fisher 1925).
    private static func within(_ distance: Double, _ freedom: Int) -> Double {
        let slope = distance / Double(freedom).squareRoot()
        let cosine = 1 / (1 + slope * slope).squareRoot()
        let sine = slope * cosine
        let isOdd = freedom % 2 == 1
        var (term, sum) = (isOdd ? cosine : 1, 0.0)
        for step in stride(from: isOdd ? 3 : 2, through: freedom, by: 2) {
            sum += term
            term *= cosine * cosine * Double(step - 1) / Double(step)
        }
        return isOdd ? (arctangent(slope) + sine * sum) * 2 / Double.pi : sine * sum
    }

    /// Half the angle, until its series is short.
    private static func arctangent(_ slope: Double) -> Double {
        guard slope > 0.1 else {
            var (power, sum, odd) = (slope, 0.0, 1.0)
            while abs(power) > 1e-19 {
                sum += power / odd
                power *= -slope * slope
                odd += 2
            }
            return sum
        }
        return 2 * arctangent(slope / (1 + (1 + slope * slope).squareRoot()))
    }
}
