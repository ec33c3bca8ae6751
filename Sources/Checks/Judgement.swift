package import Vocabulary

/// What came of one case: its verdict, and the checks that are worth a line.
package struct CaseVerdict: Sendable, Equatable {
    package var verdict: RowVerdict
    /// Checks that failed, errored or were skipped; and, where a planted fault was noticed, by what.
    package var checks: [CheckRow]
    package var passed: Int

    package init(verdict: RowVerdict, checks: [CheckRow] = [], passed: Int = 0) {
        self.verdict = verdict
        self.checks = checks
        self.passed = passed
    }
}

/// Decides a case by its expected outcome: the table of causes and outcomes, in code.
package struct Judgement: Sendable {
    private let way: [ConfiguredCheck]
    /// The suite asked for one of them.
    private let asksWay: Bool
    private let truncation: ConfiguredCheck
    private let contract: [ConfiguredCheck]
    private let content: [ConfiguredCheck]
    /// Content checks that say nothing of an answer that was made up.
    private let idle: [ConfiguredCheck]
    private let legs: [Leg]

    /// - Parameters:
    ///   - checks: the suite's own, bound to the test and the route.
    ///   - simulatesWithoutAnswer: the simulated providers make their answer up, so that its content
    ///     says nothing.
    ///   - example: what they make up, where a check says enough for that: checks that hold for it are asked.
    ///   - legs: those of the route in their order, where they are known.
    package init(
        checks: [ConfiguredCheck], simulatesWithoutAnswer: Bool = false, example: String? = nil,
        legs: [Leg] = []
    ) {
        self.legs = legs
        let asked = checks.filter(\.isContent)
        if simulatesWithoutAnswer {
            let attempt = example.map(Attempt.init(exampleAnswer:))
            let isAsked = { (check: ConfiguredCheck) in
                attempt.map { check.judge($0) == .passed } ?? false
            }
            content = asked.filter(isAsked)
            idle = asked.filter { !isAsked($0) }
        } else {
            (content, idle) = (asked, [])
        }
        let others = checks.filter { !$0.isContent }
        var (way, contract): ([ConfiguredCheck], [ConfiguredCheck]) = ([], [])
        var truncation: ConfiguredCheck?
        for check in others {
            if check.asksTheSame(as: NoTruncatedSuccess.self) {
                truncation = check
            } else if check.family == .path {
                way.append(check)
            } else {
                contract.append(check)
            }
        }
        if !way.contains(where: { $0.asksTheSame(as: AnsweredBy.self) }) {
            way.append(ConfiguredCheck(AnsweredBy()))
        }
        if !way.contains(where: { $0.asksTheSame(as: Attempts.self) }) {
            way.append(ConfiguredCheck(Attempts()))
        }
        if !contract.contains(where: { $0.asksTheSame(as: ServedModel.self) }) {
            contract.append(ConfiguredCheck(ServedModel()))
        }
        self.way = way
        asksWay = way.contains { $0.location != nil }
        self.contract = contract
        self.truncation = truncation ?? ConfiguredCheck(NoTruncatedSuccess())
    }

    package func verdict(on attempt: Attempt) -> CaseVerdict {
        if let row = Undecidable.row(for: attempt, legs: legs) {
            return CaseVerdict(verdict: .errored, checks: [row])
        }
        switch attempt.path.expected.outcome {
        case .answers, .movesOn: return answered(attempt)
        case .surfaces: return surfaced(attempt)
        case .mustBeCaught: return caught(attempt)
        }
    }

    /// The attempt must be a success, keep its contract, have gone the predicted way, and answer well.
    private func answered(_ attempt: Attempt) -> CaseVerdict {
        var tally = Tally()
        let isAnswered = attempt.looksLikeSuccess
        if isAnswered {
            tally.pass()
            for finding in attempt.reading.findings where finding.severity == .error {
                tally.fail(finding.code, Self.words(for: finding))
            }
        } else {
            let leg = attempt.path.expected.answeredBy.map { " from \($0)" } ?? ""
            let sight = Sight.words(for: attempt)
            tally.fail("answer", "expected an answer\(leg); the caller saw \(sight)")
        }
        takeWay(attempt, &tally)
        tally.take(truncation, attempt)
        guard isAnswered else {
            for check in contract + content + idle {
                tally.skip(check, "there is no answer to judge")
            }
            return tally.verdict
        }
        // By index, since each check that a loop hands out would be copied.
        for index in contract.indices { tally.take(contract[index], attempt) }
        takeContent(attempt, &tally)
        return tally.verdict
    }

    /// The caller must have been told, by somebody other than its own clock.
    private func surfaced(_ attempt: Attempt) -> CaseVerdict {
        var tally = Tally()
        if let objection = Surfacing.objection(to: attempt) {
            tally.fail("error-surfaces", objection)
        } else {
            tally.pass()
        }
        takeWay(attempt, &tally)
        tally.take(truncation, attempt)
        return tally.verdict
    }

    /// The fault is in the answer on purpose: here something must fail, and the case fails if nothing does.
    private func caught(_ attempt: Attempt) -> CaseVerdict {
        var tally = Tally()
        takeWay(attempt, &tally)
        var noticed: [String] = []
        if !attempt.looksLikeSuccess {
            noticed.append("the caller, who saw \(Sight.words(for: attempt))")
        }
        for finding in attempt.reading.findings where finding.severity == .error {
            if !noticed.contains(finding.code) { noticed.append(finding.code) }
        }
        var undecided = Tally()
        var held = 0
        let skipsContent = attempt.reading.text == nil
        for check in [truncation] + contract + (skipsContent ? [] : content) where check.weight > 0
        {
            switch check.judge(attempt) {
            case .passed: held += 1
            case .failed: noticed.append(check.name)
            case .errored(let diagnostic): undecided.error(check, diagnostic)
            case .skipped(let reason): undecided.skip(check, reason)
            }
        }
        if !noticed.isEmpty {
            tally.pass()
            tally.note("fault-noticed", .passed, "noticed by \(Excerpt.list(noticed))")
        } else if !idle.isEmpty {
            for check in idle { tally.skip(check, Self.simulated) }
            tally.note(
                "fault-noticed", .skipped,
                "whether the content checks see it cannot be told without `simulate:`")
            tally.isUndecided = true
        } else {
            tally.merge(undecided)
            tally.fail("unnoticed", Blindness.words(for: attempt, checksHeld: held))
        }
        return tally.verdict
    }

    /// The way of an answer is in the journals; where there are none, and no check of it is the suite's own,
    /// there is nothing to say.
    private func takeWay(_ attempt: Attempt, _ tally: inout Tally) {
        if attempt.calls != nil || asksWay { tally.takeWay(way, attempt) }
    }

    private func takeContent(_ attempt: Attempt, _ tally: inout Tally) {
        for index in content.indices { tally.take(content[index], attempt) }
        for index in idle.indices { tally.skip(idle[index], Self.simulated) }
    }

    private static let simulated = "simulated answer"

    private static func words(for finding: Finding) -> String {
        finding.message + (finding.offset.map { " (at byte \($0))" } ?? "")
    }
}

/// Counts verdicts and keeps those that are worth a line.
private struct Tally {
    private var rows: [CheckRow] = []
    private var passed = 0
    private var hasFailed = false
    private var hasErrored = false
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
        return CaseVerdict(verdict: verdict, checks: rows, passed: passed)
    }

    mutating func take(_ check: ConfiguredCheck, _ attempt: Attempt) {
        switch check.judge(attempt) {
        case .passed: passed += 1
        case .failed(let diagnostic):
            guard check.weight > 0 else {
                return skip(check, "weight 0, so it cannot fail: \(diagnostic.message)")
            }
            hasFailed = true
            add(check, .failed, diagnostic)
        case .errored(let diagnostic): error(check, diagnostic)
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
