public import Vocabulary

/// One line of results.jsonl. `RowSchema` says what each member means.
public enum Row: Sendable, Equatable {
    /// The first line of a run.
    case run(RunRow)
    /// A planned path, before or after it was judged.
    case path(PathRow)
    /// One sending of a case that is sent more than once; it comes before its case.
    case attempt(AttemptRow)
    /// One call as a lane wrote it down; it comes before its case, whose row seals all that belongs to it.
    case call(CallRow)
    /// What somebody else was asked about a case's answer; it comes before its case, as its calls do.
    case question(QuestionRow)
    case `case`(CaseRow)
    /// A finding that belongs to no case: about the run, its files or its gateway.
    case finding(FindingRow)
    /// What one gateway told of tokens and cost, beside what its legs counted; before the end.
    case ledger(LedgerRow)
    /// What a mix of failures does to the spend and the latency of one route.
    case rehearsal(RehearsalRow)
    /// How the run stands against its baseline; it comes before the end.
    case gate(GateRow)
    /// The last line of a run that came to its end, or was told to stop.
    case end(EndRow)
}

/// What was run, by which version, from when: all that a report may not ask a clock or a host for.
public struct RunRow: Sendable, Equatable {
    public enum Mode: String, Sendable, CaseIterable { case simulated, live, replay, record }

    /// A file that decides what is sent, and a word for its content.
    public struct Input: Sendable, Equatable {
        public var file: String
        public var digest: String
        public init(file: String, digest: String) {
            self.file = file
            self.digest = digest
        }
    }

    /// What one unit of a currency was taken for in US dollars, as a decimal text.
    public struct Rate: Sendable, Hashable {
        public var currency: String
        public var dollars: String
        public init(currency: String, dollars: String) {
            self.currency = currency
            self.dollars = dollars
        }
    }

    /// What a model of a suite was taken to cost, where that is not what the shipped list says.
    public struct Price: Sendable, Hashable {
        public var suite: String
        /// `provider:model`.
        public var model: String
        /// As its room writes it and reads it back.
        public var text: String
        /// Who says so: `suite.yaml:3`.
        public var source: String

        public init(suite: String, model: String, text: String, source: String) {
            self.suite = suite
            self.model = model
            self.text = text
            self.source = source
        }
    }

    public struct Task: Sendable, Equatable {
        public var suite: String
        public var name: String
        public init(suite: String, name: String) {
            self.suite = suite
            self.name = name
        }
    }

    public var version: String
    /// The files that were run, relative to where the run was started.
    public var suites: [String]
    public var mode: Mode
    /// The gateway's name or address, without a key.
    public var gateway: String
    /// UTC, `2026-08-01T12:00:00Z`.
    public var started: String
    public var host: String
    public var seed: UInt64
    /// How many cases are planned, where that is known before the run.
    public var casesPlanned: Int?
    /// Nil: `run`.
    public var command: String?
    /// The words of the command line that decide what is sent; none of them is a key.
    public var arguments: [String] = []
    /// Sorted by file.
    public var inputs: [Input] = []
    /// By suite, of those that say what their work is called.
    public var tasks: [Task] = []
    /// Sorted: suites whose legs are asked without a gateway.
    public var direct: [String] = []
    /// Sorted by currency.
    public var rates: [Rate] = []
    public var prices: [Price] = []
    /// When it was taken up again after a kill, each time.
    public var resumed: [String] = []
    /// Nil where it is no part of another.
    public var shard: Shard?
    /// Of a run that was joined of shards: those that were not there, as `2/3`.
    public var missingShards: [String] = []
    /// Nil outside of any.
    public var repository: Repository?
    /// The same in all parts of a run that was split; nil in files of before.
    public var id: String?

    /// What stands in place of a gateway where there is none.
    public static let noGateway = "none"

    /// All suites ask legs without a gateway.
    public var isDirect: Bool {
        gateway == Self.noGateway || !direct.isEmpty && direct.count == suites.count
    }

    /// Of the suite with this name.
    public func gateway(of suite: String) -> String {
        isDirect || direct.contains(suite) ? Self.noGateway : gateway
    }

    /// What a suite calls its work, for those that say it.
    public var taskBySuite: [String: String] {
        Dictionary(tasks.map { ($0.suite, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    public init(
        version: String, suites: [String], mode: Mode, gateway: String, started: String,
        host: String, seed: UInt64, casesPlanned: Int? = nil
    ) {
        self.version = version
        self.suites = suites
        self.mode = mode
        self.gateway = gateway
        self.started = started
        self.host = host
        self.seed = seed
        self.casesPlanned = casesPlanned
    }
}

/// One of several parts of a run, each with cases of its own: which one a case belongs to is said by its id alone,
/// so that parts need not know of each other, nor of what was selected.
public struct Shard: Sendable, Hashable {
    /// From 1.
    public var number: Int
    public var count: Int
    /// How many cases all parts have together.
    public var casesInAll: Int

    public init(number: Int, count: Int, casesInAll: Int = 0) {
        self.number = number
        self.count = count
        self.casesInAll = casesInAll
    }

    public var name: String { "\(number)/\(count)" }

    public func takes(_ caseID: String) -> Bool {
        let digest = Digest64(caseID).value
        // The low bits of such a digest are its worst.
        return Int((digest ^ digest >> 32) % UInt64(count)) == number - 1
    }
}

/// A planned path: the matrix of coverage is made of these.
public struct PathRow: Sendable, Equatable {
    public var leg: LegID
    public var legName: String
    /// Nil on a healthy path.
    public var cause: String?
    public var isStreamed: Bool
    public var expectedOutcome: Expectation.Outcome
    /// At least one case of it has a verdict that is passed or failed.
    public var isCovered: Bool
    /// Why it is not, where somebody can say.
    public var reason: String?
    /// Why no path leads to the leg: then there is nothing to cover it with.
    public var unreached: String?
    /// What was asked for: the leg's own route, or another that leads to it.
    public var route: String
    /// How many other legs are broken, so that this one is asked at all.
    public var legsBefore = 0
    public var walk: PathWalk?

    public init(
        leg: LegID, legName: String, cause: String?, isStreamed: Bool,
        expectedOutcome: Expectation.Outcome, isCovered: Bool
    ) {
        self.leg = leg
        self.legName = legName
        self.cause = cause
        self.isStreamed = isStreamed
        self.expectedOutcome = expectedOutcome
        self.isCovered = isCovered
        route = leg.route
    }
}

/// One of several sendings of a case.
public struct AttemptRow: Sendable, Equatable {
    public var caseID: String
    /// From 1.
    public var number: Int
    public var verdict: RowVerdict
    public var checks: [CheckRow]
    /// Since the run's start.
    public var started: Duration
    public var latency: Duration?
    public var firstContent: Duration?
    public var firstAnswer: Duration?
    /// What the gateway added of its own.
    public var hop: Duration?
    public var loopLag: Duration?
    public var status: Int?
    public var answeredBy: LegID?
    public var calls: [CaseRow.LegCalls] = []
    /// What its caller was told, and its cost, as the case's own row has them.
    public var inputTokens: Int?
    public var outputTokens: Int?
    public var cachedTokens: Int?
    public var cacheWriteTokens: Int?
    public var reasoningTokens: Int?
    public var serviceTier: String?
    public var charges: [Charge] = []
    public var requestBytes: Int?
    public var cost: Money?
    public var breakage: Breakage?
    public var providerError: ProviderError?

    public init(
        caseID: String, number: Int, verdict: RowVerdict, checks: [CheckRow] = [],
        started: Duration, latency: Duration? = nil, status: Int? = nil, answeredBy: LegID? = nil
    ) {
        self.caseID = caseID
        self.number = number
        self.verdict = verdict
        self.checks = checks
        self.started = started
        self.latency = latency
        self.status = status
        self.answeredBy = answeredBy
    }
}

/// A call at a lane, with times since the run's start in place of moments of one machine's clock.
public struct CallRow: Sendable, Equatable {
    public var caseID: String?
    public var leg: LegID
    public var arrived: Duration
    public var firstByteSent: Duration?
    public var ended: Duration?
    public var model: String?
    /// The one that the answer names, where that is another.
    public var modelServed: String?
    public var isStreamed: Bool
    public var bodyBytes: Int
    public var cause: String?
    public var status: Int?
    public var isComplete: Bool
    public var callerLeft: Bool
    public var refused: String?
    public var inputTokens: Int?
    public var outputTokens: Int?
    /// Of the input: read from the leg's cache, and written to it.
    public var cachedTokens: Int?
    public var cacheWriteTokens: Int?
    /// Of the output.
    public var reasoningTokens: Int?
    /// Where it is none of the usual ones.
    public var serviceTier: String?
    public var cost: Money?
    /// In the same currency.
    public var costAtOtherHours: Money?
    public var swaps: [Swap] = []

    public init(_ call: LaneCall, of caseID: String?, since start: Moment) {
        self.caseID = caseID
        leg = call.leg
        arrived = call.arrived - start
        firstByteSent = call.firstByteSent.map { $0 - start }
        ended = call.ended.map { $0 - start }
        model = call.model
        if let told = call.answer?.model, told != call.model { modelServed = told }
        isStreamed = call.isStreamed
        bodyBytes = call.bodyBytes
        cause = call.cause?.name
        status = call.status
        isComplete = call.isComplete
        callerLeft = call.callerLeft
        refused = call.refused
        inputTokens = call.answer?.usage?.input?.value
        outputTokens = call.answer?.usage?.output?.value
        cachedTokens = Self.some(call.answer?.usage?.cachedInput)
        cacheWriteTokens = Self.some(call.answer?.usage?.cacheWrite)
        reasoningTokens = Self.some(call.answer?.usage?.reasoning)
        serviceTier = call.answer?.usage?.tier.flatMap { ServiceTier.isUsual($0) ? nil : $0 }
        cost = call.cost
        costAtOtherHours = call.costAtOtherHours
        swaps = call.swaps
    }

    /// Most calls have none of them.
    private static func some(_ count: Usage.Count?) -> Int? {
        count.flatMap { $0.value == 0 ? nil : $0.value }
    }

    public init(leg: LegID, arrived: Duration) {
        self.leg = leg
        self.arrived = arrived
        isStreamed = false
        bodyBytes = 0
        isComplete = false
        callerLeft = false
    }
}

/// The totals of a run. A file without this row is of a run that was killed.
public struct EndRow: Sendable, Equatable {
    public var cases: Int
    public var passed: Int
    public var failed: Int
    public var errored: Int
    public var skipped: Int
    /// Requests sent to the gateway.
    public var requests: Int
    public var duration: Duration
    /// The signal that ended the run before its last case.
    public var interruptedBy: String?
    /// Cases that were planned and have no verdict.
    public var notRun = 0
    /// What ended the run before its last case, where it was no signal: a cap, in words.
    public var stoppedBy: String?
    /// What held it back, and what it was allowed to spend.
    public var limits: [Limit] = []

    /// Of one provider, of the key that it asked with, or of the run itself.
    public struct Limit: Sendable, Equatable {
        /// `provider 'openai'`, `key 'free-tier'`, `the run`.
        public var holder: String
        /// So many requests waited for a place, and for so long at least one of them did.
        public var heldBack: Int
        public var waited: Duration
        public var spending: Spending?

        /// Against a cap, in its currency.
        public struct Spending: Sendable, Equatable {
            public var cap: Money
            public var booked: Money
            /// Of what is booked, what answers that do not tell their cost were taken to cost.
            public var estimated: Money
            /// By which amounts in other currencies were turned into it: `1 CNY = 0.14 USD`.
            public var rates: [String]

            public init(cap: Money, booked: Money, estimated: Money, rates: [String] = []) {
                self.rates = rates
                self.cap = cap
                self.booked = booked
                self.estimated = estimated
            }
        }

        public init(
            of holder: String, heldBack: Int, waited: Duration, spending: Spending? = nil
        ) {
            self.holder = holder
            self.heldBack = heldBack
            self.waited = waited
            self.spending = spending
        }
    }

    public init(
        cases: Int, passed: Int, failed: Int, errored: Int, skipped: Int, requests: Int,
        duration: Duration, interruptedBy: String? = nil
    ) {
        self.cases = cases
        self.passed = passed
        self.failed = failed
        self.errored = errored
        self.skipped = skipped
        self.requests = requests
        self.duration = duration
        self.interruptedBy = interruptedBy
    }
}

/// A finding of its own, where no case would be the place for it.
public struct FindingRow: Sendable, Equatable {
    public var finding: Finding
    public var caseID: String?
    public var location: SourceLocation?

    public init(_ finding: Finding, of caseID: String? = nil, location: SourceLocation? = nil) {
        self.finding = finding
        self.caseID = caseID
        self.location = location
    }
}
