import Documents
import TestSupport
import Testing
import Vocabulary

@testable import GatewayMaps

@Test func `a configuration is read whole: groups, aliases, lists, times`() throws {
    let config = try litellm(
        """
        model_list:
          - model_name: fast-chat
            litellm_params:
              model: openai/gpt-5.4-mini-2026-03-17
              api_key: os.environ/OPENAI_API_KEY
              timeout: 10
              stream_timeout: 2.5
              weight: 9
              order: 1
              num_retries: 0
            model_info: { id: leg-a }
          - { model_name: fast-chat, litellm_params: { model: claude-opus-5, rpm: 60, tags: [eu] } }
          - { model_name: "gemini/*", litellm_params: { model: "gemini/*" } }
        router_settings:
          fallbacks: [{ fast-chat: ["gemini/gemini-3.8-flash"] }]
          default_fallbacks: [fast-chat]
          model_group_alias: { gpt-4: fast-chat, hidden: { model: fast-chat, hidden: true } }
          max_fallbacks: 3
          timeout: 30
          cooldown_time: 7
          allowed_fails: 2
        litellm_settings: { num_retries: 4, request_timeout: 20, drop_params: yes }
        """, environment: ["OPENAI_API_KEY": "sk-1"])
    #expect(config.groups.map(\.name) == ["fast-chat", "gemini/*"])
    let first = config.deployments[0]
    #expect(first.provider?.name == "openai")
    #expect(first.upstream == "gpt-5.4-mini-2026-03-17")
    #expect(first.declaredID == "leg-a")
    #expect(first.weight == 9 && first.order == 1 && first.retries == 0)
    let second = config.deployments[1]
    #expect(second.provider?.name == "anthropic")
    #expect(second.rpm == 60 && second.weight == nil && second.tags == ["eu"])
    #expect(config.aliases.map(\.name) == ["gpt-4", "hidden"])
    #expect(config.routing.general?.catchAll == ["fast-chat"])
    #expect(config.routing.fallbacksMax == 3)
    #expect(config.routing.retries == 4)
    #expect(config.routing.dropsParameters)
    #expect(config.patience(with: first, isStreamed: false) == .seconds(10))
    #expect(config.patience(with: first, isStreamed: true) == .milliseconds(2500))
    // The weaker name, at which so many set their time-outs, counts only where the other is not set.
    #expect(config.patience(with: second, isStreamed: false) == .seconds(20))
    #expect(config.warnings.contains { $0.message.contains("this time-out has no effect") })
    #expect(config.map.routes.map(\.name) == ["fast-chat", "gemini/*", "gpt-4", "hidden"])
}

@Test func `included files are read where they stand: lists are joined, other keys replaced`()
    throws
{
    let config = try litellm(
        """
        include: [parts/models.yaml]
        model_list: [{ model_name: a, litellm_params: { model: openai/x } }]
        router_settings: { num_retries: 7 }
        """,
        files: [
            "parts/models.yaml": """
            include: [more.yaml]
            model_list: [{ model_name: b, litellm_params: { model: openai/y } }]
            router_settings: { timeout: 9 }
            """,
            "parts/more.yaml":
                "model_list: [{ model_name: c, litellm_params: { model: openai/z } }]",
        ])
    #expect(Set(config.groups.map(\.name)) == ["a", "b", "c"])
    #expect(config.routing.retries == 2)
    #expect(config.routing.timeout == .seconds(9))
    #expect(config.group(named: "b")?.location.file == "parts/models.yaml")
    #expect(throws: Diagnostics.self) {
        try litellm("include: [me.yaml]", files: ["me.yaml": "include: [me.yaml]"])
    }
}

@Test func `what LiteLLM would not start with is a mistake at its place`() throws {
    let marked = Marked(
        """
        model_list: [{ model_name: chat, litellm_params: { model: openai/x } }]
        router_settings:
          fallbacks: 1️⃣{ chat: [backup] }
          content_policy_fallbacks: [2️⃣{ a: [chat], b: [chat] }]
          3️⃣health_check_interval: 5
        """)
    let error = try #require(throws: Diagnostics.self) { try litellm(marked.text) }
    let messages = marked.messages(error.items.filter { $0.severity == .error })
    #expect(messages["1️⃣"]?.contains("does not start") == true)
    #expect(messages["2️⃣"]?.contains("one key") == true)
    #expect(messages["3️⃣"]?.contains("does not start") == true)
}

@Test func `a strategy, a section and tags that LiteLLM does not take are told with a hint`()
    throws
{
    let marked = Marked(
        """
        model_list: [{ model_name: chat, litellm_params: { model: openai/x, tags: 1️⃣us } }]
        router_settings: { routing_strategy: 2️⃣least-bussy }
        3️⃣genral_settings: { master_key: sk-1 }
        4️⃣x-shared: { timeout: 3 }
        """)
    let error = try #require(throws: Diagnostics.self) { try litellm(marked.text) }
    let messages = marked.messages(error.items)
    #expect(messages["1️⃣"]?.contains("is a list, found text") == true)
    #expect(messages["2️⃣"]?.contains("no routing strategy 'least-bussy'") == true)
    #expect(messages["3️⃣"]?.contains("unknown section 'genral_settings'") == true)
    #expect(messages["4️⃣"] == nil)
    let hints = error.items.compactMap(\.hint)
    for hint in ["write [us]", "did you mean 'least-busy'?", "did you mean 'general_settings'?"] {
        #expect(hints.contains(hint), "\(hints)")
    }
}

@Test(arguments: [
    "simple-shuffle", "least-busy", "latency-based-routing", "cost-based-routing",
    "usage-based-routing", "usage-based-routing-v2", "provider-budget-routing", "lar1",
])
func `every strategy of LiteLLM's is taken`(name: String) throws {
    let config = try litellm(
        """
        model_list: [{ model_name: chat, litellm_params: { model: openai/x, tags: [us] } }]
        router_settings: { routing_strategy: \(name) }
        """)
    #expect(config.routing.strategy == name)
}

@Test func `what LiteLLM takes without a word is a warning at its place`() throws {
    let marked = Marked(
        """
        model_list:
          - model_name: chat
            litellm_params: { model: 1️⃣opnai/x, max_retries: 3 }
          - model_name: backup
            litellm_params: { model: openai/x, api_key: 2️⃣os.environ/NOT_SET }
        router_settings:
          fallbacks: [{ 3️⃣chta: [backup] }, { chat: 4️⃣backup }, { 5️⃣backup: [chatt] }]
          6️⃣num_retry: 3
          model_group_alias: { old: 7️⃣chaat }
        litellm_settings: { 8️⃣cooldown_time: 60 }
        """)
    let config = try litellm(marked.text)
    let messages = marked.messages(config.warnings)
    #expect(messages["1️⃣"]?.contains("knows no provider") == true)
    #expect(messages["2️⃣"]?.contains("'NOT_SET' is not set") == true)
    #expect(messages["3️⃣"]?.contains("'chta', which is no group") == true)
    #expect(messages["4️⃣"]?.contains("walks over its letters") == true)
    #expect(!config.warnings.contains { $0.message.contains("of 'chat' is no group") })
    #expect(messages["5️⃣"]?.contains("'chatt' of 'backup' is no group") == true)
    #expect(messages["6️⃣"]?.contains("no effect") == true)
    #expect(messages["7️⃣"]?.contains("'chaat', which is no group") == true)
    #expect(messages["8️⃣"]?.contains("no effect in litellm_settings") == true)
    let hints = config.warnings.compactMap(\.hint)
    for word in ["openai", "chat", "num_retries"] {
        #expect(hints.contains("did you mean '\(word)'?"), "a hint for \(word)")
    }
}

@Test func `each construct has its exactness and its line`() throws {
    let config = try litellm(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: bedrock/claude, top_k: 3 } }
        litellm_settings: { cache: true, callbacks: [langfuse] }
        general_settings: { master_key: sk-1, database_url: postgres://x }
        guardrails: []
        """)
    func exactness(_ path: String) -> Construct.Exactness? {
        config.constructs.last { $0.path == path }?.exactness
    }
    #expect(exactness("model_list[0].litellm_params.model") == .unsupported)
    #expect(exactness("model_list[0].litellm_params.top_k") == .manual)
    #expect(exactness("litellm_settings.cache") == .unsupported)
    #expect(exactness("general_settings.database_url") == .unsupported)
    #expect(exactness("guardrails") == .unsupported)
    #expect(exactness("general_settings.master_key") == .exact)
    #expect(exactness("litellm_settings.callbacks") == .unsupported)
    #expect(exactness("model_list[0].model_name") == .exact)
    #expect(exactness("model_list") == .exact)
    #expect(config.constructs.allSatisfy { $0.location.line > 0 })
}

@Test func `a key that stands in the file is told, and never shown`() throws {
    let config = try litellm(
        "model_list: [{ model_name: a, litellm_params: { model: openai/x, api_key: sk-abcdef123456 } }]"
    )
    let warning = try #require(config.warnings.first { $0.message.contains("stands in the file") })
    #expect(warning.location?.line == 1)
    #expect(!DiagnosticText.render([warning]).contains("abcdef"))
}

@Test(arguments: [
    ("model_list: 3", "`model_list` is a list"), ("model_list: []", "empty"),
    ("router_settings: {}", "no `model_list`"), ("- a", "is a mapping"),
    ("model_list: [{ litellm_params: { model: x } }]", "'model_name'"),
    ("model_list: [{ model_name: a }]", "'litellm_params'"),
])
func `a file without a route is told what it lacks`(text: String, words: String) throws {
    let error = try #require(throws: Diagnostics.self) { try litellm(text) }
    #expect(error.items.contains { $0.message.contains(words) })
}

@Test func `every key that LiteLLM has is known with its class, and stands in one list once`() {
    for section in LiteLLMReader.sections {
        let names = section.keys.map(\.name)
        #expect(Set(names).count == names.count, "\(section.name)")
        #expect(names.count > 50, "\(section.name)")
    }
    let general = Dictionary(uniqueKeysWithValues: LiteLLMKeys.general.map { ($0.name, $0) })
    for name in ["database_url", "custom_auth", "store_model_in_db", "alerting"] {
        #expect(general[name]?.exactness == .unsupported, "\(name)")
    }
    let settings = Dictionary(uniqueKeysWithValues: LiteLLMKeys.litellm.map { ($0.name, $0) })
    #expect(settings["langfuse_default_tags"]?.exactness == .unsupported)
    #expect(settings["force_ipv4"]?.exactness == .approximate)
}

@Test(arguments: [
    ("whisper-1", "openai"), ("text-embedding-3-small", "openai"), ("ft:gpt-4o:me", "openai"),
    ("gemini-2.5-flash", "vertex_ai"), ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock"),
    ("amazon.titan-text-lite-v1", "bedrock"), ("rerank-english-v3.0", "cohere"), ("*", "*"),
])
func `a model without its provider is one that LiteLLM knows by name`(
    model: String, provider: String
) {
    let taken = LiteLLMProvider.taken(apart: model, custom: nil)
    #expect(taken?.provider.name == provider && taken?.upstream == model)
}
