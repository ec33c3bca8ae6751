import Foundation
import TestSupport
import Testing
import Vocabulary

/// A suite whose answers are compared by their embeddings: who is asked, and for how much.
@Suite struct SimilarRunTests {
    private func scratch(
        _ provider: JudgingProvider, embedder: String = "embedder: text-embedding-3-small",
        price: String = "{ provider: openai, price: { input: \"1000\", output: \"0\" } }",
        tests: Int = 2
    ) throws -> Scratch {
        try Scratch([
            "routes.yaml": """
            providers:
              openai: { base_url: "http://127.0.0.1:\(provider.port)/v1", api_key: sk-similar-1 }
            models:
              gpt-5.4-mini: { price: { input: "1000", output: "1000" } }
              text-embedding-3-small: \(price)
            aliases: { chat: [gpt-5.4-mini] }
            """,
            "s.yaml": """
            through: [chat]
            \(embedder)
            prompts: ["Capital of France, {{ n }}?"]
            paths: primary
            stream: false
            params: { max_tokens: 4 }
            defaultTest:
              assert: [{ type: similar, value: Paris }]
            tests: file://d.csv
            """,
            "d.csv": "n\n" + (0..<tests).map { "\($0)\n" }.joined(),
        ])
    }

    private func run(
        _ scratch: Scratch, _ words: [String] = ["--live", "--budget", "10", "-j", "1"]
    ) throws -> Program.Outcome {
        try Program.run(["run", "s.yaml"] + words, in: scratch.folder)
    }

    @Test(arguments: [("[1, 0]", 0), ("[0, 1]", 1), ("[]", 3), ("[true]", 3), ("7", 3), ("{", 3)])
    func `answers are near to a text or not, or nobody can tell`(vector: String, status: Int32)
        throws
    {
        let provider = try JudgingProvider(vector: { $0 == "Paris" ? "[2, 0]" : vector })
        let scratch = try scratch(provider)
        let outcome = try run(scratch)
        #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
        // The suite's own text is asked for once, and every answer where it came.
        #expect(provider.embedded.filter { $0 == "Paris" }.count == 1)
        #expect(provider.embedded.filter { $0 == "It is Paris." }.count == (status < 2 ? 1 : 2))
        #expect(!provider.embedded.contains { $0.contains(Marker.prefix) })
        let questions = try scratch.rows("question")
        #expect(questions.count == provider.embedded.count)
        for row in questions {
            #expect(row["asked"] as? String == "openai:text-embedding-3-small")
            if row["failed"] == nil {
                #expect(row["cost"] as? String == "0.005")
                #expect(row["said"] as? String == "2 numbers")
            }
        }
    }

    @Test func `an embedder's refusal is an error with its words`() throws {
        let provider = try JudgingProvider(vector: { _ in nil })
        let scratch = try scratch(provider, tests: 1)
        let outcome = try run(scratch)
        #expect(outcome.status == 3)
        #expect(
            outcome.output.contains("without an embedding: status 400: no vectors today"),
            "\(outcome.output)")
    }

    @Test func `a recording compares again as it did, and a simulated run compares nothing`() throws
    {
        let provider = try JudgingProvider(vector: { $0 == "Paris" ? "[2, 0]" : "[1, 1]" })
        let scratch = try scratch(provider)
        let tapes = scratch.folder.appending(path: "tapes").path
        let first = try run(scratch, ["--record", tapes, "--budget", "10"])
        #expect(first.status == 1, "\(first.output)\(first.errors)")
        let asked = provider.embedded.count
        let second = try run(scratch, ["--replay", tapes])
        #expect(second.status == 1, "\(second.output)\(second.errors)")
        #expect(second.output.contains("the cosine is 0.707"), "\(second.output)")
        let simulated = try run(scratch, [])
        #expect(simulated.status == 0, "\(simulated.output)\(simulated.errors)")
        #expect(provider.embedded.count == asked)
    }

    @Test(arguments: [
        ("", "'similar' needs an embedder, and the suite names none"),
        ("embedder: text-embedding-3-smal", "did you mean 'text-embedding-3-small'?"),
        ("embedder: gpt-5.4-mini-embed", "unknown embedder 'gpt-5.4-mini-embed'"),
    ])
    func `who embeds is told at its line before anybody is asked`(embedder: String, words: String)
        throws
    {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider, embedder: embedder)
        let outcome = try run(scratch)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("s.yaml:") && outcome.errors.contains(words),
            "\(outcome.errors)")
        #expect(provider.asked == 0 && provider.embedded.isEmpty)
    }

    @Test func `an embedder of unknown price is refused where a budget has to hold`() throws {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider, price: "{ provider: openai }", tests: 1)
        let outcome = try run(scratch)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("no price is known for openai:text-embedding-3-small"),
            "\(outcome.errors)")
        let allowed = try run(scratch, ["--live", "--budget", "10", "--allow-unpriced"])
        #expect(allowed.status == 0, "\(allowed.output)\(allowed.errors)")
    }
}
