import Foundation
import TestSupport
import Testing

/// What `providers:` allows holds for a run that asks the real ones.
@Suite struct ProviderLimitRunTests {
    private func scratch(_ limits: String, at port: Int, tests: Int) throws -> Scratch {
        try Scratch([
            "routes.yaml": """
            providers:
              openai: { base_url: "http://127.0.0.1:\(port)/v1", api_key: sk-1, \(limits) }
            models: { gpt-5.4-mini: { price: { input: "1000", output: "1000" } } }
            aliases: { chat: [gpt-5.4-mini] }
            """,
            "s.yaml": """
            prompts: ["Capital of number {{ n }}?"]
            paths: primary
            stream: false
            params: { max_tokens: 4 }
            defaultTest: { assert: [{ type: contains, value: Paris }] }
            tests: file://d.csv
            """,
            "d.csv": "n\n" + (0..<tests).map { "\($0)\n" }.joined(),
        ])
    }

    private func run(_ scratch: Scratch, _ words: [String] = []) throws -> Program.Outcome {
        try Program.run(
            ["run", "s.yaml", "--live", "--budget", "9"] + words, in: scratch.folder)
    }

    @Test func `a provider is asked no more often than its rpm, however many cases wait`() throws {
        let providers = try Providers()
        defer { providers.stop() }
        let scratch = try scratch("rpm: 600", at: providers.port, tests: 6)
        let outcome = try run(scratch)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let times = providers.times
        #expect(times.count == 6)
        // A tenth of a second between two: a busy machine is late, and never early.
        let took = try #require(times.last).timeIntervalSince(try #require(times.first))
        #expect(took > 0.42, "\(took)")
        // Five waited, all at the same time: as long as it took, and no longer.
        let limit = try #require(
            (try scratch.rows("end").first?["limits"] as? [[String: Any]])?.first {
                $0["of"] as? String == "provider 'openai'"
            })
        #expect(limit["held_back"] as? Int == 5)
        #expect(limit["waited_us"] as? Int ?? 0 > 420_000)
        #expect(
            outcome.output.contains("provider 'openai': 5 requests waited for its limits, over "),
            "\(outcome.output)")
    }

    @Test
    func
        `a provider's budget ends the run before it is passed, and the report says what was left undone`()
        throws
    {
        let providers = try Providers()
        defer { providers.stop() }
        // Each answer has 14 tokens, at a tenth of a cent each; 98 may be in a prompt of 20 bytes and its answer.
        let scratch = try scratch("budget_usd: 0.2", at: providers.port, tests: 20)
        let outcome = try run(scratch, ["-j", "1"])
        #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
        #expect(providers.keys.count == 8)
        #expect(
            outcome.errors.contains(
                "the budget of 0.2 USD for provider 'openai' in the routes file was reached: 12 of 20 "
                    + "cases were not run; spent by list prices: 0.112 USD; the next case may cost up to 0.098 USD"
            ), "\(outcome.errors)")
        #expect(
            try scratch.rows("end").first?["stopped_by"] as? String
                == "budget_usd 0.2 of provider 'openai'")
        // What is spent stays spent when the run goes on.
        let again = try run(scratch, ["-j", "1", "--resume"])
        #expect(again.status == 3)
        #expect(providers.keys.count == 8)
    }

    @Test
    func `what breaks off before it tells its cost is booked by estimate, and the report says so`()
        throws
    {
        let providers = try Providers()
        defer { providers.stop() }
        let scratch = try scratch("budget_usd: 3", at: providers.port, tests: 1)
        let suite = """
            prompts: ["Capital?"]
            stream: true
            causes: [cut]
            params: { max_tokens: 4 }
            tests: [{ vars: {} }]
            """
        try suite.write(
            to: scratch.folder.appending(path: "c.yaml"), atomically: true, encoding: .utf8)
        let outcome = try Program.run(
            ["run", "c.yaml", "--live", "--budget", "9"], in: scratch.folder)
        #expect(!providers.keys.isEmpty, "\(outcome.output)\(outcome.errors)")
        let cut = try #require(
            try scratch.rows("case").first { $0["cause"] as? String == "cut" })
        #expect(cut["cost"] == nil)
        let limits = try #require(try scratch.rows("end").first?["limits"] as? [[String: Any]])
        // A token a byte of 'Capital?', 74 for the marker and what stands round messages, four of output, at a tenth
        // of a cent each.
        for holder in ["the run", "provider 'openai'"] {
            let limit = try #require(limits.first { $0["of"] as? String == holder })
            #expect(limit["estimated"] as? String == "0.086", "\(limits)")
        }
        let words = "of it 0.086 put aside for answers that do not tell their cost"
        #expect(outcome.output.contains(words), "\(outcome.output)")
        #expect(try scratch.text("pathproof-out/summary.md").contains(words))
    }

    @Test func `a simulated run asks nobody, and is not held to it`() throws {
        let scratch = try scratch("rpm: 1, budget_usd: 0.001", at: 9, tests: 6)
        let outcome = try Program.run(
            ["run", "s.yaml"], in: scratch.folder)
        #expect(try scratch.rows("case").count == 6, "\(outcome.errors)")
    }
}
