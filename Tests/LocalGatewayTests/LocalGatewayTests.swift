import Lanes
import Providers
import Servers
import TestSupport
import Testing
import Transports
import Vocabulary

@testable import LocalGateway

private let text = "The capital is Paris, of course."

/// What no honest answer leads to.
private func faults(_ reading: Reading) -> [Finding] {
    reading.findings.filter { $0.severity != .note }
}

@Test(arguments: Crossing.all)
func `a healthy leg answers through either front`(crossing: Crossing) async throws {
    let house = try House(crossing.legs)
    let got = try await house.ask(crossing.front, isStreamed: crossing.isStreamed)
    #expect(got.reading.outcome == .ok && got.exchange.status == 200)
    #expect(got.reading.text == text)
    #expect(got.reading.finish?.reason == .stop)
    #expect(
        got.reading.model == crossing.legs[0].pin, "the model that served, not the route's name")
    #expect((got.reading.usage?.input?.value ?? 0) > 3)
    #expect(got.reading.usage?.output?.value == text.utf8.count / 4)
    #expect(faults(got.reading) == [])
    #expect(got.headers["x-pathproof-leg"] == "chat/1")
    #expect(got.headers["x-pathproof-attempts"] == "1")
    #expect(got.headers["x-pathproof-fallbacks"] == "0")
    #expect(got.path == "chat/1:ok")
    #expect(got.calls.map(\.leg) == [house.legs[0].id])
    #expect(got.calls[0].model == crossing.legs[0].pin)
    #expect(got.calls[0].isStreamed == crossing.isStreamed)
    #expect(got.calls[0].isComplete && got.calls[0].refused == nil)
    if crossing.isStreamed { #expect(got.reading.stream?.isTerminated == true) }
}

@Test(arguments: Crossing.all)
func `tools and their results cross from one language to the other`(crossing: Crossing) async throws
{
    let house = try House(crossing.legs)
    let call = ToolCall(id: "call_9", name: "weather", arguments: #"{"city":"Paris","days":[1,2]}"#)
    let schema = #"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#
    let got = try await house.ask(
        crossing.front, isStreamed: crossing.isStreamed,
        answer: SimulatedAnswer(text: "", toolCalls: [call]),
        prompt: { marker in
            Prompt(
                messages: [
                    Message(.system, "Use the tools."),
                    Message(.user, "Weather? \(marker)"),
                    Message(
                        .assistant,
                        [.toolCall(id: "call_1", name: "weather", arguments: #"{"city":"Rome"}"#)]),
                    Message(.tool, [.toolResult(id: "call_1", text: "sunny", isError: false)]),
                ],
                tools: [Tool(name: "weather", summary: "Tells it", schema: schema)],
                toolChoice: .auto, parameters: Parameters(maxTokens: 200))
        })
    #expect(got.exchange.breakage == nil)
    #expect(got.reading.outcome == .ok)
    #expect(got.reading.toolCalls.count == 1)
    #expect(got.reading.toolCalls.first?.name == "weather")
    #expect(got.reading.toolCalls.first?.id == "call_9")
    #expect(got.reading.toolCalls.first?.arguments == call.arguments)
    #expect(got.reading.finish?.reason == .toolCalls)
    #expect(got.calls.count == 1 && got.calls[0].refused == nil)
    #expect(faults(got.reading) == [])
}

@Test(arguments: Crossing.all)
func `calls without arguments have an empty object for them`(crossing: Crossing) async throws {
    let house = try House(crossing.legs)
    let names = ["first", "second", "third"]
    let got = try await house.ask(
        crossing.front, isStreamed: crossing.isStreamed,
        answer: SimulatedAnswer(
            text: "",
            toolCalls: names.map { name in
                ToolCall(id: name, name: name, arguments: name == "second" ? #"{"a":1}"# : "")
            }))
    let heard = got.reading.toolCalls
    #expect(heard.map(\.name) == names)
    // Anthropic's reader gives no text for an empty object.
    let none: Set<String> = crossing.front == .openAI ? ["{}"] : ["{}", ""]
    #expect(heard[1].arguments == #"{"a":1}"#)
    #expect(none.contains(heard[0].arguments) && none.contains(heard[2].arguments))
}

@Test(arguments: Crossing.all)
func `a rate limit moves on, and one normal answer comes`(crossing: Crossing) async throws {
    let house = try House(crossing.legs)
    let got = try await house.ask(
        crossing.front, isStreamed: crossing.isStreamed, causes: [0: .rateLimit])
    #expect(got.exchange.breakage == nil)
    #expect(got.reading.outcome == .ok)
    #expect(got.reading.text == text)
    #expect(got.reading.model == crossing.legs[1].pin)
    #expect(got.path == "chat/1:rate-limit,chat/2:ok")
    #expect(got.headers["x-pathproof-leg"] == "chat/2")
    #expect(got.headers["x-pathproof-attempts"] == "2")
    #expect(got.headers["x-pathproof-fallbacks"] == "1")
    #expect(got.calls.map(\.leg.index) == [0, 1])
    #expect(faults(got.reading) == [])
}

@Test(arguments: Crossing.all)
func `a server error is tried once more where the leg says so`(crossing: Crossing) async throws {
    let house = try House(crossing.legs, retry: .init(times: 1, on: [.serverError]))
    let got = try await house.ask(
        crossing.front, isStreamed: crossing.isStreamed, causes: [0: .serverError])
    #expect(got.reading.text == text)
    #expect(got.path == "chat/1:server-error,chat/1:server-error,chat/2:ok")
    #expect(got.headers["x-pathproof-attempts"] == "3")
    #expect(got.headers["x-pathproof-fallbacks"] == "1")
    #expect(got.calls.map(\.leg.index) == [0, 0, 1])
}

@Test func `a leg that hangs is given up after its time`() async throws {
    try await atOnce(Crossing.all) { crossing in
        let house = try House(crossing.legs, timeouts: [0: .milliseconds(800)])
        let got = try await house.ask(
            crossing.front, isStreamed: crossing.isStreamed, causes: [0: .hang])
        #expect(got.reading.text == text, "\(crossing.testDescription)")
        #expect(got.path == "chat/1:timeout,chat/2:ok", "\(crossing.testDescription)")
        #expect(got.calls.map(\.leg.index) == [0, 1], "\(crossing.testDescription)")
        #expect(
            got.calls[0].callerLeft,
            "the hanging call is not left open: \(crossing.testDescription)")
    }
}

@Test(arguments: Crossing.plain)
func `a plain answer that is cut moves on`(crossing: Crossing) async throws {
    let house = try House(crossing.legs)
    let got = try await house.ask(crossing.front, isStreamed: false, causes: [0: .cut])
    #expect(got.reading.text == text)
    #expect(got.path == "chat/1:connection,chat/2:ok")
    #expect(got.calls.map(\.leg.index) == [0, 1])
}

@Test(arguments: Crossing.streamed)
func `a stream that is cut after content ends in an error, never in a clean end`(crossing: Crossing)
    async throws
{
    let house = try House(crossing.legs, retry: .init(times: 2, on: [.any]))
    let got = try await house.ask(crossing.front, isStreamed: true, causes: [0: .cut])
    #expect(got.exchange.status == 200 && got.exchange.breakage == nil)
    #expect(got.reading.outcome == .error)
    #expect(got.reading.error?.isInStream == true)
    #expect(got.reading.error?.message?.contains("leg chat/1") == true)
    #expect(got.reading.finish == nil)
    let begun = try #require(got.reading.text)
    #expect(!begun.isEmpty && text.hasPrefix(begun) && begun != text)
    for end in ["[DONE]", "message_stop", "message_delta"] { #expect(!got.text.contains(end)) }
    #expect(got.calls.map(\.leg.index) == [0], "nothing is asked again once content went out")
}

@Test(arguments: Crossing.all)
func `an error surfaces where no leg admits it`(crossing: Crossing) async throws {
    let house = try House(crossing.legs, admits: [.timeout])
    let got = try await house.ask(
        crossing.front, isStreamed: crossing.isStreamed, causes: [0: .rateLimit])
    #expect(got.exchange.status == 429)
    #expect(got.headers["retry-after"] == "1", "the leg's own time to wait")
    #expect(got.headers["content-type"]?.hasPrefix("application/json") == true)
    let error = try #require(got.reading.error)
    #expect(crossing.front.provider.trigger(for: error) == .rateLimit)
    let message = try #require(error.message)
    #expect(
        message.contains("route 'chat'")
            && message.contains("leg chat/1 (\(crossing.legs[0].rawValue)"))
    #expect(message.contains("rate-limit (429)"))
    #expect(message.contains("no later leg takes over on rate-limit"))
    #expect(got.path == "chat/1:rate-limit")
    #expect(got.calls.map(\.leg.index) == [0])
}

@Test(arguments: Crossing.all)
func `when every leg fails the last one's error surfaces, and all are named`(crossing: Crossing)
    async throws
{
    let house = try House(crossing.legs)
    let got = try await house.ask(
        crossing.front, isStreamed: crossing.isStreamed, causes: [0: .rateLimit, 1: .serverError])
    #expect(got.exchange.status == 500)
    #expect(got.headers["retry-after"] == nil)
    let message = try #require(got.reading.error?.message)
    #expect(message.contains("leg chat/1") && message.contains("leg chat/2"))
    #expect(got.path == "chat/1:rate-limit,chat/2:server-error")
    #expect(got.headers["x-pathproof-leg"] == "chat/2")
}

@Test func `a time-out surfaces as 504`() async throws {
    try await atOnce(Crossing.all) { crossing in
        let house = try House(crossing.legs, timeout: .milliseconds(500), admits: [.rateLimit])
        let got = try await house.ask(
            crossing.front, isStreamed: crossing.isStreamed, causes: [0: .hang])
        #expect(got.exchange.status == 504, "\(crossing.testDescription)")
        #expect(got.reading.outcome == .error, "\(crossing.testDescription)")
        #expect(got.path == "chat/1:timeout", "\(crossing.testDescription)")
    }
}

@Test(arguments: Crossing.plain)
func `a broken connection surfaces as 502`(crossing: Crossing) async throws {
    let house = try House(crossing.legs, admits: [.rateLimit])
    let got = try await house.ask(crossing.front, isStreamed: false, causes: [0: .cut])
    #expect(got.exchange.status == 502)
    #expect(got.path == "chat/1:connection")
}

@Test(arguments: Crossing.all)
func `a table in place of the answer passes: a gateway judges no content`(crossing: Crossing)
    async throws
{
    let house = try House(crossing.legs)
    let got = try await house.ask(
        crossing.front, isStreamed: crossing.isStreamed, causes: [0: .markdownTable])
    #expect(got.reading.text?.hasPrefix("| Field | Value |\n| --- | --- |\n") == true)
    #expect(got.path == "chat/1:ok")
}

@Test(arguments: Crossing.all)
func `a caller who leaves takes the upstream call along`(crossing: Crossing) async throws {
    let house = try House(
        crossing.legs, timeout: .seconds(60), retry: .init(times: 3, on: [.any]))
    let asking = Task {
        try await house.ask(crossing.front, isStreamed: crossing.isStreamed, causes: [0: .hang])
    }
    while house.lanes.allCalls.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    asking.cancel()
    let got = try await asking.value
    #expect(got.exchange.breakage?.kind == .cancelled)
    #expect(got.calls.count == 1, "nobody asks again for one who has gone")
    #expect(got.calls.first?.callerLeft == true)
}

@Test(arguments: Company.allCases)
func `a caller who leaves in mid-stream takes the upstream call along`(front: Company) async throws
{
    let house = try House(
        timeout: .seconds(60), laneOptions: LaneOptions(pieceDelay: .seconds(20)))
    let ear = Ear(front, isStreamed: true)
    let asking = Task { try await house.ask(front, isStreamed: true, ear: ear) }
    // The first piece of the text is there, and the next is 20 s away.
    for _ in 0..<5000 where !ear.heard.text.contains("\"The") {
        try await Task.sleep(for: .milliseconds(2))
    }
    asking.cancel()
    let got = try await asking.value
    #expect(got.exchange.breakage?.kind == .cancelled)
    let call = try #require(got.calls.first)
    #expect(call.callerLeft && !call.isComplete)
    #expect(call.firstByteSent != nil, "it had begun")
}

@Test(arguments: Company.allCases, [false, true])
func `an unknown route is refused with the nearest name`(front: Company, isStreamed: Bool)
    async throws
{
    let house = try House()
    let got = try await house.send(
        Prompt(messages: [Message(.user, "hello")]), to: "chatt", front: front,
        isStreamed: isStreamed)
    #expect(got.exchange.status == 404)
    #expect(got.reading.error?.message?.contains("no route 'chatt'; did you mean 'chat'?") == true)
    #expect(house.lanes.allCalls.isEmpty)
}

@Test func `routes are listed in both languages`() async throws {
    let house = try House()
    for version in ["anthropic-version", "x-other"] {
        for (path, status) in [("/models", 200), ("/models/chat", 200), ("/models/other", 404)] {
            let request = Request(
                method: "GET", url: house.gateway.url + path,
                headers: [.init(version, "2023-06-01")])
            let ear = Ear(AnswerReader(Company.openAI.provider.reader(isStreamed: false)))
            let exchange = await callers.send(request, into: ear)
            #expect(exchange.status == status)
            if status == 200 { #expect(ear.heard.text.contains(#""id":"chat""#)) }
            #expect(
                ear.heard.text.contains(#""object":"#) == (version == "x-other" && status == 200))
        }
    }
}

@Test func `a body beyond the limit is refused`() async throws {
    var options = GatewayOptions()
    options.limits.bodyBytesMax = 10_000
    let house = try House(options: options)
    let long = Prompt(messages: [Message(.user, String(repeating: "long ", count: 4_000))])
    let got = try await house.send(long, to: "chat", front: .openAI, isStreamed: false)
    #expect(got.exchange.status == 413)
    #expect(house.lanes.allCalls.isEmpty)
}

@Test func `a leg's Retry-After is waited for no longer than the gateway's own bound`() async throws
{
    let house = try House(
        retry: .init(times: 1, on: [.rateLimit]), laneOptions: LaneOptions(retryAfterSeconds: 60),
        options: GatewayOptions(
            backoff: Backoff(
                first: .milliseconds(10), longest: .milliseconds(50),
                retryAfterMax: .milliseconds(30))))
    let got = try await house.ask(.openAI, isStreamed: false, causes: [0: .rateLimit])
    #expect(got.path == "chat/1:rate-limit,chat/1:rate-limit,chat/2:ok")
    let (one, two) = (got.calls[0], got.calls[1])
    #expect(two.arrived - one.arrived >= .milliseconds(30))
    #expect(two.arrived - one.arrived < .seconds(30), "the leg asked for 60 s")
}

@Test func `parts of a request that a leg cannot be given are named`() async throws {
    let house = try House([.anthropic])
    let got = try await house.ask(.openAI, isStreamed: false) { marker in
        Prompt(
            messages: [Message(.user, "Name it. \(marker)")],
            parameters: Parameters(temperature: "0.5", maxTokens: 50, seed: 7))
    }
    #expect(got.exchange.status == 200)
    #expect(got.headers["x-pathproof-not-sent"]?.contains("seed") == true)
}

@Test func `more than one answer is refused in words`() async throws {
    let house = try House()
    let body = #"{"model":"chat","n":3,"messages":[{"role":"user","content":"hi"}]}"#
    let request = Request(
        url: house.gateway.url + "/chat/completions",
        headers: [.init("content-type", "application/json")], body: Array(body.utf8))
    let ear = Ear(AnswerReader(Company.openAI.provider.reader(isStreamed: false)))
    let exchange = await callers.send(request, into: ear)
    #expect(exchange.status == 400)
    #expect(ear.heard.text.contains("one answer to a request, not 3"))
}

@Test func `fifty callers at once get what is theirs`() async throws {
    // The leg in the middle only ever hangs, so its time alone may be short.
    let house = try House(
        [.openAI, .anthropic, .openAI], timeouts: [1: .milliseconds(700)],
        retry: .init(times: 1, on: [.serverError]))
    let fates: [([Int: Cause], String)] = [
        ([:], "chat/1:ok"),
        ([0: .rateLimit, 1: .hang], "chat/1:rate-limit,chat/2:timeout,chat/3:ok"),
        (
            [0: .serverError, 1: .hang],
            "chat/1:server-error,chat/1:server-error,chat/2:timeout,chat/3:ok"
        ),
    ]
    try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<50 {
            group.addTask {
                let (causes, path) = fates[number % fates.count]
                let crossing = Crossing.all[number % Crossing.all.count]
                let answer = "This is answer number \(number) and no other."
                let got = try await house.ask(
                    crossing.front, isStreamed: crossing.isStreamed,
                    causes: causes, answer: SimulatedAnswer(text: answer))
                #expect(got.reading.text == answer)
                #expect(got.path == path)
            }
        }
        try await group.waitForAll()
    }
}

@Test func `a gateway that cannot be built says why`() throws {
    let leg = Leg(
        id: LegID(route: "chat", index: 0), provider: "openai", model: "m", pin: "m",
        timeout: .seconds(1))
    let route = Route(name: "chat", legs: [leg])
    let place = LegEndpoint(provider: "nobody", endpoint: Endpoint(baseURL: "http://x", key: nil))
    #expect(throws: GatewayError.noEndpoint(leg.id)) {
        _ = try LocalGateway(routes: [route], endpoints: [:], transport: upstream)
    }
    #expect(throws: GatewayError.unknownProvider("nobody", leg: leg.id)) {
        _ = try LocalGateway(routes: [route], endpoints: [leg.id: place], transport: upstream)
    }
    #expect(throws: GatewayError.noLegs(route: "empty")) {
        _ = try LocalGateway(
            routes: [Route(name: "empty", legs: [])], endpoints: [:], transport: upstream)
    }
}

@Test func `what the assistant did not say is not asked of a leg`() {
    let call = Message.Part.toolCall(id: "c", name: "f", arguments: "{}")
    let talk = Prompt(messages: [
        Message(.user, ""), Message(.assistant, "Yes."), Message(.assistant, ""),
        Message(.assistant, [.text(""), call]),
    ])
    #expect(
        talk.withoutSilence.messages == [
            Message(.user, ""), Message(.assistant, "Yes."), Message(.assistant, [call]),
        ])
}

@Test(arguments: Crossing.all)
func `a leg whose host nobody finds, or that fails TLS, gives way to the next one`(
    crossing: Crossing
) async throws {
    let house = try House(crossing.legs, admits: [.connection])
    for (cause, seen) in [(Cause.dnsFailure, 0), (.tlsFailure, 1)] {
        let got = try await house.ask(
            crossing.front, isStreamed: crossing.isStreamed, causes: [0: cause])
        #expect(got.reading.outcome == .ok)
        #expect(got.path == "chat/1:connection,chat/2:ok")
        #expect(got.calls(of: 0) == seen && got.calls(of: 1) == 1)
        #expect(got.calls.first { $0.leg.index == 0 }?.cause == (seen == 0 ? nil : cause))
    }
    // Nobody else is led astray.
    let got = try await house.ask(crossing.front, isStreamed: crossing.isStreamed)
    #expect(got.path == "chat/1:ok")
}

@Test(arguments: Company.allCases, Company.allCases)
func `a caller who leaves a stream takes the leg's along`(front: Company, leg: Company) async throws
{
    let house = try House([leg])
    let reader = AnswerReader(leavingAtContentOf: front.provider.reader(isStreamed: true))
    let got = try await house.ask(
        front, isStreamed: true, causes: [0: .callerLeaves], ear: Ear(reader))
    #expect(got.exchange.breakage == nil && got.reading.text?.isEmpty == false)
    let call = try #require(got.calls.first)
    #expect(got.calls.count == 1 && call.callerLeft && !call.isComplete)
}
