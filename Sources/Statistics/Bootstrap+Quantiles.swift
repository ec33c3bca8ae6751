extension Bootstrap {
    /// The value that this share of all does not pass, and between what it lies: by percentiles of the drawn
    /// values, since a correction for bias means little for a figure that is one of its own sample's values.
    public func quantile(_ share: Double, of values: [Double]) -> Estimate? {
        let ranked = Ranked(values)
        var estimate = estimate(of: values.count) { ranked.quantile(share, drawn: $0) }
        // Widened for its few runs, it lies no further out than what was seen.
        if let range = ranked.range { estimate?.interval.narrow(to: range) }
        return estimate
    }

    /// By how much this quantile of all `after` lies above that of all `before`; pairs are drawn together.
    public func quantileDifference(_ share: Double, of pairs: [Pair]) -> Estimate? {
        let (before, after) = (Ranked(pairs.map(\.before)), Ranked(pairs.map(\.after)))
        return estimate(of: pairs.count) { counts in
            after.quantile(share, drawn: counts) - before.quantile(share, drawn: counts)
        }
    }

    /// - Parameter figure: of a sample in which each of the values stands as often as it was drawn.
    private func estimate(of count: Int, _ figure: ([Int]) -> Double) -> Estimate? {
        guard count > 0 else { return nil }
        let value = figure([Int](repeating: 1, count: count))
        var chance = Chance(seed: seed)
        var values: [Double] = []
        values.reserveCapacity(resamples)
        var drawn = [Int](repeating: 0, count: count)
        for _ in 0..<resamples {
            for index in drawn.indices { drawn[index] = 0 }
            draw(from: &chance, into: &drawn)
            values.append(figure(drawn))
        }
        values.sort()
        let tail = (1 - confidence) / 2
        guard let low = Sample.quantile(tail, ofSorted: values),
            let high = Sample.quantile(1 - tail, ofSorted: values)
        else { return nil }
        let spread = spread(of: count)
        return Estimate(
            value: value,
            interval: Interval(
                low: value - spread * (value - low), high: value + spread * (high - value)))
    }
}

extension Bootstrap {
    /// As many as there are, counted by place.
    private func draw(from chance: inout Chance, into counts: inout [Int]) {
        let count = counts.count
        let length = drawsRuns ? max(1, (count + Self.runs / 2) / Self.runs) : 1
        var left = count
        while left > 0 {
            let start = chance.below(count)
            for step in 0..<min(length, left) { counts[(start + step) % count] += 1 }
            left -= length
        }
    }

    /// Slow and quick times of a machine last for seconds: a series of a few seconds has few parts that know nothing of
    /// each other. Ten are enough to see how far they differ (Schmeiser 1982), and as long as they can be.
    private static let runs = 10

    /// How much wider than drawn an interval has to be: what so few parts have in common hides a share of how far they
    /// scatter, and Student's distribution tells how far off the rest may be.
    private func spread(of count: Int) -> Double {
        let parts = min(count, Self.runs)
        guard drawsRuns, parts > 1 else { return 1 }
        let share = 1 - (1 - confidence) / 2
        let freedom = Double(parts) / Double(parts - 1)
        return Student.quantile(share, freedom: parts - 1) / Normal.quantile(share)
            * freedom.squareRoot()
    }
}

/// Values in order, each with the place it had: a drawn sample is then counts, and needs no sorting.
private struct Ranked {
    private let values: [Double]
    private let places: [Int]

    init(_ unsorted: [Double]) {
        places = unsorted.indices.sorted { unsorted[$0] < unsorted[$1] }
        values = places.map { unsorted[$0] }
    }

    /// Between the least and the greatest; nil of no values.
    var range: ClosedRange<Double>? {
        values.first.flatMap { least in values.last.map { least...$0 } }
    }

    /// As `Sample.quantile` of the values, each as often as it was drawn.
    func quantile(_ share: Double, drawn counts: [Int]) -> Double {
        let place = share * Double(values.count - 1)
        let wanted = Int(place)
        let rest = place - Double(wanted)
        var seen = 0
        var low: Double?
        for rank in values.indices {
            let count = counts[places[rank]]
            guard count > 0 else { continue }
            seen += count
            if let low { return low + (values[rank] - low) * rest }
            guard seen > wanted else { continue }
            if rest == 0 || seen > wanted + 1 { return values[rank] }
            low = values[rank]
        }
        return low ?? .nan
    }
}
