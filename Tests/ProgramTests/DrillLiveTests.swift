import Foundation
import Servers
import Synchronization
import TestSupport
import Testing
import Vocabulary

/// A stand-in for OpenAI that says what a live drill asks its models to say, under the name that it is asked by.
final class ObedientProvider: Sendable {
    private final class Book: Sendable {
        let keys = Mutex<[String]>([])
        let questions = Mutex<[String]>([])
        let isDead = Mutex(false)
        let isMute = Mutex(false)
    }
    private let book = Book()
    private let server: Server

    var base: String { "http://127.0.0.1:\(server.port)/v1" }
    /// The keys that came, one a request.
    var keys: [String] { book.keys.withLock { $0 } }

    /// Model, manner and the beginning of the words of each.
    var questions: [String] { book.questions.withLock { $0 } }

    init(status: Int = 200) throws {
        server = try Server { [book] request, responder in
            guard !book.isDead.withLock({ $0 }) else { return responder.reset() }
            book.keys.withLock { $0.append(request.headers["authorization"] ?? "") }
            guard !book.isMute.withLock({ $0 }) else {
                // Who lets it go ends the connection.
                return responder.onEnd { [responder] _ in _ = responder }
            }
            let json = [("content-type", "application/json")]
            guard status == 200, request.path == "/v1/chat/completions" else {
                return responder.reply(
                    status: status == 200 ? 404 : status, headers: json,
                    body: Array(#"{"error":{"message":"no","type":"x"}}"#.utf8))
            }
            let asked = String(decoding: request.body, as: UTF8.self)
            let model = asked.contains("gpt-5.4-mini") ? "gpt-5.4-mini-2026-03-17" : "gpt-5.4"
            let isStreamed = asked.contains("\"stream\": true") || asked.contains("\"stream\":true")
            let words = asked.firstRange(of: "\"content\"").map {
                asked[$0.upperBound...].prefix(20)
            }
            book.questions.withLock {
                $0.append("\(model) \(isStreamed ? "streamed" : "plain")\(words ?? "")")
            }
            responder.reply(
                status: 200,
                headers: isStreamed ? [("content-type", "text/event-stream")] : json,
                body: Array((isStreamed ? Self.stream(of: model) : Self.plain(of: model)).utf8))
        }
    }

    func stop() { server.stop() }

    /// It hangs up on whoever calls, until it lives again.
    func die() { book.isDead.withLock { $0 = true } }
    /// It takes calls and says nothing, until it lives again.
    func fallSilent() { book.isMute.withLock { $0 = true } }
    func revive() {
        book.isDead.withLock { $0 = false }
        book.isMute.withLock { $0 = false }
    }

    static let words = [
        #"{\"country\":\"France\","#, #"\"capital\":\"Paris\","#, #"\"since\":[508,1944]}"#,
    ]
    private static let usage = #"{"prompt_tokens":12,"completion_tokens":9,"total_tokens":21}"#

    private static func plain(of model: String) -> String {
        #"{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"\#(model)","#
            + #""choices":[{"index":0,"message":{"role":"assistant","content":"\#(words.joined())"},"#
            + #""finish_reason":"stop"}],"usage":\#(usage)}"#
    }

    private static func stream(of model: String) -> String {
        func chunk(_ choices: String, _ more: String = "") -> String {
            #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"#
                + #""model":"\#(model)","choices":[\#(choices)]\#(more)}"# + "\n\n"
        }
        func delta(_ delta: String, _ finish: String = "null") -> String {
            chunk(#"{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}"#)
        }
        return delta(#"{"role":"assistant","content":""}"#)
            + words.map { delta(#"{"content":"\#($0)"}"#) }.joined() + delta("{}", #""stop""#)
            + chunk("", #","usage":\#(usage)"#) + "data: [DONE]\n\n"
    }
}

/// The same names as in other drills, with the address and the variable of a key as a user has them.
private func config(_ base: String) -> String {
    """
    model_list:
      - model_name: chat
        litellm_params:
          model: openai/gpt-5.4-mini-2026-03-17
          api_base: os.environ/FIRST_BASE
          api_key: os.environ/FIRST_KEY
          timeout: 10
      - model_name: other
        litellm_params: { model: openai/gpt-5.4, api_base: "\(base)", litellm_credential_name: second, timeout: 10 }
    credential_list:
      - { credential_name: second, credential_values: { api_key: os.environ/SECOND_KEY } }
    router_settings: { disable_cooldowns: true }
    litellm_settings: { num_retries: 0, request_timeout: 10 }
    """
}

private let causes = ["healthy", "server-error", "auth", "one-burst", "duplicate-event"]
    .flatMap { ["--cause", $0] }

@Suite(
    .serialized,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "no /usr/bin/python3")
)
struct DrillLiveTests {
    private func variables(_ base: String) -> [String: String] {
        [
            "FIRST_BASE": base, "FIRST_KEY": "sk-first-real-key",
            "SECOND_KEY": "sk-second-real-key",
        ]
    }

    @Test
    func `a drill asks the providers behind its lanes once, breaks what they say, and replays it`()
        throws
    {
        let provider = try ObedientProvider()
        let stand = try DrillStand(config: config(provider.base))
        let variables = variables(provider.base)
        let words = ["config.yaml", "--litellm-bin", stand.program] + causes
        let recorded = try stand.run(
            words + ["--out", "one", "--record", "tapes", "--budget", "1"], environment: variables)
        #expect(recorded.status == 0, "\(recorded.output)\(recorded.errors)")
        #expect(recorded.errors.contains("the real providers are asked"))
        #expect(recorded.output.contains("16 of 16 paths went as predicted"), "\(recorded.output)")
        // Two legs, plain and streamed: every cause breaks those answers, or keeps from asking.
        #expect(
            provider.keys.sorted()
                == ["first", "first", "second", "second"].map {
                    "Bearer sk-\($0)-real-key"
                })
        let first = try stand.scratch.rows("case", in: "one/results.jsonl")
        let costs = first.compactMap { ($0["cost"] as? String).flatMap { Double($0) } }
        #expect(costs.count { $0 > 0 } == 4, "\(costs)")
        #expect(
            try stand.scratch.rows("run", in: "one/results.jsonl").first?["mode"] as? String
                == "record")
        for file in try FileManager.default.subpathsOfDirectory(
            atPath: stand.scratch.folder.path)
        {
            let text = (try? stand.scratch.text(file)) ?? ""
            #expect(!text.contains("real-key"), "\(file)")
        }
        provider.stop()

        let replayed = try stand.run(words + ["--out", "two", "--replay", "tapes"])
        #expect(replayed.status == 0, "\(replayed.output)\(replayed.errors)")
        let second = try stand.scratch.rows("case", in: "two/results.jsonl")
        #expect(first.map { $0["id"] as? String } == second.map { $0["id"] as? String })
        #expect(provider.keys.count == 4)
        try stand.expectNothingLeft()
    }

    @Test func `a live drill keeps to its budget, and what a provider refuses is no verdict`()
        throws
    {
        let provider = try ObedientProvider(status: 401)
        defer { provider.stop() }
        let stand = try DrillStand(config: config(provider.base))
        let words = ["config.yaml", "--litellm-bin", stand.program, "--live"] + causes
        let refused = try stand.run(
            words + ["--budget", "1", "--route", "chat"], environment: variables(provider.base))
        #expect(refused.status == 4, "\(refused.output)\(refused.errors)")
        #expect(
            refused.output.contains("the provider behind chat/1 refused its key with status 401"))
        #expect(Set(provider.keys) == ["Bearer sk-first-real-key"])
        let asked = provider.keys.count
        let poor = try stand.run(
            words + ["--budget", "0.0000001"], environment: variables(provider.base))
        #expect(poor.status == 3, "\(poor.errors)")
        #expect(poor.errors.contains("the budget of 0.0000001 USD was reached"), "\(poor.errors)")
        #expect(provider.keys.count == asked)
    }

    @Test(.enabled(if: Place.runsLongTests, "long"))
    func `a provider that ends in the middle is no verdict, and what it owes is asked for again`()
        throws
    {
        let provider = try ObedientProvider()
        defer { provider.stop() }
        // Each of four legs that hang does so until the gateway has waited for it.
        let impatient = config(provider.base).replacing("timeout: 10", with: "timeout: 3")
        let stand = try DrillStand(config: impatient)
        let variables = variables(provider.base)
        let words = [
            "config.yaml", "--litellm-bin", stand.program, "--live", "--budget", "1", "-j", "1",
            "--out", "one",
        ]
        let broken = try stand.run(
            words + ["--cause", "healthy", "--cause", "one-burst", "--cause", "hang"],
            environment: variables
        ) { _ in
            // The first leg hangs for a while before the second is asked for the first time.
            #expect(soon { stand.cases().count >= 2 })
            provider.die()
        }
        #expect(broken.status == 4, "\(broken.output)\(broken.errors)")
        #expect(broken.errors.contains("a provider was not reached, or ended before its answer"))
        #expect(
            broken.errors.contains("`pathproof drill --resume --out one --budget 1` asks again"))
        let errored = stand.cases().filter { $0["verdict"] as? String == "errored" }
        #expect(!errored.isEmpty && errored.count < stand.cases().count)
        for row in errored {
            let checks = row["checks"] as? [[String: Any]] ?? []
            let told = checks.compactMap { $0["message"] as? String }
            #expect(told.count == 1)
            #expect(
                told.first?.hasPrefix(
                    "the provider behind \(row["leg"] as? String ?? "?") could not be asked")
                    == true,
                "\(row)")
            #expect(row["breakage"] != nil && row["status"] == nil)
        }
        #expect(!stand.cases().contains { $0["verdict"] as? String == "failed" })
        let report = try Program.run(["report", "one"], in: stand.scratch.folder)
        #expect(report.status == 4, "\(report.output)\(report.errors)")
        let answered = provider.questions.count

        provider.revive()
        let rest = try stand.run(
            ["--resume", "--out", "one", "--budget", "1"], environment: variables)
        #expect(rest.status == 0, "\(rest.output)\(rest.errors)")
        #expect(stand.cases().allSatisfy { $0["verdict"] as? String == "passed" })
        // Whom it answered before it does not answer twice.
        #expect(provider.questions.count == answered + errored.count)
        try stand.expectNothingLeft()
    }

    @Test func `a provider that hangs until the gateway gives up is infrastructure, too`() throws {
        let provider = try ObedientProvider()
        defer { provider.stop() }
        provider.fallSilent()
        let stand = try DrillStand(
            config: config(provider.base).replacing("timeout: 10", with: "timeout: 2"))
        let variables = variables(provider.base)
        let silent = try stand.run(
            [
                "config.yaml", "--litellm-bin", stand.program, "--live", "--budget", "1",
                "--cause", "healthy", "--cause", "server-error", "--out", "one",
            ], environment: variables)
        #expect(silent.status == 4, "\(silent.output)\(silent.errors)")
        #expect(silent.errors.contains("a provider was not reached, or ended before its answer"))
        for row in stand.cases() {
            // Of a leg that comes and goes some calls are answered.
            let isAsked = row["cause"] as? String != "server-error"
            #expect(row["verdict"] as? String == (isAsked ? "errored" : "passed"), "\(row)")
            let checks = row["checks"] as? [[String: Any]] ?? []
            #expect(
                checks.compactMap { $0["message"] as? String }
                    == (isAsked
                        ? [
                            "the provider behind \(row["leg"] ?? "?") could not be asked to the end: "
                                + "its caller gave up waiting for it"
                        ] : []))
        }
        provider.revive()
        let rest = try stand.run(
            ["--resume", "--out", "one", "--budget", "1"], environment: variables)
        #expect(rest.status == 0, "\(rest.output)\(rest.errors)")
    }

    @Test func `a provider that is not there is infrastructure, not a doubt about the routes`()
        throws
    {
        let stand = try DrillStand(config: config("http://127.0.0.1:9/v1"))
        let outcome = try stand.run(
            [
                "config.yaml", "--litellm-bin", stand.program, "--record", "tapes", "--budget", "1",
                "--cause", "healthy",
            ], environment: variables("http://127.0.0.1:9/v1"))
        #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("the provider behind chat/1 could not be asked to the end"))
        #expect(outcome.output.contains("the provider behind other/1 could not be asked"))
    }

    @Test(arguments: [
        (["drill", "config.yaml", "--litellm-bin", "none"], "drill", " --budget USD"),
        (["run", "s.yaml"], "run", " --budget USD"), (["serve", "lanes"], "serve lanes", ""),
    ])
    func `a replay without cassettes names the command that makes them`(
        words: [String], command: String, more: String
    ) throws {
        let scratch = try Scratch([
            "config.yaml": DrillStand.config, "routes.yaml": "aliases: { chat: [gpt-5.4-mini] }\n",
            "s.yaml": "prompts: [a]\ntests: [{ vars: {} }]\n",
        ])
        let outcome = try Program.run(words + ["--replay", "tapes"], in: scratch.folder)
        #expect(
            outcome.errors.contains("`pathproof \(command) --record tapes\(more)` makes them"),
            "\(outcome.errors)")
    }

    @Test(arguments: [
        (["--live"], [:], "no --budget caps what they may bill"),
        (["--replay", "tapes", "--live"], [:], "--replay sends nothing"),
        (["--live", "--budget", "1"], ["FIRST_KEY": "k"], "leg other/1 names 'SECOND_KEY'"),
        (
            ["--record", "t", "--gateway", "http://127.0.0.1:9/v1"], [:],
            "--record is for the lanes of this program"
        ),
    ])
    func `a live drill that cannot be is refused before anything is started`(
        words: [String], variables: [String: String], message: String
    ) throws {
        let stand = try DrillStand(config: config("http://127.0.0.1:9/v1"))
        let outcome = try stand.run(
            ["config.yaml", "--litellm-bin", stand.program] + words,
            environment: ["FIRST_BASE": "http://127.0.0.1:9/v1", "SECOND_KEY": ""]
                .merging(variables) { $1 })
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!stand.scratch.has("own"))
    }

    @Test func `what a provider miscounts is told of its leg, not of the gateway`() throws {
        let provider = try LaxProvider(.wrongTotal, pieces: ObedientProvider.words)
        defer { provider.stop() }
        let base = "http://127.0.0.1:\(provider.port)/v1"
        let stand = try DrillStand(config: config(base))
        let outcome = try stand.run(
            [
                "config.yaml", "--litellm-bin", stand.program, "--live", "--budget", "1",
                "--cause", "healthy", "--route", "chat", "--out", "one",
            ], environment: variables(base))
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let findings = try stand.scratch.rows("finding", in: "one/results.jsonl")
        let told = findings.filter { $0["leg"] as? String == "chat/1" }
        #expect(told.map { $0["code"] as? String } == ["wire.usage.inconsistent"])
        let words = told.first?["message"] as? String ?? ""
        #expect(words.hasPrefix("openai at chat/1: a total of 99 tokens"), "\(words)")
    }

    @Test func `models without a price are asked where that is allowed`() throws {
        let provider = try ObedientProvider()
        defer { provider.stop() }
        let stand = try DrillStand(
            config: config(provider.base).replacing("openai/gpt-5.4,", with: "openai/gpt-nobody,"))
        let words = [
            "config.yaml", "--litellm-bin", stand.program, "--live", "--budget", "1", "--cause",
            "healthy",
        ]
        let unknown = try stand.run(words, environment: variables(provider.base))
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("no price is known for openai:gpt-nobody"))
        // Of a route whose legs are all priced the others are no matter.
        let chat = try stand.run(
            words + ["--route", "chat"], environment: variables(provider.base))
        #expect(chat.status == 0, "\(chat.output)\(chat.errors)")
        #expect(Set(provider.keys) == ["Bearer sk-first-real-key"])
    }
}
