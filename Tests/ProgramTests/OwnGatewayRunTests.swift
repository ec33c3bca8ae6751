import Foundation
import TestSupport
import Testing

/// Two tests with checks of their own, through a gateway that the run starts with its owner's configuration.
private let suite = """
    gateway: ci
    through: [chat]
    paths: causes
    prompts: ["Answer as JSON: where is {{ city }}?"]
    defaultTest: { assert: [{ type: is-json, value: { required: [country] } }] }
    tests:
      - { vars: { city: Paris }, simulate: '{"country":"France"}',
          assert: [{ type: contains, value: France }] }
      - { vars: { city: Rome }, simulate: '{"country":"Italy"}',
          assert: [{ type: contains, value: Italy }] }
    """

private let routes = """
    aliases: { elsewhere: [gpt-5.4-mini] }
    gateways: { ci: { kind: litellm, config: config.yaml } }
    """

private func words(_ causes: [String]) -> [String] { causes.flatMap { ["--cause", $0] } }

@Suite(
    .serialized,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "no /usr/bin/python3")
)
struct OwnGatewayRunTests {
    private func stand(suite text: String = suite) throws -> DrillStand {
        let stand = try DrillStand()
        for (name, text) in ["s.yaml": text, "routes.yaml": routes] {
            try text.write(
                to: stand.scratch.folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        return stand
    }

    private func run(_ stand: DrillStand, _ arguments: [String]) throws -> Program.Outcome {
        try Program.run(
            ["run", "s.yaml", "--litellm-bin", stand.program, "--out", "one"] + arguments,
            in: stand.scratch.folder,
            environment: ["TMPDIR": stand.scratch.folder.appending(path: "tmp").path])
    }

    @Test func `a suite goes through a gateway that its owner's configuration starts`() throws {
        let stand = try stand()
        let outcome = try run(stand, words(["healthy", "server-error", "markdown-table"]))
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let cases = stand.cases()
        // Both tests on the healthy path, the probe on the two others; plain and streamed.
        #expect(cases.count == 8)
        #expect(cases.allSatisfy { $0["verdict"] as? String == "passed" })
        #expect(cases.allSatisfy { ($0["calls"] as? [String: Int]) == ["chat/1": 1] }, "\(cases)")
        let paths = try stand.scratch.rows("path", in: "one/results.jsonl")
        #expect(paths.count == 6)
        #expect(paths.allSatisfy { $0["agrees"] as? Bool == true }, "\(paths)")
        #expect(outcome.output.contains("6 of 6 paths covered"), "\(outcome.output)")
        #expect(outcome.output.contains("gateway litellm: config.yaml"), "\(outcome.output)")
        #expect(try stand.scratch.text("one/drill.md").contains("6 of 6 paths went as predicted"))
        try stand.expectNothingLeft()
        // What was answered is there, and the words that it was begun with.
        let again = try Program.run(["run", "--resume", "--out", "one"], in: stand.scratch.folder)
        #expect(again.status == 0, "\(again.output)\(again.errors)")
        #expect(stand.cases().count == 8)
        #expect(try stand.scratch.rows("path", in: "one/results.jsonl").count == 6)
    }

    @Test func `what slips once among the repeats of a case is asked again`() throws {
        let stand = try stand(
            suite: suite.replacing("paths: causes", with: "paths: causes\nrepeat: 3"))
        try "Paris".write(
            to: stand.scratch.folder.appending(path: "slip"), atomically: true, encoding: .utf8)
        let outcome = try run(stand, words(["healthy"]) + ["-j", "1"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(!stand.scratch.has("slip"))
        let cases = stand.cases()
        #expect(cases.count == 4 && cases.allSatisfy { $0["verdict"] as? String == "passed" })
        // All that was sent is told, and paid for.
        #expect(cases.map { $0["repeats"] as? Int ?? 0 }.sorted() == [3, 3, 3, 4])
        let attempts = try stand.scratch.rows("attempt", in: "one/results.jsonl")
        let slipped = try #require(cases.first { $0["repeats"] as? Int == 4 }?["id"] as? String)
        let own = attempts.filter { $0["case"] as? String == slipped }
        #expect(own.compactMap { $0["number"] as? Int } == [1, 2, 3, 4], "\(own)")
        #expect(own.first?["verdict"] as? String == "failed", "\(own)")
    }

    @Test func `its own checks judge what comes through`() throws {
        let stand = try stand(
            suite: suite.replacing("value: Italy", with: "value: Spain"))
        let outcome = try run(stand, words(["healthy"]) + ["--gateway", "config.yaml"])
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        let failed = stand.cases().filter { $0["verdict"] as? String == "failed" }
        #expect(failed.count == 2)
        let rerun = try #require(failed.first?["rerun"] as? String)
        #expect(rerun.contains("--gateway config.yaml") && rerun.contains("s.yaml --case"))
    }

    @Test func `what a gateway of the user's cannot do is told, and nothing is started`() throws {
        for (line, words) in [
            ("models: [gpt-5.4]", "'models' calls legs directly"),
            ("planted: { chat/1: hang }", "`planted:` spoils the embedded gateway"),
            ("key: team", "`key:` names one of `keys:`, which the embedded gateway keeps"),
            ("through: [chta]", "did you mean 'chat'?"),
        ] {
            let isAnotherWay = line.hasPrefix("models") || line.hasPrefix("through")
            let text = isAnotherWay ? suite.replacing("through: [chat]\n", with: "") : suite
            let stand = try stand(
                suite: text.replacing("paths: causes", with: "paths: causes\n\(line)"))
            let outcome = try run(stand, [])
            #expect(outcome.status == 2, "\(line): \(outcome.output)")
            #expect(outcome.errors.contains(words), "\(line): \(outcome.errors)")
            #expect(outcome.errors.contains("s.yaml:"), "\(line): \(outcome.errors)")
            #expect(!stand.scratch.has("own"))
            let lint = try Program.run(["lint", "s.yaml"], in: stand.scratch.folder)
            #expect(lint.status == 2, "\(lint.output)")
            #expect((lint.output + lint.errors).contains(words), "\(lint.output)\(lint.errors)")
        }
    }

    /// A gateway that never comes up: it only says where it is.
    private func slowStart(_ stand: DrillStand) throws -> String {
        let own = stand.scratch.folder.appending(path: "own").path
        let file = stand.scratch.folder.appending(path: "slow")
        try "#!/bin/sh\necho $$ > '\(own)'\nexec sleep 60\n".write(
            to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file.path
    }

    @Test(arguments: [false, true])
    func `a limit or a signal that comes while the gateway starts leaves its cases not run`(
        isSignal: Bool
    ) throws {
        for command in [["run", "s.yaml"], ["drill", "config.yaml"]] {
            let stand = try stand()
            let (slow, folder) = (try slowStart(stand), stand.scratch.folder)
            let begun = ContinuousClock.now
            let outcome = try Program.run(
                command + ["--litellm-bin", slow, "--out", "one"]
                    + (isSignal ? [] : ["--timeout", "1s"]), in: folder,
                environment: ["TMPDIR": folder.appending(path: "tmp").path]
            ) { process in
                guard isSignal else { return }
                #expect(soon { stand.scratch.has("own") })
                kill(process.processIdentifier, SIGINT)
            }
            #expect(ContinuousClock.now - begun < .seconds(20))
            #expect(outcome.status == (isSignal ? 130 : 3), "\(outcome.output)\(outcome.errors)")
            #expect(!outcome.errors.contains("interrupted"), "\(outcome.errors)")
            let end = try #require(try stand.scratch.rows("end", in: "one/results.jsonl").first)
            #expect(end["cases"] as? Int == 0)
            #expect(try #require(end["not_run"] as? Int) > 0)
            if isSignal {
                #expect(end["interrupted_by"] as? String == "SIGINT", "\(end)")
            } else {
                #expect(end["stopped_by"] as? String == "--timeout 1s", "\(end)")
            }
            for name in ["junit.xml", "summary.json", "summary.md", "report.html", "drill.md"] {
                #expect(stand.scratch.has("one/\(name)"), "\(name)")
            }
            let own = try stand.number("own")
            #expect(soon { !isAlive(own) })
            try stand.expectNoFilesLeft()
        }
    }

    @Test func `a plan of it starts nothing`() throws {
        let stand = try stand()
        let plan = try run(stand, ["--plan"])
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(plan.output.contains("chat"))
        #expect(!stand.scratch.has("own"))
        let lint = try Program.run(["lint", "s.yaml"], in: stand.scratch.folder)
        #expect(lint.status == 0, "\(lint.output)\(lint.errors)")
    }
}

@Suite(.enabled(if: Place.liteLLMProgram != nil, "long tests only, and LiteLLM in .venv-litellm"))
struct OwnLiteLLMRunTests {
    private static let config = """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/gpt-5.4-mini-2026-03-17, timeout: 5 } }
          - { model_name: spare, litellm_params: { model: anthropic/claude-haiku-4-5-20251001, timeout: 5 } }
        router_settings: { num_retries: 0, fallbacks: [{ chat: [spare] }] }
        """

    /// LiteLLM holds the first piece of a stream back.
    @Test(.timeLimit(.minutes(5)), arguments: ["Paris", #"{"country":"France"}"#])
    func `what a real LiteLLM does with a short answer that is cut is no throw of dice`(
        answer: String
    )
        throws
    {
        let text = """
            gateway: ci
            paths: causes
            causes: [cut, reset-mid-stream]
            stream: true
            repeat: 3
            prompts: ["Where is {{ city }}?"]
            tests: [{ vars: { city: Paris }, simulate: '\(answer)', assert: [{ type: contains, value: 'a' }] }]
            """
        let scratch = try Scratch([
            "config.yaml": Self.config, "s.yaml": text, "routes.yaml": routes,
        ])
        let outcome = try Program.run(
            ["run", "s.yaml", "--litellm-bin", try #require(Place.liteLLMProgram).path],
            in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test(.timeLimit(.minutes(5)))
    func `a suite's checks judge the answer of each leg behind a real LiteLLM`() throws {
        let scratch = try Scratch([
            "config.yaml": Self.config, "s.yaml": suite, "routes.yaml": routes,
        ])
        let outcome = try Program.run(
            ["run", "s.yaml", "--litellm-bin", try #require(Place.liteLLMProgram).path]
                + words(["healthy", "rate-limit", "server-error", "markdown-table", "fenced-json"]),
            in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let cases = try scratch.rows("case")
        #expect(cases.contains { ($0["answered_by"] as? String) == "spare/1" })
        // What a leg spoils is found by the suite's own check.
        let spoilt = cases.filter { $0["cause"] as? String == "markdown-table" }
        #expect(spoilt.count == 4)
        for row in spoilt {
            let noticed = (row["checks"] as? [[String: Any]])?.compactMap {
                $0["message"] as? String
            }
            #expect(noticed?.contains { $0.contains("is-json") } == true, "\(row)")
        }
        for row in try scratch.rows("path") { #expect(row["agrees"] as? Bool == true, "\(row)") }
    }
}
