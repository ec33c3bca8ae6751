import Testing
import Vocabulary

@testable import LocalGateway

private func leg(_ route: String, _ index: Int) -> Leg {
    Leg(
        id: LegID(route: route, index: index), provider: "openai", model: "m", pin: "gpt-4.1",
        timeout: .seconds(1))
}

private func value(_ name: String, _ record: WalkRecord) -> String? {
    record.evidence.first { $0.name == name }?.value
}

@Test func `the walk is told in headers`() {
    var record = WalkRecord()
    record.add(leg("chat", 0), failure: LegFailure(trigger: .rateLimit, status: 429))
    record.add(leg("chat", 0), failure: LegFailure(trigger: .timeout))
    record.add(leg("chat", 1), failure: nil)
    #expect(value("x-pathproof-leg", record) == "chat/2")
    #expect(value("x-pathproof-attempts", record) == "3")
    #expect(value("x-pathproof-fallbacks", record) == "1")
    #expect(value("x-pathproof-path", record) == "chat/1:rate-limit,chat/1:timeout,chat/2:ok")
}

@Test func `a route's name cannot break a header`() {
    var record = WalkRecord()
    record.add(leg("a,b:c\r\nd é", 0), failure: nil)
    #expect(value("x-pathproof-leg", record) == "a%2Cb%3Ac%0D%0Ad%20%C3%A9/1")
}

@Test func `what a client wrote cannot break a header or make it endless`() {
    #expect(HeaderText.list(["a b", "c\u{0}é", "x\r\ny"]) == "a%20b, c%00%C3%A9, x%0D%0Ay")
    let endless = Array(repeating: String(repeating: "\u{1F600}", count: 5_000), count: 5_000)
    #expect(HeaderText.list(endless).utf8.count < 50_000)
    var record = WalkRecord()
    for _ in 0..<5_000 { record.add(leg("chat", 0), failure: LegFailure(trigger: .timeout)) }
    #expect((value("x-pathproof-path", record)?.utf8.count ?? 0) < 5_000)
    #expect(value("x-pathproof-attempts", record) == "5000")
}

@Test func `a page in place of a message does not fill the story`() {
    var record = WalkRecord()
    let page = String(repeating: "<p>", count: 100_000)
    record.add(
        leg("chat", 0), failure: LegFailure(status: 502, error: ProviderError(message: page)))
    #expect(record.story.utf8.count < 1_000)
}

@Test func `what surfaces is the leg's own error, or a gateway's word for none`() {
    #expect(LegFailure(trigger: .rateLimit, status: 429).surfacedStatus == 429)
    #expect(LegFailure(trigger: .timeout).surfacedStatus == 504)
    #expect(LegFailure(trigger: .connection).surfacedStatus == 502)
    #expect(LegFailure(trigger: .connection, status: 200).surfacedStatus == 502)
    let told = LegFailure(
        trigger: .serverError, status: 200, error: ProviderError(status: 529, isInStream: true))
    #expect(told.surfacedStatus == 529)
}

@Test func `the story names every leg and what it said`() {
    var record = WalkRecord()
    record.add(
        leg("chat", 0),
        failure: LegFailure(
            trigger: .rateLimit, status: 429, error: ProviderError(message: "slow down")))
    record.add(
        leg("chat", 1),
        failure: LegFailure(trigger: .connection, breakage: Breakage(.refused, "no listener")))
    #expect(
        record.story == """
            leg chat/1 (openai:gpt-4.1) failed: rate-limit (429): slow down; \
            leg chat/2 (openai:gpt-4.1) failed: connection: no listener
            """)
}
