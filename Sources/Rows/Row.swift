package import Vocabulary

/// One line of results.jsonl. `RowSchema` says what each member means.
package enum Row: Sendable, Equatable {
    /// The first line of a run.
    case run(RunRow)
    /// A planned path, before or after it was judged.
    case path(PathRow)
    /// One sending of a case that is sent more than once; it comes before its case.
    case attempt(AttemptRow)
    /// One call as a lane wrote it down; it comes before its case, whose row seals all that belongs to it.
    case call(CallRow)
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
package struct RunRow: Sendable, Equatable {
    package enum Mode: String, Sendable, CaseIterable { case simulated, live, replay, record }

    /// A file that decides what is sent, and a word for its content.
    package struct Input: Sendable, Equatable {
        package var file: String
        package var digest: String
        package init(file: String, digest: String) {
            self.file = file
            self.digest = digest
        }
    }

    /// What one unit of a currency was taken for in US dollars, as a decimal text.
    package struct Rate: Sendable, Hashable {
        package var currency: String
        package var dollars: String
        package init(currency: String, dollars: String) {
            self.currency = currency
            self.dollars = dollars
        }
    }

    package struct Task: Sendable, Equatable {
        package var suite: String
        package var name: String
        package init(suite: String, name: String) {
            self.suite = suite
            self.name = name
        }
    }

    package var version: String
    /// The files that were run, relative to where the run was started.
    package var suites: [String]
    package var mode: Mode
    /// The gateway's name or address, without a key.
    package var gateway: String
    /// UTC, `2026-08-01T12:00:00Z`.
    package var started: String
    package var host: String
    package var seed: UInt64
    /// How many cases are planned, where that is known before the run.
    package var casesPlanned: Int?
    /// Nil: `run`.
    package var command: String?
    /// The words of the command line that decide what is sent; none of them is a key.
    package var arguments: [String] = []
    /// Sorted by file.
    package var inputs: [Input] = []
    /// By suite, of those that say what their work is called.
    package var tasks: [Task] = []
    /// Sorted by currency.
    package var rates: [Rate] = []
    /// When it was taken up again after a kill, each time.
    package var resumed: [String] = []
    /// Nil where it is no part of another.
    package var shard: Shard?
    /// Of a run that was joined of shards: those that were not there, as `2/3`.
    package var missingShards: [String] = []

    /// What a suite calls its work, for those that say it.
    package var taskBySuite: [String: String] {
        Dictionary(tasks.map { ($0.suite, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    package init(
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
package struct Shard: Sendable, Hashable {
    /// From 1.
    package var number: Int
    package var count: Int
    /// How many cases all parts have together.
    package var casesInAll: Int

    package init(number: Int, count: Int, casesInAll: Int = 0) {
        self.number = number
        self.count = count
        self.casesInAll = casesInAll
    }

    package var name: String { "\(number)/\(count)" }

    package func takes(_ caseID: String) -> Bool {
        let digest = Digest64(caseID).value
        // The low bits of such a digest are its worst.
        return Int((digest ^ digest >> 32) % UInt64(count)) == number - 1
    }
}

/// A planned path: the matrix of coverage is made of these.
package struct PathRow: Sendable, Equatable {
    package var leg: LegID
    package var legName: String
    /// Nil on a healthy path.
    package var cause: String?
    package var isStreamed: Bool
    package var expectedOutcome: Expectation.Outcome
    /// At least one case of it has a verdict that is passed or failed.
    package var isCovered: Bool
    /// Why it is not, where somebody can say.
    package var reason: String?
    /// Why no path leads to the leg: then there is nothing to cover it with.
    package var unreached: String?
    /// What was asked for: the leg's own route, or another that leads to it.
    package var route: String
    /// How many other legs are broken, so that this one is asked at all.
    package var legsBefore = 0
    package var walk: PathWalk?

    package init(
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
package struct AttemptRow: Sendable, Equatable {
    package var caseID: String
    /// From 1.
    package var number: Int
    package var verdict: RowVerdict
    package var checks: [CheckRow]
    /// Since the run's start.
    package var started: Duration
    package var latency: Duration?
    package var status: Int?
    package var answeredBy: LegID?
    /// What its caller was told, and its cost, as the case's own row has them.
    package var inputTokens: Int?
    package var outputTokens: Int?
    package var cachedTokens: Int?
    package var reasoningTokens: Int?
    package var charges: [Charge] = []
    package var requestBytes: Int?
    package var cost: Money?

    package init(
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
package struct CallRow: Sendable, Equatable {
    package var caseID: String?
    package var leg: LegID
    package var arrived: Duration
    package var firstByteSent: Duration?
    package var ended: Duration?
    package var model: String?
    package var isStreamed: Bool
    package var bodyBytes: Int
    package var cause: String?
    package var status: Int?
    package var isComplete: Bool
    package var callerLeft: Bool
    package var refused: String?
    package var inputTokens: Int?
    package var outputTokens: Int?
    /// Of the input: read from the leg's cache, and written to it.
    package var cachedTokens: Int?
    package var cacheWriteTokens: Int?
    /// Of the output.
    package var reasoningTokens: Int?
    package var cost: Money?

    package init(_ call: LaneCall, of caseID: String?, since start: Moment) {
        self.caseID = caseID
        leg = call.leg
        arrived = call.arrived - start
        firstByteSent = call.firstByteSent.map { $0 - start }
        ended = call.ended.map { $0 - start }
        model = call.model
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
        cost = call.cost
    }

    /// Most calls have none of them.
    private static func some(_ count: Usage.Count?) -> Int? {
        count.flatMap { $0.value == 0 ? nil : $0.value }
    }

    package init(leg: LegID, arrived: Duration) {
        self.leg = leg
        self.arrived = arrived
        isStreamed = false
        bodyBytes = 0
        isComplete = false
        callerLeft = false
    }
}

/// The totals of a run. A file without this row is of a run that was killed.
package struct EndRow: Sendable, Equatable {
    package var cases: Int
    package var passed: Int
    package var failed: Int
    package var errored: Int
    package var skipped: Int
    /// Requests sent to the gateway.
    package var requests: Int
    package var duration: Duration
    /// The signal that ended the run before its last case.
    package var interruptedBy: String?
    /// Cases that were planned and have no verdict.
    package var notRun = 0
    /// What ended the run before its last case, where it was no signal: a cap, in words.
    package var stoppedBy: String?
    /// What held it back, and what it was allowed to spend.
    package var limits: [Limit] = []

    /// Of one provider, of the key that it asked with, or of the run itself.
    package struct Limit: Sendable, Equatable {
        /// `provider 'openai'`, `key 'free-tier'`, `the run`.
        package var holder: String
        /// So many requests waited for a place, and for so long at least one of them did.
        package var heldBack: Int
        package var waited: Duration
        package var spending: Spending?

        /// Against a cap, in its currency.
        package struct Spending: Sendable, Equatable {
            package var cap: Money
            package var booked: Money
            /// Of what is booked, what answers that do not tell their cost were taken to cost.
            package var estimated: Money
            /// By which amounts in other currencies were turned into it: `1 CNY = 0.14 USD`.
            package var rates: [String]

            package init(cap: Money, booked: Money, estimated: Money, rates: [String] = []) {
                self.rates = rates
                self.cap = cap
                self.booked = booked
                self.estimated = estimated
            }
        }

        package init(
            of holder: String, heldBack: Int, waited: Duration, spending: Spending? = nil
        ) {
            self.holder = holder
            self.heldBack = heldBack
            self.waited = waited
            self.spending = spending
        }
    }

    package init(
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
package struct FindingRow: Sendable, Equatable {
    package var finding: Finding
    package var caseID: String?
    package var location: SourceLocation?

    package init(_ finding: Finding, of caseID: String? = nil, location: SourceLocation? = nil) {
        self.finding = finding
        self.caseID = caseID
        self.location = location
    }
}
