import Documents
import Reports
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
        figures.atOnce = 16
        figures.contests = [
            ContestFigures(
                name: "support/chat", task: "triage", prompts: 3, contenders: [direct, gateway],
                comparisons: [comparison], unreached: "nobody")
        ]
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
        #expect(text.contains("support/chat · task triage · 3 prompts · 400 rounds of each kind"))
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
    }

    @Test func `who answered nothing is all that is said`() {
        let text = BenchText.text(sample, Palette(isColoured: false))
        #expect(text.contains("no answer from nobody"))
        #expect(!text.contains("p50"))
    }
}
