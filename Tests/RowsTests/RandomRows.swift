import Vocabulary

@testable import Rows

/// Rows of every kind with values of every kind, by seed.
struct RandomRows {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func row() -> Row {
        switch number(in: 0...10) {
        case 0: .run(run())
        case 1: .path(path())
        case 2:
            .attempt(attempt())
        case 3: .call(call())
        case 4: .end(end())
        case 5: .gate(gate())
        case 6:
            .finding(
                FindingRow(
                    finding(), of: maybe { $0.text() }, location: maybe { $0.location() }))
        case 7: .ledger(ledger())
        case 8: .rehearsal(rehearsal())
        case 9: .question(question())
        default: .case(caseRow())
        }
    }

    private mutating func attempt() -> AttemptRow {
        var row = AttemptRow(
            caseID: text(), number: number(in: 1...9), verdict: one(of: RowVerdict.allCases),
            checks: checks(), started: time(), latency: maybe { $0.time() },
            status: maybe { $0.number(in: 100...599) }, answeredBy: maybe { $0.leg() })
        row.inputTokens = maybe { $0.number(in: 0...Int.max) }
        row.outputTokens = maybe { $0.number(in: 0...9) }
        row.cachedTokens = maybe { $0.number(in: 0...9) }
        row.cacheWriteTokens = maybe { $0.number(in: 0...9) }
        row.reasoningTokens = maybe { $0.number(in: 0...9) }
        row.serviceTier = maybe { $0.text() }
        row.charges = charges()
        row.requestBytes = maybe { $0.number(in: 0...9) }
        row.cost = maybe { $0.money() }
        row.firstContent = maybe { $0.time() }
        row.firstAnswer = maybe { $0.time() }
        row.hop = maybe { $0.time() }
        row.loopLag = maybe { $0.time() }
        row.calls = calls()
        row.breakage = maybe { $0.breakage() }
        row.providerError = maybe { $0.providerError() }
        return row
    }

    private mutating func breakage() -> Breakage {
        Breakage(one(of: Breakage.Kind.allCases), text())
    }

    private mutating func providerError() -> ProviderError {
        ProviderError(
            status: maybe { $0.number(in: 400...599) }, type: maybe { $0.text() },
            code: maybe { $0.text() }, message: maybe { $0.text() }, isInStream: flag(),
            retryAfter: maybe { $0.time() })
    }

    private mutating func charges() -> [Charge] {
        (0..<number(in: 0...2)).map { Charge(field: "\(text())\($0)", dollars: text()) }
            .sorted { $0.field < $1.field }
    }

    private mutating func ledger() -> LedgerRow {
        var row = LedgerRow(suite: maybe { $0.text() })
        row.unpricedCalls = number(in: 0...9)
        row.bills = texts()
        for _ in 0..<number(in: 0...3) {
            var line = LedgerRow.Line(leg: leg(), legName: text())
            line.calls = number(in: 0...99)
            (line.counted, line.told) = (tokens(), tokens())
            line.chargedCalls = number(in: 0...99)
            line.listedFemtos = Int128(number(in: 0...Int.max)) * 1_000_003
            line.chargedFemtos = Int128(number(in: 0...Int.max))
            line.prices = row.bills
            row.legs.append(line)
        }
        return row
    }

    private mutating func rehearsal() -> RehearsalRow {
        var row = RehearsalRow(
            route: text(), mix: text(), duration: time(), requests: number(in: 0...9),
            currency: maybe { $0.text() })
        row.movedOn = number(in: 0...9)
        (row.extra, row.saved) = (maybe { $0.amount() }, maybe { $0.amount() })
        row.disturbed = number(in: 0...2)
        row.isMeasured = flag()
        for name in RehearsalRow.DayName.allCases.prefix(number(in: 0...3)) {
            var day = RehearsalRow.Day(name)
            day.answered = number(in: 0...9)
            day.spend = maybe { $0.amount() }
            (day.mean, day.p95) = (maybe { $0.spread() }, maybe { $0.spread() })
            (day.p99, day.longest) = (maybe { $0.spread() }, time())
            for _ in 0..<number(in: 0...2) {
                var line = RehearsalRow.Line(leg: leg(), legName: text())
                (line.calls, line.failed) = (number(in: 0...9), number(in: 0...9))
                (line.answered, line.unknown) = (number(in: 0...9), number(in: 0...9))
                line.unpriced = number(in: 0...1)
                line.cost = maybe { $0.money() }
                line.waited = time()
                day.legs.append(line)
            }
            row.days.append(day)
        }
        return row
    }

    private mutating func trace() -> StreamTrace {
        let start = number(in: 0...1 << 40)
        return StreamTrace(
            events: number(in: 2...999), every: 1 << number(in: 0...4),
            moments: (0..<number(in: 0...5)).map { _ in number(in: 0...1 << 40) },
            stall: start..<start + number(in: 0...99), end: number(in: 0...1 << 40))
    }

    private mutating func amount() -> RehearsalRow.Amount {
        RehearsalRow.Amount(
            nanos: Int128(number(in: 0...Int.max)), low: -Int128(number(in: 0...99)),
            high: Int128(number(in: 0...99)) * 1_000_000_007)
    }

    private mutating func spread() -> RehearsalRow.Time {
        RehearsalRow.Time(value: time(), low: time(), high: time())
    }

    private mutating func tokens() -> LedgerRow.Tokens {
        var tokens = LedgerRow.Tokens()
        (tokens.input, tokens.cached) = (number(in: 0...Int.max), number(in: 0...9))
        (tokens.output, tokens.reasoning) = (number(in: 0...9), number(in: 0...9))
        return tokens
    }

    mutating func path() -> PathRow {
        var row = PathRow(
            leg: leg(), legName: text(), cause: maybe { $0.text() }, isStreamed: flag(),
            expectedOutcome: one(of: Vocabulary.Expectation.Outcome.allCases), isCovered: flag())
        row.reason = maybe { $0.text() }
        row.unreached = maybe { $0.text() }
        row.route = text()
        row.legsBefore = number(in: 0...3)
        row.walk = maybe { random in
            PathWalk(
                observed: random.course(), predicted: random.course(),
                possible: random.number(in: 1...9), timeToFallback: random.maybe { $0.time() },
                findings: random.flag() ? [random.finding()] : [])
        }
        return row
    }

    private mutating func course() -> PathWalk.Course {
        PathWalk.Course(
            status: maybe { $0.number(in: 100...599) }, answeredBy: maybe { $0.text() },
            calls: (0..<number(in: 0...3)).map { _ in text() }, isComplete: flag())
    }

    mutating func caseRow() -> CaseRow {
        var row = CaseRow(
            id: text(), suite: text(), route: text(), leg: leg(), legName: text(),
            cause: maybe { $0.text() }, isStreamed: flag(), test: text(), promptID: text(),
            promptDigest: text(), location: maybe { $0.location() },
            verdict: one(of: RowVerdict.allCases),
            expectedOutcome: one(of: Vocabulary.Expectation.Outcome.allCases),
            modelRequested: text())
        row.checks = checks()
        row.checksPassed = number(in: 0...40)
        row.repeats = number(in: 1...9)
        row.repeatsPassed = number(in: 0...9)
        row.expectedAnsweredBy = maybe { $0.leg() }
        row.expectedCalls = calls()
        row.answeredBy = maybe { $0.leg() }
        row.calls = calls()
        row.modelServed = maybe { $0.text() }
        row.status = maybe { $0.number(in: 100...599) }
        row.finish = maybe { $0.text() }
        for number in 0..<number(in: 0...2) {
            row.metrics.append(
                Metric(
                    name: text(), score: Double(self.number(in: 0...1000)) / 1000,
                    weight: Double(number) + 0.5))
        }
        row.requestID = maybe { $0.text() }
        row.inputTokens = maybe { $0.number(in: 0...Int.max) }
        row.outputTokens = maybe { $0.number(in: 0...9) }
        row.cachedTokens = maybe { $0.number(in: 0...9) }
        row.cacheWriteTokens = maybe { $0.number(in: 0...9) }
        row.reasoningTokens = maybe { $0.number(in: 0...9) }
        row.serviceTier = maybe { $0.text() }
        row.charges = charges()
        row.requestBytes = maybe { $0.number(in: 0...9) }
        row.tags = texts()
        row.cost = maybe { $0.money() }
        row.swaps = swaps()
        row.latency = maybe { $0.time() }
        row.firstByte = maybe { $0.time() }
        row.firstContent = maybe { $0.time() }
        row.firstAnswer = maybe { $0.time() }
        row.gapP99 = maybe { $0.time() }
        row.trace = maybe { $0.trace() }
        row.longestGap = maybe { $0.time() }
        row.hop = maybe { $0.time() }
        row.loopLag = maybe { $0.time() }
        row.breakage = maybe { $0.breakage() }
        row.providerError = maybe { $0.providerError() }
        for _ in 0..<number(in: 0...2) { row.findings.append(finding()) }
        row.prompt = maybe { $0.text() }
        row.output = maybe { $0.text() }
        row.rerun = maybe { $0.text() }
        row.transcript = maybe { $0.text() }
        return row
    }

    private mutating func run() -> RunRow {
        var row = RunRow(
            version: text(), suites: texts(), mode: one(of: RunRow.Mode.allCases), gateway: text(),
            started: text(), host: text(), seed: next(),
            casesPlanned: maybe { $0.number(in: 0...9) })
        row.command = maybe { $0.text() }
        row.arguments = texts()
        row.inputs = (0..<number(in: 0...3)).map {
            RunRow.Input(file: "\(text())\($0)", digest: text())
        }.sorted { $0.file < $1.file }
        row.tasks = (0..<number(in: 0...3)).map {
            RunRow.Task(suite: "\(text())\($0)", name: text())
        }.sorted { $0.suite < $1.suite }
        row.direct = texts()
        row.rates = (0..<number(in: 0...3)).map {
            RunRow.Rate(currency: "\(text())\($0)", dollars: text())
        }.sorted { $0.currency < $1.currency }
        row.prices = (0..<number(in: 0...2)).map { _ in
            RunRow.Price(suite: text(), model: text(), text: text(), source: text())
        }
        row.resumed = texts()
        row.missingShards = row.resumed
        row.repository = maybe { Repository(root: $0.text(), within: $0.text()) }
        row.id = maybe { $0.text() }
        row.shard = maybe { chance in
            let count = chance.number(in: 1...9)
            return Shard(
                number: chance.number(in: 1...count), count: count,
                casesInAll: chance.number(in: 0...99))
        }
        return row
    }

    private mutating func end() -> EndRow {
        var row = EndRow(
            cases: number(in: 0...99), passed: number(in: 0...99), failed: number(in: 0...99),
            errored: number(in: 0...99), skipped: number(in: 0...99), requests: number(in: 0...99),
            duration: time(), interruptedBy: maybe { $0.text() })
        row.notRun = number(in: 0...99)
        row.stoppedBy = maybe { $0.text() }
        row.limits = (0..<number(in: 0...2)).map { _ in
            EndRow.Limit(
                of: text(), heldBack: number(in: 0...99), waited: time(),
                spending: maybe { chance in
                    let amounts = (0..<3).map { _ in
                        Money(nanos: Int128(chance.number(in: 0...999_999)), "USD")
                    }
                    return .init(
                        cap: amounts[0], booked: amounts[1], estimated: amounts[2],
                        rates: chance.texts())
                })
        }
        return row
    }

    private mutating func gate() -> GateRow {
        let families = (0..<number(in: 0...3)).map { _ in
            var family = GateRow.Family(
                route: text(), verdict: one(of: GateRow.Verdict.allCases), reason: text(),
                paired: number(in: 0...99), passedBefore: number(in: 0...99),
                passedNow: number(in: 0...99), worse: number(in: 0...99),
                better: number(in: 0...99), pMillionths: number(in: 0...1_000_000),
                lowMillionths: number(in: 0...1_000_000),
                highMillionths: number(in: 0...1_000_000))
            family.latency = maybe { $0.ratio() }
            family.cost = maybe { $0.ratio() }
            return family
        }
        var row = GateRow(
            verdict: one(of: GateRow.Verdict.allCases), baseline: text(), families: families,
            lost: number(in: 0...99), lostCases: texts(), new: number(in: 0...99))
        row.worseCases = texts()
        return row
    }

    private mutating func ratio() -> GateRow.Ratio {
        GateRow.Ratio(
            paired: number(in: 0...99), millionths: number(in: 0...9_000_000),
            lowMillionths: number(in: 0...9_000_000), highMillionths: number(in: 0...9_000_000))
    }

    private mutating func texts() -> [String] { (0..<number(in: 0...3)).map { _ in text() } }

    private mutating func call() -> CallRow {
        var row = CallRow(leg: leg(), arrived: time())
        row.caseID = maybe { $0.text() }
        row.firstByteSent = maybe { $0.time() }
        row.ended = maybe { $0.time() }
        row.model = maybe { $0.text() }
        row.isStreamed = flag()
        row.bodyBytes = number(in: 0...1 << 40)
        row.modelServed = maybe { $0.text() }
        row.cause = maybe { $0.text() }
        row.status = maybe { $0.number(in: 100...599) }
        row.isComplete = flag()
        row.callerLeft = flag()
        row.refused = maybe { $0.text() }
        row.inputTokens = maybe { $0.number(in: 0...9) }
        row.outputTokens = maybe { $0.number(in: 0...9) }
        row.cachedTokens = maybe { $0.number(in: 0...9) }
        row.cacheWriteTokens = maybe { $0.number(in: 0...9) }
        row.reasoningTokens = maybe { $0.number(in: 0...9) }
        row.serviceTier = maybe { $0.text() }
        row.cost = maybe { $0.money() }
        if let cost = row.cost {
            row.costAtOtherHours = maybe { Money(nanos: $0.money().nanos, cost.currency) }
        }
        row.swaps = swaps()
        return row
    }

    private mutating func question() -> QuestionRow {
        var row = QuestionRow(of: text(), to: leg(), asked: text(), started: time())
        row.latency = maybe { $0.time() }
        row.modelServed = maybe { $0.text() }
        row.status = maybe { $0.number(in: 100...599) }
        row.inputTokens = maybe { $0.number(in: 0...9) }
        row.outputTokens = maybe { $0.number(in: 0...9) }
        row.cachedTokens = maybe { $0.number(in: 0...9) }
        row.reasoningTokens = maybe { $0.number(in: 0...9) }
        row.cost = maybe { $0.money() }
        row.said = maybe { $0.text() }
        row.failed = maybe { $0.text() }
        return row
    }

    private mutating func swaps() -> [Swap] {
        (0..<number(in: 0...2)).map { _ in
            Swap(
                one(of: Swap.Kind.allCases), asked: text(), served: text(),
                model: maybe { $0.text() }, cost: maybe { $0.money() },
                costAsked: maybe { $0.money() })
        }
    }

    private mutating func money() -> Money {
        let nanos: Int128 = one(of: [
            0, 1, 120, 999_999_999, 1_000_000_000, -3_500_000_000, Int128(Int64.max), .max,
            .min + 1,
            Int128(number(in: 0...1 << 50)),
        ])
        return Money(nanos: nanos, one(of: ["USD", "CNY", "EUR"]))
    }

    private mutating func checks() -> [CheckRow] {
        (0..<number(in: 0...3)).map { _ in
            CheckRow(
                name: text(), verdict: one(of: RowVerdict.allCases), message: text(),
                location: maybe { $0.location() })
        }
    }

    /// No leg twice: the member is an object.
    private mutating func calls() -> [CaseRow.LegCalls] {
        let route = text()
        return (0..<number(in: 0...4)).map { index in
            CaseRow.LegCalls(leg: LegID(route: route, index: index), count: number(in: 0...5))
        }
    }

    private mutating func finding() -> Finding {
        Finding(
            text(), one(of: [.note, .warning, .error]), text(),
            offset: maybe { $0.number(in: 0...9) }, leg: maybe { $0.leg() })
    }

    private mutating func location() -> SourceLocation {
        SourceLocation(file: text(), line: number(in: 1...9), column: number(in: 1...9))
    }

    private mutating func leg() -> LegID { LegID(route: text(), index: number(in: 0...12)) }

    private mutating func time() -> Duration { .microseconds(number(in: 0...1 << 50)) }

    private mutating func text() -> String {
        one(of: [
            "", "fast", "a/b", "2026-08-01", "naïve ☕ 日本語 🧵", "\u{0}\u{1F}\u{7F}\u{9B}",
            "\"\\/\n\r\t",
            "]]>", "\u{1B}[31m", "\u{2028}\u{202E}", "e\u{301}", "é", "{\"a\":1}",
            "\u{FFFE}\u{FFFF}",
            String(repeating: "long ", count: 40),
        ])
    }

    private mutating func maybe<Value>(_ make: (inout RandomRows) -> Value) -> Value? {
        flag() ? make(&self) : nil
    }

    private mutating func one<Value>(of values: [Value]) -> Value {
        values[number(in: 0...values.count - 1)]
    }

    private mutating func flag() -> Bool { next() & 1 == 0 }

    private mutating func number(in range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound)
        return range.lowerBound + Int(width == UInt64.max ? next() : next() % (width + 1))
    }

    private mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state >> 1
    }
}
