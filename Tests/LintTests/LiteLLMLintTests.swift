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
        settings: "router_settings: { num_retries: 1 }\ngenral_settings: { master_key: sk-1 }",
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
        """, "unreachable-leg:3"),
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
