import GatewayMaps
import Lanes
import Providers
import Synchronization
import Testing
import Transports
import Vocabulary

@testable import LocalGateway

private func leg(_ route: String, _ index: Int, _ company: Company, model: String) -> Leg {
    Leg(
        id: LegID(route: route, index: index), provider: company.rawValue, model: model,
        pin: company.pin, timeout: .seconds(30), admits: index == 0 ? [] : [.any])
}

private func key(
    _ name: String, _ secret: String, models: [String]? = nil, rpm: Int? = nil,
    budget: String? = nil
) -> ClientKey {
    ClientKey(
        name: name,
        key: FileKey(
            secret: Secret(secret), isLiteral: false,
            location: SourceLocation(file: "routes.yaml", line: 1, column: 1)),
        models: models, requestsPerMinute: rpm, budget: budget.flatMap { Money($0, "USD") })
}

/// Two routes behind keys: `chat`, a small model with a large one behind it, and `solo`, the large one.
private struct Office {
    let lanes: LaneSet
    let gateway: LocalGateway
    let log = GatewayLog()
    let routes = [
        Route(
            name: "chat",
            legs: [
                leg("chat", 0, .openAI, model: "small"), leg("chat", 1, .anthropic, model: "large"),
            ]),
        Route(name: "solo", legs: [leg("solo", 0, .anthropic, model: "large")]),
    ]

    init(
        _ keys: [ClientKey], cost: GatewayOptions.Cost? = nil,
        at now: @escaping @Sendable () -> Moment = { Moment(nanoseconds: 0) }
    ) throws {
        let legs = routes.flatMap(\.legs)
        let lanes = try LaneSet(legs: legs)
        var endpoints: [LegID: LegEndpoint] = [:]
        for leg in legs {
            endpoints[leg.id] = LegEndpoint(
                provider: leg.provider,
                endpoint: Endpoint(baseURL: lanes.baseURL(of: leg.id), key: Secret("sk-lane")))
        }
        self.lanes = lanes
        gateway = try LocalGateway(
            routes: routes, endpoints: endpoints, transport: upstream,
            options: GatewayOptions(keys: keys, cost: cost, log: log, now: now))
    }

    func ask(
        _ secret: String?, _ route: String = "chat", front: Company = .openAI,
        isStreamed: Bool = false, causes: [Int: Cause] = [:]
    ) async throws -> House.Outcome {
        let marker = Marker.fresh()
        let planned = causes.map { (routes[0].legs[$0.key].id, $0.value) }
        await lanes.arm(
            marker,
            with: FaultScript(
                causes: Dictionary(uniqueKeysWithValues: planned),
                answer: SimulatedAnswer(text: "Paris.")))
        let request = front.provider.request(
            for: Prompt(messages: [Message(.user, "Name it. \(marker)")]), to: route,
            stream: isStreamed, at: Endpoint(baseURL: gateway.url, key: secret.map(Secret.init)))
        let ear = Ear(front, isStreamed: isStreamed)
        let exchange = await callers.send(request, into: ear)
        return House.Outcome(
            reading: ear.reader.reading(exchange: exchange), exchange: exchange,
            headers: ear.heard.headers, text: ear.heard.text,
            calls: await lanes.settle(marker, within: .seconds(10)))
    }
}

@Test(arguments: Company.allCases)
private func `who shows no key, or a wrong one, is refused in words of his own`(front: Company)
    async throws
{
    let office = try Office([key("team", "sk-team-1"), key("other", "sk-team-12")])
    for secret in [nil, "sk-team", "sk-team-2", "sk-team-11", ""] {
        let got = try await office.ask(secret, front: front)
        #expect(got.exchange.status == 401, "\(secret ?? "none")")
        #expect(got.reading.outcome == .error && got.calls.isEmpty)
        #expect(got.text.contains("does not know the key"))
        #expect(!got.text.contains("sk-team"))
    }
    for secret in ["sk-team-1", "sk-team-12"] {
        let got = try await office.ask(secret, front: front, isStreamed: true)
        #expect(got.reading.text == "Paris.")
    }
}

@Test func `a gateway without keys takes everyone, and one with an empty key does not open`()
    async throws
{
    #expect(try await Office([]).ask(nil).exchange.status == 200)
    #expect(throws: GatewayError.emptyKey("team")) { _ = try Office([key("team", "")]) }
}

@Test func `without keys, pages of other hosts cannot ask through a browser`() async throws {
    let office = try Office([])
    for (origin, status) in [
        ("https://evil.example", 403), ("http://localhost:3000", 200), ("http://127.0.0.1", 200),
        ("http://127.0.0.1.evil.example", 403), ("vscode-webview://x", 403), ("null", 403),
    ] {
        let request = Request(
            url: office.gateway.url + "/chat/completions",
            headers: [.init("content-type", "application/json"), .init("origin", origin)],
            body: Array(
                #"{"model":"solo","messages":[{"role":"user","content":"hi"}]}"#.utf8))
        #expect(await callers.send(request, into: Ear(.openAI, isStreamed: false)).status == status)
    }
}

@Test func `a key reaches what it names and is told what that is`() async throws {
    let office = try Office([
        key("chatter", "sk-chat", models: ["chat"]), key("big", "sk-big", models: ["large"]),
    ])
    #expect(try await office.ask("sk-chat").exchange.status == 200)
    let got = try await office.ask("sk-chat", "solo")
    #expect(got.exchange.status == 403 && got.calls.isEmpty)
    #expect(got.text.contains("key 'chatter' may not reach 'solo'; it may reach 'chat'"))
    let anthropic = try await office.ask("sk-chat", "solo", front: .anthropic)
    #expect(anthropic.exchange.status == 403)
    #expect(anthropic.text.contains("permission_error"))
    // By the model's name the route of that model alone is reached, and no other leads there first.
    #expect(try await office.ask("sk-big", "solo").exchange.status == 200)
    #expect(try await office.ask("sk-big", "chat").exchange.status == 403)
}

@Test func `a fallback outside of the key's scope is not followed, and the error says so`()
    async throws
{
    let office = try Office([
        key("small", "sk-small", models: ["small"]), key("all", "sk-all", models: ["chat"]),
    ])
    let free = try await office.ask("sk-all", causes: [0: .serverError])
    #expect(free.path == "chat/1:server-error,chat/2:ok")
    let bound = try await office.ask("sk-small", causes: [0: .serverError])
    #expect(bound.exchange.status == 500)
    #expect(bound.path == "chat/1:server-error")
    #expect(bound.calls.map(\.leg.index) == [0])
    #expect(bound.text.contains("that key 'small' may reach: chat/2 is outside of it"))
}

@Test func `a leg outside of the scope is passed by where a later one is inside`() {
    let route = Route(
        name: "chat",
        legs: [
            leg("chat", 0, .openAI, model: "a"), leg("chat", 1, .openAI, model: "b"),
            leg("chat", 2, .openAI, model: "c"),
        ])
    let course = Course(route: route, barred: [route.legs[1].id])
    #expect(
        course.next(after: .timeout, on: route.legs[0], attempts: 1) == .moveOn(to: route.legs[2]))
    #expect(course.barredLeg(after: .timeout, on: route.legs[0]) == route.legs[1])
    #expect(course.next(after: .timeout, on: route.legs[2], attempts: 1) == .surface)
}

@Test func `the list of models is what the key may reach`() async throws {
    let office = try Office([
        key("chatter", "sk-chat", models: ["chat"]), key("all", "sk-all"),
    ])
    for (secret, names) in [("sk-chat", ["chat"]), ("sk-all", ["chat", "solo"])] {
        let request = Request(
            method: "GET", url: office.gateway.url + "/models",
            secretHeaders: [.init("authorization", Secret("Bearer \(secret)"))])
        let ear = Ear(.openAI, isStreamed: false)
        #expect(await callers.send(request, into: ear).status == 200)
        for name in ["chat", "solo"] {
            #expect(ear.heard.text.contains("\"id\":\"\(name)\"") == names.contains(name))
        }
    }
}

@Test func `a key asks so many times a minute, and is told when it may again`() async throws {
    let box = ClockBox()
    let office = try Office(
        [key("free", "sk-free", rpm: 2), key("paid", "sk-paid")],
        at: {
            Moment(nanoseconds: box.seconds * 1_000_000_000)
        })
    #expect(try await office.ask("sk-free").exchange.status == 200)
    box.seconds = 20
    #expect(try await office.ask("sk-free").exchange.status == 200)
    box.seconds = 50
    let late = try await office.ask("sk-free")
    #expect(late.exchange.status == 429 && late.calls.isEmpty)
    #expect(late.headers["retry-after"] == "10")
    #expect(late.reading.error?.code == "rate_limit_exceeded")
    #expect(try await office.ask("sk-free", front: .anthropic).exchange.status == 429)
    #expect(try await office.ask("sk-paid").exchange.status == 200, "each key has its own count")
    // What was refused did not count, and the first of the two is a minute old.
    box.seconds = 60
    #expect(try await office.ask("sk-free").exchange.status == 200)
    #expect(try await office.ask("sk-free").headers["retry-after"] == "20")
}

@Test func `a key's budget is spent by what its answers cost, plain and streamed`() async throws {
    let recorded = Recorded()
    let office = try Office(
        [key("free", "sk-free", budget: "0.000001")],
        cost: { provider, pin, _, usage, _ in
            recorded.add("\(provider):\(pin) \(usage.output?.value ?? 0)")
            return Money(nanos: 500, "USD")
        })
    let plain = try await office.ask("sk-free")
    #expect(plain.headers["x-pathproof-cost"] == "0.0000005")
    #expect(try await office.ask("sk-free", isStreamed: true).exchange.status == 200)
    #expect(recorded.all == Array(repeating: "openai:\(Company.openAI.pin) 2", count: 2))
    let over = try await office.ask("sk-free")
    #expect(over.exchange.status == 429 && over.calls.isEmpty)
    #expect(over.reading.error?.code == "insufficient_quota")
    #expect(over.text.contains("has spent its budget of 0.000001 US dollars"))
    #expect(try await office.ask("sk-free", front: .anthropic).exchange.status == 429)
}

@Test func `a cost that is not known is not told, and costs add up over the legs`() async throws {
    let unknown = try Office([], cost: { _, _, _, _, _ in nil })
    #expect(try await unknown.ask(nil).headers["x-pathproof-cost"] == nil)
    let known = try Office(
        [],
        cost: { provider, _, _, _, _ in Money(nanos: provider == "openai" ? 1_000 : 2_000, "USD") }
    )
    let moved = try await known.ask(nil, causes: [0: .rateLimit])
    #expect(moved.path == "chat/1:rate-limit,chat/2:ok")
    #expect(
        moved.headers["x-pathproof-cost"] == "0.000002", "an error that tells no tokens is free")
    let hidden = try await known.ask(nil, causes: [0: .cut])
    #expect(hidden.path == "chat/1:connection,chat/2:ok")
    #expect(
        hidden.headers["x-pathproof-cost"] == nil,
        "nobody knows what an answer that broke off costs")
}

/// A clock that a test sets.
private final class ClockBox: Sendable {
    private let value = Mutex<Int64>(0)
    var seconds: Int64 {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

private final class Recorded: Sendable {
    private let value = Mutex<[String]>([])
    func add(_ text: String) { value.withLock { $0.append(text) } }
    var all: [String] { value.withLock { $0 } }
}
