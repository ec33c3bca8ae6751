import Documents
import Reports
import Rows
import Statistics
import Testing
import Vocabulary

@testable import Benches

@Suite struct BenchReportTests {
    private func estimate(_ value: Double) -> Bootstrap.Estimate {
        Bootstrap.Estimate(value: value, interval: Interval(low: value - 10, high: value + 10))
    }

    private func figure(_ value: Double, lag: Double = 1) -> TimeFigure {
        TimeFigure(p50: estimate(value), p95: estimate(value * 2), count: 400, lag: lag)
    }

    /// A leg that keeps nothing: asked for, it has its line.
    private var caches: CacheTable {
        let leg = LegID(route: "chat", index: 0)
        var table = CacheTable(direct: ["directly"], showsAll: true)
        table.name(leg, "openai:gpt")
        for number in 1...3 {
            var row = AttemptRow(
                caseID: "one", number: number, verdict: .passed, started: .zero, status: 200,
                answeredBy: leg)
            row.inputTokens = 2_000
            table.take(row)
        }
        var row = CaseRow(
            id: "one", suite: "directly", route: leg.route, leg: leg, legName: "openai:gpt",
            cause: nil, isStreamed: false, test: "t", promptID: "p", promptDigest: "d",
            location: SourceLocation(file: "s.yaml", line: 1, column: 1), verdict: .passed,
            expectedOutcome: .answers, modelRequested: "chat")
        row.repeats = 3
        table.take(row)
        return table
    }

    private var sample: BenchFigures {
        var figures = BenchFigures(pairs: 400, turns: 2, seed: 7)
        var direct = ContenderFigures(name: "openai:gpt", kind: .direct, model: "gpt")
        var gateway = ContenderFigures(name: "chat", kind: .gateway, model: "chat")
        for measure in Measure.allCases {
            direct.times[measure] = figure(110, lag: 50)
            gateway.times[measure] = figure(8_000)
        }
        (direct.inputTokens, direct.outputTokens) = (24, 1200)
        gateway.toldPlain = figure(4_200)
        gateway.toldStreamed = figure(4_400)
        gateway.toldAtOnce = figure(4_000)
        (direct.perSecondAtOnce, gateway.perSecondAtOnce) = (5_000, 131.25)
        gateway.firstUse = ContenderFigures.FirstUse(connect: 90, secure: 1_000, whole: 1_118_000)
        gateway.requests = 800
        gateway.onNewConnections = 3
        gateway.problems = [
            ContenderFigures.Problem(word: "status 429", reason: "\u{1B}[31mslow", count: 2)
        ]
        var comparison = ComparisonFigures(base: "openai:gpt", other: "chat", isHop: true)
        for measure in Measure.allCases { comparison.added[measure] = figure(7_890) }
        comparison.addedByTurn = [estimate(7_000), estimate(7_500)]
        (comparison.wanted, comparison.usable) = (800, 798)
        comparison.added[.atOnce] = figure(102_000)
        comparison.added[.plainAnswer]?.drift = Drift(
            change: estimate(-812), chance: 0.001, share: -0.1)
        // Would come by chance, or matters to nobody.
        comparison.added[.firstContent]?.drift = Drift(
            change: estimate(-312), chance: 0.02, share: -0.1)
        comparison.added[.wholeStream]?.drift = Drift(
            change: estimate(-9), chance: 0.001, share: -0.001)
        figures.atOnce = 16
        figures.contests = [
            ContestFigures(
                name: "support/chat", task: "triage", prompts: 3, contenders: [direct, gateway],
                comparisons: [comparison], unreached: "nobody", warmUp: 1_220, isSettled: false)
        ]
        figures.caches = caches
        figures.busyBefore = 0.5
        figures.busyAfter = 0.1
        return figures
    }

    @Test func `the JSON has every member that the schema names, and no other`() throws {
        let bytes = BenchJSON.bytes(
            sample, BenchJSON.Origin(version: "1", started: "2026-08-01T12:00:00Z", host: "h"))
        var tape = JSONTape()
        try tape.read(bytes)
        var seen: [String: Set<String>] = [:]
        func look(_ node: JSONTape.Node, as kind: String) throws {
            for (key, value) in tape.members(node) {
                let name = try #require(tape.string(key))
                seen[kind, default: []].insert(name)
                if tape.member("p95_us", of: value) != nil { try look(value, as: "figure") }
                guard ["contests", "contenders", "comparisons"].contains(name) else { continue }
                for element in tape.elements(value) { try look(element, as: name) }
            }
        }
        try look(tape.root, as: "")
        let named = Dictionary(grouping: BenchSchema.members, by: \.of)
        #expect(Set(seen.keys) == Set(named.keys))
        for (kind, members) in named {
            #expect(seen[kind] == Set(members.map(\.name)), "\(kind)")
            #expect(members.allSatisfy { !$0.meaning.isEmpty })
        }
        let figure = try #require(
            tape.member("contests", of: tape.root).flatMap { tape.elements($0).first { _ in true } }
                .flatMap { tape.member("comparisons", of: $0) }
                .flatMap { tape.elements($0).first { _ in true } }
                .flatMap { tape.member("plain_answer", of: $0) })
        #expect(tape.member("p50_us", of: figure).flatMap { tape.number($0) } == "7890")
    }

    @Test func `a terminal sees what is added, what is told, and what the client limited`() {
        var figures = sample
        figures.contests[0].unreached = nil
        let text = BenchText.text(figures, Palette(isColoured: false))
        #expect(
            text.contains(
                "support/chat · task triage · 3 prompts · 400 rounds of each kind after 1,220 to warm up"
            ))
        #expect(text.contains("not settled: after 1,220 rounds of each kind to warm up"))
        #expect(
            text.contains(
                "plain answer drifts: -0.812 ms [-0.822, -0.802] from its first half to its second")
        )
        #expect(!text.contains("-0.312") && !text.contains("-0.009"))
        #expect(text.contains("what gateway chat adds to openai:gpt"))
        #expect(text.contains("p50 +7.890 ms [+7.880, +7.900]"))
        #expect(text.contains("p95 +15.78 ms [+15.77, +15.79]"))
        #expect(text.contains("own lag ±0.001 ms"))
        #expect(text.contains("4.200 ms") && text.contains("53 % of what was seen"))
        #expect(text.contains("16 at once      p50 +102.0 ms [+102.0, +102.0]"))
        #expect(text.contains("it says, at once") && text.contains("4 % of what was seen"))
        #expect(text.contains("a second         5,000 answers from openai:gpt, 131 from chat"))
        // Fifty of 110 microseconds were this program's: nobody may take them for the server's.
        #expect(text.contains("≤ 0.110 ms*") && !text.contains(" 0.110 ms "))
        #expect(text.contains("by turn         +7.000 ms  +7.500 ms"))
        #expect(text.contains("2 of 800 pairs lost"))
        #expect(
            text.contains(
                "first use of gateway chat: connect 0.090 ms, TLS 1.000 ms, then 1,118 ms"))
        #expect(text.contains("gateway chat: status 429 ×2: \\e[31mslow"))
        #expect(text.contains("loaded machine: others used 50 % before, 10 % after"))
        #expect(text.contains("1,200"))
        #expect(
            text.contains(
                "  chat/1 openai:gpt  direct      1   cold  2,000     0        0                0"))
    }

    @Test func `who answered nothing is all that is said`() {
        let text = BenchText.text(sample, Palette(isColoured: false))
        #expect(text.contains("no answer from nobody"))
        #expect(!text.contains("p50"))
    }
}
