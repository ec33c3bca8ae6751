import Foundation
import TestSupport
import Testing
import Vocabulary

/// Service tiers from one end to the other: asked for in a suite, served by lanes, read, and priced.
@Suite struct TierRunTests {
    private static let routes = """
        aliases: { chat: [{ model: gpt-5.4-mini, timeout: 10s }] }
        models:
          mistral-small-2603: { provider: mistral }
        """

    private func cases(_ suite: String) throws -> (cases: [[String: Any]], calls: [[String: Any]]) {
        let scratch = try Scratch(["routes.yaml": Self.routes, "s.yaml": suite])
        let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        return (try scratch.rows("case"), try scratch.rows("call"))
    }

    /// Each language tells the tier in a place of its own, and the reader of that language finds it there.
    @Test(
        arguments: [
            "gpt-5.4-mini", "claude-haiku-4-5", "gemini-2.5-flash",
            "mistral-small-2603",
        ])
    func `what a lane says of its tier is read by the leg's own reader, plain and streamed`(
        model: String
    ) throws {
        let (cases, calls) = try cases(
            """
            models: [\(model)]
            prompts: ["Capital of France?"]
            tests: [{ simulate: { text: Paris, service_tier: priority } }, { simulate: Paris }]
            """)
        #expect(cases.count == 4 && calls.count == 4)
        for rows in [cases, calls] {
            let tiers = rows.map { $0["service_tier"] as? String }
            #expect(tiers.filter { $0 == "priority" }.count == 2, "\(rows)")
            #expect(tiers.filter { $0 == nil }.count == 2, "\(rows)")
        }
    }

    /// Anthropic tells it beside the tier, and asks a tenth more for it.
    @Test func `where inference ran is read, priced, and told where no price is listed for it`()
        throws
    {
        func suite(_ model: String, _ rest: String = "") -> String {
            """
            models: [\(model)]
            prompts: ["Capital of France?"]
            tests: [{ simulate: { text: Paris, service_tier: us } }]
            \(rest)
            """
        }
        let (_, calls) = try cases(suite("claude-sonnet-5-5"))
        #expect(calls.count == 2)
        for call in calls {
            #expect(call["service_tier"] as? String == "us")
            let input = Int128(call["input_tokens"] as? Int ?? 0)
            let output = Int128(call["output_tokens"] as? Int ?? 0)
            // 2 and 10 dollars for a million, in tenths of a billionth, and a tenth more.
            let nanos = (input * 2_000 + output * 10_000) * 11 / 10
            #expect(call["cost"] as? String == Money(nanos: nanos, "USD").amount, "\(call)")
        }
        let unlisted = suite("claude-fable-5-2")
        let scratch = try Scratch(["routes.yaml": Self.routes, "s.yaml": unlisted])
        let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
        #expect(outcome.output.contains("`service_tiers: { us: … }`"), "\(outcome.output)")
        #expect(try scratch.rows("call").allSatisfy { $0["cost"] == nil })
        let own = """
            prices:
              claude-fable-5-2:
                { input: "8", output: "40", service_tiers: { us: { multiplier: "1.1" } } }
            """
        let (_, priced) = try cases(suite("claude-fable-5-2", own))
        #expect(priced.allSatisfy { $0["cost"] != nil })
    }

    @Test func `the embedded gateway hands a tier on, and tells its caller the one that served`()
        throws
    {
        let (cases, calls) = try cases(
            """
            params: { service_tier: flex }
            prompts: ["Capital of France?"]
            tests: [{ simulate: Paris }]
            """)
        #expect(cases.count == 2)
        for row in cases + calls { #expect(row["service_tier"] as? String == "flex", "\(row)") }
        for call in calls {
            let input = Int128(call["input_tokens"] as? Int ?? 0)
            let output = Int128(call["output_tokens"] as? Int ?? 0)
            // 0.375 and 2.25 dollars for a million, in billionths a token.
            let nanos = input * 375 + output * 2_250
            #expect(call["cost"] as? String == Money(nanos: nanos, "USD").amount)
        }
    }
}
