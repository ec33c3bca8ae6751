/// Between what a rate of passing lies, by the few or many cases that were seen.
///
/// Wilson's score interval (1927), without a correction for continuity: it stays within 0 and 1, and is
/// of use where all passed.
public enum Wilson {
    /// Nil of no case at all.
    public static func interval(
        _ passed: Int, of count: Int, confidence: Double = 0.95
    ) -> Interval? {
        precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
        guard count > 0, (0...count).contains(passed) else { return nil }
        let z = Normal.quantile(0.5 + confidence / 2)
        let (n, share) = (Double(count), Double(passed) / Double(count))
        let square = z * z
        let middle = (share + square / (2 * n)) / (1 + square / n)
        let half =
            z / (1 + square / n)
            * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
        return Interval(
            low: passed == 0 ? 0 : max(0, middle - half),
            high: passed == count ? 1 : min(1, middle + half))
    }
}
