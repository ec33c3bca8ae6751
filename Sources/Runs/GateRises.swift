import Rows
import Statistics
import Vocabulary

/// What the cases of one route that passed both times took and cost, then and now.
struct GateRises: Sendable {
    private var latencies: [Bootstrap.Pair] = []
    private var costs: [Bootstrap.Pair] = []
    /// Some of the costs depend on the hour.
    private(set) var isAtDearestHours = false

    /// Fewer pairs than that say nothing of a tail.
    private static let pairsMin = 10
    /// More of them make an interval no narrower than anybody reads.
    private static let pairsMax = 2_000

    mutating func add(_ before: Baseline.Figures, _ now: Baseline.Figures) {
        if let before = before.latency, let now = now.latency {
            latencies.append(
                Bootstrap.Pair(
                    before: Double(before.inNanoseconds), after: Double(now.inNanoseconds)))
        }
        if let before = before.cost, let now = now.cost, before.currency == now.currency {
            costs.append(Bootstrap.Pair(before: Double(before.nanos), after: Double(now.nanos)))
        }
        if before.isAtDearestHours || now.isAtDearestHours { isAtDearestHours = true }
    }

    /// How many intervals there are to be wrong about.
    var count: Int { [latencies, costs].count { $0.count >= Self.pairsMin } }

    func latency(_ confidence: Double) -> GateRow.Ratio? {
        Self.ratio(.medianRatio, of: latencies, confidence)
    }

    func cost(_ confidence: Double) -> GateRow.Ratio? {
        Self.ratio(.ratioOfSums, of: costs, confidence)
    }

    private static func ratio(
        _ figure: Bootstrap.Figure, of pairs: [Bootstrap.Pair], _ confidence: Double
    ) -> GateRow.Ratio? {
        guard pairs.count >= pairsMin else { return nil }
        let step = (pairs.count + pairsMax - 1) / pairsMax
        let chosen = stride(from: 0, to: pairs.count, by: step).map { pairs[$0] }
        // The same seed for every run: two renders of one comparison are equal.
        let bootstrap = Bootstrap(confidence: confidence, seed: 7)
        guard let estimate = bootstrap.estimate(figure, of: chosen) else { return nil }
        return GateRow.Ratio(
            paired: pairs.count, millionths: millionths(estimate.value),
            lowMillionths: millionths(estimate.interval.low),
            highMillionths: millionths(estimate.interval.high))
    }

    private static func millionths(_ ratio: Double) -> Int {
        Int(min(ratio, 1e9) * 1_000_000)
    }
}
