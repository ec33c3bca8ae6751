import Rows
import Vocabulary

/// The times of a case that was sent more than once, and of which its own row has those of one sending.
struct SendingTimes {
    private var attempts = PendingAttempts()

    mutating func take(_ row: AttemptRow) { attempts.take(row) }

    struct Times {
        /// Of all sendings together: so long the test took.
        var whole: Duration?
        /// Of one sending: medians.
        var latency: Duration?
        var firstContent: Duration?
        var firstAnswer: Duration?
        var hop: Duration?
    }

    mutating func leave(for row: CaseRow) -> Times {
        let sent = attempts.leave(for: row)
        let latencies = sent.compactMap(\.latency)
        return Times(
            whole: latencies.isEmpty ? row.latency : latencies.reduce(.zero, +),
            latency: Self.median(latencies) ?? row.latency,
            firstContent: Self.median(sent.compactMap(\.firstContent)) ?? row.firstContent,
            firstAnswer: Self.median(sent.compactMap(\.firstAnswer)) ?? row.firstAnswer,
            hop: Self.median(sent.compactMap(\.hop)) ?? row.hop)
    }

    private static func median(_ times: [Duration]) -> Duration? {
        guard !times.isEmpty else { return nil }
        let sorted = times.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
