import Testing
import Vocabulary

@testable import Providers

struct ResponsesReaderTests {
    @Test(arguments: ["openai-responses/stream.sse", "openai-responses/plain.json"])
    func `text comes with a status for a finish and with named token counts`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.text == "Paris – 巴黎 🗼")
        #expect(reading.finish == Finish(raw: "completed", reason: .stop))
        #expect(reading.model == "gpt-4.1-2025-04-14")
        #expect(
            reading.usage
                == Usage(
                    input: .init(12, "usage.input_tokens"),
                    output: .init(30, "usage.output_tokens"),
                    total: .init(42, "usage.total_tokens"),
                    cachedInput: .init(5, "usage.input_tokens_details.cached_tokens"),
                    cacheWrite: .init(0, "usage.input_tokens_details.cache_write_tokens"),
                    reasoning: .init(0, "usage.output_tokens_details.reasoning_tokens")))
    }

    @Test func `the stream ends with its last event`() throws {
        let stream = try #require(try readFixture("openai-responses/stream.sse").stream)
        #expect(stream.terminator == "response.completed")
        #expect(stream.hasNamedEvents)
        #expect(stream.events == 11)
        let cut = try readFixture("openai-responses/no-end.sse")
        #expect(cut.outcome == .truncated)
        #expect(cut.text == "Paris")
        #expect(
            cut.findingCodes == [
                "wire.stream.no-finish", "wire.stream.no-terminator",
            ])
    }

    @Test(arguments: ["openai-responses/tools.json", "openai-responses/tools.sse"])
    func `calls stand beside messages and are joined by place, not by item id`(path: String) throws
    {
        let reading = try readFixture(path)
        #expect(reading.text == "Let me look.")
        #expect(
            reading.toolCalls == [
                ToolCall(id: "call_1", name: "weather", arguments: #"{"city":"Rome"}"#),
                ToolCall(id: "call_2", name: "time", arguments: "{}"),
            ])
        #expect(reading.finish?.reason == .toolCalls)
        #expect(reading.findings == [])
    }

    @Test(arguments: ["openai-responses/reasoning.json", "openai-responses/reasoning.sse"])
    func `parts of a summary are paragraphs`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.reasoning == "France it is.\n\nIts capital, then.")
        #expect(reading.text == "Paris")
        #expect(reading.usage?.reasoning?.value == 64)
        #expect(reading.findings == [])
    }

    @Test func `thoughts themselves are reasoning, and a gateway's end mark is a note`() throws {
        let reading = try readFixture("openai-responses/thoughts.sse")
        #expect(reading.reasoning == "France it is.")
        #expect(reading.text == "Paris")
        #expect(reading.stream?.terminator == "response.completed")
        #expect(reading.findingCodes == ["wire.stream.foreign-done"])
    }

    @Test(arguments: ["openai-responses/refusal.json", "openai-responses/refusal.sse"])
    func `a refusal is no text`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.text == "")
        #expect(reading.refusal == "I can't help with that.")
        #expect(reading.findings == [])
    }

    @Test(arguments: ["openai-responses/incomplete.json", "openai-responses/incomplete.sse"])
    func `what stopped at a limit tells which`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.outcome == .ok)
        #expect(reading.text == "")
        #expect(
            reading.finish
                == Finish(raw: "incomplete", reason: .length, detail: "max_output_tokens"))
        #expect(reading.findings == [])
    }

    @Test(arguments: ["openai-responses/filtered.json", "azure-responses/filtered.json"])
    func `a filter in the middle keeps what came before it`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.text == "Par")
        #expect(reading.finish?.reason == .contentFilter)
    }

    @Test func `a failure under status 200 is an error with its answer's name`() throws {
        let reading = try readFixture("openai-responses/failed.json")
        #expect(reading.outcome == .error)
        #expect(reading.error?.code == "server_error")
        #expect(reading.id == "resp_09")
        #expect(reading.findingCodes == ["wire.error-in-200"])
        #expect(OpenAIResponsesProvider().trigger(for: reading, nil) == .serverError)
    }

    @Test func `errors in the stream are read in both of their forms`() throws {
        let nested = try readFixture("openai-responses/error-in-stream.sse")
        #expect(nested.outcome == .error)
        #expect(nested.error?.code == "insufficient_quota")
        #expect(nested.error?.type == "insufficient_quota")
        #expect(nested.error?.isInStream == true)
        #expect(nested.stream?.terminator == "response.failed")
        #expect(nested.findings == [])
        #expect(OpenAIResponsesProvider().trigger(for: nested, nil) == .quota)
        let flat = try readFixture("openai-responses/error-flat.sse")
        #expect(flat.text == "Par")
        #expect(flat.error?.code == "server_error")
        #expect(flat.error?.type == nil)
        #expect(flat.error?.message == "Something went wrong.")
        #expect(OpenAIResponsesProvider().trigger(for: flat, nil) == .serverError)
    }

    @Test func `tools of the provider's own are its affair, an unknown event is noted`() throws {
        let reading = try readFixture("openai-responses/server-tools.sse")
        #expect(reading.text == "Paris")
        #expect(reading.toolCalls == [])
        #expect(reading.stream?.hasNamedEvents == false)
        #expect(reading.findingCodes == ["wire.stream.unknown-event"])
        #expect(reading.findings.first?.message.contains("response.glow.delta") == true)
    }

    @Test func `a lost piece and a doubled one are found twice over`() throws {
        let lost = try readFixture("openai-responses/lost-event.sse")
        #expect(lost.text == "Par")
        #expect(lost.findingCodes == ["wire.stream.sequence-gap", "wire.stream.whole-differs"])
        let doubled = try readFixture("openai-responses/duplicate-event.sse")
        #expect(doubled.text == "ParParis")
        #expect(
            doubled.findingCodes == ["wire.stream.duplicate-event", "wire.stream.whole-differs"])
    }

    @Test func `an answer that comes only with the end is read from there`() throws {
        let reading = try readFixture("openai-responses/end-only.sse")
        #expect(reading.text == "Paris")
        #expect(reading.toolCalls.map(\.id) == ["call_1"])
        #expect(reading.finish?.reason == .toolCalls)
        #expect(reading.findings == [])
    }

    @Test func `the input of a custom tool is free text`() throws {
        let reading = try readFixture("openai-responses/custom-tool.sse")
        #expect(reading.toolCalls == [ToolCall(id: "call_9", name: "sql", arguments: "select 1")])
        #expect(reading.findings == [])
    }

    @Test(arguments: [
        (#"{"id":"r","status":"completed","output":[],"usage":{"input_tokens":1}}"#),
        (#"{"id":"r","status":"completed","usage":{"input_tokens":1}}"#),
    ])
    func `a complete answer with nothing in it is found`(body: String) {
        let reading = read(
            OpenAIResponsesProvider().reader(isStreamed: false), Array(body.utf8),
            headers: jsonHead)
        #expect(reading.findingCodes.contains("wire.answer.no-content"))
        #expect(OpenAIResponsesProvider().trigger(for: reading, nil) == .badAnswer)
    }

    @Test(arguments: [
        ("400", 400, Trigger.contextLength), ("401", 401, .auth), ("404", 404, .badRequest),
        ("429", 429, .rateLimit), ("429-quota", 429, .quota), ("500", 500, .serverError),
    ])
    func `errors are known by type and code`(name: String, status: Int, trigger: Trigger) throws {
        let reading = try readFixture("openai-responses/error-\(name).json", status: status)
        #expect(reading.outcome == .error)
        #expect(reading.text == nil)
        #expect(OpenAIResponsesProvider().trigger(for: reading, nil) == trigger)
    }

    @Test func `more calls than anyone makes are dropped and told`() {
        let call = #"{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}"#
        let output = Array(repeating: call, count: 1_100).joined(separator: ",")
        let body =
            #"{"id":"r","status":"completed","output":[\#(output)],"usage":{"input_tokens":1}}"#
        let reading = read(
            OpenAIResponsesProvider().reader(isStreamed: false), Array(body.utf8),
            headers: jsonHead)
        #expect(reading.toolCalls.count == 1_024)
        #expect(reading.findingCodes == ["wire.limit.tool-calls"])
    }
}
