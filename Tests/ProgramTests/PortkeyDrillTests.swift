import Foundation
import TestSupport
import Testing

private let config = """
    {
      "strategy": { "mode": "conditional", "default": "chat",
        "conditions": [{ "query": { "metadata.tier": { "$eq": "pro" } }, "then": "pro" }] },
      "request_timeout": 20000,
      "targets": [
        { "name": "pro", "provider": "anthropic", "api_key": "sk-not-sent",
          "override_params": { "model": "claude-opus-4-8" } },
        { "name": "chat", "strategy": { "mode": "fallback", "on_status_codes": [408, 429, 500, 502, 503] },
          "retry": { "attempts": 1 },
          "targets": [
            { "provider": "openai", "api_key": "sk-not-sent", "override_params": { "model": "gpt-5.4-mini-2026-03-17" } },
            { "provider": "deepseek", "api_key": "sk-not-sent", "override_params": { "model": "deepseek-v4-pro" } }] }]
    }
    """

private func drill(_ arguments: [String], in scratch: Scratch) throws -> Program.Outcome {
    try Program.run(["drill", "portkey.json"] + arguments, in: scratch.folder)
}

@Test func `the plan of a drill of Portkey needs no gateway, and has the legs of each condition`()
    throws
{
    let scratch = try Scratch(["portkey.json": config])
    let outcome = try drill(["--plan"], in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for leg in ["config/1  anthropic", "config/2  openai", "config/3  deepseek"] {
        #expect(outcome.output.contains(leg), "\(leg)")
    }
    #expect(outcome.output.contains("moves on to config/3"))
    #expect(!outcome.output.contains("sk-not-sent"))
    #expect(!scratch.has("pathproof-out"))
}

@Test func `a machine without Portkey's gateway is told how to get it`() throws {
    let scratch = try Scratch(["portkey.json": config])
    let outcome = try drill(["--portkey-bin", "no-such-gateway"], in: scratch)
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("there is no program 'no-such-gateway'"))
    #expect(outcome.errors.contains("npm install -g @portkey-ai/gateway"))
}

@Test func `the gateway of a project's own folder is found, and what it said at its end is told`()
    throws
{
    let program = "node_modules/.bin/gateway"
    let scratch = try Scratch([
        "portkey.json": config,
        program: "#!/bin/sh\necho started with $1, here without a licence\nexit 3\n",
    ])
    try FileManager.default.setAttributes(
        [.posixPermissions: 0o755],
        ofItemAtPath: scratch.folder.appending(path: program).path)
    let outcome = try Program.run(
        ["drill", "portkey.json"], in: scratch.folder, environment: ["PATH": "/usr/bin:/bin"])
    #expect(outcome.status == 4)
    #expect(
        outcome.errors.contains(
            "Portkey's gateway ended with status 3 before it was ready; it said:"))
    #expect(outcome.errors.contains("started with --headless, here without a licence"))
}

@Test func `a request to OpenRouter cannot be drilled, and is told what can be done`() throws {
    let scratch = try Scratch(["request.json": #"{ "models": ["a/b", "c/d"] }"#])
    let outcome = try Program.run(["drill", "request.json"], in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("OpenRouter is no gateway that can be started here"))
}

@Test
func `lint knows a gateway's file by its content, and takes the user's word where it does not`()
    throws
{
    let scratch = try Scratch([
        "portkey.json":
            #"{ "strategy": { "mode": "falback" }, "targets": [{ "provider": "openai", "api_key": "${K}" }] }"#,
        "mistyped.json": #"{ "targetz": [], "retri": {} }"#,
        "request.json": #"{ "models": ["openai/gpt-5.4-mini:flor"] }"#,
    ])
    func lint(_ words: String...) throws -> Program.Outcome {
        try Program.run(["lint"] + words, in: scratch.folder)
    }
    let known = try lint("portkey.json", "request.json", "--sarif", "out.sarif")
    #expect(known.status == 1)
    #expect(
        known.output.contains("portkey.json:1:25: error: unknown mode 'falback' [refused-config]"))
    #expect(known.output.contains("request.json:1:14: warning: unknown suffix ':flor'"))
    #expect(scratch.has("out.sarif"))
    let told = try lint("--kind", "portkey", "mistyped.json")
    #expect(told.output.contains("mistyped.json:1:3: warning: unknown member 'targetz'"))
    #expect(told.output.contains("did you mean 'targets'?"))
    let wrong = try lint("--kind", "portky", "mistyped.json")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("did you mean 'portkey'?"))
}

/// Portkey's own gateway in front of the lanes: what was predicted of each path must be what happens.
@Suite(
    .enabled(if: Place.portkeyProgram != nil, "long tests only, and Portkey's gateway in .portkey"),
    .serialized)
struct PortkeyGatewayTests {
    /// Every path of these, and of the others those that differ by what they say of retries, lists and weights.
    private static let fixtures: [(name: String, causes: [String], pathsMin: Int)] = [
        ("fallback", [], 250), ("conditional", [], 350),
        ("fallback-codes", differing, 30), ("retries", differing, 40), ("balanced", differing, 40),
        ("timeouts", ["healthy", "hang", "slow-headers", "slow-first-token", "rate-limit"], 20),
    ]
    private static let differing = [
        "healthy", "rate-limit", "unavailable", "auth", "bad-request", "reset", "cut",
        "error-in-200",
        "html-in-200", "refused",
    ]

    private func drill(_ name: String, _ config: String, _ causes: [String]) throws
        -> [[String: Any]]
    {
        let program = try #require(Place.portkeyProgram)
        let scratch = try Scratch(["\(name).json": config])
        let outcome = try Program.run(
            ["drill", "\(name).json", "--portkey-bin", program.path, "-j", "40"]
                + causes.flatMap { ["--cause", $0] }, in: scratch.folder)
        // Cut streams that are told as whole ones are real.
        #expect([0, 1].contains(outcome.status), "\(outcome.output)\(outcome.errors)")
        let paths = try scratch.rows("path")
        for path in paths { #expect(path["agrees"] as? Bool == true, "\(path)") }
        return paths
    }

    @Test(.timeLimit(.minutes(10)), arguments: fixtures.indices)
    func `on every path of a configuration it does what was predicted`(_ index: Int) throws {
        let (name, causes, pathsMin) = Self.fixtures[index]
        let file = Place.fixtures.appending(path: "gateways/portkey/\(name).json")
        let keys = try String(contentsOf: file, encoding: .utf8)
            .replacing(/\$\{[A-Z_]+\}/, with: "sk-not-sent")
        let paths = try drill(name, keys, causes)
        #expect(paths.count > pathsMin)
        #expect(paths.allSatisfy { $0["covered"] as? Bool == true })
        guard name == "fallback" else { return }
        // Its time-outs end with the head of an answer: streams that fall silent have none.
        let stalled = paths.filter { $0["cause"] as? String == "stall" }
        #expect(stalled.count == 3)
        for path in stalled {
            let found = (path["findings"] as? [[String: Any]] ?? []).map { $0["code"] as? String }
            #expect(found.contains("drill.wait.endless"), "\(path)")
        }
    }

    /// Portkey has a parser for each, and they differ in what they make of what is no event or no answer.
    private static let providers = [
        "openai", "anthropic", "google", "mistral-ai", "deepseek", "dashscope", "moonshot", "zhipu",
        "z-ai", "openrouter", "azure-openai", "ollama", "together-ai", "sambanova", "novita-ai",
        "hyperbolic", "groq", "fireworks-ai", "deepinfra", "x-ai", "cerebras", "nebius", "anyscale",
        "lambda", "siliconflow", "github", "nscale",
    ]

    @Test(.timeLimit(.minutes(10)))
    func `it reads every provider as was predicted`() throws {
        let conditions = Self.providers.map {
            #"{ "query": { "metadata.who": { "$eq": "\#($0)" } }, "then": "\#($0)" }"#
        }
        let targets = Self.providers.map { name in
            let model = name == "anthropic" ? "claude-haiku-4-5-20251001" : "some-model"
            return #"{ "name": "\#(name)", "provider": "\#(name)", "api_key": "sk-not-sent", "#
                + #""deployment_id": "mini", "api_version": "2024-10-21", "#
                + #""override_params": { "model": "\#(model)" } }"#
        }
        let config = """
            { "strategy": { "mode": "conditional", "default": "openai",
                "conditions": [\(conditions.joined(separator: ",\n"))] },
              "request_timeout": 8000, "targets": [\(targets.joined(separator: ",\n"))] }
            """
        let causes = [
            "healthy", "rate-limit", "empty-choices", "error-in-200", "truncated-json",
            "plain-for-stream", "comment-flood", "no-terminator", "slow-first-token",
        ]
        let paths = try drill("providers", config, causes)
        #expect(Set(paths.compactMap { $0["leg"] as? String }).count == Self.providers.count)
        #expect(paths.count > Self.providers.count * 10)
    }
}
