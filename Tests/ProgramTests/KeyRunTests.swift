import Foundation
import TestSupport
import Testing

/// Runs that ask as the client of a key, on the embedded gateway.
@Suite struct KeyRunTests {
    private func scratch(
        _ suite: String = "", _ limits: String = "", stream: String = "false"
    ) throws -> Scratch {
        try Scratch([
            "routes.yaml": """
            aliases:
              chat:
                - { model: gpt-5.4-mini, timeout: 10s }
                - { model: claude-haiku-4-5, timeout: 10s, on: [any] }
                - { model: mistral-small-2603, timeout: 10s, on: [any] }
              code: [deepseek-v4-pro]
            models: { mistral-small-2603: { provider: mistral } }
            prices: { gpt-5.4-mini: { input: "100", output: "1000" } }
            keys:
              free-tier: { key: "${FREE_KEY}", models: [gpt-5.4-mini, mistral-small-2603]\(limits) }
              all: { key: "${ALL_KEY}" }
            """,
            "s.yaml": """
            \(suite)
            stream: \(stream)
            prompts: ["Capital of {{ country }}?"]
            tests: [{ vars: { country: France }, tags: [europe], simulate: Paris, assert: [{ type: equals, value: Paris }] }]
            """,
        ])
    }

    private func run(_ scratch: Scratch, _ words: [String] = []) throws -> Program.Outcome {
        try Program.run(["run", "s.yaml"] + words, in: scratch.folder)
    }

    @Test(arguments: [true, false])
    func `what is out of a key's reach is refused, and passed by on the way`(isInSuite: Bool) throws
    {
        let scratch = try scratch(isInSuite ? "key: free-tier" : "key: all")
        let outcome = try run(scratch, isInSuite ? [] : ["--key", "free-tier"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let cases = try scratch.rows("case")
        func row(_ leg: String) throws -> [String: Any] {
            try #require(cases.first { $0["leg"] as? String == leg }, "\(leg)")
        }
        #expect(cases.count == 4)
        let first = try row("chat/1")
        #expect(first["expected"] as? String == "answers")
        // The fallback that escapes the scope is not called; the one behind it answers.
        let escaping = try row("chat/2")
        #expect(escaping["expected"] as? String == "moves on")
        #expect(escaping["cause"] as? String == "out-of-reach")
        #expect(escaping["answered_by"] as? String == "chat/3")
        #expect((escaping["calls"] as? [String: Int])?["chat/2"] == nil)
        #expect(try row("chat/3")["answered_by"] as? String == "chat/3")
        // Nothing of this route may be reached.
        let refused = try row("code/1")
        #expect(refused["expected"] as? String == "surfaces")
        #expect(refused["cause"] as? String == "out-of-reach")
        #expect(refused["status"] as? Int == 403)
        #expect((refused["calls"] as? [String: Int])?.isEmpty != false)
        let error = try #require(refused["provider_error"] as? [String: Any])
        #expect(
            (error["message"] as? String)?.contains("key 'free-tier' may not reach 'code'") == true)
        #expect(try scratch.rows("path").allSatisfy { $0["covered"] as? Bool == true })
        let plan = try run(scratch, ["--plan"] + (isInSuite ? [] : ["--key", "free-tier"]))
        #expect(
            plan.output.contains(
                "note: key 'free-tier' does not reach chat/2 (anthropic:claude-haiku-4-5)"),
            "\(plan.output)")
    }

    @Test func `with a key that reaches everything a run is as it is without one`() throws {
        let (open, keyed) = (try scratch(), try scratch("key: all"))
        #expect(try run(open).status == 0 && run(keyed).status == 0)
        let shown = ["id", "expected", "answered_by", "verdict", "status"]
        func told(_ scratch: Scratch) throws -> [String] {
            try scratch.rows("case").map { row in
                shown.map { "\(row[$0] ?? "")" }.joined(separator: " ")
            }
        }
        #expect(try told(open) == told(keyed))
    }

    @Test func `spend stands in the reports by the key that it was asked with`() throws {
        let scratch = try scratch("key: free-tier")
        #expect(try run(scratch).status == 0)
        #expect(
            try scratch.rows("case").allSatisfy {
                $0["tags"] as? [String] == ["key=free-tier", "europe"]
            })
        let data = Data(try scratch.text("pathproof-out/summary.json").utf8)
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let keys = try #require((whole["spend_by"] as? [String: Any])?["key"])
        #expect("\(keys)".contains("free-tier"), "\(keys)")
        #expect(try scratch.text("pathproof-out/summary.md").contains("| key | `free-tier` |"))
    }

    @Test
    func `a key's budget ends the run before the gateway refuses, and its rate holds it back`()
        throws
    {
        let scratch = try scratch(
            "key: free-tier\nrepeat: 5\nparams: { max_tokens: 4 }", ", rpm: 600, budget_usd: 0.07",
            stream: "both")
        let outcome = try run(scratch, ["-j", "1"])
        #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
        #expect(
            outcome.errors.contains(
                "the budget of 0.07 USD for key 'free-tier' in the routes file"),
            "\(outcome.errors)")
        let end = try #require(try scratch.rows("end").first)
        #expect(end["failed"] as? Int == 0)
        let limits = try #require(end["limits"] as? [[String: Any]])
        #expect(limits.first?["of"] as? String == "key 'free-tier'")
        #expect((limits.first?["held_back"] as? Int ?? 0) > 0)
        #expect(limits.first?["cap"] as? String == "0.07")
        for report in ["summary.md", "report.html"] {
            let text = try scratch.text("pathproof-out/\(report)")
            #expect(text.contains("waited for its limits, over"), "\(report)")
        }
        #expect(outcome.output.contains("key 'free-tier': "), "\(outcome.output)")
    }

    @Test func `a plan tells what a key allows, and how long a run takes at least for it`() throws {
        let scratch = try scratch("key: free-tier\nrepeat: 5", ", rpm: 2, budget_usd: 0.03")
        let outcome = try run(scratch, ["--plan"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let total = try #require(
            outcome.output.firstMatch(of: /(\d+) requests to the gateway/), "\(outcome.output)")
        let requests = try #require(Int(total.output.1))
        #expect(requests > 4)
        // Half a minute apart, and a little for what comes late.
        let seconds = (requests - 1) * 61 / 2
        let clock = "\(seconds / 60):" + String("0\(seconds % 60)".suffix(2))
        #expect(
            outcome.output.contains(
                "\nkey 'free-tier': at most 2 requests a minute, so at least \(clock) min; "
                    + "at most 0.03 USD in all\n"), "\(outcome.output)")
        let free = try run(try self.scratch("key: all"), ["--plan"])
        #expect(!free.output.contains("key 'all': "), "\(free.output)")
    }

    @Test func `a key that nobody has is told with the nearest, where it stands`() throws {
        let scratch = try scratch("key: free-teir")
        let outcome = try run(scratch)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains(
                "s.yaml:1:6: error: no key is called 'free-teir' in routes.yaml"),
            "\(outcome.errors)")
        #expect(outcome.errors.contains("did you mean 'free-tier'?"))
        let option = try run(scratch, ["--key", "al"])
        #expect(option.status == 2 && option.errors.contains("did you mean 'all'?"))
    }

    @Test func `a key is the embedded gateway's, and nobody else's`() throws {
        let scratch = try scratch("key: all\nthrough: [chat]\npaths: primary")
        let url = try run(
            scratch, ["--gateway", "http://127.0.0.1:9/v1", "--live", "--allow-unpriced"])
        #expect(url.status == 2 && url.errors.contains("s.yaml:1:6"), "\(url.errors)")
        #expect(url.errors.contains("--key-variable"))
        let direct = try self.scratch("key: all\nmodels: [gpt-5.4-mini]")
        let outcome = try run(direct)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains("'models' calls legs directly, and 'key' a gateway"))
    }
}
