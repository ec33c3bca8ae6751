/// What the standard library leaves to C, to the last digits of a double.
enum Elementary {
    private static let ln2 = 0.693_147_180_559_945_309_417

    static func exp(_ x: Double) -> Double {
        if x > 709.78 { return .infinity }
        if x < -745.2 { return 0 }
        let steps = (x / ln2).rounded()
        let rest = x - steps * 0.693_147_180_369_123_816_49 - steps * 1.908_214_929_270_587_7e-10
        var (term, sum, number) = (1.0, 1.0, 1.0)
        while abs(term) > 1e-19 {
            term *= rest / number
            sum += term
            number += 1
        }
        return Double(sign: .plus, exponent: Int(steps), significand: sum)
    }
}

/// The normal distribution with mean 0 and deviation 1.
public enum Normal {
    private static let rootOfTwoPi = 2.506_628_274_631_000_5

    /// How much of it lies below.
    public static func below(_ z: Double) -> Double {
        if z > 0 { return 1 - below(-z) }
        guard z > -38 else { return 0 }
        let density = Elementary.exp(-z * z / 2) / rootOfTwoPi
        // Near the middle the series, in the tail the continued fraction loses no digits.
        if z > -3 {
            var (term, sum, odd) = (z, z, 1.0)
            while abs(term) > 1e-18 * abs(sum), sum != 0 {
                odd += 2
                term *= z * z / odd
                sum += term
            }
            return 0.5 + density * sum
        }
        var fraction = -z
        for step in stride(from: 200.0, through: 1, by: -1) { fraction = -z + step / fraction }
        return density / fraction
    }

    /// Below which value so much of it lies; by bisection and Newton's steps on `below`.
    public static func quantile(_ share: Double) -> Double {
        guard share > 0, share < 1 else {
            return share == 0 ? -.infinity : share == 1 ? .infinity : .nan
        }
        if share > 0.5 { return -quantile(1 - share) }
        var (low, high) = (-39.0, 0.0)
        for _ in 0..<20 {
            let middle = (low + high) / 2
            if below(middle) < share { low = middle } else { high = middle }
        }
        var z = (low + high) / 2
        for _ in 0..<6 {
            let density = Elementary.exp(-z * z / 2) / rootOfTwoPi
            guard density > 0 else { break }
            z -= (below(z) - share) / density
        }
        return z
    }
}
