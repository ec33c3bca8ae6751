import Testing
import Vocabulary

@testable import Providers

/// Counts that few answers have and that cost otherwise than the rest.
struct UsageFieldTests {
    private func counts(_ provider: String, _ body: String) throws -> TokenCounts {
        let provider = try #require(allProviders.first { $0.name == provider })
        let reading = read(provider.reader(isStreamed: false), Array(body.utf8), headers: jsonHead)
        return provider.usageRule.canonical(try #require(reading.usage))
    }

    @Test func `Anthropic tells for how long the cache is written`() throws {
        let found = try counts(
            "anthropic",
            #"""
            {"type":"message","role":"assistant","content":[{"type":"text","text":"a"}],
             "stop_reason":"end_turn","usage":{"input_tokens":7,"output_tokens":2,
             "cache_read_input_tokens":100,"cache_creation_input_tokens":50,
             "cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":30}}}
            """#)
        #expect(found.inputFresh == 7)
        #expect(found.cacheRead == 100)
        #expect(found.cacheWrite == 20)
        #expect(found.cacheWriteLong == 30)
    }

    @Test func `OpenAI's Responses tell it beside the details`() throws {
        let found = try counts(
            "openai-responses",
            #"""
            {"object":"response","status":"completed","output":[],"usage":{"input_tokens":100,
             "input_tokens_details":{"cached_tokens":10,"cache_write_tokens":40},
             "cache_write_tokens_details":{"ttl_30m_tokens":25,"ttl_12h_tokens":15},
             "output_tokens":3,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":103}}
            """#)
        #expect(found.inputFresh == 50)
        #expect(found.cacheWrite == 25)
        #expect(found.cacheWriteLong == 15)
        #expect(found.reasoning == 1)
    }

    @Test func `Doubao tells sound, cached and not`() throws {
        let found = try counts(
            "doubao",
            #"""
            {"choices":[{"index":0,"message":{"role":"assistant","content":"a"},
             "finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":1,
             "total_tokens":101,"prompt_tokens_details":{"cached_tokens":30,"audio_tokens":40,
             "audio_cached_tokens":10}}}
            """#)
        #expect(found.inputFresh == 40)
        #expect(found.cacheRead == 20)
        #expect(found.audio == 30)
        #expect(found.cachedAudio == 10)
    }

    @Test func `Gemini counts what tools brought beside the prompt, and sound in a list`() throws {
        let found = try counts(
            "google",
            #"""
            {"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},
             "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":100,
             "toolUsePromptTokenCount":60,"candidatesTokenCount":5,"thoughtsTokenCount":7,
             "cachedContentTokenCount":20,"totalTokenCount":172,
             "promptTokensDetails":[{"modality":"TEXT","tokenCount":70},
             {"modality":"AUDIO","tokenCount":30}],
             "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":8}]}}
            """#)
        #expect(found.findings == [])
        #expect(found.inputTotal == 160)
        #expect(found.inputFresh == 118)
        #expect(found.cacheRead == 12)
        #expect(found.audio == 22)
        #expect(found.cachedAudio == 8)
        #expect(found.output == 12)
    }
}
