import Documents
import Rows
import Testing
import Vocabulary

@testable import Runs

private func row(_ route: String, _ number: Int, _ verdict: RowVerdict) -> CaseRow {
    CaseRow(
        id: "s/\(route)/\(number)", suite: "s", route: route, leg: LegID(route: route, index: 0),
        legName: "l", cause: nil, isStreamed: false, test: "t", promptID: "1", promptDigest: "d",
        location: nil, verdict: verdict, expectedOutcome: .answers, modelRequested: route)
}

/// So many pairs that passed both times, got worse, got better, and failed both times.
private func compared(
    _ counts: [String: (both: Int, worse: Int, better: Int, neither: Int)], lost: Int = 0,
    isExact: Bool = false
) -> GateRow {
    var baseline = Baseline()
    var rows: [CaseRow] = []
    for (route, counts) in counts.sorted(by: { $0.key < $1.key }) {
        let kinds =
            Array(repeating: (true, true), count: counts.both)
            + Array(repeating: (true, false), count: counts.worse)
            + Array(repeating: (false, true), count: counts.better)
            + Array(repeating: (false, false), count: counts.neither)
        for (number, kind) in kinds.enumerated() {
            baseline.take(row(route, number, kind.0 ? .passed : .failed))
            rows.append(row(route, number, kind.1 ? .passed : .failed))
        }
    }
    var gate = Gate(baseline, isExact: isExact)
    for row in rows { gate.take(row) }
    return gate.row("b", lost: lost, lostCases: [])
}

@Suite struct GateTests {
    @Test func `large and certain is a regression`() {
        let gate = compared(["r": (80, 20, 0, 0)])
        #expect(gate.verdict == .regression)
        #expect(gate.families[0].worse == 20 && gate.families[0].paired == 100)
        // 2 × 2^-20.
        #expect(gate.families[0].pMillionths == 2)
        // Wilson's interval of 80 of 100, as in its textbook form: 71.1 to 86.7 %.
        #expect((711_000...712_000).contains(gate.families[0].lowMillionths))
        #expect((866_000...867_000).contains(gate.families[0].highMillionths))
    }

    @Test func `large and perhaps chance is inconclusive, small is a pass`() {
        // 2 × 2^-4 = 0.125 for four cases that all got worse.
        #expect(compared(["r": (6, 4, 0, 0)]).verdict == .inconclusive)
        #expect(compared(["r": (6, 4, 0, 0)]).families[0].pMillionths == 125_000)
        let small = compared(["r": (980, 20, 0, 0)])
        #expect(small.verdict == .pass)
        #expect(small.families[0].reason.contains("a small loss"))
    }

    @Test func `where no case fails by chance one is enough, and it is named`() {
        let gate = compared(["r": (999, 1, 0, 0), "s": (5, 0, 1, 0)], isExact: true)
        #expect(gate.verdict == .regression)
        #expect(gate.worseCases == ["s/r/999"])
        #expect(gate.families.map(\.verdict) == [.regression, .pass])
        #expect(gate.families[0].reason == "999 of 1000 pass (before 1000); 1 worse, 0 better")
        #expect(compared(["r": (9, 0, 0, 1)], isExact: true).verdict == .pass)
    }

    @Test func `what fails as it did before is no regression, and better is none`() {
        #expect(compared(["r": (10, 0, 0, 90)]).verdict == .pass)
        #expect(compared(["r": (10, 0, 50, 40)]).verdict == .pass)
        #expect(compared(["r": (10, 5, 5, 40)]).verdict == .pass)
    }

    @Test func `many routes are corrected together`() {
        // 2 × 2^-6 = 0.031 alone is below 0.05, and twice that is not.
        #expect(compared(["a": (14, 6, 0, 0)]).verdict == .regression)
        let two = compared(["a": (14, 6, 0, 0), "b": (14, 6, 0, 0)])
        #expect(two.verdict == .inconclusive)
        #expect(two.families.map(\.pMillionths) == [62_500, 62_500])
    }

    @Test func `cases of the baseline that nobody judged keep it from passing`() {
        #expect(compared(["r": (100, 0, 0, 0)], lost: 1).verdict == .inconclusive)
        #expect(compared([:]).verdict == .inconclusive)
    }

    @Test func `new cases and cases without a verdict are no pairs`() {
        var baseline = Baseline()
        baseline.take(row("r", 0, .passed))
        baseline.take(row("r", 1, .errored))
        #expect(baseline.count == 1)
        var gate = Gate(baseline)
        gate.take(row("r", 0, .skipped))
        gate.take(row("r", 1, .failed))
        let found = gate.row("b", lost: 0, lostCases: [])
        #expect(found.new == 1 && found.families.isEmpty)
        #expect(!gate.hasJudged("s/r/0"))
    }

    @Test func `a baseline file is sorted, and read back as it was`() throws {
        let cases = [("b \"x\"", true), ("a", false), ("c/☕", true)].map {
            (id: $0.0, hasPassed: $0.1)
        }
        let text = Baseline.text(of: cases)
        #expect(text == Baseline.text(of: cases.reversed()))
        let lines = text.split(separator: "\n").filter { $0.contains("ed\"") }
        #expect(lines.map { $0.prefix(2) } == ["\"a", "\"b", "\"c"])
        var found: [String: Bool] = [:]
        try Baseline.forEachCase(in: Array(text.utf8), file: "f") { found[$0] = $1 }
        #expect(found == ["a": false, "b \"x\"": true, "c/☕": true])
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"format": "pathproof-baseline", "version": 2, "cases": {}}"#,
        #"{"format": "pathproof-baseline", "version": 1, "cases": {"a": "perhaps"}}"#,
    ])
    func `what is no baseline is refused`(text: String) {
        #expect(throws: Diagnostics.self) {
            try Baseline.forEachCase(in: Array(text.utf8), file: "f") { _, _ in }
        }
    }
}

@Suite struct GateRiseTests {
    private func row(
        _ number: Int, milliseconds: Int?, nanos: Int?, _ verdict: RowVerdict = .passed
    ) -> CaseRow {
        var row = RunsTests.row("r", number, verdict)
        row.latency = milliseconds.map { .milliseconds($0) }
        row.cost = nanos.map { Money(nanos: Int128($0), "USD") }
        return row
    }

    /// Fifty cases of a second or so, and what each became.
    private func family(
        isLive: Bool = true, wasLive: Bool = true, count: Int = 50,
        _ now: (Int) -> (milliseconds: Int, nanos: Int)
    ) throws -> GateRow.Family {
        var baseline = Baseline()
        baseline.isLive = wasLive
        for number in 0..<count {
            baseline.takeWhole(row(number, milliseconds: 1_000 + number * 7, nanos: 5_000))
        }
        var gate = Gate(baseline, isLive: isLive)
        for number in 0..<count {
            let now = now(number)
            gate.take(row(number, milliseconds: now.milliseconds, nanos: now.nanos))
        }
        return try #require(gate.row("b", lost: 0, lostCases: []).families.first)
    }

    @Test func `what every case takes longer is a regression, in time and in money`() throws {
        let slow = try family { (1_400 + $0 * 9, 5_000) }
        #expect(slow.verdict == .regression)
        let ratio = try #require(slow.latency)
        #expect(ratio.paired == 50 && ratio.lowMillionths > 1_200_000)
        #expect((1_300_000...1_450_000).contains(ratio.millionths))
        #expect(slow.cost?.millionths == 1_000_000)
        #expect(slow.reason.contains("; latency ×1.") && slow.reason.contains("; cost ×1.00"))
        #expect(try family { (1_000 + $0 * 7, 6_500) }.verdict == .regression)
    }

    @Test func `a little, or less, is a pass`() throws {
        #expect(try family { (1_100 + $0 * 8, 5_200) }.verdict == .pass)
        #expect(try family { (500 + $0, 2_000) }.verdict == .pass)
    }

    /// A run of the day and one of the night, at half the price; each call tells both.
    private func family(
        day: Int, night: Int, wasNight: Bool, isNight: Bool, factor: Int = 1
    ) throws -> GateRow.Family {
        func calls(_ number: Int, _ isNight: Bool, _ factor: Int) -> CallRow {
            let (day, night) = (
                Money(nanos: Int128(day * factor), "USD"),
                Money(nanos: Int128(night * factor), "USD")
            )
            var row = CallRow(leg: LegID(route: "r", index: 0), arrived: .zero)
            row.caseID = RunsTests.row("r", number, .passed).id
            (row.cost, row.costAtOtherHours) = isNight ? (night, day) : (day, night)
            return row
        }
        func whole(_ number: Int, _ isNight: Bool, _ factor: Int) -> CaseRow {
            row(number, milliseconds: nil, nanos: (isNight ? night : day) * factor * 2)
        }
        var baseline = Baseline()
        for number in 0..<50 {
            // Two calls a case: the gateway tried twice.
            for _ in 0..<2 { baseline.takeWhole(calls(number, wasNight, 1)) }
            baseline.takeWhole(whole(number, wasNight, 1))
        }
        var gate = Gate(baseline)
        for number in 0..<50 {
            for _ in 0..<2 { gate.take(calls(number, isNight, factor)) }
            gate.take(whole(number, isNight, factor))
        }
        return try #require(gate.row("b", lost: 0, lostCases: []).families.first)
    }

    @Test func `a run of the night and one of the day cost the same`() throws {
        for (was, now) in [(true, false), (false, true), (true, true), (false, false)] {
            let family = try family(day: 6_000, night: 3_000, wasNight: was, isNight: now)
            #expect(family.verdict == .pass && family.cost?.millionths == 1_000_000)
            #expect(family.reason.contains("; cost at the dearest hours ×1.00"), "\(family.reason)")
            let dearer = try self.family(
                day: 6_000, night: 3_000, wasNight: was, isNight: now, factor: 2)
            #expect(dearer.verdict == .regression && dearer.cost?.millionths == 2_000_000)
        }
    }

    @Test func `what may be chance is inconclusive`() throws {
        // One case of fifty is a hundred times dearer: the sum is three times what it was.
        let one = try family { (1_000 + $0 * 7, $0 == 3 ? 500_000 : 5_000) }
        #expect(one.verdict == .inconclusive)
        #expect(one.reason.hasSuffix("which may be chance"))
    }

    @Test func `times of simulated providers and of a handful of cases are not compared`() throws {
        for (isLive, wasLive) in [(false, true), (true, false)] {
            let family = try family(isLive: isLive, wasLive: wasLive) { (9_000 + $0, 5_000) }
            #expect(family.verdict == .pass && family.latency == nil && family.cost != nil)
        }
        let few = try family(count: 9) { (9_000 + $0, 50_000) }
        #expect(few.verdict == .pass && few.latency == nil && few.cost == nil)
    }
}
