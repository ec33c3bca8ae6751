import Synchronization
import Testing
import Vocabulary

@testable import Lanes

private func lanes(
    _ tongues: [Tongue] = Tongue.allCases, options: LaneOptions = LaneOptions()
) throws -> LaneSet {
    let legs = tongues.enumerated().map { $1.leg("chat", $0) }
    return try LaneSet(legs: legs, options: options)
}

private let first = LegID(route: "chat", index: 0)
private let long = SimulatedAnswer(text: "The capital of France is Paris, on the river Seine.")

/// A leg, as a test asks it: its language and whether it is to stream.
private struct Way: Sendable, CustomTestStringConvertible {
    var tongue: Tongue
    var isStreamed: Bool
    var testDescription: String { "\(tongue.rawValue) \(isStreamed ? "streamed" : "plain")" }

    static let all = Tongue.allCases.flatMap { tongue in
        [false, true].map { Way(tongue: tongue, isStreamed: $0) }
    }
}

/// Asks the first leg, which plays the cause, and gives the answer with the journal's only call.
private func played(
    _ cause: Cause?, _ way: Way, answer: SimulatedAnswer = long,
    options: LaneOptions = LaneOptions()
) async throws -> (Collector.Answer, Exchange, LaneCall) {
    let lanes = try lanes([way.tongue], options: options)
    let script = FaultScript(causes: cause.map { [first: $0] } ?? [:], answer: answer)
    await lanes.arm(marker(1), with: script)
    let request = way.tongue.request(
        at: lanes.baseURL(of: first), saying: "Name it. \(marker(1))", isStreamed: way.isStreamed)
    let (got, exchange) = await call(request)
    let calls = await lanes.settle(marker(1), within: .seconds(10))
    #expect(calls.count == 1)
    return (got, exchange, try #require(calls.first))
}

@Test(arguments: Way.all)
private func `a healthy lane gives the script's answer, and the journal says so`(way: Way)
    async throws
{
    let (answer, exchange, call) = try await played(nil, way)
    #expect(answer.status == 200)
    #expect(exchange.breakage == nil)
    #expect(answer.text.contains(way.tongue.pin))
    if way.isStreamed {
        #expect(!answer.text.contains(long.text), "it comes in pieces")
        let end = way.tongue == .openAI ? "data: [DONE]\n\n" : "event: message_stop"
        #expect(answer.text.contains(end))
    } else {
        #expect(answer.text.contains(long.text))
    }
    #expect(call.leg == first)
    #expect(call.marker == marker(1))
    #expect(call.model == way.tongue.pin)
    #expect(call.isStreamed == way.isStreamed)
    #expect(call.cause == nil)
    #expect(call.status == 200)
    #expect(call.isComplete && !call.callerLeft)
    #expect(call.refused == nil)
    let firstByte = try #require(call.firstByteSent), ended = try #require(call.ended)
    #expect(call.arrived <= firstByte && firstByte <= ended)
    #expect(call.bodyBytes > 80)
}

@Test(arguments: Way.all)
private func `a rate limit says how long to wait, in the provider's envelope`(way: Way) async throws
{
    let (answer, exchange, call) = try await played(
        .rateLimit, way, options: LaneOptions(retryAfterSeconds: 7))
    #expect(answer.status == 429)
    if way.isStreamed {
        #expect(answer.headers["retry-after-ms"] == "7000")
    } else {
        #expect(answer.headers["retry-after"] == "7")
    }
    #expect(exchange.breakage == nil)
    let type =
        way.tongue == .openAI ? #""code":"rate_limit_exceeded""# : #""type":"rate_limit_error""#
    #expect(answer.text.contains(type))
    #expect(call.cause == .rateLimit && call.status == 429)
    #expect(call.isComplete && !call.callerLeft)
}

@Test(arguments: Way.all)
private func `a server error comes in the provider's envelope`(way: Way) async throws {
    let (answer, _, call) = try await played(.serverError, way)
    #expect(answer.status == 500)
    #expect(
        answer.text.contains(
            way.tongue == .openAI ? #""type":"server_error""# : #""type":"api_error""#))
    #expect(call.cause == .serverError && call.status == 500 && call.isComplete)
}

@Test(arguments: Way.all)
private func `a hanging lane says nothing until its caller leaves`(way: Way) async throws {
    let lanes = try lanes([way.tongue])
    await lanes.arm(marker(1), with: FaultScript(causes: [first: .hang], answer: long))
    var request = way.tongue.request(
        at: lanes.baseURL(of: first), saying: "\(marker(1))", isStreamed: way.isStreamed)
    request.limits.firstByte = .milliseconds(400)
    let (answer, exchange) = await call(request)
    #expect(answer.status == nil)
    #expect(exchange.breakage?.kind == .firstByteTimeout)
    let call = try #require(await lanes.settle(marker(1), within: .seconds(10)).first)
    #expect(call.cause == .hang && call.callerLeft && !call.isComplete)
    #expect(call.status == nil && call.firstByteSent == nil)
}

@Test func `a hanging lane lets go of a caller who never leaves`() async throws {
    let way = Way(tongue: .openAI, isStreamed: false)
    let (answer, exchange, call) = try await played(
        .hang, way, options: LaneOptions(hangMax: .milliseconds(50)))
    #expect(answer.status == nil)
    #expect(exchange.breakage?.kind == .emptyReply)
    #expect(!call.callerLeft && !call.isComplete && call.status == nil)
}

@Test(arguments: Way.all)
private func `a cut answer breaks off in the middle and claims no end`(way: Way) async throws {
    let (answer, exchange, call) = try await played(.cut, way)
    #expect(answer.status == 200)
    #expect(exchange.breakage?.kind == .cut)
    #expect(call.cause == .cut && call.status == 200)
    #expect(!call.isComplete && !call.callerLeft)
    if way.isStreamed {
        let pieces = answer.text.split(separator: "\n").filter {
            $0.contains(way.tongue == .openAI ? #""delta":{"content""# : #""text_delta""#)
        }
        let whole = long.text.split(separator: " ").count
        #expect((2..<whole).contains(pieces.count), "about half of \(whole)")
        for end in [
            "[DONE]", #""finish_reason":"stop""#, "message_delta", "message_stop",
            "content_block_stop",
        ] {
            #expect(!answer.text.contains(end))
        }
    } else {
        let promised = try #require(answer.headers["content-length"].flatMap { Int($0) })
        #expect(answer.body.count == promised / 2)
    }
}

@Test(arguments: Tongue.allCases)
func `of an answer of one word something comes and something is missing`(tongue: Tongue)
    async throws
{
    let (answer, _, _) = try await played(
        .cut, Way(tongue: tongue, isStreamed: true), answer: SimulatedAnswer(text: "Paris"))
    // Letter by letter: a gateway that holds a piece back has handed another on.
    #expect(answer.text.contains(#""P""#) && answer.text.contains(#""a""#))
    #expect(!answer.text.contains(#""r""#) && !answer.text.contains(#""s""#))
}

@Test(arguments: Way.all)
private func `a table in place of the answer is a good answer in form`(way: Way) async throws {
    let (answer, exchange, call) = try await played(
        .markdownTable, way,
        answer: SimulatedAnswer(text: #"{"queue":"billing","days":3,"a|b":[1]}"#))
    #expect(answer.status == 200 && exchange.breakage == nil)
    #expect(call.cause == .markdownTable && call.isComplete && call.status == 200)
    if !way.isStreamed {
        #expect(
            answer.text.contains(
                #"| Field | Value |\n| --- | --- |\n| queue | billing |\n| days | 3 |"#))
        #expect(answer.text.contains(#"| a\\|b | [1] |"#))
    }
}

@Test(arguments: Way.all)
private func `a call that no case claims is answered all the same`(way: Way) async throws {
    let lanes = try lanes(
        [way.tongue], options: LaneOptions(defaultAnswer: SimulatedAnswer(text: "Pong.")))
    for text in ["ping", "ping \(marker(99))"] {
        let (answer, _) = await call(
            way.tongue.request(
                at: lanes.baseURL(of: first), saying: text, isStreamed: way.isStreamed))
        #expect(answer.status == 200)
        #expect(answer.text.contains("Pong."))
    }
    #expect(lanes.allCalls.map(\.marker) == [nil, marker(99)])
}

@Test(arguments: Tongue.allCases)
func `what the provider would refuse is refused, and the journal says why`(tongue: Tongue)
    async throws
{
    let lanes = try lanes([tongue])
    await lanes.arm(marker(1), with: FaultScript(causes: [first: .rateLimit], answer: long))
    let (answer, _) = await call(
        tongue.request(
            at: lanes.baseURL(of: first), saying: "\(marker(1))", more: #","temperature":"hot""#))
    #expect(answer.status == 400)
    let call = try #require(await lanes.settle(marker(1), within: .seconds(10)).first)
    #expect(call.status == 400)
    #expect(call.cause == nil, "refused before the fault could strike")
    #expect(call.refused?.contains("temperature") == true, "\(call.refused ?? "nothing")")
}

@Test(arguments: Tongue.allCases)
func `the pin is echoed for the leg's own name, and a strange model as asked`(tongue: Tongue)
    async throws
{
    let lanes = try lanes([tongue])
    for (asked, served) in [
        (tongue.alias, tongue.pin), (tongue.pin, tongue.pin), ("other-1", "other-1"),
    ] {
        let (answer, _) = await call(
            tongue.request(at: lanes.baseURL(of: first), saying: "ping", model: asked))
        #expect(answer.text.contains(#""model":"\#(served)""#), "asked \(asked)")
    }
    #expect(lanes.allCalls.map(\.model) == [tongue.alias, tongue.pin, "other-1"])
}

@Test(arguments: Tongue.allCases)
func `a lane lists its model`(tongue: Tongue) async throws {
    let lanes = try lanes([tongue])
    let path = tongue == .openAI ? "/models" : "/v1/models"
    let (answer, _) = await call(Request(method: "GET", url: lanes.baseURL(of: first) + path))
    #expect(answer.status == 200)
    #expect(answer.text.contains(tongue.pin))
}

@Test(arguments: Tongue.allCases)
func `tool calls come plain and streamed`(tongue: Tongue) async throws {
    let answer = SimulatedAnswer(
        text: "",
        toolCalls: [ToolCall(id: "call_7", name: "weather", arguments: #"{"city":"Paris"}"#)])
    for isStreamed in [false, true] {
        let (got, _, call) = try await played(
            nil, Way(tongue: tongue, isStreamed: isStreamed), answer: answer)
        #expect(got.text.contains(#""name":"weather""#) && got.text.contains("call_7"))
        #expect(got.text.contains(tongue == .openAI ? "tool_calls" : "tool_use"))
        #expect(call.isComplete)
    }
}

@Test func `pieces keep their pace`() async throws {
    let options = LaneOptions(firstPieceDelay: .milliseconds(30), pieceDelay: .milliseconds(5))
    let (answer, _, call) = try await played(
        nil, Way(tongue: .openAI, isStreamed: true), options: options)
    let contents = answer.text.split(separator: "\n").filter { $0.contains(#""delta":{"content""#) }
    let (sent, ended) = (try #require(call.firstByteSent), try #require(call.ended))
    #expect(sent - call.arrived >= .milliseconds(30))
    #expect(ended - call.arrived >= .milliseconds(30 + 5 * (contents.count - 1)))
    #expect(contents.count > 5)
}

@Test func `a provider that no lane can stand in for is told by name`() {
    var leg = Tongue.openAI.leg()
    leg.provider = "nobody"
    #expect(throws: LaneError.unknownProvider("nobody", leg: first)) {
        _ = try LaneSet(legs: [leg])
    }
}

/// Sixty-four cases at once on the same two legs, each with a fate of its own: none may see another's.
@Test func `cases side by side do not disturb each other`() async throws {
    let lanes = try lanes()
    let fates: [Cause?] = [nil, .rateLimit, .serverError, .cut, .markdownTable]
    try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 1...64 {
            group.addTask {
                let tongue = Tongue.allCases[number % 2]
                let leg = LegID(route: "chat", index: number % 2)
                let fate = fates[number % fates.count]
                let isStreamed = number % 3 == 0
                let mark = marker(number)
                await lanes.arm(
                    mark,
                    with: FaultScript(
                        causes: fate.map { [leg: $0] } ?? [:],
                        answer: SimulatedAnswer(text: "answer-\(number)-end")))
                for _ in 0..<3 {
                    let (answer, exchange) = await call(
                        tongue.request(
                            at: lanes.baseURL(of: leg), saying: "\(mark)", isStreamed: isStreamed))
                    switch fate {
                    case .rateLimit?: #expect(answer.status == 429)
                    case .serverError?: #expect(answer.status == 500)
                    case .cut?: #expect(exchange.breakage?.kind == .cut)
                    default:
                        #expect(answer.status == 200 && exchange.breakage == nil)
                        if !isStreamed { #expect(answer.text.contains("answer-\(number)-end")) }
                    }
                }
                let calls = await lanes.settle(mark, within: .seconds(10))
                #expect(calls.count == 3)
                #expect(calls.allSatisfy { $0.marker == mark && $0.leg == leg && $0.cause == fate })
                #expect(calls.allSatisfy { $0.ended != nil })
            }
        }
        try await group.waitForAll()
    }
    #expect(lanes.allCalls.isEmpty, "every call was claimed")
}

@Test func `what is stopped takes no more calls`() async throws {
    let lanes = try lanes([.openAI])
    let base = lanes.baseURL(of: first)
    _ = await call(Tongue.openAI.request(at: base, saying: "ping"))
    lanes.stop()
    _ = await call(Tongue.openAI.request(at: base, saying: "ping"))
    #expect(lanes.allCalls.count == 1)
}

@Test func `an address leads astray as often as its cause recurs, and for its own case only`()
    async throws
{
    let lanes = try lanes()
    let second = LegID(route: "chat", index: 1)
    await lanes.arm(
        marker(1),
        with: FaultScript(
            causes: [first: .dnsFailure, second: .tlsFailure],
            recurrences: [first: .once, second: .flapping], answer: long))
    let lost = try #require(lanes.address(of: first, for: marker(1)))
    #expect(lost.hasPrefix("http://no-such-host-") && lost.contains(".invalid/"))
    #expect(lanes.address(of: first, for: marker(1)) == nil)
    let astray = (0..<3).map { _ in lanes.address(of: second, for: marker(1)) }
    #expect(astray[0]?.hasPrefix("https://\(marker(1)).localhost:") == true)
    #expect(astray[1] == nil && astray[2] == astray[0])
    #expect(lanes.address(of: second, for: marker(2)) == nil)
    #expect(lanes.address(of: second, for: nil) == nil)
    // Whoever comes to the leg all the same finds it healthy.
    let request = Tongue.openAI.request(
        at: lanes.baseURL(of: first), saying: "Name it. \(marker(1))")
    #expect(await call(request).answer.status == 200)
}

@Test func `a case that is to be alone waits for all others, whatever their routes`() async throws {
    let lanes = try lanes([.openAI])
    await lanes.arm(marker(1), with: FaultScript(route: "chat", causes: [:], answer: long))
    let isIn = Mutex(false)
    let alone = Task {
        var script = FaultScript(route: "an alias", causes: [:], answer: long)
        script.isAlone = true
        await lanes.arm(marker(2), with: script)
        isIn.withLock { $0 = true }
    }
    try await Task.sleep(for: .milliseconds(50))
    #expect(!isIn.withLock { $0 })
    _ = lanes.disarm(marker(1))
    await alone.value
    #expect(isIn.withLock { $0 })
    _ = lanes.disarm(marker(2))
    await lanes.arm(marker(3), with: FaultScript(route: "chat", causes: [:], answer: long))
    _ = lanes.disarm(marker(3))
}

@Test func `lanes that end in the middle keep nobody waiting, and say that they ended`()
    async throws
{
    let way = Way(tongue: .openAI, isStreamed: false)
    let lanes = try lanes([.openAI, .anthropic])
    #expect(lanes.deadLeg == nil)
    await lanes.arm(
        marker(1), with: FaultScript(route: "chat", causes: [first: .hang], answer: long))
    let request = way.tongue.request(
        at: lanes.baseURL(of: first), saying: "\(marker(1))", isStreamed: false)
    let asking = Task { await call(request) }
    while lanes.allCalls.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    lanes.stop()
    #expect(await asking.value.exchange.breakage != nil, "who waits is let go")
    let calls = await lanes.settle(marker(1), within: .seconds(10))
    #expect(calls.count == 1 && calls.first?.isComplete == false)
    #expect(lanes.deadLeg == first)
    // The cases behind it go on, and find nobody: also one that shuts a port and opens it again.
    await lanes.arm(
        marker(2), with: FaultScript(route: "chat", causes: [first: .refused], answer: long))
    #expect(await call(request).exchange.breakage?.kind == .refused)
    #expect(await lanes.settle(marker(2), within: .seconds(10)).isEmpty)
}

@Test func `a lane that is shut on purpose is not taken for dead`() async throws {
    let lanes = try lanes([.openAI])
    lanes.set(Fault(.refused), of: first)
    #expect(lanes.deadLeg == nil)
    lanes.set(nil, of: first)
    #expect(lanes.deadLeg == nil)
}
