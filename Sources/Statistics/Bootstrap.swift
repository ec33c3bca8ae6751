/// How far a figure of paired values may be off, found by drawing pairs again and again from those at hand.
///
/// A pair is one case measured twice: what makes a case slow makes both slow, and leaves the comparison.
public struct Bootstrap: Sendable, Equatable {
    public struct Pair: Sendable, Equatable {
        public var before: Double
        public var after: Double

        public init(before: Double, after: Double) {
            self.before = before
            self.after = after
        }
    }

    public enum Figure: String, Sendable, CaseIterable {
        /// The median of after - before.
        case medianDifference = "median of differences"
        /// The median of after / before: pairs whose before is not above zero are left out.
        case medianRatio = "median of ratios"
        /// All of after through all of before.
        case ratioOfSums = "ratio of sums"
        /// The medians of both sides, one through the other.
        case ratioOfMedians = "ratio of medians"
    }

    public enum Method: String, Sendable {
        case percentile
        /// Bias-corrected and accelerated (Efron 1987).
        case bca = "BCa"
    }

    public var resamples: Int
    public var confidence: Double
    public var seed: UInt64
    public var method: Method
    /// Of quantiles: values stand in the order in which they were measured, and on a machine that has slow and quick
    /// seconds neighbours are alike. Drawn one by one they would tell too narrow an interval; so runs of them are drawn
    /// (Politis and Romano's circular blocks).
    public var drawsRuns: Bool

    public init(
        resamples: Int = 2000, confidence: Double = 0.95, seed: UInt64, method: Method = .bca,
        drawsRuns: Bool = false
    ) {
        precondition(resamples > 0, "\(resamples) resamples")
        precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
        self.resamples = resamples
        self.confidence = confidence
        self.seed = seed
        self.method = method
        self.drawsRuns = drawsRuns
    }

    public struct Estimate: Sendable, Equatable {
        public var value: Double
        public var interval: Interval

        public init(value: Double, interval: Interval) {
            self.value = value
            self.interval = interval
        }
    }

    /// Nil where the figure has no value for these pairs.
    public func estimate(_ figure: Figure, of pairs: [Pair]) -> Estimate? {
        guard let value = figure.value(of: pairs) else { return nil }
        var chance = Chance(seed: seed)
        var drawn = pairs
        var values: [Double] = []
        values.reserveCapacity(resamples)
        for _ in 0..<resamples {
            for index in drawn.indices { drawn[index] = pairs[chance.below(pairs.count)] }
            if let value = figure.value(of: drawn) { values.append(value) }
        }
        values.sort()
        let (low, high) = shares(of: values, around: value, figure, pairs)
        guard let low = Sample.quantile(low, ofSorted: values),
            let high = Sample.quantile(high, ofSorted: values)
        else { return nil }
        return Estimate(value: value, interval: Interval(low: low, high: high))
    }

    /// Between which shares of the drawn values the interval lies.
    private func shares(
        of values: [Double], around value: Double, _ figure: Figure, _ pairs: [Pair]
    ) -> (Double, Double) {
        let tail = (1 - confidence) / 2
        guard method == .bca, values.count > 1, values.first != values.last else {
            return (tail, 1 - tail)
        }
        // Half of those that equal the value lie below it: medians repeat.
        let below = values.count { $0 < value }
        let equal = values.count { $0 == value }
        let share = (Double(below) + Double(equal) / 2) / Double(values.count)
        guard share > 0, share < 1 else { return (tail, 1 - tail) }
        let bias = Normal.quantile(share)
        let bend = acceleration(figure, pairs)
        func corrected(_ share: Double) -> Double {
            let z = bias + Normal.quantile(share)
            let divisor = 1 - bend * z
            guard divisor > 0 else { return share }
            return Normal.below(bias + z / divisor)
        }
        return (corrected(tail), corrected(1 - tail))
    }

    /// How the figure's spread changes with its value, by leaving out each pair once. For medians that
    /// rule has no meaning (leaving one out moves them by one of two steps), so they are corrected for
    /// bias alone.
    private func acceleration(_ figure: Figure, _ pairs: [Pair]) -> Double {
        guard figure == .ratioOfSums else { return 0 }
        let before = Sample.sum(pairs.map(\.before))
        let after = Sample.sum(pairs.map(\.after))
        let values = pairs.compactMap { pair in
            before - pair.before > 0 ? (after - pair.after) / (before - pair.before) : nil
        }
        guard let mean = Sample.mean(values) else { return 0 }
        let squares = Sample.sum(values.map { ($0 - mean) * ($0 - mean) })
        let cubes = Sample.sum(values.map { (mean - $0) * (mean - $0) * (mean - $0) })
        let divisor = 6 * squares * squares.squareRoot()
        return divisor > 0 ? cubes / divisor : 0
    }
}

extension Bootstrap.Figure {
    public func value(of pairs: [Bootstrap.Pair]) -> Double? {
        switch self {
        case .medianDifference: return Sample.median(pairs.map { $0.after - $0.before })
        case .medianRatio:
            return Sample.median(pairs.filter { $0.before > 0 }.map { $0.after / $0.before })
        case .ratioOfSums:
            let before = Sample.sum(pairs.map(\.before))
            return before > 0 ? Sample.sum(pairs.map(\.after)) / before : nil
        case .ratioOfMedians:
            guard let before = Sample.median(pairs.map(\.before)), before > 0,
                let after = Sample.median(pairs.map(\.after))
            else { return nil }
            return after / before
        }
    }
}
