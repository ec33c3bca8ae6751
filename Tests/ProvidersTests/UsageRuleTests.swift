import Testing
import Vocabulary

@testable import Providers

/// Token counts taken apart, with the worked examples of `data/usage-to-cost.md`, section 6.
struct UsageRuleTests {
    private func usage(
        _ input: Int?, _ output: Int?, total: Int? = nil, read: Int? = nil, write: Int? = nil,
        reasoning: Int? = nil, long: Int? = nil, audio: Int? = nil, cachedAudio: Int? = nil
    ) -> Usage {
        func count(_ value: Int?) -> Usage.Count? { value.map { Usage.Count($0, "f") } }
        return Usage(
            input: count(input), output: count(output), total: count(total),
            cachedInput: count(read), cacheWrite: count(write), reasoning: count(reasoning),
            cacheWriteLong: count(long), audio: count(audio), cachedAudio: count(cachedAudio))
    }

    private func expect(
        _ counts: TokenCounts, _ fresh: Int?, _ read: Int, _ write: Int, _ output: Int?,
        _ location: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(counts.inputFresh == fresh, sourceLocation: location)
        #expect(counts.cacheRead == read, sourceLocation: location)
        #expect(counts.cacheWrite == write, sourceLocation: location)
        #expect(counts.output == output, sourceLocation: location)
    }

    @Test func `the worked examples come out as worked`() {
        let first = usage(10_000, 500, total: 10_500, read: 6_000, write: 2_048, reasoning: 300)
        expect(UsageRule.inclusive.canonical(first), 1_952, 6_000, 2_048, 500)
        expect(UsageRule.bySum.canonical(first), 1_952, 6_000, 2_048, 500)
        let claude = usage(120, 800, read: 50_000, write: 3_000)
        expect(UsageRule.cacheBeside.canonical(claude), 120, 50_000, 3_000, 800)
        #expect(UsageRule.cacheBeside.canonical(claude).inputTotal == 53_120)
        let gemini = usage(250_000, 1_000, total: 255_000, read: 100_000, reasoning: 4_000)
        expect(UsageRule.reasoningBeside.canonical(gemini), 150_000, 100_000, 0, 5_000)
        expect(UsageRule.bySum.canonical(gemini), 150_000, 100_000, 0, 5_000)
        #expect(UsageRule.bySum.canonical(gemini).rule == .reasoningBeside)
        #expect(UsageRule.reasoningBeside.canonical(gemini).inputTotal == 250_000)
        let deepSeek = usage(10_000, 700, total: 10_700, read: 8_960)
        expect(UsageRule.inclusive.canonical(deepSeek), 1_040, 8_960, 0, 700)
        let haiku = usage(100_001, 10)
        #expect(UsageRule.cacheBeside.canonical(haiku).inputTotal == 100_001)
        expect(UsageRule.inclusive.canonical(usage(4_096, 100, read: 2_048)), 2_048, 2_048, 0, 100)
        let portkey = usage(120, 10, total: 50_130, read: 50_000)
        expect(UsageRule.bySum.canonical(portkey), 120, 50_000, 0, 10)
        #expect(UsageRule.bySum.canonical(portkey).rule == .cacheBeside)
        let doubao = usage(32_001, 100, total: 32_101)
        expect(UsageRule.inclusive.canonical(doubao), 32_001, 0, 0, 100)
        for (rule, usage) in [
            (UsageRule.inclusive, first), (.bySum, first), (.cacheBeside, claude),
            (.bySum, gemini), (.inclusive, deepSeek), (.bySum, portkey), (.inclusive, doubao),
        ] {
            #expect(rule.canonical(usage).findings == [])
        }
    }

    @Test(arguments: UsageRule.allCases)
    func `each token stands in one count, whatever it is`(rule: UsageRule) {
        let told = usage(
            1_000, 50, read: 400, write: 300, reasoning: 20, long: 100, audio: 120, cachedAudio: 30)
        let counts = rule.canonical(told)
        #expect(counts.cacheRead == 370)
        #expect(counts.cachedAudio == 30)
        #expect(counts.audio == 90)
        #expect(counts.cacheWrite == 200)
        #expect(counts.cacheWriteLong == 100)
        #expect(counts.reasoning == 20)
        #expect(counts.inputFresh == (rule == .cacheBeside ? 910 : 210))
        #expect(counts.inputTotal == (rule == .cacheBeside ? 1_700 : 1_000))
        #expect(counts.findings == [])
    }

    @Test func `a part that is larger than its whole is told`() {
        for odd in [
            usage(1_000, 5, write: 10, long: 20), usage(1_000, 5, audio: 3, cachedAudio: 4),
            usage(1_000, 5, read: 3, audio: 9, cachedAudio: 4), usage(1_000, 5, long: -1),
        ] {
            #expect(
                UsageRule.inclusive.canonical(odd).findings.map(\.code) == ["wire.usage.negative"])
        }
    }

    @Test func `a wrong rule gives a negative count, which is told and not mended`() {
        let counts = UsageRule.inclusive.canonical(usage(120, 10, total: 130, read: 50_000))
        #expect(counts.inputFresh == -49_880)
        #expect(counts.findings.map(\.code) == ["wire.usage.negative"])
        #expect(counts.findings.map(\.severity) == [.error])
        #expect(counts.findings.first?.message.contains("-49880") == true)
    }

    @Test func `a sum that no rule explains is told`() {
        let odd = UsageRule.bySum.canonical(usage(100, 10, total: 500, read: 7, reasoning: 3))
        #expect(odd.rule == .inclusive)
        #expect(odd.findings.map(\.code) == ["wire.usage.inconsistent"])
        let more = UsageRule.inclusive.canonical(usage(5, 2, total: 7, reasoning: 9))
        #expect(more.findings.map(\.code) == ["wire.usage.inconsistent"])
    }

    @Test func `what was not told stays unknown, and without a total OpenAI's rule is taken`() {
        let none = UsageRule.bySum.canonical(Usage())
        expect(none, nil, 0, 0, nil)
        #expect(none.inputTotal == nil)
        #expect(none.findings == [])
        let some = UsageRule.bySum.canonical(usage(100, 10, read: 60))
        expect(some, 40, 60, 0, 10)
    }

    @Test(arguments: UsageRule.allCases)
    func `counts at the ends of their range end nothing`(rule: UsageRule) {
        for value in [Int.max, Int.min] {
            let counts = rule.canonical(
                usage(value, value, total: value, read: value, write: value, reasoning: value))
            #expect(!counts.findings.isEmpty)
            _ = counts.inputTotal
        }
    }
}

/// Of a plain answer in each language, what its counts contradict each other in.
@Test(arguments: [
    (
        "anthropic",
        #"{"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"x"}],"#
            + #""stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":1,"#
            + #""cache_creation_input_tokens":1,"cache_creation":{"ephemeral_1h_input_tokens":7}}}"#,
        ["wire.usage.negative"]
    ),
    (
        "anthropic",
        #"{"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"x"}],"#
            + #""stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":1,"#
            + #""cache_read_input_tokens":900}}"#, []
    ),
    (
        "google",
        #"{"candidates":[{"content":{"role":"model","parts":[{"text":"x"}]},"finishReason":"STOP"}],"#
            + #""usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":1,"totalTokenCount":9}}"#,
        ["wire.usage.inconsistent"]
    ),
    (
        "google",
        #"{"candidates":[{"content":{"role":"model","parts":[{"text":"x"}]},"finishReason":"STOP"}],"#
            + #""usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":1,"thoughtsTokenCount":3,"#
            + #""totalTokenCount":9}}"#, []
    ),
    (
        "mistral",
        #"{"id":"m","object":"chat.completion","model":"m","choices":[{"index":0,"message":"#
            + #"{"role":"assistant","content":"x"},"finish_reason":"stop"}],"#
            + #""usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":9}}"#,
        ["wire.usage.inconsistent"]
    ),
])
func `counts that contradict each other are found in every language`(
    name: String, body: String, codes: [String]
) throws {
    let provider = try #require(allProviders.first { $0.name == name })
    let reader = AnswerReader(provider.reader(isStreamed: false))
    let moment = Moment(nanoseconds: 0)
    reader.begin(status: 200, headers: ["content-type": "application/json"], at: moment)
    _ = reader.take(Array(body.utf8).span, at: moment)
    let reading = reader.reading(exchange: Exchange(queued: moment))
    #expect(reading.findings.map(\.code) == codes)
}
