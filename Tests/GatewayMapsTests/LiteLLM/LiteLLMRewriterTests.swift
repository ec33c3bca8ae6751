import Documents
import GatewayMaps
import Testing
import Vocabulary

private let text = """
    environment_variables: { OPENAI_API_BASE: "https://example.com" }
    model_list:
      - model_name: chat
        litellm_params:
          model: openai/gpt-5.4-mini
          api_key: os.environ/OPENAI_API_KEY
          api_version: os.environ/VERSION
          organization: org-1
          aws_secret_access_key: hidden
          timeout: 40
          temperature: 0.5
        model_info: { id: leg-a }
      - { model_name: backup, litellm_params: { model: anthropic/claude-opus-5 } }
    router_settings: { redis_host: r, num_retries: 1, timeout: 20, fallbacks: [{ chat: [backup] }] }
    litellm_settings: { cache: true, success_callback: [langfuse], drop_params: true }
    general_settings: { master_key: sk-user, database_url: postgres://x, alerting: [slack] }
    """

private func copy(
    _ timeouts: ClosedRange<Duration>? = .seconds(1)...(.seconds(2)), keepsCooldowns: Bool = false
) throws -> (tree: Node, copy: LiteLLMRewriter.Copy) {
    let config = try litellm(text)
    let copy = LiteLLMRewriter.copy(
        of: config,
        options: LiteLLMRewriter.Options(
            masterKey: "sk-drill", timeouts: timeouts, keepsCooldowns: keepsCooldowns),
        baseURL: { "http://127.0.0.1:9/\($0)" },
        environment: { ["VERSION": "2026-01-01", "OPENAI_API_KEY": "sk-real"][$0] })
    return (try Document.read(SourceText(file: "copy.yaml", text: copy.text)), copy)
}

@Test func `every deployment of the copy calls its lane with a key of no worth`() throws {
    let (tree, copy) = try copy()
    let first = try #require(tree["model_list"]?[0]?["litellm_params"])
    #expect(first["api_base"]?.asString == "http://127.0.0.1:9/chat/1")
    #expect(first["api_key"]?.asString == "sk-simulated")
    #expect(first["api_version"]?.asString == "2026-01-01")
    #expect(first["temperature"]?.numberText == "0.5")
    #expect(first["organization"] == nil)
    #expect(!copy.text.contains("hidden") && !copy.text.contains("sk-real"))
    #expect(copy.legs == ["leg-a": leg("chat"), "leg-2": leg("backup")])
    #expect(tree["model_list"]?[1]?["model_info"]?["id"]?.asString == "leg-2")
}

@Test func `what reaches out or keeps state is left out, and each change is listed`() throws {
    let (tree, copy) = try copy()
    #expect(tree["environment_variables"] == nil)
    #expect(tree["router_settings"]?["redis_host"] == nil)
    #expect(tree["router_settings"]?["num_retries"]?.asInt == 1)
    #expect(tree["litellm_settings"]?["cache"] == nil)
    #expect(tree["litellm_settings"]?["success_callback"] == nil)
    #expect(tree["litellm_settings"]?["drop_params"]?.asBool == true)
    #expect(tree["general_settings"]?["database_url"] == nil)
    #expect(tree["general_settings"]?["master_key"]?.asString == "sk-drill")
    for word in [
        "environment_variables", "redis_host", "litellm_settings.cache", "success_callback",
        "database_url", "alerting", "api_base", "disable_cooldowns", "timeout", "organization",
    ] {
        #expect(copy.changes.contains { $0.contains(word) }, "\(word)")
    }
    #expect(!copy.changes.contains { $0.contains("sk-") })
}

@Test func `time-outs keep their proportion where one can wait for them`() throws {
    let (tree, copied) = try copy()
    let models = tree["model_list"]
    #expect(models?[0]?["litellm_params"]?["timeout"]?.asDouble == 2)
    #expect(models?[1]?["litellm_params"]?["timeout"]?.asDouble == 1)
    #expect(tree["router_settings"]?["timeout"] == nil)
    #expect(tree["litellm_settings"]?["request_timeout"]?.asDouble == 2)
    #expect(copied.ids[leg("chat")] == "leg-a")
    let real = try copy(nil)
    #expect(real.tree["router_settings"]?["timeout"]?.asInt == 20)
    #expect(real.tree["model_list"]?[0]?["litellm_params"]?["timeout"]?.asInt == 40)
    let patience = LiteLLMRewriter.patience(
        of: try litellm(text), timeouts: .seconds(1)...(.seconds(2)))
    #expect(patience == [leg("chat"): .seconds(2), leg("backup"): .seconds(1)])
    #expect(
        LiteLLMRewriter.patience(of: try litellm(text), timeouts: nil)[leg("backup")]
            == .seconds(20))
}

@Test func `cooldowns are off unless the pass is about them`() throws {
    #expect(try copy().tree["router_settings"]?["disable_cooldowns"]?.asBool == true)
    #expect(try copy(keepsCooldowns: true).tree["router_settings"]?["disable_cooldowns"] == nil)
}

@Test func `a leg without a lane is asked as OpenAI where nobody answers, and keeps its place`()
    throws
{
    let config = try litellm(
        """
        model_list:
          - model_name: chat
            litellm_params:
              { model: bedrock/b, aws_region_name: eu, tags: [eu], rpm: 3, top_k: 1, thinking: { type: enabled } }
          - { model_name: "v/*", litellm_params: { model: "vertex_ai/*", vertex_project: p } }
        """)
    let copy = LiteLLMRewriter.copy(
        of: config, options: LiteLLMRewriter.Options(masterKey: "sk-drill", timeouts: nil),
        baseURL: { _ in "http://127.0.0.1:9" }, environment: { _ in nil })
    let tree = try Document.read(SourceText(file: "copy.yaml", text: copy.text))
    let first = try #require(tree["model_list"]?[0]?["litellm_params"])
    #expect(
        Set((first.entries ?? []).compactMap(\.key.text))
            == ["model", "api_base", "api_key", "tags", "rpm"])
    #expect(first["model"]?.asString == "openai/b")
    #expect(
        copy.changes.contains(
            "model_list[0].litellm_params.model: openai/b in place of 'bedrock', where nobody answers"
        ))
    #expect(tree["model_list"]?[1]?["litellm_params"]?["model"]?.asString == "openai/*")
}
