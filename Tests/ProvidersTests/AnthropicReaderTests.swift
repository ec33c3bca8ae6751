import Testing
import Vocabulary

@testable import Providers

struct AnthropicReaderTests {
    @Test(arguments: ["anthropic/stream.sse", "anthropic/plain.json"])
    func `text comes with cumulative usage and without a total`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.text == "Paris – 巴黎 🗼")
        #expect(reading.finish == Finish(raw: "end_turn", reason: .stop))
        #expect(reading.model == "claude-sonnet-4-5-20250929")
        #expect(
            reading.usage
                == Usage(
                    input: .init(12, "usage.input_tokens"),
                    output: .init(30, "usage.output_tokens"),
                    cachedInput: .init(5, "usage.cache_read_input_tokens"),
                    cacheWrite: .init(0, "usage.cache_creation_input_tokens"), tier: "standard"))
        #expect(reading.findings == [])
    }

    @Test func `the stream ends with its own mark`() throws {
        let stream = try #require(try readFixture("anthropic/stream.sse").stream)
        #expect(stream.terminator == "message_stop")
        #expect(stream.hasNamedEvents)
        #expect(stream.events == 8)
        let cut = try readFixture("anthropic/no-stop.sse")
        #expect(cut.outcome == .ok)
        #expect(cut.findingCodes == ["wire.stream.no-terminator"])
    }

    @Test(arguments: ["anthropic/tools.json", "anthropic/tools.sse"])
    func `tool input is put together, and may be empty`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.text == "Let me look.")
        #expect(reading.toolCalls.map(\.id) == ["toolu_01", "toolu_02"])
        #expect(reading.toolCalls.map(\.name) == ["weather", "time"])
        let city = reading.toolCalls.first?.arguments.filter { $0 != " " }
        #expect(city == #"{"city":"Rome"}"#)
        #expect(reading.toolCalls.last?.arguments == "{}")
        #expect(reading.finish?.reason == .toolCalls)
        #expect(reading.findings == [])
    }

    @Test(arguments: [nil, "", "{}"])
    func `an empty input is the same text in a stream and in a plain answer`(piece: String?) {
        let start =
            #"data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","#
            + #""id":"t","name":"f","input":{}}}"# + "\n\n"
        let delta = piece.map {
            #"data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","#
                + #""partial_json":"\#($0)"}}"# + "\n\n"
        }
        let stop = #"data: {"type":"content_block_stop","index":0}"# + "\n\n"
        let streamed = read(
            Anthropic().reader(isStreamed: true), Array((start + (delta ?? "") + stop).utf8),
            headers: streamHead)
        let plain = read(
            Anthropic().reader(isStreamed: false),
            Array(#"{"content":[{"type":"tool_use","id":"t","name":"f","input":{}}]}"#.utf8),
            headers: jsonHead)
        #expect(streamed.toolCalls == [ToolCall(id: "t", name: "f", arguments: "{}")])
        #expect(plain.toolCalls == streamed.toolCalls)
        let broken = read(
            Anthropic().reader(isStreamed: true), Array(start.utf8), headers: streamHead)
        #expect(broken.toolCalls == [ToolCall(id: "t", name: "f", arguments: "")])
    }

    @Test(arguments: ["anthropic/reasoning.json", "anthropic/reasoning.sse"])
    func `thinking is no text`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.reasoning == "France it is.")
        #expect(reading.text == "Paris")
        #expect(
            reading.usage?.reasoning == .init(21, "usage.output_tokens_details.thinking_tokens"))
    }

    @Test func `a refusal has no text at all`() throws {
        let reading = try readFixture("anthropic/refusal.sse")
        #expect(reading.text == "")
        #expect(reading.finish?.reason == .refusal)
        #expect(reading.findings == [])
    }

    @Test func `a fallback inside the provider is evidence`() throws {
        let reading = try readFixture("anthropic/fallback.sse")
        #expect(reading.evidence == [.fallbacks(1), .deployment("claude-opus-4-8")])
        #expect(reading.text == "Paris")
    }

    @Test func `an error inside the stream keeps what came before it`() throws {
        let reading = try readFixture("anthropic/error-in-stream.sse")
        #expect(reading.outcome == .error)
        #expect(reading.text == "Par")
        #expect(reading.error?.type == "overloaded_error")
        #expect(reading.error?.isInStream == true)
        #expect(Anthropic().trigger(for: reading, nil) == .serverError)
    }

    @Test func `a spliced stream is found, an unknown event is noted`() throws {
        let reading = try readFixture("anthropic/duplicate-start.sse")
        #expect(reading.id == "msg_01")
        #expect(reading.text == "Paris")
        #expect(
            reading.findingCodes == [
                "wire.stream.duplicate-start", "wire.stream.id-changed",
                "wire.stream.unknown-event",
            ])
    }

    @Test(arguments: [
        ("400", 400, Trigger.contextLength), ("401", 401, .auth), ("402", 402, .quota),
        ("404", 404, .badRequest), ("429", 429, .rateLimit), ("429-spend", 429, .quota),
        ("500", 500, .serverError), ("529", 529, .serverError),
    ])
    func `errors are known by type and code`(name: String, status: Int, trigger: Trigger) throws {
        let reading = try readFixture("anthropic/error-\(name).json", status: status)
        #expect(reading.outcome == .error)
        #expect(reading.text == nil)
        #expect(Anthropic().trigger(for: reading, nil) == trigger)
    }

    @Test func `a ping keeps the connection alive, no more`() {
        let reader = AnswerReader(Anthropic().reader(isStreamed: true))
        let moment = Moment(nanoseconds: 1)
        reader.begin(status: 200, headers: streamHead, at: moment)
        let ping = Array("event: ping\ndata: {\"type\":\"ping\"}\n\n".utf8)
        #expect(reader.take(ping.span, at: moment) == .nothingNew)
        #expect(reader.reading(exchange: Exchange(queued: moment)).clocks.firstEvent == nil)
    }

    @Test func `an input that is text and no object is kept as it came`() {
        let body = #"""
            {"type": "message", "role": "assistant", "model": "m", "stop_reason": "tool_use",
             "content": [{"type": "tool_use", "id": "t1", "name": "now", "input": "{\"city\": "}],
             "usage": {"input_tokens": 1, "output_tokens": 1}}
            """#
        let reading = read(
            Anthropic().reader(isStreamed: false), Array(body.utf8),
            headers: Headers([("content-type", "application/json")]))
        #expect(reading.toolCalls.map(\.arguments) == [#""{\"city\": ""#])
    }

    @Test func `input that stands whole in the start of its block is read`() {
        let body = """
            data: {"type":"message_start","message":{"id":"m","usage":{"input_tokens":1}}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t",\
            "name":"f","input":{"x":1}}}

            data: {"type":"content_block_stop","index":0}

            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}

            data: {"type":"message_stop"}


            """
        let reading = read(
            Anthropic().reader(isStreamed: true), Array(body.utf8), headers: streamHead)
        #expect(reading.toolCalls == [ToolCall(id: "t", name: "f", arguments: #"{"x":1}"#)])
        #expect(reading.usage?.input?.value == 1)
        #expect(reading.usage?.output?.value == 2)
    }
}
