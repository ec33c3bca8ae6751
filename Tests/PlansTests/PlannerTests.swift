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

private func plan(_ head: String, routes text: String = routes) throws -> Plan {
    let map = try RoutesFile.read(
        try Document.read(SourceText(file: "routes.yaml", text: text)),
        knownProviders: ["openai", "anthropic"])
    let suite = try SuiteFile.read(
        try Document.read(
            SourceText(file: "s.yaml", text: head + "\nprompts: [x]\ntests: [{ vars: {} }]")))
    return try Planner.plan(suite, over: map)
}

private func words(_ plan: Plan) -> [String] {
    plan.ways.map { way in
        "\(way.path.leg) \(way.path.cause?.name ?? "-") \(way.isStreamed ? "s" : "p") \(way.path.expected.outcome.rawValue)"
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
        plan.ways.map { $0.path.cause?.name ?? "-" } == ["-"] + played + ["-"] + played)
    let expected = Dictionary(
        plan.ways.map {
            ("\($0.path.leg) \($0.path.cause?.name ?? "-")", $0.path.expected.outcome)
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
        #expect(way.repeats == (way.path.cause == nil ? 3 : 1))
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
