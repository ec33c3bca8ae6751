import Ledger
import Plans
import Rows
import TestSupport
import Testing
import Vocabulary

@testable import Runs

/// Random runs, summed in every way, as they come and as they are read back from disk.
struct LedgerDeskTests {
    private struct Chance {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
    }

    private static func leg(_ index: Int, _ provider: String, _ model: String) -> Leg {
        Leg(
            id: LegID(route: "chat", index: index), provider: provider, model: model, pin: model,
            timeout: .seconds(1))
    }

    private static let legs = [
        leg(0, "openai", "gpt-5.4"), leg(1, "anthropic", "claude-sonnet-4-6"),
        leg(2, "deepseek", "deepseek-flash"), leg(3, "doubao", "doubao-seed-2-1-pro-260915"),
        leg(4, "openai", "no-such-model"),
    ]

    /// What answers say of it; `scale` is in no list.
    private static let tiers = [nil, nil, nil, "default", "flex", "flex", "priority", "scale"]

    private let prices = LegPrices(
        [Route(name: "chat", legs: legs)], in: .shipped, tier: "flex")

    private func desk() -> LedgerDesk {
        LedgerDesk(
            [prices], ownGateways: [:], direct: [], start: Moment(nanoseconds: 1_000_000_000))
    }

    private func usage(_ chance: inout Chance) -> Usage {
        let cached = chance.below(2) * chance.below(3_000)
        let thought = chance.below(2) * chance.below(300)
        return Usage(
            input: .init(cached + 1 + chance.below(5_000), "input"),
            output: .init(thought + 1 + chance.below(900), "output"),
            cachedInput: .init(cached, "cached"),
            reasoning: thought > 0 ? .init(thought, "reasoning") : nil,
            tier: Self.tiers[chance.below(Self.tiers.count)])
    }

    /// A case with one to three repeats, each with failing calls before the one that answers.
    private func finished(_ number: Int, _ chance: inout Chance) -> RowDesk.Finished {
        let leg = Self.legs[chance.below(Self.legs.count)]
        var row = CaseRow(
            id: "case \(number)", suite: "s", route: "chat", leg: leg.id, legName: "",
            cause: nil, isStreamed: chance.below(2) == 0, test: "t", promptID: "p",
            promptDigest: "d", location: nil, verdict: .passed, expectedOutcome: .answers,
            modelRequested: "chat")
        row.repeats = 1 + chance.below(3)
        var (calls, attempts): ([LaneCall], [Row]) = ([], [])
        var time: Int64 = 2_000_000_000 + Int64(number) * 100_000_000
        for number in 1...row.repeats {
            let started = time
            var own: [LaneCall] = []
            for _ in 0..<chance.below(3) {
                var failed = LaneCall(leg: leg.id, arrived: Moment(nanoseconds: time + 5_000))
                failed.status = 503
                failed.isComplete = true
                own.append(failed)
                time += 5_000_000
            }
            var call = LaneCall(leg: leg.id, arrived: Moment(nanoseconds: time + 5_000))
            (call.status, call.isComplete) = (200, true)
            let counted = usage(&chance)
            call.model = leg.model
            call.answer = LaneCall.Answer(
                text: "x", model: chance.below(9) == 0 ? "gpt-4o-mini" : nil, usage: counted)
            own.append(call)
            // Monday morning in Beijing and Saturday: two prices of one model.
            prices.price(
                &own, at: UnixTime(seconds: chance.below(2) == 0 ? 1_795_233_600 : 1_795_399_200))
            time += 20_000_000
            row.status = 200
            row.inputTokens = counted.input?.value
            row.outputTokens = counted.output?.value
            row.cachedTokens = counted.cachedInput?.value
            row.reasoningTokens = counted.reasoning?.value
            row.cost = LegPrices.total(of: own)
            row.charges = []
            if chance.below(4) > 0, let cost = own.last?.cost, cost.currency == "USD" {
                // 12 % over what the call costs, to its last digit.
                row.charges = [
                    Charge(
                        field: "x-litellm-response-cost",
                        dollars: DecimalText.text(cost.nanos * 112, places: 11))
                ]
                row.requestBytes = 100 + chance.below(9_000)
            }
            var attempt = AttemptRow(
                caseID: row.id, number: number, verdict: .passed,
                started: .nanoseconds(started - 1_000_000_000), status: 200, answeredBy: leg.id)
            (attempt.inputTokens, attempt.outputTokens) = (row.inputTokens, row.outputTokens)
            (attempt.cachedTokens, attempt.reasoningTokens) = (
                row.cachedTokens, row.reasoningTokens
            )
            (attempt.charges, attempt.requestBytes) = (row.charges, row.requestBytes)
            attempt.cost = row.cost
            attempts.append(.attempt(attempt))
            calls += own
        }
        return RowDesk.Finished(row, calls: calls, rows: row.repeats > 1 ? attempts : [])
    }

    /// As a killed run leaves it, and the next one takes it over.
    private func fromDisk(_ finished: RowDesk.Finished) throws -> RowDesk.Finished {
        var writer = RowWriter(start: Moment(nanoseconds: 1_000_000_000))
        for row in finished.rows { writer.add(row) }
        for call in finished.calls { writer.add(call, of: finished.row.id) }
        writer.add(finished.row)
        var reader = RowReader()
        var rows: [Row] = []
        let bytes = writer.bytes
        try reader.take(bytes.span) { rows.append($0) }
        try reader.finish { rows.append($0) }
        guard case .case(let row)? = rows.popLast() else { throw Lost() }
        return RowDesk.Finished(row, calls: [], rows: rows)
    }

    private struct Lost: Error {}

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `sums are the same however a run is summed, fresh, resumed or in two parts`(seed: UInt64)
        throws
    {
        var chance = Chance(state: seed)
        let cases = (0..<(20 + chance.below(60))).map { finished($0, &chance) }
        let (fresh, resumed) = (desk(), desk())
        for (number, one) in cases.enumerated() {
            fresh.take(one)
            try resumed.take(number % 3 == 0 ? one : fromDisk(one))
        }
        #expect(fresh.rows == resumed.rows)
        guard case .ledger(let ledger)? = fresh.rows.first else {
            Issue.record("no ledger")
            return
        }
        // Added up here, answer by answer.
        var (answers, charged, listed): (Int, Int128, Int128) = (0, 0, 0)
        for one in cases {
            answers += one.row.repeats
            let attempts = one.rows.compactMap { row in
                if case .attempt(let attempt) = row { attempt } else { nil }
            }
            for charge in attempts.isEmpty ? one.row.charges : attempts.flatMap(\.charges) {
                let femtos = try #require(DecimalText.scaled(charge.dollars, places: 15)).value
                charged += femtos
                listed += femtos * 100 / 112
            }
        }
        #expect(ledger.calls == answers)
        #expect(ledger.unpricedCalls == 0)
        #expect(ledger.chargedFemtos == charged)
        // All of these prices are whole thousand-millionths for a token.
        #expect(ledger.listedFemtos == listed)
        #expect(ledger.legs.reduce(0) { $0 + $1.chargedFemtos } == charged)
        #expect(ledger.legs.map(\.leg) == ledger.legs.map(\.leg).sorted())
        for line in ledger.legs { #expect(line.counted == line.told, "\(line)") }
    }

    @Test(arguments: 1...(Place.runsLongTests ? 8 : 2) as ClosedRange<UInt64>)
    func `parts of a run, joined in whatever order, have its ledger and its findings`(seed: UInt64)
        throws
    {
        var chance = Chance(state: seed)
        // In half of them more charges than are kept for the findings.
        let cases = (0..<(seed.isMultiple(of: 2) ? 40 : 700)).map { finished($0, &chance) }
        let whole = desk()
        let parts = (0..<3).map { _ in desk() }
        for (number, one) in cases.enumerated() {
            whole.take(one)
            parts[number % 3].take(one)
        }
        let ledgers = parts.reversed().flatMap(\.rows).compactMap { row in
            if case .ledger(let row) = row { row } else { nil }
        }
        let joined = LedgerDesk(joining: ledgers, hasJournals: true) { _ in nil }
        for part in [2, 0, 1] {
            for (number, one) in cases.enumerated() where number % 3 == part {
                let read = try fromDisk(one)
                joined.take(read.row, read.rows)
            }
        }
        #expect(joined.rows == whole.rows)
        let codes = whole.rows.compactMap { row in
            if case .finding(let row) = row { row.finding.code } else { nil }
        }
        let wanted = ["markup", "served-model-price", "served-tier-price", "tier-unlisted"]
        for code in seed.isMultiple(of: 2) ? wanted.suffix(2) : wanted[...] {
            #expect(codes.contains("ledger.\(code)"), "\(codes)")
        }
    }

    @Test func `a broken leg's word is the leg's own fault, and a failed answer is none`() {
        var chance = Chance(state: 5)
        let desk = desk()
        for number in 0..<20 {
            let one = finished(number, &chance)
            guard one.rows.isEmpty else { continue }
            let healthy = one.calls.map { call in
                var call = call
                call.swaps = []
                return call
            }
            var calls = healthy
            switch number % 3 {
            case 0: calls[calls.count - 1].cause = .noUsage
            case 1: calls[calls.count - 1].isComplete = false
            default: calls[calls.count - 1].answer = nil
            }
            desk.take(RowDesk.Finished(one.row, calls: calls))
            var row = one.row
            row.status = 500
            desk.take(RowDesk.Finished(row, calls: healthy))
            row = one.row
            row.breakage = Breakage(.cut, "")
            desk.take(RowDesk.Finished(row, calls: healthy))
        }
        #expect(desk.rows == [])
    }

    @Test
    func `a suite with a gateway of its own has a ledger of its own, and direct legs have none`() {
        var chance = Chance(state: 9)
        let place = SourceLocation(file: "own.yaml", line: 1, column: 1)
        let desk = LedgerDesk(
            [prices], ownGateways: ["own": place], direct: ["direct"],
            start: Moment(nanoseconds: 1_000_000_000))
        for number in 0..<60 {
            let one = finished(number, &chance)
            var row = one.row
            row.suite = ["s", "own", "direct"][number % 3]
            if row.suite == "s" { row.charges = [] }
            desk.take(
                RowDesk.Finished(row, calls: one.calls, rows: row.suite == "s" ? [] : one.rows))
        }
        var suites: [String?] = []
        var findings: [FindingRow] = []
        for row in desk.rows {
            if case .ledger(let row) = row { suites.append(row.suite) }
            if case .finding(let row) = row { findings.append(row) }
        }
        #expect(suites == [nil, "own"])
        #expect(findings.contains { $0.finding.code == "ledger.markup" && $0.location == place })
    }
}
