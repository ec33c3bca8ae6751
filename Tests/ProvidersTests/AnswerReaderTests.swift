import Synchronization
import Testing
import Vocabulary

@testable import Providers

struct AnswerReaderTests {
    private func event(_ delta: String) -> [UInt8] {
        Array(#"data: {"choices":[{"delta":\#(delta)}]}"#.utf8) + Array("\n\n".utf8)
    }

    @Test func `four clocks are never mixed`() {
        let reader = AnswerReader(OpenAI().reader(isStreamed: true))
        reader.begin(status: 200, headers: streamHead, at: Moment(nanoseconds: 5))
        func take(_ bytes: [UInt8], _ at: Int64) {
            _ = reader.take(bytes.span, at: Moment(nanoseconds: at))
        }
        take(Array(": ping\n\n".utf8), 10)
        take(event(#"{"role":"assistant","content":""}"#), 20)
        take(event(#"{"reasoning_content":"hm"}"#), 30)
        take(event(#"{"content":"a"}"#), 50)
        take(event(#"{"content":"b","reasoning_content":"c"}"#) + event(#"{"content":"d"}"#), 90)
        take(Array("data: [DONE]\n\n".utf8), 95)
        let clocks = reader.reading(exchange: Exchange(queued: Moment(nanoseconds: 0))).clocks
        #expect(clocks.firstByte == Moment(nanoseconds: 10))
        #expect(clocks.firstEvent == Moment(nanoseconds: 20))
        #expect(clocks.firstContent == Moment(nanoseconds: 30))
        #expect(clocks.firstAnswer == Moment(nanoseconds: 50))
        #expect(clocks.lastContent == Moment(nanoseconds: 90))
        #expect(clocks.last == Moment(nanoseconds: 95))
        #expect(clocks.contentEvents == 4)
        #expect(clocks.gaps.count == 3)
        #expect(clocks.gaps.longest == .nanoseconds(40))
    }

    @Test func `the tap hears each delta when it comes`() {
        let heard = Mutex<[(Delta, Moment)]>([])
        let reader = AnswerReader(OpenAI().reader(isStreamed: true)) { delta, moment in
            heard.withLock { $0.append((delta, moment)) }
        }
        reader.begin(
            status: 200, headers: ["content-type": "text/event-stream", "x-request-id": "r"],
            at: Moment(nanoseconds: 1))
        _ = reader.take(
            event(#"{"role":"assistant","content":"a"}"#).span, at: Moment(nanoseconds: 2))
        _ = reader.take(event(#"{"content":"b"}"#).span, at: Moment(nanoseconds: 3))
        let deltas = heard.withLock { $0 }
        #expect(
            deltas.map(\.0) == [
                .evidence(.requestID("r")), .role("assistant"), .text("a"), .text("b"),
            ])
        #expect(deltas.map(\.1.nanoseconds) == [1, 2, 2, 3])
    }

    @Test func `a broken stream keeps what it brought`() {
        let body = event(#"{"content":"a"}"#) + Array(#"data: {"choices":[{"del"#.utf8)
        let reading = read(
            OpenAI().reader(isStreamed: true), body, headers: streamHead,
            breakage: Breakage(.reset, "peer"))
        #expect(reading.text == "a")
        #expect(reading.outcome == .truncated)
        #expect(reading.stream?.hasTrailingEvent == true)
        #expect(!reading.findingCodes.contains("wire.json.invalid"))
        #expect(OpenAI().trigger(for: reading, Breakage(.reset, "peer")) == .connection)
        #expect(OpenAI().trigger(for: reading, Breakage(.idleTimeout, "")) == .timeout)
        #expect(OpenAI().trigger(for: reading, Breakage(.cancelled, "")) == nil)
    }

    @Test func `an answer that never came has neither status nor error`() {
        let reader = AnswerReader(OpenAI().reader(isStreamed: false))
        var exchange = Exchange(queued: Moment(nanoseconds: 0))
        exchange.breakage = Breakage(.refused, "nobody listens")
        let reading = reader.reading(exchange: exchange)
        #expect(reading.status == nil)
        #expect(reading.error == nil)
        #expect(reading.findings == [])
    }

    @Test func `gateways tell in headers what they did`() {
        let reading = read(
            Generic().reader(isStreamed: false), Array("{}".utf8),
            headers: [
                "Content-Type": "application/json", "X-LiteLLM-Attempted-Fallbacks": "1",
                "x-litellm-attempted-retries": "2", "x-litellm-model-id": "leg-ok",
                "x-litellm-response-cost": "1.5e-05", "x-portkey-cache-status": "MISS",
            ])
        #expect(
            reading.evidence == [
                .fallbacks(1), .retries(2), .deployment("leg-ok"),
                .cost(amount: "1.5e-05", field: "x-litellm-response-cost", unit: "usd"),
                .cacheHit(false),
            ])
    }

    @Test(arguments: [
        (["retry-after": "7"], Duration.seconds(7)), (["retry-after": "1.5"], .milliseconds(1500)),
        (["retry-after-ms": "250", "retry-after": "9"], .milliseconds(250)),
        (["x-ms-retry-after-ms": "40"], .milliseconds(40)),
        (
            [
                "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT",
                "date": "Sun, 06 Nov 1994 08:49:07 GMT",
            ], .seconds(30)
        ),
        (
            [
                "retry-after": "Wed, 01 Mar 2000 00:00:01 GMT",
                "date": "Tue, 29 Feb 2000 23:59:59 GMT",
            ],
            .seconds(2)
        ),
        (["retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"], nil), (["retry-after": "soon"], nil),
        (["retry-after": "-3"], nil), (["retry-after": "1e99"], nil), ([:], nil),
    ])
    func `the time to wait is told in many ways`(fields: [String: String], wait: Duration?) {
        let headers = Headers(fields.map { ($0.key, $0.value) })
        let reading = read(
            OpenAI().reader(isStreamed: false), Array(#"{"error":{"message":"slow"}}"#.utf8),
            status: 429, headers: headers)
        #expect(reading.error?.retryAfter == wait)
    }

    @Test(arguments: [
        ["retry-after": "Fri, 31 Dec 9999 23:59:59 GMT", "date": "Sat, 21 Nov 2026 08:00:00 GMT"],
        ["retry-after": "31536001"], ["retry-after": String(repeating: "9", count: 400)],
        ["retry-after-ms": "99999999999999999999"],
    ])
    func `a time to wait that lies beyond a year is a year`(fields: [String: String]) {
        let headers = Headers(fields.map { ($0.key, $0.value) })
        let reading = read(
            OpenAI().reader(isStreamed: false), Array(#"{"error":{"message":"slow"}}"#.utf8),
            status: 429, headers: headers)
        #expect(reading.error?.retryAfter == .seconds(365 * 86_400))
    }

    @Test(arguments: ["365d", "300d", "9999999d", "99999999999999999999h"])
    func `an error message's time to wait has a bound, however often it is repeated`(part: String) {
        let message = "Please try again in " + String(repeating: part, count: 400) + "."
        for provider in ["openai", "anthropic"].compactMap(provider(named:)) {
            let reading = read(
                provider.reader(isStreamed: false),
                Array(#"{"error":{"message":"\#(message)"}}"#.utf8), status: 429,
                headers: jsonHead)
            #expect(reading.error?.retryAfter == .seconds(365 * 86_400))
        }
    }

    @Test(arguments: [
        ("12ms", Duration.milliseconds(12)), ("6m0s", .seconds(360)), ("1h2m3s", .seconds(3723)),
        ("34.4s", .milliseconds(34_400)), ("", nil), ("5", nil), ("5 s", nil), ("5x", nil),
    ])
    func `durations are read as providers spell them`(text: String, expected: Duration?) {
        #expect(Waits.spelled(Substring(text)) == expected)
    }
}
