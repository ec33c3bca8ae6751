import Documents
import Foundation
import GatewayMaps
import Lint
import TestSupport
import Testing
import Vocabulary

/// What providers say of a prompt that is too long, or refused: LiteLLM knows OpenAI's words, not DeepSeek's.
private func said(_ lane: String, _ cause: Cause) -> RefusalText? {
    switch (lane, cause) {
    case ("openai", .contextLength):
        RefusalText(status: 400, body: "This model's maximum context length is 128000 tokens.")
    case ("openai", .contentPolicy):
        RefusalText(status: 400, body: "invalid_request_error: content_policy_violation")
    case (_, .contextLength), (_, .contentPolicy): RefusalText(status: 400, body: "no")
    default: nil
    }
}

private func findings(_ text: String, today: String = "2026-11-21") throws -> [LintFinding] {
    let node = try Document.read(SourceText(file: "config.yaml", text: text))
    #expect(LiteLLMReader.isConfig(node))
    let examined = try LiteLLMReader.examine(
        node,
        load: { path, asker throws(Diagnostics) in
            throw Diagnostics([asker.diagnostic("no file '\(path)'")])
        }, environment: { $0 == "SET" ? "sk-1" : nil })
    let day = try #require(Day(today))
    return Lint.findings(in: LintSubject(litellm: examined, said: said, today: day))
}

/// Four groups of one deployment each; lines 1 to 5 of every file of the table.
private let groups = """
    model_list:
    - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05 } }
    - { model_name: backup, litellm_params: { model: anthropic/claude-opus-5-5 } }
    - { model_name: third, litellm_params: { model: deepseek/deepseek-v4-pro } }
    - { model_name: mini, litellm_params: { model: openai/gpt-5.4-mini-2026-03-17 } }

    """

@Test func `a LiteLLM configuration with nothing wrong gives no finding`() throws {
    let text =
        groups + """
            router_settings:
              num_retries: 1
              fallbacks: [{ chat: [backup, third] }, { mini: [third] }]
            litellm_settings: { request_timeout: 30 }
            """
    #expect(try findings(text).map(\.shown.message) == [])
}

private struct Wrong: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    /// `rule:line` of each finding.
    var found: [String]
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ found: String...) {
        self.name = name
        self.text = text
        self.found = found
    }

    /// Settings behind the four groups, from line 6 on.
    init(_ name: String, settings: String, _ found: String...) {
        self.name = name
        text = groups + settings
        self.found = found
    }

    /// The parameters of one deployment, in line 2.
    init(_ name: String, parameters: String, _ found: String...) {
        self.name = name
        text = "model_list:\n- { model_name: chat, litellm_params: { \(parameters) } }\n"
        self.found = found
    }
}

private let wrong: [Wrong] = [
    Wrong(
        "a fallback that is not there", settings: "router_settings: { fallbacks: [chat: [bakup]] }",
        "unknown-name:6"),
    Wrong(
        "an entry for nobody", settings: "router_settings: { fallbacks: [chatt: [backup]] }",
        "unknown-name:6"),
    Wrong(
        "an alias of nobody", settings: "router_settings:\n  model_group_alias: { fast: minni }",
        "unknown-name:7"),
    Wrong(
        "an alias without the fallbacks of its group",
        settings: """
            router_settings:
              fallbacks: [chat: [backup]]
              model_group_alias: { fast: chat }
            """, "lost-fallback:8"),
    Wrong(
        "a circle",
        settings: """
            router_settings:
              num_retries: 0
              fallbacks:
              - chat: [backup]
              - backup: [third]
              - third: [chat]
            """, "fallback-cycle:9"),
    Wrong(
        "a group that is its own fallback",
        settings: "router_settings: { fallbacks: [chat: [chat, backup]] }",
        "unreachable-fallback:6"),
    Wrong(
        "a fallback that is named twice",
        settings: "router_settings: { fallbacks: [chat: [backup, backup]] }",
        "unreachable-fallback:6"),
    Wrong(
        "lists in both sections",
        settings: """
            router_settings: { fallbacks: [chat: [backup]] }
            litellm_settings:
              fallbacks: [chat: [third]]
            """, "unreachable-fallback:8"),
    Wrong(
        "no fallback allowed",
        settings: "router_settings:\n  fallbacks: [chat: [backup]]\n  max_fallbacks: 0",
        "unreachable-fallback:8"),
    Wrong(
        "two groups at one provider", settings: "router_settings: { fallbacks: [chat: [mini]] }",
        "one-provider:6"),
    Wrong(
        "the same model again",
        """
        model_list:
        - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05 } }
        - { model_name: again, litellm_params: { model: openai/gpt-5.4-2026-03-05 } }
        router_settings: { fallbacks: [chat: [again]] }
        """, "repeated-leg:4"),
    Wrong(
        "a router's key among LiteLLM's", settings: "litellm_settings:\n  cooldown_time: 30",
        "wrong-section:7"),
    Wrong(
        "LiteLLM's key among the router's", settings: "router_settings:\n  drop_params: true",
        "wrong-section:7"),
    Wrong(
        "a key that nobody has", settings: "router_settings:\n  num_retrys: 1", "unknown-key:7"),
    Wrong(
        "text in place of a list", settings: "router_settings: { default_fallbacks: backup }",
        // That each of its letters is a group that is not there, it says itself.
        "text-for-list:6"),
    Wrong(
        "text in place of a list, two of its letters alike",
        settings: "router_settings:\n  fallbacks:\n  - chat: third-third", "text-for-list:8"),
    Wrong(
        "text in place of a list, for a group that is not there",
        settings: "router_settings:\n  fallbacks:\n  - chatt: third", "text-for-list:8",
        "unknown-name:8"),
    Wrong(
        "an overflow that is not recognised",
        settings: """
            router_settings:
              context_window_fallbacks:
              - chat: [backup]
              - third: [backup]
            """, "unrecognised-text:9"),
    Wrong(
        "a list for overflows that forgets a group",
        settings: """
            router_settings:
              fallbacks: [chat: [backup], mini: [third]]
              context_window_fallbacks: [chat: [backup]]
            """, "lost-fallback:5"),
    Wrong(
        "retries upon retries", settings: "router_settings:\n  num_retries: 7",
        "many-calls:2", "many-calls:3", "many-calls:4", "many-calls:5"),
    Wrong(
        "a list that is none", settings: "router_settings:\n  fallbacks: { chat: [backup] }",
        "litellm-start:7"),
    Wrong(
        "a strategy that nobody has",
        settings: "router_settings:\n  routing_strategy: least-bussy", "litellm-start:7"),
    Wrong(
        "a section that nobody reads", settings: "router_setings:\n  num_retries: 1",
        "unknown-key:6"),
    Wrong(
        "another section that nobody reads",
        settings:
            "router_settings: { num_retries: 1 }\ngenral_settings: { master_key: os.environ/SET }",
        "unknown-key:7"),
    Wrong(
        "a tag in place of a list of tags",
        parameters: "model: anthropic/claude-opus-5-5, tags: us", "litellm-start:2"),
    Wrong(
        "a deployment that no tag leads to",
        """
        model_list:
        - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05, tags: [eu] } }
        - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05, tags: [default] } }
        - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05 } }
        router_settings: { enable_tag_filtering: true }
        """, "unreachable-leg:4"),
    Wrong(
        "a deployment that lacks what the dice are thrown by",
        """
        model_list:
        - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05, rpm: 900 } }
        - { model_name: chat, litellm_params: { model: deepseek/deepseek-v4-pro } }
        - { model_name: chat, litellm_params: { model: anthropic/claude-opus-5-5, weight: 0 } }
        """, "unreachable-leg:3", "unreachable-leg:4", "zero-weight:4"),
    Wrong(
        "a weight of nothing beside another, twice over",
        """
        model_list:
        - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05, weight: 1 } }
        - model_name: chat
          litellm_params:
            model: deepseek/deepseek-v4-pro
            weight: 0
        - { model_name: chat, litellm_params: { model: anthropic/claude-opus-5-5, weight: 0.0 } }
        - { model_name: chat, litellm_params: { model: mistral/mistral-large-2512 } }
        """, "zero-weight:6", "zero-weight:7", "unreachable-leg:8"),
    Wrong(
        "a weight of nothing that a level of its own makes the only one",
        """
        model_list:
        - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05, order: 1, weight: 1 } }
        - { model_name: chat, litellm_params: { model: deepseek/deepseek-v4-pro, order: 2, weight: 0 } }
        """, "zero-weight:3"),
    Wrong(
        "weights that are all nothing",
        """
        model_list:
        - { model_name: chat, litellm_params: { model: deepseek/deepseek-v4-pro } }
        - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05, weight: 0 } }
        - { model_name: chat, litellm_params: { model: anthropic/claude-opus-5-5, weight: 0 } }
        """, "zero-weight:3"),
    Wrong(
        "a weight of nothing, alone", parameters: "model: deepseek/deepseek-v4-pro, weight: 0",
        "zero-weight:2"),
    Wrong(
        "a weight of nothing for the leg that is asked when the others have failed",
        """
        model_list:
        - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05, weight: 1 } }
        - { model_name: chat, litellm_params: { model: deepseek/deepseek-v4-pro, weight: 0 } }
        router_settings: { enable_weighted_failover: true }
        """),
    Wrong(
        "weights that the strategy does not look at",
        """
        model_list:
        - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05, weight: 1 } }
        - { model_name: chat, litellm_params: { model: deepseek/deepseek-v4-pro, weight: 0 } }
        router_settings: { routing_strategy: least-busy }
        """),
    Wrong("no model", parameters: "api_key: os.environ/SET", "litellm-start:2"),
    Wrong("no model", parameters: "api_key: os.environ/SET", "litellm-start:2"),
    Wrong("no list of models", "router_settings: { num_retries: 1 }", "litellm-start:1"),
    Wrong("a name that moves", parameters: "model: openai/gpt-5.4", "unpinned-model:2"),
    Wrong(
        "the latest, whatever it is", parameters: "model: mistral/mistral-large-latest",
        "unpinned-model:2"),
    Wrong("a model that is gone", parameters: "model: deepseek/deepseek-chat", "retired-model:2"),
    Wrong(
        "a model that goes", parameters: "model: anthropic/claude-sonnet-4-5-20250929",
        "retiring-model:2"),
    Wrong(
        "a key that is not set",
        parameters: "model: anthropic/claude-opus-5-5, api_key: os.environ/NOT_SET",
        "skipped-leg:2"),
    Wrong(
        "a key for everybody to read",
        parameters: "model: anthropic/claude-opus-5-5, api_key: sk-live-canary",
        "literal-key:2"),
    Wrong(
        "keys in other places",
        settings: """
            environment_variables: { OPENAI_API_KEY: sk-canary, OPENAI_API_BASE: "https://a.example" }
            credential_list:
            - { credential_name: one, credential_values: { aws_secret_access_key: canary } }
            general_settings:
              master_key: sk-canary
              database_url: "postgresql://me:canary@db/x"
            router_settings:
              redis_password: canary
            """, "literal-key:6", "literal-key:8", "literal-key:10", "literal-key:11",
        "literal-key:13"),
    Wrong(
        "places without a key",
        settings: """
            environment_variables: { OPENAI_API_KEY: os.environ/SET }
            general_settings: { master_key: os.environ/SET, database_url: "postgresql://db:5432/x" }
            """),
    Wrong(
        "a mock", parameters: "model: anthropic/claude-opus-5-5, mock_response: hello",
        "mock-left-on:2"),
    Wrong(
        "a price for a million tokens where one is meant",
        parameters: "model: deepseek/deepseek-v4-pro, input_cost_per_token: 0.27, "
            + "output_cost_per_token: 1.10", "wrong-price:2"),
    Wrong(
        "a price that is not the list's",
        parameters: "model: deepseek/deepseek-v4-pro, input_cost_per_token: 9e-7, "
            + "output_cost_per_token: 9e-7", "other-price:2"),
    Wrong(
        "a provider unknown", parameters: "model: antropic/claude-opus-5-5", "unknown-provider:2"),
    Wrong(
        "a setting of the SDK", parameters: "model: anthropic/claude-opus-5-5, max_retries: 3",
        "without-effect:2"),
    Wrong(
        "streams without a clock", parameters: "model: gemini/gemini-3.6-flash", "untimed-stream:2"),
    Wrong(
        "fallbacks where none are looked for",
        settings: "general_settings:\n  fallbacks: [chat: [backup]]", "wrong-section:7"),
    Wrong(
        "fallbacks at the top of the file", settings: "fallbacks: [chat: [backup]]",
        "wrong-section:6"),
    Wrong(
        "a key of the proxy's among LiteLLM's",
        settings: "litellm_settings:\n  master_key: os.environ/SET", "wrong-section:7"),
    Wrong(
        "a section in a section", settings: "general_settings:\n  model_list: []",
        "wrong-section:7"),
    Wrong(
        "a misspelt key of the proxy's", settings: "general_settings:\n  master_kye: x",
        "unknown-key:7"),
    Wrong(
        "a misspelt key of another section", settings: "general_settings:\n  fallback: []",
        "unknown-key:7"),
    Wrong(
        "a key like no other", settings: "litellm_settings:\n  mystery: 1", "unfamiliar-key:7"),
    Wrong(
        "another, of the proxy's", settings: "general_settings:\n  mystery: 1",
        "unfamiliar-key:7"),
    Wrong(
        "a key among the environment's variables",
        settings: "environment_variables:\n  OPENAI_API_KEY: sk-live-canary-0123456789",
        "literal-key:7"),
    Wrong(
        "a password in a URL",
        settings: "general_settings:\n  database_url: postgresql://u:canary2@db/x",
        "literal-key:7"),
    Wrong(
        "a master key", settings: "general_settings:\n  master_key: canary", "literal-key:7"),
    Wrong(
        "a password of digits", settings: "router_settings:\n  redis_password: 12345678",
        "literal-key:7"),
    Wrong(
        "a secret of AWS",
        parameters: "model: anthropic/claude-opus-5-5, aws_secret_access_key: canary/canary",
        "literal-key:2"),
    Wrong(
        "a service account",
        parameters:
            "model: anthropic/claude-opus-5-5, vertex_credentials: '{\"private_key\": \"canary\"}'",
        "literal-key:2"),
    Wrong(
        "a reference of a shell's",
        parameters: "model: anthropic/claude-opus-5-5, api_key: \"${OPENAI_API_KEY}\"",
        "unresolved-reference:2"),
    Wrong(
        "another of a shell's",
        parameters: "model: anthropic/claude-opus-5-5, api_key: $OPENAI_API_KEY",
        "unresolved-reference:2"),
    Wrong(
        "a reference of Python's",
        parameters: "model: anthropic/claude-opus-5-5, api_base: os.environ.ANTHROPIC_BASE",
        "unresolved-reference:2"),
    Wrong(
        "a time-out for tests", parameters: "model: anthropic/claude-opus-5-5, mock_timeout: true",
        "mock-left-on:2"),
    Wrong(
        "a failure for tests",
        parameters: "model: anthropic/claude-opus-5-5, mock_testing_fallbacks: true",
        "mock-left-on:2"),
    Wrong(
        "a tool call for tests",
        parameters: "model: anthropic/claude-opus-5-5, mock_tool_calls: [{ id: a }]",
        "mock-left-on:2"),
    Wrong(
        "a misspelt parameter",
        parameters: "model: anthropic/claude-opus-5-5, api_bsae: \"http://127.0.0.1\"",
        "unknown-key:2"),
    Wrong(
        "an order beside the parameters",
        """
        model_list:
        - model_name: chat
          litellm_params: { model: anthropic/claude-opus-5-5 }
          order: 1
        """, "wrong-section:4"),
    Wrong(
        "one id for two",
        """
        model_list:
        - model_name: chat
          litellm_params: { model: anthropic/claude-opus-5-5 }
          model_info: { id: a }
        - model_name: chat
          litellm_params: { model: deepseek/deepseek-v4-pro }
          model_info: { id: a }
        """, "repeated-id:5"),
    Wrong(
        "a time-out of nothing",
        parameters: "model: anthropic/claude-opus-5-5, stream_timeout: 0", "without-effect:2"),
    Wrong(
        "retries beneath retries", parameters: "model: zai/glm-5.3, num_retries: 1",
        "hidden-retries:2"),
]

@Test(arguments: wrong)
private func `what is wrong with a LiteLLM configuration is found in its line`(
    _ file: Wrong
) throws {
    let findings = try findings(file.text)
    let found = findings.map { "\($0.rule):\($0.diagnostic.location?.line ?? 0)" }
    #expect(Set(found) == Set(file.found), "\(findings.map(\.shown.message))")
    for finding in findings { #expect(!finding.diagnostic.message.contains("canary")) }
}

@Test(arguments: [
    ("general_settings", "num_retries", "router_settings"),
    ("general_settings", "model_group_alias", "router_settings"),
    ("general_settings", "routing_strategy", "router_settings"),
    ("general_settings", "request_timeout", "litellm_settings"),
    ("general_settings", "drop_params", "litellm_settings"),
    ("router_settings", "master_key", "general_settings"),
    ("router_settings", "database_url", "general_settings"),
    ("litellm_settings", "allowed_fails", "router_settings"),
])
func `a key in the wrong section is told where it belongs`(
    section: String, key: String, home: String
) throws {
    let findings = try findings(groups + "\(section):\n  \(key): os.environ/SET")
    let told = try #require(findings.first { $0.rule == "wrong-section" })
    #expect(told.diagnostic.message == "'\(key)' has no effect in \(section)")
    #expect(told.diagnostic.hint == "write it in \(home)")
    #expect(told.diagnostic.location?.line == 7)
}

@Test func `what belongs where it stands, and what only looks like a key, is not told`() throws {
    let text = """
        model_list:
        - model_name: chat
          litellm_params:
            model: anthropic/claude-opus-5-5
            api_key: not-needed
            prompt_cache_key: a-name
            vertex_credentials: /run/secrets/vertex.json
            top_k: 3
            extra_body: { anything: 1 }
          rpm: 60
        router_settings: { redis_password: os.environ/SET }
        litellm_settings: { modify_params: true, cache: false, max_budget: 10, s3_callback_params: {} }
        general_settings:
          master_key: os.environ/SET
          database_url: "postgresql://u:$PASSWORD@db/x"
          alerting: [slack]
          health_check_interval: 300
        x-own: { any: thing }
        """
    #expect(try findings(text).map(\.shown.message) == [])
}

@Test func `no message shows a password with the line that it stands in`() throws {
    let text = "router_settings:\n  database_url: postgresql://u:canary@db/x"
    let shown = DiagnosticText.render(try findings(groups + text).map(\.shown))
    #expect(shown.contains("no effect in router_settings") && shown.contains("has a password"))
    #expect(!shown.contains("canary"), "\(shown)")
}

@Test func `each kind of warning has its rule`() {
    let rules = Set(allLintRules.map(\.name))
    #expect(rules.count == allLintRules.count)
    for code in LiteLLMExamination.Code.allCases { #expect(rules.contains(code.rawValue)) }
}

@Test func `findings of a LiteLLM configuration are written as SARIF with their lines`() throws {
    let found = try findings(groups + "router_settings: { fallbacks: [chat: [bakup]] }")
    let root = try #require(
        try JSONSerialization.jsonObject(with: Data(SARIF.bytes(found, version: "1")))
            as? [String: Any])
    let run = try #require((root["runs"] as? [[String: Any]])?.first)
    let result = try #require((run["results"] as? [[String: Any]])?.first)
    #expect(result["ruleId"] as? String == "unknown-name")
    let places = try #require(result["locations"] as? [[String: Any]])
    let place = try #require(places.first?["physicalLocation"] as? [String: Any])
    #expect((place["artifactLocation"] as? [String: Any])?["uri"] as? String == "config.yaml")
    #expect((place["region"] as? [String: Int])?["startLine"] == 6)
}
