import GatewayMaps
import Testing
import Vocabulary

private func upstream(_ target: String) throws -> PortkeyUpstream? {
    let config = try portkey(#"{ "retry": { "attempts": 0 }, \#(target) }"#)
    return config.legs.first.flatMap { config.upstream(of: $0) }
}

/// What the gateway would call, and what its copy makes it call at the lane, with one path behind both.
@Test(arguments: [
    ("openai", "https://api.openai.com/v1"), ("anthropic", "https://api.anthropic.com/v1"),
    ("google", "https://generativelanguage.googleapis.com"),
    ("deepseek", "https://api.deepseek.com"),
    ("dashscope", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"),
    ("openrouter", "https://openrouter.ai/api"), ("groq", "https://api.groq.com/openai/v1"),
    ("together-ai", "https://api.together.xyz"),
    ("deepinfra", "https://api.deepinfra.com/v1/openai"),
])
func `a lane's address ends where the real one does, for the path that Portkey puts behind it`(
    service: String, address: String
) throws {
    let text = #""provider": "\#(service)", "api_key": "sk-real""#
    let found = try #require(try upstream(text))
    #expect(found.base == address)
    #expect(found.key == Secret("sk-real") && found.otherProof == nil)
    let copy = PortkeyRewriter.copy(of: try portkey("{ \(text) }"), timeouts: nil) { _ in
        "http://127.0.0.1:9000/of/a/door"
    }
    #expect(copy.text.contains(#""custom_host":"http://127.0.0.1:9000\#(found.laneBase)""#))
    #expect(!copy.text.contains("sk-real"))
}

@Test func `the file's own host counts more, also that of a strategy above`() throws {
    let text = #"""
        { "strategy": { "mode": "fallback" }, "customHost": "https://llm.example.com/v1", "targets": [
          { "provider": "openai", "apiKey": "sk-first" },
          { "provider": "openai", "apiKey": "sk-second", "custom_host": "https://other.example.com" }] }
        """#
    let config = try portkey(text)
    let found = config.legs.map { config.upstream(of: $0) }
    #expect(
        found.map { $0?.base } == ["https://llm.example.com/v1", "https://other.example.com"])
    #expect(found.map { $0?.key } == [Secret("sk-first"), Secret("sk-second")])
    // Neither spelling of a key goes to the gateway.
    let copy = PortkeyRewriter.copy(of: config, timeouts: nil) { _ in "http://127.0.0.1:9000/v1" }
    #expect(!copy.text.contains("sk-first") && !copy.text.contains("sk-second"))
}

@Test func `Azure stands at its resource, and may be asked without a key`() throws {
    let azure = #""provider": "azure-openai", "api_version": "2024-10-21""#
    let found = try upstream(#"\#(azure), "resource_name": "mine", "api_key": "k""#)
    #expect(found?.base == "https://mine.openai.azure.com/openai")
    #expect(try upstream(#"\#(azure), "api_key": "k""#)?.base == nil)
    let other = try upstream(#"\#(azure), "resource_name": "mine", "azure_auth_mode": "managed""#)
    #expect(other?.otherProof == "azure_auth_mode" && other?.key == nil)
}

@Test func `who stands behind an account's slug nobody here knows`() throws {
    #expect(
        try upstream(#""provider": "@my-openai", "override_params": { "model": "gpt-5.4" }"#) == nil
    )
    #expect(try upstream(#""virtual_key": "vk-1""#) == nil)
}
