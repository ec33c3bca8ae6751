import Testing
import Vocabulary

@testable import Providers

/// The list of `openai-compatible-gateways.md`, section 5, line by line: what is read of each deviation,
/// and what is found. Where nothing is found, the standard of the frames or the habit of official clients
/// allows it and no reader is misled.
struct DeviationsTests {
    private typealias Found = [String: Finding.Severity]

    private let hello =
        #"{"id":"i","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"x"}}]}"#
    private let usage = #""usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}"#
    private var end: String {
        #"{"id":"i","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"# + usage
            + "}"
    }

    private func found(_ reading: Reading) -> Found {
        Dictionary(reading.findings.map { ($0.code, $0.severity) }) { first, _ in first }
    }

    private func raw(
        _ body: String, _ head: Headers = streamHead, isStreamed: Bool = true, status: Int = 200,
        pieces: Int = .max
    ) -> Reading {
        read(
            OpenAI().reader(isStreamed: isStreamed), Array(body.utf8), status: status,
            headers: head, pieces: pieces)
    }

    private func expect(
        _ reading: Reading, text: String = "x", _ findings: Found,
        _ location: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(reading.text == text, sourceLocation: location)
        #expect(found(reading) == findings, sourceLocation: location)
    }

    private func events(_ events: [String]) -> String {
        events.map { "data: \($0)\n\n" }.joined() + "data: [DONE]\n\n"
    }

    private func stream(_ chunks: String...) -> Reading { raw(events(chunks)) }

    /// A stream of one chunk more than the usual two.
    private func with(_ chunk: String) -> Reading { stream(hello, chunk, end) }

    private func plain(_ body: String, status: Int = 200) -> Reading {
        raw(body, jsonHead, isStreamed: false, status: status)
    }

    private func answer(
        _ message: String, finish: String = #""stop""#, usage: String? = nil
    ) -> Reading {
        plain(
            #"{"id":"i","model":"m","choices":[{"index":0,"message":\#(message),"finish_reason":\#(finish)}],\#(usage ?? self.usage)}"#
        )
    }

    // MARK: SSE framing

    @Test func `lines may end with CRLF or CR`() {
        let body = events([hello, end])
        expect(raw(body.map { $0 == "\n" ? "\r\n" : String($0) }.joined()), [:])
        expect(raw(body.map { $0 == "\n" ? "\r" : String($0) }.joined()), [:])
    }

    @Test func `no space after the colon is needed`() {
        expect(raw("data:\(hello)\n\ndata:\(end)\n\ndata:[DONE]\n\n"), [:])
    }

    @Test func `events without an empty line between them are told apart`() {
        let reading = raw("data: \(hello)\ndata: \(end)\ndata: [DONE]\n\n")
        expect(reading, ["wire.stream.joined-events": .error])
        #expect(reading.stream?.isTerminated == true)
        #expect(reading.finish?.reason == .stop)
        #expect(reading.usage?.total?.value == 2)
        let pair = raw("data: \(hello)\ndata: \(hello)\n\ndata: \(end)\n\ndata: [DONE]\n\n")
        expect(
            pair, text: "xx",
            ["wire.stream.joined-events": .error, "wire.stream.role-repeated": .note])
    }

    @Test func `packets are no borders: not of events, and not of characters`() {
        let body = events([
            #"{"choices":[{"index":0,"delta":{"content":"巴黎🗼"}}]}"#, end,
        ])
        for size in [1, 2, 3, 5, 1 << 20] { expect(raw(body, pieces: size), text: "巴黎🗼", [:]) }
    }

    @Test func `a byte order mark at the start is a fact, not a fault`() {
        let reading = raw("\u{FEFF}" + events([hello, end]))
        expect(reading, [:])
        #expect(reading.stream?.hasByteOrderMark == true)
    }

    @Test(arguments: [": ping", ": OPENROUTER PROCESSING", ": keep-alive", ":"])
    func `comments are counted and say nothing`(comment: String) {
        let reading = raw("\(comment)\n\n" + events([hello, end]))
        expect(reading, [:])
        #expect(reading.stream?.comments == 1)
    }

    @Test func `names, ids and waiting times of events are taken`() {
        let reading = raw("retry: 300\n\nevent: message\nid: 1\n" + events([hello, end]))
        expect(reading, [:])
        #expect(reading.stream?.hasNamedEvents == true)
    }

    @Test func `the end mark may be missing, come twice, or come too early`() {
        expect(raw("data: \(hello)\n\ndata: \(end)\n\n"), ["wire.stream.no-terminator": .error])
        expect(
            raw(events([hello, end]) + "data: [DONE]\n\n"),
            ["wire.stream.duplicate-done": .warning])
        expect(
            raw(events([hello, end]) + "data: \(hello)\n\n"), text: "xx",
            [
                "wire.stream.after-done": .error, "wire.stream.role-repeated": .note,
                "wire.stream.content-after-finish": .warning,
            ])
    }

    @Test func `an event may be empty, or no JSON`() {
        expect(with(""), ["wire.stream.empty-event": .note])
        expect(with("oops: not JSON"), ["wire.json.invalid": .error])
    }

    @Test(arguments: ["application/json", "text/plain"])
    func `a stream may come under another content type`(type: String) {
        expect(raw(events([hello, end]), ["content-type": type]), ["wire.content-type": .warning])
    }

    @Test func `a whole answer for a stream, and a stream for a whole answer`() {
        let body = #"{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],\#(usage)}"#
        expect(raw(body, jsonHead), ["wire.stream.absent": .error])
        expect(raw(events([hello, end]), isStreamed: false), ["wire.stream.unasked": .error])
    }

    @Test func `gzip that no header names is not read, and named`() {
        let bytes: [UInt8] = [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3, 0x4B, 0x04, 0]
        for size in [1, 100] {
            let reading = read(
                OpenAI().reader(isStreamed: true), bytes, headers: streamHead, pieces: size)
            #expect(reading.outcome == .error)
            #expect(found(reading)["wire.body.compressed"] == .error)
            #expect(OpenAI().trigger(for: reading, nil) == .badAnswer)
        }
    }

    @Test func `an array of answers is no stream of this language`() {
        let reading = raw("[\(hello),\(end)]", jsonHead)
        #expect(reading.outcome == .error)
        #expect(found(reading) == ["wire.stream.absent": .error, "wire.json.type": .error])
    }

    // MARK: Chunks

    @Test(arguments: [#""""#, "null"])
    func `the first chunk may have no content`(content: String) {
        let reading = stream(
            #"{"choices":[{"index":0,"delta":{"role":"assistant","content":\#(content)}}]}"#,
            #"{"choices":[{"index":0,"delta":{"content":"x"}}]}"#, end)
        expect(reading, [:])
        #expect(reading.clocks.contentEvents == 1)
    }

    @Test func `the role may come with every chunk, or never`() {
        expect(
            with(#"{"choices":[{"delta":{"role":"assistant"}}]}"#),
            ["wire.stream.role-repeated": .note])
        expect(stream(#"{"choices":[{"delta":{"content":"x"}}]}"#, end), [:])
    }

    @Test(arguments: [
        #"{"id":"i","choices":[]}"#, #"{"id":"i","model":"m"}"#, #"{"choices":[{"delta":null}]}"#,
        #"{"choices":null}"#,
    ])
    func `chunks may say nothing`(chunk: String) {
        expect(stream(chunk, hello, end), [:])
    }

    @Test func `content may be a list of parts`() {
        expect(
            stream(
                #"{"choices":[{"delta":{"content":[{"type":"thinking","thinking":"t"},{"type":"text","text":"x"}]}}]}"#,
                end), ["wire.content.parts": .note])
    }

    @Test func `a finish reason may be empty, or come twice`() {
        expect(
            with(#"{"choices":[{"delta":{},"finish_reason":""}]}"#), ["wire.finish.empty": .note])
        let twice = with(#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#)
        expect(twice, ["wire.stream.duplicate-finish": .note])
        #expect(twice.finish?.reason == .stop)
    }

    @Test func `a finish reason may come with the usage alone`() {
        let reading = stream(hello, end)
        expect(reading, [:])
        #expect(reading.finish?.raw == "stop")
    }

    @Test func `stop after tool calls is told`() {
        expect(
            calls(
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#, finish: "stop"),
            text: "", ["wire.finish.stop-after-calls": .note])
    }

    @Test(arguments: [
        ("eos", "wire.finish.foreign", Finding.Severity.note, Finish.Reason.stop),
        ("end_turn", "wire.finish.foreign", .note, .stop),
        ("sensitive", "wire.finish.foreign", .note, .contentFilter),
        ("insufficient_system_resource", "wire.finish.error", .error, .error),
        ("tired", "wire.finish.unknown", .warning, .unknown),
    ])
    func `finish reasons of others are understood, and told`(
        word: String, code: String, severity: Finding.Severity, reason: Finish.Reason
    ) {
        let reading = answer(#"{"role":"assistant","content":"x"}"#, finish: "\"\(word)\"")
        expect(reading, [code: severity])
        #expect(reading.finish == Finish(raw: word, reason: reason))
    }

    @Test func `usage comes with every chunk, in its own, inside of the choice, or never`() {
        let running =
            #"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":0,"total_tokens":1}}"#
        let reading = with(running)
        expect(reading, ["wire.usage.repeated": .note])
        #expect(reading.usage?.output?.value == 1)
        let done = #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
        expect(stream(hello, done, "{\"choices\":[],\(usage)}"), [:])
        expect(
            stream(
                hello, #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop",\#(usage)}]}"#),
            ["wire.usage.in-choice": .note])
        expect(stream(hello, done), ["wire.usage.missing": .error])
    }

    @Test func `ids, times and names may change on the way`() {
        expect(with(#"{"id":"j","choices":[]}"#), ["wire.stream.id-changed": .note])
        expect(with(#"{"id":"","created":0,"model":"","choices":[]}"#), [:])
        expect(with(#"{"created":7,"choices":[]}"#), [:])
        let changed = with(#"{"model":"other","choices":[]}"#)
        expect(changed, ["wire.stream.model-changed": .warning])
        #expect(changed.model == "m")
        #expect(EchoRule.gateway.judge("fast", asked: "fast", pin: "m") == .alias)
    }

    private func calls(_ pieces: String..., finish: String = "tool_calls") -> Reading {
        let chunks = pieces.map { #"{"choices":[{"delta":{"tool_calls":[\#($0)]}}]}"# }
        let end = #"{"choices":[{"delta":{},"finish_reason":"\#(finish)"}],\#(usage)}"#
        return raw(events(chunks + [end]))
    }

    @Test func `calls may be counted wrongly, or not at all`() {
        let a = #""id":"a","function":{"name":"f","arguments":"{}"}"#
        let b = #""id":"b","function":{"name":"g","arguments":"{}"}"#
        for (one, two, findings) in [
            ("", "", ["wire.tool.no-index": .note]),
            (#""index":0,"#, #""index":0,"#, ["wire.tool.index-reused": .warning]),
            (#""index":1,"#, #""index":2,"#, ["wire.tool.index-gap": .note]),
        ] as [(String, String, Found)] {
            let reading = calls("{\(one)\(a)}", "{\(two)\(b)}")
            #expect(reading.toolCalls.map(\.name) == ["f", "g"])
            expect(reading, text: "", findings)
        }
    }

    @Test func `a call's id may be missing, repeated or emptied`() {
        expect(
            calls(#"{"index":0,"function":{"name":"f","arguments":"{}"}}"#), text: "",
            ["wire.tool.no-id": .warning])
        let first = #"{"index":0,"id":"a","function":{"name":"f","arguments":""}}"#
        let again = calls(first, #"{"index":0,"id":"a","function":{"arguments":"{}"}}"#)
        expect(again, text: "", [:])
        let emptied = calls(first, #"{"index":0,"id":"","function":{"arguments":"{}"}}"#)
        expect(emptied, text: "", ["wire.tool.id-emptied": .note])
        for reading in [again, emptied] {
            #expect(reading.toolCalls == [ToolCall(id: "a", name: "f", arguments: "{}")])
        }
    }

    @Test func `arguments may be JSON, or come whole and then again`() {
        expect(
            calls(#"{"index":0,"id":"a","function":{"name":"f","arguments":{"x":1}}}"#), text: "",
            ["wire.tool.arguments-type": .warning])
        let repeated = calls(
            #"{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}"#,
            #"{"index":0,"function":{"arguments":"{\"x\":1}"}}"#)
        expect(repeated, text: "", ["wire.tool.arguments-repeated": .warning])
        #expect(repeated.toolCalls.first?.arguments == #"{"x":1}"#)
    }

    @Test func `padding is passed by`() {
        expect(with(#"{"choices":[{"delta":{}}],"obfuscation":"Qx1"}"#), [:])
    }

    @Test(arguments: ["reasoning", "reasoning_content"])
    func `reasoning has two names`(name: String) {
        let reading = with(#"{"choices":[{"delta":{"\#(name)":"r"}}]}"#)
        expect(reading, [:])
        #expect(reading.reasoning == "r")
    }

    @Test func `reasoning inside of the text stays there, and is told`() {
        let start = #"{"choices":[{"delta":{"content":"<thi"}}]}"#
        let rest = #"{"choices":[{"delta":{"content":"nk>r</think>x"}}]}"#
        expect(
            stream(start, rest, end), text: "<think>r</think>x", ["wire.text.think-tag": .warning])
        expect(stream(start, end), text: "<thi", [:])
    }

    // MARK: Whole answers

    @Test func `content may be null or a list`() {
        let call = #"[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]"#
        expect(
            answer(#"{"content":null,"tool_calls":\#(call)}"#, finish: #""tool_calls""#), text: "",
            [:])
        expect(answer(#"{"content":null}"#), text: "", ["wire.answer.empty": .warning])
        expect(
            answer(#"{"content":[{"type":"text","text":"x"}]}"#), ["wire.content.parts": .note])
    }

    @Test func `white space may come before the JSON`() {
        expect(
            plain(
                "\n\n  {\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}],\(usage)}"
            ), [:])
    }

    @Test func `a success may hold an error, no choice, or a page`() {
        let error = plain(#"{"error":{"message":"no"}}"#)
        #expect(error.outcome == .error)
        #expect(found(error) == ["wire.error-in-200": .error])
        let none = plain(#"{"choices":[],\#(usage)}"#)
        expect(
            none, text: "", ["wire.answer.no-choice": .error, "wire.answer.no-finish": .warning])
        let page = plain("<html></html>")
        #expect(found(page) == ["wire.body.html": .error])
    }

    @Test func `usage may be null, zero, no sum, text, or too large`() {
        let message = #"{"content":"x"}"#
        func counted(_ prompt: String, _ completion: String, _ total: String) -> Reading {
            answer(
                message,
                usage:
                    #""usage":{"prompt_tokens":\#(prompt),"completion_tokens":\#(completion),"total_tokens":\#(total)}"#
            )
        }
        expect(answer(message, usage: #""usage":null"#), ["wire.usage.missing": .error])
        expect(counted("0", "0", "0"), ["wire.usage.zero": .warning])
        expect(counted("5", "5", "11"), ["wire.usage.inconsistent": .warning])
        let text = counted(#""5""#, "5", "10")
        expect(text, ["wire.usage.type": .warning])
        #expect(text.usage?.input?.value == 5)
        let large = counted("5", "123456789012345678901234567890", "10")
        expect(large, ["wire.usage.type": .warning])
        #expect(large.usage?.output == nil)
        expect(
            counted("-5", "5", "0"),
            ["wire.usage.negative": .error])
    }

    @Test func `members may come twice, and something after the end`() {
        expect(
            answer(#"{"content":"y","content":"x"}"#), ["wire.json.duplicate-key": .warning])
        expect(
            plain(#"{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],\#(usage)}{}"#),
            ["wire.json.invalid": .error])
    }

    // MARK: Errors

    @Test(arguments: [
        #"{"object":"error","message":"m","type":"t","code":"1300"}"#, #"{"detail":"m"}"#,
        #"{"detail":[{"msg":"m"}]}"#, #"{"error":"m"}"#, #"{"status":"failure","message":"m"}"#,
        #"{"message":"m"}"#, #"{"code":17,"msg":"m"}"#, #"[{"error":{"message":"m"}}]"#,
    ])
    func `an error may be wrapped in many ways`(body: String) {
        let reading = plain(body, status: 400)
        #expect(reading.error?.message?.contains("m") == true)
        #expect(found(reading) == ["wire.error.envelope": .note])
    }

    @Test(arguments: [("429", true), (#""429""#, false)])
    func `a code may be a number or a text`(code: String, isNumber: Bool) {
        let reading = plain(#"{"error":{"message":"m","code":\#(code)}}"#, status: 429)
        #expect(reading.error?.code == "429")
        #expect(reading.error?.codeIsNumber == isNumber)
        #expect(found(reading) == [:])
    }

    @Test func `an error may be a page, nothing, or prose`() {
        for status in [502, 504] {
            #expect(found(plain("<html>", status: status)) == ["wire.body.html": .note])
        }
        #expect(found(plain("", status: 500)) == ["wire.body.empty": .note])
        let prose = plain("upstream went away", status: 500)
        #expect(prose.error?.message == "upstream went away")
        #expect(found(prose) == ["wire.json.invalid": .note])
    }

    @Test(arguments: [
        (401, "key_model_access_denied", "no right to the model", Trigger.auth),
        (503, "model_not_found", "No available channel for model x", .serverError),
        (400, "", "API key not valid. Please pass a valid API key.", .auth),
        (402, "", "pay", .quota), (446, "hooks_failed", "guarded", .contentPolicy),
        (529, "overloaded_error", "busy", .serverError),
    ])
    func `statuses mean what they are known to mean`(
        status: Int, code: String, message: String, trigger: Trigger
    ) {
        let error = ProviderError(status: status, code: code, message: message)
        #expect(Generic().trigger(for: error) == trigger)
    }

    @Test func `412 is a spent budget with Portkey, and a bad request with others`() {
        #expect(Portkey().trigger(for: ProviderError(status: 412)) == .quota)
        #expect(Generic().trigger(for: ProviderError(status: 412)) == .badRequest)
    }

    @Test func `an error may come in band`() {
        let reading = stream(hello, #"{"error":{"message":"m","code":502}}"#)
        #expect(reading.error?.isInStream == true)
        expect(reading, [:])
        #expect(OpenAI().trigger(for: reading, nil) == .serverError)
    }

    @Test(arguments: [
        (["retry-after": "7"], "m", Optional(7.0)), (["retry-after": "1.5"], "m", 1.5),
        (
            [
                "retry-after": "Sun, 06 Nov 1994 08:49:40 GMT",
                "date": "Sun, 06 Nov 1994 08:49:37 GMT",
            ], "m", 3
        ),
        (["retry-after-ms": "250", "retry-after": "9"], "m", 0.25),
        ([:], "Please try again in 6m0s.", 360), ([:], "try again after 2 seconds", 2),
        ([:], "m", nil),
    ])
    func `the time to wait is told in many ways, or not`(
        fields: [String: String], message: String, seconds: Double?
    ) {
        let head = Headers(fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        let reading = raw(
            #"{"error":{"message":"\#(message)"}}"#, head, isStreamed: false, status: 429)
        #expect(reading.error?.retryAfter == seconds.map { Duration.seconds($0) })
    }

    @Test func `Google's details tell the time to wait, too`() {
        let reading = plain(
            #"{"error":{"message":"m","details":[{"retryDelay":"34.4s"}]}}"#, status: 429)
        #expect(reading.error?.retryAfter == .milliseconds(34_400))
    }
}
