import Documents
import Foundation
import TestSupport
import Testing
import Vocabulary

private let routes = """
    aliases:
      chat:
        - { model: gpt-5.4-mini, timeout: 10s }
        - { model: claude-haiku-4-5, timeout: 10s }
    """

private func suite(_ test: String, head: String = "paths: causes") -> String {
    """
    \(head)
    prompts: ["Answer with the capital only: {{ country }}"]
    tests:
      - vars: { country: France }
    \(test.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
    """
}

private let good = suite("assert: [{ type: equals, value: Paris }]\nsimulate: Paris")

@Test(.enabled(if: Place.runsLongTests, "long"))
func `the shipped suites pass on every path, and every path is covered`() throws {
    let shipped = try ShippedRun.done.get()
    let outcome = shipped.outcome
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    // Fourteen legs behind the aliases and nine behind the rules for `auto`, healthy and with every cause, plain
    // and streamed; on three of them a retry cures what strikes once, and every first leg comes and goes. Tools are
    // asked for over all aliases.
    let legs = 23
    let routes = 10
    let legsWithTools = 14
    let causes = allCauses.filter { $0.need == nil }
    let planned = causes.flatMap { [$0.plain, $0.streamed] }.compactMap(\.self).count
    let once = [Trigger.serverError, .serverError, .timeout].flatMap { trigger in
        causes.filter { !$0.strikesPort }.flatMap {
            [$0.trigger(isStreamed: false), $0.trigger(isStreamed: true)]
        }.filter { $0 == trigger }
    }
    let count = legs * (2 + planned) + once.count + 2 * routes + 2 * legsWithTools
    let shown = count.formatted(.number.locale(Locale(identifier: "en_US")))
    #expect(outcome.output.contains("\(shown) of \(shown) paths covered"))
    let paths = try rows("path", of: shipped.results)
    #expect(paths.count == count)
    #expect(paths.allSatisfy { $0["covered"] as? Bool == true })
    let cases = try rows("case", of: shipped.results)
    #expect((4_500...7_000).contains(cases.count))
    #expect(Set(cases.compactMap { $0["suite"] as? String }).count == 8)
    let providers = cases.compactMap { $0["leg_name"] as? String }.compactMap {
        $0.split(separator: ":").first
    }
    #expect(Set(providers).count == 11)
    let outcomes = Set(paths.compactMap { $0["expected"] as? String })
    #expect(outcomes == ["answers", "moves on", "surfaces", "must be caught"])
}

@Test
func `one fallback really happens: the journal has the failing call and the one that answered`()
    throws
{
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": good])
    let outcome = try Program.run(["run", "s.yaml", "--cause", "rate-limit"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)")
    let row = try #require(try scratch.rows("case").first { $0["stream"] as? Bool == false })
    #expect(row["answered_by"] as? String == "chat/2")
    #expect(row["calls"] as? [String: Int] == ["chat/1": 1, "chat/2": 1])
    #expect(row["model_served"] as? String == "claude-haiku-4-5-20251001")
    let calls = try scratch.rows("call").filter { $0["case"] as? String == row["id"] as? String }
    #expect(calls.compactMap { $0["status"] as? Int } == [429, 200])
    #expect(calls.compactMap { $0["leg"] as? String } == ["chat/1", "chat/2"])
}

@Test
func `a wrong answer fails its case, says why in every report, and its rerun command runs just it`()
    throws
{
    let scratch = try Scratch([
        "routes.yaml": routes,
        "s.yaml": suite(
            "assert: [{ type: equals, value: Paris }]\nsimulate: Lyon", head: "paths: primary"),
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("(s.yaml:5)"))
    #expect(outcome.output.contains("Lyon"))
    let failed = try scratch.rows("case").filter { $0["verdict"] as? String == "failed" }
    #expect(failed.count == 2)
    let junit = try scratch.text("pathproof-out/junit.xml")
    for words in ["Paris", "Lyon", "s.yaml:5", "pathproof run"] {
        #expect(junit.contains(words), "\(words)")
    }
    let rerun = try #require(failed[0]["rerun"] as? String)
    let again = try Program.shell(rerun + " --out again", in: scratch.folder)
    #expect(again.status == 1, "\(again.errors)")
    #expect(
        try scratch.rows("case", in: "again/results.jsonl").compactMap { $0["id"] as? String }
            == [try #require(failed[0]["id"] as? String)])
}

@Test func `a failing run exits with the code that its caller wants, and with no other's`() throws {
    let scratch = try Scratch([
        "routes.yaml": routes,
        "s.yaml": suite(
            "assert: [{ type: equals, value: Paris }]\nsimulate: Lyon", head: "paths: primary"),
        "t.yaml": suite(
            "assert: [{ type: equals, value: Paris }]\nsimulate: Paris", head: "paths: primary"),
    ])
    func run(_ words: [String]) throws -> Program.Outcome {
        try Program.run(words, in: scratch.folder)
    }
    #expect(try run(["run", "s.yaml", "--failing-code", "100"]).status == 100)
    #expect(try run(["report", "pathproof-out", "--failing-code", "7"]).status == 7)
    #expect(try run(["run", "t.yaml", "--failing-code", "100"]).status == 0)
    #expect(try run(["run", "none.yaml", "--failing-code", "100"]).status == 2)
    for (code, words) in [("3", "nothing failed, but"), ("0", "--exit-zero"), ("256", "256")] {
        let refused = try run(["run", "s.yaml", "--failing-code", code])
        #expect(refused.status == 2)
        #expect(refused.errors.contains(words), "\(refused.errors)")
    }
}

@Test func `what the gateway adds of its own stands in every row that tells of it`() throws {
    let scratch = try Scratch([
        "routes.yaml": routes,
        "s.yaml": suite(
            "assert: [{ type: equals, value: Paris }]\nsimulate: Paris", head: "paths: legs"),
    ])
    let outcome = try Program.run(["run", "s.yaml", "--report", "csv"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    for row in try scratch.rows("case") {
        let hop = try #require(row["hop_us"] as? Int, "\(row)")
        let latency = try #require(row["latency_us"] as? Int)
        #expect(hop > 0 && hop <= latency, "\(row)")
    }
    let junit = try scratch.text("pathproof-out/junit.xml")
    #expect(junit.contains(#"<property name="pathproof.hop_ms" value=""#))
    #expect(try scratch.text("pathproof-out/results.csv").contains("first_content_ms,hop_ms\n"))
}

@Test func `a suite that cannot see a planted fault fails as unnoticed`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite("simulate: Paris")])
    let outcome = try Program.run(
        ["run", "s.yaml", "--cause", "markdown-table"], in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("unnoticed"))
}

@Test func `without simulate, content is skipped and the path is judged all the same`() throws {
    let scratch = try Scratch([
        "routes.yaml": routes,
        "s.yaml": suite("assert: [{ type: equals, value: Paris }]", head: "paths: legs"),
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("4 cases passed by path alone"), "\(outcome.output)")
    let checks = try scratch.rows("case").flatMap { $0["checks"] as? [[String: Any]] ?? [] }
    #expect(
        checks.contains {
            $0["check"] as? String == "equals" && $0["verdict"] as? String == "skipped"
        })
}

@Test func `repeats fold into one row`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": good])
    let outcome = try Program.run(
        ["run", "s.yaml", "--repeat", "3", "--cause", "healthy"], in: scratch.folder)
    #expect(outcome.status == 0)
    let rows = try scratch.rows("case")
    #expect(rows.count == 4)
    #expect(rows.allSatisfy { $0["repeats"] as? Int == 3 && $0["repeats_passed"] as? Int == 3 })
    #expect(try scratch.rows("end").first?["requests"] as? Int == 12)
}

@Test func `two runs of one plan write the same rows in the same order`() async throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": good])
    let folder = scratch.folder
    try await atOnce([("one", "37"), ("two", "150")]) { name, jobs in
        _ = try Program.run(["run", "s.yaml", "--out", name, "-j", jobs], in: folder)
    }
    let runs = try ["one", "two"].map { name in
        try scratch.rows("case", in: "\(name)/results.jsonl").map { row in
            "\(row["id"] ?? "") \(row["verdict"] ?? "") \(row["answered_by"] ?? "") \(row["status"] ?? "")"
        }
    }
    #expect(runs[0].count > 150)
    #expect(runs[0] == runs[1])
}

@Test func `a plan is printed and nothing is sent`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": good])
    let outcome = try Program.run(["run", "s.yaml", "--plan"], in: scratch.folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("moves on to chat/2"))
    #expect(outcome.output.contains("194 cases"))
    #expect(!scratch.has("pathproof-out"))
}

@Test func `an interrupted run writes partial reports and ends with 130`() throws {
    let tests = (0..<400).map {
        "  - { vars: { country: C\($0) }, simulate: x, probe: \($0 == 0) }"
    }
    let scratch = try Scratch([
        "routes.yaml": routes,
        "s.yaml": "paths: legs\nrepeat: 50\nprompts: [\"{{ country }}\"]\ntests:\n"
            + tests.joined(separator: "\n"),
    ])
    let outcome = try Program.run(["run", "s.yaml", "-j", "4"], in: scratch.folder) { process in
        // Not before it listens, nor after its end: some cases are done, most are not.
        while process.isRunning, (try? scratch.rows("case"))?.isEmpty ?? true {
            Thread.sleep(forTimeInterval: 0.01)
        }
        let runs = try scratch.rows("run")
        #expect(runs.count == 1)
        process.interrupt()
    }
    #expect(outcome.status == 130)
    let end = try #require(try scratch.rows("end").first)
    #expect(end["interrupted_by"] as? String == "SIGINT")
    #expect(try #require(end["cases"] as? Int) < 1600)
    #expect(
        try XMLReader.read(Array(scratch.text("pathproof-out/junit.xml").utf8)).name == "testsuites"
    )
}

@Test func `a gateway that is not there is infrastructure, not a failure`() throws {
    let scratch = try Scratch([
        "s.yaml": "through: [m]\npaths: primary\nprompts: [x]\ntests: [{ vars: {} }]"
    ])
    let outcome = try Program.run(
        ["run", "s.yaml", "--gateway", "http://127.0.0.1:9/v1", "--live", "--allow-unpriced"],
        in: scratch.folder)
    #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("refused"))
}
