import Documents
import GatewayMaps
import Plans
import Rows
import Suites
import Testing
import Vocabulary

@testable import Runs

private let first = LegID(route: "chat", index: 0)

/// The first case of a plan of one leg.
private func planned() throws -> Case {
    let suite = try SuiteFile.read(
        try Document.read(
            SourceText(file: "s.yaml", bytes: Array("prompts: [Hello]\ntests: [{}]\n".utf8))))
    let leg = Leg(
        id: first, provider: "openai", model: "gpt-5.4", pin: "gpt-5.4", timeout: .seconds(1))
    let plan = try Planner.plan(
        suite,
        over: RouteMap(file: "routes.yaml", routes: [Route(name: "chat", legs: [leg])]))
    return try #require(CaseSource(plan, selection: CaseSelection()).next()).planned
}

@Test func `a case that met a dead lane is errored as if nobody had been reached, and sent again`()
    async throws
{
    let planned = try planned()
    var reading = Reading()
    (reading.status, reading.outcome) = (500, .error)
    var exchange = Exchange(queued: Moment(nanoseconds: 0))
    exchange.status = 500
    let attempt = Attempt(
        path: planned.path, isStreamed: false, reading: reading, exchange: exchange, calls: [])
    for (end, verdict) in [("the lane is gone", RowVerdict.errored), (nil, .failed)] {
        var row = planned.row
        (row.verdict, row.status) = (.failed, 500)
        let witness = DrillWitness(names: [:], lanesEnd: { end })
        let testimony = await witness.see(planned, attempt, &row, after: nil)
        #expect(row.verdict == verdict)
        #expect(row.isUnreached == (end != nil), "a resumed drill sends what reached nobody")
        #expect(testimony.asksAgain == (end == nil))
        guard case .path(let path)? = testimony.rows.first else { continue }
        #expect(path.isCovered == (end == nil))
        if let end { #expect(row.checks.map(\.message) == [end]) }
    }
}
