import Checks
import Vocabulary

extension CaseRow {
    /// What came of it, from both sides, and the verdict.
    mutating func take(_ attempt: borrowing Attempt, _ judged: CaseVerdict) {
        verdict = judged.verdict
        if !attempt.path.alternatives.isEmpty { take(attempt.path.expected) }
        checks = judged.checks
        checksPassed = judged.passed
        metrics = judged.metrics
        answeredBy = attempt.answeringLeg
        calls = attempt.callsPerLeg.map(Self.inOrder) ?? []
        modelServed = attempt.reading.model
        status = attempt.exchange.status
        finish = attempt.reading.finish?.raw
        requestID = attempt.reading.id
        inputTokens = attempt.reading.usage?.input?.value
        outputTokens = attempt.reading.usage?.output?.value
        cachedTokens = attempt.reading.usage?.cachedInput?.value
        // Not every gateway hands it on: the leg's own word comes first.
        let written = attempt.answeringCall?.answer?.usage?.cacheWrite?.value
        let told = attempt.reading.usage?.cacheWrite?.value
        if let count = written ?? told, count != 0 { cacheWriteTokens = count }
        // Most models do not think, and say so.
        if let count = attempt.reading.usage?.reasoning?.value, count != 0 {
            reasoningTokens = count
        }
        if let tier = attempt.reading.usage?.tier, !ServiceTier.isUsual(tier) {
            serviceTier = tier
        }
        charges = attempt.reading.charges
        takeTimes(attempt.reading.clocks, attempt.exchange)
        // Of an error nobody waits for more.
        if attempt.calls != nil, attempt.looksLikeSuccess { hop = attempt.hop?.inWholeMicroseconds }
        breakage = attempt.exchange.breakage
        providerError = attempt.reading.error
        findings = attempt.findings
    }

    /// What findings name is told by them: a check that one of them explains fails no case by itself, and a
    /// finding that is an error does.
    mutating func take(_ named: [Finding], explained: (_ code: String) -> [String]) {
        for finding in named {
            let known = explained(finding.code)
            for index in checks.indices
            where checks[index].verdict == .failed && known.contains(checks[index].name) {
                checks[index].verdict = .passed
                checks[index].message = "\(finding.code): \(checks[index].message)"
            }
        }
        checks += named.filter { $0.severity == .error }.map {
            CheckRow(name: $0.code, verdict: .failed, message: $0.message, location: nil)
        }
        if checks.contains(where: { $0.verdict == .failed }) {
            verdict = .failed
        } else if verdict == .failed {
            verdict = checks.contains { $0.verdict == .errored } ? .errored : .passed
        }
        repeatsPassed = verdict == .passed ? 1 : 0
    }

    private mutating func take(_ expected: Expectation) {
        expectedOutcome = expected.outcome
        expectedAnsweredBy = expected.answeredBy
        expectedCalls = Self.inOrder(expected.calls)
    }

    /// All from the moment at which the request was about to be sent.
    private mutating func takeTimes(
        _ clocks: borrowing StreamClocks, _ exchange: borrowing Exchange
    ) {
        let start = exchange.sent ?? exchange.started
        func since(_ moment: Moment?) -> Duration? {
            moment?.wholeMicroseconds(since: start)
        }
        latency = since(exchange.lastByte)
        firstByte = since(clocks.firstByte ?? exchange.firstByte)
        firstContent = since(clocks.firstContent)
        firstAnswer = since(clocks.firstAnswer)
        if clocks.gaps.count > 0 {
            gapP99 = clocks.gaps.percentile(0.99)?.inWholeMicroseconds
            longestGap = clocks.gaps.longest.inWholeMicroseconds
            trace = StreamTrace(
                clocks.trace, events: clocks.contentEvents, firstContent: firstContent, end: latency
            )
        }
        loopLag = exchange.loopLag.inWholeMicroseconds
    }

    mutating func fail(as verdict: RowVerdict, _ message: String) {
        self.verdict = verdict
        checks.append(
            CheckRow(name: "case", verdict: verdict, message: message, location: location))
    }

    static func inOrder(_ calls: [LegID: Int]) -> [LegCalls] {
        calls.sorted { $0.key < $1.key }.map { LegCalls(leg: $0.key, count: $0.value) }
    }

    private static let keptScalars = 2000

    /// Rows keep enough of a text to be understood, not all of it.
    static func shortened(_ text: String) -> String {
        guard text.utf8.count > keptScalars else { return text }
        return text.prefix(keptScalars) + "…"
    }
}
