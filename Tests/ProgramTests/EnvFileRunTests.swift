import Foundation
import Servers
import TestSupport
import Testing
import Vocabulary

/// `--env-file`: keys and addresses from a file.
@Suite struct EnvFileRunTests {
    private static let live = ["--live", "--allow-unpriced"]

    private func scratch(_ gateway: CountingGateway, _ files: [String: String]) throws -> Scratch {
        try Scratch(
            [
                "routes.yaml": """
                aliases: { chat: [{ model: gpt-5.4-mini }] }
                gateways:
                  staging: { kind: generic, url: "${STAGING_URL}", api_key: "${STAGING_KEY}" }
                """,
                "s.yaml": """
                gateway: staging
                through: [m]
                paths: primary
                stream: false
                prompts: ["q"]
                tests: [{ assert: [{ type: starts-with, value: q }] }]
                """,
                "url.env": "export STAGING_URL='\(gateway.url)' # here\r\n",
            ].merging(files) { $1 })
    }

    private func keys(of gateway: CountingGateway) -> [String?] {
        gateway.heads.map { $0["authorization"] }
    }

    @Test func `a later file counts before an earlier one, and the environment before both`() throws
    {
        let gateway = try CountingGateway()
        let scratch = try scratch(
            gateway,
            [
                "a.env": "STAGING_KEY=sk-first-0123456789\nUNUSED=1\n",
                "b.env": "STAGING_KEY=\"sk-second-0123456789\"\n",
            ])
        func run(_ files: [String], _ environment: [String: String] = [:]) throws -> Program.Outcome
        {
            try Program.run(
                ["run", "s.yaml"] + Self.live
                    + (["url.env"] + files).flatMap { ["--env-file", $0] },
                in: scratch.folder, environment: environment)
        }
        let both = try run(["a.env", "b.env"])
        #expect(both.status == 0, "\(both.output)\(both.errors)")
        #expect(!both.errors.contains("does not count"))
        let own = try run(["a.env"], ["STAGING_KEY": "sk-own-0123456789", "UNUSED": "1"])
        #expect(own.status == 0, "\(own.output)\(own.errors)")
        #expect(
            keys(of: gateway) == ["Bearer sk-second-0123456789", "Bearer sk-own-0123456789"])
        // Which of two keys was sent is said, and neither of them is.
        #expect(
            own.errors.contains(
                "a.env:1:1: note: 'STAGING_KEY' of this file does not count: the environment has another value"
            ), "\(own.errors)")
        #expect(!own.errors.contains("UNUSED"))
        for outcome in [both, own] {
            #expect(!(outcome.output + outcome.errors).contains("0123456789"))
        }
        let empty = try run(["a.env"], ["STAGING_KEY": ""])
        #expect(empty.status == 2)
        #expect(empty.errors.contains("the key of gateway 'staging' is empty"))
        #expect(empty.errors.contains("the environment has it, empty"))
    }

    @Test func `a mistake is told with its place and without its value, and nothing is sent`()
        throws
    {
        let gateway = try CountingGateway()
        let scratch = try scratch(
            gateway, ["wrong.env": "A=1\nSTAGING_KEY: sk-wrong-0123456789\nB='x\n"])
        let outcome = try Program.run(
            ["run", "s.yaml", "--env-file", "url.env", "--env-file=wrong.env"] + Self.live,
            in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("wrong.env:2:12: error: expected '=' behind the name"))
        #expect(outcome.errors.contains("wrong.env:3:3: error: this quote is never closed"))
        #expect(!outcome.errors.contains("0123456789"))
        let missing = try Program.run(
            ["run", "s.yaml", "--env-file", "wrongg.env"] + Self.live, in: scratch.folder)
        #expect(missing.status == 2)
        #expect(missing.errors.contains("cannot read 'wrongg.env': no such file"))
        #expect(missing.errors.contains("did you mean 'wrong.env'?"))
        #expect(gateway.entries.isEmpty)
    }

    @Test func `every command that reads variables has the option`() throws {
        for command in ["run", "drill", "bench", "serve", "lint", "compare", "list", "init"] {
            let page = try Program.run(["help", command])
            #expect(page.output.contains("--env-file FILE") == (command != "init"), "\(command)")
        }
        let scratch = try Scratch([
            "routes.yaml": "providers: { openai: { api_key: \"${KEY_OF_FILE}\" } }\n"
                + "aliases: { chat: [gpt-5.4-mini, claude-haiku-4-5] }\n",
            "keys": "KEY_OF_FILE=sk-of-the-file-0123456789\n",
        ])
        let unset = try Program.run(["lint", "routes.yaml"], in: scratch.folder)
        #expect(unset.output.contains("nothing is set for ${KEY_OF_FILE}"), "\(unset.output)")
        let set = try Program.run(
            ["lint", "routes.yaml", "--env-file", "keys"], in: scratch.folder)
        #expect(set.status == 0 && !set.output.contains("KEY_OF_FILE"), "\(set.output)")
    }

    @Test func `a run goes on with the variables of its file, or of another that is named`() throws
    {
        let gateway = try CountingGateway()
        let scratch = try scratch(
            gateway,
            [
                "s.yaml": """
                gateway: staging
                through: [m]
                paths: primary
                stream: false
                prompts: ["q{{ n }}"]
                tests: [{ vars: { n: [1, 2, 3] } }]
                """,
                "a.env": "STAGING_KEY=sk-first-0123456789\n",
                "b.env": "STAGING_KEY=sk-next-0123456789\n",
            ])
        func run(_ words: [String], files: [String]) throws {
            let outcome = try Program.run(
                ["run"] + words + files.flatMap { ["--env-file", $0] }, in: scratch.folder)
            #expect([0, 3].contains(outcome.status), "\(outcome.output)\(outcome.errors)")
        }
        try run(
            ["s.yaml", "-j", "1", "--max-cases", "1"] + Self.live, files: ["url.env", "a.env"])
        try run(["--resume", "--max-cases", "1"], files: [])
        try run(["--resume"], files: ["url.env", "b.env"])
        #expect(
            gateway.entries.mapValues(\.count) == ["q1 plain": 1, "q2 plain": 1, "q3 plain": 1])
        let (first, next) = ("Bearer sk-first-0123456789", "Bearer sk-next-0123456789")
        #expect(keys(of: gateway) == [first, first, next])
        let told = try scratch.text("pathproof-out/results.jsonl")
        #expect(told.contains("a.env") && !told.contains("0123456789"))
    }

    private static let seeds: [UInt64] = Place.runsLongTests ? [11, 12, 13] : [11]

    @Test(arguments: seeds)
    func `keys of a file are in nothing that a run leaves, in whatever spelling they come back`(
        seed: UInt64
    ) throws {
        var dice = SeededDice(state: seed)
        let keys = (0..<3).map { _ in dice.key("sk-", lengths: [20, 40, 300], signs: "!*@%&") }
        let server = try KeyParrot(seed: seed).server()
        defer { server.stop() }
        let scratch = try Scratch([
            "conf/.env": zip(["PLANTED_KEY", "PLANTED_OTHER", "PLANTED_TEAM"], keys).map {
                "\($0)='\($1)'\n"
            }.joined(),
            "conf/routes.yaml": """
            providers:
              openai:
                base_url: "http://127.0.0.1:\(server.port)/v1"
                api_key: "${PLANTED_KEY}"
                headers: { x-team: "${PLANTED_TEAM}" }
              anthropic: { base_url: "http://127.0.0.1:\(server.port)", api_key: "${PLANTED_OTHER}" }
            aliases:
              chat: [{ model: gpt-5.4-mini, timeout: 10s }]
              talk: [{ model: claude-haiku-4-5, timeout: 10s }]
            """,
            "s.yaml": """
            prompts: ["plant {{ number }}."]
            paths: primary
            tests:
            \((1...10).map { "  - { vars: { number: \($0) }, assert: [{ type: equals, value: Ada }] }" }
                .joined(separator: "\n"))
            """,
            "tmp/keep": "",
        ])
        let reports = ["ctrf", "csv", "html", "summary", "markdown", "junit-strict"]
        let outcome = try Program.run(
            [
                "run", "s.yaml", "--routes", "conf/routes.yaml", "--env-file", "conf/.env",
                "--verbose", "--record", "tapes", "--budget", "50",
            ] + reports.flatMap { ["--report", $0] },
            in: scratch.folder,
            environment: ["TMPDIR": scratch.folder.path + "/tmp", "GITHUB_ACTIONS": "true"])
        #expect(outcome.status != 2, "\(outcome.errors)")
        #expect(outcome.output.contains("[secret]"))
        let hunter = KeyHunter(keys)
        #expect(hunter.trace(in: outcome.output + outcome.errors) == nil)
        var files = 0
        let names = FileManager.default.enumerator(atPath: scratch.folder.path)
        while let name = names?.nextObject() as? String {
            guard !name.hasPrefix("conf/"),
                let data = FileManager.default.contents(
                    atPath: scratch.folder.appending(path: name).path)
            else { continue }
            files += 1
            #expect(hunter.trace(in: String(decoding: data, as: UTF8.self)) == nil, "in \(name)")
        }
        #expect(files > 10)
    }
}
