import Foundation
import Servers
import Synchronization
import TestSupport
import Testing

private let routes = """
    aliases:
      chat:
        - { model: gpt-5.4-mini, timeout: 10s }
        - { model: claude-haiku-4-5, timeout: 10s }
    """

private let suite = """
    task: triage
    prompts: ["Answer with the capital only: {{ country }}"]
    tests:
      - vars: { country: France }
      - vars: { country: Japan }
    """

private let quick = ["--pairs", "8", "--warm-up", "2", "--ignore-load", "--quiet"]

private func contests(_ text: String) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(object?["format"] as? String == "pathproof-bench")
    return try #require(object?["contests"] as? [[String: Any]])
}

@Test func `a suite is benched on the embedded gateway, without a key`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let outcome = try Program.run(
        ["bench", "s.yaml", "--json", "--turns", "2"] + quick, in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output == (try scratch.text("pathproof-out/bench.json")))
    let contest = try #require(try contests(outcome.output).first)
    #expect(contest["name"] as? String == "s/chat")
    #expect(contest["task"] as? String == "triage")
    #expect(contest["prompts"] as? Int == 2)
    let contenders = try #require(contest["contenders"] as? [[String: Any]])
    #expect(
        contenders.map { $0["name"] as? String } == [
            "openai:gpt-5.4-mini", "anthropic:claude-haiku-4-5", "chat",
        ])
    for contender in contenders {
        #expect((contender["input_tokens"] as? Double ?? 0) > 0)
        #expect(contender["requests"] as? Int == 8 * (2 + 2))
        for measure in ["plain_answer", "first_content", "whole_stream", "conversation"] {
            #expect((contender[measure] as? [String: Any])?["count"] as? Int == 8, "\(measure)")
        }
    }
    let comparison = try #require((contest["comparisons"] as? [[String: Any]])?.first)
    #expect(comparison["hop"] as? Bool == true)
    #expect(comparison["base"] as? String == "openai:gpt-5.4-mini")
    #expect((comparison["by_turn"] as? [Any])?.count == 2)
}

@Test func `a person sees a table, and where the figures are`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let outcome = try Program.run(["bench", "s.yaml"] + quick, in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    for words in [
        "s/chat · task triage · 2 prompts · 8 rounds of each kind after 2 to warm up",
        "plain answer",
        "first content", "tokens in", "what gateway chat adds to openai:gpt-5.4-mini", "p50 +",
        "simulated: ", "figures: pathproof-out/bench.json",
    ] {
        #expect(outcome.output.contains(words), "\(words): \(outcome.output)")
    }
}

/// Takes one thing up after the other.
private final class OneHand: Sendable {
    private let free = Mutex(ContinuousClock.now)
    private let work: Duration

    init(_ work: Duration) { self.work = work }

    /// How long it is until what comes now is done.
    func wait() -> Duration {
        free.withLock { free in
            let now = ContinuousClock.now
            free = max(now, free) + work
            return free - now
        }
    }
}

@Test func `a gateway with one hand keeps a crowd waiting, and the bench shows for how long`()
    throws
{
    let direct = try CountingGateway()
    // Whoever answers one after the other, each in 10 ms, keeps eight at once waiting for 80.
    let hand = OneHand(.milliseconds(10))
    let slow = try CountingGateway(delay: { _ in hand.wait() })
    let scratch = try Scratch()
    let outcome = try Program.run(
        [
            "bench", "--gateway", slow.url, "--direct", direct.url, "--model", "m", "--at-once",
            "8",
        ] + quick, in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("8 at once") && outcome.output.contains("answers from direct"))
    let contest = try #require(try contests(scratch.text("pathproof-out/bench.json")).first)
    let comparison = try #require((contest["comparisons"] as? [[String: Any]])?.first)
    func added(_ measure: String) throws -> Double {
        try #require((comparison[measure] as? [String: Any])?["p50_us"] as? Double)
    }
    let (alone, crowded) = (try added("plain_answer"), try added("plain_at_once"))
    #expect(alone > 8_000 && crowded > 4 * 10_000 && crowded > 3 * alone, "\(alone) \(crowded)")
    let contenders = try #require(contest["contenders"] as? [[String: Any]])
    let rate = try #require(contenders.last?["per_second_at_once"] as? Double)
    #expect(rate > 5 && rate <= 101)
}

@Test func `addresses are benched, and a hop that takes its time is seen`() throws {
    let direct = try CountingGateway()
    let slow = try CountingGateway(delay: { _ in .milliseconds(5) })
    let scratch = try Scratch()
    let outcome = try Program.run(
        ["bench", "--gateway", slow.url, "--direct", direct.url, "--model", "m", "--json"] + quick,
        in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let contest = try #require(try contests(outcome.output).first)
    let comparison = try #require((contest["comparisons"] as? [[String: Any]])?.first)
    let added = try #require(comparison["plain_answer"] as? [String: Any])
    #expect((added["p50_us"] as? Double ?? 0) > 4_000, "\(added)")
    #expect(direct.entries.count == 2 && slow.entries.count == 2)
    #expect(direct.entries.values.allSatisfy { $0.count == 10 })
}

@Test func `half of the pairs lost is too many`() throws {
    // One kind of answer in two.
    let halting = try Server { request, responder in
        guard String(decoding: request.body, as: UTF8.self).contains(#""stream":true"#) else {
            return responder.reply(status: 500, headers: [], body: [])
        }
        let event = #"""
            data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,\#
            "delta":{"role":"assistant","content":"4"},"finish_reason":"stop"}]}


            """#
        responder.reply(
            status: 200, headers: [("content-type", "text/event-stream")],
            body: Array((event + "data: [DONE]\n\n").utf8))
    }
    defer { halting.stop() }
    let (sound, scratch) = (try CountingGateway(), try Scratch())
    let outcome = try Program.run(
        [
            "bench", "--region", "one=\(sound.url)", "--region",
            "other=http://127.0.0.1:\(halting.port)/v1", "--model", "m",
        ] + quick, in: scratch.folder)
    #expect(outcome.output.contains("8 of 16 pairs lost"), "\(outcome.output)")
    #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
}

@Test func `a warm-up is no longer than it may be at most, and not both longer and shorter`() throws
{
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let words = ["bench", "s.yaml", "--pairs", "8", "--ignore-load", "--quiet", "--json"]
    let short = try Program.run(words + ["--warm-up-max", "3"], in: scratch.folder)
    #expect(short.status == 0, "\(short.errors)")
    #expect(try contests(short.output).first?["warm_up"] as? Int == 3)
    let both = try Program.run(
        words + ["--warm-up", "3", "--warm-up-max", "2"], in: scratch.folder)
    #expect(both.status == 2)
    #expect(
        both.errors.contains(
            "--warm-up asks for 3 rounds at least, and --warm-up-max for 2 at most"))
}

@Test func `regions are held against the first`() throws {
    let (eu, us) = (try CountingGateway(), try CountingGateway())
    let scratch = try Scratch()
    let outcome = try Program.run(
        ["bench", "--region", "eu=\(eu.url)", "--region", "us=\(us.url)", "--model", "m"] + quick,
        in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("  us less eu"))
    #expect(outcome.output.contains("  region us"))
}

@Test(arguments: [
    (["--gateway", "http://127.0.0.1:9/v1"], "--gateway and --direct go together"),
    (["--region", "eu"], "not a name and an address"),
    (["--region", "eu=http://127.0.0.1:9/v1"], "there must be several"),
    (["--gateway", "ftp://x", "--direct", "http://y"], "no address of a gateway"),
    (["--provider", "opnai", "--region", "a=http://x"], "did you mean 'openai'?"),
    (["--pairs", "2"], "not a whole number from 5"),
    (["--key-variable", "HOME"], "is a key for an address, and none is named"),
    (
        [
            "--gateway", "http://127.0.0.1:9/v1", "--direct", "http://127.0.0.1:9/v1",
            "--key-variable", "HOME",
        ], "up to 4880 requests, which"
    ),
])
func `what a bench cannot do is said before anything is sent`(
    arguments: [String], words: String
) throws {
    let scratch = try Scratch()
    let outcome = try Program.run(["bench", "--ignore-load"] + arguments, in: scratch.folder)
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(!scratch.has("pathproof-out/bench.json"))
}

@Test func `where nobody answers the bench ends with 4`() throws {
    let scratch = try Scratch()
    let direct = try CountingGateway()
    for model in [[], ["--model", "m"]] {
        let outcome = try Program.run(
            [
                "bench", "--gateway", "http://127.0.0.1:9/v1", "--direct", direct.url,
                "--direct-model", "m",
            ] + model + quick, in: scratch.folder)
        #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
        #expect((outcome.output + outcome.errors).contains("refused"))
    }
}

@Test func `an address that lists no models must be told which one`() throws {
    let scratch = try Scratch()
    let direct = try CountingGateway()
    let outcome = try Program.run(
        ["bench", "--gateway", direct.url, "--direct", direct.url] + quick, in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("does not say what models it has"))
    #expect(outcome.errors.contains("--direct-model NAME"))
}

@Test func `an address is asked for its models where its provider lists them`() throws {
    let ollama = try Server { request, responder in
        let isList = request.path == "/api/tags"
        responder.reply(
            status: isList ? 200 : 404, headers: [("content-type", "application/json")],
            body: Array(#"{"models":[{"name":"llama3:8b"},{"name":"phi4:latest"}]}"#.utf8))
    }
    defer { ollama.stop() }
    let (scratch, url) = (try Scratch(), "http://127.0.0.1:\(ollama.port)")
    let outcome = try Program.run(
        ["bench", "--gateway", url, "--direct", url, "--provider", "ollama"] + quick,
        in: scratch.folder)
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect(outcome.errors.contains("has 2 models, and none is named"), "\(outcome.errors)")
    #expect(outcome.errors.contains("one of: llama3:8b, phi4:latest"), "\(outcome.errors)")
}

@Test func `a busy machine is refused, and how to go on is said`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let spinning = try (0..<ProcessInfo.processInfo.processorCount).map { _ in
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "while :; do :; done"]
        // Whoever reads what the tests print must not wait for these.
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
    // A test before may have told this process, and so its children, to hear no SIGTERM.
    defer {
        for process in spinning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }
    let outcome = try Program.run(["bench", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 3, "\(outcome.output)")
    #expect(outcome.errors.contains("the machine is busy: others use "))
    #expect(outcome.errors.contains("--ignore-load"))
    let marked = try Program.run(["bench", "s.yaml"] + quick, in: scratch.folder)
    #expect(marked.status == 0)
    #expect(marked.output.contains("measured on a loaded machine"))
}

@Test func `a bench that is interrupted says what it has, whoever keeps it waiting`() throws {
    let question = "What is 2+2? Answer with the number only."
    let silent = try CountingGateway(holds: ["\(question) plain", "\(question) stream"])
    let direct = try CountingGateway()
    let scratch = try Scratch()
    let outcome = try Program.run(
        ["bench", "--gateway", silent.url, "--direct", direct.url, "--model", "m"] + quick,
        in: scratch.folder
    ) { process in
        for _ in 0..<1000 where silent.entries.isEmpty { Thread.sleep(forTimeInterval: 0.02) }
        process.interrupt()
    }
    #expect(outcome.status == 130, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("interrupted: "))
    #expect(try scratch.text("pathproof-out/bench.json").contains("\"interrupted\":true"))
}

/// What caches do with marked prompts, as `run` shows it: see CacheRunTests.
@Suite struct BenchCacheTests {
    private let suite = """
        prompts:
          - { id: kept, system: "file://long.txt", user: "{{ q }}", cache: true }
          - { id: other, user: "{{ q }}" }
        tests:
          - { vars: { q: Hi }, assert: [{ type: legs-allowed, value: [chat/1] }] }
          - vars: { q: You }
        """
    private let long = String(repeating: "All that every question has in common. ", count: 600)

    private func lines(_ text: String) throws -> [[String: Any]] {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require(object?["prompt_caches"] as? [[String: Any]])
    }

    private func figure(_ line: [String: Any], _ side: String, _ name: String) -> Int {
        (line[side] as? [String: Any])?[name] as? Int ?? -1
    }

    private func dollars(_ line: [String: Any], _ side: String) -> Double {
        let cost = (line[side] as? [String: Any])?["cost"] as? [String: String]
        return cost?["USD"].flatMap(Double.init) ?? -1
    }

    @Test func `marked prompts are written, read and priced on every way to a leg`() throws {
        let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite, "long.txt": long])
        let outcome = try Program.run(["bench", "s.yaml"] + quick, in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("prompt caches"))
        let lines = try lines(scratch.text("pathproof-out/bench.json"))
        #expect(
            lines.map { "\($0["leg"] ?? "") \($0["leg_name"] ?? "") \($0["asked"] ?? "")" } == [
                "chat/1 openai:gpt-5.4-mini direct",
                "chat/1 openai:gpt-5.4-mini through the gateway",
                "chat/2 anthropic:claude-haiku-4-5 direct",
                "chat/2 anthropic:claude-haiku-4-5 after failover",
            ])
        for line in lines {
            // One test of one prompt, three times.
            #expect(line["cases"] as? Int == 1 && line["cold"] as? Int == 1)
            #expect(figure(line, "first", "cached_tokens") == 0)
            #expect(figure(line, "last", "cached_tokens") > 4_096)
            #expect(dollars(line, "last") < dollars(line, "first") && dollars(line, "last") > 0)
        }
        #expect(figure(lines[3], "first", "cache_write_tokens") > 4_096)
    }

    @Test func `a suite that marks nothing is asked nothing for it`() throws {
        let unmarked = suite.replacing(", cache: true", with: "")
        let scratch = try Scratch(["routes.yaml": routes, "s.yaml": unmarked, "long.txt": long])
        let outcome = try Program.run(["bench", "s.yaml"] + quick, in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(!outcome.output.contains("prompt caches"))
        #expect(!(try scratch.text("pathproof-out/bench.json")).contains("prompt_caches"))
    }

    @Test func `a gateway that keeps its provider's cache from the caller is seen beside it`()
        throws
    {
        @Sendable func usage(_ cached: Int) -> String {
            "{\"prompt_tokens\":5000,\"completion_tokens\":2,\"total_tokens\":5002,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":\(cached)}}"
        }
        let direct = try CountingGateway(usage: { _ in usage(4_864) })
        let gateway = try CountingGateway(usage: { _ in usage(0) })
        let scratch = try Scratch(["s.yaml": suite, "long.txt": long])
        let outcome = try Program.run(
            [
                "bench", "s.yaml", "--gateway", gateway.url, "--direct", direct.url, "--provider",
                "openai", "--model", "gpt-5.4-mini",
            ] + quick, in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let lines = try lines(scratch.text("pathproof-out/bench.json"))
        #expect(lines.map { $0["asked"] as? String } == ["direct", "through the gateway"])
        #expect(lines.map { figure($0, "last", "cached_tokens") } == [4_864, 0])
        // 136 at 0.75 and 4,864 at 0.075 dollars a million, and two at 4.50.
        #expect(abs(dollars(lines[0], "last") - 0.0004758) < 1e-9, "\(lines[0])")
        // Both phases of 8 + 2 rounds, and three of its own.
        #expect(direct.heads.count == 2 * 10 + 3 && gateway.heads.count == 2 * 10 + 3)
    }
}

/// A bench as the client of a key: the embedded gateway knows it, and refuses all others.
@Suite struct BenchKeyTests {
    private func scratch(_ line: String = "", rpm: String = "") throws -> Scratch {
        try Scratch([
            "routes.yaml": routes
                + """

                  code: [deepseek-v4-pro]
                keys:
                  free: { key: "${FREE_KEY}", models: [gpt-5.4-mini]\(rpm) }
                  all: { key: "${ALL_KEY}" }
                """,
            "s.yaml": "\(line)\n\(suite)",
        ])
    }

    private func bench(_ scratch: Scratch, _ words: [String] = []) throws -> Program.Outcome {
        try Program.run(["bench", "s.yaml", "--json"] + quick + words, in: scratch.folder)
    }

    @Test(arguments: [true, false])
    func `it asks as the suite's client, or as the one of the command line`(isInSuite: Bool) throws
    {
        let scratch = try scratch(isInSuite ? "key: free" : "key: all")
        let outcome = try bench(scratch, isInSuite ? [] : ["--key", "free"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let contests = try contests(outcome.output)
        // What the key may not see is not measured, and named.
        #expect(contests.map { $0["name"] as? String } == ["s/chat"])
        #expect(
            outcome.errors.contains("warning: key 'free' does not reach the first leg of 'code'"))
        let comparison = try #require((contests[0]["comparisons"] as? [[String: Any]])?.first)
        #expect(comparison["base"] as? String == "openai:gpt-5.4-mini")
        #expect(comparison["pairs_usable"] as? Int == 16)
        guard isInSuite else { return }
        let all = try bench(scratch, ["--key", "all"])
        #expect(try self.contests(all).count == 2, "\(all.errors)")
    }

    private func contests(_ outcome: Program.Outcome) throws -> [[String: Any]] {
        try contests(outcome.output)
    }

    private func contests(_ text: String) throws -> [[String: Any]] {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require(object?["contests"] as? [[String: Any]])
    }

    @Test func `where it cannot ask as that client it says so`() throws {
        let scratch = try scratch("key: free")
        let barred = try bench(scratch, ["--route", "code"])
        #expect(barred.status == 2, "\(barred.output)")
        #expect(
            barred.errors.contains(
                "s.yaml:1:6: error: key 'free' does not reach the first leg of 'code'"))
        let unknown = try bench(scratch, ["--key", "fre"])
        #expect(
            unknown.status == 2 && unknown.errors.contains("did you mean 'free'?"),
            "\(unknown.errors)")
        let addresses = ["--gateway", "http://127.0.0.1:9/v1", "--direct", "http://127.0.0.1:9/v1"]
        let url = try bench(scratch, addresses)
        #expect(
            url.status == 2 && url.errors.contains("s.yaml:1:6: error: `key:` names one of `keys:`")
        )
        let option = try Program.run(["bench", "--key", "free"] + addresses, in: scratch.folder)
        #expect(
            option.status == 2 && option.errors.contains("--key names one of `keys:`"),
            "\(option.errors)")
    }

    @Test func `a key that may ask seldom is not asked for more than it gives`() throws {
        // A hundred a second: two hundred requests that came all at once would be refused.
        let scratch = try scratch("key: free", rpm: ", rpm: 6000")
        let outcome = try bench(scratch)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let slow = try self.scratch("key: free", rpm: ", rpm: 30")
        let said = try Program.run(
            ["bench", "s.yaml", "--pairs", "8", "--warm-up", "2", "--ignore-load"], in: slow.folder
        ) { process in
            // It would take minutes: what it says of that comes first.
            Thread.sleep(forTimeInterval: 2)
            process.interrupt()
        }
        #expect(said.errors.contains("key 'free' allows 30 requests a minute"), "\(said.errors)")
    }
}
