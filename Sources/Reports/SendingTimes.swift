import Rows
import Vocabulary

/// The times of a case that was sent more than once, and of which its own row has those of one sending.
struct SendingTimes {
    private var rows: [(caseID: String, latency: Duration?)] = []
    private var firstContents: [Duration] = []
    private var firstAnswers: [Duration] = []

    /// Sendings stand before their case.
    mutating func take(_ row: AttemptRow) {
        rows.append((row.caseID, row.latency))
        if let time = row.firstContent { firstContents.append(time) }
        if let time = row.firstAnswer { firstAnswers.append(time) }
    }

    struct Times {
        /// Of all sendings together: so long the test took.
        var whole: Duration?
        /// Of one sending: medians.
        var latency: Duration?
        var firstContent: Duration?
        var firstAnswer: Duration?
    }

    mutating func leave(for row: CaseRow) -> Times {
        guard !rows.isEmpty else {
            return Times(
                whole: row.latency, latency: row.latency, firstContent: row.firstContent,
                firstAnswer: row.firstAnswer)
        }
        defer { self = SendingTimes() }
        let latencies = rows.filter { $0.caseID == row.id }.compactMap(\.latency)
        return Times(
            whole: latencies.isEmpty ? row.latency : latencies.reduce(.zero, +),
            latency: Self.median(latencies) ?? row.latency,
            firstContent: Self.median(firstContents) ?? row.firstContent,
            firstAnswer: Self.median(firstAnswers) ?? row.firstAnswer)
    }

    private static func median(_ times: [Duration]) -> Duration? {
        guard !times.isEmpty else { return nil }
        let sorted = times.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
