/// Between what a rate of passing lies, by the few or many cases that were seen.
///
/// Wilson's score interval (1927), without a correction for continuity: it stays within 0 and 1, and is
/// of use where all passed.
public enum Wilson {
    /// Nil of no case at all.
    public static func interval(
        _ passed: Int, of count: Int, confidence: Double = usual
    ) -> Interval? {
        guard count > 0, (0...count).contains(passed) else { return nil }
        return interval(share: Double(passed) / Double(count), of: count, confidence: confidence)
    }

    /// The same of a share that need not be one of whole cases.
    public static func interval(
        share: Double, of count: Int, confidence: Double = usual
    ) -> Interval? {
        precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
        guard count > 0, (0...1).contains(share) else { return nil }
        let z = confidence == usual ? usualZ : Normal.quantile(0.5 + confidence / 2)
        let n = Double(count)
        let square = z * z
        let middle = (share + square / (2 * n)) / (1 + square / n)
        let half =
            z / (1 + square / n)
            * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
        return Interval(
            low: share == 0 ? 0 : max(0, middle - half),
            high: share == 1 ? 1 : min(1, middle + half))
    }

    public static let usual = 0.95
    /// Tables ask for it again and again.
    private static let usualZ = Normal.quantile(0.5 + usual / 2)
}
