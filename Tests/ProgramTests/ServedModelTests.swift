import Foundation
import TestSupport
import Testing
import Vocabulary

/// A model that nobody asked for, seen by the whole program.
@Suite struct ServedModelTests {
    private static let usage: @Sendable (String) -> String = { _ in
        #"{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}"#
    }

    private func gateway(_ model: String) throws -> CountingGateway {
        try CountingGateway(model: model, usage: Self.usage)
    }

    private func suite(_ name: String) -> String {
        "through: [\(name)]\npaths: primary\nprompts: [q]\ntests: [{ assert: [{ type: starts-with, value: q }] }]"
    }

    @Test(arguments: [
        ("gpt-5.4-mini", "gpt-4o-mini-2024-07-18", 1),
        ("gpt-5.4-mini", "gpt-5.4-mini-2026-03-17", 0),
        ("openai/gpt-5.4-mini", "gpt-5.4-mini", 0), ("fast-chat", "gpt-4o-mini-2024-07-18", 0),
        ("azure/gpt-5.4-mini", "gpt-4o-mini-2024-07-18", 0), ("gpt-5.4-mini", "assistant", 0),
        // What the routes file has for it.
        ("mine", "gpt-4o-mini-2024-07-18", 1), ("mine", "claude-haiku-4-5-20251001", 0),
    ])
    func `behind a URL a swapped model fails, and an alias does not`(
        asked: String, told: String, status: Int32
    ) throws {
        let gateway = try gateway(told)
        let scratch = try Scratch([
            "s.yaml": suite(asked),
            "routes.yaml":
                "aliases: { mine: [{ model: gpt-5.4-mini }, { model: claude-haiku-4-5, on: [any] }] }",
        ])
        let outcome = try Program.run(
            ["run", "s.yaml", "--gateway", gateway.url, "--live", "--allow-unpriced"],
            in: scratch.folder)
        #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
        let checks = try scratch.rows("case").flatMap { $0["checks"] as? [[String: Any]] ?? [] }
        let failed = checks.filter { $0["verdict"] as? String == "failed" }
        #expect(failed.count == (status == 0 ? 0 : 2))
        #expect(failed.allSatisfy { $0["check"] as? String == "served-model" })
        if status != 0 {
            #expect(outcome.output.contains("'gpt-4o-mini-2024-07-18' answered"))
        }
    }

    @Test func `a routes file that cannot be read does not keep a run from a URL`() throws {
        let gateway = try gateway("m")
        let scratch = try Scratch(["s.yaml": suite("mine"), "routes.yaml": "aliases: 7"])
        let outcome = try Program.run(
            ["run", "s.yaml", "--gateway", gateway.url, "--live", "--allow-unpriced"],
            in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("are looked up nowhere"), "\(outcome.errors)")
    }

    @Test(arguments: ["models: [gpt-5.4-mini]", "through: [chat]\npaths: primary"])
    func `what served is what is priced, directly and over the embedded gateway`(
        over: String
    ) throws {
        let provider = try gateway("gpt-4o-mini-2024-07-18")
        let scratch = try Scratch([
            "s.yaml": "\(over)\nstream: false\nprompts: [q]\ntests: [{}]",
            "routes.yaml": """
            providers: { openai: { base_url: "\(provider.url)", api_key: "${ONE_KEY}" } }
            aliases: { chat: [{ model: gpt-5.4-mini }] }
            """,
        ])
        let outcome = try Program.run(
            ["run", "s.yaml", "--live", "--budget", "1"], in: scratch.folder,
            environment: ["ONE_KEY": "sk-1"])
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        let calls = try scratch.rows("call")
        #expect(calls.map { $0["cost"] as? String } == ["0.00021"])
        #expect(try scratch.rows("case").map { $0["cost"] as? String } == ["0.00021"])
        let finding = try #require(
            try scratch.rows("finding").first {
                $0["code"] as? String == "ledger.served-model-price"
            })
        let words = try #require(finding["message"] as? String)
        #expect(words.contains("0.00021 USD") && words.contains("0.0012 USD"))
        #expect(outcome.output.contains("ledger.served-model-price"), "\(outcome.output)")
    }

    @Test func `the embedded gateway counts what served against a key's budget`() throws {
        let provider = try gateway("gpt-4o-mini-2024-07-18")
        let scratch = try Scratch([
            "routes.yaml": """
            providers: { openai: { base_url: "\(provider.url)", api_key: "${ONE_KEY}" } }
            aliases: { chat: [{ model: gpt-5.4-mini }] }
            """
        ])
        // Below those that the system gives to connections of its own choice.
        let port = 12_000 + Int.random(in: 0..<20_000)
        let body = #"{"model":"chat","messages":[{"role":"user","content":"q"}]}"#
        var head = ""
        _ = try Program.launch(
            Program.path, ["serve", "gateway", "--live", "--port", "\(port)"],
            in: scratch.folder, environment: ["ONE_KEY": "sk-1"]
        ) { process in
            defer { process.terminate() }
            for _ in 0..<100 where head.isEmpty && process.isRunning {
                Thread.sleep(forTimeInterval: 0.05)
                head =
                    try Program.launch(
                        "/usr/bin/curl",
                        [
                            "-s", "-i", "-d", body, "-H", "Content-Type: application/json",
                            "http://127.0.0.1:\(port)/v1/chat/completions",
                        ], in: scratch.folder
                    ).output
            }
        }
        #expect(head.contains("x-pathproof-cost: 0.00021\r\n"), "\(head)")
    }
}
