import Vocabulary

// The order of asking is that of RowWriter.
extension RowMembers {
    mutating func runRow() throws(Wrong) -> RunRow {
        let version = try text("version")
        let suites = strings("suites")
        let mode: RunRow.Mode = try word("mode")
        let gateway = try text("gateway")
        let started = try text("started")
        let host = try text("host")
        let seed = try text("seed")
        guard let seed = UInt64(seed) else {
            throw Wrong(reason: "'seed' is missing or of the wrong kind, found \"\(seed)\"")
        }
        var row = RunRow(
            version: version, suites: suites, mode: mode, gateway: gateway, started: started,
            host: host, seed: seed, casesPlanned: number("cases_planned"))
        row.command = optional("command")
        row.arguments = strings("arguments")
        row.inputs = texts("inputs").map { RunRow.Input(file: $0.name, digest: $0.text) }
            .sorted { $0.file < $1.file }
        row.tasks = texts("tasks").map { RunRow.Task(suite: $0.name, name: $0.text) }
            .sorted { $0.suite < $1.suite }
        row.direct = strings("direct")
        row.rates = texts("rates").map { RunRow.Rate(currency: $0.name, dollars: $0.text) }
            .sorted { $0.currency < $1.currency }
        for var members in objects("prices") {
            row.prices.append(
                RunRow.Price(
                    suite: try members.text("suite"), model: try members.text("model"),
                    text: try members.text("price"), source: try members.text("source")))
            try leave(members)
        }
        row.resumed = strings("resumed")
        if let shard = number("shard") {
            let count = try count("shards")
            guard (1...max(1, count)).contains(shard) else {
                throw Wrong(reason: "'shard' is \(shard) of \(count)")
            }
            row.shard = Shard(
                number: shard, count: count, casesInAll: try self.count("cases_in_all"))
        }
        row.missingShards = strings("missing_shards")
        let places = texts("repository")
        if let root = places.first(where: { $0.name == "root" })?.text {
            row.repository = Repository(
                root: root, within: places.first { $0.name == "within" }?.text ?? "")
        }
        row.id = optional("run_id")
        return row
    }

    mutating func pathRow() throws(Wrong) -> PathRow {
        // Rows of before had a route only where it was not the leg's own.
        let route = optional("route")
        var row = PathRow(
            leg: try neededLeg("leg"), legName: try text("leg_name"), cause: optional("cause"),
            isStreamed: try flag("stream"), expectedOutcome: try word("expected"),
            isCovered: try flag("covered"))
        row.reason = optional("reason")
        row.unreached = optional("unreached")
        if let route { row.route = route }
        row.legsBefore = number("legs_before") ?? 0
        row.walk = try walk()
        return row
    }

    mutating func attemptRow() throws(Wrong) -> AttemptRow {
        var row = AttemptRow(
            caseID: try text("case"), number: try count("number"), verdict: try word("verdict"),
            checks: try checks(), started: try neededTime("started_us"),
            latency: time("latency_us"))
        row.firstContent = time("first_content_us")
        row.firstAnswer = time("first_answer_us")
        row.hop = time("hop_us")
        row.loopLag = time("loop_lag_us")
        row.status = number("status")
        row.answeredBy = leg("answered_by")
        row.calls = try legCalls("calls")
        row.inputTokens = number("input_tokens")
        row.outputTokens = number("output_tokens")
        row.cachedTokens = number("cached_tokens")
        row.cacheWriteTokens = number("cache_write_tokens")
        row.reasoningTokens = number("reasoning_tokens")
        row.serviceTier = optional("service_tier")
        row.charges = charges()
        row.requestBytes = number("request_bytes")
        row.cost = try money()
        row.breakage = try breakage()
        row.providerError = try providerError()
        return row
    }

    mutating func callRow() throws(Wrong) -> CallRow {
        let caseID = optional("case")
        var row = CallRow(leg: try neededLeg("leg"), arrived: try neededTime("arrived_us"))
        row.caseID = caseID
        row.firstByteSent = time("first_byte_sent_us")
        row.ended = time("ended_us")
        row.model = optional("model")
        row.modelServed = optional("model_served")
        row.isStreamed = try flag("stream")
        row.bodyBytes = try count("body_bytes")
        row.cause = optional("cause")
        row.status = number("status")
        row.isComplete = try flag("complete")
        row.callerLeft = try flag("caller_left")
        row.refused = optional("refused")
        row.inputTokens = number("input_tokens")
        row.outputTokens = number("output_tokens")
        row.cachedTokens = number("cached_tokens")
        row.cacheWriteTokens = number("cache_write_tokens")
        row.reasoningTokens = number("reasoning_tokens")
        row.serviceTier = optional("service_tier")
        row.cost = try money()
        if let cost = row.cost, let other = optional("cost_at_other_hours") {
            guard let money = Money(other, cost.currency) else {
                throw Wrong(reason: "'cost_at_other_hours' is no amount, found \"\(other)\"")
            }
            row.costAtOtherHours = money
        }
        row.swaps = try swaps()
        return row
    }

    mutating func questionRow() throws(Wrong) -> QuestionRow {
        var row = QuestionRow(
            of: try text("case"), to: try neededLeg("leg"), asked: try text("asked"),
            started: try neededTime("started_us"))
        row.latency = time("latency_us")
        row.modelServed = optional("model_served")
        row.status = number("status")
        row.inputTokens = number("input_tokens")
        row.outputTokens = number("output_tokens")
        row.cachedTokens = number("cached_tokens")
        row.reasoningTokens = number("reasoning_tokens")
        row.cost = try money()
        row.said = optional("said")
        row.failed = optional("failed")
        return row
    }

    mutating func findingRow() throws(Wrong) -> FindingRow {
        FindingRow(try finding(), of: optional("case"), location: location())
    }

    mutating func endRow() throws(Wrong) -> EndRow {
        var row = EndRow(
            cases: try count("cases"), passed: try count("passed"), failed: try count("failed"),
            errored: try count("errored"), skipped: try count("skipped"),
            requests: try count("requests"), duration: try neededTime("duration_us"),
            interruptedBy: optional("interrupted_by"))
        row.notRun = number("not_run") ?? 0
        row.stoppedBy = optional("stopped_by")
        row.limits = try limits()
        return row
    }

    private mutating func limits() throws(Wrong) -> [EndRow.Limit] {
        var found: [EndRow.Limit] = []
        for var members in objects("limits") {
            var limit = EndRow.Limit(
                of: try members.text("of"), heldBack: try members.count("held_back"),
                waited: try members.neededTime("waited_us"))
            if let currency = members.optional("currency") {
                limit.spending = EndRow.Limit.Spending(
                    cap: try members.amount("cap", currency),
                    booked: try members.amount("booked", currency),
                    estimated: try members.amount("estimated", currency),
                    rates: members.strings("rates"))
            }
            found.append(limit)
            try leave(members)
        }
        return found
    }

    private mutating func amount(
        _ name: StaticString, _ currency: String
    ) throws(Wrong) -> Money {
        let text = try text(name)
        guard let money = Money(text, currency) else {
            throw Wrong(reason: "'\(name)' is no amount, found \"\(text)\"")
        }
        return money
    }

    mutating func caseRow() throws(Wrong) -> CaseRow {
        // What the initializer needs is written among the rest.
        let (id, suite, route) = (try text("id"), try text("suite"), try text("route"))
        let (leg, legName) = (try neededLeg("leg"), try text("leg_name"))
        let (cause, isStreamed) = (optional("cause"), try flag("stream"))
        let (test, promptID, digest) =
            (try text("test"), try text("prompt_id"), try text("prompt_digest"))
        let location = location()
        let verdict: RowVerdict = try word("verdict")
        let checks = try checks()
        let (checksPassed, repeats, repeatsPassed) =
            (try count("checks_passed"), try count("repeats"), try count("repeats_passed"))
        let expected: Expectation.Outcome = try word("expected")
        let (expectedLeg, expectedCalls) =
            (self.leg("expected_answered_by"), try legCalls("expected_calls"))
        let (answeredBy, calls) = (self.leg("answered_by"), try legCalls("calls"))
        var row = CaseRow(
            id: id, suite: suite, route: route, leg: leg, legName: legName, cause: cause,
            isStreamed: isStreamed, test: test, promptID: promptID, promptDigest: digest,
            location: location, verdict: verdict, expectedOutcome: expected,
            expectedAnsweredBy: expectedLeg, expectedCalls: expectedCalls,
            modelRequested: try text("model_requested"))
        row.checks = checks
        row.checksPassed = checksPassed
        row.repeats = repeats
        row.repeatsPassed = repeatsPassed
        row.answeredBy = answeredBy
        row.calls = calls
        try takeAnswer(into: &row)
        return row
    }

    private mutating func takeAnswer(into row: inout CaseRow) throws(Wrong) {
        row.modelServed = optional("model_served")
        row.status = number("status")
        row.finish = optional("finish")
        for var members in objects("metrics") {
            row.metrics.append(
                Metric(
                    name: try members.text("metric"), score: try members.figure("score"),
                    weight: try members.figure("weight")))
            try leave(members)
        }
        row.requestID = optional("request_id")
        row.inputTokens = number("input_tokens")
        row.outputTokens = number("output_tokens")
        row.cachedTokens = number("cached_tokens")
        row.cacheWriteTokens = number("cache_write_tokens")
        row.reasoningTokens = number("reasoning_tokens")
        row.serviceTier = optional("service_tier")
        row.charges = charges()
        row.requestBytes = number("request_bytes")
        row.tags = strings("tags")
        row.cost = try money()
        row.swaps = try swaps()
        row.latency = time("latency_us")
        row.firstByte = time("first_byte_us")
        row.firstContent = time("first_content_us")
        row.firstAnswer = time("first_answer_us")
        row.gapP99 = time("gap_p99_us")
        row.longestGap = time("longest_gap_us")
        if var members = object("trace") {
            row.trace = try members.streamTrace()
            try leave(members)
        }
        row.hop = time("hop_us")
        row.loopLag = time("loop_lag_us")
        row.breakage = try breakage()
        row.providerError = try providerError()
        for var members in objects("findings") {
            row.findings.append(try members.finding())
            try leave(members)
        }
        row.prompt = optional("prompt")
        row.output = optional("output")
        row.rerun = optional("rerun")
        row.transcript = optional("transcript")
    }

    // MARK: Parts of rows

    private mutating func streamTrace() throws(Wrong) -> StreamTrace {
        let (events, every) = (try count("events"), try count("every"))
        let moments = numbers("at_us")
        let (start, stop) = (try count("stall_us"), try count("stall_end_us"))
        guard start <= stop else { throw Wrong(reason: "'stall_end_us' is before 'stall_us'") }
        return StreamTrace(
            events: events, every: every, moments: moments, stall: start..<stop,
            end: try count("end_us"))
    }

    private mutating func charges() -> [Charge] {
        texts("charged").map { Charge(field: $0.name, dollars: $0.text) }
            .sorted { $0.field < $1.field }
    }

    private mutating func money(
        _ name: StaticString = "cost", _ currency: StaticString = "currency"
    ) throws(Wrong) -> Money? {
        guard let amount = optional(name) else { return nil }
        guard let money = Money(amount, try text(currency)) else {
            throw Wrong(reason: "'\(name)' is no amount, found \"\(amount)\"")
        }
        return money
    }

    private mutating func swaps() throws(Wrong) -> [Swap] {
        var found: [Swap] = []
        for var members in objects("swaps") {
            found.append(
                Swap(
                    try members.word("of"), asked: try members.text("asked"),
                    served: try members.text("served"), model: members.optional("model"),
                    cost: try members.money(),
                    costAsked: try members.money("cost_asked", "currency_asked")))
            try leave(members)
        }
        return found
    }

    private mutating func location() -> SourceLocation? {
        guard let file = optional("file") else { return nil }
        return SourceLocation(file: file, line: number("line") ?? 1, column: number("column") ?? 1)
    }

    mutating func finding() throws(Wrong) -> Finding {
        Finding(
            try text("code"), try word("severity"), try text("message"), offset: number("offset"),
            leg: leg("leg"))
    }

    private mutating func checks() throws(Wrong) -> [CheckRow] {
        var found: [CheckRow] = []
        for var members in objects("checks") {
            found.append(
                CheckRow(
                    name: try members.text("check"), verdict: try members.word("verdict"),
                    message: try members.text("message"), location: members.location()))
            try leave(members)
        }
        return found
    }

    private mutating func breakage() throws(Wrong) -> Breakage? {
        guard var members = object("breakage") else { return nil }
        // A kind of a later version is still a breakage.
        let kind = members.optional("kind").flatMap(Breakage.Kind.init) ?? .other
        let breakage = Breakage(kind, members.optional("reason") ?? "")
        try leave(members)
        return breakage
    }

    private mutating func providerError() throws(Wrong) -> ProviderError? {
        guard var members = object("provider_error") else { return nil }
        let isInStream = try members.flag("in_stream")
        let error = ProviderError(
            status: members.number("status"), type: members.optional("type"),
            code: members.optional("code"), message: members.optional("message"),
            isInStream: isInStream, retryAfter: members.time("retry_after_us"))
        try leave(members)
        return error
    }
}
