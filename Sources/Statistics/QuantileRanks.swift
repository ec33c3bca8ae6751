/// Between which values of a sample a quantile of it may lie.
///
/// Drawing the sample again and again (the bootstrap) comes to an interval that needs no draw: of n values drawn
/// anew the k-th smallest is at most the r-th of before where at least k of n draws fall on the first r, which is a
/// question of a share alone. So the ranks are those of Wilson's interval of k among n.
public enum QuantileRanks {
    /// From 1; nil where one value is all there is, which tells nothing of others.
    public static func interval(of rank: Int, among count: Int) -> ClosedRange<Int>? {
        precondition((1...max(1, count)).contains(rank), "rank \(rank) of \(count)")
        // Half a rank less, since counts move in whole steps and the share does not.
        let share = (Double(rank) - 0.5) / Double(count)
        guard count > 1, let shares = Wilson.interval(share: share, of: count) else { return nil }
        func place(of share: Double) -> Int {
            min(count, max(1, Int((share * Double(count)).rounded(.up))))
        }
        return place(of: shares.low)...place(of: shares.high)
    }
}
