import Documents
import GatewayMaps
import Plans
import Rows
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

@Test func `a day that a signal ended is told for itself, and held against no other`() throws {
    let rehearsal = try rehearsal()
    let leg = rehearsal.courses[0].route.legs[0].id
    func day(_ nanos: Int128, sent: Int = 10) -> Rehearsal.Day {
        var outcome = Rehearsal.Outcome()
        (outcome.nanos, outcome.answeredBy) = (nanos, leg)
        return Rehearsal.Day(
            outcomes: (0..<10).map { $0 < sent ? outcome : nil }, legs: [[:]])
    }
    let cut = try #require(
        rehearsal.rows(quiet: day(100), mix: day(150, sent: 4), retried: nil).first)
    #expect(cut.requests == 10 && cut.days.map(\.requests) == [nil, 4])
    #expect(cut.days.map(\.answered) == [10, 4])
    #expect(cut.days.map { $0.spend?.nanos } == [1000, 600])
    #expect(cut.extra == nil && cut.saved == nil)
    let late = try #require(
        rehearsal.rows(quiet: day(100), mix: day(150), retried: day(120, sent: 9)).first)
    #expect(late.extra?.nanos == 500 && late.saved == nil)
    let early = try #require(
        rehearsal.rows(quiet: day(100, sent: 0), mix: nil, retried: nil).first)
    #expect(early.days.map(\.requests) == [0] && early.days[0].spend == nil)
}

/// What stands beside a day's sum: nothing, a free call in another currency, an answer that is paid in one, and an
/// answer without a price.
private enum Beside: CaseIterable {
    case nothing, free, foreign, unpriced

    var leavesSumWhole: Bool { self == .nothing || self == .free }
}

@Test(arguments: Beside.allCases, Beside.allCases)
private func `days are held against each other only where no sum leaves anything out`(
    onMix: Beside, onRetried: Beside
) throws {
    let rehearsal = try rehearsal()
    let legs = rehearsal.courses[0].route.legs.map(\.id)
    func day(_ nanos: Int128, _ beside: Beside) -> Rehearsal.Day {
        var line = RehearsalRow.Line(leg: legs[1], legName: "second")
        switch beside {
        case .nothing: line.cost = Money(nanos: 7, "USD")
        case .free: line.cost = Money(nanos: 0, "CNY")
        case .foreign: line.cost = Money(nanos: 7, "CNY")
        case .unpriced: line.unpriced = 1
        }
        var outcome = Rehearsal.Outcome()
        (outcome.nanos, outcome.answeredBy) = (nanos, legs[0])
        return Rehearsal.Day(
            outcomes: [Rehearsal.Outcome](repeating: outcome, count: 10), legs: [[legs[1]: line]])
    }
    let rows = rehearsal.rows(
        quiet: day(100, .nothing), mix: day(150, onMix), retried: day(120, onRetried))
    let row = try #require(rows.first)
    #expect(row.currency == "USD")
    #expect(row.extra?.nanos == (onMix.leavesSumWhole ? 500 : nil))
    #expect(row.saved?.nanos == (onMix.leavesSumWhole && onRetried.leavesSumWhole ? 300 : nil))
    // What each day cost in this currency is told all the same.
    #expect(row.days.map { $0.spend?.nanos } == [1000, 1500, 1200])
}
