import Testing
import Vocabulary

@testable import Checks

/// The checks of what is charged and of what is read from caches, on attempts written by hand.
@Suite struct MoneyCheckTests {
    private func charged(
        _ dollars: String?, listed: String? = "0.001", currency: String = "USD",
        field: String = "x-litellm-response-cost", isStreamed: Bool = false
    ) -> Attempt {
        var call = Sample.call(Sample.first, 200)
        call.cost = listed.flatMap { Money($0, currency) }
        var reading = Sample.answer()
        if let dollars {
            reading.evidence = [.cost(amount: dollars, field: field, unit: "usd")]
        }
        var attempt = Sample.attempt(.answers, reading: reading, journal: [call])
        attempt.isStreamed = isStreamed
        return attempt
    }

    private func markup(_ threshold: String, _ attempt: Attempt) throws -> Verdict {
        try Sample.check("{ type: markup, threshold: \(threshold) }").judge(attempt)
    }

    // MARK: markup

    @Test(
        arguments: [
            ("0", "0.001", .passed), ("0", "0.0009", .passed), ("0", "0.00100001", .failed),
            ("12", "0.00112", .passed), ("11.99", "0.00112", .failed), ("5", "0", .passed),
            // The list price is rounded to nine places, and may have been half a unit more.
            ("0", "0.0010000005", .passed), ("0", "1.0000000000000002e-03", .passed),
            ("1000000", "1", .passed),
        ] as [(String, String, RowVerdict)])
    func `a charge is held against the list price, to the last digit`(
        threshold: String, dollars: String, word: RowVerdict
    ) throws {
        #expect(try markup(threshold, charged(dollars)).word == word)
    }

    @Test func `what is too dear is told with both amounts and the difference`() throws {
        #expect(
            try markup("5", charged("0.00112")).message
                == "it is charged with 0.00112 US dollars (x-litellm-response-cost), the list price is "
                + "0.001, 12 % above it; allowed 5 %")
        #expect(
            try markup("5", charged("0.0001", listed: "0")).message?.contains("is 0; allowed")
                == true
        )
    }

    @Test func `a charge or a price that nobody knows cannot be judged`() throws {
        #expect(
            try markup("5", charged(nil)).message == "the gateway does not tell what it charged")
        for attempt in [
            charged("0.1", listed: nil), charged("0.1", currency: "CNY"), charged("a lot"),
            charged("-1"), charged("1e50"),
        ] {
            #expect(try markup("5", attempt).word == .errored)
        }
        var failed = charged("0.1")
        failed.reading = Sample.httpError(500)
        #expect(try markup("5", failed).word == .skipped)
    }

    @Test func `a stream's head is made too early to tell: the usage at its end counts`() throws {
        #expect(try markup("0", charged("0.0", isStreamed: true)).word == .errored)
        #expect(
            try markup("0", charged("0.001", field: "usage.cost", isStreamed: true)).word == .passed
        )
        var both = charged("0.001", isStreamed: true)
        both.reading.evidence.append(.cost(amount: "0.5", field: "usage.cost", unit: "usd"))
        #expect(try markup("0", both).word == .failed)
        both.isStreamed = false
        #expect(try markup("0", both).word == .passed, "the provider's own, handed on")
    }

    @Test func `ticks are dollars, and a margin of nothing is none`() throws {
        var attempt = charged(nil)
        attempt.reading.evidence = [
            .cost(amount: "10000000", field: "usage.cost_in_usd_ticks", unit: "usd_ticks"),
            .cost(
                amount: "0.0", field: "x-litellm-response-cost-margin-amount", unit: "usd"),
        ]
        #expect(attempt.reading.charges.first?.dollars == "0.001")
        #expect(attempt.reading.charges.margin == nil)
        #expect(try markup("0", attempt).word == .passed)
    }

    @Test(arguments: ["{ type: markup }", "{ type: markup, threshold: much }"])
    func `a limit that is none is a mistake`(check: String) throws {
        #expect(try Sample.mistakes(check).count == 1)
    }

    // MARK: cache-hit

    private func read(
        counted: Int?, told: Int?, earlier: Int = 1,
        cacheable: LaneCall.Cacheable? = .kept(afterRequests: 1), hasJournal: Bool = true
    ) -> Attempt {
        func usage(_ cached: Int?) -> Usage {
            Usage(
                input: .init(2_000, "prompt_tokens"), output: .init(5, "completion_tokens"),
                cachedInput: cached.map { .init($0, "cached_tokens") })
        }
        var call = Sample.call(Sample.first, 200)
        call.cacheable = cacheable
        call.answer = LaneCall.Answer(text: "Paris", model: nil, usage: usage(counted))
        var reading = Sample.answer()
        reading.usage = usage(told)
        var attempt = Sample.attempt(
            .answers, reading: reading, journal: hasJournal ? [call] : nil)
        attempt.earlierAnswers = earlier
        return attempt
    }

    private func hit(_ attempt: Attempt, _ arguments: String = "") throws -> Verdict {
        try Sample.check("{ type: cache-hit\(arguments) }").judge(attempt)
    }

    @Test func `what is asked again is read from the cache, or the check says why not`() throws {
        #expect(try hit(read(counted: 1_920, told: 1_920)) == .passed)
        #expect(
            try hit(read(counted: 0, told: 0)).message
                == "asked the same again, fast/1 read 0 tokens from its cache, asked for some of 2000: "
                + "the prompt's beginning came changed, or nothing was kept")
        #expect(try hit(read(counted: 1_920, told: 1_920), ", threshold: 0.96") == .passed)
        #expect(
            try hit(read(counted: 1_920, told: 1_920), ", threshold: 0.97").message?
                .contains("asked for 97 % of 2000") == true)
    }

    @Test func `a leg that is asked for the first time may be cold, but nothing false is told`()
        throws
    {
        #expect(try hit(read(counted: 0, told: 0, earlier: 0)) == .passed)
        #expect(try hit(read(counted: 1_024, told: 1_024, earlier: 0)) == .passed)
        // After failover: the leg before it was warm, this one is not.
        #expect(
            try hit(read(counted: 0, told: 1_024, earlier: 0)).message
                == "fast/1 read 0 tokens from its cache, the caller was told of 1024")
        #expect(try hit(read(counted: 1_024, told: nil)).word == .failed)
    }

    @Test func `each provider's rule counts`() throws {
        let short = read(counted: 0, told: 0, cacheable: .tooShort(tokensMin: 4_096))
        #expect(try hit(short).message?.contains("begins at 4096 tokens") == true)
        let unmarked = read(counted: 0, told: 0, cacheable: .unmarked(mark: "cache_control"))
        #expect(try hit(unmarked).message?.contains("marks with 'cache_control'") == true)
        let early = read(counted: 0, told: 0, cacheable: .kept(afterRequests: 2))
        #expect(try hit(early).word == .skipped)
        #expect(try hit(early).message?.contains("`repeat: 3` would show it") == true)
        let third = read(counted: 0, told: 0, earlier: 2, cacheable: .kept(afterRequests: 2))
        #expect(try hit(third).word == .failed)
    }

    @Test func `behind a URL the answer's own word counts`() throws {
        #expect(try hit(read(counted: nil, told: 64, hasJournal: false)) == .passed)
        #expect(try hit(read(counted: nil, told: 0, hasJournal: false)).word == .failed)
        #expect(try hit(read(counted: nil, told: 0, earlier: 0, hasJournal: false)) == .passed)
        #expect(try hit(read(counted: nil, told: 0)).word == .skipped)
    }

    @Test func `a suite that asks once is told that it must ask again`() throws {
        let check = try Sample.check("{ type: cache-hit }")
        var context = Sample.context()
        context.repeats = 1
        #expect(throws: Diagnostic.self) { try check.bound(to: context) }
        context.repeats = 2
        _ = try check.bound(to: context)
    }
}
