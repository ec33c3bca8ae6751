import Documents
import GatewayMaps
import Plans
import Suites
import TestSupport
import Testing
import Vocabulary

private let routes = """
    aliases: { chat: [gpt-5.4-mini, { model: claude-haiku-4-5, on: [rate-limit] }] }
    routes:
    - { match: context_length > 100, model: chat }
    - { match: task_type == "reasoning" and stream, model: gpt-5.4 }
    - { default: gpt-5.2 }
    """

private func plan(_ head: String, routes text: String = routes) throws -> Plan {
    let map = try RoutesFile.read(
        try Document.read(SourceText(file: "routes.yaml", text: text)),
        knownProviders: ["openai", "anthropic"])
    let long = String(repeating: "word ", count: 100)
    let suite = try SuiteFile.read(
        try Document.read(
            SourceText(
                file: "s.yaml",
                text: """
                    \(head)
                    prompts: ["{{ text }}", "Well: {{ text }}"]
                    tests: [{ vars: { text: short } }, { vars: { text: \(long) } }]
                    """)))
    return try Planner.plan(suite, over: map)
}

/// How many cases go over each route, plain and streamed.
private func counts(_ plan: Plan) -> [String: Int] {
    var counts: [String: Int] = [:]
    for way in plan.ways {
        counts["\(way.path.leg)\(way.isStreamed ? " s" : "")", default: 0] +=
            plan.caseCount(of: way, tests: 2)
    }
    return counts
}

@Test func `each rule is a route, and the tests that it takes go over it`() throws {
    let plan = try plan("through: [auto]\npaths: primary")
    #expect(plan.routes.map(\.name) == ["auto[1]", "auto[2]", "auto[default]"])
    #expect(
        counts(plan) == [
            "auto[1]/1": 2, "auto[1]/1 s": 2, "auto[2]/1": 0, "auto[2]/1 s": 0,
            "auto[default]/1": 2, "auto[default]/1 s": 2,
        ])
    guard case .list(let tests) = plan.suite.tests else {
        Issue.record("the tests are a list")
        return
    }
    for way in plan.ways {
        for prompt in plan.suite.prompts {
            #expect(
                tests.map { plan.takes($0, of: prompt, over: way) }
                    == [way.path.route == "auto[default]", way.path.route == "auto[1]"])
        }
    }
}

@Test func `a rule that no test reaches is told and stays uncovered`() throws {
    let plan = try plan("through: [auto]")
    #expect(
        plan.notes.map(\.message) == [
            "rule auto[2] is not covered: no test of 's.yaml' is one that it takes"
        ])
    #expect(plan.notes[0].severity == .note && plan.notes[0].location?.line == 4)
    #expect(plan.ways.contains { $0.path.route == "auto[2]" })
}

@Test func `task and stream decide where a rule asks for them`() throws {
    let plan = try plan(
        "task: reasoning\nthrough: [\"auto[2]\", \"auto[default]\"]\npaths: primary")
    #expect(
        counts(plan) == [
            "auto[2]/1": 0, "auto[2]/1 s": 2, "auto[default]/1": 2, "auto[default]/1 s": 0,
        ])
    #expect(plan.notes.isEmpty)
}

@Test func `all tests go over an alias, and a cause is shown on one probe of each prompt`() throws {
    let plan = try plan("through: [chat, auto]\npaths: causes\nstream: true")
    for way in plan.ways where way.path.route != "auto[2]" {
        let isRuled = way.path.route != "chat"
        let expected = way.isProbeOnly ? 2 : isRuled ? 2 : 4
        #expect(plan.caseCount(of: way, tests: 2) == expected, "\(way.path.leg)")
    }
}

@Test func `a rule keeps the chain of its alias, with legs of its own`() throws {
    let plan = try plan("through: [\"auto[1]\"]\nstream: false")
    #expect(plan.ways.map(\.path.leg.description) == ["auto[1]/1", "auto[1]/2"])
    #expect(plan.ways[1].path.expected.outcome == .movesOn)
}

@Test func `requests that no rule takes are told`() throws {
    let plan = try plan(
        "through: [auto]", routes: "routes: [{ match: context_length > 100, model: gpt-5.4 }]")
    #expect(
        plan.notes.map(\.message) == [
            "no rule takes 4 of the requests for 'auto', and no rule is a default: they are not sent"
        ])
}

@Test func `what a routes file says to no effect stands in the plan`() throws {
    let plan = try plan(
        "through: [auto]",
        routes: "routes: [{ default: gpt-5.4 }, { match: stream, model: gpt-5.2 }]")
    #expect(plan.notes.map(\.severity) == [.warning, .note])
    #expect(plan.notes[0].message.contains("takes everything"))
}

@Test func `without rules nothing is said of auto`() throws {
    let error = try #require(throws: Diagnostics.self) {
        try plan("through: [auto]", routes: "aliases: { chat: [gpt-5.4] }")
    }
    #expect(error.items.map(\.message) == ["unknown route 'auto'"])
}
