import Documents
import GatewayMaps
import Suites
import TestSupport
import Testing
import Vocabulary

@testable import Starters

private func starter(_ text: String) throws -> Starter {
    try PromptfooStarter.starter(
        from: try YAMLReader.read(SourceText(file: "pf.yaml", text: text)), file: "pf.yaml",
        back: "../")
}

private func tree(_ text: String) throws -> ConfigTree {
    ConfigTree(try YAMLReader.read(SourceText(file: "t.yaml", text: text)))
}

@Suite struct PromptfooStarterTests {
    @Test func `what has an equal goes over, and all else is told at its line`() throws {
        let marked = Marked(
            """
            description: pirates
            tags: { env: prod }
            providers:
              - openai:chat:gpt-5.4
              - id: anthropic:messages:claude-haiku-4-5-20251001
                config: { temperature: 0, 1️⃣topK: 3 }
              - id: openrouter:meta/llama-4
                config: { temperature: 0, apiKey: "{{env.ROUTER_KEY}}" }
              - 2️⃣python:my.py
              - 3️⃣xai:grok-9
            prompts:
              - 'Say {{ body }} for ${5}'
              - { id: two, label: second, raw: "Twice: {{ body | upper }}" }
              - 4️⃣"{% if a %}b{% endif %}"
              - '[{"role":"system","content":"Be brief."},{"role":"user","content":"{{ body }}"}]'
            5️⃣env: { A_KEY: abc }
            evaluateOptions: { repeat: 3, 6️⃣maxConcurrency: 2 }
            assertionTemplates:
              short: { type: word-count, value: { max: 5 } }
              judged: { type: 7️⃣g-eval, value: nice }
            defaultTest:
              assert: [{ type: not-icontains, value: sorry }, { type: 8️⃣ruby, value: output }]
              options: { 9️⃣transform: output }
            tests:
              - description: one
                vars: { body: hello, n: 1 }
                threshold: 0.5
                assert:
                  - { type: icontains, value: ahoy, weight: 2 }
                  - $ref: '#/assertionTemplates/short'
                  - type: assert-set
                    assert: [{ type: equals, value: b }, { type: classifier, value: c }]
            """)
        let starter = try starter(marked.text)
        #expect(starter.files.map(\.path) == ["routes.yaml", "suites/promptfoo.yaml"])
        let suite = try tree(starter.files[1].text)
        #expect(
            suite["models"]
                == .list(["gpt-5.4", "claude-haiku-4-5", "meta/llama-4"].map(ConfigTree.string)))
        #expect(suite["metadata"] == .mapping([.init("env", .string("prod"))]))
        #expect(suite["repeat"] == .number("3"))
        // Only two of three have it.
        #expect(suite["params"] == nil)
        let wanted = try tree(
            """
            - 'Say {{ body }} for $${5}'
            - { id: second, user: "Twice: {{ body | upper }}" }
            - messages: [{ role: system, content: "Be brief." }, { role: user, content: "{{ body }}" }]
            """)
        #expect(suite["prompts"] == wanted)
        #expect(
            suite["defaultTest"]
                == (try tree("assert: [{ type: not-icontains, value: sorry }]")))
        #expect(
            suite["assertionTemplates"]
                == (try tree("short: { type: word-count, value: { max: 5 } }")))
        #expect(
            suite["tests"]
                == (try tree(
                    """
                    - description: one
                      vars: { body: hello, n: 1 }
                      threshold: 0.5
                      assert:
                        - { type: icontains, value: ahoy, weight: 2 }
                        - $ref: '#/assertionTemplates/short'
                        - type: assert-set
                          assert: [{ type: equals, value: b }]
                    """)))
        let routes = try tree(starter.files[0].text)
        #expect(
            routes["providers"]
                == (try tree("openrouter: { api_key: '${ROUTER_KEY}' }")))
        #expect(
            routes["models"]
                == (try tree("meta/llama-4: { provider: openrouter, pin: meta/llama-4 }")))
        let messages = marked.messages(starter.leftOut)
        for mark in ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣"] {
            #expect(messages[mark]?.hasPrefix("left out: ") == true, "\(mark) \(messages)")
        }
        #expect(starter.leftOut.allSatisfy { $0.severity == .warning })
        // 'temperature' twice, and 'classifier' in the set.
        #expect(starter.leftOut.count == 12, "\(messages)")
        // The suite itself says so at its top.
        #expect(starter.files[1].text.contains("#   pf.yaml:9:"))
        // And our own readers take both.
        _ = try SuiteFile.read(
            try YAMLReader.read(SourceText(file: "s.yaml", text: starter.files[1].text)))
    }

    @Test(arguments: [
        ("openai:gpt-5", "openai", "gpt-5"),
        ("openai:responses:gpt-5", "openai-responses", "gpt-5"),
        ("openai:ft:gpt-4o:org", "openai", "ft:gpt-4o:org"),
        ("anthropic:claude-x", "anthropic", "claude-x"),
        ("azure:chat:mine", "azure", "mine"), ("azureopenai:chat:mine", "azure", "mine"),
        ("google:gemini-3", "google", "gemini-3"), ("ollama:chat:llama3:8b", "ollama", "llama3:8b"),
        ("bedrock:converse:anthropic.claude-v2:1", "bedrock", "anthropic.claude-v2:1"),
        ("bedrock:anthropic.claude-v2:1", "bedrock", "anthropic.claude-v2:1"),
        ("alibaba:qwen-plus", "qwen", "qwen-plus"),
        ("mistral:codestral-2508", "mistral", "codestral-2508"),
        ("openrouter:a/b:free", "openrouter", "a/b:free"),
        ("deepseek:deepseek-chat", "deepseek", "deepseek-chat"),
    ])
    func `a name of promptfoo's is a provider and a model`(
        id: String, provider: String, model: String
    ) {
        #expect(PromptfooName.read(id) == .model(provider: provider, model: model))
    }

    @Test(arguments: [
        "openai", "openai:", "openai:embedding:x", "openai:realtime:x", "python:a.py", "exec:a",
        "echo:x",
        "https://a.example", "vertex:gemini-3", "anthropic:claude-agent-sdk", "xai:grok",
        "generic:x",
    ])
    func `what cannot be asked here has its reason`(id: String) {
        guard case .foreign(let reason) = PromptfooName.read(id) else {
            Issue.record("\(id) is taken")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test func `variables of the environment go over by their names, and keys never do`() throws {
        #expect(PromptfooName.expanded("{{env.A_KEY}}") == "${A_KEY}")
        #expect(PromptfooName.expanded("{{ env['A_KEY'] }}") == "${A_KEY}")
        #expect(PromptfooName.expanded("${A_KEY}") == "${A_KEY}")
        #expect(PromptfooName.expanded("https://{{env.HOST}}/v1") == "https://${HOST}/v1")
        #expect(PromptfooName.expanded("a${b}c{{d}}") == "a$${b}c{{d}}")
        #expect(PromptfooName.expanded("{{ env[\"A_KEY\"] }}") == "${A_KEY}")
        for other in ["{{ env.KEY | default('x') }}", "{{environment}}", "{{ env.A + env.B }}"] {
            #expect(PromptfooName.expanded(other) == other)
        }
        let starter = try starter(
            """
            prompts: [q]
            providers:
              - id: openai:gpt-5.4
                config: { apiKey: abc-0123456789, organization: org-0123456789, headers: { x-a: h-0123456789 } }
            env: { OTHER: e-0123456789 }
            """)
        #expect(starter.leftOut.count == 4)
        let shown =
            DiagnosticText.render(starter.leftOut) + starter.files.map(\.text).joined()
        #expect(!shown.contains("0123456789"), "\(shown)")
    }

    @Test func `keys in addresses stay where they are, and their names go over`() throws {
        let starter = try starter(
            """
            prompts: [q]
            providers:
              - id: openai:gpt-5.4
                config: { apiBaseUrl: "https://anna:pw-0123456789@h.example/v1" }
              - id: anthropic:claude-haiku-4-5
                config: { apiBaseUrl: "https://h.example/v1?api_key=k-0123456789" }
              - id: mistral:codestral-2508
                config: { apiBaseUrl: "https://anna:{{env.PW}}@h.example/v1", apiKey: "{{ env.K | default('k-0123456789') }}" }
              - id: deepseek:deepseek-chat
                config: { apiKey: "${k-0123456789", apiBaseUrl: "{{ env.BASE }}" }
              - id: google:gemini-3.6-flash
                config: { apiBaseUrl: "https://{{ env.HOST | default('h.example') }}" }
              - "webhook:https://h.example/x?token=t-0123456789"
              - "https://anna:pw-0123456789@h.example/"
              - "nobody:https://h.example/?key=k-0123456789"
              - "bedrock:https://h.example/?key=k-0123456789"
              - "exec:sk-0123456789 now"
              - "file://a.py?token=t-0123456789"
            """)
        #expect(starter.leftOut.count == 11, "\(starter.leftOut.map(\.message))")
        let shown =
            DiagnosticText.render(starter.leftOut) + starter.files.map(\.text).joined()
        #expect(!shown.contains("0123456789"), "\(shown)")
        #expect(
            try tree(starter.files[0].text)["providers"]
                == (try tree(
                    """
                    mistral: { base_url: "https://anna:${PW}@h.example/v1" }
                    deepseek: { base_url: "${BASE}" }
                    """)))
    }

    @Test func `a host alone is the address that promptfoo makes of it`() throws {
        let marked = Marked(
            """
            prompts: [q]
            providers:
              - { id: "openai:gpt-5.4", config: { apiHost: proxy.corp } }
              - { id: "mistral:codestral-2508", config: { apiHost: "{{env.HOST}}" } }
              - { id: "azure:chat:mine", config: { apiHost: "https://mine.openai.azure.com/" } }
              - { id: "anthropic:claude-haiku-4-5", config: { apiHost: 1️⃣proxy.corp } }
            """)
        let starter = try starter(marked.text)
        #expect(
            try tree(starter.files[0].text)["providers"]
                == (try tree(
                    """
                    openai: { base_url: "https://proxy.corp/v1" }
                    mistral: { base_url: "https://${HOST}/v1" }
                    azure: { base_url: "https://mine.openai.azure.com" }
                    """)))
        #expect(
            marked.messages(starter.leftOut) == ["1️⃣": "left out: 'apiHost' of 'anthropic'"],
            "\(starter.leftOut)")
    }

    @Test func `each configuration of a scenario meets each of its tests`() throws {
        let starter = try starter(
            """
            prompts: ["{{ a }} {{ b }}"]
            targets: openai:gpt-5.4
            scenarios:
              - config: [{ vars: { a: 1 } }, { vars: { a: 2 }, assert: [{ type: contains, value: x }] }]
                tests:
                  - { vars: { b: 3 }, assert: [{ type: contains, value: y }] }
                  - { description: own, vars: { a: 9, b: 4 } }
            """)
        #expect(
            try tree(starter.files[1].text)["tests"]
                == (try tree(
                    """
                    - { vars: { a: 1, b: 3 }, assert: [{ type: contains, value: y }] }
                    - { vars: { a: 9, b: 4 }, description: own }
                    - vars: { a: 2, b: 3 }
                      assert: [{ type: contains, value: x }, { type: contains, value: y }]
                    - { vars: { a: 9, b: 4 }, assert: [{ type: contains, value: x }], description: own }
                    """)))
        #expect(starter.leftOut.isEmpty)
    }

    @Test func `a scenario without tests asks its configurations, and what is none is told`() throws
    {
        let marked = Marked(
            """
            prompts: ["{{ a }}"]
            targets: openai:gpt-5.4
            scenarios:
              - config: [{ vars: { a: 1 } }, { vars: { a: 2 } }]
              - 1️⃣{ tests: [{ vars: { a: 3 } }] }
              - 2️⃣7
            """)
        let starter = try starter(marked.text)
        #expect(
            try tree(starter.files[1].text)["tests"]
                == (try tree("[{ vars: { a: 1 } }, { vars: { a: 2 } }]")))
        #expect(
            marked.messages(starter.leftOut) == [
                "1️⃣": "left out: a scenario without a config",
                "2️⃣": "left out: a scenario that is no mapping",
            ], "\(starter.leftOut)")
    }

    @Test(arguments: [
        ("prompts: [q]\nproviders: [python:a.py]", "no provider that can be asked here"),
        (
            "prompts: ['{% a %}']\nproviders: [openai:gpt-5.4]",
            "no prompt that can be sent from here"
        ),
        (
            "prompts: [q]\nproviders: [openai:gpt-5.4]\ntests: file://make.py",
            "no test that can be taken over"
        ),
    ])
    func `where nothing can be asked nothing is made`(text: String, message: String) {
        do throws(Diagnostics) {
            _ = try PromptfooStarter.starter(
                from: try YAMLReader.read(SourceText(file: "pf.yaml", text: text)), file: "pf.yaml",
                back: "")
            Issue.record("made")
        } catch {
            #expect(error.items.contains { $0.message.contains(message) }, "\(error.items)")
            #expect(error.items.contains { $0.message.hasPrefix("left out: ") })
        }
    }

    @Test func `a name to show and a limit in promptfoo's words are told`() throws {
        let marked = Marked(
            """
            providers:
              - id: openai:gpt-5.4
                1️⃣label: mine
                config: { 2️⃣max_output_tokens: 9 }
              - anthropic:claude-haiku-4-5
              - bedrock:anthropic.claude-3
            prompts: [q]
            """)
        let starter = try starter(marked.text)
        let messages = marked.messages(starter.leftOut)
        #expect(messages["1️⃣"] == "left out: 'label' of a provider")
        #expect(
            messages["2️⃣"]
                == "left out: 'max_output_tokens', which not all of the models have alike")
        #expect(
            try tree(starter.files[1].text)["models"]
                == .list(
                    ["gpt-5.4", "claude-haiku-4-5", "anthropic.claude-3"].map(ConfigTree.string)))
    }
}
