import Lanes
import Providers
import Synchronization
import Testing
import Transports
import Vocabulary

@testable import LocalGateway

/// The two companies, as legs and as fronts.
enum Company: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case openAI = "openai"
    case anthropic

    var testDescription: String { rawValue }
    var dialect: String { self == .openAI ? "openai-chat" : "anthropic-messages" }
    var pin: String { self == .openAI ? "gpt-4.1-2025-04-14" : "claude-haiku-4-5-20251001" }

    var provider: any Provider { self == .openAI ? OpenAI() : Anthropic() }
}

/// One transport for the callers of all tests of this room, and one for their gateways.
let callers = newTransport()
let upstream = newTransport()

private func newTransport() -> Transport {
    do { return try Transport() } catch { fatalError("no transport for the tests: \(error)") }
}

/// Two lanes in a chain and a gateway in front of them.
struct House {
    let lanes: LaneSet
    let gateway: LocalGateway
    let legs: [Leg]

    /// - Parameter timeouts: by the place of the leg in the chain, where it is not `timeout`: short for a leg that
    ///   hangs, so that the healthy ones may take their time on a busy machine.
    init(
        _ companies: [Company] = [.openAI, .anthropic], timeout: Duration = .seconds(30),
        timeouts: [Int: Duration] = [:],
        retry: Leg.Retry = .init(), admits: Set<Trigger> = [.any],
        laneOptions: LaneOptions = LaneOptions(), options: GatewayOptions = GatewayOptions()
    ) throws {
        let legs = companies.enumerated().map { index, company in
            Leg(
                id: LegID(route: "chat", index: index), provider: company.rawValue,
                model: company.pin, pin: company.pin, timeout: timeouts[index] ?? timeout,
                retry: retry,
                admits: index == 0 ? [] : admits)
        }
        try self.init(legs, companies, laneOptions: laneOptions, options: options)
    }

    init(
        _ legs: [Leg], _ companies: [Company], laneOptions: LaneOptions = LaneOptions(),
        options: GatewayOptions = GatewayOptions()
    ) throws {
        let lanes = try LaneSet(legs: legs, options: laneOptions)
        var endpoints: [LegID: LegEndpoint] = [:]
        for leg in legs {
            endpoints[leg.id] = LegEndpoint(
                provider: leg.provider,
                endpoint: Endpoint(baseURL: lanes.baseURL(of: leg.id), key: Secret("sk-lane")))
        }
        self.lanes = lanes
        self.legs = legs
        var options = options
        options.address = { lanes.address(of: $0, for: $1) }
        gateway = try LocalGateway(
            routes: [Route(name: "chat", legs: legs)], endpoints: endpoints, transport: upstream,
            options: options)
    }

    /// What the caller got and which calls the lanes saw.
    struct Outcome {
        var reading: Reading
        var exchange: Exchange
        var headers: Headers
        var text: String
        var calls: [LaneCall]

        var path: String? { headers["x-pathproof-path"] }
        func calls(of index: Int) -> Int { calls.count { $0.leg.index == index } }
    }

    func ask(
        _ front: Company, isStreamed: Bool, causes: [Int: Cause] = [:],
        recurrences: [Int: Recurrence] = [:], callsBefore: [LegID: Int] = [:],
        answer: SimulatedAnswer = SimulatedAnswer(text: "The capital is Paris, of course."),
        prompt: (Marker) -> Prompt = { Prompt(messages: [Message(.user, "Name it. \($0)")]) },
        limits: RequestLimits = .standard, ear: Ear? = nil
    ) async throws -> Outcome {
        let marker = Marker.fresh()
        await arm(marker, causes, answer, recurrences, callsBefore)
        var outcome = try await Self.send(
            prompt(marker), to: "chat", at: gateway.url, front: front, isStreamed: isStreamed,
            limits: limits, ear: ear)
        outcome.calls = await lanes.settle(marker, within: .seconds(10))
        #expect(outcome.calls.allSatisfy { $0.ended != nil }, "no call outlives its case")
        return outcome
    }

    /// Causes by the place of the leg in the chain.
    func arm(
        _ marker: Marker, _ causes: [Int: Cause], _ answer: SimulatedAnswer,
        _ recurrences: [Int: Recurrence] = [:], _ callsBefore: [LegID: Int] = [:]
    ) async {
        let planned = causes.map { (legs[$0.key].id, $0.value) }
        let recurring = recurrences.map { (legs[$0.key].id, $0.value) }
        await lanes.arm(
            marker,
            with: FaultScript(
                causes: Dictionary(uniqueKeysWithValues: planned),
                recurrences: Dictionary(uniqueKeysWithValues: recurring),
                callsBefore: callsBefore, answer: answer))
    }

    func send(
        _ prompt: Prompt, to route: String, front: Company, isStreamed: Bool,
        limits: RequestLimits = .standard
    ) async throws -> Outcome {
        try await Self.send(
            prompt, to: route, at: gateway.url, front: front, isStreamed: isStreamed, limits: limits
        )
    }

    static func send(
        _ prompt: Prompt, to route: String, at url: String, front: Company, isStreamed: Bool,
        limits: RequestLimits = .standard, ear: Ear? = nil
    ) async throws -> Outcome {
        let provider = front.provider
        var request = provider.request(
            for: prompt, to: route, stream: isStreamed,
            at: Endpoint(baseURL: url, key: Secret("sk-caller")))
        request.limits = limits
        let ear = ear ?? Ear(front, isStreamed: isStreamed)
        let exchange = await callers.send(request, into: ear)
        return Outcome(
            reading: ear.reader.reading(exchange: exchange), exchange: exchange,
            headers: ear.heard.headers, text: ear.heard.text, calls: [])
    }
}

/// Reads an answer and keeps it as it came, too.
final class Ear: ByteSink {
    let reader: AnswerReader
    private let state = Mutex((headers: Headers(), body: [UInt8]()))

    init(_ reader: AnswerReader) { self.reader = reader }

    convenience init(_ front: Company, isStreamed: Bool) {
        self.init(AnswerReader(front.provider.reader(isStreamed: isStreamed)))
    }

    func begin(status: Int, headers: Headers, at moment: Moment) {
        state.withLock { $0.headers = headers }
        reader.begin(status: status, headers: headers, at: moment)
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        var copy: [UInt8] = []
        for index in bytes.indices { copy.append(bytes[index]) }
        let piece = copy
        state.withLock { $0.body += piece }
        return reader.take(bytes, at: moment)
    }

    var heard: (headers: Headers, text: String) {
        state.withLock { ($0.headers, String(decoding: $0.body, as: UTF8.self)) }
    }
}

extension Marker {
    private static let count = Atomic<Int>(0)

    static func fresh() -> Marker {
        let digits = String(count.add(1, ordering: .relaxed).newValue, radix: 16)
        let zeros = String(repeating: "0", count: Marker.digits - digits.utf8.count)
        return Marker(text: prefix + zeros + digits)
    }
}

/// A front, a kind of answer, and an order of the two legs.
struct Crossing: Sendable, CustomTestStringConvertible {
    var front: Company
    var isStreamed: Bool
    var legs: [Company]

    var testDescription: String {
        "\(front.rawValue) \(isStreamed ? "streamed" : "plain") to \(legs.map(\.rawValue).joined(separator: ", "))"
    }

    static let all: [Crossing] = Company.allCases.flatMap { front in
        [false, true].flatMap { isStreamed in
            [[Company.openAI, .anthropic], [.anthropic, .openAI]].map {
                Crossing(front: front, isStreamed: isStreamed, legs: $0)
            }
        }
    }
    static let plain = all.filter { !$0.isStreamed }
    static let streamed = all.filter(\.isStreamed)
}
