import Providers
import Servers
import TestSupport
import Testing
import Vocabulary

@testable import LocalGateway

/// A leg that no lane plays yet: raw steps in place of a provider.
private func gateway(
    _ first: [TimedStep], timeout: Duration = .seconds(1)
) throws -> (LocalGateway, Server, Server) {
    let odd = try Server { $1.play(Score(first)) }
    let good = try Server {
        $1.play(
            Score([
                TimedStep(after: .zero, .send(stream("Good."))), TimedStep(after: .zero, .finish),
            ]))
    }
    let legs = (0...1).map { index in
        Leg(
            id: LegID(route: "chat", index: index), provider: "openai", model: "m",
            pin: "pin-\(index)",
            // Only the odd one has a short time: the good one may be slow on a busy machine.
            timeout: index == 0 ? timeout : .seconds(30), admits: [.any])
    }
    let endpoints = zip(legs, [odd, good]).map { leg, server in
        (
            leg.id,
            LegEndpoint(
                provider: "openai",
                endpoint: Endpoint(baseURL: "http://127.0.0.1:\(server.port)/v1", key: nil))
        )
    }
    let gateway = try LocalGateway(
        routes: [Route(name: "chat", legs: legs)],
        endpoints: Dictionary(uniqueKeysWithValues: endpoints), transport: upstream)
    return (gateway, odd, good)
}

private let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

private func chunk(_ delta: String, finish: String = "null", model: String = "odd") -> String {
    #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"\#(model)","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]}"#
        + "\n\n"
}

private func stream(_ text: String) -> [UInt8] {
    Array(
        (head + chunk(#"{"role":"assistant","content":""}"#) + chunk(#"{"content":"\#(text)"}"#)
            + chunk("{}", finish: #""stop""#) + "data: [DONE]\n\n").utf8)
}

private func ask(
    _ gateway: LocalGateway, _ front: Company = .openAI
) async throws -> House.Outcome {
    try await House.send(
        Prompt(messages: [Message(.user, "hello")]), to: "chat", at: gateway.url, front: front,
        isStreamed: true)
}

@Test(.timeLimit(.minutes(1)), arguments: Company.allCases)
func `a role without content holds no one: the next leg answers in one normal stream`(
    front: Company
) async throws {
    let role = Array((head + chunk(#"{"role":"assistant","content":""}"#)).utf8)
    let steps = [
        TimedStep(after: .milliseconds(900), .send(role)),
        TimedStep(after: .milliseconds(900), .hang),
    ]
    let (gateway, odd, good) = try gateway(steps)
    var quickest: Duration?
    // The bound is on what the gateway itself does, so it needs a machine with time to spare and some tries.
    for _ in 0..<(Place.runsLongTests ? 4 : 1) {
        let got = try await ask(gateway, front)
        #expect(got.reading.outcome == .ok && got.reading.text == "Good.")
        #expect(got.path == "chat/1:timeout,chat/2:ok")
        #expect(got.text.split(separator: #""role":"assistant""#).count == 2, "one stream, not two")
        let took = (got.exchange.lastByte ?? got.exchange.queued) - got.exchange.queued
        #expect(took >= .seconds(1), "the leg has its time")
        quickest = min(quickest ?? took, took)
        if took < .milliseconds(1_750) { break }
    }
    let took = try #require(quickest)
    if Place.runsLongTests {
        #expect(took < .milliseconds(1_750), "a late head gives it no more")
    }
    withExtendedLifetime((odd, good)) {}
}

@Test func `keep-alive comments do not keep a silent leg alive`() async throws {
    var steps = [TimedStep(after: .zero, .send(Array(head.utf8)))]
    for tick in 1...60 {
        steps.append(TimedStep(after: .milliseconds(50 * tick), .send(Array(": ping\n\n".utf8))))
    }
    let (gateway, odd, good) = try gateway(steps)
    let got = try await ask(gateway)
    #expect(got.reading.text == "Good.")
    #expect(got.path == "chat/1:timeout,chat/2:ok")
    withExtendedLifetime((odd, good)) {}
}

@Test func `silence after content ends in an error event`() async throws {
    let begun = Array((head + chunk(#"{"content":"Half"}"#)).utf8)
    let (gateway, odd, good) = try gateway([
        TimedStep(after: .zero, .send(begun)), TimedStep(after: .zero, .hang),
    ])
    let got = try await ask(gateway)
    #expect(got.reading.text == "Half")
    #expect(got.reading.outcome == .error && got.reading.error?.isInStream == true)
    #expect(got.reading.error?.message?.contains("timeout") == true)
    #expect(!got.text.contains("[DONE]"))
    withExtendedLifetime((odd, good)) {}
}

@Test func `an error event before content moves on, one after content is passed on`() async throws {
    let error =
        #"data: {"error":{"message":"boom","type":"server_error","code":null,"param":null}}"#
        + "\n\n"
    let early = try gateway([
        TimedStep(after: .zero, .send(Array((head + error).utf8))),
        TimedStep(after: .zero, .finish),
    ])
    let first = try await ask(early.0)
    #expect(first.reading.text == "Good." && first.path == "chat/1:server-error,chat/2:ok")

    let late = try gateway([
        TimedStep(after: .zero, .send(Array((head + chunk(#"{"content":"Half"}"#) + error).utf8))),
        TimedStep(after: .zero, .finish),
    ])
    let second = try await ask(late.0)
    #expect(second.reading.text == "Half" && second.reading.outcome == .error)
    #expect(second.reading.error?.message?.contains("boom") == true)
    withExtendedLifetime((early, late)) {}
}

@Test func `a stream without a reason to stop is no answer`() async throws {
    let begun = Array((head + chunk(#"{"content":"Half"}"#) + "data: [DONE]\n\n").utf8)
    let (gateway, odd, good) = try gateway([
        TimedStep(after: .zero, .send(begun)), TimedStep(after: .zero, .finish),
    ])
    let got = try await ask(gateway)
    #expect(got.reading.outcome == .error)
    #expect(!got.text.contains("[DONE]"))
    withExtendedLifetime((odd, good)) {}
}

@Test func `an empty stream that stops properly is an empty answer`() async throws {
    let empty = Array((head + chunk("{}", finish: #""stop""#, model: "") + "data: [DONE]\n\n").utf8)
    let (gateway, odd, good) = try gateway([
        TimedStep(after: .zero, .send(empty)), TimedStep(after: .zero, .finish),
    ])
    let got = try await ask(gateway)
    #expect(got.reading.outcome == .ok && got.reading.text == "")
    #expect(got.reading.model == "pin-0")
    #expect(got.path == "chat/1:ok")
    withExtendedLifetime((odd, good)) {}
}

@Test func `a leg that refuses connections moves on`() async throws {
    let (gateway, odd, good) = try gateway([])
    // Not stopped: a free port may be taken at once by another test's server.
    try odd.setManner(.refusing, ofPort: odd.port)
    let got = try await ask(gateway)
    #expect(got.reading.text == "Good.")
    #expect(got.path == "chat/1:connection,chat/2:ok")
    withExtendedLifetime(good) {}
}
