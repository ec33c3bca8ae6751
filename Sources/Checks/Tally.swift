import Vocabulary

/// Counts verdicts and keeps those that are worth a line.
struct Tally {
    private var rows: [CheckRow] = []
    private var passed = 0
    private var hasFailed = false
    private var hasErrored = false
    private var metrics: [Metric] = []
    /// Nothing failed, but what the case is for could not be asked.
    var isUndecided = false

    /// What is known to be wrong outweighs what could not be decided.
    var verdict: CaseVerdict {
        let verdict: RowVerdict =
            if hasFailed {
                .failed
            } else if hasErrored {
                .errored
            } else if isUndecided {
                .skipped
            } else {
                .passed
            }
        return CaseVerdict(verdict: verdict, checks: rows, passed: passed, metrics: metrics)
    }

    mutating func take(_ check: ConfiguredCheck, _ attempt: Attempt) {
        switch check.judge(attempt) {
        case .passed: passed += 1
        case .failed(let diagnostic):
            guard !check.cannotFail else { return outweigh(check, diagnostic, Self.weightless) }
            hasFailed = true
            add(check, .failed, diagnostic)
        case .errored(let diagnostic):
            guard !check.cannotFail else { return skip(check, Self.beside(diagnostic)) }
            error(check, diagnostic)
        case .skipped(let reason):
            if Self.isTold(check, attempt) { skip(check, reason) }
        }
    }

    /// The way of an answer is in the journals.
    mutating func takeWay(_ checks: [ConfiguredCheck], _ attempt: Attempt) {
        for check in checks where Self.isTold(check, attempt) { take(check, attempt) }
    }

    /// Where there are no journals, only a suite that asked for a check is told that it says nothing.
    private static func isTold(_ check: ConfiguredCheck, _ attempt: Attempt) -> Bool {
        attempt.calls != nil || check.location != nil
    }

    /// All checks that promptfoo's scoring counts, at once: with a threshold their mean decides, and no single
    /// one.
    mutating func take(_ scoring: Scoring, threshold: Double?) {
        metrics = scoring.metrics.means
        passed += scoring.passed
        for entry in scoring.skipped { skip(entry.check, entry.reason) }
        let outcome = scoring.outcome(threshold: threshold)
        if let threshold, !scoring.isEmpty {
            if outcome == .fails {
                fail("threshold", scoring.words(threshold: threshold))
            } else if outcome == .isUndecided, scoring.errored.isEmpty {
                note("threshold", .skipped, Self.partly)
            } else {
                passed += 1
            }
        }
        for entry in scoring.failed {
            if entry.check.cannotFail {
                outweigh(entry.check, entry.diagnostic, Self.weightless)
            } else if outcome == .fails || threshold == nil {
                hasFailed = true
                add(entry.check, .failed, entry.diagnostic)
            } else if outcome == .isUndecided {
                skip(entry.check, "\(Self.partly): \(entry.diagnostic.message)")
            } else {
                outweigh(
                    entry.check, entry.diagnostic, scoring.words(threshold: threshold ?? 0))
            }
        }
        for entry in scoring.errored {
            if entry.check.cannotFail {
                skip(entry.check, Self.beside(entry.diagnostic))
            } else if threshold == nil || outcome == .isUndecided {
                error(entry.check, entry.diagnostic)
            } else {
                skip(entry.check, "it decides nothing: \(entry.diagnostic.message)")
            }
        }
    }

    private static let partly = "the mean of a part of the checks says nothing of the threshold"
    private static let weightless = "weight 0, so it cannot fail"

    /// What a check that cannot fail has to say where it cannot judge.
    private static func beside(_ diagnostic: Diagnostic) -> String {
        "\(weightless): \(diagnostic.message)"
    }

    /// A check that failed in a case that passes all the same.
    private mutating func outweigh(
        _ check: ConfiguredCheck, _ diagnostic: Diagnostic, _ reason: String
    ) {
        rows.append(
            CheckRow(
                name: check.name, verdict: .passed, message: "\(reason): \(diagnostic.message)",
                location: diagnostic.location ?? check.location))
    }

    mutating func pass() { passed += 1 }

    mutating func fail(_ name: String, _ message: String) {
        hasFailed = true
        note(name, .failed, message)
    }

    mutating func error(_ check: ConfiguredCheck, _ diagnostic: Diagnostic) {
        hasErrored = true
        add(check, .errored, diagnostic)
    }

    mutating func skip(_ check: ConfiguredCheck, _ reason: String) {
        rows.append(
            CheckRow(
                name: check.name, verdict: .skipped, message: reason, location: check.location))
    }

    mutating func note(_ name: String, _ verdict: RowVerdict, _ message: String) {
        rows.append(CheckRow(name: name, verdict: verdict, message: message, location: nil))
    }

    mutating func merge(_ other: Tally) {
        rows += other.rows
        hasErrored = hasErrored || other.hasErrored
    }

    private mutating func add(
        _ check: ConfiguredCheck, _ verdict: RowVerdict, _ diagnostic: Diagnostic
    ) {
        rows.append(
            CheckRow(
                name: check.name, verdict: verdict,
                message: diagnostic.message, location: diagnostic.location ?? check.location))
    }
}
