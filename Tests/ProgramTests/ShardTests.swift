import Foundation
import TestSupport
import Testing

/// Parts of a run that know nothing of each other, and the whole that they come to.
@Suite struct ShardTests {
    /// A leg that is asked again before the next, and a chain of two.
    static let routes = """
        aliases:
          chat:
            - { model: gpt-5.4-mini, timeout: 10s, retry: { times: 1, on: [server-error] } }
            - { model: claude-haiku-4-5, timeout: 10s, on: [any] }
          code: [deepseek-v4-pro, qwen3-coder-plus]
        """
    private static let files = [
        "routes.yaml": routes,
        "s.yaml": """
        stream: both
        causes: [server-error, rate-limit, cut]
        prompts: ["Capital of {{ country }}?"]
        tests:
          - { vars: { country: France }, tags: [europe], simulate: Paris, assert: [{ type: equals, value: Paris }] }
          - { vars: { country: Japan }, simulate: Kyoto, assert: [{ type: equals, value: Tokyo }] }
          - { vars: { country: Chile }, simulate: Santiago }
        """,
    ]

    private func run(_ scratch: Scratch, _ words: [String]) throws -> Program.Outcome {
        try Program.run(["run", "s.yaml"] + words, in: scratch.folder)
    }

    private func ids(_ scratch: Scratch, _ folder: String) throws -> [String] {
        try scratch.rows("case", in: "\(folder)/results.jsonl").compactMap { $0["id"] as? String }
    }

    /// The figures of a summary that a whole and its parts have in common.
    private func figures(_ scratch: Scratch, _ folder: String) throws -> String {
        let data = Data(try scratch.text("\(folder)/summary.json").utf8)
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let parts = ["verdict", "cases", "requests", "coverage", "spend", "spend_by"].map {
            whole[$0] ?? ""
        }
        let text = try JSONSerialization.data(withJSONObject: parts, options: .sortedKeys)
        return String(decoding: text, as: UTF8.self).replacing(#/"[a-z0-9_]*_us":\d+/#, with: "T")
    }

    /// What a report in CTRF says it is of.
    private func ctrf(_ scratch: Scratch, _ folder: String) throws -> (run: String, report: String)
    {
        let data = Data(try scratch.text("\(folder)/ctrf.json").utf8)
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return (
            try #require(whole["runId"] as? String), try #require(whole["reportId"] as? String)
        )
    }

    @Test func `in CTRF all shards are of one run, and each is a report of its own`() throws {
        let scratch = try Scratch(Self.files)
        let folders = ["part-1", "part-2"]
        for (index, folder) in folders.enumerated() {
            _ = try run(
                scratch, ["--shard", "\(index + 1)/2", "--report", "ctrf", "--out", folder])
        }
        let joined = try Program.run(
            ["report"] + folders + ["--as", "ctrf", "--out", "joined"], in: scratch.folder)
        #expect(joined.status == 1, "\(joined.errors)")
        let told = try (folders + ["joined"]).map { try ctrf(scratch, $0) }
        #expect(Set(told.map(\.run)).count == 1 && Set(told.map(\.report)).count == 3, "\(told)")
    }

    @Test func `shards have each case once, and joined they are the whole run`() throws {
        let scratch = try Scratch(Self.files)
        #expect(try run(scratch, ["--out", "whole"]).status == 1)
        var all: [String] = []
        for shard in 1...3 {
            let outcome = try run(scratch, ["--shard", "\(shard)/3", "--out", "part-\(shard)"])
            #expect([0, 1].contains(outcome.status), "\(outcome.errors)")
            let own = try ids(scratch, "part-\(shard)")
            #expect(!own.isEmpty)
            all += own
        }
        #expect(all.count == Set(all).count)
        #expect(try Set(all) == Set(ids(scratch, "whole")))
        let parts = ["part-3", "part-1", "part-2"]
        let joined = try Program.run(
            ["report"] + parts + ["--out", "joined", "--min-coverage", "100"], in: scratch.folder)
        #expect(joined.status == 1 && joined.errors.isEmpty, "\(joined.errors)")
        #expect(try figures(scratch, "joined") == figures(scratch, "whole"))
        let row = try #require(try scratch.rows("run", in: "joined/results.jsonl").first)
        #expect(row["shard"] == nil && row["cases_planned"] as? Int == all.count)
        // What was blessed of the whole holds for what was joined.
        let bless = try Program.run(["bless", "whole", "--to", "b.json"], in: scratch.folder)
        #expect(bless.status == 0, "\(bless.errors)")
        let gated = try Program.run(
            ["report"] + parts + ["--out", "gated", "--baseline", "b.json"], in: scratch.folder)
        #expect(gated.errors.isEmpty, "\(gated.errors)")
        let gate = try #require(try scratch.rows("gate", in: "gated/results.jsonl").first)
        #expect(gate["verdict"] as? String == "pass" && gate["lost"] as? Int == 0)
    }

    @Test func `a shard that is missing is named, one that is there twice is refused`() throws {
        let scratch = try Scratch(Self.files)
        for shard in [1, 3] {
            _ = try run(scratch, ["--shard", "\(shard)/3", "--out", "part-\(shard)"])
        }
        let missing = try Program.run(
            ["report", "part-1", "part-3", "--out", "joined", "--exit-zero"], in: scratch.folder)
        #expect(missing.status == 3, "\(missing.output)\(missing.errors)")
        #expect(
            missing.errors.contains("not the whole run: shard 2/3 is missing"), "\(missing.errors)")
        #expect(missing.output.contains("not run"), "\(missing.output)")
        _ = try run(scratch, ["--shard", "1/3", "--out", "again"])
        let twice = try Program.run(
            ["report", "part-1", "again", "--out", "twice"], in: scratch.folder)
        #expect(twice.status == 2)
        #expect(
            twice.errors.contains(
                "shard 1/3 is in 'part-1/results.jsonl' and in 'again/results.jsonl'"),
            "\(twice.errors)")
        _ = try run(scratch, ["--shard", "2/4", "--out", "other"])
        let other = try Program.run(
            ["report", "part-1", "other", "--out", "mixed"], in: scratch.folder)
        #expect(other.status == 2 && other.errors.contains("one number of shards"))
        _ = try run(scratch, ["--shard", "2/3", "--route", "chat", "--out", "less"])
        let less = try Program.run(
            ["report", "part-1", "less", "part-3", "--out", "mixed"], in: scratch.folder)
        #expect(
            less.status == 2 && less.errors.contains("a shard of another run"), "\(less.errors)")
    }

    @Test func `one shard alone is not the whole run to a report, nor to bless, nor as a baseline`()
        throws
    {
        let green = """
            causes: [server-error, rate-limit, cut]
            prompts: ["Capital of {{ country }}?"]
            tests: [{ vars: { country: France }, simulate: Paris, assert: [{ type: equals, value: Paris }] }]
            """
        let scratch = try Scratch(Self.files.merging(["s.yaml": green]) { $1 })
        func pathproof(_ words: String...) throws -> Program.Outcome {
            try Program.run(words, in: scratch.folder)
        }
        for shard in 1...2 {
            let outcome = try run(scratch, ["--shard", "\(shard)/2", "--out", "part-\(shard)"])
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(try !ids(scratch, "part-\(shard)").isEmpty)
        }
        let rows = try scratch.text("part-1/results.jsonl")
        let missing = "not the whole run: shard 2/2 is missing"
        let alone = try pathproof("report", "part-1")
        #expect(alone.status == 3 && alone.errors.contains(missing), "\(alone.errors)")
        #expect(alone.output.contains("reports: part-1/") && alone.output.contains("not run"))
        #expect(try scratch.text("part-1/results.jsonl") == rows)
        let covered = try pathproof("report", "part-1", "--out", "joined", "--min-coverage", "100")
        #expect(covered.status == 3 && covered.errors.contains(missing), "\(covered.errors)")
        let end = try #require(try scratch.rows("end", in: "joined/results.jsonl").first)
        #expect(try end["not_run"] as? Int == ids(scratch, "part-2").count)
        for part in ["part-1", "joined"] {
            let bless = try pathproof("bless", part, "--to", "b.json")
            #expect(bless.status == 2 && !scratch.has("b.json"), "\(part)")
            #expect(bless.errors.contains("the run '\(part)' is not whole"), "\(bless.errors)")
        }
        let lacking = try pathproof("run", "s.yaml", "--baseline", "joined", "--out", "new")
        #expect(
            lacking.status == 2
                && lacking.errors.contains(
                    "the run 'joined' is not whole: it was joined without shard 2/2"),
            "\(lacking.errors)")
        let told = "the run 'part-1' is not whole: it is shard 1/2"
        let new = try pathproof("run", "s.yaml", "--baseline", "part-1", "--out", "new")
        #expect(new.status == 2 && new.errors.contains(told), "\(new.errors)")
        #expect(!scratch.has("new/results.jsonl"))
        let whole = ["report", "part-1", "part-2", "--out", "whole"]
        let against = try Program.run(whole + ["--baseline", "part-1"], in: scratch.folder)
        #expect(against.status == 2 && against.errors.contains(told), "\(against.errors)")
        #expect(!scratch.has("whole"))
        let joined = try Program.run(whole, in: scratch.folder)
        #expect(joined.status == 0 && joined.errors.isEmpty, "\(joined.errors)")
        #expect(try pathproof("bless", "whole", "--to", "b.json").status == 0)
        // What the other shard has is lost, and nobody can say that nothing got worse.
        let gated = try pathproof("report", "part-1", "--out", "gated", "--baseline", "b.json")
        #expect(gated.status == 3 && gated.errors.contains(missing), "\(gated.errors)")
        let gate = try #require(try scratch.rows("gate", in: "gated/results.jsonl").first)
        #expect(gate["verdict"] as? String == "inconclusive")
    }

    @Test func `a shard stays what it is when it is gone on with, or runs only what failed`() throws
    {
        let scratch = try Scratch(Self.files)
        #expect(try run(scratch, ["--out", "whole"]).status == 1)
        let own = try run(scratch, ["--shard", "2/3", "--out", "part"])
        #expect([0, 1].contains(own.status))
        let cases = try ids(scratch, "part")
        // Killed in the middle.
        let file = scratch.folder.appending(path: "part/results.jsonl")
        let lines = try scratch.text("part/results.jsonl").split(separator: "\n")
        try lines.prefix(5).map { $0 + "\n" }.joined()
            .write(to: file, atomically: true, encoding: .utf8)
        let again = try Program.run(["run", "--resume", "--out", "part"], in: scratch.folder)
        #expect(again.status == own.status, "\(again.errors)")
        #expect(try ids(scratch, "part") == cases)
        var failed: [String] = []
        for shard in 1...3 {
            let outcome = try run(
                scratch, ["--failed-from", "whole", "--shard", "\(shard)/3", "--out", "f\(shard)"])
            #expect([0, 1].contains(outcome.status), "\(outcome.errors)")
            failed += try ids(scratch, "f\(shard)")
        }
        let before = try scratch.rows("case", in: "whole/results.jsonl").filter {
            $0["verdict"] as? String != "passed"
        }.compactMap { $0["id"] as? String }
        #expect(failed.sorted() == before.sorted() && !before.isEmpty)
    }

    @Test func `more shards than cases leave some of them empty, and none of them wrong`() throws {
        let scratch = try Scratch(Self.files)
        var sizes: [Int] = []
        for shard in 1...4 {
            let words = ["--route", "code", "--cause", "cut", "--shard", "\(shard)/4"]
            let outcome = try run(scratch, words + ["--out", "p\(shard)"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            sizes.append(try ids(scratch, "p\(shard)").count)
        }
        #expect(sizes.reduce(0, +) == 4 && sizes.contains(0), "\(sizes)")
        let joined = try Program.run(
            ["report", "p1", "p2", "p3", "p4", "--out", "joined"], in: scratch.folder)
        #expect(joined.status == 0, "\(joined.errors)")
    }

    @Test(arguments: [
        (["--shard", "4/3"], "not a part and how many there are"),
        (["--shard", "0/3"], "not a part"), (["--shard", "2"], "not a part"),
        (["--shard", "1/3", "--baseline", "b.json"], "--baseline is judged over all parts"),
        (["--shard", "1/3", "--min-coverage", "9"], "--min-coverage is judged over all parts"),
    ])
    func `what no shard can be is told`(words: [String], message: String) throws {
        let scratch = try Scratch(Self.files)
        let outcome = try run(scratch, words)
        #expect(outcome.status == 2 && outcome.errors.contains(message), "\(outcome.errors)")
    }
}
