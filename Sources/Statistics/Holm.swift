/// Chances of several tests made fit to be held against one threshold together.
///
/// Holm's step-down rule (1979): it keeps the chance of any false alarm in the family below the threshold,
/// and loses less than dividing by the number of tests.
public enum Holm {
    /// In the order given.
    public static func adjusted(_ chances: [Double]) -> [Double] {
        var adjusted = chances
        var highest = 0.0
        let order = chances.indices.sorted { (chances[$0], $0) < (chances[$1], $1) }
        for (rank, index) in order.enumerated() {
            highest = max(highest, min(1, chances[index] * Double(chances.count - rank)))
            adjusted[index] = highest
        }
        return adjusted
    }
}
