import Documents
import GatewayMaps
import Plans
import Suites
import Testing
import Vocabulary

@testable import Runs

/// A suite over a group for every name of a kind, which its gateway is asked for by one such name.
private func plan() throws -> Plan {
    let suite = try SuiteFile.read(
        try Document.read(
            SourceText(file: "s.yaml", bytes: Array("prompts: [Hello]\ntests: [{}]\n".utf8))))
    let legs = (0..<2).map { index in
        Leg(
            id: LegID(route: "openai/*", index: index), provider: "openai", model: "gpt-5.4",
            pin: "gpt-5.4", timeout: .seconds(1))
    }
    var plan = try Planner.plan(
        suite, over: RouteMap(file: "routes.yaml", routes: [Route(name: "openai/*", legs: legs)]))
    for place in plan.ways.indices { plan.ways[place].path.route = "openai/any-model" }
    return plan
}

private func rehearsal(_ routes: [String] = []) throws -> Rehearsal {
    try Rehearsal(
        try PreparedSuite(try plan(), isSimulated: true), routes: routes,
        terms: Rehearsal.Terms(
            mix: try FaultMix(reading: "rate-limit=5%"), duration: .seconds(1), requests: 10,
            seed: 0),
        timing: .counted { _, _, _ in .zero })
}

@Test func `a group for all names of a kind is rehearsed by the one that is asked for`() throws {
    for routes in [[], ["openai/any-model"]] {
        let rehearsal = try rehearsal(routes)
        #expect(rehearsal.courses.map(\.route.name) == ["openai/any-model"])
        #expect(rehearsal.courses[0].route.legs.map(\.id.route) == ["openai/*", "openai/*"])
        #expect(rehearsal.routeNames == ["openai/any-model"])
        #expect(Array(rehearsal.arrivals(of: 0)).count == 10)
    }
}

@Test func `where nothing is left to rehearse, that is said`() throws {
    let told = try #require(throws: Diagnostics.self) { _ = try rehearsal(["other"]) }
    #expect(told.items.first?.message.contains("there is nothing to rehearse") == true)
}
