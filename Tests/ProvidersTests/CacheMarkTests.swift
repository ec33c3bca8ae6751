import Testing
import Vocabulary

@testable import Providers

/// What a mark for the cache is in each language that has one.
struct CacheMarkTests {
    private let endpoint = Endpoint(baseURL: "https://llm.example.com/v1", key: nil)
    private let marked = Prompt(messages: [
        Message(.system, [.text("A")], isKept: true),
        Message(.user, [.text("B")], isKept: true), Message(.user, "C"),
    ])

    private func body(_ provider: some Provider, _ prompt: Prompt) -> Request {
        provider.request(for: prompt, to: "m", stream: false, at: endpoint)
    }

    @Test func `Anthropic's blocks carry it, each where it stands`() throws {
        try expectBody(
            body(Anthropic(), marked),
            #"""
            {"model":"m","max_tokens":4096,
             "system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}],
             "messages":[{"role":"user","content":[
              {"type":"text","text":"B","cache_control":{"type":"ephemeral"}},
              {"type":"text","text":"C"}]}]}
            """#)
    }

    @Test func `Bedrock's stands behind as a block of its own`() throws {
        try expectBody(
            body(Bedrock(), marked),
            #"""
            {"system":[{"text":"A"},{"cachePoint":{"type":"default"}}],
             "messages":[{"role":"user","content":[
              {"text":"B"},{"cachePoint":{"type":"default"}},{"text":"C"}]}]}
            """#)
    }

    @Test func `a gateway takes Anthropic's in OpenAI's parts, OpenAI itself takes none`() throws {
        let prompt = Prompt(messages: [
            Message(.system, [.text("A")], isKept: true), Message(.user, "C"),
        ])
        try expectBody(
            body(Generic(), prompt),
            #"""
            {"model":"m","messages":[
             {"role":"system","content":[
              {"type":"text","text":"A","cache_control":{"type":"ephemeral"}}]},
             {"role":"user","content":"C"}]}
            """#)
        try expectBody(
            body(OpenAI(), prompt),
            #"{"model":"m","messages":[{"role":"system","content":"A"},{"role":"user","content":"C"}]}"#
        )
    }

    @Test func `Mistral finds what it keeps by a name, the same for the same beginning`() {
        func name(_ question: String, _ system: String = "A", isKept: Bool = true) -> String? {
            Prompt(messages: [
                Message(.system, [.text(system)], isKept: isKept), Message(.user, question),
            ]).messages.cacheName
        }
        #expect(name("one") == name("two") && name("one")?.utf8.count == 32)
        #expect(name("one") != name("one", "B"))
        #expect(name("one", isKept: false) == nil)
    }
}
