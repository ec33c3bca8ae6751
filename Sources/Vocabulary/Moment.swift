/// A point on CLOCK_MONOTONIC. Only differences between two moments of one machine mean anything.
///
/// Sums and differences stop at the ends of 64 bits: a time that a peer names must not end the program.
public struct Moment: Sendable, Hashable, Comparable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public static func < (one: Moment, other: Moment) -> Bool {
        one.nanoseconds < other.nanoseconds
    }

    public static func - (later: Moment, earlier: Moment) -> Duration {
        let (difference, isOver) = later.nanoseconds.subtractingReportingOverflow(
            earlier.nanoseconds)
        return .nanoseconds(isOver ? (later < earlier ? .min : .max) : difference)
    }

    /// The time between two moments in whole microseconds, the nearest: the difference itself, rounded, without
    /// the arithmetic in 128 bits that a `Duration` costs.
    public func wholeMicroseconds(since earlier: Moment) -> Duration {
        let (difference, isOver) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        guard !isOver else { return self - earlier }
        let limited = min(max(difference, .min + 500), .max - 500)
        return .nanoseconds((limited + (limited < 0 ? -500 : 500)) / 1000 * 1000)
    }

    public static func + (moment: Moment, duration: Duration) -> Moment {
        let (sum, isOver) = moment.nanoseconds.addingReportingOverflow(duration.inNanoseconds)
        return Moment(nanoseconds: isOver ? (duration < .zero ? .min : .max) : sum)
    }
}

extension Duration {
    /// The nearest whole microseconds, as rows have them: what is made of a row at once and what is made of
    /// it when it was read back are equal.
    public var inWholeMicroseconds: Duration {
        let nanoseconds = min(max(inNanoseconds, .min + 500), .max - 500)
        let half: Int64 = nanoseconds < 0 ? -500 : 500
        return .nanoseconds((nanoseconds + half) / 1000 * 1000)
    }

    /// Whole nanoseconds; what is beyond 292 years is the most, or the least, that fits.
    public var inNanoseconds: Int64 {
        // Nine seconds fit in 64 bits; the division of 128 bits, for what is longer, costs ten times as much.
        if let few = Int64(exactly: attoseconds) { return few / 1_000_000_000 }
        let (seconds, attoseconds) = components
        let (product, isProductOver) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        // Both parts have one sign, so a product that is over stays over.
        let (sum, isSumOver) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return isProductOver || isSumOver ? (seconds < 0 ? .min : .max) : sum
    }
}
