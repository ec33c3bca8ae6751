import Foundation
import TestSupport
import Testing

private let suite = """
    gateway: ci
    through: [chat]
    prompts: ["Where is {{ city }}?"]
    tests:
      - { vars: { city: Paris }, simulate: 'France' }
      - { vars: { city: Rome }, simulate: 'Italy' }
    """

/// What the user says of limits and of money holds, too, where a run starts the gateway.
@Suite(
    .serialized,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "no /usr/bin/python3")
)
struct StartedGatewayTests {
    private static let gateways = "gateways: { ci: { kind: litellm, config: config.yaml } }\n"

    private func stand(_ more: String = "", config: String = DrillStand.config) throws -> DrillStand
    {
        let stand = try DrillStand(config: config)
        for (name, text) in ["s.yaml": suite, "routes.yaml": Self.gateways + more] {
            try text.write(
                to: stand.scratch.folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        return stand
    }

    private func run(
        _ stand: DrillStand, _ arguments: [String] = [], out: String = "one",
        environment: [String: String] = [:]
    ) throws -> Program.Outcome {
        try Program.run(
            ["run", "s.yaml", "--litellm-bin", stand.program, "--out", out] + arguments,
            in: stand.scratch.folder,
            environment: ["TMPDIR": stand.scratch.folder.appending(path: "tmp").path].merging(
                environment
            ) { $1 })
    }

    private func limits(_ stand: DrillStand, _ out: String = "one") throws -> [[String: Any]] {
        try #require(stand.scratch.rows("end", in: "\(out)/results.jsonl").first)["limits"]
            as? [[String: Any]] ?? []
    }

    @Test func `the pace of the command line is kept`() throws {
        let stand = try stand()
        let outcome = try run(stand, ["--rpm", "300"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        // Two tests, plain and streamed: the first of four waits for none.
        #expect(stand.cases().count == 4)
        let limits = try limits(stand)
        let own = limits.first { $0["of"] as? String == "the run" }
        #expect(own?["held_back"] as? Int == 3, "\(limits)")
        #expect((own?["waited_us"] as? Int ?? 0) > 300_000)
    }

    @Test func `contracts of the routes file price what its gateway serves`() throws {
        func costs(_ more: String) throws -> [Double] {
            let stand = try stand(more)
            let outcome = try run(stand)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            return stand.cases().compactMap { ($0["cost"] as? String).flatMap { Double($0) } }
        }
        let (listed, contract) = (
            try costs(""), try costs("prices: { 'openai:*': { multiplier: '10' } }")
        )
        #expect(listed.count == 4 && listed.allSatisfy { $0 > 0 })
        for (cost, dear) in zip(listed, contract) {
            #expect(abs(dear - 10 * cost) < 1e-8, "\(cost) \(dear)")
        }
    }

    private static func live(_ base: String) -> String {
        DrillStand.config.replacing(
            "openai/gpt-5.4-mini-2026-03-17",
            with: "openai/gpt-5.4-mini-2026-03-17, api_base: \"\(base)\", api_key: os.environ/K")
    }

    @Test func `what a provider may be asked and may cost is held behind it`() throws {
        let provider = try ObedientProvider()
        defer { provider.stop() }
        let stand = try stand(
            "providers: { openai: { budget_usd: 0.5, rpm: 300 } }", config: Self.live(provider.base)
        )
        let outcome = try run(
            stand, ["--live", "--budget", "1"], environment: ["K": "sk-a-real-key"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let limits = try limits(stand)
        let held = limits.first { $0["of"] as? String == "provider 'openai'" }
        #expect(held?["cap"] as? String == "0.5", "\(limits)")
        #expect((held?["held_back"] as? Int ?? 0) >= 1, "\(limits)")
        let asked = provider.keys.count
        try (Self.gateways + "providers: { openai: { budget_usd: 0.0000001 } }").write(
            to: stand.scratch.folder.appending(path: "routes.yaml"), atomically: true,
            encoding: .utf8)
        let poor = try run(
            stand, ["--live", "--budget", "1"], out: "two", environment: ["K": "sk-a-real-key"])
        #expect(poor.status == 3, "\(poor.output)\(poor.errors)")
        #expect(
            poor.errors.contains(
                "0.0000001 USD for provider 'openai' in the routes file was reached"),
            "\(poor.errors)")
        #expect(provider.keys.count == asked)
    }

    @Test func `a case that could not be judged hides nothing of its path`() throws {
        let provider = try ObedientProvider()
        let stand = try stand(config: Self.live(provider.base))
        let recorded = try run(
            stand, ["--record", "tapes", "--budget", "1"], environment: ["K": "sk-a-real-key"])
        #expect(recorded.status == 0, "\(recorded.output)\(recorded.errors)")
        provider.stop()
        // What no file answers is no verdict: the first test's question has none any more.
        let tapes = stand.scratch.folder.appending(path: "tapes")
        for file in try FileManager.default.subpathsOfDirectory(atPath: tapes.path) {
            let path = tapes.appending(path: file)
            let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
            if text.contains("Where is Paris") { try FileManager.default.removeItem(at: path) }
        }
        let replayed = try run(stand, ["--replay", "tapes"], out: "two")
        #expect(replayed.status == 3, "\(replayed.output)\(replayed.errors)")
        let verdicts = stand.cases("two").compactMap { $0["verdict"] as? String }
        #expect(verdicts.sorted() == ["errored", "errored", "passed", "passed"], "\(verdicts)")
        let paths = try stand.scratch.rows("path", in: "two/results.jsonl")
        #expect(paths.count == 2)
        for path in paths {
            #expect(path["covered"] as? Bool == true, "\(path)")
            #expect(path["agrees"] as? Bool == true, "\(path)")
        }
        #expect(try stand.scratch.text("two/drill.md").contains("2 of 2 paths went as predicted"))
        let report = try Program.run(
            ["report", "two", "--out", "three"], in: stand.scratch.folder)
        let told = report.output + report.errors
        #expect(told.contains("2 of 2 paths covered"), "\(report.status) \(told)")
    }
}
