import Doors
import Lanes
import Providers
import Testing
import Transports
import Vocabulary

private let standing = allProviders.map { $0.name }.filter { allDoors.standing(for: $0) != nil }

@Test(arguments: standing, [false, true])
func `tool calls are heard as the script has them`(name: String, isStreamed: Bool) async throws {
    var leg = Tongue.openAI.leg()
    leg.provider = name
    let lanes = try LaneSet(legs: [leg])
    let provider = try #require(allProviders.first { $0.name == name })
    let calls = [
        ToolCall(id: "call_1", name: "weather", arguments: #"{"city":"Zürich","days":[1,2.50]}"#),
        ToolCall(id: "call_2", name: "time", arguments: #"{"zone":"CET"}"#),
    ]
    await lanes.arm(
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
