import Doors
import Lanes
import Providers
import TestSupport
import Testing
import Transports
import Vocabulary

/// Every cause on every provider, plain and streamed: what the door plays is what the reader hears. The two
/// were written apart, from the providers' documents.
private struct Cell: Sendable {
    var provider: String
    var cause: Cause?
    var isStreamed: Bool

    var note: Comment {
        "\(provider) \(cause?.name ?? "healthy") \(isStreamed ? "streamed" : "plain")"
    }

    static let providers = allProviders.map { $0.name }.filter {
        allDoors.standing(for: $0) != nil
    }

    /// How this answer makes its caller wait in vain, which is to be waited for here too.
    var waits: Bool {
        cause?.trigger(isStreamed: isStreamed) == .timeout && cause?.family != .status
            || cause?.effect(isStreamed: isStreamed) == .breaksOff(.timeout)
    }

    static func all(of provider: String) -> [Cell] {
        // Who leaves has a reader of his own.
        ([nil] + allCauses.filter { $0.mark != .caller }.map { $0 }).flatMap { cause in
            [false, true].compactMap { isStreamed in
                guard let cause else {
                    return Cell(provider: provider, cause: nil, isStreamed: isStreamed)
                }
                guard cause.effect(isStreamed: isStreamed) != nil else { return nil }
                return Cell(provider: provider, cause: cause, isStreamed: isStreamed)
            }
        }
    }
}

private let words = "The capital of France is Paris, on the river Seine, of course."
private let pin = "some-model-1"

private struct Heard {
    var reading: Reading
    var breakage: Breakage?
    var trigger: Trigger?
    var calls: [LaneCall]

    var complaints: [String] { reading.findings.filter { $0.severity == .error }.map(\.code) }
}

/// Asks a leg of its own as a gateway would, that waits for it as long as a busy machine may take to answer and
/// no longer.
private func hear(_ cell: Cell) async throws -> Heard {
    let provider = try #require(allProviders.first { $0.name == cell.provider })
    let leg = Leg(
        id: LegID(route: "chat", index: 0), provider: cell.provider, model: pin, pin: pin,
        timeout: .milliseconds(1500))
    let lanes = try LaneSet(legs: [leg], options: LaneOptions(hangMax: .seconds(10)))
    defer { lanes.stop() }
    let calls = [ToolCall(id: "call_1", name: "weather", arguments: #"{"city":"Rome"}"#)]
    let answer = SimulatedAnswer(
        text: words, toolCalls: cell.cause?.need == .toolCalls ? calls : [])
    await lanes.arm(
        marker(1),
        with: FaultScript(
            route: "chat", causes: cell.cause.map { [leg.id: $0] } ?? [:], answer: answer))
    var prompt = Prompt(messages: [Message(.user, "Name the capital of France. \(marker(1))")])
    prompt.tools = [Tool(name: "weather", schema: #"{"type":"object","properties":{}}"#)]
    var request = provider.request(
        for: prompt, to: pin, stream: cell.isStreamed,
        at: Endpoint(
            baseURL: lanes.address(of: leg.id, for: marker(1)) ?? lanes.baseURL(of: leg.id),
            key: Secret("sk-lane")))
    if cell.waits {
        (request.limits.firstByte, request.limits.idle) = (leg.timeout, leg.timeout)
        // A gateway bounds the time to the first content; here the whole stands for it.
        if !cell.isStreamed || cell.cause == .trickle { request.limits.total = leg.timeout }
    }
    let reader = AnswerReader(provider.reader(isStreamed: cell.isStreamed))
    let exchange = await transport.send(request, into: reader)
    let reading = reader.reading(exchange: exchange)
    return Heard(
        reading: reading, breakage: exchange.breakage,
        trigger: provider.trigger(for: reading, exchange.breakage),
        calls: await lanes.settle(marker(1), within: .seconds(5)))
}

@Test(arguments: Cell.providers)
func `what a door plays is what the reader of its provider hears`(provider: String) async throws {
    let cells = Cell.all(of: provider).filter { !$0.waits }
    #expect(cells.count > 80)
    try await atOnce(cells) { try judge($0, try await hear($0)) }
}

/// All of eight providers side by side, since they do nothing but wait.
@Test(
    arguments: Array(
        stride(from: 0, to: Place.runsLongTests ? Cell.providers.count : 8, by: 8)))
func `a door that keeps its caller waiting is heard as a time-out by every reader`(first: Int)
    async throws
{
    let providers = Cell.providers.dropFirst(first).prefix(8)
    let cells = providers.flatMap { Cell.all(of: $0).filter(\.waits) }
    #expect(cells.count >= 10 * providers.count)
    try await atOnce(cells) { try judge($0, try await hear($0)) }
}

private func judge(_ cell: Cell, _ heard: Heard) throws {
    let reading = heard.reading
    if cell.cause?.isUnseen == true {
        #expect(heard.calls.isEmpty, cell.note)
    } else {
        #expect(heard.calls.count == 1, cell.note)
        #expect(heard.calls.first?.cause == cell.cause, cell.note)
        #expect(heard.calls.first?.refused == nil, cell.note)
    }
    switch cell.cause?.effect(isStreamed: cell.isStreamed) {
    case nil:
        #expect(heard.breakage == nil && heard.trigger == nil && heard.complaints == [], cell.note)
        #expect(reading.outcome == .ok && reading.text == words, cell.note)
        #expect(reading.finish?.reason == .stop, cell.note)
        #expect(reading.usage?.input != nil && reading.usage?.output != nil, cell.note)
        if cell.isStreamed { #expect(reading.clocks.contentEvents > 3, cell.note) }
    case .fails(let trigger)?:
        #expect(heard.trigger == trigger, cell.note)
        #expect(
            reading.text?.isEmpty ?? true || !cell.isStreamed || cell.cause == .trickle, cell.note)
    case .breaksOff?:
        let text = reading.text ?? ""
        #expect(!text.isEmpty, cell.note)
        #expect(text != words || cell.cause == .noFinish, cell.note)
        #expect(heard.trigger != nil, cell.note)
    case .bearable?:
        #expect(heard.breakage == nil && heard.trigger == nil, cell.note)
        #expect(reading.text == words && reading.finish?.reason == .stop, cell.note)
    case .deceives?:
        #expect(heard.breakage == nil && heard.trigger == nil && reading.finish != nil, cell.note)
    }
    try judgeCause(cell, heard)
}

/// What each cause is to look like beside its effect.
private func judgeCause(_ cell: Cell, _ heard: Heard) throws {
    let reading = heard.reading
    guard let cause = cell.cause else { return }
    switch cause {
    case .rateLimit:
        // MiniMax's own older API says all with 200.
        #expect(reading.error?.status == (cell.provider == "minimax-native" ? 200 : 429), cell.note)
        // By seconds where plain, by milliseconds where streamed: the first leg has these two.
        #expect(reading.error?.retryAfter == .seconds(1), cell.note)
    case .cut: #expect(heard.breakage?.kind == .cut, cell.note)
    case .reset, .resetMidStream: #expect(heard.breakage?.kind == .reset, cell.note)
    case .refused: #expect(heard.breakage?.kind == .refused, cell.note)
    case .dnsFailure: #expect(heard.breakage?.kind == .dnsFailure, cell.note)
    case .tlsFailure: #expect(heard.breakage?.kind == .tlsFailure, cell.note)
    case .damagedGzip: #expect(heard.breakage?.kind == .damagedEncoding, cell.note)
    case .malformedEvent: #expect(heard.complaints.contains("wire.json.invalid"), cell.note)
    case .errorEvent: #expect(reading.error?.isInStream == true, cell.note)
    case .errorIn200: #expect(heard.complaints.contains("wire.error-in-200"), cell.note)
    case .htmlIn200: #expect(heard.complaints.contains("wire.body.html"), cell.note)
    case .emptyBody: #expect(heard.complaints.contains("wire.body.empty"), cell.note)
    case .truncatedJSON where !cell.isStreamed:
        #expect(heard.complaints.contains("wire.json.invalid"), cell.note)
    case .wrongContentType:
        #expect(reading.findings.contains { $0.code == "wire.content-type" }, cell.note)
    case .noUsage:
        // Anthropic's streams open with counts: of the output, none worth the name.
        let isMissing = reading.findings.contains { $0.code == "wire.usage.missing" }
        #expect(isMissing || (reading.usage?.output?.value ?? 0) < 4, cell.note)
    case .plainForStream: #expect(reading.stream == nil, cell.note)
    case .duplicateEvent:
        let text = try #require(reading.text)
        #expect(text.count > words.count && text.hasPrefix("The capital"), cell.note)
    case .markdownTable: #expect(reading.text?.hasPrefix("| Field | Value |") == true, cell.note)
    case .fencedJSON: #expect(reading.text?.hasPrefix("```json\n") == true, cell.note)
    case .proseForJSON:
        #expect(reading.text?.contains(words) == true && reading.text != words, cell.note)
    case .wrongSchema: #expect(reading.text == #"{"result":"\#(words)"}"#, cell.note)
    case .badToolArguments:
        #expect(reading.toolCalls.map(\.name) == ["weather"], cell.note)
        let arguments = try #require(reading.toolCalls.first?.arguments)
        #expect(arguments != "{}" && arguments != #"{"city":"Rome"}"#, cell.note)
    case .wrongModel:
        if let model = reading.model { #expect(model.contains("-lite"), cell.note) }
    case .promptTruncated: #expect(reading.text == "Hello! How can I help you today?", cell.note)
    case .wrongFinish:
        let text = try #require(reading.text)
        #expect(
            words.hasPrefix(text) && text != words && reading.finish?.reason == .stop, cell.note)
    case .refusal:
        #expect(reading.text?.contains("Paris") != true, cell.note)
        #expect(
            reading.refusal != nil || reading.text != nil || reading.finish?.reason != .stop,
            cell.note)
    default: break
    }
}
