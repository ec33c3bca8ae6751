import Vocabulary

/// What one entry of `assert:` came to: its verdict, and what it counts in a mean.
struct Grade: Sendable {
    var verdict: Verdict
    /// From 0 to 1; of what was skipped or could not be judged, nothing.
    var score: Double
    /// Of its own `metric:`, and of those within a set.
    var metrics = Metrics()
}

/// promptfoo's arithmetic: the mean of scores by weight, held against a threshold where there is one.
///
/// What was skipped is left out of the mean. What could not be judged may be anything from 0 to 1, and only
/// where that decides is the whole undecided; so may what is skipped because nobody was asked. A mean without any
/// weight is 0, as in promptfoo.
struct Scoring: Sendable {
    private var sum = 0.0
    private var weight = 0.0
    /// Of that weight, what nobody could judge.
    private var unknown = 0.0
    /// Beside that weight, what nobody was asked about.
    private var unasked = 0.0
    private(set) var failed: [(check: ConfiguredCheck, diagnostic: Diagnostic)] = []
    private(set) var errored: [(check: ConfiguredCheck, diagnostic: Diagnostic)] = []
    private(set) var skipped: [(check: ConfiguredCheck, reason: String)] = []
    private(set) var metrics = Metrics()
    private(set) var passed = 0

    /// A check of weight 0 cannot fail. A set of weight 0 can, as in promptfoo.
    mutating func add(_ check: ConfiguredCheck, _ attempt: Attempt) {
        let grade = check.grade(attempt)
        switch grade.verdict {
        case .skipped(let reason):
            skipped.append((check, reason))
            if check.isAsking { unasked += check.weight }
            return
        case .errored(let diagnostic):
            errored.append((check, diagnostic))
            weight += check.weight
            unknown += check.weight
            return
        case .failed(let diagnostic): failed.append((check, diagnostic))
        case .passed: passed += 1
        }
        sum += grade.score * check.weight
        weight += check.weight
        metrics.add(grade, of: check)
    }

    var isEmpty: Bool { failed.isEmpty && errored.isEmpty && passed == 0 }

    var score: Double { weight > 0 ? sum / weight : 0 }

    enum Outcome { case holds, fails, isUndecided }

    func outcome(threshold: Double?) -> Outcome {
        guard let threshold else {
            if failed.contains(where: { !$0.check.cannotFail }) { return .fails }
            return errored.contains { !$0.check.cannotFail } ? .isUndecided : .holds
        }
        // A tenth and two tenths make a little more than three tenths: sums of doubles are not exact.
        let wanted = threshold - 1e-9
        let all = weight + unasked
        let least = unasked > 0 ? sum / all : score
        if least >= wanted { return .holds }
        let open = unknown + unasked
        let best = all > 0 ? (sum + open) / all : 0
        return best >= wanted && open > 0 ? .isUndecided : .fails
    }

    /// `the score 0.33 is below the threshold 0.5`
    func words(threshold: Double) -> String {
        let isBelow = outcome(threshold: threshold) == .fails
        return "the score \(Self.figure(score)) is \(isBelow ? "below" : "not below") "
            + "the threshold \(Self.figure(threshold))"
    }

    /// Three decimals at most, rounded down: what is below a threshold never reads as the threshold.
    static func figure(_ score: Double) -> String {
        let thousandths = Int((min(max(score, 0), 1_000_000) * 1_000 + 1e-6).rounded(.down))
        var digits = "\(1_000 + thousandths % 1_000)".dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return digits.isEmpty ? "\(thousandths / 1_000)" : "\(thousandths / 1_000).\(digits)"
    }
}

/// Named scores on their way to a mean: sums by name, in the order in which the names came.
struct Metrics: Sendable {
    private struct Entry {
        var name: String
        var sum: Double
        var weight: Double
        /// For names whose checks all have weight 0: promptfoo tells 0 there, and their plain mean is worth more.
        var plainSum: Double
        var count: Double
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    /// A set's own name takes the place of the same name within it.
    mutating func add(_ grade: Grade, of check: ConfiguredCheck) {
        if let name = check.metric?.text {
            add(
                Entry(
                    name: name, sum: grade.score * check.weight, weight: check.weight,
                    plainSum: grade.score, count: 1))
        }
        for var entry in grade.metrics.entries where entry.name != check.metric?.text {
            entry.sum *= check.weight
            entry.weight *= check.weight
            add(entry)
        }
    }

    private mutating func add(_ entry: Entry) {
        guard let place = entries.firstIndex(where: { $0.name == entry.name }) else {
            entries.append(entry)
            return
        }
        entries[place].sum += entry.sum
        entries[place].weight += entry.weight
        entries[place].plainSum += entry.plainSum
        entries[place].count += entry.count
    }

    var means: [Metric] {
        entries.map { entry in
            entry.weight > 0
                ? Metric(name: entry.name, score: entry.sum / entry.weight, weight: entry.weight)
                : Metric(
                    name: entry.name, score: entry.plainSum / entry.count, weight: entry.count)
        }
    }
}
