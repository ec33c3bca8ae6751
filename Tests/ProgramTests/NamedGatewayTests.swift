import Foundation
import Servers
import Synchronization
import TestSupport
import Testing
import Vocabulary

/// Runs through a gateway that `gateways:` of the routes file names.
@Suite struct NamedGatewayTests {
    private static let live = ["--live", "--allow-unpriced"]

    private func scratch(
        _ gateway: CountingGateway?, suite: String = "", kind: String = "generic"
    ) throws -> Scratch {
        try Scratch([
            "routes.yaml": """
            aliases: { chat: [{ model: gpt-5.4-mini }] }
            gateways:
              staging: { kind: \(kind), url: "\(gateway?.url ?? "http://127.0.0.1:9/v1")", api_key: "${STAGING_KEY}" }
              ci: { kind: litellm, config: deploy/litellm.yaml }
            """,
            "s.yaml": """
            \(suite)
            through: [m]
            paths: primary
            prompts: ["q"]
            tests: [{ assert: [{ type: starts-with, value: q }], simulate: q }]
            """,
            "t.yaml": "through: [m]\npaths: primary\nprompts: [r]\ntests: [{ vars: {} }]",
        ])
    }

    @Test(arguments: ["", "gateway: staging"])
    func `it is asked where the file says and with the file's key, which no report shows`(
        suite: String
    ) throws {
        let gateway = try CountingGateway()
        let scratch = try scratch(gateway, suite: suite)
        let words = suite.isEmpty ? ["--gateway", "staging"] : []
        let outcome = try Program.run(
            ["run", "s.yaml"] + words + Self.live, in: scratch.folder,
            environment: ["STAGING_KEY": "sk-of-the-staging-gateway"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(gateway.entries.mapValues(\.count) == ["q plain": 1, "q stream": 1])
        #expect(
            gateway.heads.map { $0["authorization"] }
                == Array(repeating: "Bearer sk-of-the-staging-gateway", count: 2))
        let told = try scratch.text("pathproof-out/results.jsonl") + outcome.output
        #expect(!told.contains("sk-of-the-staging-gateway"))
        #expect(try scratch.rows("run").first?["gateway"] as? String == gateway.url)
    }

    @Test(arguments: [("openrouter", "enabled"), ("litellm", nil)])
    func `its kind decides how it is asked for evidence`(kind: String, asked: String?) throws {
        let gateway = try CountingGateway()
        let scratch = try scratch(gateway, suite: "stream: false", kind: kind)
        let outcome = try Program.run(
            ["run", "s.yaml", "--gateway", "staging"] + Self.live, in: scratch.folder,
            environment: ["STAGING_KEY": "sk-1"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(gateway.heads.map { $0["x-openrouter-metadata"] } == [asked])
    }

    @Test func `a plan of it needs no leave to spend, a run does`() throws {
        let scratch = try scratch(nil, suite: "gateway: staging")
        let environment = ["STAGING_KEY": "sk-1"]
        let plan = try Program.run(
            ["run", "s.yaml", "--plan"], in: scratch.folder, environment: environment)
        #expect(plan.status == 0, "\(plan.errors)")
        for more in [[], ["--gateway", "staging"]] {
            let keyless = try Program.run(
                ["run", "s.yaml", "--plan"] + more, in: scratch.folder,
                environment: ["STAGING_KEY": ""])
            #expect(keyless.status == 0, "what sends nothing needs no key: \(keyless.errors)")
            #expect(keyless.output == plan.output || !more.isEmpty)
        }
        let run = try Program.run(["run", "s.yaml"], in: scratch.folder, environment: environment)
        #expect(run.status == 2)
        #expect(
            run.errors.contains("the suite's `gateway:` sends to a gateway that may spend money"))
    }

    @Test func `what cannot be gone through is told, and nothing is sent`() throws {
        let gateway = try CountingGateway()
        let scratch = try scratch(gateway, suite: "gateway: staging")
        func errors(_ words: [String], key: String = "sk-1") throws -> String {
            let outcome = try Program.run(
                ["run", "s.yaml"] + words + Self.live, in: scratch.folder,
                environment: ["STAGING_KEY": key])
            #expect(outcome.status == 2)
            return outcome.errors
        }
        let mistyped = try errors(["--gateway", "stagin"])
        #expect(mistyped.contains("no gateway is called 'stagin' in routes.yaml"))
        #expect(!mistyped.contains("--budget"))
        #expect(mistyped.contains("did you mean 'staging'?"))
        let empty = try errors([], key: "")
        #expect(empty.contains("routes.yaml:3:"))
        #expect(empty.contains("the key of gateway 'staging' is empty"))
        // A configuration, and there is none.
        let config = try errors(["--gateway", "ci"])
        #expect(config.contains("deploy/litellm.yaml"), "\(config)")
        #expect(gateway.entries.isEmpty)
    }

    @Test func `suites that go through different gateways are run apart, or through one for all`()
        throws
    {
        let gateway = try CountingGateway()
        let scratch = try scratch(gateway, suite: "gateway: staging")
        let words = ["run", "s.yaml", "t.yaml"] + Self.live
        let environment = ["STAGING_KEY": "sk-1"]
        let apart = try Program.run(words, in: scratch.folder, environment: environment)
        #expect(apart.status == 2)
        #expect(
            apart.errors.contains(
                "s.yaml:1:10: error: this suite goes through the gateway 'staging'"))
        #expect(apart.errors.contains("and 't.yaml' through 'embedded'"))
        let all = try Program.run(
            words + ["--gateway", "staging"], in: scratch.folder, environment: environment)
        #expect(all.status == 0, "\(all.output)\(all.errors)")
        #expect(gateway.entries.count == 4)
    }
}

/// `names:` of a model: what gateways call it.
@Suite struct GatewayNameTests {
    private final class Asked: Sendable { let models = Mutex<[String]>([]) }

    /// Notes the model of each request, and says that this one answers.
    private func gateway(telling model: String, _ asked: Asked) throws -> Server {
        try Server { request, responder in
            let body = String(decoding: request.body, as: UTF8.self)
            let name = body.firstMatch(of: /"model":"([^"]*)"/).map { String($0.output.1) }
            asked.models.withLock { $0.append(name ?? "") }
            responder.reply(
                status: 200, headers: [("content-type", "application/json")],
                body: Array(
                    """
                    {"id":"c","object":"chat.completion","created":1,"model":"\(model)","choices":[{"index":0,\
                    "message":{"role":"assistant","content":"q"},"finish_reason":"stop"}],\
                    "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}
                    """.utf8))
        }
    }

    private func run(
        _ kind: String, through: String, telling model: String, _ more: [String] = []
    ) throws -> (outcome: Program.Outcome, asked: [String], rows: [[String: Any]]) {
        let asked = Asked()
        let server = try gateway(telling: model, asked)
        defer { server.stop() }
        let scratch = try Scratch([
            "routes.yaml": """
            models:
              big: { provider: qwen, pin: qwen3.8-max, names: { openrouter: qwen/qwen3.7-plus } }
            aliases: { chat: [{ model: big }] }
            gateways: { g: { kind: \(kind), url: "http://127.0.0.1:\(server.port)/v1", api_key: "${KEY}" } }
            """,
            "s.yaml": """
            gateway: g
            through: [\(through)]
            paths: primary
            stream: false
            prompts: ["q"]
            tests: [{ assert: [{ type: equals, value: q }] }]
            """,
        ])
        let live = more.isEmpty ? ["--live", "--allow-unpriced"] : more
        let outcome = try Program.run(
            ["run", "s.yaml"] + live, in: scratch.folder, environment: ["KEY": "sk-of-g"])
        let rows = more.isEmpty ? try scratch.rows("case") : []
        return (outcome, asked.models.withLock { $0 }, rows)
    }

    @Test(arguments: [
        // Asked by the name that such a gateway has for it; of another kind, and by an alias, as it stands.
        ("openrouter", "big", "qwen/qwen3.7-plus", "qwen/qwen3.7-plus"),
        ("litellm", "big", "big", "big"), ("openrouter", "chat", "chat", "qwen/qwen3.7-plus"),
    ])
    func `a gateway is asked by its own name of a model, and that name in an answer is the model's`(
        kind: String, through: String, asked: String, told: String
    ) throws {
        let (outcome, models, rows) = try run(kind, through: through, telling: told)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(models == [asked])
        #expect(rows.map { $0["route"] as? String } == [through])
        #expect(rows.map { $0["model_served"] as? String } == [told])
    }

    @Test func `suites over two routes files ask one gateway each by its own names`() throws {
        let asked = Asked()
        let server = try gateway(telling: "m", asked)
        defer { server.stop() }
        var files: [String: String] = [:]
        for name in ["x", "y"] {
            files["\(name)/routes.yaml"] = """
                models: { big: { provider: qwen, pin: qwen3.8-max, names: { openrouter: qwen/\(name) } } }
                aliases: { \(name)-chat: [{ model: big }] }
                gateways: { g: { kind: openrouter, url: "http://127.0.0.1:\(server.port)/v1", api_key: "${KEY}" } }
                """
            files["\(name)/s.yaml"] = """
                through: [big]
                paths: primary
                stream: false
                prompts: ["q"]
                tests: [{ assert: [{ type: equals, value: q }] }]
                """
        }
        let scratch = try Scratch(files)
        let outcome = try Program.run(
            ["run", "x/s.yaml", "y/s.yaml", "--gateway", "g", "--live", "--allow-unpriced"],
            in: scratch.folder,
            environment: ["KEY": "sk-of-g"])
        #expect([0, 1].contains(outcome.status), "\(outcome.output)\(outcome.errors)")
        #expect(asked.models.withLock { $0 } == ["qwen/x", "qwen/y"])
    }

    @Test func `another model than the one of that name is seen`() throws {
        let (outcome, models, rows) = try run(
            "openrouter", through: "big", telling: "openai/gpt-5.4-mini")
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        #expect(models == ["qwen/qwen3.7-plus"])
        let failed = (rows.first?["checks"] as? [[String: Any]] ?? []).filter {
            $0["verdict"] as? String == "failed"
        }
        #expect(failed.compactMap { $0["check"] as? String } == ["served-model"])
    }

    @Test func `a plan says by which name the gateway is asked`() throws {
        let (outcome, asked, _) = try run("openrouter", through: "big", telling: "", ["--plan"])
        #expect(outcome.status == 0 && asked.isEmpty)
        #expect(
            (outcome.output + outcome.errors).contains(
                "'big' is asked for as 'qwen/qwen3.7-plus'"), "\(outcome.output)\(outcome.errors)")
    }
}

/// What `gateways:` says and nobody could go through.
@Suite struct GatewayMistakeTests {
    private func lint(_ gateways: String, suite: String? = nil) throws -> Program.Outcome {
        let scratch = try Scratch([
            "routes.yaml": "gateways:\n  \(gateways)\n",
            "s.yaml": suite ?? "gateway: ci\nprompts: [q]\ntests: [{ vars: {} }]\n",
        ])
        return try Program.run(
            ["lint", suite == nil ? "routes.yaml" : "s.yaml"], in: scratch.folder)
    }

    @Test func `a routes file of gateways alone is one, by its name and by its keys`() throws {
        let scratch = try Scratch([
            "routes.yaml": "gateways: { a: { kind: generic, url: \"http://127.0.0.1:9/v1\" } }\n",
            "empty/routes.yaml": "alias: { chat: [gpt-5.4] }\n",
        ])
        try scratch.text("routes.yaml").write(
            to: scratch.folder.appending(path: "other.yaml"), atomically: true, encoding: .utf8)
        for file in ["routes.yaml", "other.yaml", "."] {
            let outcome = try Program.run(["lint", file], in: scratch.folder)
            #expect(outcome.status == 0, "\(file): \(outcome.errors)")
        }
        let mistyped = try Program.run(["lint", "empty/routes.yaml"], in: scratch.folder)
        #expect(mistyped.errors.contains("did you mean 'aliases'?"), "\(mistyped.errors)")
        #expect(!mistyped.errors.contains("a suite needs"))
    }

    @Test(arguments: [
        (
            "ci: { kind: generic, config: x.yaml }",
            "routes.yaml:2:32: error: a gateway of the kind 'generic' cannot be started here"
        ),
        (
            "ci: { kind: litellm, config: x/gone.yaml }",
            "routes.yaml:2:32: error: cannot read 'x/gone.yaml', the configuration of gateway 'ci'"
        ),
        (
            "ci: { kind: litellm, config: \"${NOPE_NOT_SET}/x.yaml\" }",
            "cannot read '/x.yaml', '${NOPE_NOT_SET}/x.yaml' in the file"
        ),
        ("ci: { kind: litellm, config: \"\" }", "`config:` names a file, found"),
        (
            "embedded: { kind: generic, url: \"http://127.0.0.1:9/v1\" }",
            "'embedded' is the gateway that is built in"
        ),
        ("ci: { kind: litellm, config: [a] }", "`config:` names a file, found"),
    ])
    func `each is told at its line, once`(gateways: String, message: String) throws {
        let outcome = try lint(gateways)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.components(separatedBy: "error: ").count == 2, "\(outcome.errors)")
    }

    @Test func `who goes through a configuration that is not there is told where it is named`()
        throws
    {
        let gone = try lint(
            "ci: { kind: litellm, config: x/gone.yaml }",
            suite: "gateway: ci\nprompts: [q]\ntests: [{ vars: {} }]\n")
        #expect(gone.status == 2)
        #expect(gone.errors.contains("routes.yaml:2:32: error: cannot read"), "\(gone.errors)")
        // Nothing follows from a file that cannot be read.
        let broken = try lint(
            "ci: { kind: litellm, config: [a] }",
            suite: "gateway: ci\nprompts: [q]\ntests: [{ vars: {} }]\n")
        #expect(!broken.errors.contains("the legs behind a URL"), "\(broken.errors)")
    }

    @Test func `lint refuses a folder whose suites go through different gateways, as run does`()
        throws
    {
        let suite = "prompts: [q]\nparams: { max_tokens: 5 }\ntests: [{ vars: {} }]\n"
        let scratch = try Scratch([
            "routes.yaml": """
            aliases: { chat: [gpt-5.4-mini] }
            gateways: { far: { kind: generic, url: "http://127.0.0.1:9/v1" } }
            """,
            "mix/a.yaml": "gateway: far\nthrough: [m]\npaths: primary\n" + suite,
            "mix/b.yaml": suite,
        ])
        for command in ["lint", "run"] {
            let outcome = try Program.run([command, "mix"], in: scratch.folder)
            #expect(outcome.status == 2, "\(outcome.output)")
            #expect(
                outcome.errors.contains("mix/a.yaml:1:10: error: this suite goes through"),
                "\(outcome.errors)")
        }
        let apart = try Program.run(["lint", "mix/a.yaml", "mix/b.yaml"], in: scratch.folder)
        #expect(apart.status == 0, "\(apart.errors)")
    }

    @Test func `a route asked of a file without any is told how one is declared`() throws {
        let scratch = try Scratch([
            "routes.yaml": "gateways: { far: { kind: generic, url: \"http://127.0.0.1:9/v1\" } }\n",
            "s.yaml": "through: [fast]\nprompts: [q]\ntests: [{ vars: {} }]\n",
        ])
        let outcome = try Program.run(["run", "s.yaml", "--plan"], in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("routes.yaml has no alias: aliases: { fast: [gpt-5.4-mini] }"),
            "\(outcome.errors)")
    }
}

/// `bench` and `drill` take the same names.
@Suite struct NamedGatewayOfOthersTests {
    private static let routes = """
        aliases: { chat: [gpt-5.4-mini] }
        gateways:
          staging: { kind: openrouter, url: "http://127.0.0.1:9/v1", api_key: "${STAGING_KEY}" }
          ci: { kind: litellm, config: deploy/litellm.yaml }
        """

    @Test(arguments: [
        ["bench", "--direct", "http://127.0.0.1:9/v1", "--model", "m", "--ignore-load"],
        ["drill", "request.json", "--live", "--allow-unpriced"],
    ])
    func `a name that nobody has is told with the nearest`(words: [String]) throws {
        let scratch = try Scratch([
            "routes.yaml": Self.routes,
            "request.json": #"{"model": "openai/gpt-5.4", "messages": [], "models": ["a/b"]}"#,
        ])
        for (name, message) in [
            ("stagin", "did you mean 'staging'?"), ("ci", "gateway 'ci' is a configuration"),
            ("staging", "the key of gateway 'staging' is empty"),
        ] {
            let outcome = try Program.run(
                words + ["--gateway", name], in: scratch.folder, environment: ["STAGING_KEY": ""])
            #expect(outcome.status == 2, "\(name): \(outcome.output)")
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
    }

    @Test func `a bench of a suite that names another gateway does not measure the embedded one`()
        throws
    {
        let scratch = try Scratch([
            "routes.yaml": Self.routes,
            "s.yaml": "gateway: ci\nprompts: [hi]\ntests: [{ simulate: hello }]\n",
        ])
        let words = ["bench", "s.yaml", "--ignore-load", "--pairs", "5", "--warm-up", "1"]
        let refused = try Program.run(words, in: scratch.folder)
        #expect(refused.status == 2)
        #expect(
            refused.errors.contains("s.yaml:1:10: error: this suite goes through the gateway 'ci'"))
        let meant = try Program.run(words + ["--gateway", "embedded"], in: scratch.folder)
        #expect(meant.status == 0, "\(meant.output)\(meant.errors)")
    }

    @Test func `a bench does not send a file's key unless it is told to`() throws {
        let scratch = try Scratch(["routes.yaml": Self.routes])
        let words = ["bench", "--gateway", "staging", "--direct", "http://127.0.0.1:9/v1"]
        let outcome = try Program.run(
            words + ["--model", "m"], in: scratch.folder,
            environment: ["STAGING_KEY": "sk-staging-1"])
        #expect(outcome.status == 2 && outcome.errors.contains("--live is not given"))
        #expect(outcome.errors.contains("the gateway's `api_key:`"))
        #expect(!outcome.errors.contains("sk-staging-1"))
    }
}
