import Foundation
import Servers
import Synchronization
import TestSupport
import Testing
import Vocabulary

/// A stand-in for OpenAI and Anthropic, whose answer depends on the model that is asked.
final class Providers: Sendable {
    private final class Book: Sendable {
        let keys = Mutex<[String]>([])
        let times = Mutex<[Date]>([])
    }
    private let book = Book()
    private let server: Server

    var port: Int { server.port }
    /// The keys that came, one a request.
    var keys: [String] { book.keys.withLock { $0 } }
    /// When they came.
    var times: [Date] { book.times.withLock { $0 } }

    /// - Parameter pause: before the last bytes of a stream.
    init(
        pause: Duration = .zero, status: @escaping @Sendable (String) -> Int = { _ in 200 }
    ) throws {
        server = try Server { [book] request, responder in
            let key = request.headers["authorization"] ?? request.headers["x-api-key"] ?? ""
            book.keys.withLock { $0.append(key) }
            book.times.withLock { $0.append(Date()) }
            let status = status(key)
            guard status == 200 else {
                return responder.reply(
                    status: status, headers: [("content-type", "application/json")],
                    body: Array(#"{"error":{"message":"no \#(key)","type":"x"}}"#.utf8))
            }
            let text = String(decoding: request.body, as: UTF8.self)
            let isStreamed = text.contains(#""stream":true"#)
            let body =
                request.path.hasSuffix("/messages")
                ? Self.anthropic(isStreamed) : Self.openAI(isStreamed)
            if isStreamed, pause > .zero {
                return responder.play(Self.score(of: Array(body.utf8), pause))
            }
            responder.reply(
                status: 200,
                headers: [
                    ("content-type", isStreamed ? "text/event-stream" : "application/json")
                ], body: Array(body.utf8))
        }
    }

    func stop() { server.stop() }

    private static func score(of stream: [UInt8], _ pause: Duration) -> Score {
        let head = HTTPText.head(
            status: 200,
            headers: [("content-type", "text/event-stream"), ("transfer-encoding", "chunked")])
        let (start, rest) = (Array(stream.dropLast(10)), Array(stream.suffix(10)))
        return Score([
            TimedStep(after: .zero, .send(head + HTTPText.chunk(start))),
            TimedStep(after: pause, .send(HTTPText.chunk(rest) + HTTPText.lastChunk)),
            TimedStep(after: pause, .keepAlive),
        ])
    }

    private static func openAI(_ isStreamed: Bool) -> String {
        let model = "gpt-5.4-mini-2026-03-17"
        let usage = #"{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14}"#
        guard isStreamed else {
            return
                #"{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"\#(model)","#
                + #""choices":[{"index":0,"message":{"role":"assistant","content":"It is Paris."},"#
                + #""finish_reason":"stop"}],"usage":\#(usage)}"#
        }
        func chunk(_ delta: String, _ finish: String, _ more: String = "") -> String {
            #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"#
                + #""model":"\#(model)","choices":[{"index":0,"delta":\#(delta),"#
                + #""finish_reason":\#(finish)}]\#(more)}"# + "\n\n"
        }
        return chunk(#"{"role":"assistant","content":""}"#, "null")
            + chunk(#"{"content":"It is"}"#, "null") + chunk(#"{"content":" Paris."}"#, "null")
            + chunk("{}", #""stop""#)
            + #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"#
            + #""model":"\#(model)","choices":[],"usage":\#(usage)}"# + "\n\ndata: [DONE]\n\n"
    }

    private static func anthropic(_ isStreamed: Bool) -> String {
        let model = "claude-haiku-4-5-20251001"
        guard isStreamed else {
            return #"{"id":"msg_1","type":"message","role":"assistant","model":"\#(model)","#
                + #""content":[{"type":"text","text":"Paris it is."}],"stop_reason":"end_turn","#
                + #""stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":3}}"#
        }
        func event(_ type: String, _ rest: String) -> String {
            "event: \(type)\ndata: {\"type\":\"\(type)\",\(rest)}\n\n"
        }
        return event(
            "message_start",
            #""message":{"id":"msg_1","type":"message","role":"assistant","model":"\#(model)","#
                + #""content":[],"stop_reason":null,"stop_sequence":null,"#
                + #""usage":{"input_tokens":12,"output_tokens":1}}"#)
            + event(
                "content_block_start", #""index":0,"content_block":{"type":"text","text":""}"#)
            + event(
                "content_block_delta",
                #""index":0,"delta":{"type":"text_delta","text":"Paris"}"#)
            + event(
                "content_block_delta",
                #""index":0,"delta":{"type":"text_delta","text":" it is."}"#)
            + event("content_block_stop", #""index":0"#)
            + event(
                "message_delta",
                #""delta":{"stop_reason":"end_turn","stop_sequence":null},"#
                    + #""usage":{"output_tokens":3}"#)
            + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
    }
}

private let causes =
    "rate-limit, server-error, cut, error-event, no-finish, one-burst, truncated-json"

private func scratch(port: Int, paths: String = "causes", country: String = "France") throws
    -> Scratch
{
    try Scratch([
        "routes.yaml": """
        providers:
          openai: { base_url: "http://127.0.0.1:\(port)/v1", api_key: "${FIRST_KEY}" }
          anthropic: { base_url: "http://127.0.0.1:\(port)", api_key: "${SECOND_KEY}" }
        aliases:
          fast-chat:
            - { model: gpt-5.4-mini, timeout: 10s, retry: { times: 1, on: [server-error] } }
            - { model: claude-haiku-4-5, timeout: 10s, on: [timeout, connection, rate-limit, server-error] }
        """,
        "s.yaml": """
        prompts: ["Answer with the capital only: {{ country }}"]
        paths: \(paths)
        \(paths == "causes" ? "causes: [\(causes)]" : "")
        tests:
          - vars: { country: \(country) }
            assert: [{ type: contains, value: Paris }]
        """,
    ])
}

private let keys = ["FIRST_KEY": "sk-first-real-key", "SECOND_KEY": "sk-second-real-key"]

@Test func `a run is recorded once a request, and replayed with nothing behind it`() throws {
    let providers = try Providers()
    let scratch = try scratch(port: providers.port)
    let recorded = try Program.run(
        ["run", "s.yaml", "--record", "tapes", "--budget", "1"], in: scratch.folder,
        environment: keys)
    #expect(recorded.status == 0, "\(recorded.output)\(recorded.errors)")
    #expect(
        recorded.errors.contains(
            "the real providers are asked, and may bill it: each different request once"))
    let sets = "'s.yaml' sets no `max_tokens`"
    #expect(recorded.errors.contains(sets), "\(recorded.errors)")
    // Two legs, plain and streamed; every cause breaks those answers or keeps from asking.
    #expect(providers.keys.count == 4)
    #expect(
        Set(providers.keys) == ["Bearer sk-first-real-key", "sk-second-real-key"],
        "each provider gets its own key")
    let names = try FileManager.default.contentsOfDirectory(
        atPath: scratch.folder.appending(path: "tapes").path)
    #expect(names.count == 4)
    for name in names {
        let text = try scratch.text("tapes/\(name)")
        #expect(text.hasPrefix("pathproof cassette 1\n") && !text.contains("real-key"))
        #expect(!text.contains("ppcase") && text.contains("Answer with the capital only: France"))
    }
    #expect(try scratch.rows("run").first?["mode"] as? String == "record")
    providers.stop()

    let replayed = try Program.run(
        ["run", "s.yaml", "--replay", "tapes", "--out", "again"], in: scratch.folder)
    #expect(replayed.status == 0, "\(replayed.output)\(replayed.errors)")
    let (first, second) = (
        try scratch.rows("case"), try scratch.rows("case", in: "again/results.jsonl")
    )
    #expect(first.count > 20)
    // Four requests were sent: no case that was given their answers again has paid for them.
    let costs = first.compactMap { ($0["cost"] as? String).flatMap { Double($0) } }
    #expect(costs.count { $0 > 0 } <= 4 && costs.contains(0), "\(costs)")
    #expect(first.map { $0["id"] as? String } == second.map { $0["id"] as? String })
    #expect(second.allSatisfy { $0["verdict"] as? String == "passed" })
    #expect(
        try scratch.rows("run", in: "again/results.jsonl").first?["mode"] as? String == "replay")
}

@Test func `the estimate of a recording counts each different request once, whatever asks for it`()
    throws
{
    let scratch = try scratch(port: 9)
    func estimate(_ words: [String]) throws -> Substring {
        let outcome = try Program.run(
            ["run", "s.yaml", "--plan"] + words, in: scratch.folder, environment: keys)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let line = outcome.output.split(separator: "\n").first { $0.hasPrefix("estimate: ") }
        return try #require(line)
    }
    let record = ["--record", "tapes", "--budget", "1"]
    let once = try estimate(record)
    // Nine tokens and 512 of either leg, plain and streamed.
    #expect(once.hasPrefix("estimate: 0.0097"), "\(once)")
    #expect(try estimate(record + ["--repeat", "3"]) == once)
    let live = try estimate(["--live", "--budget", "1"])
    #expect(live != once)
    #expect(try estimate(["--live", "--budget", "1", "--repeat", "3"]) != live)
    // What keeps from asking sends nothing.
    #expect(try estimate(record + ["--cause", "rate-limit"]) != once)
}

@Test func `a recording that outlives its case is kept before the run ends`() throws {
    let providers = try Providers(pause: .seconds(1))
    let scratch = try scratch(port: providers.port)
    let run = try Program.run(
        ["run", "s.yaml", "--record", "tapes", "--budget", "1", "--cause", "cut"],
        in: scratch.folder, environment: keys)
    let names = try FileManager.default.contentsOfDirectory(
        atPath: scratch.folder.appending(path: "tapes").path)
    #expect(!names.isEmpty && names.count == providers.keys.count, "\(run.output)\(run.errors)")
    for name in names { #expect(try scratch.text("tapes/\(name)").hasSuffix("\nend\n")) }
}

@Test func `what no cassette answers is errored and named with the nearest, and nothing is sent`()
    throws
{
    let providers = try Providers()
    let scratch = try scratch(port: providers.port, paths: "legs")
    _ = try Program.run(
        ["run", "s.yaml", "--record", "tapes", "--budget", "1"], in: scratch.folder,
        environment: keys)
    let sent = providers.keys.count
    let suite = try scratch.text("s.yaml").replacing("France }", with: "Spain }")
    try suite.write(
        to: scratch.folder.appending(path: "s.yaml"), atomically: true, encoding: .utf8)
    let replayed = try Program.run(
        ["run", "s.yaml", "--replay", "tapes"], in: scratch.folder, environment: keys)
    #expect(replayed.status == 3, "\(replayed.errors)")
    #expect(replayed.output.contains("no cassette answers openai: POST /chat/completions"))
    #expect(
        replayed.output.contains(
            #"/messages/0/content: recorded "Answer with the capital only: France", asked "#
                + #""Answer with the capital only: Spain""#))
    #expect(providers.keys.count == sent)
    #expect(try scratch.rows("case").allSatisfy { $0["verdict"] as? String == "errored" })
}

@Test func `a provider's own refusal is no verdict on the gateway, and shows no key`() throws {
    let providers = try Providers { key in key.contains("first") ? 401 : 200 }
    let scratch = try scratch(port: providers.port, paths: "primary")
    let run = try Program.run(
        ["run", "s.yaml", "--live", "--budget", "1"], in: scratch.folder, environment: keys)
    #expect(run.status == 4, "\(run.errors)")
    #expect(run.output.contains("the provider behind fast-chat/1 refused its key with status 401"))
    for file in try FileManager.default.subpathsOfDirectory(atPath: scratch.folder.path) {
        let text = (try? scratch.text(file)) ?? ""
        #expect(!text.contains("sk-first-real-key"), "\(file)")
    }
    #expect(!(run.output + run.errors).contains("sk-first-real-key"))
}

@Test func `where keys were refused it is said so, and the hint can be followed as it stands`()
    throws
{
    let refuses = Mutex(true)
    let providers = try Providers { _ in refuses.withLock { $0 } ? 401 : 200 }
    let scratch = try scratch(port: providers.port, paths: "primary")
    let run = try Program.run(
        ["run", "s.yaml", "--live", "--budget", "1.50"], in: scratch.folder, environment: keys)
    #expect(run.status == 4, "\(run.errors)")
    #expect(run.errors.contains("could not be judged: a key was refused\n"), "\(run.errors)")
    #expect(!run.errors.contains("was not reached"))
    #expect(run.output.contains("broken: key-refused (status 401)"), "\(run.output)")
    let hint = "run --resume --out pathproof-out --budget 1.5"
    #expect(run.errors.contains("`pathproof \(hint)` asks again"), "\(run.errors)")
    refuses.withLock { $0 = false }
    // As if it had been killed.
    let results = scratch.folder.appending(path: "pathproof-out/results.jsonl")
    let rows = try String(contentsOf: results, encoding: .utf8).split(separator: "\n").dropLast()
    try (rows.joined(separator: "\n") + "\n").write(to: results, atomically: true, encoding: .utf8)
    let report = try Program.run(["report"], in: scratch.folder)
    #expect(report.errors.contains("goes on with it, with a --budget of its own"))
    let rest = try Program.run(
        hint.split(separator: " ").map(String.init), in: scratch.folder, environment: keys)
    #expect(rest.status == 0, "\(rest.output)\(rest.errors)")
    #expect(try scratch.rows("case").allSatisfy { $0["verdict"] as? String == "passed" })
}

@Test(arguments: [
    (["--live"], "no --budget"), (["--record", "tapes"], "no --budget"),
    (["--replay", "tapes", "--live"], "--replay sends nothing"),
    (["--replay", "nowhere"], "cannot read the folder 'nowhere'"),
    (["--replay", "empty"], "there is no cassette in 'empty'"),
    (["--replay", "broken"], "broken/x.cassette:1:1: error: the first line is not"),
    (
        ["--record", "t", "--gateway", "http://127.0.0.1:9/v1", "--live", "--allow-unpriced"],
        "--record is for the lanes"
    ),
    (["--live", "--budget", "1"], "there is no key for provider 'openai'"),
])
func `a live or replayed run that cannot be is refused before anything is sent`(
    words: [String], message: String
) throws {
    let scratch = try scratch(port: 9)
    for folder in ["empty", "broken"] {
        try FileManager.default.createDirectory(
            at: scratch.folder.appending(path: folder), withIntermediateDirectories: true)
    }
    try "what\n".write(
        to: scratch.folder.appending(path: "broken/x.cassette"), atomically: true, encoding: .utf8)
    let run = try Program.run(
        ["run", "s.yaml"] + words, in: scratch.folder,
        environment: ["OPENAI_API_KEY": "", "ANTHROPIC_API_KEY": ""])
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.errors.contains(message), "\(run.errors)")
}

@Test func `a folder of cassettes that cannot be read leaves the earlier run as it is`() throws {
    let scratch = try scratch(port: 9, paths: "legs")
    let first = try Program.run(["run", "s.yaml"], in: scratch.folder)
    let before = try scratch.text("pathproof-out/results.jsonl")
    let replayed = try Program.run(["run", "s.yaml", "--replay", "taps"], in: scratch.folder)
    #expect(replayed.status == 2 && replayed.errors.contains("'taps'"), "\(replayed.errors)")
    #expect(replayed.output.isEmpty)
    #expect(try scratch.text("pathproof-out/results.jsonl") == before, "\(first.status)")
}

@Test
func `models that are asked directly are asked where the routes file says, within its budget`()
    throws
{
    let providers = try Providers()
    defer { providers.stop() }
    let scratch = try Scratch([
        "routes.yaml": """
        providers:
          openai: { base_url: "http://127.0.0.1:\(providers.port)/v1", api_key: "${FIRST_KEY}", budget_usd: 0.2 }
        models: { gpt-5.4-mini: { price: { input: "1000", output: "1000" } } }
        aliases: { chat: [gpt-5.4-mini] }
        """,
        "s.yaml": """
        models: [gpt-5.4-mini]
        stream: false
        params: { max_tokens: 4 }
        prompts: ["Capital of number {{ n }}?"]
        tests: file://d.csv
        """,
        "d.csv": "n\n" + (0..<20).map { "\($0)\n" }.joined(),
    ])
    let outcome = try Program.run(
        ["run", "s.yaml", "--live", "--budget", "9", "-j", "1"], in: scratch.folder,
        environment: keys)
    #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
    #expect(providers.keys == Array(repeating: "Bearer sk-first-real-key", count: 8))
}

@Test func `a plan of a live run needs no budget`() throws {
    let scratch = try scratch(port: 9, paths: "legs")
    let plan = try Program.run(
        ["run", "s.yaml", "--live", "--plan"], in: scratch.folder, environment: keys)
    #expect(plan.status == 0, "\(plan.errors)")
}

private final class SeenPaths: Sendable {
    let paths = Mutex<Set<String>>([])
}

@Test(arguments: ["", "/v1beta"])
func `a lane asks Gemini under its version, whether or not the base has it`(version: String) throws
{
    let seen = SeenPaths()
    let server = try Server { request, responder in
        seen.paths.withLock { _ = $0.insert(request.path) }
        responder.reply(status: 404, headers: [], body: Array("{}".utf8))
    }
    defer { server.stop() }
    let scratch = try Scratch([
        "routes.yaml": """
        providers:
          google: { base_url: "http://127.0.0.1:\(server.port)\(version)", api_key: "${FIRST_KEY}" }
        aliases: { chat: [gemini-3.8-flash] }
        """,
        "s.yaml": "prompts: [Hello]\ntests: [{}]\nstream: false\n",
    ])
    let run = try Program.run(
        ["run", "s.yaml", "--live", "--budget", "1", "--allow-unpriced"], in: scratch.folder,
        environment: keys)
    let paths = seen.paths.withLock { $0 }
    #expect(!paths.isEmpty, "\(run.errors)")
    #expect(paths.allSatisfy { $0.hasPrefix("/v1beta/models/gemini") }, "\(paths)")
}
