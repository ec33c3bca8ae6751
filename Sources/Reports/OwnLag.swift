import Statistics
public import Vocabulary

/// How late this program itself was when it took a time: the error bar of that time.
///
/// Whatever shows times asks here whether they tell more of this program than of the other side.
public enum OwnLag {
    /// Above this share they do.
    public static let shareMax = 0.25

    public static func limits(_ time: Double, lag: Double) -> Bool { lag > shareMax * abs(time) }

    public static let mark = "*"
    public static let legend =
        "\(mark) this program's own lateness is more than a quarter of it: the most that "
        + "it can be, not the other side's time"
}

/// A percentile of times, with the same percentile of this program's own lateness in them.
public struct LaggedTime: Sendable, Equatable {
    public var time: Duration
    /// Nil in rows that do not tell it.
    public var lag: Duration?
    /// Between what it lies (95 %) by drawing the answers again and again, each for itself; nil of one answer.
    public var interval: ClosedRange<Duration>?

    /// Nil where nothing was timed.
    public init?(_ share: Double, of times: GapHistogram, lags: GapHistogram) {
        guard let time = times.percentile(share) else { return nil }
        self.time = time
        lag = lags.percentile(share)
        guard let ranks = QuantileRanks.interval(of: times.rank(of: share), among: times.count),
            let low = times.gap(at: ranks.lowerBound), let high = times.gap(at: ranks.upperBound)
        else { return }
        interval = low...max(low, high)
    }

    public var isClientLimited: Bool {
        lag.map {
            OwnLag.limits(Double(time.inNanoseconds), lag: Double($0.inNanoseconds))
        } ?? false
    }

    /// `7.01 ms`, or `≤ 7.01 ms*` where this program limited it.
    public var words: String {
        let short = Figures.short(time)
        return isClientLimited ? "≤ \(short)\(OwnLag.mark)" : short
    }

    /// `±3.05 ms`
    public var bar: String { lag.map { "±\(Figures.short($0))" } ?? "" }

    /// `11.9–12.8 ms`; nothing where there is none, or where this program's lateness is the greater doubt.
    public var intervalWords: String {
        guard let interval, !isClientLimited else { return "" }
        return Figures.range(interval)
    }

    public static let intervalLegend =
        "beside a percentile: between what it lies (95 %, bootstrap over single answers)"

    /// With whatever says how far it may be off: `12.3 ms (11.9–12.8 ms)`.
    public var wordsWithInterval: String {
        let words = intervalWords
        return words.isEmpty ? wordsWithBar : "\(self.words) (\(words))"
    }

    /// With the error bar where it matters: `≤ 7.01 ms* (±3.05 ms)`.
    public var wordsWithBar: String { isClientLimited ? "\(words) (\(bar))" : words }
}
