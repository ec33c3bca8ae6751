import Foundation
import TestSupport
import Testing

private let live = ["--live", "--allow-unpriced"]

private func files(rows: Int) -> [String: String] {
    [
        "d.csv": "n\n" + (0..<rows).map { "q\($0)\n" }.joined(),
        "s.yaml": """
        through: [m]
        paths: primary
        stream: false
        prompts: ["{{ n }}"]
        defaultTest: { assert: [{ type: equals, value: "right" }] }
        tests: file://d.csv
        """,
    ]
}

/// How many requests came.
private func requests(_ gateway: CountingGateway) -> Int {
    gateway.entries.values.map(\.count).reduce(0, +)
}

@Suite struct StopTests {
    @Test func `only what failed is run again, with the suites of that run`() throws {
        let gateway = try CountingGateway(answer: { $0.hasPrefix("q1") ? "wrong" : "right" })
        let scratch = try Scratch(files(rows: 12))
        let run = ["run", "s.yaml", "--gateway", gateway.url] + live
        #expect(try Program.run(run, in: scratch.folder).status == 1)
        #expect(requests(gateway) == 12)
        for word in ["pathproof-out", "pathproof-out/results.jsonl"] {
            let again = try Program.run(
                ["run", "--failed-from", word, "--out", "again", "--gateway", gateway.url] + live,
                in: scratch.folder)
            #expect(again.status == 1, "\(again.errors)")
            let ids = try scratch.rows("case", in: "again/results.jsonl").map {
                $0["test"] as? String ?? ""
            }
            #expect(ids == ["row 2", "row 11", "row 12"])
        }
        let good = try CountingGateway(answer: { _ in "right" })
        _ = try Program.run(
            ["run", "s.yaml", "--out", "good", "--gateway", good.url] + live, in: scratch.folder)
        let nothing = try Program.run(
            ["run", "--failed-from", "good", "--gateway", good.url] + live, in: scratch.folder)
        #expect(nothing.status == 2)
        #expect(nothing.errors.contains("there is nothing to run again"))
    }

    @Test func `a run stops at the failures that it was given, and says what it did not run`()
        throws
    {
        let gateway = try CountingGateway(answer: { _ in "wrong" })
        let scratch = try Scratch(files(rows: 100))
        let run = ["run", "s.yaml", "-j", "1", "--gateway", gateway.url] + live
        let fast = try Program.run(run + ["--fail-fast"], in: scratch.folder)
        #expect(fast.status == 1)
        #expect(requests(gateway) == 1)
        #expect(
            fast.output.contains("99 cases not run, stopped by the first case that did not pass"))
        let five = try Program.run(run + ["--max-failures", "5"], in: scratch.folder)
        #expect(five.status == 1)
        #expect(try scratch.rows("case").count == 5)
        let end = try #require(try scratch.rows("end").first)
        #expect(end["not_run"] as? Int == 95)
        #expect(end["stopped_by"] as? String == "--max-failures 5")
        #expect(try scratch.text("pathproof-out/junit.xml").contains("cases_not_run\" value=\"95"))
    }

    @Test func `cases in flight when a run has enough are none of its failures`() throws {
        let gateway = try CountingGateway(
            // Who comes late is cut off.
            delay: { $0.contains("q7") ? .zero : .seconds(60) }, answer: { _ in "wrong" })
        let scratch = try Scratch(files(rows: 64))
        let run = ["run", "s.yaml", "-j", "64", "--gateway", gateway.url] + live
        let fast = try Program.run(run + ["--fail-fast"], in: scratch.folder)
        #expect(fast.status == 1)
        #expect(fast.output.contains("1 failed"))
        #expect(try scratch.rows("case").map { $0["test"] as? String } == ["row 8"])
        #expect(try scratch.rows("end").first?["not_run"] as? Int == 63)
        let many = try CountingGateway(answer: { _ in "wrong" })
        let three = try Program.run(
            ["run", "s.yaml", "-j", "64", "--gateway", many.url, "--max-failures", "3"] + live,
            in: scratch.folder)
        #expect(three.status == 1)
        #expect(try scratch.rows("case").count == 3)
    }

    @Test func `a cap on cases is never passed, and the rest is inconclusive`() throws {
        let gateway = try CountingGateway(answer: { _ in "right" })
        let scratch = try Scratch(files(rows: 100))
        let run = ["run", "s.yaml", "-j", "16", "--gateway", gateway.url] + live
        let capped = try Program.run(run + ["--max-cases", "30"], in: scratch.folder)
        #expect(capped.status == 3, "\(capped.output)")
        #expect(requests(gateway) == 30)
        #expect(try scratch.text("pathproof-out/summary.json").contains("\"not_run\":70"))
        // The rest, without what was answered.
        let rest = try Program.run(["run", "--resume"], in: scratch.folder)
        #expect(rest.status == 0, "\(rest.output)\(rest.errors)")
        #expect(requests(gateway) == 100)
        #expect(
            try scratch.rows("case").compactMap { $0["test"] as? String }
                == (1...100).map { "row \($0)" })
        let tolerant = try Program.run(
            run + ["--max-cases", "3", "--fail-on", "failed,errored"], in: scratch.folder)
        #expect(tolerant.status == 0)
        let mistyped = try Program.run(run + ["--fail-on", "faild"], in: scratch.folder)
        #expect(mistyped.status == 2)
        #expect(mistyped.errors.contains("did you mean 'failed'?"))
    }

    @Test func `a run ends before its time is over`() throws {
        let gateway = try CountingGateway(delay: { _ in .milliseconds(100) })
        let scratch = try Scratch(files(rows: 400))
        let begun = ContinuousClock.now
        let outcome = try Program.run(
            ["run", "s.yaml", "-j", "2", "--timeout", "2s", "--gateway", gateway.url] + live,
            in: scratch.folder)
        #expect(ContinuousClock.now - begun < .seconds(4))
        #expect(outcome.status == 1, "\(outcome.output)")
        let end = try #require(try scratch.rows("end").first)
        #expect(try #require(end["not_run"] as? Int) > 300)
        #expect(end["stopped_by"] as? String == "--timeout 2s")
        _ = try Program.run(
            ["run", "s.yaml", "-j", "2", "--timeout", "300ms", "--gateway", gateway.url] + live,
            in: scratch.folder)
        #expect(try scratch.rows("end").first?["stopped_by"] as? String == "--timeout 300ms")
    }

    @Test func `no more requests a minute go out than are allowed`() throws {
        let gateway = try CountingGateway(answer: { _ in "right" })
        let scratch = try Scratch(files(rows: 11))
        let begun = ContinuousClock.now
        let outcome = try Program.run(
            ["run", "s.yaml", "--rpm", "600", "--gateway", gateway.url] + live,
            in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        // Ten gaps of a tenth of a second.
        #expect(ContinuousClock.now - begun >= .seconds(1))
    }

    @Test func `a full disk stops the sending, and what was answered before is not lost`() throws {
        let gateway = try CountingGateway(
            delay: { _ in .milliseconds(20) }, answer: { _ in "right" })
        let scratch = try Scratch(files(rows: 600))
        let line = "ulimit -f 64; trap '' XFSZ; exec pathproof run s.yaml -j 4 --gateway "
        let full = try Program.shell(
            line + gateway.url + " --live --allow-unpriced", in: scratch.folder)
        #expect(full.status == 4, "\(full.output)\(full.errors)")
        #expect(full.errors.contains("file too large"), "\(full.errors)")
        #expect(requests(gateway) < 600)
        let text = try scratch.text("pathproof-out/results.jsonl")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let kept = lines.count { $0.hasPrefix(#"{"type":"case""#) }
        #expect(kept > 10)
        let rest = try Program.run(["run", "--resume"], in: scratch.folder)
        #expect(rest.status == 0, "\(rest.output)\(rest.errors)")
        #expect(try scratch.rows("case").count == 600)
        #expect(gateway.entries.values.count { $0.count == 1 } >= kept)
    }
}

@Suite struct GateRunTests {
    /// A run of so many rows of which these answers are wrong.
    private func run(
        _ scratch: Scratch, out: String, wrong: ClosedRange<Int>?, _ more: [String] = []
    ) throws -> Program.Outcome {
        let gateway = try CountingGateway(answer: { question in
            let number = Int(question.dropFirst().prefix { $0.isNumber }) ?? 0
            return wrong?.contains(number) == true ? "wrong" : "right"
        })
        return try Program.run(
            ["run", "s.yaml", "--out", out, "--gateway", gateway.url] + live + more,
            in: scratch.folder)
    }

    @Test func `a run is blessed and later ones are held against it`() throws {
        let scratch = try Scratch(files(rows: 60))
        #expect(try run(scratch, out: "first", wrong: 0...1).status == 1)
        let blessed = try Program.run(["bless", "first", "--to", "b.json"], in: scratch.folder)
        #expect(blessed.status == 0, "\(blessed.errors)")
        #expect(blessed.output == "b.json: 60 cases, 58 passed\n")
        let baseline = try scratch.text("b.json")
        #expect(baseline.split(separator: "\n").count { $0.hasSuffix("passed\",") } >= 57)

        // What fails as before may go on failing, where only regressions count.
        let only = ["--baseline", "b.json", "--fail-on", "regression,inconclusive"]
        let same = try run(scratch, out: "second", wrong: 0...1, only)
        #expect(same.status == 0, "\(same.output)\(same.errors)")
        #expect(same.output.contains("against b.json: pass"))
        let worse = try run(scratch, out: "third", wrong: 0...20, only)
        #expect(worse.status == 1)
        #expect(
            worse.output.contains("m: regression, 39 of 60 pass (before 58)"), "\(worse.output)")
        #expect(try scratch.text("third/summary.md").contains("## Against `b.json`: regression"))
        let doubtful = try run(scratch, out: "fourth", wrong: 0...5, only)
        #expect(doubtful.status == 3)
        #expect(doubtful.output.contains("which may be chance"))
        // A run is as good as a file, and the usual exit code tells of the failures too.
        let usual = try run(scratch, out: "fifth", wrong: 0...1, ["--baseline", "first"])
        #expect(usual.status == 1)

        let short = try run(scratch, out: "sixth", wrong: nil, only + ["--max-cases", "50"])
        #expect(short.status == 3)
        #expect(short.output.contains("10 cases of the baseline not judged"))
        let refused = try Program.run(["bless", "sixth", "--to", "b.json"], in: scratch.folder)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("is not whole"))
        #expect(try scratch.text("b.json") == baseline)
        let again = try Program.run(["bless", "second", "--to", "b.json"], in: scratch.folder)
        #expect(again.output == "b.json: 60 cases, 58 passed; 0 new, 0 changed, 0 gone\n")
        #expect(try scratch.text("b.json") == baseline)
    }
}
