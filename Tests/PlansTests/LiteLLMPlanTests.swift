import Documents
import GatewayMaps
import Plans
import Suites
import Testing
import Vocabulary

private func plan(_ config: String, paths: String = "causes") throws -> Plan {
    let node = try Document.read(SourceText(file: "config.yaml", text: config))
    let config = try LiteLLMReader.read(
        node, load: { _, node throws(Diagnostics) in node }, environment: { _ in nil })
    let suite = try SuiteFile.read(
        try Document.read(
            SourceText(
                file: "suite.yaml",
                text: "paths: \(paths)\nprompts: [hello]\ntests: [{ simulate: hi }]")))
    let predictor = LiteLLMPredictor(config) { _, cause in
        switch cause {
        case .auth: RefusalText(status: 401, body: "{}")
        case .serverError: RefusalText(status: 500, body: "{}")
        default: nil
        }
    }
    return try Planner.plan(suite, over: predictor)
}

private let chain = """
    model_list:
      - { model_name: chat, litellm_params: { model: openai/x } }
      - { model_name: backup, litellm_params: { model: anthropic/y } }
      - { model_name: alone, litellm_params: { model: deepseek/z } }
      - { model_name: elsewhere, litellm_params: { model: bedrock/b } }
    router_settings: { fallbacks: [{ chat: [backup] }] }
    """
private let chat = LegID(route: "chat", index: 0)
private let backup = LegID(route: "backup", index: 0)

@Test func `every route, every leg that it leads to and every cause is a way, plain and streamed`()
    throws
{
    let plan = try plan(chain)
    let healthy = plan.ways.filter { $0.path.cause == nil && !$0.isStreamed }
    #expect(
        healthy.map { "\($0.path.route) \($0.path.leg)" } == [
            "chat chat/1", "chat backup/1", "backup backup/1", "alone alone/1",
        ])
    #expect(healthy[1].path.causes == [chat: .auth])
    #expect(healthy[1].path.expected.answeredBy == backup)
    let played = plan.ways.filter { $0.path.route == "chat" && $0.path.leg == backup }
    let causes = Set(played.compactMap { $0.path.cause?.name })
    #expect(
        causes == Set(allCauses.filter { $0.need == nil && !$0.needsEmbeddedGateway }.map(\.name)))
    #expect(plan.notes.contains { $0.message.hasPrefix("cause 'dns-failure' is not played: ") })
    #expect(plan.ways.allSatisfy { !$0.walks.isEmpty })
    #expect(plan.notes.contains { $0.message.contains("'bedrock/b'") })
}

@Test func `legs alone are planned where a suite asks for no causes`() throws {
    #expect(try plan(chain, paths: "legs").ways.count == 8)
}

@Test func `where nothing is to fail each route is asked once, whoever dice choose`() throws {
    let ways = try plan(chain, paths: "primary").ways
    #expect(
        ways.map { "\($0.path.leg)" } == [
            "chat/1", "chat/1", "backup/1", "backup/1", "alone/1", "alone/1",
        ])
    #expect(ways.allSatisfy { $0.path.causes.isEmpty && $0.path.expected.outcome == .answers })
    let dice = try plan(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x } }
          - { model_name: chat, litellm_params: { model: openai/y } }
        """, paths: "primary"
    ).ways
    #expect(dice.count == 2)
    #expect(Set(dice[0].path.alternatives.compactMap(\.answeredBy)).count == 2)
    // The file's first leg is never called: the path is that of the leg which answers.
    for differing in ["order: 2 | order: 1", "weight: 0 | weight: 1"] {
        let words = differing.split(separator: " | ")
        let ways = try plan(
            """
            model_list:
              - { model_name: chat, litellm_params: { model: openai/x, \(words[0]) } }
              - { model_name: chat, litellm_params: { model: openai/y, \(words[1]) } }
            """, paths: "primary"
        ).ways
        let second = LegID(route: "chat", index: 1)
        #expect(ways.map(\.path.leg) == [second, second], "\(differing)")
        #expect(ways.map(\.path.expected.answeredBy) == [second, second], "\(differing)")
    }
}

@Test func `causes that a suite lists are those that are played`() throws {
    let plan = try plan(
        chain, paths: "causes\ncauses: [cut, { cause: server-error, times: 1 }, dns-failure]")
    #expect(
        Set(plan.ways.compactMap { $0.path.fault?.name }) == ["cut", "server-error-once"])
    let told = plan.notes.filter { $0.severity == .warning && $0.message.contains("dns-failure") }
    #expect(told.count == 1)
    #expect(!plan.notes.contains { $0.message.contains("'tls-failure'") })
}

@Test func `of legs that dice choose between all others break, so that the one must answer`() throws
{
    let plan = try plan(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x } }
          - { model_name: chat, litellm_params: { model: openai/y } }
        """, paths: "legs")
    let second = LegID(route: "chat", index: 1)
    let way = try #require(plan.ways.first { $0.path.leg == second })
    #expect(way.path.causes == [chat: .auth])
    #expect(Set(way.path.alternatives.map(\.calls)) == [[second: 1], [chat: 1, second: 1]])
    let settled = way.path.settled(by: [chat: 1, second: 1])
    #expect(settled.expected.outcome == .movesOn)
    #expect(way.path.settled(by: [chat: 7]).expected == way.path.expected)
}

@Test func `faults that do not last are planned where the first leg is asked`() throws {
    let plan = try plan(chain + "\nlitellm_settings: { num_retries: 1 }\n")
    func ways(_ name: String) -> [Plan.Way] {
        plan.ways.filter { $0.path.fault?.name == name && !$0.isStreamed }
    }
    // The backup is no first leg of the chat's.
    #expect(
        ways("server-error-once").map { "\($0.path.route) \($0.path.leg)" } == [
            "chat chat/1", "backup backup/1", "alone alone/1",
        ])
    let once = try #require(ways("server-error-once").first)
    #expect(once.path.expected.calls == [chat: 2])
    #expect(once.path.expected.answeredBy == chat)
    let lasting = try #require(ways("server-error").first)
    #expect(lasting.path.expected.calls == [chat: 2, backup: 1])
    let flapping = try #require(ways("unavailable-flapping").first)
    #expect(flapping.turns.count == Fault.flappingRequests)
    // Every request finds it broken, asks again and has its answer.
    for walks in flapping.turnWalks {
        #expect(walks.map(\.calls) == [[chat, chat]])
    }
    #expect(flapping.walks(over: flapping.turns[2]) == flapping.turnWalks[2])
}

@Test func `each tag is a route of its own, and one that is refused is a path without a call`()
    throws
{
    let plan = try plan(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x, tags: [eu] } }
          - { model_name: chat, litellm_params: { model: openai/y, tags: [default] } }
          - { model_name: chat, litellm_params: { model: openai/z } }
          - { model_name: inner, litellm_params: { model: openai/i, tags: [eu] } }
        router_settings: { enable_tag_filtering: true, num_retries: 0 }
        """, paths: "legs")
    let plain = plan.ways.filter { !$0.isStreamed }
    #expect(
        plain.map { "\($0.path.route) \($0.path.requested) \($0.path.leg)" } == [
            "chat chat chat/2", "inner inner inner/1",
            "chat[tag=eu] chat chat/1", "chat[tag=default] chat chat/2",
            "chat[tag=no-such-tag] chat chat/2",
            "inner[tag=eu] inner inner/1", "inner[tag=no-such-tag] inner inner/1",
        ])
    let refused = plain.last?.path.expected
    #expect(refused?.outcome == .surfaces && refused?.calls == [:])
    // No tag leads to a deployment without one beside a default.
    #expect(Set(plan.unreached.map(\.leg)) == [LegID(route: "chat", index: 2)])
    let why = Set(plan.unreached.map(\.why))
    #expect(why.count == 1 && why.first?.location?.line == 4)
    #expect(
        why.first?.message.hasPrefix("leg chat/3 (openai:z) is not reached: it has no tags") == true
    )
    #expect(plan.notes.count { $0 == why.first } == 1)
}

@Test func `a leg that dice never pick is not reached, and one that another route leads to is`()
    throws
{
    let plan = try plan(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x, weight: 1 } }
          - { model_name: chat, litellm_params: { model: openai/y, weight: 0 }, model_info: { id: second } }
          - { model_name: chat, litellm_params: { model: openai/z, weight: 0 } }
          - { model_name: other, litellm_params: { model: openai/o } }
        router_settings: { num_retries: 0, fallbacks: [{ other: [second] }] }
        """, paths: "legs")
    #expect(Set(plan.unreached.map(\.leg)) == [LegID(route: "chat", index: 2)])
    #expect(plan.unreached.allSatisfy { $0.why.message.contains("its weight is 0") })
}

@Test func `why dice never pick a leg is told by its owner's numbers, not by a copy's`()
    throws
{
    // The copy has weights, so that nobody asks the first, whom no lane stands in for.
    let plan = try plan(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: bedrock/b, rpm: 100 } }
          - { model_name: chat, litellm_params: { model: openai/x, rpm: 50 } }
          - { model_name: chat, litellm_params: { model: openai/y } }
        """, paths: "legs")
    #expect(Set(plan.unreached.map(\.leg)) == [LegID(route: "chat", index: 2)])
    for unreached in plan.unreached {
        #expect(unreached.why.message.contains("others of its group have `rpm`"), "\(unreached)")
        #expect(!unreached.why.message.contains("weight"), "\(unreached)")
    }
}

@Test func `a route with nobody that can be shown has no path of its own, and others go round it`()
    throws
{
    let plan = try plan(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: bedrock/b } }
          - { model_name: chat, litellm_params: { model: openai/x } }
          - { model_name: cloud, litellm_params: { model: vertex_ai/v } }
        """, paths: "legs")
    #expect(Set(plan.ways.map(\.path.leg)) == [LegID(route: "chat", index: 1)])
    // Nothing has to be broken for it: the other is never there.
    #expect(plan.ways.allSatisfy { $0.path.causes.isEmpty })
    #expect(plan.unreached.isEmpty)
}

@Test func `a key that is not set is told once, with all that wait for it`() throws {
    let plan = try plan(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: anthropic/x, api_key: os.environ/ONE } }
          - { model_name: chat, litellm_params: { model: anthropic/y, api_key: os.environ/ONE } }
          - { model_name: other, litellm_params: { model: anthropic/z, api_key: os.environ/TWO } }
        """, paths: "legs")
    let notes = plan.notes.filter { $0.message.contains("is not set here") }
    #expect(notes.map(\.location?.line) == [2, 4])
    #expect(notes.first?.message.contains("'ONE'") == true)
    #expect(notes.first?.message.contains("never calls chat/1, chat/2, and") == true)
}

@Test func `a way knows what a wildcard on it is asked for`() throws {
    let plan = try plan(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x } }
          - { model_name: "claude-*", litellm_params: { model: "anthropic/claude-*" } }
        router_settings: { num_retries: 0, fallbacks: [{ chat: [claude-haiku-4-5] }] }
        """)
    let wildcard = LegID(route: "claude-*", index: 0)
    let led = plan.ways.filter { $0.path.route == "chat" && $0.path.leg == wildcard }
    #expect(!led.isEmpty)
    for way in led where way.path.expected.answeredBy == wildcard {
        #expect(way.pins == [wildcard: ["claude-haiku-4-5"]])
    }
    let flapping = plan.ways.filter { !$0.turns.isEmpty && $0.path.route == "chat" }
    #expect(!flapping.isEmpty)
    #expect(flapping.allSatisfy { $0.pins[wildcard] == ["claude-haiku-4-5"] })
}
