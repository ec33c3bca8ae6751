/// The word a row has for a verdict.
public enum RowVerdict: String, Sendable, CaseIterable {
    case passed, failed, errored, skipped

    /// Which of two verdicts on one case counts: what is known to be wrong outweighs what is not known.
    public var weight: Int {
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
public struct CaseRow: Sendable, Equatable {
    /// Stable over runs: suite, route, leg, cause, plain or stream, test.
    public var id: String
    /// What it has in common with all cases of its way and prompt.
    public internal(set) var kind: Shared<CaseKind>
    public var test: String
    /// The suite's line that asked for this case.
    public var location: SourceLocation?

    public var verdict: RowVerdict
    /// All checks that failed, errored or were skipped, and how many passed.
    public var checks: [CheckRow]
    public var checksPassed: Int
    /// What the suite's `metric:` names came to, by name.
    public var metrics: [Metric]
    public var repeats: Int
    public var repeatsPassed: Int

    public var answeredBy: LegID?
    public var calls: [LegCalls]

    public var modelServed: String?
    public var status: Int?
    public var finish: String?
    public var requestID: String?
    public var inputTokens: Int?
    public var outputTokens: Int?
    public var cachedTokens: Int?
    /// Of the input: written to a cache.
    public var cacheWriteTokens: Int?
    public var reasoningTokens: Int?
    /// What the gateway says it costs: the whole and its parts.
    public var charges: [Charge]
    /// Of the request that was charged for.
    public var requestBytes: Int?
    /// What bills are told apart by: the test's tags, and its metadata as `user=anna`.
    public var tags: [String]
    /// Of all its calls at all legs by the price list; nil where one of them is not known.
    public var cost: Money?
    /// The tier that the answer says it was served in, where it is none of the usual ones.
    public var serviceTier: String?
    /// Of an answer that nobody but itself tells of.
    public var swaps: [Swap]
    /// From sending to the last byte, and the four clocks of a stream from the same moment.
    public var latency: Duration?
    public var firstByte: Duration?
    public var firstContent: Duration?
    public var firstAnswer: Duration?
    public var gapP99: Duration?
    public var longestGap: Duration?
    /// Of a stream that is worth looking at.
    public var trace: StreamTrace?
    /// What the gateway added of its own, where the journals of its legs tell.
    public var hop: Duration?
    public var loopLag: Duration?
    public var findings: [Finding]
    /// None or one: a list, so that the many rows without any have no room for it to hand on.
    private var troubles: [Trouble] = []

    /// What only cases that went wrong have.
    private struct Trouble: Sendable, Equatable {
        var breakage: Breakage?
        var providerError: ProviderError?
        var prompt: String?
        var output: String?
        var rerun: String?
        var transcript: String?
    }

    public struct LegCalls: Sendable, Equatable {
        public var leg: LegID
        public var count: Int
        public init(leg: LegID, count: Int) {
            self.leg = leg
            self.count = count
        }
    }

    public init(
        id: String, suite: String, route: String, leg: LegID, legName: String, cause: String?,
        isStreamed: Bool, test: String, promptID: String, promptDigest: String,
        location: SourceLocation?, verdict: RowVerdict, expectedOutcome: Expectation.Outcome,
        expectedAnsweredBy: LegID? = nil, expectedCalls: [LegCalls] = [], modelRequested: String
    ) {
        self.id = id
        kind = Shared(
            CaseKind(
                suite: suite, route: route, leg: leg, legName: legName, cause: cause,
                isStreamed: isStreamed, promptID: promptID, promptDigest: promptDigest,
                expectedOutcome: expectedOutcome, expectedAnsweredBy: expectedAnsweredBy,
                expectedCalls: expectedCalls, modelRequested: modelRequested))
        self.test = test
        self.location = location
        self.verdict = verdict
        checks = []
        checksPassed = 0
        metrics = []
        repeats = 1
        repeatsPassed = 0
        calls = []
        (charges, tags, swaps) = ([], [], [])
        findings = []
    }
}

extension CaseRow {
    private mutating func trouble<Value>(
        _ part: WritableKeyPath<Trouble, Value?>, _ value: Value?
    ) {
        if troubles.isEmpty {
            guard value != nil else { return }
            troubles = [Trouble()]
        }
        troubles[0][keyPath: part] = value
        if troubles[0] == Trouble() { troubles = [] }
    }

    public var breakage: Breakage? {
        get { troubles.first?.breakage }
        set { trouble(\.breakage, newValue) }
    }

    public var providerError: ProviderError? {
        get { troubles.first?.providerError }
        set { trouble(\.providerError, newValue) }
    }

    /// What was asked and what came, shortened; kept for cases that did not pass.
    public var prompt: String? {
        get { troubles.first?.prompt }
        set { trouble(\.prompt, newValue) }
    }

    public var output: String? {
        get { troubles.first?.output }
        set { trouble(\.output, newValue) }
    }

    /// The command that runs just this case again.
    public var rerun: String? {
        get { troubles.first?.rerun }
        set { trouble(\.rerun, newValue) }
    }

    /// The file in the run's folder that has both sides of it.
    public var transcript: String? {
        get { troubles.first?.transcript }
        set { trouble(\.transcript, newValue) }
    }
}

/// What the checks under one `metric:` came to: the mean of their scores by weight, and the weight behind it.
public struct Metric: Sendable, Equatable {
    public var name: String
    public var score: Double
    public var weight: Double

    public init(name: String, score: Double, weight: Double) {
        self.name = name
        self.score = score
        self.weight = weight
    }
}

extension [Metric] {
    /// Both together, by weight.
    public func joined(with others: [Metric]) -> [Metric] {
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
public struct CheckRow: Sendable, Equatable {
    public var name: String
    public var verdict: RowVerdict
    public var message: String
    public var location: SourceLocation?

    public init(name: String, verdict: RowVerdict, message: String, location: SourceLocation?) {
        self.name = name
        self.verdict = verdict
        self.message = message
        self.location = location
    }
}
