import Foundation
import TestSupport
import Testing

/// Whom `lint --connect` cannot ask has a line, too, in the words of its own file.
@Suite struct ConnectLackTests {
    private func lint(_ name: String, _ text: String) throws -> Program.Outcome {
        let scratch = try Scratch([name: text])
        return try Program.run(
            ["lint", name, "--connect", "--timeout", "2s"], in: scratch.folder,
            environment: ["NO_PROXY": "*"])
    }

    @Test func `deployments of LiteLLM that nothing here can ask are told`() throws {
        let outcome = try lint(
            "litellm.yaml",
            """
            model_list:
              - { model_name: chat, litellm_params: { model: watsonx/granite-3 } }
              - { model_name: chat, litellm_params: { model: watsonx/granite-4 } }
              - { model_name: chat, litellm_params: { model: bedrock/anthropic.claude-opus-5 } }
              - { model_name: quick, litellm_params: { model: groq/llama-3.1-8b-instant, api_key: os.environ/A_KEY } }
              - { model_name: made, litellm_params: { model: openai/x, mock_response: hello } }
            """)
        let told = outcome.output.split(separator: "\n").filter { $0.hasSuffix("[not-asked]") }
        #expect(told.count == 3, "\(outcome.output)")
        #expect(
            outcome.output.contains(
                "provider 'watsonx' of chat/1 was not asked: nothing here speaks its language"),
            "\(outcome.output)")
        #expect(
            outcome.output.contains(
                "provider 'bedrock' of chat/3 was not asked: there is no key for it"),
            "\(outcome.output)")
        #expect(outcome.output.contains("provider 'groq' of quick/1 was not asked"))
        #expect(!outcome.output.contains("'generic'") && !outcome.output.contains("base_url"))
    }

    @Test func `targets of Portkey that nothing here can ask are told`() throws {
        let outcome = try lint(
            "portkey.json",
            """
            {"strategy": {"mode": "fallback"}, "targets": [
              {"virtual_key": "our-openai", "override_params": {"model": "gpt-5.4"}},
              {"provider": "bedrock", "override_params": {"model": "claude"}},
              {"provider": "azure-openai", "api_key": "${A_KEY}", "override_params": {"model": "x"}}
            ]}
            """)
        let told = outcome.output.split(separator: "\n").filter { $0.hasSuffix("[not-asked]") }
        #expect(told.count == 3, "\(outcome.output)")
        #expect(
            outcome.output.contains("was not asked: who that is only the account knows"),
            "\(outcome.output)")
        #expect(
            outcome.output.contains(
                "provider 'bedrock' of config/2 was not asked: nothing here speaks its language"),
            "\(outcome.output)")
        #expect(!outcome.output.contains("base_url"), "\(outcome.output)")
    }
}
