import Foundation
import Servers
import Synchronization
import TestSupport
import Testing
import Vocabulary

/// Keys planted where users have them, and repeated by providers that should know better, are nowhere afterwards.
@Suite struct CanaryKeyTests {
    private static let inFile = "sk-canary-file-4f1e7a90"
    private static let inEnvironment = "sk-canary-environment-8b22c0d1"
    private static let inHeader = "canary-header-93aa51e7"
    /// What of them no other text has: a key that is shown in part is shown.
    private static let traces = ["file-4f1e7a90", "environment-8b22c0d1", "header-93aa51e7"]

    /// Refuses one half of what comes and answers the other, and says back every secret that it was sent: in heads, in
    /// errors, in the answer.
    private func parrot() throws -> Server {
        try Server { request, responder in
            let heard = ["authorization", "x-api-key", "x-team"].compactMap { request.headers[$0] }
                .joined(separator: " and ")
            let fields = [("content-type", "application/json"), ("x-request-id", heard)]
            guard request.path.hasSuffix("/messages") else {
                return responder.reply(
                    status: 401, headers: fields,
                    body: Array(
                        """
                        {"error":{"message":"Incorrect API key provided: \(heard)","type":"\(heard)","code":"bad"}}
                        """.utf8))
            }
            responder.reply(
                status: 200, headers: fields,
                body: Array(
                    """
                    {"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5-20251001",\
                    "content":[{"type":"text","text":"You are \(heard)."}],"stop_reason":"end_turn",\
                    "stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":3}}
                    """.utf8))
        }
    }

    /// Requests that get no answer.
    private final class Held: Sendable { let responders = Mutex<[Responder]>([]) }

    private func scratch(port: Int) throws -> Scratch {
        try Scratch([
            "conf/routes.yaml": """
            providers:
              openai:
                base_url: "http://127.0.0.1:\(port)/v1"
                api_key: \(Self.inFile)
                headers: { x-team: \(Self.inHeader) }
              anthropic: { base_url: "http://127.0.0.1:\(port)", api_key: "${CANARY_KEY}" }
            aliases:
              chat:
                - { model: gpt-5.4-mini, timeout: 10s }
                - { model: claude-haiku-4-5, timeout: 10s, on: [auth, rate-limit] }
            """,
            "s.yaml": """
            prompts: ["Who am I?"]
            paths: causes
            causes: [rate-limit, cut]
            tests: [{ assert: [{ type: equals, value: Ada }] }]
            """,
            "tmp/keep": "",
        ])
    }

    /// Every file of the folder but the one that holds the key, and what the terminal showed.
    private func expectNoTrace(
        in scratch: Scratch, _ outcome: Program.Outcome,
        _ location: Testing.SourceLocation = #_sourceLocation
    ) throws {
        var texts = ["terminal": outcome.output, "errors": outcome.errors]
        let files = try #require(FileManager.default.enumerator(atPath: scratch.folder.path))
        while let name = files.nextObject() as? String {
            let file = scratch.folder.appending(path: name)
            guard !name.hasPrefix("conf/"),
                let data = FileManager.default.contents(atPath: file.path)
            else { continue }
            texts[name] = String(decoding: data, as: UTF8.self)
        }
        #expect(texts.count > 4, sourceLocation: location)
        for (name, text) in texts {
            for trace in Self.traces {
                #expect(!text.contains(trace), "\(trace) in \(name)", sourceLocation: location)
            }
        }
    }

    private func run(
        _ words: [String], in scratch: Scratch, whileRunning: (Process) throws -> Void = { _ in }
    ) throws -> Program.Outcome {
        try Program.run(
            ["run", "s.yaml", "--routes", "conf/routes.yaml", "--verbose"] + words,
            in: scratch.folder,
            environment: [
                "CANARY_KEY": Self.inEnvironment, "TMPDIR": scratch.folder.path + "/tmp",
                "GITHUB_ACTIONS": "true",
            ], whileRunning: whileRunning)
    }

    @Test(arguments: [[], ["--record", "tapes"]])
    func `a live run with every report tells no key, though providers repeat them everywhere`(
        more: [String]
    ) throws {
        let server = try parrot()
        defer { server.stop() }
        let scratch = try scratch(port: server.port)
        let reports = ["ctrf", "csv", "html", "summary", "markdown"].flatMap { ["--report", $0] }
        let live = more.isEmpty ? ["--live"] : more
        let outcome = try run(live + ["--budget", "1"] + reports, in: scratch)
        #expect(outcome.status == 1, "\(outcome.errors)")
        // The providers were asked, and what they said back is shown as a secret.
        #expect(outcome.output.contains("[secret]"))
        #expect(try scratch.text("pathproof-out/junit.xml").contains("[secret]"))
        #expect(try scratch.text("pathproof-out/report.html").contains("[secret]"))
        try expectNoTrace(in: scratch, outcome)
    }

    @Test func `a live run names the key that is too short to be masked`() throws {
        let server = try parrot()
        defer { server.stop() }
        let scratch = try scratch(port: server.port)
        let outcome = try Program.run(
            ["run", "s.yaml", "--routes", "conf/routes.yaml", "--live", "--budget", "1"],
            in: scratch.folder,
            environment: ["CANARY_KEY": "abc"])
        #expect(
            outcome.errors.contains(
                "the key of provider 'anthropic' has fewer than 6 letters"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("the key of provider 'openai'"), "\(outcome.errors)")
    }

    @Test func `a plan, a lint and a mistake in the file that holds the key do not show it`() throws
    {
        let scratch = try scratch(port: 9)
        let plan = try run(["--plan", "--json"], in: scratch)
        #expect(plan.status == 0, "\(plan.errors)")
        let lint = try Program.run(
            ["lint", "conf/routes.yaml", "--sarif", "lint.sarif"], in: scratch.folder,
            environment: ["CANARY_KEY": Self.inEnvironment])
        #expect(lint.errors.contains("literal") || lint.output.contains("literal"))
        let broken = try scratch.text("conf/routes.yaml").replacing("headers:", with: "haeders:")
            .replacing("api_key: \(Self.inFile)", with: "api_kye: \(Self.inFile)")
        try broken.write(
            to: scratch.folder.appending(path: "conf/routes.yaml"), atomically: true,
            encoding: .utf8)
        let mistake = try run(["--plan"], in: scratch)
        #expect(mistake.status == 2)
        #expect(mistake.errors.contains("api_kye"))
        for outcome in [plan, lint, mistake] { try expectNoTrace(in: scratch, outcome) }
    }

    @Test func `a run that is killed leaves no key behind`() throws {
        let held = Held()
        let server = try Server { _, responder in held.responders.withLock { $0.append(responder) }
        }
        defer { server.stop() }
        let scratch = try scratch(port: server.port)
        let outcome = try run(["--live", "--budget", "1"], in: scratch) { process in
            for _ in 0..<500 where held.responders.withLock(\.isEmpty) {
                Thread.sleep(forTimeInterval: 0.02)
            }
            kill(process.processIdentifier, SIGKILL)
        }
        #expect(outcome.status == SIGKILL)
        try expectNoTrace(in: scratch, outcome)
    }
}
