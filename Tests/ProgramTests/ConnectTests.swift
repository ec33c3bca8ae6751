import Foundation
import Servers
import Synchronization
import TestSupport
import Testing
import Vocabulary

/// Providers and gateways that list their models to who shows the right key.
private final class Lister: Sendable {
    struct Call: Sendable, Equatable {
        var path: String
        var key: String?
    }

    private final class Book: Sendable {
        let calls = Mutex<[Call]>([])
        let held = Mutex<[Responder]>([])
    }

    private let book = Book()
    private let server: Server

    var port: Int { server.port }
    var url: String { "http://127.0.0.1:\(server.port)" }
    var calls: [Call] { book.calls.withLock { $0 } }

    /// - Parameter answer: status, body and further fields, by path and key; nil never answers.
    init(
        answer: @escaping @Sendable (String, String?) -> (Int, String, [(String, String)])?
    ) throws {
        let book = book
        server = try Server { request, responder in
            let path = request.pathAndQuery
            let key =
                request.headers["x-api-key"] ?? request.headers["x-goog-api-key"]
                ?? request.headers["authorization"].map { String($0.dropFirst(7)) }
            book.calls.withLock { $0.append(Call(path: path, key: key)) }
            guard let (status, body, fields) = answer(path, key) else {
                book.held.withLock { $0.append(responder) }
                return
            }
            responder.reply(
                status: status, headers: [("content-type", "application/json")] + fields,
                body: Array(body.utf8))
        }
    }

    deinit { server.stop() }
}

@Suite struct ConnectTests {
    private static let openAI =
        #"{"data":[{"id":"gpt-5.4-mini-2026-03-17"},{"id":"gpt-5.4-2026-03-05"}]}"#
    private static let keys = [
        "OPENAI_API_KEY": "sk-open-0123456789", "ANTHROPIC_API_KEY": "sk-ant-0123456789",
        "GOOGLE_API_KEY": "AIza-0123456789",
    ]

    private func lint(
        _ scratch: Scratch, _ words: [String] = [], environment: [String: String] = Self.keys
    ) throws -> Program.Outcome {
        try Program.run(
            ["lint", "routes.yaml", "--connect", "--timeout", "2s"] + words, in: scratch.folder,
            environment: environment.merging(["NO_PROXY": "*"]) { $1 })
    }

    @Test func `each is asked once, with its own key, and says which of the file's models it has`()
        throws
    {
        let lister = try Lister { path, key in
            switch (path.prefix { $0 != "?" }, key) {
            case ("/v1/models", "sk-open-0123456789"): (200, Self.openAI, [])
            case ("/ant/v1/models", "sk-ant-0123456789"):
                (
                    200,
                    #"{"data":[{"id":"claude-haiku-4-5-20251001","type":"model"}],"has_more":false}"#,
                    []
                )
            case ("/v1beta/models", "AIza-0123456789"):
                (200, #"{"models":[{"name":"models/gemini-3.6-flash"}]}"#, [])
            case ("/api/tags", nil): (200, #"{"models":[{"name":"llama3:latest"}]}"#, [])
            case ("/gw/models", "sk-gate-0123456789"): (200, #"{"data":[{"id":"chat"}]}"#, [])
            default: (401, "{}", [])
            }
        }
        let scratch = try Scratch([
            "routes.yaml": """
            providers:
              openai: { base_url: "\(lister.url)/v1" }
              anthropic: { base_url: "\(lister.url)/ant" }
              google: { base_url: "\(lister.url)" }
              ollama: { base_url: "\(lister.url)" }
            models:
              llama: { provider: ollama, pin: llama3 }
              wrong: { provider: openai, pin: gpt-5.4-minni-2026-03-17 }
            aliases:
              chat: [gpt-5.4-mini, claude-haiku-4-5, gemini-3.6-flash, llama]
              other: [gpt-5.4, wrong]
            gateways:
              staging: { kind: generic, url: "\(lister.url)/gw", api_key: "${GATE_KEY}" }
            """,
            "s.yaml": """
            gateway: staging
            through: [chat, chatt]
            paths: primary
            prompts: [q]
            tests: [{ vars: {} }]
            """,
        ])
        let environment = Self.keys.merging(["GATE_KEY": "sk-gate-0123456789"]) { $1 }
        let outcome = try lint(scratch, ["s.yaml"], environment: environment)
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        #expect(
            Set(lister.calls.map(\.path)) == [
                "/v1/models", "/ant/v1/models?limit=1000", "/v1beta/models?pageSize=1000",
                "/api/tags", "/gw/models",
            ])
        #expect(lister.calls.count == 5)
        for line in [
            "routes.yaml:2:3: note: provider 'openai' at \(lister.url)/v1 lists 2 models; of this file's: "
                + "gpt-5.4-mini-2026-03-17, gpt-5.4-2026-03-05; without: gpt-5.4-minni-2026-03-17",
            "routes.yaml:3:3: note: provider 'anthropic'",
            "of this file's: claude-haiku-4-5-20251001",
            "routes.yaml:8:35: error: provider 'openai' does not list the model 'gpt-5.4-minni-2026-03-17'",
            "did you mean 'gpt-5.4-mini-2026-03-17'?", "of this file's: gemini-3.6-flash",
            "of this file's: llama3", "routes.yaml:13:3: note: gateway 'staging'",
            "s.yaml:2:17: error: gateway 'staging' does not list the model 'chatt'",
        ] {
            #expect(outcome.output.contains(line), "\(line)\n\(outcome.output)")
        }
        #expect(outcome.output.components(separatedBy: ": error: ").count == 3)
        #expect(!(outcome.output + outcome.errors).contains("0123456789"))
    }

    @Test func `without the option nobody is asked`() throws {
        let lister = try Lister { _, _ in (200, Self.openAI, []) }
        let scratch = try Scratch([
            "routes.yaml": """
            providers: { openai: { base_url: "\(lister.url)/v1" } }
            aliases: { chat: [gpt-5.4-mini, gpt-5.4] }
            """
        ])
        let outcome = try Program.run(
            ["lint", "routes.yaml"], in: scratch.folder, environment: Self.keys)
        #expect(outcome.status == 0 && lister.calls.isEmpty)
        #expect(!outcome.output.contains("lists"))
        let alone = try Program.run(["lint", "routes.yaml", "--timeout", "2s"], in: scratch.folder)
        #expect(alone.status == 2 && alone.errors.contains("--timeout goes with --connect"))
    }

    @Test(arguments: [
        ("refused", "http://127.0.0.1:1/v1", "is it started"),
        ("dns-failure", "http://nobody.invalid/v1", "no machine has this name"),
        ("tls-failure", "https://127.0.0.1:PORT/v1", "is it `http://` there?"),
        ("total-timeout", "http://127.0.0.1:PORT/silent", "--timeout 30s waits for longer"),
    ])
    func `who does not answer is named with how, at its address in the file`(
        kind: String, address: String, hint: String
    ) throws {
        let lister = try Lister { path, _ in
            path.hasPrefix("/silent") ? nil : (200, Self.openAI, [])
        }
        let scratch = try Scratch([
            "routes.yaml": """
            providers:
              openai:
                base_url: "\(address.replacing("PORT", with: "\(lister.port)"))"
            aliases: { chat: [gpt-5.4-mini, gpt-5.4] }
            """
        ])
        let start = Date()
        let outcome = try lint(scratch)
        #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
        #expect(
            outcome.output.contains("routes.yaml:3:15: error: provider 'openai' does not answer"))
        #expect(outcome.output.contains(": \(kind): "), "\(outcome.output)")
        #expect(outcome.output.contains(hint), "\(outcome.output)")
        #expect(outcome.output.contains("[unreachable]"))
        #expect(Date().timeIntervalSince(start) < 15)
    }

    @Test func `a refused key is told with its provider's words, and without the key`() throws {
        let lister = try Lister { path, key in
            path.hasPrefix("/v1beta")
                ? (
                    400,
                    #"{"error":{"code":400,"message":"API key not valid: \#(key ?? "")","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#,
                    []
                )
                : (
                    401,
                    #"{"error":{"message":"Incorrect API key provided: \#(key ?? "").","type":"invalid_request_error","code":"invalid_api_key"}}"#,
                    []
                )
        }
        let scratch = try Scratch([
            "routes.yaml": """
            providers:
              openai:
                base_url: "\(lister.url)/v1"
                api_key: "${MY_KEY}"
              google: { base_url: "\(lister.url)" }
            aliases: { chat: [gpt-5.4-mini, gemini-3.6-flash] }
            """
        ])
        let environment = Self.keys.merging(["MY_KEY": "sk-mine-0123456789"]) { $1 }
        let outcome = try lint(scratch, ["--sarif", "out.sarif"], environment: environment)
        #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
        #expect(
            outcome.output.contains(
                "routes.yaml:4:14: error: provider 'openai' at \(lister.url)/v1 refuses the key: "
                    + "status 401: Incorrect API key provided: [secret]. [refused-key]"),
            "\(outcome.output)")
        #expect(
            outcome.output.contains(
                "provider 'google' at \(lister.url) refuses the key: status 400"))
        let sarif = try scratch.text("out.sarif")
        #expect(sarif.contains("refused-key") && !sarif.contains("0123456789"))
        #expect(!(outcome.output + outcome.errors).contains("0123456789"))
    }

    @Test
    func `a base without its version is told where the list is, and who has none is no error`()
        throws
    {
        let lister = try Lister { path, _ in
            path == "/v1/models"
                ? (200, Self.openAI, []) : (404, #"{"error":{"message":"no such page"}}"#, [])
        }
        let scratch = try Scratch([
            "routes.yaml": """
            providers:
              openai:
                base_url: "\(lister.url)"
              deepseek: { base_url: "\(lister.url)/deep", api_key: "${OPENAI_API_KEY}" }
              mistral: { api_key: "${UNSET_KEY}" }
            aliases: { chat: [gpt-5.4-mini, deepseek-v4-pro, codestral-2508] }
            """
        ])
        let outcome = try lint(scratch)
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        for line in [
            "routes.yaml:3:15: error: provider 'openai' has no list of models at \(lister.url): status 404: no such page [wrong-address]",
            "there is one at \(lister.url)/v1",
            "routes.yaml:4:25: warning: provider 'deepseek' answers, and has no list of models",
            "routes.yaml:5:23: warning: provider 'mistral' was not asked: there is no key for it",
        ] {
            #expect(outcome.output.contains(line), "\(line)\n\(outcome.output)")
        }
    }

    /// `${PW}` stands for a key.
    @Test(arguments: [
        ("http://anna:${PW}@HOST", 4, "at http://anna:[secret]@HOST: bad-url", "none is sent"),
        ("http://HOST?api_key=${PW}", 1, "at http://HOST: status 404", "one at http://HOST/v1"),
    ])
    func `a key that stands in an address is told to nobody`(
        base: String, status: Int32, words: String, hint: String
    ) throws {
        let lister = try Lister { path, _ in
            path.hasPrefix("/v1/models")
                ? (200, Self.openAI, []) : (404, #"{"error":{"message":"no such page"}}"#, [])
        }
        let host = "127.0.0.1:\(lister.port)"
        let scratch = try Scratch([
            "routes.yaml": """
            providers: { openai: { base_url: "\(base.replacing("HOST", with: host))" } }
            aliases: { chat: [gpt-5.4-mini] }
            """
        ])
        let outcome = try lint(
            scratch, ["--sarif", "out.sarif"],
            environment: Self.keys.merging(["PW": "pw-0123456789"]) { $1 })
        #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
        for words in [words, hint] {
            #expect(
                outcome.output.contains(words.replacing("HOST", with: host)), "\(outcome.output)")
        }
        #expect(!(outcome.output + outcome.errors).contains("0123456789"))
        let sarif = try scratch.text("out.sarif")
        #expect(sarif.contains(host) && !sarif.contains("0123456789"), "\(sarif)")
    }

    @Test func `a redirect is not followed, and trouble is no verdict`() throws {
        let other = try Lister { _, _ in (200, Self.openAI, []) }
        let there = other.url
        let lister = try Lister { path, _ in
            path.hasPrefix("/busy")
                ? (503, "{}", []) : (307, "", [("location", "\(there)/v1/models")])
        }
        let scratch = try Scratch([
            "routes.yaml": """
            providers:
              openai: { base_url: "\(lister.url)/v1" }
              anthropic: { base_url: "\(lister.url)/busy" }
            aliases: { chat: [gpt-5.4-mini, claude-haiku-4-5] }
            """
        ])
        let outcome = try lint(scratch)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(other.calls.isEmpty)
        #expect(outcome.output.contains("status 307, a redirect, and no key follows one"))
        #expect(
            outcome.output.contains(
                "provider 'anthropic' at \(lister.url)/busy does not say what it has: status 503"))
        #expect(try lint(scratch, ["--strict"]).status == 1)
    }

    @Test func `deployments of a LiteLLM are asked where their keys and addresses lead`() throws {
        let lister = try Lister { path, key in
            key == "sk-lite-0123456789" ? (200, Self.openAI, []) : (401, "{}", [])
        }
        let scratch = try Scratch([
            "routes.yaml": """
            model_list:
              - model_name: chat
                litellm_params:
                  model: openai/gpt-5.4-2026-03-05
                  api_base: \(lister.url)/v1
                  api_key: os.environ/LITE_KEY
              - model_name: chat
                litellm_params:
                  model: openai/gpt-9
                  api_base: \(lister.url)/v1
                  api_key: os.environ/LITE_KEY
              - model_name: far
                litellm_params: { model: openai/gpt-5.4, api_base: \(lister.url)/v1, api_key: os.environ/OTHER_KEY }
            """
        ])
        let outcome = try lint(
            scratch,
            environment: ["LITE_KEY": "sk-lite-0123456789", "OTHER_KEY": "sk-other-0123456789"])
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        #expect(lister.calls.count == 2)
        #expect(
            outcome.output.contains(
                "routes.yaml:9:14: error: provider 'openai' of chat/1 does not list the model 'gpt-9'"
            ), "\(outcome.output)")
        #expect(outcome.output.contains("routes.yaml:13:"))
        #expect(
            outcome.output.contains(
                "provider 'openai' of far/1 at \(lister.url)/v1 refuses the key: status 401"))
        #expect(!outcome.output.contains("0123456789"))
    }

    @Test func `a provider of one's own machine is asked without a key, live as well`() throws {
        let lister = try Lister { path, _ in
            path == "/api/tags"
                ? (200, #"{"models":[{"name":"llama3:latest"}]}"#, [])
                : (404, #"{"error":"model 'llama3' not found"}"#, [])
        }
        let scratch = try Scratch([
            "routes.yaml": """
            providers: { ollama: { base_url: "\(lister.url)" } }
            models: { llama: { provider: ollama, pin: llama3 } }
            aliases: { chat: [{ model: llama, timeout: 2s }] }
            """,
            "s.yaml": "paths: primary\nprompts: [q]\ntests: [{ vars: {} }]\n",
        ])
        let linted = try lint(scratch, environment: [:])
        #expect(linted.status == 0, "\(linted.output)\(linted.errors)")
        #expect(linted.output.contains("of this file's: llama3"), "\(linted.output)")
        let words = ["run", "s.yaml", "--live", "--budget", "1", "--allow-unpriced"]
        let outcome = try Program.run(words, in: scratch.folder)
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        #expect(!outcome.errors.contains("there is no key"))
        #expect(Set(lister.calls.map(\.path)) == ["/api/tags", "/api/chat"], "\(lister.calls)")
        #expect(lister.calls.allSatisfy { $0.key == nil }, "\(lister.calls)")
    }

    @Test func `a key whose address is not set goes nowhere`() throws {
        let scratch = try Scratch([
            "routes.yaml": """
            providers:
              openai: { base_url: "${MY_PROXY}", api_key: "${MY_KEY}" }
            aliases: { chat: [gpt-5.4-mini, gpt-5.4] }
            """,
            "s.yaml": "prompts: [q]\nparams: { max_tokens: 5 }\ntests: [{ vars: {} }]\n",
        ])
        let environment = ["MY_KEY": "sk-mine-0123456789"]
        let outcome = try lint(scratch, environment: environment)
        #expect(
            outcome.output.contains("provider 'openai' was not asked: its `base_url:` is empty"),
            "\(outcome.output)")
        let run = try Program.run(
            ["run", "s.yaml", "--live", "--budget", "1"], in: scratch.folder,
            environment: environment)
        #expect(run.status == 2)
        #expect(
            run.errors.contains("the `base_url:` of provider 'openai' is empty"), "\(run.errors)")
    }

    @Test func `whoever stands behind a gateway that a run starts is asked, too`() throws {
        let lister = try Lister { _, _ in (200, Self.openAI, []) }
        let scratch = try Scratch([
            "routes.yaml": "gateways: { ci: { kind: litellm, config: deploy/l.yaml } }\n",
            "deploy/l.yaml": """
            model_list:
              - model_name: chat
                litellm_params: { model: openai/gpt-nobody, api_base: "\(lister.url)/v1", api_key: os.environ/OPENAI_API_KEY }
            """,
        ])
        let outcome = try lint(scratch)
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        #expect(lister.calls.map(\.key) == ["sk-open-0123456789"])
        #expect(
            outcome.output.contains("deploy/l.yaml:3:")
                && outcome.output.contains("does not list the model 'gpt-nobody'"),
            "\(outcome.output)")
    }

    @Test func `a pin that no file has is told as the catalogue's, and whether the name is listed`()
        throws
    {
        let lister = try Lister { _, _ in (200, #"{"data":[{"id":"gpt-5.4-mini"}]}"#, []) }
        let scratch = try Scratch([
            "routes.yaml": """
            providers: { openai: { base_url: "\(lister.url)/v1" } }
            aliases: { chat: [gpt-5.4-mini, { model: gpt-5.4, on: [any] }] }
            """
        ])
        let outcome = try lint(scratch)
        #expect(outcome.status == 1)
        #expect(
            outcome.output.contains(
                "'gpt-5.4-mini-2026-03-17', the catalogue's pin for 'gpt-5.4-mini'"),
            "\(outcome.output)")
        let hint = "models: { gpt-5.4-mini: { pin: gpt-5.4-mini } }"
        #expect(outcome.output.contains("'gpt-5.4-mini' itself is listed: \(hint)"))
        #expect(!outcome.output.contains("'gpt-5.4' itself is listed"))
        // The hint can be followed.
        let text = try scratch.text("routes.yaml").replacing("gpt-5.4,", with: "gpt-5.4-mini,")
        try "\(text)\n\(hint)\n".write(
            to: scratch.folder.appending(path: "routes.yaml"), atomically: true, encoding: .utf8)
        let mended = try lint(scratch)
        #expect(mended.status == 0, "\(mended.output)\(mended.errors)")
    }

    @Test(arguments: [", api_key: \"${K_OF_MINE}\"", ""])
    func `a key that no header can carry is told by its variable, and nothing is sent`(
        entry: String
    ) throws {
        let lister = try Lister { _, _ in (200, Self.openAI, []) }
        let scratch = try Scratch([
            "routes.yaml": """
            providers: { openai: { base_url: "\(lister.url)/v1"\(entry) } }
            aliases: { chat: [gpt-5.4-mini] }
            """
        ])
        let variable = entry.isEmpty ? "OPENAI_API_KEY" : "K_OF_MINE"
        let outcome = try lint(scratch, environment: [variable: "sk-open\n-0123456789"])
        #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
        #expect(
            outcome.output.contains(variable)
                && outcome.output.contains("holds a blank, a line break"),
            "\(outcome.output)")
        #expect(
            !outcome.output.contains("0123456789") && !outcome.output.contains("does not answer"))
        #expect(lister.calls.isEmpty)
    }
}
