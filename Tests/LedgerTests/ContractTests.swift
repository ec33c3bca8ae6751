import Documents
import Providers
import TestSupport
import Testing
import Vocabulary

@testable import Ledger

/// Prices as a file gives them: what they say, what they come to, and what is wrong with them.
struct ContractTests {
    private func read(_ text: String) throws -> [NamedPrice] {
        let node = try Document.read(
            SourceText(file: "suite.yaml", text: text), environment: { _ in nil })
        let mistakes = Mistakes()
        let prices = PriceReader(in: mistakes).overrides(node)
        try mistakes.check()
        return prices
    }

    private func price(_ text: String) throws -> Price {
        let named = try #require(try read("m: { \(text) }").first)
        guard case .price(let price) = named.override.terms else {
            throw Diagnostic("no price: \(named.override.terms)")
        }
        return price
    }

    private func dollars(_ counts: TokenCounts, _ price: Price, at time: UnixTime? = nil) -> Money?
    {
        Pricing.cost(of: counts, at: price, under: Circumstances(time: time))
    }

    // MARK: What they come to, by hand

    @Test func `pictures cost by the piece on top of their tokens`() throws {
        let price = try price(#"input: "1.25", output: "10", image: "0.0025""#)
        var counts = TokenCounts(inputFresh: 2_600, output: 40)
        // 2,600 × 1.25 + 40 × 10 = 3,650 millionths.
        #expect(dollars(counts, price) == Money("0.00365", "USD"))
        counts.pictures = 3
        #expect(dollars(counts, price) == Money("0.01115", "USD"))
        // Tokens of pictures cost what input costs where they have no price of their own.
        counts.image = 774
        #expect(dollars(counts, price) == Money("0.01115", "USD"))
    }

    @Test func `tokens of pictures have rates of their own, cached or not, in and out`() throws {
        let price = try price(
            """
            input: "5", cached_input: "1.25", image_input: "10", cached_image_input: "2.5", \
            output: "20", image_output: "40"
            """)
        var counts = TokenCounts(inputFresh: 900, cacheRead: 500, output: 1_100)
        (counts.image, counts.cachedImage, counts.imageOutput) = (700, 300, 1_056)
        // 200×5 + 700×10 + 200×1.25 + 300×2.5 + 44×20 + 1,056×40 = 52,120 millionths.
        #expect(dollars(counts, price) == Money("0.05212", "USD"))
        // More pictures than input, which a cache that is not told apart brings about, has no price.
        counts.image = 901
        #expect(dollars(counts, price) == nil)
    }

    @Test func `sound has rates for what is heard and for what is said`() throws {
        let price = try price(
            """
            input: "2.5", output: "10", audio_input: "40", cached_audio_input: "2.5", \
            audio_output: "80"
            """)
        var counts = TokenCounts(
            inputFresh: 1_000, audio: 60, cachedAudio: 20, output: 300)
        counts.audioOutput = 250
        // 1,000×2.5 + 60×40 + 20×2.5 + 50×10 + 250×80 = 25,450 millionths.
        #expect(dollars(counts, price) == Money("0.02545", "USD"))
        let silent = try self.price(#"input: "2.5", output: "10", audio_input: "40""#)
        #expect(dollars(counts, silent) == nil, "what is said has no price there")
    }

    @Test func `minutes of sound are billed by the second, and rounded once`() throws {
        let price = try price(#"input: "0.1", output: "0.3", audio_minute: "0.002""#)
        var counts = TokenCounts(inputFresh: 4, output: 635)
        counts.audioSeconds = 203
        // 4×0.1 + 635×0.3 = 190.9 millionths; 203/60 × 0.002 = 0.0067666… dollars: 0.006957566666…
        #expect(dollars(counts, price) == Money("0.006957567", "USD"))
        counts.audioSeconds = 60
        #expect(dollars(counts, price) == Money("0.0021909", "USD"))
        let without = try self.price(#"input: "0.1", output: "0.3""#)
        #expect(dollars(counts, without) == nil)
    }

    @Test func `a tier counts for the whole request, and keeps what it does not say`() throws {
        let price = try price(
            """
            input: "1", cached_input: "0.1", output: "4", cache_write: "1.5", image: "0.001", \
            tiers: [{ above: 1000, input: "2", output: "8" }, { above: 5000, input: "3" }]
            """)
        var counts = TokenCounts(inputFresh: 900, cacheRead: 100, output: 10)
        #expect(dollars(counts, price) == Money("0.00095", "USD"))
        counts.cacheWrite = 1
        counts.pictures = 1
        // 900×2 + 100×0.1 + 1×1.5 + 10×8 = 1,891.5 millionths, and the picture.
        #expect(dollars(counts, price) == Money("0.0028915", "USD"))
        counts.inputFresh = 5_000
        // 5,000×3 + 10 + 1.5 + 10×4, since the second tier says nothing of the output.
        #expect(dollars(counts, price) == Money("0.0160515", "USD"))
    }

    @Test func `off-peak hours go over midnight, by their own clock, and on whole weekends`() throws
    {
        let price = try price(
            """
            input: "2", output: "8", multiplier: "0.9", \
            off_peak: { hours: "22:00-06:30", zone: "+08:00", weekends: true, multiplier: "0.5" }
            """)
        let counts = TokenCounts(inputFresh: 1_000, output: 100)
        func cost(_ day: CivilDay, _ hour: Int, _ minute: Int) -> Money? {
            let seconds = day.number * 86_400 + (hour - 8) * 3_600 + minute * 60
            return dollars(counts, price, at: UnixTime(seconds: seconds))
        }
        // 2,800 millionths × 0.9, and half of it.
        let (full, half) = (Money("0.00252", "USD"), Money("0.00126", "USD"))
        #expect(dollars(counts, price) == full)
        for (hour, minute, expected) in [
            (21, 59, full), (22, 0, half), (0, 0, half), (6, 29, half), (6, 30, full),
        ] {
            #expect(cost("2026-11-23", hour, minute) == expected, "\(hour):\(minute)")
        }
        #expect(cost("2026-11-22", 12, 0) == half)
        #expect(cost("2026-11-20", 12, 0) == full)
        let rates = try self.price(
            #"input: "2", output: "8", off_peak: { hours: "00:00-24:00", input: "1" }"#)
        #expect(
            dollars(counts, rates, at: UnixTime(seconds: 0)) == Money("0.0018", "USD"))
    }

    @Test func `a price that depends on the hour is found again by what a call cost`() throws {
        let price = try price(
            #"input: "2", output: "8", off_peak: { hours: "22:00-06:00", multiplier: "0.5" }"#)
        let counts = TokenCounts(inputFresh: 1_000, output: 100)
        for seconds in [0, 43_200] {
            let cost = dollars(counts, price, at: UnixTime(seconds: seconds))
            let settled = try #require(
                Price.settled(among: price.settlements, by: cost, of: counts))
            #expect(settled.offPeak == nil && dollars(counts, settled) == cost)
        }
        let pictured = try self.price(#"input: "2", output: "8", image: "0.01""#)
        #expect(
            Price.settled(among: pictured.settlements, by: Money("0.0128", "USD"), of: counts)
                == nil)
        #expect(
            Price.settled(among: pictured.settlements, by: Money("0.0028", "USD"), of: counts)
                == pictured)
    }

    @Test func `a contract takes its share of the list, for one model or all of a provider's`()
        throws
    {
        let contracts = try read(
            """
            "openai:*": { multiplier: "0.85" }
            gemini-2.5-flash: { multiplier: "0.333333" }
            anthropic:claude-haiku-4-5: { input: "9", output: "9" }
            """)
        // Those above stand in front, as in a file.
        let book = PriceBook.shipped.overridden(by: contracts.map(\.override))
        let counts = TokenCounts(inputFresh: 1_000, output: 100)
        func cost(_ model: String, _ provider: String) -> Money? {
            book.price(of: [model], at: provider).flatMap { dollars(counts, $0) }
        }
        // 1,000×2.5 + 100×15 = 4,000 millionths.
        #expect(cost("gpt-5.4", "openai") == Money("0.0034", "USD"))
        #expect(cost("gpt-5.4-mini", "openai") == Money("0.00102", "USD"))
        // By its pin and by its name.
        #expect(cost("gpt-5.4-2026-03-05", "openai") == Money("0.0034", "USD"))
        // 1,000×0.3 + 100×2.5 = 550 millionths, of which 183.33315, rounded to whole billionths.
        #expect(cost("gemini-2.5-flash", "google") == Money("0.000183333", "USD"))
        #expect(cost("claude-haiku-4-5", "anthropic") == Money("0.0099", "USD"))
        #expect(
            book.model("gpt-5.4", of: "openai")?.source.hasSuffix("contract suite.yaml:1") == true)
    }

    @Test func `a suite's contract is about what its routes file says, and its own rates are not`()
        throws
    {
        let routes = PriceBook.shipped.overridden(
            by: try read(#"gpt-5.4: { input: "1", output: "1" }"#).map(\.override))
        let suite = routes.overridden(
            by: try read(
                #"""
                "openai:*": { multiplier: "0.5" }
                gpt-5.5: { input: "1", output: "1" }
                """#
            ).map(\.override))
        let counts = TokenCounts(inputFresh: 1_000, output: 1_000)
        func cost(_ model: String) -> Money? {
            suite.price(of: [model], at: "openai").flatMap { dollars(counts, $0) }
        }
        #expect(cost("gpt-5.4") == Money("0.001", "USD"))
        #expect(cost("gpt-5.5") == Money("0.002", "USD"))
    }

    @Test func `of one file the most exact price counts, and of two files both shares`() throws {
        let routes = PriceBook.shipped.overridden(
            by: try read(
                #"""
                "openai:*": { multiplier: "0.8" }
                gpt-5.4-mini: { multiplier: "0.5" }
                gpt-5.4: { input: "2", output: "12" }
                "openai:gpt-5.4": { input: "1", output: "6" }
                """#
            ).map(\.override))
        let suite = routes.overridden(
            by: try read(#""openai:*": { multiplier: "0.1" }"#).map(\.override))
        let counts = TokenCounts(inputFresh: 1_000, output: 1_000)
        func cost(_ model: String, _ book: PriceBook) -> Money? {
            book.price(of: [model], at: "openai").flatMap { dollars(counts, $0) }
        }
        #expect(cost("gpt-5.4", routes) == Money("0.007", "USD"))
        // List: 0.75 and 4.5 a million.
        #expect(cost("gpt-5.4-mini", routes) == Money("0.002625", "USD"))
        #expect(cost("gpt-5.4-mini", suite) == Money("0.0002625", "USD"))
        #expect(cost("gpt-5.4", suite) == Money("0.0007", "USD"))
    }

    // MARK: What answers tell

    @Test func `counts of pictures and sound reach the price`() throws {
        let told = #"""
            {"prompt_tokens":1100,"completion_tokens":300,"total_tokens":1400,
             "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":60,"image_tokens":540},
             "completion_tokens_details":{"audio_tokens":250,"image_tokens":10,"reasoning_tokens":0},
             "prompt_audio_seconds":7}
            """#
        let body =
            #"{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"#
            + #""message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":"#
            + told + "}"
        let usage = try #require(try usage(of: body, from: "openai"))
        let counts = UsageRule.inclusive.canonical(usage)
        #expect(counts.inputFresh == 1_040 && counts.audio == 60 && counts.image == 540)
        #expect(counts.audioOutput == 250 && counts.imageOutput == 10)
        #expect(counts.audioSeconds == 7)
        let price = try price(
            #"""
            input: "1", output: "2", image_input: "3", audio_input: "4", audio_output: "5",
            image_output: "6", audio_minute: "0.06"
            """#)
        // 500×1 + 540×3 + 60×4 + 40×2 + 250×5 + 10×6 = 3,750 millionths, and 7 s at 0.001.
        #expect(dollars(counts, price) == Money("0.01075", "USD"))
    }

    @Test func `Gemini tells them by modality`() throws {
        let body = #"""
            {"candidates":[{"content":{"role":"model","parts":[{"text":"x"}]},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":800,"candidatesTokenCount":1300,"totalTokenCount":2100,
              "cachedContentTokenCount":300,
              "promptTokensDetails":[{"modality":"TEXT","tokenCount":284},{"modality":"IMAGE","tokenCount":516}],
              "cacheTokensDetails":[{"modality":"IMAGE","tokenCount":258}],
              "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]},
             "modelVersion":"gemini-2.5-flash-image","responseId":"r"}
            """#
        let counts = UsageRule.inclusive.canonical(
            try #require(try usage(of: body, from: "google")))
        #expect(counts.image == 258 && counts.cachedImage == 258 && counts.imageOutput == 1_290)
        #expect(counts.inputFresh == 500 && counts.cacheRead == 300)
    }

    private func usage(of body: String, from name: String) throws -> Usage? {
        let provider = try #require(allProviders.first { $0.name == name })
        let reader = AnswerReader(provider.reader(isStreamed: false))
        var exchange = Exchange(queued: Moment(nanoseconds: 0))
        exchange.status = 200
        reader.begin(
            status: 200, headers: ["content-type": "application/json"], at: exchange.queued)
        let bytes = Array(body.utf8)
        _ = reader.take(bytes.span, at: exchange.queued)
        return reader.reading(exchange: exchange).usage
    }

    // MARK: Mistakes

    @Test(arguments: [
        (#"m: { input: "1" }"#, "1:4", "a price needs 'output'"),
        (#"m: { input: "1", output: "1", imput: "2" }"#, "1:31", "unknown key 'imput'"),
        (#"m: { input: "a lot", output: "1" }"#, "1:13", "expected an amount of money per million"),
        (#"m: { input: "1e3", output: "1" }"#, "1:13", "found '1e3'"),
        (#"m: { input: "1", output: "-1" }"#, "1:26", "found '-1'"),
        (#"m: { input: "1", output: "1", image: "2000" }"#, "1:38", "'2000' for each is more than"),
        (
            #"m: { input: "1000001", output: "1" }"#, "1:13",
            "'1000001' per million tokens is more than"
        ),
        (#"m: { input: "0.1234567891", output: "1" }"#, "1:13", "finer than prices are kept"),
        (
            #"m: { input: "1", output: "1", tiers: [{ above: 9 }] }"#, "1:39",
            "a tier says when and not how much"
        ),
        (#"m: { input: "1", output: "1", batch: {} }"#, "1:38", "a batch's price says when"),
        (#"m: { input: "1", output: "1", batch: { imput: "1" } }"#, "1:40", "unknown key 'imput'"),
        (
            #"m: { input: "1", output: "1", service_tiers: { flex: { } } }"#, "1:54",
            "a service tier says when and not how much"
        ),
        (
            #"m: { input: "1", output: "1", service_tiers: { default: { input: "1" } } }"#, "1:48",
            "the service tier 'default' is the usual one"
        ),
        (
            #"m: { input: "1", output: "1", service_tiers: { flex: { input: "x" } } }"#, "1:63",
            "expected an amount of money"
        ),
        (#"m: { multiplier: "101" }"#, "1:18", "from 0 to 100"),
        (#"m: { multiplier: "0.1234567" }"#, "1:18", "multiplied by"),
        (#""openai:*": { input: "1", output: "1" }"#, "1:13", "a price of all models"),
        (
            #"m: { input: "1", output: "1", tiers: [{ above: 9, input: "1" }, { above: 9, input: "2" }] }"#,
            "1:38", "a tier above 9 tokens behind one above 9"
        ),
        (
            #"m: { input: "1", output: "1", off_peak: { hours: "25:00-3", input: "1" } }"#, "1:50",
            "expected hours of the day"
        ),
        (
            #"m: { input: "1", output: "1", off_peak: { hours: "22:00-03:00" } }"#, "1:41",
            "off_peak says when and not how much"
        ),
        (#"m: { input: "1", output: "1", currency: dollars }"#, "1:41", "a currency's code"),
        ("[m]", "1:1", "`prices:` needs a mapping from models, found a list"),
    ])
    func `what is wrong is told at its place`(text: String, place: String, message: String) throws {
        let error = try #require(throws: Diagnostics.self) { try read(text) }
        let item = try #require(error.items.first { $0.message.contains(message) }, "\(error)")
        let location = try #require(item.location)
        #expect("\(location.line):\(location.column)" == place)
    }

    @Test func `names that nobody goes by are told with the nearest`() throws {
        let prices = try read(
            #"{ gpt-5.5: { multiplier: 1 }, opnai:x: { multiplier: 1 }, gtp-5.4: { multiplier: 1 } }"#
        )
        let told = prices.map { price in
            price.unknown(
                providers: ["openai", "azure"],
                models: ["gpt-5.5", "gpt-5.4"].map {
                    PricedName($0, of: "openai", isListed: true)
                })?.hint
        }
        #expect(told == [nil, "did you mean 'openai'?", "did you mean 'gpt-5.4'?"])
    }

    @Test func `a model that its provider does not have is refused, unless it takes any name`()
        throws
    {
        let prices = try read(
            #"""
            "openai:gpt-5.4": { multiplier: 1 }
            "openai:claude-haiku-4-5": { multiplier: 1 }
            "openai:gpt-5.44": { multiplier: 1 }
            "openai:something-else": { multiplier: 1 }
            "vllm:my-own": { multiplier: 1 }
            "vllm:another": { multiplier: 1 }
            """#)
        let models = [
            PricedName("gpt-5.4", of: "openai", isListed: true),
            PricedName("claude-haiku-4-5", of: "anthropic", isListed: true),
            PricedName("my-own", of: "vllm", isListed: false),
        ]
        let told = prices.map { price in
            price.unknown(providers: ["openai", "anthropic", "vllm"], models: models)
        }
        #expect(told[0] == nil && told[4] == nil && told[5] == nil)
        #expect(
            told[1]?.message
                == "a price for 'openai:claude-haiku-4-5', and openai has no model 'claude-haiku-4-5'"
        )
        #expect(told[1]?.location?.line == 2)
        #expect(told[1]?.hint == "did you mean 'anthropic:claude-haiku-4-5'?")
        #expect(told[2]?.hint == "did you mean 'openai:gpt-5.4'?")
        #expect(told[3]?.hint?.contains("declare it under `models:`") == true)
    }

    @Test func `batches and service tiers have rates of their own, or a share of all`() throws {
        let price = try price(
            #"""
            input: "2", cached_input: "0.2", output: "10", tiers: [{ above: 5000, input: "4" }],
            batch: { input: "1", output: "5" }, service_tiers: {
              flex: { input: "1.5" }, priority: { multiplier: "2" } }
            """#)
        func cost(_ tier: String?) -> Money? {
            var counts = TokenCounts(inputFresh: 900, cacheRead: 100, output: 100)
            counts.tier = tier
            return Pricing.cost(of: counts, at: price)
        }
        // 900×2 + 100×0.2 + 100×10 = 2,820 millionths.
        #expect(cost(nil) == Money("0.00282", "USD") && cost("default") == cost(nil))
        // 900×1 + 100×0.2 + 100×5, since what a batch leaves out costs as usual.
        #expect(cost("batch") == Money("0.00142", "USD"))
        #expect(cost("flex") == Money("0.00237", "USD"))
        #expect(cost("priority") == Money("0.00564", "USD"))
        #expect(cost("scale") == nil, "nobody knows what that costs")
        let words = price.lines.map(\.what)
        #expect(words.contains("input, in batches") && words.contains("input, flex"))
        #expect(words.contains("all, priority"))
    }
}
