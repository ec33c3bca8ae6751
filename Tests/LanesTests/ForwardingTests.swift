import Doors
import Servers
import Synchronization
import Testing
import Transports
import Vocabulary

@testable import Lanes

private let first = LegID(route: "chat", index: 0)
private let words = "The capital of France is Paris, on the river Seine."

/// The stand-in for a real provider is a lane of our own: it keeps to the wire language.
private func provider(_ tongue: Tongue) throws -> (LaneSet, port: Int) {
    let lanes = try LaneSet(
        legs: [tongue.leg()],
        options: LaneOptions(defaultAnswer: SimulatedAnswer(text: words)))
    let port = lanes.baseURL(of: first).split(separator: ":").last?.prefix { $0.isNumber }
    return (lanes, port.flatMap { Int($0) } ?? 0)
}

private struct Seen {
    var answer: Collector.Answer
    var exchange: Exchange
    var call: LaneCall
    var providerCalls: [LaneCall]
}

/// Asks a leg that plays the cause before, or on the way from, its provider.
private func asked(
    _ cause: Cause?, _ tongue: Tongue, isStreamed: Bool, on shelf: CassetteShelf? = nil
) async throws -> Seen {
    let (behind, port) = try provider(tongue)
    let lanes = try lanes(of: tongue, askingPort: port, on: shelf)
    let script = FaultScript(
        causes: cause.map { [first: $0] } ?? [:], answer: SimulatedAnswer(text: "made up"))
    await lanes.arm(marker(1), with: script)
    var request = tongue.request(
        at: lanes.baseURL(of: first), saying: #"Name it.\n\n[\#(marker(1))]"#,
        isStreamed: isStreamed)
    request.limits.idle = .milliseconds(700)
    let (answer, exchange) = await call(request)
    let call = try #require(await lanes.settle(marker(1), within: .seconds(10)).first)
    return Seen(
        answer: answer, exchange: exchange, call: call, providerCalls: behind.allCalls)
}

@Test(arguments: Tongue.allCases, [false, true])
func `a forwarding lane hands on what the provider says, and its journal understands it`(
    tongue: Tongue, isStreamed: Bool
) async throws {
    let seen = try await asked(nil, tongue, isStreamed: isStreamed)
    #expect(seen.answer.status == 200 && seen.exchange.breakage == nil)
    #expect(seen.call.answer?.text == words)
    #expect(seen.call.answer?.usage?.output != nil)
    #expect(seen.call.isComplete && seen.call.status == 200 && seen.call.trouble == nil)
    #expect(!seen.call.isUnpaid)
    #expect(seen.providerCalls.count == 1)
    #expect(seen.providerCalls.first?.marker == nil, "the provider gets the prompt as it was")
    #expect(seen.answer.text.contains(tongue.pin))
    #expect(!seen.answer.text.contains("made up"))
}

@Test(arguments: Tongue.allCases)
func `the provider gets its own key, the caller's words and nothing of the marker`(tongue: Tongue)
    async throws
{
    let real = try RealProvider(saying: "{}", headers: [("set-cookie", "session=1")])
    let lanes = try lanes(of: tongue, askingPort: real.port)
    let (answer, _) = await call(
        tongue.request(
            at: lanes.baseURL(of: first), saying: #"Name it.\n\n[\#(marker(7))]"#))
    let request = try #require(real.requests.first)
    #expect(request.path == (tongue == .openAI ? "/v1/chat/completions" : "/v1/messages"))
    let field = tongue == .openAI ? "authorization" : "x-api-key"
    #expect(request.headers.all(field).count == 1)
    #expect(request.headers[field]?.hasSuffix("sk-the-real-key") == true)
    #expect(request.headers["anthropic-version"] == "2023-06-01")
    let body = String(decoding: request.body, as: UTF8.self)
    #expect(body.contains(#""content":"Name it."}"#))
    #expect(!body.contains(Marker.prefix) && !body.contains("[]"))
    #expect(answer.headers["set-cookie"] == nil)
}

@Test func `what the base's query says goes along with each request`() throws {
    let upstream = Upstream(
        baseURL: "https://example.com/openai/?api-version=2&key=1", fields: [],
        transport: transport)
    #expect(upstream.url("/chat") == "https://example.com/openai/chat?api-version=2&key=1")
    #expect(
        upstream.url("/chat?api-version=1&alt=sse")
            == "https://example.com/openai/chat?alt=sse&api-version=2&key=1")
}

@Test func `a caller's own idea of where the path begins counts at the provider`() {
    func url(_ base: String, _ laneBase: String?, behind lanePath: String, _ target: String)
        -> String
    {
        Upstream(baseURL: base, laneBase: laneBase, fields: [], transport: transport)
            .url(target, behind: lanePath)
    }
    // The lane's provider has a longer base, a shorter one, the same, and the caller none of its own.
    #expect(
        url("https://a.example", "", behind: "/v1", "/chat") == "https://a.example/v1/chat")
    #expect(
        url("https://a.example/v1", "/v1", behind: "", "/v1/messages")
            == "https://a.example/v1/messages")
    #expect(
        url("https://a.example/v1", "/v1", behind: "/v1", "/chat") == "https://a.example/v1/chat")
    #expect(url("https://a.example/x", nil, behind: "/v1", "/chat") == "https://a.example/x/chat")
}

@Test func `only the key of an Authorization is masked without what stands before it`() {
    let upstream = Upstream(
        baseURL: "https://example.com",
        fields: [
            Request.SecretField("X-Title", Secret("support triage")),
            Request.SecretField("authorization", Secret("Bearer sk-1234567")),
        ], transport: transport)
    let shown: String = upstream.redactor.redacted("triage with sk-1234567 in support triage")
    #expect(shown == "triage with [secret] in [secret]")
}

private final class Count: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add(_ number: Int) { count.add(number, ordering: .relaxed) }
}

@Test func `each chunk passes as it comes: the next is made only when the one before has arrived`()
    async throws
{
    let arrived = Count()
    let real = try RealProvider { _, responder in
        Task {
            responder.send(
                HTTPText.head(
                    status: 200,
                    headers: [
                        ("content-type", "text/event-stream"), ("transfer-encoding", "chunked"),
                    ]))
            for number in 1...5 {
                responder.send(HTTPText.chunk(Array("data: {\"n\":\(number)}\n\n".utf8)))
                // A lane that gathers would wait for ever.
                while arrived.value < number {
                    guard responder.end == nil else { return }
                    try await Task.sleep(for: .milliseconds(2))
                }
            }
            responder.send(HTTPText.lastChunk)
            responder.finish(keepAlive: true)
        }
    }
    final class Counting: ByteSink {
        let body: @Sendable (String) -> Void
        init(_ body: @escaping @Sendable (String) -> Void) { self.body = body }
        func begin(status: Int, headers: Headers, at moment: Moment) {}
        func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
            var copy: [UInt8] = []
            for index in bytes.indices { copy.append(bytes[index]) }
            body(String(decoding: copy, as: UTF8.self))
            return .data
        }
    }
    let lanes = try lanes(of: .openAI, askingPort: real.port)
    let counting = Counting { text in
        arrived.add(text.split(separator: "\n").filter { !$0.isEmpty }.count)
    }
    let exchange = await transport.send(
        Tongue.openAI.request(at: lanes.baseURL(of: first), saying: "Count.", isStreamed: true),
        into: counting)
    #expect(exchange.breakage == nil)
    #expect(arrived.value == 5)
    real.stop()
}

@Test func `a caller who leaves takes the provider's call along`() async throws {
    let real = try RealProvider { _, responder in
        responder.play(
            Score { number in
                TimedStep(
                    after: .milliseconds(number * 10),
                    .send(
                        number == 0
                            ? HTTPText.head(
                                status: 200,
                                headers: [
                                    ("content-type", "text/event-stream"),
                                    ("transfer-encoding", "chunked"),
                                ])
                            : HTTPText.chunk(Array("data: {}\n\n".utf8))))
            })
    }
    let lanes = try lanes(of: .openAI, askingPort: real.port)
    let request = Tongue.openAI.request(
        at: lanes.baseURL(of: first), saying: "Go on.", isStreamed: true)
    let task = Task { await call(request) }
    while lanes.allCalls.first?.firstByteSent == nil, real.requests.isEmpty {
        try await Task.sleep(for: .milliseconds(5))
    }
    task.cancel()
    #expect(await task.value.exchange.breakage?.kind == .cancelled)
    #expect(try await real.end().how == .clientLeft)
}

// MARK: Breaking

@Test(arguments: [Cause.rateLimit, .serverError, .reset, .htmlIn200, .emptyBody, .proseForJSON])
func `what breaks before the provider is asked spends nothing there`(cause: Cause) async throws {
    for tongue in Tongue.allCases {
        let seen = try await asked(cause, tongue, isStreamed: false)
        #expect(seen.providerCalls.isEmpty)
        #expect(seen.call.isUnpaid && seen.call.patience == nil)
        #expect(seen.call.cause == cause)
        switch cause {
        case .rateLimit: #expect(seen.answer.status == 429)
        case .serverError: #expect(seen.answer.status == 500)
        case .reset: #expect(seen.answer.status == nil)
        default: #expect(seen.answer.status == 200 && !seen.answer.text.contains(words))
        }
    }
}

@Test(arguments: Tongue.allCases)
func `a stream breaks on its way in each manner, behind content that the provider wrote`(
    tongue: Tongue
) async throws {
    let isOpenAI = tongue == .openAI
    for cause in [Cause.cut, .resetMidStream, .stall, .errorEvent] {
        let seen = try await asked(cause, tongue, isStreamed: true)
        #expect(seen.call.cause == cause && !seen.call.isComplete && seen.call.answer == nil)
        #expect(seen.providerCalls.count == 1, "\(cause.name)")
        #expect(!seen.call.isUnpaid, "\(cause.name)")
        #expect(seen.answer.text.contains("The"), "\(cause.name): some of it has passed")
        #expect(!seen.answer.text.contains("Seine"), "\(cause.name): the rest has not")
        let kind = seen.exchange.breakage?.kind
        switch cause {
        case .cut: #expect(kind == .cut)
        case .resetMidStream: #expect(kind == .reset)
        case .stall: #expect(kind == .idleTimeout && seen.call.callerLeft)
        default:
            #expect(kind == nil)
            #expect(seen.answer.text.contains(isOpenAI ? #"{"error""# : "event: error"))
        }
    }
}

@Test(arguments: Tongue.allCases)
func `a stream that goes on has just the one thing amiss`(tongue: Tongue) async throws {
    let isOpenAI = tongue == .openAI
    let whole = try await asked(nil, tongue, isStreamed: true).answer.text
    func events(_ text: String) -> Int { text.split(separator: "\n\n").count }
    func played(_ cause: Cause) async throws -> Seen {
        let seen = try await asked(cause, tongue, isStreamed: true)
        #expect(seen.exchange.breakage == nil && seen.providerCalls.count == 1, "\(cause.name)")
        return seen
    }
    let finish = isOpenAI ? #""finish_reason":"stop""# : #""stop_reason":"end_turn""#
    let end = isOpenAI ? "[DONE]" : "event: message_stop"

    let unfinished = try await played(.noFinish)
    #expect(whole.contains(finish) && !unfinished.answer.text.contains(finish))
    #expect(unfinished.answer.text.contains(end) && unfinished.answer.text.contains("Seine"))
    #expect(unfinished.call.answer == nil)

    let endless = try await played(.noTerminator)
    #expect(!endless.answer.text.contains(end) && endless.answer.text.contains(finish))
    #expect(endless.call.answer?.text == words && endless.call.isComplete)

    let free = try await played(.noUsage)
    #expect(whole.contains("_tokens") && !free.answer.text.contains("_tokens\":"))
    #expect(free.answer.text.contains("Seine") && free.answer.text.contains(finish))
    #expect(free.call.answer?.usage == nil && free.call.answer?.text == words)

    let twice = try await played(.duplicateEvent)
    #expect(events(twice.answer.text) == events(whole) + 1)
    #expect(twice.call.answer?.text.hasSuffix("river Seine.") == true)
    #expect(twice.call.answer?.text != words, "what was said twice counts twice")

    let malformed = try await played(.malformedEvent)
    #expect(events(malformed.answer.text) == events(whole))
    #expect(
        malformed.answer.text.filter { $0 == "}" }.count == whole.filter { $0 == "}" }.count - 1)

    let burst = try await played(.oneBurst)
    #expect(burst.answer.pieces == 1 && events(burst.answer.text) == events(whole))
    #expect(burst.call.answer?.text == words)

    let mistyped = try await played(.wrongContentType)
    #expect(mistyped.answer.headers.all("content-type") == ["text/plain; charset=utf-8"])
    #expect(events(mistyped.answer.text) == events(whole))

    let truncated = try await played(.truncatedJSON)
    #expect(truncated.answer.text.contains("The") && !truncated.answer.text.contains(end))
}

@Test(arguments: Tongue.allCases)
func `a stream that opens and says nothing more has no content`(tongue: Tongue) async throws {
    let seen = try await asked(.roleThenSilence, tongue, isStreamed: true)
    #expect(seen.answer.status == 200 && !seen.answer.text.contains("The"))
    #expect(seen.answer.text.contains(tongue == .openAI ? "assistant" : "message_start"))
    #expect(seen.exchange.breakage?.kind == .idleTimeout && seen.call.callerLeft)
}

@Test(arguments: Tongue.allCases)
func `a plain answer breaks on its way at half its length, in truth or as a lie`(tongue: Tongue)
    async throws
{
    let whole = try await asked(nil, tongue, isStreamed: false).answer.body.count
    let cut = try await asked(.cut, tongue, isStreamed: false)
    #expect(cut.exchange.breakage?.kind == .cut && cut.call.answer == nil)
    #expect(abs(cut.answer.body.count - whole / 2) < 8, "ids differ, their length hardly does")
    let lie = try await asked(.truncatedJSON, tongue, isStreamed: false)
    #expect(lie.exchange.breakage == nil && lie.call.status == 200)
    #expect(abs(lie.answer.body.count - whole / 2) < 8)
}

@Test func `an answer that a recording gives again is paid for once`() async throws {
    let (behind, port) = try provider(.openAI)
    let shelf = CassetteShelf()
    let recording = try lanes(of: .openAI, askingPort: port, on: shelf)
    for _ in 0..<2 {
        _ = await call(
            Tongue.openAI.request(at: recording.baseURL(of: first), saying: "Name it."))
    }
    #expect(behind.allCalls.count == 1)
    #expect(recording.allCalls.map(\.isUnpaid) == [false, true])
    #expect(recording.allCalls.allSatisfy { $0.answer?.usage != nil })
    // What a replay would have cost is told.
    let replaying = try lanes(of: .openAI, replaying: shelf)
    _ = await call(Tongue.openAI.request(at: replaying.baseURL(of: first), saying: "Name it."))
    #expect(replaying.allCalls.map(\.isUnpaid) == [false])
}

// MARK: The provider's own troubles

@Test(arguments: [false, true])
func `how long a provider asks to wait is heard from its head, also where the rest breaks off`(
    breaksOff: Bool
) async throws {
    let real = try RealProvider { _, responder in
        guard breaksOff else {
            return responder.reply(
                status: 200,
                headers: [
                    ("content-type", "application/json"), ("x-ratelimit-remaining-requests", "0"),
                    ("x-ratelimit-reset-requests", "3s"),
                ], body: Array("{}".utf8))
        }
        let head = HTTPText.head(
            status: 429,
            headers: [
                ("content-type", "application/json"), ("retry-after", "3"),
                ("content-length", "100"),
            ])
        responder.play(
            Score([
                TimedStep(after: .zero, .send(head + Array("{".utf8))),
                TimedStep(after: .milliseconds(50), .reset),
            ]))
    }
    let lanes = try lanes(of: .openAI, askingPort: real.port)
    await lanes.arm(
        marker(1), with: FaultScript(causes: [:], answer: SimulatedAnswer(text: "made up")))
    _ = await call(
        Tongue.openAI.request(
            at: lanes.baseURL(of: first), saying: #"Name it.\n\n[\#(marker(1))]"#))
    let heard = try #require(await lanes.settle(marker(1), within: .seconds(10)).first)
    #expect(heard.patience == .seconds(3))
    #expect((heard.trouble != nil) == breaksOff)
    #expect((heard.loss != nil) == breaksOff)
}

@Test func `a provider that nobody reaches is the leg's trouble, and the caller sees a break`()
    async throws
{
    let real = try RealProvider(saying: "{}")
    let port = real.port
    real.stop()
    let lanes = try lanes(of: .openAI, askingPort: port)
    let (answer, exchange) = await call(
        Tongue.openAI.request(at: lanes.baseURL(of: first), saying: "Hello."))
    #expect(answer.status == nil && exchange.breakage != nil)
    let trouble = try #require(lanes.allCalls.first?.trouble)
    #expect(trouble.hasPrefix("the provider behind chat/1 could not be asked to the end: "))
    #expect(lanes.allCalls.first?.loss?.kind == .refused)
}

/// The one call of a caller that waits for so long, and then leaves.
private func given(
    up patience: Duration, by lanes: LaneSet, isStreamed: Bool = false
) async throws -> LaneCall {
    await lanes.arm(
        marker(1), with: FaultScript(causes: [:], answer: SimulatedAnswer(text: "made up")))
    var request = Tongue.openAI.request(
        at: lanes.baseURL(of: first), saying: #"Name it.\n\n[\#(marker(1))]"#,
        isStreamed: isStreamed)
    (request.limits.firstByte, request.limits.idle) = (patience, patience)
    let (_, exchange) = await call(request)
    #expect(exchange.breakage != nil)
    let heard = try #require(await lanes.settle(marker(1), within: .seconds(10)).first)
    #expect(heard.callerLeft)
    return heard
}

@Test(arguments: [
    (false, 0, Breakage.Kind.firstByteTimeout), (true, 0, .firstByteTimeout),
    (true, 1, .idleTimeout),
])
func `a provider that hangs until its caller gives up is the leg's trouble`(
    isStreamed: Bool, events: Int, kind: Breakage.Kind
) async throws {
    let real = try RealProvider { _, responder in
        guard events > 0 else { return responder.onEnd { [responder] _ in _ = responder } }
        responder.send(
            HTTPText.head(status: 200, headers: [("content-type", "text/event-stream")])
                + Array(#"data: {"choices":[{"delta":{"content":"Pa"}}]}\#n\#n"#.utf8))
        responder.onEnd { [responder] _ in _ = responder }
    }
    let lanes = try lanes(of: .openAI, askingPort: real.port, timeout: .milliseconds(2_000))
    let heard = try await given(up: .milliseconds(1_400), by: lanes, isStreamed: isStreamed)
    #expect(
        heard.trouble == "the provider behind chat/1 could not be asked to the end: "
            + "its caller gave up waiting for it")
    #expect(heard.loss?.kind == kind)
    real.stop()
}

@Test func `a caller that leaves long before its time-out is no trouble of the provider's`()
    async throws
{
    let real = try RealProvider { _, responder in responder.onEnd { [responder] _ in _ = responder }
    }
    let lanes = try lanes(of: .openAI, askingPort: real.port, timeout: .seconds(60))
    let heard = try await given(up: .milliseconds(100), by: lanes)
    #expect(heard.trouble == nil && heard.loss == nil)
    real.stop()
}

@Test func `an answer beyond its bound is broken off and told`() async throws {
    let real = try RealProvider(saying: String(repeating: "x", count: 200_000))
    let lanes = try lanes(
        of: .openAI, askingPort: real.port, limits: RequestLimits(bodyBytesMax: 10_000))
    let (answer, exchange) = await call(
        Tongue.openAI.request(at: lanes.baseURL(of: first), saying: "Hello."))
    #expect(exchange.breakage != nil && answer.body.count < 200_000)
    #expect(lanes.allCalls.first?.trouble?.contains("could not be asked") == true)
    #expect(lanes.allCalls.first?.loss == nil, "the provider is there")
}

@Test(arguments: [(429, true), (503, true), (401, true), (400, false)])
func `the provider's own error passes as it is; one that another try may not meet is trouble`(
    status: Int, isTrouble: Bool
) async throws {
    let body = #"{"error":{"message":"so it is"}}"#
    let real = try RealProvider(status: status, saying: body, headers: [("retry-after", "3")])
    let kept = Mutex(0)
    let shelf = CassetteShelf(onKeep: { _ in kept.withLock { $0 += 1 } })
    let lanes = try lanes(of: .openAI, askingPort: real.port, on: shelf)
    let (answer, _) = await call(
        Tongue.openAI.request(at: lanes.baseURL(of: first), saying: "Hello."))
    #expect(answer.status == status && answer.text == body)
    #expect(answer.headers["retry-after"] == "3")
    #expect((lanes.allCalls.first?.trouble != nil) == isTrouble)
    // A refused key is as good as a provider that is not there: nothing is proven until it is right.
    #expect((lanes.allCalls.first?.loss != nil) == (status == 401))
    #expect(kept.withLock { $0 } == (isTrouble ? 0 : 1), "no replay is to meet it for ever")
}
