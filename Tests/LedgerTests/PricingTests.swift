import Providers
import Testing
import Vocabulary

@testable import Ledger

/// The worked examples of `data/usage-to-cost.md`, section 6, and what they do not touch.
struct PricingTests {
    private func usage(
        _ input: Int?, _ output: Int?, total: Int? = nil, read: Int? = nil, write: Int? = nil,
        long: Int? = nil, reasoning: Int? = nil, audio: Int? = nil, cachedAudio: Int? = nil,
        tier: String? = nil
    ) -> Usage {
        func count(_ value: Int?) -> Usage.Count? { value.map { Usage.Count($0, "f") } }
        var usage = Usage(
            input: count(input), output: count(output), total: count(total),
            cachedInput: count(read), cacheWrite: count(write), reasoning: count(reasoning),
            cacheWriteLong: count(long), audio: count(audio), cachedAudio: count(cachedAudio))
        usage.tier = tier
        return usage
    }

    private func cost(
        _ usage: Usage, by provider: String, _ model: String, rule: UsageRule? = nil,
        under circumstances: Circumstances = .standard
    ) throws -> Money? {
        let price = try #require(PriceBook.shipped.price(of: [model], at: provider))
        let own = try #require(allProviders.first { $0.name == provider }).usageRule
        return Pricing.cost(
            of: (rule ?? own).canonical(usage), at: price, under: circumstances)
    }

    @Test
    func `calls of a provider's own tools have a price of their own, or the cost is not known`() {
        var told = usage(1_000, 100)
        (told.searches, told.fetches) = (Usage.Count(3, "s"), Usage.Count(2, "f"))
        let counts = UsageRule.inclusive.canonical(told)
        #expect(counts.searches == 3 && counts.fetches == 2)
        let rates = Rates(input: "2", output: "10")
        #expect(Pricing.cost(of: counts, at: Price("USD", rates)) == nil)
        var dear = rates
        (dear.searches, dear.fetches) = ("10000", "500")
        // 0.003 for tokens, 0.03 for the searches, 0.001 for the fetches.
        #expect(Pricing.cost(of: counts, at: Price("USD", dear)) == Money("0.034", "USD"))
        let chinese = PriceBook.shipped.price(
            of: ["deepseek-flash"], at: "deepseek", currency: "CNY")
        let five = TokenCounts(inputFresh: 0, output: 0)
        var thousand = five
        thousand.searches = 1_000
        #expect(chinese.flatMap { Pricing.cost(of: thousand, at: $0) } == Money("5", "CNY"))
    }

    @Test func `the price that counted for a call is found again by what the call cost`() throws {
        let price = try #require(PriceBook.shipped.price(of: ["deepseek-flash"], at: "deepseek"))
        let counts = TokenCounts(inputFresh: 1_000, cacheRead: 512, output: 77)
        for time in [1_795_233_600, 1_795_399_200] {
            let under = Circumstances(time: UnixTime(seconds: time))
            let cost = Pricing.cost(of: counts, at: price, under: under)
            let settled = try #require(
                Price.settled(among: price.settlements, by: cost, of: counts))
            #expect(settled.offPeak == nil)
            #expect(Pricing.cost(of: counts, at: settled) == cost)
        }
        #expect(Price.settled(among: price.settlements, by: Money("1", "USD"), of: counts) == nil)
    }

    // MARK: The worked examples

    @Test func `example 1: OpenAI with cache reads and writes`() throws {
        let told = usage(10_000, 500, total: 10_500, read: 6_000, write: 2_048, reasoning: 300)
        #expect(try cost(told, by: "openai", "gpt-6.1-sol") == Money("0.014624", "USD"))
    }

    @Test func `example 2: Anthropic, whose cache stands beside its input`() throws {
        let told = usage(120, 800, read: 50_000, write: 3_000, long: 0)
        #expect(try cost(told, by: "anthropic", "claude-sonnet-5-5") == Money("0.02074", "USD"))
    }

    @Test func `example 3: Gemini above its threshold, thoughts beside the output`() throws {
        let told = usage(250_000, 1_000, total: 255_000, read: 100_000, reasoning: 4_000)
        #expect(try cost(told, by: "google", "gemini-2.5-pro") == Money("0.475", "USD"))
        let forgotten = usage(250_000, 1_000, read: 100_000)
        #expect(try cost(forgotten, by: "google", "gemini-2.5-pro") == Money("0.415", "USD"))
    }

    @Test func `example 4: DeepSeek on Saturday noon and on Monday morning in Beijing`() throws {
        let told = usage(10_000, 700, total: 10_700, read: 8_960)
        // 2026-11-21 04:00 UTC is Saturday 12:00 in Beijing, 2026-11-23 02:00 UTC Monday 10:00.
        let saturday = Circumstances(time: UnixTime(seconds: 1_795_233_600))
        let monday = Circumstances(time: UnixTime(seconds: 1_795_399_200))
        #expect(
            try cost(told, by: "deepseek", "deepseek-flash", under: saturday)
                == Money("0.00060288", "USD"))
        #expect(
            try cost(told, by: "deepseek", "deepseek-flash", under: monday)
                == Money("0.00120576", "USD"))
    }

    @Test func `example 5: one token more makes Haiku five times as dear`() throws {
        #expect(
            try cost(usage(100_001, 10), by: "anthropic", "claude-haiku-5-5")
                == Money("0.0500255", "USD"))
        #expect(
            try cost(usage(100_000, 10), by: "anthropic", "claude-haiku-5-5")
                == Money("0.010005", "USD"))
    }

    @Test func `example 6: Kimi with cached input`() throws {
        let told = usage(4_096, 100, read: 2_048)
        #expect(try cost(told, by: "kimi", "kimi-k3.1-pro") == Money("0.0055056", "USD"))
    }

    @Test func `example 7: Portkey before Anthropic, where only the sum tells the rule`() throws {
        let told = usage(120, 10, total: 50_130, read: 50_000)
        #expect(
            try cost(told, by: "anthropic", "claude-sonnet-4-6", rule: .bySum)
                == Money("0.01551", "USD"))
        let portkey = try #require(allProviders.first { $0.name == "portkey" })
        #expect(portkey.usageRule == .bySum)
    }

    @Test func `example 8: Doubao in its own currency, above its first threshold`() throws {
        let told = usage(32_001, 100, total: 32_101)
        #expect(
            try cost(told, by: "doubao", "doubao-seed-2-0-pro-260215")
                == Money("0.1560048", "CNY"))
    }

    // MARK: Conditions

    @Test func `cache that is written for longer has its own price`() throws {
        // 120×2 + 50,000×0.1 + 1,000×2.5 + 2,000×4 + 800×10 = 23,740.
        let told = usage(120, 800, read: 50_000, write: 3_000, long: 2_000)
        #expect(try cost(told, by: "anthropic", "claude-sonnet-5-5") == Money("0.02374", "USD"))
    }

    @Test func `sound has its own price, cached or not`() throws {
        // 500×0.3 + 300×0.03 + 100×1 + 100×0.1 + 10×2.5 = 294, where 400 cached hold 100 of sound.
        let told = usage(1_000, 10, read: 400, audio: 200, cachedAudio: 100)
        #expect(
            try cost(told, by: "google", "gemini-2.5-flash", rule: .inclusive)
                == Money("0.000294", "USD"))
    }

    @Test func `sound without a price of its own is not known`() throws {
        #expect(try cost(usage(100, 10, audio: 5), by: "openai", "gpt-5.4") == nil)
    }

    @Test func `the tier that served counts, not the one that was asked for`() throws {
        func dollars(_ tier: String?) throws -> Money? {
            try cost(usage(1_000, 100, tier: tier), by: "openai", "gpt-5.4")
        }
        #expect(try dollars(nil) == Money("0.004", "USD"))
        #expect(try dollars("default") == Money("0.004", "USD"))
        #expect(try dollars("flex") == Money("0.002", "USD"))
        #expect(try dollars("priority") == Money("0.008", "USD"))
        #expect(try dollars("fast") == Money("0.008", "USD"), "its newer name")
        #expect(try dollars("batch") == Money("0.002", "USD"))
    }

    @Test
    func `a tier without a price is not known if it is sold apart, and usual if nobody knows it`()
        throws
    {
        for tier in ["scale", "provisioned", "reserved", "ultrafast"] {
            let told = usage(1_000, 100, tier: tier)
            #expect(try cost(told, by: "openai", "gpt-5.4") == nil, "\(tier)")
        }
        let strange = usage(1_000, 100, tier: "platinum")
        #expect(try cost(strange, by: "openai", "gpt-5.4") == Money("0.004", "USD"))
        let own = try #require(PriceBook.shipped.price(of: ["llama3"], at: "ollama"))
        let counts = UsageRule.inclusive.canonical(usage(1_000, 100, tier: "priority"))
        #expect(Pricing.cost(of: counts, at: own) == Money("0", "USD"), "nobody bills it")
    }

    @Test func `where inference ran multiplies what the tier costs`() throws {
        func dollars(_ tier: String, _ model: String) throws -> Money? {
            try cost(usage(1_000, 100, tier: tier), by: "anthropic", model)
        }
        // 1,000×4 + 100×20 = 6,000; twice as much where it is fast, half in batches, a tenth more in the US.
        #expect(try dollars("us", "claude-opus-5-5") == Money("0.0066", "USD"))
        #expect(try dollars("fast+us", "claude-opus-5-5") == Money("0.0132", "USD"))
        #expect(try dollars("batch+us", "claude-opus-5-5") == Money("0.0033", "USD"))
        #expect(try dollars("flex+us", "claude-opus-5-5") == nil)
        // The list has no word of it: 1,000×8 + 100×40 and something.
        #expect(try dollars("default", "claude-fable-5-2") == Money("0.012", "USD"))
        #expect(try dollars("us", "claude-fable-5-2") == nil)
        let price = try #require(
            PriceBook.shipped.price(of: ["claude-fable-5-2"], at: "anthropic"))
        #expect(price.unlisted(partsOf: "us") == ["us"] && !price.lists(tier: "us"))
        #expect(ServiceTier.isServed("default", by: "us"), "nobody asks for a place")
        #expect(!ServiceTier.isServed("default", by: "fast+us"))
    }

    @Test(arguments: [
        "flex", "priority", "batch", "fast", "default", "platinum", "us", "fast+us", "batch+us",
    ])
    func `a price in a tier is one that costs the same without it`(tier: String) throws {
        for (name, provider) in [
            ("gpt-5.4", "openai"), ("claude-opus-5-5", "anthropic"), ("MiniMax-M3", "minimax"),
        ] {
            let price = try #require(PriceBook.shipped.price(of: [name], at: provider))
            var counts = TokenCounts(inputFresh: 901, cacheRead: 77, output: 103)
            let plain = try price.served(in: tier).map { plain in
                let read = try #require(Price(text: plain.text))
                #expect(Pricing.cost(of: counts, at: read) == Pricing.cost(of: counts, at: plain))
                return Pricing.cost(of: counts, at: plain)
            }
            counts.tier = tier
            #expect(plain ?? nil == Pricing.cost(of: counts, at: price), "\(name) \(tier)")
        }
    }

    @Test func `a paid tier above a threshold is in no list, and so is not known`() throws {
        #expect(try cost(usage(300_000, 10), by: "openai", "gpt-5.4") != nil)
        for tier in ["batch", "flex"] {
            #expect(try cost(usage(300_000, 10, tier: tier), by: "openai", "gpt-5.4") == nil)
        }
    }

    @Test func `regions and speed multiply every rate`() throws {
        let told = usage(1_000, 100)
        // 1,000×2.5 + 100×15 = 4,000; ×1.1.
        #expect(
            try cost(
                told, by: "openai", "gpt-5.4", under: Circumstances(factors: ["region_eu"]))
                == Money("0.0044", "USD"))
        // 1,000×4 + 100×20 = 6,000; ×2×1.1.
        #expect(
            try cost(
                usage(1_000, 100, tier: "fast"), by: "anthropic", "claude-opus-5-5",
                under: Circumstances(factors: ["us"])) == Money("0.0132", "USD"))
        #expect(
            try cost(usage(1_000, 100, tier: "priority"), by: "minimax", "MiniMax-M3")
                == Money("0.00063", "USD"))
        #expect(
            try cost(told, by: "openai", "gpt-5.4", under: Circumstances(factors: ["moon"])) == nil)
    }

    @Test func `announced prices count from their day`() throws {
        let told = usage(1_000_000, 0)
        func dollars(_ seconds: Int) throws -> Money? {
            try cost(
                told, by: "google", "gemini-4-argon", rule: .inclusive,
                under: Circumstances(time: UnixTime(seconds: seconds)))
        }
        // Midnight to 2026-12-01 UTC.
        #expect(try dollars(1_796_083_199) == Money("2", "USD"))
        #expect(try dollars(1_796_083_200) == Money("4", "USD"))
    }

    @Test func `a request that thought pays for all its output what thinking costs`() throws {
        // 1,000×0.4 + 100×1.2, or 100×4.
        #expect(
            try cost(usage(1_000, 100), by: "qwen", "qwen-plus-2025-09-11")
                == Money("0.00052", "USD"))
        #expect(
            try cost(usage(1_000, 100, reasoning: 1), by: "qwen", "qwen-plus-2025-09-11")
                == Money("0.0008", "USD"))
        #expect(
            try cost(
                usage(1_000, 100), by: "qwen", "qwen-plus-2025-09-11",
                under: Circumstances(isThinking: true)) == Money("0.0008", "USD"))
    }

    // MARK: What is not known

    @Test func `what was not counted has no cost, and neither have counts below zero`() throws {
        #expect(try cost(usage(nil, 10), by: "openai", "gpt-5.4") == nil)
        #expect(try cost(usage(10, nil), by: "openai", "gpt-5.4") == nil)
        #expect(try cost(Usage(), by: "openai", "gpt-5.4") == nil)
        #expect(
            try cost(usage(120, 10, read: 50_000), by: "openai", "gpt-5.4", rule: .inclusive) == nil
        )
        #expect(try cost(usage(0, 0), by: "openai", "gpt-5.4") == Money("0", "USD"))
    }

    @Test func `an input price alone prices no output, except where there is none`() {
        let price = Price("USD", Rates(input: "1"))
        #expect(Pricing.cost(of: TokenCounts(inputFresh: 5, output: 1), at: price) == nil)
        #expect(
            Pricing.cost(of: TokenCounts(inputFresh: 5, output: 0), at: price)
                == Money("0.000005", "USD"))
    }

    @Test func `counts at the ends of their range end nothing`() {
        let price = Price(
            "USD", Rates(input: "1000000", output: "1000000"), factors: ["a": "9000000000000"])
        for value in [Int.max, Int.min] {
            let counts = TokenCounts(inputFresh: value, cacheRead: value, output: value)
            _ = Pricing.cost(of: counts, at: price)
            _ = Pricing.cost(
                of: TokenCounts(inputFresh: value, output: value), at: price,
                under: Circumstances(factors: ["a", "a", "a", "a"]))
        }
    }

    @Test(arguments: [
        ("0.0005", 1, 0), ("0.0005", 3, 2), ("0.0005", 5, 2), ("0.00051", 1, 1),
        ("0.0015", 1, 2), ("0.0025", 1, 2),
    ])
    func `the one rounding goes half to even`(rate: String, tokens: Int, nanos: Int) {
        let price = Price("USD", Rates(input: Rate(text: rate), output: "0"))
        let cost = Pricing.cost(of: TokenCounts(inputFresh: tokens, output: 0), at: price)
        #expect(cost?.nanos == Int128(nanos))
    }
}
