import Foundation
import Glibc
import TestSupport
import Testing
import Vocabulary

/// Who is asked about answers, where a run has several suites, a gateway by its address, or an end before its time.
@Suite struct AdviserRunTests {
    private static let short = "abc12"

    private func routes(_ provider: JudgingProvider, price: String = "", more: String = "")
        -> String
    {
        """
        providers:
          openai: { base_url: "http://127.0.0.1:\(provider.port)/v1", api_key: sk-answers-1 }
          mistral: { base_url: "http://127.0.0.1:\(provider.port)/v1", api_key: "${JUDGE_KEY}"\(more) }
        models:
          gpt-5.4-mini: { price: { input: "1000", output: "1000" } }
          mistral-small-2603: { price: { input: "1000", output: "1000"\(price) } }
        aliases: { chat: [gpt-5.4-mini], spare: [mistral-small-2603] }
        """
    }

    private func suite(_ head: String = "judge: mistral-small-2603", tests: Int = 1) -> String {
        """
        \(head)
        through: [chat]
        prompts: ["Capital of France, {{ n }}?"]
        stream: false
        params: { max_tokens: 4 }
        paths: primary
        defaultTest: { assert: [{ type: llm-rubric, value: names it }] }
        tests:
        \((0..<tests).map { "  - { vars: { n: \($0) } }" }.joined(separator: "\n"))
        """
    }

    private func run(
        _ words: [String], in scratch: Scratch, key: String = "sk-judge-1"
    ) throws -> Program.Outcome {
        try Program.run(
            ["run"] + words, in: scratch.folder,
            environment: ["JUDGE_KEY": key, "MISTRAL_API_KEY": ""])
    }

    @Test func `each suite pays its judge by its own prices`() throws {
        let provider = try JudgingProvider()
        let free = "prices: { mistral-small-2603: { input: \"0\", output: \"0\" } }"
        let scratch = try Scratch([
            "routes.yaml": routes(provider),
            "a.yaml": suite("judge: mistral-small-2603\n\(free)"),
            "b.yaml": suite(tests: 20),
        ])
        let outcome = try run(
            ["a.yaml", "b.yaml", "--live", "--budget", "4", "-j", "1"], in: scratch)
        #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
        let costs = try scratch.rows("question").map { $0["cost"] as? String }
        #expect(costs.first == "0" && Set(costs.dropFirst()) == ["0.12"], "\(costs)")
        #expect(costs.count > 2 && costs.count < 20)
    }

    // MARK: A gateway by its address

    @Test(arguments: [true, false])
    func `beside an address a judge is paid by the rate that a file gives`(isInRoutes: Bool) throws
    {
        let provider = try JudgingProvider()
        let gateway = try CountingGateway(answer: { _ in "It is Paris." })
        let rates = "rates: { CNY: 0.5 }"
        let routes = routes(provider, price: ", currency: CNY")
        let scratch = try Scratch([
            "routes.yaml": routes + (isInRoutes ? "\n\(rates)" : ""),
            "s.yaml": suite("judge: mistral-small-2603" + (isInRoutes ? "" : "\n\(rates)")),
        ])
        let outcome = try run(
            ["s.yaml", "--gateway", gateway.url, "--live", "--allow-unpriced", "--budget", "9"],
            in: scratch)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let limits = try #require(try scratch.rows("end").first?["limits"] as? [[String: Any]])
        // 0.12 CNY.
        #expect(limits.first?["booked"] as? String == "0.06", "\(limits)")
        #expect(
            outcome.errors.contains(
                #/real providers are asked 1 question about answers, and may bill it: about 0\.\d+ CNY/#
            ),
            "\(outcome.errors)")
    }

    @Test func `beside an address a judge's key is looked for before anything is sent`() throws {
        let provider = try JudgingProvider()
        let gateway = try CountingGateway(answer: { _ in "It is Paris." })
        let scratch = try Scratch([
            "routes.yaml": routes(provider),
            "a.yaml": "through: [chat]\npaths: primary\nprompts: [q]\ntests: [{ vars: {} }]",
            "b.yaml": suite(),
        ])
        let words = [
            "a.yaml", "b.yaml", "--gateway", gateway.url, "--live", "--allow-unpriced", "--budget",
            "1",
        ]
        let keyless = try run(words, in: scratch, key: "")
        #expect(keyless.status == 2, "\(keyless.output)\(keyless.errors)")
        #expect(
            keyless.errors.contains("there is no key for provider 'mistral'"), "\(keyless.errors)")
        #expect(gateway.entries.isEmpty)
        // Whoever only looks at the plan needs none.
        #expect(try run(words + ["--plan"], in: scratch, key: "").status == 0)
    }

    @Test(arguments: [true, false])
    func `a judge's key that no report can hide is told of`(isBesideAddress: Bool) throws {
        let provider = try JudgingProvider()
        let gateway = try CountingGateway(answer: { _ in "It is Paris." })
        let scratch = try Scratch(["routes.yaml": routes(provider), "s.yaml": suite()])
        let address = isBesideAddress ? ["--gateway", gateway.url, "--allow-unpriced"] : []
        let outcome = try run(
            ["s.yaml", "--route", "chat", "--live", "--budget", "9"] + address, in: scratch,
            key: Self.short)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(
            outcome.errors.contains("the key of provider 'mistral' has fewer than"),
            "\(outcome.errors)")
        let long = try run(
            ["s.yaml", "--route", "chat", "--live", "--budget", "9"] + address, in: scratch)
        #expect(!long.errors.contains("has fewer than"), "\(long.errors)")
    }

    // MARK: Embeddings

    private func similar(_ provider: JudgingProvider, tests: Int) throws -> Scratch {
        try Scratch([
            "routes.yaml": """
            providers:
              openai: { base_url: "http://127.0.0.1:\(provider.port)/v1", api_key: sk-similar-1 }
            models:
              gpt-5.4-mini: { price: { input: "1000", output: "1000" } }
              text-embedding-3-small: { provider: openai, price: { input: "10000", output: "0" } }
              embed-v4.0: { provider: cohere }
            aliases: { chat: [gpt-5.4-mini] }
            """,
            "s.yaml": suite("embedder: text-embedding-3-small", tests: tests).replacing(
                "llm-rubric, value: names it", with: "similar, value: 'Paris {{ n }}'"),
        ])
    }

    @Test func `a budget that embeddings would pass ends the run before it is passed`() throws {
        let provider = try JudgingProvider()
        let scratch = try similar(provider, tests: 30)
        let outcome = try run(["s.yaml", "--live", "--budget", "3", "-j", "2"], in: scratch)
        #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("the budget of 3 USD was reached"), "\(outcome.errors)")
        #expect(outcome.errors.contains("questions about answers"), "\(outcome.errors)")
        let limits = try #require(try scratch.rows("end").first?["limits"] as? [[String: Any]])
        let booked = try #require((limits.first?["booked"] as? String).flatMap { Money($0, "USD") })
        // 0.014 for each answer, 0.05 for each embedding.
        let cases = try scratch.rows("case").count
        #expect(cases > 2 && cases < 30)
        let embedded = try scratch.rows("question").count
        #expect(
            booked.nanos == Int128(cases) * 14_000_000 + Int128(embedded) * 50_000_000, "\(booked)")
        #expect(booked.nanos <= 3_000_000_000)
    }

    @Test func `an embedder with another language is refused at its line`() throws {
        let provider = try JudgingProvider()
        let scratch = try similar(provider, tests: 1)
        let text = try scratch.text("s.yaml").replacing(
            "embedder: text-embedding-3-small", with: "embedder: embed-v4.0")
        try Data(text.utf8).write(to: scratch.folder.appending(path: "s.yaml"))
        let outcome = try run(
            ["s.yaml", "--live", "--allow-unpriced", "--budget", "2"], in: scratch)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains(
                "s.yaml:1:11: error: the embedder 'embed-v4.0' is asked in OpenAI's words, and 'cohere' has others"
            ), "\(outcome.errors)")
        #expect(provider.asked == 0 && provider.embedded.isEmpty)
    }

    // MARK: An end before its time

    @Test func `a signal ends a suite's own code, and the reports are written`() throws {
        let scratch = try Scratch([
            "routes.yaml": "aliases: { chat: [gpt-5.4-mini] }",
            "s.yaml": """
            prompts: ["Capital of {{ n }}?"]
            paths: primary
            stream: false
            defaultTest:
              simulate: Paris
              assert: [{ type: python, value: "__import__('time').sleep(8) or True" }]
            tests:
            \((0..<24).map { "  - { vars: { n: \($0) } }" }.joined(separator: "\n"))
            """,
        ])
        var asked = Date()
        let outcome = try Program.run(
            ["run", "s.yaml", "--allow-code", "-j", "24"], in: scratch.folder,
            whileRunning: { process in
                Thread.sleep(forTimeInterval: 1.5)
                asked = Date()
                kill(process.processIdentifier, SIGTERM)
            })
        // Two seconds of patience, and what it takes to write.
        #expect(Date().timeIntervalSince(asked) < 7)
        #expect(outcome.status == 143, "\(outcome.output)\(outcome.errors)")
        #expect(scratch.has("pathproof-out/junit.xml"))
        #expect(try scratch.rows("end").first?["not_run"] as? Int == 24)
    }
}
