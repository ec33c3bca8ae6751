/// The word a row has for a verdict.
package enum RowVerdict: String, Sendable, CaseIterable {
    case passed, failed, errored, skipped

    /// Which of two verdicts on one case counts: what is known to be wrong outweighs what is not known.
    package var weight: Int {
        switch self {
        case .passed: 0
        case .skipped: 1
        case .errored: 2
        case .failed: 3
        }
    }
}

/// One judged case as results.jsonl has it: what was asked, which leg answered, how long it took, what
/// was wrong. Reports are made of these rows alone.
package struct CaseRow: Sendable, Equatable {
    /// Stable over runs: suite, route, leg, cause, plain or stream, test.
    package var id: String
    package var suite: String
    package var route: String
    package var leg: LegID
    /// `provider:model` of that leg.
    package var legName: String
    /// Nil on a healthy path.
    package var cause: String?
    package var isStreamed: Bool
    package var test: String
    package var promptID: String
    /// Of the rendered prompt: the prompt's own pin.
    package var promptDigest: String
    /// The suite's line that asked for this case.
    package var location: SourceLocation?

    package var verdict: RowVerdict
    /// All checks that failed, errored or were skipped, and how many passed.
    package var checks: [CheckRow]
    package var checksPassed: Int
    /// What the suite's `metric:` names came to, by name.
    package var metrics: [Metric]
    package var repeats: Int
    package var repeatsPassed: Int

    package var expectedOutcome: Expectation.Outcome
    package var expectedAnsweredBy: LegID?
    package var expectedCalls: [LegCalls]
    package var answeredBy: LegID?
    package var calls: [LegCalls]

    package var modelRequested: String
    package var modelServed: String?
    package var status: Int?
    package var finish: String?
    package var requestID: String?
    package var inputTokens: Int?
    package var outputTokens: Int?
    package var cachedTokens: Int?
    package var reasoningTokens: Int?
    /// What the gateway says it costs: the whole and its parts.
    package var charges: [Charge]
    /// Of the request that was charged for.
    package var requestBytes: Int?
    /// What bills are told apart by: the test's tags, and its metadata as `user=anna`.
    package var tags: [String]
    /// Of all its calls at all legs by the price list; nil where one of them is not known.
    package var cost: Money?
    /// From sending to the last byte, and the four clocks of a stream from the same moment.
    package var latency: Duration?
    package var firstByte: Duration?
    package var firstContent: Duration?
    package var firstAnswer: Duration?
    package var gapP99: Duration?
    package var longestGap: Duration?
    /// Of a stream that is worth looking at.
    package var trace: StreamTrace?
    package var loopLag: Duration?
    package var breakage: Breakage?
    package var providerError: ProviderError?
    package var findings: [Finding]
    /// What was asked and what came, shortened; kept for cases that did not pass.
    package var prompt: String?
    package var output: String?
    /// The command that runs just this case again.
    package var rerun: String?
    /// The file in the run's folder that has both sides of it.
    package var transcript: String?

    package struct LegCalls: Sendable, Equatable {
        package var leg: LegID
        package var count: Int
        package init(leg: LegID, count: Int) {
            self.leg = leg
            self.count = count
        }
    }

    package init(
        id: String, suite: String, route: String, leg: LegID, legName: String, cause: String?,
        isStreamed: Bool, test: String, promptID: String, promptDigest: String,
        location: SourceLocation?, verdict: RowVerdict, expectedOutcome: Expectation.Outcome,
        modelRequested: String
    ) {
        self.id = id
        self.suite = suite
        self.route = route
        self.leg = leg
        self.legName = legName
        self.cause = cause
        self.isStreamed = isStreamed
        self.test = test
        self.promptID = promptID
        self.promptDigest = promptDigest
        self.location = location
        self.verdict = verdict
        checks = []
        checksPassed = 0
        metrics = []
        repeats = 1
        repeatsPassed = 0
        self.expectedOutcome = expectedOutcome
        expectedCalls = []
        calls = []
        (charges, tags) = ([], [])
        self.modelRequested = modelRequested
        findings = []
    }
}

/// What the checks under one `metric:` came to: the mean of their scores by weight, and the weight behind it.
package struct Metric: Sendable, Equatable {
    package var name: String
    package var score: Double
    package var weight: Double

    package init(name: String, score: Double, weight: Double) {
        self.name = name
        self.score = score
        self.weight = weight
    }
}

extension [Metric] {
    /// Both together, by weight.
    package func joined(with others: [Metric]) -> [Metric] {
        if isEmpty { return others }
        var joined = self
        for other in others {
            guard let place = joined.firstIndex(where: { $0.name == other.name }) else {
                joined.append(other)
                continue
            }
            let (mine, weight) = (joined[place], joined[place].weight + other.weight)
            guard weight > 0 else { continue }
            joined[place].score = (mine.score * mine.weight + other.score * other.weight) / weight
            joined[place].weight = weight
        }
        return joined
    }
}

/// A check's word on a case.
package struct CheckRow: Sendable, Equatable {
    package var name: String
    package var verdict: RowVerdict
    package var message: String
    package var location: SourceLocation?

    package init(name: String, verdict: RowVerdict, message: String, location: SourceLocation?) {
        self.name = name
        self.verdict = verdict
        self.message = message
        self.location = location
    }
}
