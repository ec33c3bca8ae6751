import Testing
import Vocabulary

@testable import Doors

private func counts(
    _ input: Usage.Count?, _ output: Usage.Count?, cached: Usage.Count? = nil,
    written: Usage.Count? = nil, reasoning: Usage.Count? = nil
) -> DoorCounts {
    DoorCounts(
        Usage(
            input: input, output: output, cachedInput: cached, cacheWrite: written,
            reasoning: reasoning))
}

@Test func `OpenAI's input has the cache in it`() {
    let told = counts(
        .init(100, "prompt_tokens"), .init(7, "completion_tokens"),
        cached: .init(60, "prompt_tokens_details.cached_tokens"),
        written: .init(10, "prompt_tokens_details.cache_write_tokens"))
    #expect(told.input == 100 && told.fresh == 30 && told.total == 107)
}

@Test func `Anthropic's and Bedrock's input leave it out`() {
    let anthropic = counts(
        .init(30, "input_tokens"), .init(7, "output_tokens"),
        cached: .init(60, "cache_read_input_tokens"),
        written: .init(10, "cache_creation_input_tokens"))
    #expect(anthropic.input == 100 && anthropic.fresh == 30)
    let bedrock = counts(
        .init(30, "usage.inputTokens"), .init(7, "usage.outputTokens"),
        cached: .init(60, "usage.cacheReadInputTokens"))
    #expect(bedrock.input == 90 && bedrock.fresh == 30)
}

@Test func `the Responses' input has the cache in it although its name is Anthropic's`() {
    let told = counts(
        .init(100, "input_tokens"), .init(7, "output_tokens"),
        cached: .init(60, "input_tokens_details.cached_tokens"))
    #expect(told.input == 100 && told.fresh == 40)
}

@Test func `Gemini's output leaves the thoughts out`() {
    let told = counts(
        .init(10, "promptTokenCount"), .init(5, "candidatesTokenCount"),
        reasoning: .init(20, "thoughtsTokenCount"))
    #expect(told.output == 25 && told.total == 35)
}

@Test func `what is not known stays unknown`() {
    #expect(counts(nil, .init(3, "completion_tokens")).total == nil)
    #expect(counts(nil, nil, cached: .init(3, "cached_tokens")).fresh == nil)
}

@Test func `absurd counts do no harm`() {
    for value in [Int.max, .min, -1, 0] {
        let told = counts(
            .init(value, "input_tokens"), .init(value, "candidatesTokenCount"),
            cached: .init(value, "cache_read_input_tokens"),
            written: .init(value, "cache_creation_input_tokens"),
            reasoning: .init(value, "thoughtsTokenCount"))
        #expect((told.fresh ?? -1) >= 0)
    }
    #expect(counts(.init(5, "prompt_tokens"), nil, cached: .init(9, "cached_tokens")).fresh == 0)
}

// MARK: The rule of simulated counts

@Test func `four bytes are a token and an image a thousand`() {
    #expect(TokenRule.tokens(inBytes: 0) == 0)
    #expect(TokenRule.tokens(inBytes: 1) == 1)
    #expect(TokenRule.tokens(inBytes: 4) == 1)
    #expect(TokenRule.tokens(inBytes: 5) == 2)
    let prompt = Prompt(messages: [
        Message(.system, "1234"), Message(.user, [.text("é"), .image(.url("https://a.example"))]),
        Message(.assistant, [.toolCall(id: "x", name: "ab", arguments: "{}")]),
        Message(.tool, [.toolResult(id: "x", text: "z", isError: false)]),
    ])
    // 4 + 2 + 4 + 1 bytes
    #expect(TokenRule.tokens(of: prompt) == 3 + 1_000)
    #expect(TokenRule.tokens(of: Prompt(messages: [])) == 1)
    #expect(TokenRule.tokens(of: SimulatedAnswer(text: "")) == 1)
}
