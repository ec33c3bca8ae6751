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

@Test(
    .enabled(
        if: Place.portkeyProgram != nil && Place.runsLongTests,
        "Portkey's gateway is not there: PATHPROOF_PORTKEY_BIN names it"))
func `Portkey's own gateway does what its configuration predicts, path by path`() throws {
    let program = try #require(Place.portkeyProgram)
    let scratch = try Scratch(["portkey.json": config])
    let outcome = try drill(["--portkey-bin", program.path], in: scratch)
    // Cut streams that are told as whole ones are real.
    #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
    let paths = try scratch.rows("path", in: "pathproof-out/results.jsonl")
    #expect(paths.count > 200)
    for path in paths { #expect(path["agrees"] as? Bool == true, "\(path)") }
}
