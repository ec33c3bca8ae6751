import Testing
import Vocabulary

@testable import Lanes

struct PromptCacheTests {
    private func leg(_ provider: String, _ pin: String = "model-1") -> Leg {
        Leg(
            id: LegID(route: "a", index: 0), provider: provider, model: pin, pin: pin,
            timeout: .seconds(1))
    }

    /// A prompt of so many tokens, whose last so many are its own.
    private func prompt(_ tokens: Int, own: Int = 0, _ letter: Character = "a") -> Prompt {
        let common = String(repeating: "once", count: tokens - own)
        let rest = String(repeating: String(repeating: letter, count: 4), count: own)
        return Prompt(messages: [Message(.user, common + rest)])
    }

    private func reads(_ cache: PromptCache, _ prompt: Prompt, _ body: String = "{}") -> Int {
        cache.take(prompt, of: Array(body.utf8)).read
    }

    @Test func `the common beginning is read in whole steps, once it is long enough`() {
        let cache = PromptCache(CacheRule.of(leg("openai")))
        #expect(reads(cache, prompt(2_000, own: 10, "x")) == 0)
        // 1,990 tokens are common: fifteen steps of 128.
        #expect(reads(cache, prompt(2_000, own: 10, "y")) == 1_920)
        #expect(reads(cache, prompt(2_000, own: 1_000, "z")) == 0, "fewer than 1,024")
        #expect(reads(cache, prompt(1_000)) == 0)
        #expect(
            cache.take(prompt(1_000), of: []).cacheable == .tooShort(tokensMin: 1_024))
        #expect(cache.take(prompt(2_000), of: []).cacheable == .kept(afterRequests: 1))
    }

    @Test func `what stands before a prompt makes it another one`() {
        let cache = PromptCache(CacheRule.of(leg("kimi")))
        let long = prompt(2_000)
        #expect(reads(cache, long) == 0)
        #expect(reads(cache, long) == 1_792)
        let numbered = Prompt(messages: [Message(.system, "Request 7."), long.messages[0]])
        #expect(reads(cache, numbered) == 0)
    }

    @Test func `DeepSeek reads what two prompts have had before`() {
        let cache = PromptCache(CacheRule.of(leg("deepseek")))
        #expect(
            (0..<4).map { reads(cache, prompt(640, own: 1, ["a", "b", "c", "d"][$0])) } == [
                0, 0, 576, 576,
            ])
    }

    @Test func `what one case has asked is new to the next`() {
        let cache = PromptCache(CacheRule.of(leg("openai")))
        let long = prompt(2_048)
        let reads = ["a", "a", "b", "b", ""].map { cache.take(long, of: [], memory: $0).read }
        #expect(reads == [0, 2_048, 0, 2_048, 0])
    }

    @Test func `who wants a mark keeps nothing without one, and tells what it writes`() {
        let cache = PromptCache(CacheRule.of(leg("anthropic", "claude-sonnet-4-6")))
        let long = prompt(2_048)
        #expect(
            cache.take(long, of: Array("{}".utf8)).cacheable == .unmarked(mark: "cache_control"))
        let marked = Array(#"{"cache_control":{"type":"ephemeral"}}"#.utf8)
        #expect(
            cache.take(long, of: marked)
                == PromptCache.Kept(
                    read: 0, written: 2_048, cacheable: .kept(afterRequests: 1)))
        #expect(
            cache.take(long, of: marked)
                == PromptCache.Kept(
                    read: 2_048, written: 0, cacheable: .kept(afterRequests: 1)))
    }

    @Test(arguments: [
        ("google", "gemini-3.6-flash", 4_096), ("google", "gemini-2.5-pro", 2_048),
        ("anthropic", "claude-haiku-4-5-20251001", 4_096), ("anthropic", "claude-opus-5-5", 512),
        ("anthropic", "claude-sonnet-4-6", 1_024), ("minimax", "MiniMax-M3", 512),
        ("qwen", "qwen3-max", 256), ("generic", "any", 1_024),
    ])
    func `how long a prompt must be is the provider's rule`(
        provider: String, pin: String, tokens: Int
    ) {
        #expect(CacheRule.of(leg(provider, pin)).tokensMin == tokens)
    }

    @Test func `a cache forgets the oldest, and never grows without end`() {
        let cache = PromptCache(CacheRule.of(leg("openai")), blocksMax: 16)
        let first = prompt(1_024, own: 1_024, "q")
        #expect([0, 1].map { _ in reads(cache, first) } == [0, 1_024])
        for letter in "rstu" { _ = reads(cache, prompt(1_024, own: 1_024, letter)) }
        #expect(reads(cache, first) == 0)
    }
}
