import Documents
import GatewayMaps
import Plans
import Suites
import TestSupport
import Testing
import Vocabulary

private let routes = """
    aliases:
      chat: [gpt-5.4-mini, { model: claude-haiku-4-5, on: [rate-limit] }]
      solo: [claude-sonnet-5-5]
    """

private func plan(
    _ head: String, routes text: String = routes,
    tests: String = "prompts: [x]\ntests: [{ vars: {} }]"
) throws -> Plan {
    let map = try RoutesFile.read(
        try Document.read(SourceText(file: "routes.yaml", text: text)),
        knownProviders: ["openai", "anthropic"])
    let suite = try SuiteFile.read(
        try Document.read(
            SourceText(file: "s.yaml", text: head + "\n" + tests)))
    return try Planner.plan(suite, over: map)
}

private func words(_ plan: Plan) -> [String] {
    plan.ways.map { way in
        "\(way.path.leg) \(way.path.fault?.name ?? "-") \(way.isStreamed ? "s" : "p") \(way.path.expected.outcome.rawValue)"
    }
}

@Test func `paths primary takes the healthy first leg of every route`() throws {
    #expect(
        try words(plan("paths: primary\nstream: false")) == [
            "chat/1 - p answers", "solo/1 - p answers",
        ])
}

@Test func `paths legs takes every leg, plain and streamed`() throws {
    #expect(
        try words(plan("through: [chat]")) == [
            "chat/1 - p answers", "chat/1 - s answers", "chat/2 - p moves on",
            "chat/2 - s moves on",
        ])
}

@Test func `paths causes adds every cause on every leg, once, on the probe`() throws {
    let plan = try plan("through: [chat]\npaths: causes\nrepeat: 3\nstream: true")
    // Each leg healthy, then every cause that can be played on a stream and needs nothing special.
    let played = allCauses.filter { $0.streamed != nil && $0.need == nil }.map(\.name)
    #expect(played.count > 40 && !played.contains("cache-dropped"))
    #expect(
        plan.ways.map { $0.path.fault?.name ?? "-" } == ["-"] + played + ["unavailable-flapping"]
            + ["-"] + played)
    let expected = Dictionary(
        plan.ways.map {
            ("\($0.path.leg) \($0.path.fault?.name ?? "-")", $0.path.expected.outcome)
        },
        uniquingKeysWith: { $1 })
    #expect(expected["chat/1 rate-limit"] == .movesOn)
    #expect(expected["chat/2 rate-limit"] == .surfaces)
    #expect(expected["chat/1 server-error"] == .surfaces)
    #expect(expected["chat/1 cut"] == .mustBeCaught)
    #expect(expected["chat/1 markdown-table"] == .mustBeCaught)
    #expect(expected["chat/2 one-burst"] == .movesOn)
    #expect(plan.notes.contains { $0.message.contains("'bad-tool-arguments' is not played") })
    for way in plan.ways {
        let isFlapping = way.path.fault?.recurrence == .flapping
        #expect(way.repeats == (way.path.cause == nil ? 3 : isFlapping ? 4 : 1))
        #expect(way.isProbeOnly == (way.path.cause != nil))
    }
    // The first leg is brought down by what the second admits, whatever breaks the second.
    for way in plan.ways where way.path.leg.index == 1 {
        #expect(way.path.causes[LegID(route: "chat", index: 0)] == .rateLimit)
    }
}

@Test func `an unknown route is told with the nearest one`() throws {
    let error = try #require(throws: Diagnostics.self) { try plan("through: [chad]") }
    #expect(error.items.map(\.message) == ["unknown route 'chad'"])
    #expect(error.items[0].hint == "did you mean 'chat'?")
    #expect(error.items[0].location?.line == 1)
}

@Test func `a leg that no failure leads to is noted, not planned`() throws {
    let plan = try plan(
        "", routes: "aliases: { chat: [gpt-5.4, { model: gpt-5.2, on: [] }] }")
    #expect(words(plan) == ["chat/1 - p answers", "chat/1 - s answers"])
    #expect(plan.unreached.map(\.isStreamed) == [false, true])
    #expect(plan.unreached.allSatisfy { $0.leg.description == "chat/2" })
    let notes = plan.notes.map(\.message)
    try #require(notes.count == 2)
    #expect(notes[0].hasPrefix("leg chat/2 (openai:gpt-5.2) is not reached plain"))
    #expect(notes[1].hasPrefix("leg chat/2 (openai:gpt-5.2) is not reached streamed"))
}

private let retrying = """
    aliases:
      chat:
        - { model: gpt-5.4-mini, retry: { times: 2, on: [rate-limit, timeout, connection] } }
        - { model: claude-haiku-4-5, retry: { times: 1, on: [server-error] } }
    """

@Test func `where a leg retries, the cause that strikes once must be cured by it`() throws {
    let plan = try plan("paths: causes\nstream: false", routes: retrying)
    let once = plan.ways.filter { $0.path.fault?.recurrence == .once }
    let names = { (index: Int) in
        once.filter { $0.path.leg.index == index }.compactMap(\.path.fault?.name)
    }
    // A port that is shut sees no calls, so it cannot be shut for one of them.
    #expect(
        names(0) == [
            "rate-limit-once", "request-timeout-once", "reset-once", "dns-failure-once",
            "tls-failure-once", "hang-once", "slow-headers-once", "trickle-once", "cut-once",
        ])
    #expect(
        names(1) == [
            "server-error-once", "bad-gateway-once", "unavailable-once", "gateway-timeout-once",
            "overloaded-once", "error-in-200-once",
        ])
    for way in once {
        let expected = way.path.expected
        #expect(expected.outcome == (way.path.leg.index == 0 ? .answers : .movesOn))
        #expect(expected.answeredBy == way.path.leg)
        #expect(expected.calls[way.path.leg] == (way.path.cause == .dnsFailure ? 1 : 2))
        #expect(way.repeats == 1 && way.isProbeOnly)
    }
}

@Test func `a first leg that comes and goes is asked again, request by request`() throws {
    let plain = try plan("paths: causes\nstream: false\nthrough: [chat]")
    let way = try #require(plain.ways.first { $0.path.fault?.name == "unavailable-flapping" })
    #expect(way.path.leg == LegID(route: "chat", index: 0))
    // The second leg of this route admits rate limits only.
    #expect(way.turns.map(\.expected.outcome) == [.surfaces, .answers, .surfaces, .answers])
    #expect(way.turns.map { $0.callsBefore.values.reduce(0, +) } == [0, 1, 2, 3])
    let cured = try plan(
        "paths: causes\nstream: false",
        routes: "aliases: { chat: [{ model: gpt-5.2, retry: { times: 1, on: [server-error] } }] }")
    let turns = try #require(cured.ways.first { !$0.turns.isEmpty }).turns
    #expect(turns.allSatisfy { $0.expected.calls == [LegID(route: "chat", index: 0): 2] })
    #expect(turns.map { $0.callsBefore.values.reduce(0, +) } == [0, 2, 4, 6])
}

@Test func `causes that need a tool call are played where a test has one`() throws {
    let tests = """
        prompts: [plain, { id: tools, user: x, tools: [{ name: now }] }]
        tests:
          - { vars: {}, probe: true }
          - { vars: {}, simulate: { tool_calls: [{ name: now }] } }
        """
    let plan = try plan("paths: causes\nthrough: [solo]", tests: tests)
    let way = try #require(plan.ways.first { $0.path.cause == .badToolArguments })
    #expect(way.path.expected.outcome == .mustBeCaught)
    #expect(plan.ways.contains { $0.path.cause == .cacheDropped } == false)
    #expect(plan.notes.map(\.message).filter { $0.contains("not played") }.count == 1)
    #expect(try plan.suite.probe(for: .toolCalls)?.index == 1)
    #expect(try plan.suite.probe(for: nil)?.index == 0)
    #expect(plan.suite.prompts(for: .toolCalls).map(\.id) == ["tools"])
}

@Test func `a dropped cache is played where a test with a long prompt asks for cache hits`() throws
{
    let long = String(repeating: "word ", count: 1_000)
    let tests = { (words: String) in
        "prompts: [\"\(words)\"]\ntests: [{ assert: [{ type: cache-hit }] }]"
    }
    #expect(
        try plan("paths: causes", tests: tests(long)).ways
            .contains { $0.path.cause == .cacheDropped })
    #expect(
        try !plan("paths: causes", tests: tests("short")).ways
            .contains { $0.path.cause == .cacheDropped })
}

@Test func `models are planned as routes of one leg, by the routes or by the catalogue`() throws {
    let made = try plan("models: [claude-haiku-4-5, openai:gpt-5.4-mini, deepseek-v4-pro]")
    #expect(made.isDirect)
    #expect(
        made.routes.map { "\($0.name) \($0.legs[0].provider) \($0.legs[0].pin)" } == [
            "claude-haiku-4-5 anthropic claude-haiku-4-5-20251001",
            "openai:gpt-5.4-mini openai gpt-5.4-mini-2026-03-17",
            "deepseek-v4-pro deepseek deepseek-v4-pro",
        ])
    #expect(made.routes.allSatisfy { $0.legs.count == 1 && $0.legs[0].admits.isEmpty })
    #expect(made.ways.count == 6)
    let error = try #require(throws: Diagnostics.self) { try plan("models: [gpt-5.4-mni]") }
    #expect(error.items[0].hint == "did you mean 'gpt-5.4-mini'?")
    #expect(error.items[0].location?.line == 1)
}

@Test func `every scenario of failoverbench is a path of a route that retries`() throws {
    let plan = try plan(
        "paths: causes",
        routes: """
            aliases:
              chat:
                - { model: gpt-5.4, retry: { times: 1, on: [rate-limit, server-error] } }
                - { model: claude-haiku-4-5, on: [any] }
            """)
    for scenario in allScenarios {
        let index = scenario.place == .first ? 0 : 1
        #expect(
            plan.ways.contains { $0.path.leg.index == index && $0.path.fault == scenario.fault },
            "\(scenario.id)")
    }
}

@Test func `a suite says which causes are played, and how often`() throws {
    let some = try plan(
        "through: [chat]\nstream: true\ncauses: [cut, { cause: rate-limit, times: 3 }]",
        routes: "aliases: { chat: [{ model: gpt-5.2, retry: { times: 1, on: [rate-limit] } }] }")
    #expect(
        some.ways.map { $0.path.fault?.name ?? "-" } == ["-", "cut", "rate-limit-3-times"])
    let way = try #require(some.ways.last)
    // One retry each: the third call is cured by the fourth, and that is the end of it.
    #expect(way.turns.map(\.expected.outcome) == [.surfaces, .answers])
    #expect(way.turns.map { $0.callsBefore.values.reduce(0, +) } == [0, 2])
    #expect(way.turns.flatMap(\.expected.calls.values) == [2, 2])
    #expect(way.repeats == 2)
    let once = try plan("through: [solo]\nstream: true\ncauses: [unavailable-2-times]")
    #expect(once.ways.last?.turns.map(\.expected.outcome) == [.surfaces, .surfaces, .answers])
}

@Test(arguments: [
    ("causes: [rate-limt]", "unknown cause 'rate-limt'"),
    ("causes: [{ cause: refused, times: 2 }]", "'refused-2-times': a leg that no call reaches"),
    ("causes: [unavailable-21-times]", "a cause strikes 20 times at most, found 21"),
    ("paths: legs\ncauses: [cut]", "`causes:` says which causes are played, and `paths: legs`"),
])
func `causes that cannot be played are told`(head: String, message: String) throws {
    let error = try #require(throws: Diagnostics.self) { try plan(head) }
    #expect(error.items.count == 1)
    #expect(error.items[0].message.hasPrefix(message), "\(error.items[0].message)")
}
