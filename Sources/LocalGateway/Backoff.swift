import Vocabulary

/// How long a gateway waits before it asks the same leg again: a random part of a time that doubles with
/// each attempt, so that callers who failed together do not return together. What the leg itself asks for
/// counts instead.
public struct Backoff: Sendable, Equatable {
    /// The most that is waited before the second attempt; it doubles from there.
    public var first: Duration
    public var longest: Duration
    /// Of a leg's own Retry-After no more than this is waited, and never more than it says.
    public var retryAfterMax: Duration

    public init(first: Duration, longest: Duration, retryAfterMax: Duration) {
        self.first = first
        self.longest = longest
        self.retryAfterMax = retryAfterMax
    }

    /// As clients of the large providers wait: half a second, doubled up to eight, a minute where asked.
    public static let real = Backoff(
        first: .milliseconds(500), longest: .seconds(8), retryAfterMax: .seconds(60))

    /// The same, fifty times faster and more: a run of every path stays quick.
    public static let simulated = Backoff(
        first: .milliseconds(10), longest: .milliseconds(50), retryAfterMax: .milliseconds(50))

    /// - Parameters:
    ///   - retryAfter: what the leg asked for.
    ///   - attempts: how many were made on the leg so far, at least one.
    ///   - seed: the same one gives the same pauses.
    public func pause(after attempts: Int, retryAfter: Duration?, seed: UInt64) -> Duration {
        if let retryAfter { return max(.zero, min(retryAfter, retryAfterMax)) }
        // Doubled more than thirty times, any pause is beyond any bound.
        let doubled = first * (1 << min(30, max(0, attempts - 1)))
        let most = min(doubled, longest).inNanoseconds
        let share = Double(Self.mixed(seed &+ UInt64(attempts)) >> 11) / Double(1 << 53)
        return .nanoseconds(Int64(Double(most) * share))
    }

    /// SplitMix64's last step: neighbouring seeds give numbers that have nothing in common.
    private static func mixed(_ seed: UInt64) -> UInt64 {
        var mixed = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
