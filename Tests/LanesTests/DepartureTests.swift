import Testing
import Vocabulary

@testable import Lanes

// Where a provider departs from its contract, as its lane has it: only of what it owes to who asks.

private let first = LegID(route: "chat", index: 0)

private func chunk(_ delta: String, _ finish: String) -> String {
    #"data: {"id":"c1","model":"gpt-4.1-2025-04-14","choices":[{"index":0,"delta":\#(delta),"#
        + #""finish_reason":\#(finish)}]}"# + "\n\n"
}

/// Nothing in it tells of tokens.
private let uncounted =
    chunk(#"{"role":"assistant","content":"Paris"}"#, "null") + chunk("{}", #""stop""#)
    + "data: [DONE]\n\n"

private func departures(
    asking change: (inout [UInt8]) -> Void = { _ in }, playing cause: Cause? = nil
) async throws -> LaneCall {
    let real = try RealProvider(type: "text/event-stream", saying: uncounted)
    let lanes = try lanes(of: .openAI, askingPort: real.port)
    await lanes.arm(
        marker(3),
        with: FaultScript(
            causes: cause.map { [first: $0] } ?? [:], answer: SimulatedAnswer(text: "made up")))
    var request = Tongue.openAI.request(
        at: lanes.baseURL(of: first), saying: "Name it. \(marker(3))", isStreamed: true)
    change(&request.body)
    _ = await call(request)
    let call = try #require(await lanes.settle(marker(3), within: .seconds(10)).first)
    #expect(real.requests.count == 1)
    return call
}

@Test func `what a provider leaves out is found where it was asked for`() async throws {
    let found = try await departures().findings
    #expect(found.map(\.code) == ["wire.usage.missing"])
    #expect(found.first?.leg == first)
    #expect(found.first?.message == "openai at chat/1: no token counts came")
}

@Test func `who asks a stream for no counts is owed none`() async throws {
    let call = try await departures { body in
        let text = String(decoding: body, as: UTF8.self)
        body = Array(text.replacing(#","stream_options":{"include_usage":true}"#, with: "").utf8)
    }
    #expect(call.findings == [] && call.isComplete)
}

@Test(arguments: [Cause.oneBurst, .duplicateEvent, .noTerminator])
func `of an answer that its lane breaks nothing is the provider's`(cause: Cause) async throws {
    #expect(try await departures(playing: cause).findings == [])
}

@Test func `of a request that is no question nothing is owed`() async throws {
    // The lane's door would refuse it, and the provider has taken it: what it is, nobody here knows.
    let call = try await departures { body in
        let text = String(decoding: body, as: UTF8.self)
        body = Array(text.replacing(#""messages":["#, with: #""massages":["#).utf8)
    }
    #expect(call.findings == [])
}

@Test func `the lanes' journal tells where a provider departed, without the key that it repeats`()
    async throws
{
    let real = try RealProvider(
        saying: #"{"id":"c1","model":"gpt-4.1-2025-04-14","choices":[{"index":0,"message":"#
            + #"{"role":"assistant","content":"Paris"},"finish_reason":"sk-the-real-key"}],"#
            + #""usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"#)
    let lanes = try lanes(of: .openAI, askingPort: real.port)
    let control = try LaneControl(of: lanes)
    _ = await call(Tongue.openAI.request(at: lanes.baseURL(of: first), saying: "Name it."))
    let journal = await call(Request(method: "GET", url: control.url + "/journal")).answer.text
    #expect(
        journal.contains(#""findings""#) && journal.contains("wire.finish.unknown"), "\(journal)")
    #expect(journal.contains("openai at chat/1: finish reason"), "\(journal)")
    #expect(!journal.contains("the-real-key"), "\(journal)")
}
