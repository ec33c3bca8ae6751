/// Whether values rise or fall in the order in which they came.
public enum Trend {
    /// Spearman's rank correlation (1904) of values with their order, in deviations of what chance alone brings:
    /// below zero they fall. Ranks, because one answer that hung for a second is no trend. Zero of fewer than three
    /// values, and where all are equal.
    public static func score(of values: [Double]) -> Double {
        guard values.count > 2 else { return 0 }
        let ranks = ranks(of: values)
        let middle = Double(values.count - 1) / 2
        var (both, squares, orders) = (0.0, 0.0, 0.0)
        for (order, rank) in ranks.enumerated() {
            let (x, y) = (Double(order) - middle, rank - middle)
            both += x * y
            squares += y * y
            orders += x * x
        }
        guard squares > 0 else { return 0 }
        return both / (squares * orders).squareRoot() * Double(values.count - 1).squareRoot()
    }

    /// How likely values without a trend score at least as far from zero, on either side.
    public static func chance(ofScore score: Double) -> Double {
        min(1, 2 * Normal.below(-abs(score)))
    }

    /// From 0; equal values share the middle of theirs.
    private static func ranks(of values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var place = 0
        while place < order.count {
            var end = place
            while end + 1 < order.count, values[order[end + 1]] == values[order[place]] { end += 1 }
            for index in place...end { ranks[order[index]] = Double(place + end) / 2 }
            place = end + 1
        }
        return ranks
    }
}
