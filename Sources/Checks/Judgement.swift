public import Vocabulary

/// What came of one case: its verdict, and the checks that are worth a line.
public struct CaseVerdict: Sendable, Equatable {
    public var verdict: RowVerdict
    /// Checks that failed, errored or were skipped; and, where a planted fault was noticed, by what.
    public var checks: [CheckRow]
    public var passed: Int
    /// What the suite's `metric:` names came to.
    public var metrics: [Metric]

    public init(
        verdict: RowVerdict, checks: [CheckRow] = [], passed: Int = 0, metrics: [Metric] = []
    ) {
        self.verdict = verdict
        self.checks = checks
        self.passed = passed
        self.metrics = metrics
    }
}

/// Decides a case by its expected outcome: the table of causes and outcomes, in code.
///
/// An object: all cases of a route share one, and a copy of it would hold and let go all its lists.
public final class Judgement: Sendable {
    /// Of the path, in every case: the way along the route.
    private let way: [ConfiguredCheck]
    /// The suite asked for one of them.
    private let asksWay: Bool
    private let truncation: ConfiguredCheck
    private let contract: [ConfiguredCheck]
    /// Of the contract, too, but held against what only a lane knows: no user's suite sees a fault by them.
    private let relay: [ConfiguredCheck]
    /// Of content and budget: what promptfoo's scoring counts.
    private let content: [ConfiguredCheck]
    /// What says nothing of an answer that was made up.
    private let idle: [ConfiguredCheck]
    /// The least mean of their scores; nil where all must hold.
    private let threshold: Double?
    private let hasMetrics: Bool
    /// Of the content, what decides by somebody else's word.
    private let asking: [ConfiguredCheck]
    /// The same of all counted checks: those that would ask of an answer that is not made up.
    private let askable: [ConfiguredCheck]
    private let legs: [Leg]

    /// - Parameters:
    ///   - checks: the suite's own, bound to the test and the route.
    ///   - threshold: the test's.
    ///   - simulatesWithoutAnswer: the simulated providers make their answer up, so that its content
    ///     says nothing.
    ///   - example: what they make up, where a check says enough for that: checks that hold for it are asked.
    ///   - legs: those of the route in their order, where they are known.
    ///   - retryAfterMax: as `CheckContext` has it.
    public init(
        checks: [ConfiguredCheck], threshold: Double? = nil, simulatesWithoutAnswer: Bool = false,
        example: String? = nil, legs: [Leg] = [], retryAfterMax: Duration? = nil
    ) {
        self.threshold = threshold
        self.legs = legs
        let counted = checks.filter { $0.family == .content || $0.family == .budget }
        (content, idle) =
            simulatesWithoutAnswer
            ? Self.parted(counted, example, threshold: threshold) : (counted, [])
        hasMetrics = content.contains(where: \.hasMetric)
        asking = content.filter(\.isAsking)
        askable = counted.filter(\.isAsking)
        var (way, contract, relay): ([ConfiguredCheck], [ConfiguredCheck], [ConfiguredCheck]) =
            ([], [], [])
        var truncation: ConfiguredCheck?
        for check in checks {
            if check.asksTheSame(as: NoTruncatedSuccess.self) {
                truncation = check
            } else if check.family == .path {
                way.append(check)
            } else if check.asksTheSame(as: StreamEqualsPlain.self)
                || check.asksTheSame(as: UsageConsistent.self)
            {
                relay.append(check)
            } else if check.family == .contract {
                contract.append(check)
            }
        }
        Self.add(AnsweredBy(), to: &way)
        Self.add(Attempts(), to: &way)
        Self.add(PromptWhole(), to: &way)
        Self.add(NoDoubleSpend(), to: &way)
        Self.add(RetryAfterHonoured(most: retryAfterMax), to: &way)
        Self.add(CancelPropagates(), to: &way)
        Self.add(ServedModel(), to: &contract)
        Self.add(StreamEqualsPlain(), to: &relay)
        Self.add(UsageConsistent(), to: &relay)
        self.way = way
        asksWay = way.contains { $0.location != nil }
        self.contract = contract
        self.relay = relay
        self.truncation = truncation ?? ConfiguredCheck(NoTruncatedSuccess())
    }

    /// What can be asked of an answer that was made up, and what cannot: of its content only what holds for it, and
    /// nothing where a mean decides, since the mean of a part would say nothing of the threshold.
    private static func parted(
        _ checks: [ConfiguredCheck], _ example: String?, threshold: Double?
    ) -> (asked: [ConfiguredCheck], idle: [ConfiguredCheck]) {
        let attempt = example.map(Attempt.init(exampleAnswer:))
        let isAsked = { (check: ConfiguredCheck) in
            !check.isContent || attempt.map { check.judge($0) == .passed } ?? false
        }
        let idle = checks.filter { !isAsked($0) }
        if threshold != nil, !idle.isEmpty { return ([], checks) }
        return (checks.filter(isAsked), idle)
    }

    /// What every case is asked, unless the suite asks the same and says at which line.
    private static func add(_ check: some Check, to checks: inout [ConfiguredCheck]) {
        if checks.contains(where: { $0.asksTheSame(as: type(of: check)) }) { return }
        checks.append(ConfiguredCheck(check))
    }

    /// What must be asked before this attempt can be judged, each question once: nothing where there is no answer
    /// that anybody could judge.
    public func questions(about attempt: Attempt) -> [Opinion.Question] {
        guard !asking.isEmpty, attempt.looksLikeSuccess, attempt.path.cause?.mark != .caller,
            attempt.path.expected.outcome != .surfaces,
            attempt.calls?.contains(where: { $0.trouble != nil }) != true,
            Undecidable.row(for: attempt, legs: legs) == nil
        else { return [] }
        return Self.questions(of: asking, about: attempt)
    }

    private static func questions(
        of checks: [ConfiguredCheck], about attempt: Attempt
    ) -> [Opinion.Question] {
        var seen: Set<Opinion.Question> = []
        return checks.flatMap { $0.questions(about: attempt) }.filter { seen.insert($0).inserted }
    }

    /// The same before anything was sent, of an answer of one sign, and as if it came from a real provider.
    public func questions(expecting outcome: Expectation.Outcome) -> [Opinion.Question] {
        guard !askable.isEmpty, outcome != .surfaces else { return [] }
        return Self.questions(of: askable, about: Attempt(exampleAnswer: "."))
    }

    public func verdict(on attempt: Attempt) -> CaseVerdict {
        if let row = Undecidable.row(for: attempt, legs: legs) {
            return CaseVerdict(verdict: .errored, checks: [row])
        }
        if attempt.path.cause?.mark == .caller { return left(attempt) }
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
        } else {
            let leg = attempt.path.expected.answeredBy.map { " from \($0)" } ?? ""
            let sight = Sight.words(for: attempt)
            tally.fail("answer", "expected an answer\(leg); the caller saw \(sight)")
        }
        // Where no answer came, a leg's own may say why.
        for finding in attempt.findings
        where finding.severity == .error && (isAnswered || finding.leg != nil) {
            tally.fail(finding.code, Self.words(for: finding))
        }
        takeWay(attempt, &tally)
        tally.take(truncation, attempt)
        guard isAnswered else {
            for check in contract + content + idle {
                tally.skip(check, "there is no answer to judge")
            }
            return tally.verdict
        }
        for check in contract { tally.take(check, attempt) }
        for check in relay { tally.take(check, attempt) }
        takeContent(attempt, &tally)
        return tally.verdict
    }

    /// The caller left on purpose: only the way there, and what became of it, can be judged.
    private func left(_ attempt: Attempt) -> CaseVerdict {
        var tally = Tally()
        if attempt.reading.outcome == .error || attempt.breakage != nil {
            let sight = Sight.words(for: attempt)
            tally.fail("answer", "expected the beginning of an answer; the caller saw \(sight)")
        } else {
            tally.pass()
        }
        takeWay(attempt, &tally)
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
        for check in relay { tally.take(check, attempt) }
        var noticed: [String] = []
        if !attempt.looksLikeSuccess {
            noticed.append("the caller, who saw \(Sight.words(for: attempt))")
        }
        for finding in attempt.reading.findings where finding.severity == .error {
            if !noticed.contains(finding.code) { noticed.append(finding.code) }
        }
        var undecided = Tally()
        var held = 0
        for check in [truncation] + contract where check.weight > 0 {
            switch check.judge(attempt) {
            case .passed: held += 1
            case .failed: noticed.append(check.name)
            case .errored(let diagnostic): undecided.error(check, diagnostic)
            case .skipped(let reason): undecided.skip(check, reason)
            }
        }
        let asked =
            attempt.reading.text == nil ? content.filter { !$0.isContent } : content
        let scoring = scoring(of: asked, on: attempt)
        held += scoring.passed
        // The mean of a part of them would say nothing of the threshold.
        let threshold = asked.count == content.count ? threshold : nil
        // A check that cannot fail could have seen nothing, whatever it was told.
        let unheard = scoring.errored.contains { $0.check.mayFailByWord }
        let unasked = scoring.skipped.filter { $0.check.mayFailByWord }
        if !asked.isEmpty, scoring.outcome(threshold: threshold) == .fails {
            noticed += scoring.failed.filter { !$0.check.cannotFail }.map(\.check.name)
            if scoring.failed.isEmpty { noticed.append("threshold") }
        }
        for entry in scoring.errored { undecided.error(entry.check, entry.diagnostic) }
        for entry in scoring.skipped { undecided.skip(entry.check, entry.reason) }
        if !noticed.isEmpty {
            tally.pass()
            tally.note("fault-noticed", .passed, "noticed by \(Excerpt.list(noticed))")
        } else if idle.contains(where: { !$0.cannotFail }) {
            for check in idle { tally.skip(check, Self.simulated) }
            tally.note(
                "fault-noticed", .skipped,
                "whether the content checks see it cannot be told without `simulate:`")
            tally.isUndecided = true
        } else if unheard {
            // Who was to see it could not tell.
            tally.merge(undecided)
        } else if let first = unasked.first {
            tally.merge(undecided)
            tally.note(
                "fault-noticed", .skipped,
                "whether '\(first.check.name)' sees it cannot be told: \(first.reason)")
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
        if threshold == nil, !hasMetrics {
            for check in content { tally.take(check, attempt) }
        } else if !content.isEmpty {
            tally.take(scoring(of: content, on: attempt), threshold: threshold)
        }
        for check in idle { tally.skip(check, Self.simulated) }
    }

    private func scoring(of checks: [ConfiguredCheck], on attempt: Attempt) -> Scoring {
        var scoring = Scoring()
        for check in checks { scoring.add(check, attempt) }
        return scoring
    }

    private static let simulated = "simulated answer"

    private static func words(for finding: Finding) -> String {
        finding.message + (finding.offset.map { " (at byte \($0))" } ?? "")
    }
}
