import Foundation
import Testing
import Vocabulary

@testable import Providers

struct OpenAIReaderTests {
    @Test func `text comes with usage, finish and echo`() throws {
        let reading = try readFixture("openai/stream.sse")
        #expect(reading.outcome == .ok)
        #expect(reading.text == "Paris – 巴黎 🗼")
        #expect(reading.reasoning == nil)
        #expect(reading.finish == Finish(raw: "stop", reason: .stop))
        #expect(reading.model == "gpt-4.1-nano-2025-04-14")
        #expect(reading.id == "chatcmpl-B1")
        let details: StaticString = "usage.prompt_tokens_details.cached_tokens"
        #expect(
            reading.usage
                == Usage(
                    input: .init(16, "usage.prompt_tokens"),
                    output: .init(3, "usage.completion_tokens"),
                    total: .init(19, "usage.total_tokens"), cachedInput: .init(4, details),
                    reasoning: .init(0, "usage.completion_tokens_details.reasoning_tokens"),
                    tier: "default"))
        #expect(reading.stream?.events == 6)
        #expect(reading.stream?.terminator == "[DONE]")
    }

    @Test(arguments: ["openai/tools.json", "openai/tools.sse"])
    func `calls that interleave are told apart by index`(path: String) throws {
        let reading = try readFixture(path)
        #expect(
            reading.toolCalls == [
                ToolCall(id: "call_1", name: "weather", arguments: #"{"city":"Rome"}"#),
                ToolCall(id: "call_2", name: "time", arguments: "{}"),
            ])
        #expect(reading.text == "")
        #expect(reading.finish?.reason == .toolCalls)
        #expect(reading.findings == [])
    }

    @Test(arguments: ["openai/refusal.json", "openai/refusal.sse"])
    func `a refusal is no text`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.refusal == "I can't help with that.")
        #expect(reading.text == "")
        #expect(reading.finish?.raw == "stop")
    }

    @Test(arguments: ["openai/reasoning.sse", "openai/reasoning-parts.json"])
    func `reasoning is found where others put it`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.reasoning == "France it is.")
        #expect(reading.text == "Paris")
        #expect(reading.usage?.reasoning?.value == 37)
    }

    @Test(arguments: ["openai/crlf-comments.sse", "openai/cr-only.sse", "openai/no-space.sse"])
    func `framing is a matter of taste`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.text == "Paris – 巴黎 🗼")
        #expect(reading.stream?.events == 6)
        #expect(reading.findings == [])
        let isCRLF = path.contains("crlf")
        #expect(reading.stream?.comments == (isCRLF ? 2 : 0))
        #expect(reading.stream?.usesCRLF == isCRLF)
    }

    @Test func `an error inside the stream keeps what came before it`() throws {
        let reading = try readFixture("openai/error-in-stream.sse")
        #expect(reading.outcome == .error)
        #expect(reading.text == "Par")
        #expect(reading.error?.type == "server_error")
        #expect(reading.error?.isInStream == true)
        #expect(OpenAI().trigger(for: reading, nil) == .serverError)
        #expect(!reading.findingCodes.contains("wire.stream.no-finish"))
    }

    @Test func `a stream that just ends is truncated`() throws {
        let reading = try readFixture("openai/no-finish.sse")
        #expect(reading.outcome == .truncated)
        #expect(reading.text == "Par")
        #expect(reading.findingCodes == ["wire.stream.no-finish", "wire.stream.no-terminator"])
        #expect(OpenAI().trigger(for: reading, nil) == .connection)
    }

    @Test func `a stream without its end mark is complete, and found`() throws {
        let reading = try readFixture("openai/no-terminator.sse")
        #expect(reading.outcome == .ok)
        #expect(reading.findingCodes == ["wire.stream.no-terminator"])
        #expect(reading.stream?.isTerminated == false)
    }

    @Test func `what comes after the end mark is found, with its place`() throws {
        let reading = try readFixture("openai/after-done.sse")
        #expect(
            reading.findingCodes == [
                "wire.stream.after-done", "wire.stream.content-after-finish",
                "wire.stream.duplicate-done",
            ])
        let body = try String(decoding: fixture("openai/after-done.sse"), as: UTF8.self)
        let done = try #require(body.range(of: "data: [DONE]\n\n"))
        let place = body[..<done.upperBound].utf8.count + "data: ".utf8.count
        #expect(reading.findings.first?.offset == place)
    }

    @Test(arguments: [
        ("400", 400, Trigger.contextLength), ("401", 401, .auth), ("404", 404, .badRequest),
        ("429", 429, .rateLimit), ("429-quota", 429, .quota), ("500", 500, .serverError),
        ("503", 503, .serverError),
    ])
    func `errors are known by code, not by status alone`(
        name: String, status: Int, trigger: Trigger
    ) throws {
        let reading = try readFixture("openai/error-\(name).json", status: status)
        #expect(reading.outcome == .error)
        #expect(reading.text == nil)
        #expect(reading.error?.status == status)
        #expect(reading.error?.message?.isEmpty == false)
        #expect(OpenAI().trigger(for: reading, nil) == trigger)
        #expect(reading.findings == [])
    }

    @Test func `the text of an error may say how long to wait`() throws {
        let reading = try readFixture("openai/error-429.json", status: 429)
        #expect(reading.error?.retryAfter == .milliseconds(6500))
    }
}

/// The test list of `openai-compatible-gateways.md`, section 5: small bodies, each with one oddity.
struct OpenAIOddityTests {
    private func stream(_ events: String..., isAsked: Bool = true) -> Reading {
        let body = events.map { "data: \($0)\n\n" }.joined() + "data: [DONE]\n\n"
        return read(
            OpenAI().reader(isStreamed: isAsked), Array(body.utf8), headers: streamHead)
    }

    private func plain(
        _ body: String, status: Int = 200, isStreamed: Bool = false, headers: Headers = jsonHead
    ) -> Reading {
        read(
            OpenAI().reader(isStreamed: isStreamed), Array(body.utf8), status: status,
            headers: headers)
    }

    private let usage = #""usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}"#
    private func answer(_ content: String) -> String {
        #"{"id":"i","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"#
            + content + #"},"finish_reason":"stop"}],"# + usage + "}"
    }

    @Test func `white space before a plain answer is a keep-alive`() {
        let reader = AnswerReader(OpenAI().reader(isStreamed: false))
        let moment = Moment(nanoseconds: 1)
        reader.begin(status: 200, headers: jsonHead, at: moment)
        #expect(reader.take([0x0A, 0x20].span, at: moment) == .nothingNew)
        #expect(reader.take(Array(answer("\"x\"").utf8).span, at: moment) == .data)
        #expect(reader.reading(exchange: Exchange(queued: moment)).text == "x")
    }

    @Test func `comments are no data, half an event is`() {
        let reader = AnswerReader(OpenAI().reader(isStreamed: true))
        let moment = Moment(nanoseconds: 1)
        reader.begin(status: 200, headers: streamHead, at: moment)
        #expect(reader.take(Array(": ping\n\n: pi".utf8).span, at: moment) == .nothingNew)
        #expect(reader.take(Array("ng\n\n".utf8).span, at: moment) == .nothingNew)
        #expect(reader.take(Array("data: {".utf8).span, at: moment) == .data)
    }

    @Test func `a plain answer where a stream was asked for is read, and found`() {
        let reading = plain(answer("\"x\""), isStreamed: true)
        #expect(reading.text == "x")
        #expect(reading.stream == nil)
        #expect(reading.findingCodes == ["wire.stream.absent"])
    }

    @Test func `a plain answer under the content type of a stream is read, and found`() {
        let reading = plain(answer("\"x\""), isStreamed: true, headers: streamHead)
        #expect(reading.text == "x")
        #expect(reading.findingCodes == ["wire.stream.absent", "wire.content-type"])
    }

    @Test func `a stream where a plain answer was asked for is read, and found`() {
        let event = #"{"id":"i","choices":[{"delta":{"content":"x"},"finish_reason":"stop"}],"#
        let reading = stream(event + usage + "}", isAsked: false)
        #expect(reading.text == "x")
        #expect(reading.findingCodes == ["wire.stream.unasked"])
    }

    @Test func `a stream under another content type is known by its first bytes`() {
        let body =
            #"data: {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}],"#
            + usage + "}\n\ndata: [DONE]\n\n"
        for size in [1, 3, 1000] {
            let reading = read(
                OpenAI().reader(isStreamed: true), Array(body.utf8),
                headers: ["content-type": "text/plain"], pieces: size)
            #expect(reading.text == "x")
            #expect(reading.findingCodes == ["wire.content-type"])
        }
    }

    @Test func `a page, prose and nothing under 200 are bad answers`() {
        let page = plain("<html><body>502</body></html>", headers: ["content-type": "text/html"])
        #expect(page.outcome == .error)
        #expect(page.findingCodes == ["wire.content-type", "wire.body.html"])
        let prose = plain("data could not be found")
        #expect(prose.error?.message == "data could not be found")
        #expect(prose.findingCodes == ["wire.json.invalid"])
        let nothing = plain("")
        #expect(nothing.findingCodes == ["wire.body.empty"])
        #expect(nothing.outcome == .error)
        for reading in [page, prose, nothing] {
            #expect(OpenAI().trigger(for: reading, nil) == .badAnswer)
        }
        #expect(OpenAI().trigger(for: plain("<html>", status: 502), nil) == .serverError)
    }

    @Test func `a body cut by a broken connection is truncated, not wrong`() {
        let body = Array(answer("\"x\"").utf8.dropLast(20))
        let broken = read(
            OpenAI().reader(isStreamed: false), body, headers: jsonHead,
            breakage: Breakage(.cut, "early end"))
        #expect(broken.outcome == .truncated)
        #expect(broken.findings == [])
        let lying = read(OpenAI().reader(isStreamed: false), body, headers: jsonHead)
        #expect(lying.outcome == .error)
        #expect(lying.findings.map(\.offset) == [body.count])
        #expect(OpenAI().trigger(for: lying, nil) == .badAnswer)
    }

    @Test(arguments: [
        (#"{"object":"error","message":"m","type":"t","code":"1300"}"#, "m", "1300"),
        (#"{"detail":"m"}"#, "m", nil), (#"{"error":"m","code":"c"}"#, "m", "c"),
        (#"{"status":"failure","message":"m"}"#, "m", nil), (#"{"code":17,"msg":"m"}"#, "m", "17"),
        (#"[{"error":{"message":"m","code":400}}]"#, "m", "400"),
        (#"{"detail":[{"msg":"m"}]}"#, #"[{"msg":"m"}]"#, nil), ("plain text\n", "plain text", nil),
    ])
    func `an error is known in each of its envelopes`(
        body: String, message: String, code: String?
    ) {
        for status in [400, 503] {
            let reading = plain(body, status: status)
            #expect(reading.error?.message == message)
            #expect(reading.error?.code == code)
            #expect(reading.error?.status == status)
            #expect(reading.text == nil)
        }
    }

    @Test func `an error under 200 is an error`() {
        let reading = plain(#"{"error":{"message":"no","code":502}}"#)
        #expect(reading.outcome == .error)
        #expect(reading.text == nil)
        #expect(reading.error?.codeIsNumber == true)
        #expect(reading.findingCodes == ["wire.error-in-200"])
        #expect(OpenAI().trigger(for: reading, nil) == .serverError)
    }

    @Test func `an error without a body is still one`() {
        let reading = plain("", status: 429)
        #expect(reading.outcome == .error)
        #expect(reading.error?.status == 429)
        #expect(OpenAI().trigger(for: reading, nil) == .rateLimit)
    }

    @Test func `no choice is no answer`() {
        let reading = plain(#"{"id":"i","model":"m","choices":[],"# + usage + "}")
        #expect(reading.outcome == .ok)
        #expect(reading.findingCodes == ["wire.answer.no-choice", "wire.answer.no-finish"])
        #expect(OpenAI().trigger(for: reading, nil) == .badAnswer)
    }

    @Test func `what stands behind the JSON is found, the JSON counts`() {
        let reading = plain(answer("\"x\"") + "\n{}")
        #expect(reading.text == "x")
        #expect(reading.findingCodes == ["wire.json.invalid"])
    }

    @Test func `of a member that comes twice the last counts`() {
        let message = #"{"content":"a","content":"b"}"#
        let reading = plain(
            #"{"choices":[{"message":\#(message),"finish_reason":"stop"}],"# + usage + "}")
        #expect(reading.text == "b")
        #expect(reading.findingCodes == ["wire.json.duplicate-key"])
    }

    @Test func `content may be null, a list of parts, or something else`() {
        #expect(plain(answer("null")).text == "")
        let parts = #"[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#
        #expect(plain(answer(parts)).text == "ab")
        let object = plain(answer(#"{"a":1}"#))
        #expect(object.text == "")
        #expect(object.findingCodes == ["wire.json.type", "wire.answer.empty"])
    }

    @Test func `an event that is no JSON is found, with its place, and the rest is read`() {
        let reading = stream(
            #"{"choices":[{"delta":{"content":"a"}}]}"#, #"{"choices":[{"delta":"#,
            #"{"choices":[{"delta":{"content":"b"},"finish_reason":"stop"}],"# + usage + "}")
        #expect(reading.text == "ab")
        #expect(reading.findings.map(\.code) == ["wire.json.invalid"])
        #expect(reading.findings.first?.offset == 47 + 6 + 21)
    }

    @Test func `chunks may be empty, roleless, or say null`() {
        let reading = stream(
            #"{"id":"","model":"","choices":[],"prompt_filter_results":[]}"#,
            #"{"id":"i","model":"m","choices":[{"delta":null,"finish_reason":""}]}"#,
            #"{"id":"i","model":"m"}"#, #"{"id":"i","model":"m","choices":null,"usage":null}"#,
            #"{"id":"i","model":"m","choices":[{"index":1,"delta":{"content":"other"}}]}"#,
            #"{"id":"i","model":"m","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop","#
                + usage + "}]}")
        #expect(reading.text == "x")
        #expect(reading.id == "i")
        #expect(reading.model == "m")
        #expect(reading.usage?.total?.value == 2)
        #expect(reading.findingCodes == ["wire.finish.empty", "wire.usage.in-choice"])
    }

    @Test func `a finish reason that nobody promised is found`() {
        let reading = stream(#"{"choices":[{"delta":{},"finish_reason":"tired"}],"# + usage + "}")
        #expect(reading.finish == Finish(raw: "tired", reason: .unknown))
        #expect(reading.findingCodes == ["wire.finish.unknown"])
    }

    @Test func `a model that changes on the way is found`() {
        let reading = stream(
            #"{"model":"a","choices":[{"delta":{"content":"x"}}]}"#,
            #"{"model":"b","choices":[{"delta":{},"finish_reason":"stop"}],"# + usage + "}")
        #expect(reading.model == "a")
        #expect(reading.findingCodes == ["wire.stream.model-changed"])
    }

    private func calls(_ pieces: String...) -> Reading {
        let body = pieces.map { #"data: {"choices":[{"delta":{"tool_calls":[\#($0)]}}]}"# + "\n\n" }
            .joined()
        let end =
            #"data: {"choices":[{"delta":{},"finish_reason":"tool_calls"}],"# + usage
            + "}\n\ndata: [DONE]\n\n"
        return read(
            OpenAI().reader(isStreamed: true), Array((body + end).utf8), headers: streamHead)
    }

    @Test func `calls without an index begin with a new id`() {
        let reading = calls(
            #"{"id":"a","function":{"name":"f","arguments":"{\"x\":"}}"#,
            #"{"function":{"arguments":"1}"}}"#,
            #"{"id":"b","function":{"name":"g","arguments":"{}"}}"#)
        #expect(reading.toolCalls.map(\.id) == ["a", "b"])
        #expect(reading.toolCalls.map(\.arguments) == [#"{"x":1}"#, "{}"])
        #expect(reading.findingCodes == ["wire.tool.no-index"])
    }

    @Test func `an id that is repeated or emptied later stays what it was`() {
        let reading = calls(
            #"{"index":1,"id":"a","function":{"name":"f","arguments":""}}"#,
            #"{"index":1,"id":"","function":{"name":"","arguments":"{}"}}"#,
            #"{"index":1,"id":"a","function":{"arguments":""}}"#)
        #expect(reading.toolCalls == [ToolCall(id: "a", name: "f", arguments: "{}")])
        #expect(reading.findingCodes == ["wire.tool.index-gap", "wire.tool.id-emptied"])
    }

    @Test func `two calls under one index are two`() {
        let reading = calls(
            #"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#,
            #"{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}"#)
        #expect(reading.toolCalls.map(\.name) == ["f", "g"])
        #expect(reading.findingCodes == ["wire.tool.index-reused"])
    }

    @Test func `arguments that come whole and then again count once`() {
        let reading = calls(
            #"{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}"#,
            #"{"index":0,"function":{"arguments":"{\"x\":1}"}}"#)
        #expect(reading.toolCalls.map(\.arguments) == [#"{"x":1}"#])
        #expect(reading.findingCodes == ["wire.tool.arguments-repeated"])
    }

    @Test func `arguments may be an object, or no JSON at all`() {
        let object = calls(#"{"index":0,"id":"a","function":{"name":"f","arguments":{"x":1}}}"#)
        #expect(object.toolCalls.map(\.arguments) == [#"{"x":1}"#])
        #expect(object.findingCodes == ["wire.tool.arguments-type"])
        let broken = calls(#"{"index":0,"id":"a","function":{"name":"f","arguments":"{x"}}"#)
        #expect(broken.toolCalls.map(\.arguments) == ["{x"])
        #expect(broken.findingCodes == ["wire.tool.arguments"])
    }

    @Test func `a name that comes after its arguments finds them`() {
        let reading = calls(
            #"{"index":0,"id":"a","function":{"arguments":"{}"}}"#,
            #"{"index":0,"function":{"name":"f"}}"#)
        #expect(reading.toolCalls == [ToolCall(id: "a", name: "f", arguments: "{}")])
    }

    @Test func `usage that was asked for and did not come is found`() {
        let reading = stream(#"{"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}"#)
        #expect(reading.findings.map(\.code) == ["wire.usage.missing"])
        #expect(reading.findings.map(\.severity) == [.error])
    }

    @Test func `limits end in a finding, and the stream is closed`() {
        let event = #"data: {"choices":[{"delta":{"content":"x"}}]}"# + "\n\n"
        let body = Array(String(repeating: event, count: 10).utf8)
        func limited(_ limits: ReaderLimits, _ head: Headers = streamHead) -> Reading {
            read(OpenAI().reader(isStreamed: true, limits: limits), body, headers: head, pieces: 9)
        }
        #expect(limited(ReaderLimits(eventsMax: 3)).text == "xxx")
        #expect(limited(ReaderLimits(eventsMax: 3)).findingCodes.contains("wire.limit.events"))
        #expect(limited(ReaderLimits(eventBytesMax: 20)).findingCodes == ["wire.limit.event"])
        let deep = plain(
            String(repeating: "[", count: 500) + String(repeating: "]", count: 500))
        #expect(deep.findingCodes == ["wire.json.invalid"])
        let long = read(
            OpenAI().reader(isStreamed: false, limits: ReaderLimits(bodyBytesMax: 40)),
            Array(answer("\"x\"").utf8), headers: jsonHead, pieces: 9)
        #expect(long.findingCodes == ["wire.limit.body"])
        #expect(long.outcome == .error)
    }
}
