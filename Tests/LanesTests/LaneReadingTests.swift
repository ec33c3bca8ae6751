import Lanes
import Providers
import Testing
import Transports
import Vocabulary

/// What each cause is to the reader of the language in which it is played.
private struct Meaning: Sendable, CustomTestStringConvertible {
    var cause: Cause?
    var tongue: Tongue
    var isStreamed: Bool

    var testDescription: String {
        "\(cause?.name ?? "healthy") \(tongue.rawValue) \(isStreamed ? "streamed" : "plain")"
    }

    static let all = ([nil] + allCauses).flatMap { cause in
        Tongue.allCases.flatMap { tongue in
            [false, true].map { Meaning(cause: cause, tongue: tongue, isStreamed: $0) }
        }
    }
}

@Test(arguments: Meaning.all)
private func `what a lane plays is what its provider's reader hears`(meaning: Meaning) async throws
{
    let leg = meaning.tongue.leg()
    let lanes = try LaneSet(legs: [leg])
    let provider: any Provider = meaning.tongue == .openAI ? OpenAI() : Anthropic()
    let text = "The capital of France is Paris, of course."
    lanes.arm(
        marker(1),
        with: FaultScript(
            causes: meaning.cause.map { [leg.id: $0] } ?? [:], answer: SimulatedAnswer(text: text)))
    var request = provider.request(
        for: Prompt(messages: [Message(.user, "Name it. \(marker(1))")]), to: leg.pin,
        stream: meaning.isStreamed,
        at: Endpoint(baseURL: lanes.baseURL(of: leg.id), key: Secret("sk-lane")))
    if meaning.cause == .hang { request.limits.firstByte = .milliseconds(300) }
    let reader = AnswerReader(provider.reader(isStreamed: meaning.isStreamed))
    let exchange = await transport.send(request, into: reader)
    let reading = reader.reading(exchange: exchange)
    let calls = await lanes.settle(marker(1), within: .seconds(10))
    #expect(calls.count == 1 && calls[0].cause == meaning.cause && calls[0].refused == nil)

    #expect(provider.trigger(for: reading, exchange.breakage) == meaning.cause?.trigger)
    let complaints = reading.findings.filter { $0.severity != .note }.map(\.code)
    switch meaning.cause {
    case nil, .markdownTable?:
        #expect(complaints == [])
        #expect(reading.outcome == .ok && reading.finish?.reason == .stop)
        #expect(reading.model == leg.pin)
        #expect(reading.usage?.output?.value == TokenCount.of(reading.text))
        if meaning.cause == nil { #expect(reading.text == text) }
        if meaning.isStreamed { #expect(reading.clocks.contentEvents > 5) }
    case .rateLimit?:
        #expect(reading.error?.status == 429 && reading.error?.retryAfter == .seconds(1))
        #expect(reading.outcome == .error && reading.stream == nil)
    case .serverError?:
        #expect(reading.error?.status == 500 && reading.outcome == .error)
    case .hang?:
        #expect(reading.status == nil && exchange.breakage?.kind == .firstByteTimeout)
    case .cut?:
        #expect(reading.outcome == .truncated && exchange.breakage?.kind == .cut)
        if meaning.isStreamed {
            let begun = try #require(reading.text)
            #expect(!begun.isEmpty && text.hasPrefix(begun) && begun != text)
            #expect(reading.finish == nil && reading.stream?.isTerminated == false)
        }
    default: Issue.record("nobody says what '\(meaning.cause?.name ?? "")' means to a reader")
    }
}

/// The simulated providers' rule, written down a second time: four bytes a token.
private enum TokenCount {
    static func of(_ text: String?) -> Int { ((text?.utf8.count ?? 0) + 3) / 4 }
}

@Test(arguments: Tongue.allCases, [false, true])
func `tool calls are heard as the script has them`(tongue: Tongue, isStreamed: Bool) async throws {
    let leg = tongue.leg()
    let lanes = try LaneSet(legs: [leg])
    let provider: any Provider = tongue == .openAI ? OpenAI() : Anthropic()
    let calls = [
        ToolCall(id: "call_1", name: "weather", arguments: #"{"city":"Zürich","days":[1,2.50]}"#),
        ToolCall(id: "call_2", name: "time", arguments: #"{"zone":"CET"}"#),
    ]
    lanes.arm(
        marker(2),
        with: FaultScript(
            causes: [:], answer: SimulatedAnswer(text: "I will look.", toolCalls: calls)))
    let request = provider.request(
        for: Prompt(
            messages: [Message(.user, "Weather? \(marker(2))")],
            tools: [Tool(name: "weather", schema: #"{"type":"object"}"#)]),
        to: leg.pin, stream: isStreamed,
        at: Endpoint(baseURL: lanes.baseURL(of: leg.id), key: Secret("sk-lane")))
    let reader = AnswerReader(provider.reader(isStreamed: isStreamed))
    let exchange = await transport.send(request, into: reader)
    let reading = reader.reading(exchange: exchange)
    #expect(reading.text == "I will look.")
    #expect(reading.toolCalls == calls)
    #expect(reading.finish?.reason == .toolCalls)
    #expect(reading.findings.filter { $0.severity != .note } == [])
}
