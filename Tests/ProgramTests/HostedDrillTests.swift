import Foundation
import Servers
import Synchronization
import TestSupport
import Testing
import Vocabulary

/// A hosted gateway as its callers see it: of the models of a request, or the targets of a configuration, the first
/// that it has answers.
private final class HostedGateway: Sendable {
    struct Asked: Sendable {
        var models: [String]
        var key: String?
        var isStreamed: Bool
        /// As it came, with what decides who answers.
        var text: String
    }

    /// What it does otherwise than it should.
    enum Vice: Sendable, Equatable {
        case none
        /// An unknown name is a mistake of the caller, and no other model is asked.
        case refusesUnknown
        /// Its answers name no model and no target.
        case namesNobody
        /// The last of the list answers, whatever the order is.
        case takesTheLast
        /// The first fails by itself, as providers do.
        case firstIsDown
        /// It knows no such key.
        case refusesKey
        /// It stops at the first failure, and says where.
        case neverMovesOn
        /// Whatever is asked, one model that nobody asked for answers.
        case swapsModels
        /// Nothing gets through.
        case answers(Int)
    }

    private final class Book: Sendable { let asked = Mutex<[Asked]>([]) }
    private let book = Book()
    private let server: Server

    var asked: [Asked] { book.asked.withLock { $0 } }
    func url(_ path: String = "/api/v1") -> String { "http://127.0.0.1:\(server.port)\(path)" }
    func stop() { server.stop() }

    init(_ vice: Vice = .none) throws {
        server = try Server { [book] request, responder in
            let body = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
            let isStreamed = body?["stream"] as? Bool ?? false
            var models = body?["models"] as? [String] ?? []
            let config = request.headers["x-portkey-config"]
            if let config { models = Self.models(of: config) }
            let key = request.headers["authorization"] ?? request.headers["x-portkey-api-key"]
            book.asked.withLock {
                $0.append(
                    Asked(
                        models: models, key: key, isStreamed: isStreamed,
                        text: config ?? String(decoding: request.body, as: UTF8.self)))
            }
            let isPortkey = config != nil
            func refuse(_ status: Int, _ message: String, at index: Int? = nil) {
                responder.reply(
                    status: status,
                    headers: [("content-type", "application/json")] + Self.place(index),
                    body: Array(
                        #"{"error":{"code":\#(status),"message":"\#(message)"}}"#.utf8))
            }
            if vice == .refusesKey { return refuse(401, "User not found.") }
            if case .answers(let status) = vice { return refuse(status, "slow down", at: 0) }
            let known = models.indices.filter { !models[$0].contains("no-such-model") }
            if vice == .refusesUnknown, known.count < models.count {
                return refuse(400, "no-such-model is not a valid model ID")
            }
            if vice == .neverMovesOn, known.first != 0 {
                return refuse(404, "The model does not exist", at: isPortkey ? 0 : nil)
            }
            var answering = vice == .takesTheLast ? known.last : known.first
            if vice == .firstIsDown, answering == 0, models.count > 1 { answering = 1 }
            guard let answering else {
                return refuse(
                    404, "No endpoints found", at: isPortkey ? models.count - 1 : nil)
            }
            let attempts = (0...answering).map { index in
                #"{"model":"\#(models[index])","provider":"P","status":\#(index < answering ? 503 : 200)}"#
            }.joined(separator: ",")
            let names = vice != .namesNobody
            responder.reply(
                status: 200,
                headers: [("content-type", isStreamed ? "text/event-stream" : "application/json")]
                    + Self.place(isPortkey && names ? answering : nil),
                body: Array(
                    Self.answer(
                        isStreamed,
                        model: vice == .swapsModels
                            ? "gpt-4o-mini-2024-07-18"
                            : names && !isPortkey ? models[answering] : "assistant",
                        isPortkey || vice == .takesTheLast || !names
                            ? "" : #","openrouter_metadata":{"attempts":[\#(attempts)]}"#
                    ).utf8))
        }
    }

    private static func place(_ index: Int?) -> [(String, String)] {
        index.map { [("x-portkey-last-used-option-index", "config.targets[\($0)]")] } ?? []
    }

    private static func models(of config: String) -> [String] {
        let tree =
            try? JSONSerialization.jsonObject(with: Data(config.utf8)) as? [String: Any]
        let targets = tree?["targets"] as? [[String: Any]] ?? []
        return targets.map { ($0["override_params"] as? [String: Any])?["model"] as? String ?? "m" }
    }

    private static func answer(_ isStreamed: Bool, model: String, _ more: String) -> String {
        let usage = #""usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}"#
        guard isStreamed else {
            return #"{"id":"gen-1","object":"chat.completion","created":1,"model":"\#(model)","#
                + #""choices":[{"index":0,"message":{"role":"assistant","content":"Paris"},"#
                + #""finish_reason":"stop"}],\#(usage)\#(more)}"#
        }
        func chunk(_ rest: String) -> String {
            #"data: {"id":"gen-1","object":"chat.completion.chunk","created":1,"model":"\#(model)",\#(rest)}"#
                + "\n\n"
        }
        return chunk(
            #""choices":[{"index":0,"delta":{"role":"assistant","content":"Paris"},"finish_reason":null}]"#
        )
            + chunk(#""choices":[{"index":0,"delta":{},"finish_reason":"stop"}]"#)
            + chunk(#""choices":[],\#(usage)\#(more)"#) + "data: [DONE]\n\n"
    }
}

private let request = """
    {
      "models": ["openai/gpt-5.4-mini", "anthropic/claude-opus-4.8:floor"],
      "provider": { "data_collection": "deny" },
      "messages": [{ "role": "user", "content": "mine" }]
    }
    """

private let portkey = """
    {
      "strategy": { "mode": "fallback" },
      "targets": [
        { "provider": "openai", "api_key": "${FIRST_KEY}", "override_params": { "model": "gpt-5.4-mini" } },
        { "provider": "anthropic", "api_key": "${SECOND_KEY}", "override_params": { "model": "claude-haiku-4-5" } }
      ]
    }
    """

private func drill(
    _ gateway: HostedGateway, _ file: String, in scratch: Scratch, _ more: [String] = []
) throws -> Program.Outcome {
    try Program.run(
        [
            "drill", file, "--gateway", gateway.url(file == "portkey.json" ? "/v1" : "/api/v1"),
            "--live", "--allow-unpriced", "--key-variable", "HOSTED_KEY",
        ] + more, in: scratch.folder,
        environment: [
            "HOSTED_KEY": "sk-hosted-key", "FIRST_KEY": "sk-first-leg",
            "SECOND_KEY": "sk-second-leg",
        ])
}

private func files() throws -> Scratch {
    try Scratch(["request.json": request, "portkey.json": portkey])
}

/// By leg and cause, and whether it was streamed.
private func paths(_ scratch: Scratch) throws -> [String: [String: Any]] {
    try scratch.rows("path").reduce(into: [:]) { paths, row in
        let number = (row["leg"] as? String)?.last.map(String.init) ?? ""
        let cause = row["cause"] as? String ?? "healthy"
        paths["\(number) \(cause) \(row["stream"] as? Bool == true ? "stream" : "plain")"] = row
    }
}

@Test(arguments: ["request.json", "portkey.json"])
func `a hosted gateway's paths are proven by its own answers, and all others are named`(
    file: String
) throws {
    let (gateway, scratch) = (try HostedGateway(), try files())
    let outcome = try drill(gateway, file, in: scratch)
    #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("paths are not covered"))
    let cases = try scratch.rows("case")
    #expect(cases.count == 8 && cases.allSatisfy { $0["verdict"] as? String == "passed" })
    let paths = try paths(scratch)
    for way in ["plain", "stream"] {
        for path in ["1 healthy", "1 model-gone", "2 healthy", "2 model-gone"] {
            #expect(paths["\(path) \(way)"]?["covered"] as? Bool == true, "\(path) \(way)")
        }
        let open = try #require(paths["2 rate-limit \(way)"])
        #expect(open["covered"] as? Bool == false)
        #expect((open["reason"] as? String)?.contains("cannot be broken from outside") == true)
    }
    #expect(paths["1 healthy plain"]?["answered_by"] as? String != nil)
    // What the file says goes along, and no prompt of its own does.
    let asked = gateway.asked
    #expect(asked.count == 8 && asked.allSatisfy { !$0.text.contains("mine") })
    if file == "request.json" {
        #expect(asked.allSatisfy { $0.key == "Bearer sk-hosted-key" })
        #expect(asked.allSatisfy { $0.text.contains(#""provider":{"data_collection":"deny"}"#) })
        #expect(
            asked.contains {
                $0.models == ["openai/gpt-5.4-mini", "anthropic/claude-opus-4.8:floor"]
            })
    } else {
        #expect(asked.allSatisfy { $0.key == "sk-hosted-key" && $0.text.contains("sk-second-leg") })
    }
    let matrix = try scratch.text("pathproof-out/drill.md")
    #expect(matrix.contains("## Not covered") && matrix.contains("rate-limit, server-error"))
    #expect(outcome.output.contains("rate-limit"), "the console names them, too")
    for name in try FileManager.default.subpathsOfDirectory(atPath: scratch.folder.path) {
        let text = (try? scratch.text(name)) ?? ""
        for key in ["sk-hosted-key", "sk-first-leg", "sk-second-leg"] {
            #expect(!text.contains(key), "\(name)")
        }
    }
    let again = try drill(gateway, file, in: scratch, ["--fail-on", "failed,errored,skipped"])
    #expect(again.status == 0)
}

@Test func `a gateway that refuses an unknown name has shown nothing of its fallbacks`() throws {
    let (gateway, scratch) = (try HostedGateway(.refusesUnknown), try files())
    let outcome = try drill(gateway, "request.json", in: scratch)
    #expect(outcome.status == 3, "\(outcome.output)")
    let paths = try paths(scratch)
    #expect(paths["1 healthy plain"]?["covered"] as? Bool == true)
    let second = try #require(paths["2 healthy plain"])
    #expect(second["covered"] as? Bool == false)
    let reason = try #require(second["reason"] as? String)
    #expect(reason.contains("status 400") && reason.contains("--failing-model"))

    let named = try drill(
        gateway, "request.json", in: scratch, ["--failing-model", "old/no-such-modelling"])
    #expect(named.status == 3)
    #expect(gateway.asked.contains { $0.models.first == "old/no-such-modelling" })
}

@Test(arguments: ["request.json", "portkey.json"])
func `an answer that names nobody proves nothing`(file: String) throws {
    let (gateway, scratch) = (try HostedGateway(.namesNobody), try files())
    let outcome = try drill(gateway, file, in: scratch)
    #expect(outcome.status == 3, "\(outcome.output)")
    let healthy = try #require(try paths(scratch)["1 healthy plain"])
    #expect(healthy["covered"] as? Bool == false)
    let words =
        file == "request.json"
        ? "the answer calls itself 'assistant'" : "nothing in the answer says which leg it is from"
    #expect((healthy["reason"] as? String)?.contains(words) == true)
}

@Test
func
    `a lane that plays OpenRouter proves its first path, and cannot claim a model that nobody has`()
    throws
{
    let scratch = try files()
    let routes = """
        models: { mini: { provider: openrouter, pin: openai/gpt-5.4-mini } }
        aliases: { or: [{ model: mini, timeout: 10s }] }
        """
    try routes.write(
        to: scratch.folder.appending(path: "routes.yaml"), atomically: true, encoding: .utf8)
    _ = try Served.with(["lanes"], in: scratch) { addresses in
        let outcome = try Program.run(
            [
                "drill", "request.json", "--gateway", try addresses.base(of: "or/1"), "--live",
                "--allow-unpriced",
            ], in: scratch.folder)
        #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
    }
    let paths = try paths(scratch)
    #expect(paths["1 healthy plain"]?["covered"] as? Bool == true)
    #expect(paths["1 healthy stream"]?["covered"] as? Bool == true)
    let reason = try #require(paths["2 healthy plain"]?["reason"] as? String)
    #expect(
        reason == "the answer calls itself 'pathproof/no-such-model', which is none of the legs")
}

@Test(arguments: ["request.json", "portkey.json"])
func `a gateway that does not keep to the order fails`(file: String) throws {
    let (gateway, scratch) = (try HostedGateway(.takesTheLast), try files())
    let outcome = try drill(gateway, file, in: scratch)
    #expect(outcome.status == 1, "\(outcome.output)")
    #expect(outcome.output.contains("and the answer is from"))
}

@Test func `a gateway that never moves on fails where it says so`() throws {
    let (gateway, scratch) = (try HostedGateway(.neverMovesOn), try files())
    let outcome = try drill(gateway, "portkey.json", in: scratch)
    #expect(outcome.status == 1, "\(outcome.output)")
    #expect(outcome.output.contains("the gateway stopped at"))
}

@Test func `a leg that fails by itself is no verdict on its gateway`() throws {
    let (gateway, scratch) = (try HostedGateway(.firstIsDown), try files())
    let outcome = try drill(gateway, "request.json", in: scratch)
    #expect(outcome.status == 3, "\(outcome.output)")
    let reason = try #require(try paths(scratch)["1 healthy plain"]?["reason"] as? String)
    #expect(reason.contains("1 of the attempts before it failed by themselves"))
}

@Test func `a key that is refused is no verdict, either`() throws {
    let (gateway, scratch) = (try HostedGateway(.refusesKey), try files())
    let outcome = try drill(gateway, "request.json", in: scratch)
    #expect(outcome.status == 4, "\(outcome.output)")
    #expect(try paths(scratch).values.allSatisfy { $0["covered"] as? Bool == false })
    #expect(outcome.output.contains("the gateway itself answered status 401"))
}

@Test func `what a hosted drill would send is planned, and nothing is sent without leave`() throws {
    let (gateway, scratch) = (try HostedGateway(), try files())
    let plan = try Program.run(
        [
            "drill", "request.json", "--gateway", gateway.url(), "--live", "--allow-unpriced",
            "--plan",
        ], in: scratch.folder)
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.contains("not covered: "))
    for (words, message) in [
        (["request.json", "--gateway", gateway.url()], "--live is not given"),
        (["request.json", "--gateway", gateway.url(), "--live"], "--allow-unpriced"),
        (["request.json"], "--gateway URL --live"),
        (["portkey.json", "--failing-model", "x"], "--failing-model is for"),
    ] {
        let refused = try Program.run(["drill"] + words, in: scratch.folder)
        #expect(refused.status == 2)
        #expect(refused.errors.contains(message), "\(refused.errors)")
    }
    #expect(gateway.asked.isEmpty)
}

@Test(arguments: ["request.json", "portkey.json"])
func `an answer of a model that nobody asked for fails by name`(file: String) throws {
    let (gateway, scratch) = (try HostedGateway(.swapsModels), try files())
    let outcome = try drill(gateway, file, in: scratch, ["--fail-on", "failed,errored"])
    #expect(outcome.status == 1, "\(outcome.output)")
    let path = try #require(try paths(scratch)["1 healthy plain"])
    let findings = try #require(path["findings"] as? [[String: Any]])
    #expect(findings.map { $0["code"] as? String } == ["drill.served.wrong-model"])
    let words = try #require(findings.first?["message"] as? String)
    #expect(words.contains("'gpt-4o-mini-2024-07-18'") && words.contains("gpt-5.4-mini'"))
    #expect(outcome.output.contains("drill.served.wrong-model"))
    #expect(try scratch.rows("case").allSatisfy { $0["verdict"] as? String != "skipped" })
}

@Test(arguments: ["request.json", "portkey.json"], [429, 402, 500, 503])
func `a gateway that lets nothing through proves no path`(file: String, status: Int) throws {
    let (gateway, scratch) = (try HostedGateway(.answers(status)), try files())
    _ = try drill(gateway, file, in: scratch, ["--fail-on", "failed"])
    let cases = try scratch.rows("case")
    #expect(cases.allSatisfy { $0["verdict"] as? String == "errored" }, "\(cases)")
    let paths = try paths(scratch)
    #expect(paths.values.allSatisfy { $0["covered"] as? Bool == false })
    let reason = try #require(paths["2 model-gone plain"]?["reason"] as? String)
    #expect(reason.contains("the gateway itself answered status \(status) ('slow down')"))
}

@Test(arguments: [400, 422, 404])
func `what a missing model gives is predicted, whatever comes`(status: Int) throws {
    let (gateway, scratch) = (try HostedGateway(.answers(status)), try files())
    _ = try drill(gateway, "request.json", in: scratch)
    let gone = try #require(try paths(scratch)["2 model-gone plain"])
    #expect(gone["agrees"] as? Bool == true)
    #expect((gone["predicted"] as? [String: Any])?["status"] as? Int == status)
    // The primary path is healthy, and must not be refused.
    #expect(try paths(scratch)["1 healthy plain"]?["covered"] as? Bool == false)
}
