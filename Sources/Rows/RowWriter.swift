public import Vocabulary

/// Rows as lines of JSON, appended to one buffer that is kept: this stands on the hot path of a run.
///
/// Members are written in the order in which `RowMembers` asks for them, which lets it read fast.
public struct RowWriter: Sendable {
    var json = LineBuffer()
    private var legTexts: [(leg: LegID, text: String)] = []
    private let start: Moment
    /// What rows of late had in common.
    var common = CommonMembers()

    /// - Parameter start: of the run; times of calls are written relative to it.
    public init(start: Moment = Moment(nanoseconds: 0)) { self.start = start }

    /// The lines since the last `removeAll`, each with its line feed.
    public var bytes: [UInt8] { json.bytes }

    /// How many bytes these are.
    public var count: Int { json.count }

    /// The lines without a copy of them.
    public func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try json.withBytes(body)
    }

    public mutating func removeAll() { json.removeAll() }

    public mutating func add(_ row: Row) {
        switch row {
        case .case(let row): add(row)
        case .run(let row): add(row)
        case .path(let row): add(row)
        case .attempt(let row): add(row)
        case .finding(let row): add(row)
        case .call(let row): add(row)
        case .question(let row): add(row)
        case .ledger(let row): add(row)
        case .rehearsal(let row): add(row)
        case .gate(let row): add(row)
        case .end(let row): add(row)
        }
    }

    /// A lane's call, with the case that it belongs to.
    public mutating func add(_ call: LaneCall, of caseID: String?) {
        add(CallRow(call, of: caseID, since: start))
    }

    /// Whole microseconds, the nearest.
    mutating func member(_ key: StaticString, _ duration: Duration?) {
        guard let duration else { return }
        let nanoseconds = duration.inNanoseconds
        let rest = nanoseconds % 1000
        let rounding: Int64 = rest >= 500 ? 1 : rest <= -500 ? -1 : 0
        json.member(key, Int(nanoseconds / 1000 + rounding))
    }

    mutating func member(_ key: StaticString, _ leg: LegID?) {
        guard let leg else { return }
        json.member(key, text(of: leg))
    }

    mutating func member(_ key: StaticString, _ calls: [CaseRow.LegCalls]) {
        guard !calls.isEmpty else { return }
        json.raw(key)
        var before: StaticString = "{"
        for call in calls {
            json.raw(before)
            json.string(text(of: call.leg))
            json.member(":", call.count)
            before = ","
        }
        json.raw("}")
    }

    mutating func members(_ location: SourceLocation?) {
        guard let location else { return }
        json.member(#","file":"#, location.file)
        json.member(#","line":"#, location.line)
        json.member(#","column":"#, location.column)
    }

    /// The first member decides whether a comma stands before it.
    mutating func members(_ finding: Finding, first: StaticString) {
        json.member(first, finding.code)
        json.member(#","severity":"#, finding.severity.rawValue)
        json.member(#","message":"#, finding.message)
        json.optionalMember(#","offset":"#, finding.offset)
        json.optionalMember(#","leg":"#, finding.leg?.description)
    }

    mutating func member(_ key: StaticString, _ checks: [CheckRow]) {
        guard !checks.isEmpty else { return }
        json.raw(key)
        var before: StaticString = #"[{"check":"#
        for check in checks {
            json.member(before, check.name)
            json.member(#","verdict":"#, check.verdict.rawValue)
            json.member(#","message":"#, check.message)
            members(check.location)
            before = #"},{"check":"#
        }
        json.raw("}]")
    }

    /// `route/2`; the legs of late are kept, because a case names the same few again and again.
    private mutating func text(of leg: LegID) -> String {
        for known in legTexts where known.leg.isSame(as: leg) { return known.text }
        let text = leg.description
        if legTexts.count == Self.legsKept { legTexts.removeAll(keepingCapacity: true) }
        legTexts.append((leg, text))
        return text
    }

    private static let legsKept = 16
}

extension RowWriter {
    public mutating func add(_ row: RunRow) {
        json.raw(#"{"type":"run""#)
        json.member(#","version":"#, row.version)
        member(#","suites":["#, row.suites)
        json.member(#","mode":"#, row.mode.rawValue)
        json.member(#","gateway":"#, row.gateway)
        json.member(#","started":"#, row.started)
        json.member(#","host":"#, row.host)
        // As text: many readers of JSON hold numbers as doubles, and a seed has 64 bits.
        json.member(#","seed":"#, String(row.seed))
        json.optionalMember(#","cases_planned":"#, row.casesPlanned)
        json.optionalMember(#","command":"#, row.command)
        if !row.arguments.isEmpty { member(#","arguments":["#, row.arguments) }
        pairs(#","inputs":{"#, row.inputs.map { ($0.file, $0.digest) })
        pairs(#","tasks":{"#, row.tasks.map { ($0.suite, $0.name) })
        if !row.direct.isEmpty { member(#","direct":["#, row.direct) }
        pairs(#","rates":{"#, row.rates.map { ($0.currency, $0.dollars) })
        add(row.prices)
        if !row.resumed.isEmpty { member(#","resumed":["#, row.resumed) }
        if let shard = row.shard {
            json.member(#","shard":"#, shard.number)
            json.member(#","shards":"#, shard.count)
            json.member(#","cases_in_all":"#, shard.casesInAll)
        }
        if !row.missingShards.isEmpty { member(#","missing_shards":["#, row.missingShards) }
        if let place = row.repository {
            pairs(#","repository":{"#, [("root", place.root), ("within", place.within)])
        }
        json.optionalMember(#","run_id":"#, row.id)
        json.raw("}\n")
    }

    private mutating func add(_ prices: [RunRow.Price]) {
        guard !prices.isEmpty else { return }
        var before: StaticString = #","prices":[{"suite":"#
        for price in prices {
            json.member(before, price.suite)
            json.member(#","model":"#, price.model)
            json.member(#","price":"#, price.text)
            json.member(#","source":"#, price.source)
            before = #"},{"suite":"#
        }
        json.raw("}]")
    }

    /// Nothing where there are none; `start` ends with the bracket.
    private mutating func pairs(_ start: StaticString, _ pairs: [(String, String)]) {
        guard !pairs.isEmpty else { return }
        var before = start
        for (name, text) in pairs {
            json.raw(before)
            json.string(name)
            json.member(":", text)
            before = ","
        }
        json.raw("}")
    }

    /// `start` ends with the bracket.
    mutating func member(_ start: StaticString, _ texts: [String]) {
        json.raw(start)
        for (index, text) in texts.enumerated() {
            if index > 0 { json.raw(",") }
            json.string(text)
        }
        json.raw("]")
    }

    public mutating func add(_ row: PathRow) {
        json.raw(#"{"type":"path""#)
        json.member(#","route":"#, row.route)
        member(#","leg":"#, row.leg)
        json.member(#","leg_name":"#, row.legName)
        json.member(#","cause":"#, row.cause)
        json.member(#","stream":"#, row.isStreamed)
        json.member(#","expected":"#, row.expectedOutcome.rawValue)
        json.member(#","covered":"#, row.isCovered)
        json.optionalMember(#","reason":"#, row.reason)
        json.optionalMember(#","unreached":"#, row.unreached)
        if row.legsBefore > 0 { json.member(#","legs_before":"#, row.legsBefore) }
        if let walk = row.walk { members(walk) }
        json.raw("}\n")
    }

    public mutating func add(_ row: AttemptRow) {
        json.raw(#"{"type":"attempt""#)
        json.member(#","case":"#, row.caseID)
        json.member(#","number":"#, row.number)
        json.member(#","verdict":"#, row.verdict.rawValue)
        member(#","checks":"#, row.checks)
        member(#","started_us":"#, row.started)
        member(#","latency_us":"#, row.latency)
        member(#","first_content_us":"#, row.firstContent)
        member(#","first_answer_us":"#, row.firstAnswer)
        member(#","hop_us":"#, row.hop)
        member(#","loop_lag_us":"#, row.loopLag)
        json.optionalMember(#","status":"#, row.status)
        member(#","answered_by":"#, row.answeredBy)
        member(#","calls":"#, row.calls)
        json.optionalMember(#","input_tokens":"#, row.inputTokens)
        json.optionalMember(#","output_tokens":"#, row.outputTokens)
        json.optionalMember(#","cached_tokens":"#, row.cachedTokens)
        json.optionalMember(#","cache_write_tokens":"#, row.cacheWriteTokens)
        json.optionalMember(#","reasoning_tokens":"#, row.reasoningTokens)
        json.optionalMember(#","service_tier":"#, row.serviceTier)
        member(row.charges)
        json.optionalMember(#","request_bytes":"#, row.requestBytes)
        json.members(row.cost)
        members(row.breakage, row.providerError)
        json.raw("}\n")
    }

    /// What was told of the cost, by the field that told it.
    mutating func member(_ charges: [Charge]) {
        guard !charges.isEmpty else { return }
        var before: StaticString = #","charged":{"#
        for charge in charges {
            json.raw(before)
            json.string(charge.field)
            json.member(":", charge.dollars)
            before = ","
        }
        json.raw("}")
    }

    /// What was not served as it was asked for.
    mutating func member(_ swaps: [Swap]) {
        guard !swaps.isEmpty else { return }
        var before: StaticString = #","swaps":[{"of":"#
        for swap in swaps {
            json.member(before, swap.kind.rawValue)
            json.member(#","asked":"#, swap.asked)
            json.member(#","served":"#, swap.served)
            json.optionalMember(#","model":"#, swap.model)
            json.members(swap.cost)
            if let cost = swap.costAsked {
                json.member(#","cost_asked":"#, cost.amount)
                json.member(#","currency_asked":"#, cost.currency)
            }
            before = #"},{"of":"#
        }
        json.raw("}]")
    }

    public mutating func add(_ row: CallRow) {
        json.raw(#"{"type":"call""#)
        json.optionalMember(#","case":"#, row.caseID)
        member(#","leg":"#, row.leg)
        member(#","arrived_us":"#, row.arrived)
        member(#","first_byte_sent_us":"#, row.firstByteSent)
        member(#","ended_us":"#, row.ended)
        json.optionalMember(#","model":"#, row.model)
        json.optionalMember(#","model_served":"#, row.modelServed)
        json.member(#","stream":"#, row.isStreamed)
        json.member(#","body_bytes":"#, row.bodyBytes)
        json.optionalMember(#","cause":"#, row.cause)
        json.optionalMember(#","status":"#, row.status)
        json.member(#","complete":"#, row.isComplete)
        json.member(#","caller_left":"#, row.callerLeft)
        json.optionalMember(#","refused":"#, row.refused)
        json.optionalMember(#","input_tokens":"#, row.inputTokens)
        json.optionalMember(#","output_tokens":"#, row.outputTokens)
        json.optionalMember(#","cached_tokens":"#, row.cachedTokens)
        json.optionalMember(#","cache_write_tokens":"#, row.cacheWriteTokens)
        json.optionalMember(#","reasoning_tokens":"#, row.reasoningTokens)
        json.optionalMember(#","service_tier":"#, row.serviceTier)
        json.members(row.cost)
        if row.cost != nil {
            json.optionalMember(#","cost_at_other_hours":"#, row.costAtOtherHours?.amount)
        }
        member(row.swaps)
        json.raw("}\n")
    }

    public mutating func add(_ row: QuestionRow) {
        json.raw(#"{"type":"question""#)
        json.member(#","case":"#, row.caseID)
        member(#","leg":"#, row.leg)
        json.member(#","asked":"#, row.asked)
        member(#","started_us":"#, row.started)
        member(#","latency_us":"#, row.latency)
        json.optionalMember(#","model_served":"#, row.modelServed)
        json.optionalMember(#","status":"#, row.status)
        json.optionalMember(#","input_tokens":"#, row.inputTokens)
        json.optionalMember(#","output_tokens":"#, row.outputTokens)
        json.optionalMember(#","cached_tokens":"#, row.cachedTokens)
        json.optionalMember(#","reasoning_tokens":"#, row.reasoningTokens)
        json.members(row.cost)
        json.optionalMember(#","said":"#, row.said)
        json.optionalMember(#","failed":"#, row.failed)
        json.raw("}\n")
    }

    public mutating func add(_ row: FindingRow) {
        json.raw(#"{"type":"finding""#)
        members(row.finding, first: #","code":"#)
        json.optionalMember(#","case":"#, row.caseID)
        members(row.location)
        json.raw("}\n")
    }

    public mutating func add(_ row: EndRow) {
        json.raw(#"{"type":"end""#)
        json.member(#","cases":"#, row.cases)
        json.member(#","passed":"#, row.passed)
        json.member(#","failed":"#, row.failed)
        json.member(#","errored":"#, row.errored)
        json.member(#","skipped":"#, row.skipped)
        json.member(#","requests":"#, row.requests)
        member(#","duration_us":"#, row.duration)
        json.optionalMember(#","interrupted_by":"#, row.interruptedBy)
        json.member(#","not_run":"#, row.notRun)
        json.optionalMember(#","stopped_by":"#, row.stoppedBy)
        add(row.limits)
        json.raw("}\n")
    }

    private mutating func add(_ limits: [EndRow.Limit]) {
        guard !limits.isEmpty else { return }
        var before: StaticString = #","limits":[{"of":"#
        for limit in limits {
            json.member(before, limit.holder)
            json.member(#","held_back":"#, limit.heldBack)
            member(#","waited_us":"#, limit.waited)
            if let spending = limit.spending {
                json.member(#","cap":"#, spending.cap.amount)
                json.member(#","booked":"#, spending.booked.amount)
                json.member(#","estimated":"#, spending.estimated.amount)
                json.member(#","currency":"#, spending.cap.currency)
                if !spending.rates.isEmpty { member(#","rates":["#, spending.rates) }
            }
            before = #"},{"of":"#
        }
        json.raw("}]")
    }
}
