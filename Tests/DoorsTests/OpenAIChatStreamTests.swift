import Testing
import Vocabulary

@testable import Doors

private let door = OpenAIChatDoor()
private let answerID = "chatcmpl-A1"

private func streamed(
    _ deltas: [Delta], stamp: DoorStamp = stamp, _ change: (inout Question) -> Void = { _ in }
) throws -> DoorOutput {
    var asked = try simple(door, streamed: true)
    asked.allowsPadding = false
    change(&asked)
    var stream = door.stream(for: asked, stamp: stamp)
    return stream.events(of: deltas)
}

private let start = Delta.start(id: answerID, model: "gpt-4.1-nano-2025-04-14")
private let stop = Delta.finish(Finish(raw: "stop", reason: .stop))
private let usage = Delta.usage(
    Usage(
        input: .init(16, "prompt_tokens"), output: .init(1, "completion_tokens"),
        total: .init(17, "total_tokens")))

@Test func `a text stream is the one of the wire page, byte by byte`() throws {
    let output = try streamed([start, .role("assistant"), .text("Hi"), stop, usage]) {
        $0.wantsUsageInStream = true
    }
    let fingerprint = OpenAIFacts.fingerprint(of: "gpt-4.1-nano")
    let head =
        #"data: {"id":"chatcmpl-A1","object":"chat.completion.chunk","created":1795248000,"#
        + #""model":"gpt-4.1-nano-2025-04-14","service_tier":"default","#
        + #""system_fingerprint":"\#(fingerprint)","choices":["#
    let expected = [
        head
            + #"{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        head
            + #"{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        head
            + #"{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}"#,
        head
            + #"],"usage":{"prompt_tokens":16,"completion_tokens":1,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}"#,
        "data: [DONE]",
    ].map { $0 + "\n\n" }.joined()
    #expect(String(decoding: output.bytes, as: UTF8.self) == expected)
    #expect(output.events.map(\.kind) == [.opening, .content, .finish, .usage, .terminator])
}

@Test func `a tool call opens the stream with role, null content and empty arguments`() throws {
    let output = try streamed([
        start, .toolStart(index: 0, id: "call_1", name: "weather"),
        .toolArguments(index: 0, #"{"city""#), .toolArguments(index: 0, #":"Rome"}"#),
        .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
    ])
    let deltas = streamEvents(output.bytes).map { $0.json["choices"]?[0]?["delta"] }
    #expect(
        deltas == [
            try Value(
                #"{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}],"refusal":null}"#
            ),
            try Value(#"{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\""}}]}"#),
            try Value(#"{"tool_calls":[{"index":0,"function":{"arguments":":\"Rome\"}"}}]}"#),
            try Value("{}"), nil,
        ])
    #expect(Heard(openAI: output.bytes).finish == "tool_calls")
}

@Test func `usage is told in a stream only to those who ask`() throws {
    let silent = try streamed([start, .text("Hi"), stop, usage])
    #expect(!String(decoding: silent.bytes, as: UTF8.self).contains("usage"))
    let asked = try streamed([start, .text("Hi"), stop]) { $0.wantsUsageInStream = true }
    #expect(!asked.events.contains { $0.kind == .usage }, "nobody told a usage")
    #expect(streamEvents(asked.bytes).dropLast().allSatisfy { $0.json["usage"] == .null })
}

@Test func `usage that came early and late is one`() throws {
    let output = try streamed([
        start,
        .usage(
            Usage(
                input: .init(20, "input_tokens"), cachedInput: .init(5, "cache_read_input_tokens"))),
        .text("Hi"), .usage(Usage(output: .init(3, "output_tokens"))),
        .finish(Finish(raw: "end_turn", reason: .stop)),
    ]) { $0.wantsUsageInStream = true }
    let told = streamEvents(output.bytes).compactMap { $0.json["usage"] }.last { $0 != .null }
    #expect(told?["prompt_tokens"]?.number == 25, "Anthropic's count leaves the cache out")
    #expect(told?["completion_tokens"]?.number == 3)
    #expect(told?["total_tokens"]?.number == 28)
    #expect(told?["prompt_tokens_details"]?["cached_tokens"]?.number == 5)
}

@Test func `nothing goes out before the first content`() throws {
    var stream = door.stream(for: try simple(door), stamp: stamp)
    var output = DoorOutput()
    for delta in [start, .role("assistant"), usage, .evidence(.attempts(1))] {
        stream.write(delta, into: &output)
    }
    #expect(output.isEmpty)
    stream.begin(into: &output)
    stream.begin(into: &output)
    #expect(output.events.map(\.kind) == [.opening])
    stream.write(.text("Hi"), into: &output)
    #expect(output.events.map(\.kind) == [.opening, .content])
}

@Test func `padding is random, repeatable and a provider's alone`() throws {
    let deltas = [start, .text("a"), .text("b"), stop]
    let one = try streamed(deltas) { $0.allowsPadding = true }
    #expect(one.bytes == (try streamed(deltas) { $0.allowsPadding = true }).bytes)
    let pads = streamEvents(one.bytes).dropLast().map { $0.json["obfuscation"]?.text }
    #expect(pads.allSatisfy { $0 != nil } && Set(pads).count > 1)
    var other = stamp
    other.seed = 8
    #expect(one.bytes != (try streamed(deltas, stamp: other) { $0.allowsPadding = true }).bytes)
    let gateway = try streamed(deltas, stamp: gatewayStamp) { $0.allowsPadding = true }
    for event in streamEvents(gateway.bytes).dropLast() {
        #expect(event.json.keys == ["id", "object", "created", "model", "choices"])
    }
}

@Test func `several choices interleave`() throws {
    let output = try streamed([start, .text("a"), .text("b"), stop]) { $0.choices = 3 }
    let indices = streamEvents(output.bytes).compactMap { $0.json["choices"]?[0]?["index"]?.number }
    #expect(indices == [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])
}

@Test func `a stream that was never told why it stopped ends in an error`() throws {
    for deltas in [
        [start, .text("Hi")], [start, .text("Hi"), .finish(Finish(raw: "error", reason: .error))],
    ] {
        let output = try streamed(deltas)
        #expect(output.events.last?.kind == .error)
        let last = try #require(streamEvents(output.bytes).last)
        #expect(last.json["error"]?.keys == ["message", "type", "param", "code"])
        let text = String(decoding: output.bytes, as: UTF8.self)
        #expect(!text.contains("[DONE]") && !text.contains(#""finish_reason":""#))
    }
}

@Test func `nothing follows an error`() throws {
    var stream = door.stream(for: try simple(door), stamp: stamp)
    var output = DoorOutput()
    stream.write(.text("Hi"), into: &output)
    stream.write(
        .error(ProviderError(status: 529, type: "overloaded_error", message: "Overloaded")),
        into: &output)
    let count = output.bytes.count
    stream.write(.text("more"), into: &output)
    stream.fail(DoorError(.serverError), into: &output)
    stream.finish(into: &output)
    #expect(output.bytes.count == count)
    let error = try #require(streamEvents(output.bytes).last?.json["error"])
    #expect(error["message"]?.text == "Overloaded")
    #expect(error["type"]?.text == "service_unavailable_error")
}

@Test func `arguments of a call that never started are an error, not lost`() throws {
    let output = try streamed([start, .text("Hi"), .toolArguments(index: 2, "{}"), stop])
    #expect(output.events.last?.kind == .error)
}

@Test func `texts are escaped, however odd`() throws {
    let odd = "a\"b\\c\nd\u{1}e\u{2028}f\u{1F600}</script>\u{0}"
    let output = try streamed([start, .text(odd), .reasoning(odd), .refusal(odd), stop])
    let deltas = streamEvents(output.bytes).compactMap { $0.json["choices"]?[0]?["delta"] }
    #expect(deltas[1] == .object(["content": .string(odd)]))
    #expect(deltas[2] == .object(["reasoning_content": .string(odd)]))
    #expect(deltas[3] == .object(["refusal": .string(odd)]))
}

@Test(arguments: [
    (Finish(raw: "end_turn", reason: .stop), "stop"),
    (Finish(raw: "max_tokens", reason: .length), "length"),
    (Finish(raw: "tool_use", reason: .toolCalls), "tool_calls"),
    (Finish(raw: "SAFETY", reason: .contentFilter), "content_filter"),
    (Finish(raw: "refusal", reason: .refusal), "content_filter"),
    (Finish(raw: "pause_turn", reason: .pause), "stop"),
    (Finish(raw: "eos", reason: .unknown), "stop"),
    (Finish(raw: "content_filter", reason: .contentFilter), "content_filter"),
])
func `foreign reasons are put into OpenAI's words`(finish: Finish, word: String) throws {
    #expect(
        Heard(openAI: try streamed([start, .text("Hi"), .finish(finish)]).bytes).finish == word)
}

@Test func `a foreign stop after tool calls is tool_calls, OpenAI's own stays`() throws {
    let call = [start, .toolStart(index: 0, id: nil, name: "f"), .toolArguments(index: 0, "{}")]
    let gemini = try streamed(call + [.finish(Finish(raw: "STOP", reason: .stop))])
    #expect(Heard(openAI: gemini.bytes).finish == "tool_calls")
    let forced = try streamed(call + [stop])
    #expect(Heard(openAI: forced.bytes).finish == "stop")
    let id = Heard(openAI: forced.bytes).calls[0]?.id
    #expect(id?.hasPrefix("call_") == true && id?.utf8.count == 29)
}

@Test func `a refusal in words stops as ever`() throws {
    let output = try streamed([
        start, .refusal("No."), .finish(Finish(raw: "refusal", reason: .refusal)),
    ])
    #expect(Heard(openAI: output.bytes).finish == "stop")
}

@Test func `a stream is announced as one`() throws {
    let head = door.stream(for: try simple(door), stamp: stamp).head
    #expect(head.status == 200 && head.body.isEmpty)
    #expect(head.headers["content-type"] == "text/event-stream; charset=utf-8")
    #expect(head.headers["x-request-id"]?.hasPrefix("req_") == true)
    #expect(head.headers["openai-processing-ms"] == "12")
    let gateway = door.stream(for: try simple(door), stamp: gatewayStamp).head
    #expect(gateway.headers.fields.map(\.name) == ["content-type", "x-request-id"])
}

@Test func `keep-alives carry nothing`() throws {
    var output = DoorOutput()
    door.stream(for: try simple(door), stamp: stamp).keepAlive(into: &output)
    #expect(output.bytes.first == UInt8(ascii: ":"))
    #expect(streamEvents(output.bytes).isEmpty)
}
