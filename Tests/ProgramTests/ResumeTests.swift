import Foundation
import TestSupport
import Testing

private let live = ["--live", "--allow-unpriced"]

/// So many rows of a table, each asked plain and streamed.
private func files(rows: Int) -> [String: String] {
    [
        "d.csv": "n\n" + (0..<rows).map { "q\($0)\n" }.joined(),
        "s.yaml": """
        through: [m]
        paths: primary
        prompts: ["{{ n }}"]
        defaultTest: { assert: [{ type: equals, value: "right" }] }
        tests: file://d.csv
        """,
    ]
}

/// The number in a question.
private func number(_ question: String) -> Int {
    Int(question.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
}

private func gateway(holds: Set<String> = []) throws -> CountingGateway {
    try CountingGateway(
        holds: holds,
        delay: { number($0) % 41 == 7 ? .milliseconds(700) : .milliseconds(number($0) % 13) },
        answer: { number($0) % 17 == 3 ? "wrong" : "right" })
}

extension Scratch {
    /// The questions of the cases that stand on disk, whole, in either file of the run.
    fileprivate func answered(_ folder: String = "pathproof-out") throws -> Set<String> {
        var found: Set<String> = []
        for name in ["results.jsonl", "early.jsonl"] where has("\(folder)/\(name)") {
            let text = try text("\(folder)/\(name)")
            for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                let row = try JSONSerialization.jsonObject(with: Data(line.utf8))
                guard let row = row as? [String: Any], row["type"] as? String == "case",
                    let test = row["test"] as? String, let stream = row["stream"] as? Bool
                else { continue }
                // `row 1` asks `q0`.
                found.insert("q\(number(test) - 1) \(stream ? "stream" : "plain")")
            }
        }
        return found
    }

    /// A report without its times.
    fileprivate func timeless(_ name: String) throws -> String {
        try text(name)
            .replacing(#/"[a-z0-9_]*_us":\d+/#, with: "T")
            .replacing(#/\d+\.\d{3}/#, with: "T")
            .replacing(#/\d+(\.\d+)? (µs|ms|s|min)\b/#, with: "T")
            .replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?/#, with: "T")
            // Which times this program limited changes with the times.
            .replacing(#/"client_limited":\[[^\]]*\],?/#, with: "")
            .replacing(#/"(pareto|tokens_per_second)":\w+,?/#, with: "")
            .replacing(#/"resumed":\[[^\]]*\],?/#, with: "")
            .replacing(#/ --out [a-z]+/#, with: "")
            .replacing(#/(one|two|whole)\/cases/#, with: "cases")
    }

    /// The rows that reports are made of, without their times.
    fileprivate func verdicts(_ folder: String) throws -> [String] {
        try rows("case", in: "\(folder)/results.jsonl").map { row in
            ["id", "verdict", "status", "model_served", "request_id", "finish"].map {
                "\(row[$0] ?? "")"
            }.joined(separator: " ")
        }
    }
}

@Suite(.serialized) struct ResumeTests {
    /// Runs until so long after its start and kills it there; nil where it was over before.
    private func killed(
        _ arguments: [String], in scratch: Scratch, after milliseconds: Int
    ) throws -> Date? {
        var moment = Date()
        let outcome = try Program.run(arguments, in: scratch.folder) { process in
            Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
            moment = Date()
            kill(process.processIdentifier, SIGKILL)
        }
        return outcome.status == SIGKILL ? moment : nil
    }

    /// How long an answer may be on its way to the disk: two ticks, and what a busy machine adds now and then.
    private static let journalledWithin: TimeInterval = 1.2
    /// What no machine adds.
    private static let journalledAlwaysWithin: TimeInterval = 10

    /// Kills one run again and again at moments that a seed chooses, each time when it was resumed, and holds
    /// what the gateway was asked against what stood on disk.
    private func exercise(rows: Int, kills: Int, within range: Int, seed: UInt64) throws {
        let gateway = try gateway()
        let scratch = try Scratch(files(rows: rows))
        let run = ["run", "s.yaml", "--gateway", gateway.url, "-j", "8"] + live
        let whole = try Program.run(run + ["--out", "whole"], in: scratch.folder)
        #expect(whole.status == 1, "\(whole.output)\(whole.errors)")
        gateway.forget()
        var state = seed
        var snapshots: [(answered: Set<String>, counts: [String: Int])] = []
        var (hits, late) = (0, 0)
        var isBegun = false
        for _ in 0..<kills {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let moment = 30 + Int(state >> 33) % range
            let words = isBegun ? ["run", "--resume", "--out", "one"] : run + ["--out", "one"]
            let wasKilled = try killed(words, in: scratch, after: moment)
            let answered = try scratch.answered("one")
            if let moment = wasKilled {
                hits += 1
                let missing = gateway.entries.filter { !answered.contains($0.key) }
                    .compactMapValues { $0.answered.map { moment.timeIntervalSince($0) } }
                let lost = missing.filter { $0.value > Self.journalledAlwaysWithin }
                #expect(lost.isEmpty, "killed after \(moment)")
                if missing.contains(where: { $0.value > Self.journalledWithin }) { late += 1 }
            }
            isBegun = !answered.isEmpty
            snapshots.append((answered, gateway.entries.mapValues(\.count)))
        }
        #expect(hits > 0)
        #expect(late <= hits / 2, "\(late) of \(hits) kills found answers that were late")
        let last = try Program.run(
            (isBegun ? ["run", "--resume"] : run) + ["--out", "one"], in: scratch.folder)
        #expect(last.status == 1, "\(last.output)\(last.errors)")
        // No verdict is lost or doubled, and no report differs.
        #expect(try scratch.verdicts("one") == scratch.verdicts("whole"))
        for name in ["junit.xml", "summary.json"] {
            #expect(try scratch.timeless("one/\(name)") == scratch.timeless("whole/\(name)"))
        }
        #expect(!scratch.has("one/early.jsonl"))
        // What stood on disk was never asked again.
        let after = gateway.entries
        for (answered, counts) in snapshots {
            for question in answered {
                #expect(after[question]?.count == counts[question], "\(question)")
            }
        }
        #expect(after.count == 2 * rows)
    }

    @Test func `a run that is killed and resumed asks nothing twice that it had an answer to`()
        throws
    {
        try exercise(rows: 100, kills: 3, within: 900, seed: 7)
    }

    @Test(.enabled(if: Place.runsLongTests, "long"))
    func `the same for two thousand cases and twenty kills`() throws {
        try exercise(rows: 1000, kills: 20, within: 2500, seed: 1)
    }

    @Test func `answers that wait for a slow one before them outlive a kill`() throws {
        let gateway = try gateway(holds: ["q0 plain"])
        let scratch = try Scratch(files(rows: 20))
        let run = ["run", "s.yaml", "--gateway", gateway.url] + live
        _ = try Program.run(run, in: scratch.folder) { process in
            for _ in 0..<500 where try scratch.answered().count < 39 {
                Thread.sleep(forTimeInterval: 0.02)
            }
            kill(process.processIdentifier, SIGKILL)
        }
        #expect(try scratch.rows("case").isEmpty)
        #expect(try scratch.answered().count == 39)
        gateway.release()
        let outcome = try Program.run(["run", "--resume"], in: scratch.folder)
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        #expect(try scratch.rows("case").count == 40)
        let entries = gateway.entries
        #expect(entries["q0 plain"]?.count == 2)
        #expect(entries.filter { $0.value.count != 1 }.count == 1)
    }

    @Test func `a last line that was half written is asked again, and that alone`() throws {
        let gateway = try gateway()
        let scratch = try Scratch(files(rows: 5))
        let run = ["run", "s.yaml", "--gateway", gateway.url] + live
        _ = try Program.run(run, in: scratch.folder)
        let whole = try scratch.verdicts("pathproof-out")
        let file = scratch.folder.appending(path: "pathproof-out/results.jsonl")
        let lines = try scratch.text("pathproof-out/results.jsonl").split(separator: "\n")
        let cases = lines.indices.filter { lines[$0].hasPrefix(#"{"type":"case""#) }
        let last = try #require(cases.last)
        let cut = lines[..<last].joined(separator: "\n") + "\n" + lines[last].dropLast(3)
        try Data(cut.utf8).write(to: file)
        let outcome = try Program.run(["run", "--resume"], in: scratch.folder)
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(try scratch.verdicts("pathproof-out") == whole)
        #expect(gateway.entries.values.map(\.count).sorted().suffix(2) == [1, 2])
    }

    @Test func `another run than the one that was killed is refused, with what changed`() throws {
        let gateway = try gateway()
        var texts = files(rows: 5)
        // A file that a file of the suite names.
        texts["s.yaml"]?.replace("[\"{{ n }}\"]", with: "file://prompts.yaml")
        texts["prompts.yaml"] = "- file://prompt.txt"
        texts["prompt.txt"] = "{{ n }}"
        let scratch = try Scratch(texts)
        let run = ["run", "s.yaml", "--gateway", gateway.url] + live
        let first = try Program.run(run, in: scratch.folder)
        #expect(first.status == 1, "\(first.errors)")
        let other = try Program.run(run + ["--repeat", "2", "--resume"], in: scratch.folder)
        #expect(other.status == 2)
        #expect(other.errors.contains("now there is '--repeat 2'"), "\(other.errors)")
        let asked = gateway.entries.values.map(\.count).reduce(0, +)
        for name in ["d.csv", "s.yaml", "prompt.txt"] {
            let file = scratch.folder.appending(path: name)
            let old = try scratch.text(name)
            try (old + "\n#\n").write(to: file, atomically: true, encoding: .utf8)
            let changed = try Program.run(["run", "--resume"], in: scratch.folder)
            #expect(changed.status == 2)
            #expect(changed.errors.contains("'\(name)' has changed"), "\(changed.errors)")
            try old.write(to: file, atomically: true, encoding: .utf8)
        }
        let same = try Program.run(run + ["--resume", "-j", "3"], in: scratch.folder)
        #expect(same.status == 1, "\(same.errors)")
        #expect(gateway.entries.values.map(\.count).reduce(0, +) == asked)
        let nothing = try Program.run(["run", "--resume", "--out", "none"], in: scratch.folder)
        #expect(nothing.status == 2)
        #expect(nothing.errors.contains("there is nothing to go on with"))
    }

    @Test func `halves of reports that a killed run left are swept away`() throws {
        let scratch = try Scratch([
            "routes.yaml": "aliases: { chat: [gpt-5.4] }",
            "s.yaml": "paths: primary\nprompts: [x]\ntests: [{ simulate: y }]",
            "pathproof-out/junit.xml.4711.partial": "half",
            "pathproof-out/early.jsonl": "half", "pathproof-out/cases/old.txt": "old",
            "pathproof-out/results.jsonl": "{\"type\":\"run\",",
            "pathproof-out/mine.partial": "kept",
        ])
        let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(!scratch.has("pathproof-out/junit.xml.4711.partial"))
        #expect(!scratch.has("pathproof-out/early.jsonl"))
        #expect(!scratch.has("pathproof-out/cases/old.txt"))
        #expect(scratch.has("pathproof-out/mine.partial"))
    }
}

@Test func `a new run where nothing was begun is told, with the folder that has one`() throws {
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [gpt-5.4-mini] }\n",
        "s.yaml": "prompts: [q]\ntests: [{ simulate: a }]\n",
    ])
    let first = try Program.run(
        ["run", "s.yaml", "--resume", "--out", "first"], in: scratch.folder)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("note: no run was begun in 'first': a new one begins there"))
    #expect(!first.errors.contains("has one"), "\(first.errors)")
    let again = try Program.run(
        ["run", "s.yaml", "--resume", "--out", "frist"], in: scratch.folder)
    #expect(again.errors.contains("no run was begun in 'frist'"))
    #expect(again.errors.contains("hint: 'first' has one"), "\(again.errors)")
}
