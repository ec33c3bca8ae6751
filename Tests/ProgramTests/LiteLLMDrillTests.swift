import Foundation
import TestSupport
import Testing

/// One path of a drill, as its row has it.
private struct DrilledPath {
    var key: String
    var agrees: Bool
    /// Status, who answered, all calls, and whether the answer was whole.
    var outcome: String
    /// More than one where dice are thrown.
    var possible: Int
    var findings: [(code: String, message: String)]

    /// By name, but for what tells of the machine's day.
    var codes: [String] { findings.map(\.code).filter { $0 != "drill.unsteady" } }

    init(_ row: [String: Any]) throws {
        let route = row["route"] as? String ?? ""
        let cause = row["cause"] as? String ?? "healthy"
        let isStreamed = try #require(row["stream"] as? Bool)
        key = "\(route) \(row["leg"] ?? "") \(cause) \(isStreamed ? "stream" : "plain")"
        agrees = try #require(row["agrees"] as? Bool, "\(row)")
        outcome = ["status", "answered_by", "calls", "complete"].map { "\(row[$0] ?? "none")" }
            .joined(separator: " ")
        possible = try #require(row["possible"] as? Int)
        findings = (row["findings"] as? [[String: Any]] ?? []).map {
            ($0["code"] as? String ?? "", $0["message"] as? String ?? "")
        }
    }
}

/// The user's own LiteLLM on a realistic configuration: long, since it is a whole Python program that is asked
/// some thousand times.
@Suite(
    .enabled(if: Place.liteLLMProgram != nil, "long tests only, and LiteLLM in .venv-litellm"),
    .serialized)
struct LiteLLMDrillTests {
    private static let config = Place.fixtures.appending(path: "gateways/litellm/config.yaml")

    private func drill(_ scratch: Scratch, _ arguments: [String]) throws -> Program.Outcome {
        try Program.run(
            [
                "drill", Self.config.path, "--litellm-bin",
                try #require(Place.liteLLMProgram).path, "-j", "12",
            ] + arguments, in: scratch.folder)
    }

    private func paths(_ scratch: Scratch, _ folder: String) throws -> [DrilledPath] {
        try scratch.rows("path", in: "\(folder)/results.jsonl").map(DrilledPath.init)
    }

    @Test(.timeLimit(.minutes(10)))
    func `on every path LiteLLM does what was predicted, and a second drill says the same`()
        throws
    {
        let scratch = try Scratch()
        let whole = try drill(scratch, ["--out", "one"])
        // Cut streams that are told as whole ones are real.
        #expect(whole.status == 1, "\(whole.output)\(whole.errors)")
        #expect(!whole.errors.contains("otherwise"), "\(whole.errors)")
        let paths = try paths(scratch, "one")
        #expect(paths.count > 1000)
        for path in paths { #expect(path.agrees, "\(path.key): \(path.findings)") }
        let found = Set(paths.flatMap { $0.findings.map(\.code) })
        #expect(
            found.isSuperset(of: [
                "drill.success.empty", "drill.success.invented-stop", "drill.retry-after.ignored",
                "drill.success.null-body", "drill.spend.hidden",
            ]), "\(found)")
        #expect(paths.allSatisfy { $0.findings.allSatisfy { !$0.message.isEmpty } })
        // What fails has a name, and fails by nothing else.
        for row in try scratch.rows("case", in: "one/results.jsonl") {
            #expect(["passed", "failed"].contains(row["verdict"] as? String ?? ""), "\(row)")
            for check in row["checks"] as? [[String: Any]] ?? []
            where check["verdict"] as? String == "failed" {
                #expect((check["check"] as? String)?.hasPrefix("drill.") == true, "\(row)")
            }
        }
        #expect(try scratch.text("one/drill.md").contains("## fast-chat"))

        let causes = [
            "healthy", "rate-limit", "context-length", "content-policy", "reset", "cut",
            "no-finish", "html-in-200",
        ]
        _ = try drill(scratch, ["--out", "two"] + causes.flatMap { ["--cause", $0] })
        let again = try self.paths(scratch, "two")
        #expect(again.count > 120)
        let before = Dictionary(paths.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        for path in again {
            let first = try #require(before[path.key], "\(path.key)")
            #expect(path.agrees, "\(path.key): \(path.findings)")
            guard path.possible == 1 else { continue }
            #expect(path.outcome == first.outcome, "\(path.key)")
            #expect(path.codes == first.codes, "\(path.key)")
        }
    }

    private static let tagged = """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/gpt-5.4-mini-2026-03-17, tags: [eu] } }
          - { model_name: chat, litellm_params: { model: anthropic/claude-opus-5, tags: [default] } }
          - model_name: chat
            litellm_params: { model: deepseek/deepseek-v4-pro, tag_regex: ["^User-Agent: claude-code/"] }
          - { model_name: inner, litellm_params: { model: openai/gpt-5.4, tags: [eu, paid] } }
          - { model_name: inner, litellm_params: { model: openai/gpt-5.4-nano-2026-03-17, tags: [paid] } }
        router_settings:
          enable_tag_filtering: true
          num_retries: 1
          fallbacks: [{ chat: [inner] }]
        """

    @Test(.timeLimit(.minutes(5)), arguments: [true, false])
    func `each tag goes where it was predicted, or is refused before anybody is called`(
        matchesAny: Bool
    ) throws {
        let text = Self.tagged + (matchesAny ? "\n" : "\n  tag_filtering_match_any: false\n")
        let scratch = try Scratch(["tags.yaml": text])
        let causes = ["healthy", "server-error", "auth", "cut"].flatMap { ["--cause", $0] }
        let outcome = try Program.run(
            [
                "drill", "tags.yaml", "--litellm-bin",
                try #require(Place.liteLLMProgram).path, "-j", "12", "--out", "out",
            ] + causes, in: scratch.folder)
        let paths = try self.paths(scratch, "out")
        for path in paths {
            #expect(path.agrees, "\(path.key): \(path.findings) \(outcome.errors)")
        }
        let routes = Set(paths.compactMap { $0.key.split(separator: " ").first.map(String.init) })
        #expect(
            routes.subtracting([""]).isSuperset(of: [
                "chat[tag=eu]", "chat[tag=default]", "chat[tag=no-such-tag]",
                "chat[user-agent=claude-code/]", "inner[tag=eu]", "inner[tag=paid]",
                "inner[tag=no-such-tag]",
            ]), "\(routes)")
        #expect(routes.contains("inner[tag=eu,paid]") == !matchesAny)
        let refused = paths.filter { $0.key.hasPrefix("inner[tag=no-such-tag] ") }
        #expect(refused.count == 2)
        #expect(
            refused.allSatisfy { $0.outcome == "401 none [] 0" || $0.outcome.hasPrefix("401 ") })
    }

    @Test(.timeLimit(.minutes(5)))
    func `Bedrock breaks as it was predicted, with a fallback and without one`() throws {
        let scratch = try Scratch([
            "amazon.yaml": """
            model_list:
              - model_name: amazon
                litellm_params: { model: bedrock/anthropic.claude-haiku-4-5-20251001-v1:0, aws_region_name: us-east-1 }
              - { model_name: kept, litellm_params: { model: openai/gpt-5.4-mini-2026-03-17, api_key: sk-x } }
              - model_name: lone
                litellm_params: { model: bedrock/us-east-1/anthropic.claude-haiku-4-5-20251001-v1:0 }
            router_settings: { num_retries: 1, fallbacks: [{ amazon: [kept] }] }
            litellm_settings: { request_timeout: 3 }
            """
        ])
        // Those that its client sees otherwise than others do, and one of each other kind.
        let causes = [
            "healthy", "rate-limit", "server-error", "auth", "forbidden", "unprocessable",
            "context-length", "gateway-timeout", "refused", "reset", "hang", "cut", "error-in-200",
            "html-in-200", "empty-body", "empty-choices", "truncated-json", "damaged-gzip",
            "slow-first-token", "role-then-silence", "plain-for-stream", "reset-mid-stream",
            "malformed-event", "no-finish", "error-event", "wrong-model", "markdown-table",
        ]
        let outcome = try Program.run(
            [
                "drill", "amazon.yaml", "--litellm-bin", try #require(Place.liteLLMProgram).path,
                "-j", "12", "--out", "out", "--route", "amazon", "--route", "lone",
            ] + causes.flatMap { ["--cause", $0] }, in: scratch.folder)
        let paths = try self.paths(scratch, "out")
        #expect(paths.count > 120, "\(outcome.output)\(outcome.errors)")
        for path in paths { #expect(path.agrees, "\(path.key): \(path.findings)") }
    }

    @Test(.timeLimit(.minutes(5)))
    func `what a provider says is broken on its way to LiteLLM as it is where a lane says it`()
        throws
    {
        let provider = try ObedientProvider()
        defer { provider.stop() }
        let scratch = try Scratch([
            "live.yaml": """
            model_list:
              - model_name: chat
                litellm_params: { model: openai/gpt-5.4-mini-2026-03-17, api_base: "\(provider.base)", api_key: os.environ/FIRST_KEY }
              - model_name: backup
                litellm_params: { model: openai/gpt-5.4, api_base: "\(provider.base)", api_key: os.environ/FIRST_KEY }
            router_settings: { num_retries: 0, fallbacks: [{ chat: [backup] }] }
            litellm_settings: { request_timeout: 3 }
            """
        ])
        let causes = [
            "healthy", "server-error", "cut", "truncated-json", "error-event", "malformed-event",
            "no-finish", "reset-mid-stream", "stall",
        ]
        let outcome = try Program.run(
            [
                "drill", "live.yaml", "--litellm-bin",
                try #require(Place.liteLLMProgram).path, "-j", "12", "--out", "out",
                "--record", "tapes", "--budget", "1",
            ] + causes.flatMap { ["--cause", $0] }, in: scratch.folder,
            environment: ["FIRST_KEY": "sk-first-real-key"])
        let paths = try self.paths(scratch, "out")
        #expect(paths.count > 30, "\(outcome.output)\(outcome.errors)")
        for path in paths {
            #expect(path.agrees, "\(path.key): \(path.findings) \(outcome.errors)")
        }
        #expect(Set(provider.keys) == ["Bearer sk-first-real-key"])
        // LiteLLM may ask for the list of models, too, which costs nothing.
        #expect(provider.questions.count == 4, "\(provider.questions)")
    }

    /// Each of the three kinds of wildcard, as the target of a fallback.
    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("anthropic/*", "anthropic/*", "anthropic/claude-haiku-4-5-20251001"),
            ("claude-*", "anthropic/claude-*", "claude-haiku-4-5-20251001"),
            ("*", "anthropic/*", "claude-haiku-4-5-20251001"),
        ])
    func `a wildcard that a fallback names is proven, and its calls are priced`(
        group: String, model: String, target: String
    ) throws {
        let scratch = try Scratch([
            "wild.yaml": """
            model_list:
              - model_name: chat
                litellm_params: { model: openai/gpt-5.4-mini-2026-03-17, api_key: sk-x }
              - model_name: "\(group)"
                litellm_params: { model: "\(model)", api_key: sk-x }
            router_settings: { num_retries: 0, fallbacks: [{ chat: ["\(target)"] }] }
            """
        ])
        let outcome = try Program.run(
            [
                "drill", "wild.yaml", "--litellm-bin", try #require(Place.liteLLMProgram).path,
                "--cause", "healthy", "--cause", "server-error", "--route", "chat",
            ], in: scratch.folder)
        for path in try paths(scratch, "pathproof-out") {
            #expect(path.agrees, "\(path.key): \(path.findings)")
        }
        for row in try scratch.rows("case") {
            #expect(row["verdict"] as? String == "passed", "\(row)")
        }
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let calls = try scratch.rows("call").filter {
            ($0["leg"] as? String)?.hasPrefix(group) == true
        }
        #expect(!calls.isEmpty)
        #expect(calls.allSatisfy { $0["cost"] != nil && $0["currency"] as? String == "USD" })
    }
}
