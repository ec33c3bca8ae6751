import Rows
import Testing
import Vocabulary

@testable import Reports

private func row(
    _ leg: LegID, _ cause: String?, isStreamed: Bool, _ walk: PathWalk, route: String? = nil
) -> PathRow {
    var row = PathRow(
        leg: leg, legName: "openai:x|y", cause: cause, isStreamed: isStreamed,
        expectedOutcome: .answers, isCovered: true)
    row.walk = walk
    row.route = route ?? leg.route
    return row
}

private let one = LegID(route: "chat", index: 0)
private let other = LegID(route: "backup", index: 0)

@Test func `plain and streamed stand side by side, and what went otherwise is marked`() {
    let sound = PathWalk.Course(status: 200, answeredBy: "a", calls: ["a"], isComplete: true)
    let cut = PathWalk.Course(status: 200, answeredBy: "a", calls: ["a", "a"])
    let failed = PathWalk.Course(status: 500, calls: ["a"])
    var matrix = DrillMatrix()
    matrix.take(row(one, "cut", isStreamed: false, PathWalk(observed: sound, predicted: sound)))
    matrix.take(
        row(
            one, "cut", isStreamed: true,
            PathWalk(
                observed: cut, predicted: failed,
                findings: [Finding("drill.success.cut", .error, "half of it")])))
    matrix.take(
        row(
            other, nil, isStreamed: false, PathWalk(observed: sound, predicted: sound),
            route: "chat"))
    #expect(matrix.total == 3)
    #expect(matrix.agreeing == 2)
    let text = matrix.markdown(
        of: "config.yaml", constructs: [("a.b", "approximate: so so")], changes: ["c: left out"])
    #expect(text.contains("2 of 3 paths went as predicted."))
    #expect(
        text.contains(
            #"| chat/1 openai:x\|y | cut | ✓ 200 from a, 1 call | ✗ 200 from a, not whole, 2 calls |"#
        ))
    #expect(text.contains(#"| backup/1 openai:x\|y | healthy | ✓ 200 from a, 1 call |  |"#))
    #expect(
        text.contains("| drill.success.cut | error | 1 | half of it | chat, chat/1, cut, stream |"))
    #expect(text.contains("- `a.b`: approximate: so so"))
    #expect(text.contains("- c: left out"))
}

@Test func `words of others end no cell and reach no terminal as they are`() {
    var matrix = DrillMatrix()
    let course = PathWalk.Course(status: 200, answeredBy: "a\u{1B}[2J|b\nc", calls: [])
    matrix.take(row(one, nil, isStreamed: false, PathWalk(observed: course, predicted: course)))
    let text = matrix.markdown(of: "<x>", constructs: [], changes: [])
    #expect(!text.contains("\u{1B}"))
    #expect(!text.contains("<x>"))
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("| chat") }.count == 1)
}

@Test func `rows without a walk are none of a drill`() {
    var matrix = DrillMatrix()
    matrix.take(
        PathRow(
            leg: one, legName: "x", cause: nil, isStreamed: false, expectedOutcome: .answers,
            isCovered: true))
    #expect(matrix.isEmpty)
}

private func scenario(
    _ cause: String?, before: Int = 0, status: Int, isComplete: Bool, _ codes: [String] = []
) -> PathRow {
    let course = PathWalk.Course(status: status, calls: ["a"], isComplete: isComplete)
    var one = row(
        one, cause, isStreamed: true,
        PathWalk(
            observed: course, predicted: course,
            findings: codes.map { Finding($0, .error, "so") }))
    one.legsBefore = before
    return one
}

@Test func `what callers saw is told scenario by scenario, first legs and fallbacks apart`() throws
{
    var table = ScenarioTable()
    #expect(table.isEmpty)
    for row in [
        scenario("unavailable", status: 200, isComplete: true),
        scenario("unavailable", status: 503, isComplete: false),
        // Behind another leg it is no scenario of the first.
        scenario("unavailable", before: 1, status: 503, isComplete: false),
        scenario("cut", status: 200, isComplete: false, ["drill.success.invented-stop"]),
        scenario("stall", status: 200, isComplete: false),
        scenario("bad-request", status: 400, isComplete: false),
        scenario("bad-request", before: 1, status: 400, isComplete: false),
        scenario(nil, before: 2, status: 200, isComplete: true, ["drill.headers.wrong-leg"]),
    ] { table.take(row) }
    let lines = Dictionary(uniqueKeysWithValues: table.lines.map { ($0.scenario.id, $0) })
    #expect(lines.count == 16)
    let s04 = try #require(lines["S04"])
    #expect((s04.answered, s04.told, s04.untold) == (1, 1, 0))
    let s08 = try #require(lines["S08"])
    #expect((s08.answered, s08.told, s08.untold) == (0, 0, 1))
    #expect(s08.codes == "drill.success.invented-stop")
    #expect(lines["S09"]?.told == 1)
    #expect(lines["S14"]?.told == 1)
    #expect(lines["S16"]?.answered == 1)
    #expect(lines["S01"]?.paths == 0)
    let text = table.rendered(width: 120, Palette(isColoured: false))
    #expect(text.contains("S08 a cut after 40 of 60 tokens"))
    #expect(text.split(separator: "\n").count == 17)
}

@Test func `what was not shown is listed by leg and reason, with the name of each cause`() {
    var matrix = DrillMatrix()
    for (cause, isStreamed) in [("cut", true), ("rate-limit", false), ("rate-limit", true)] {
        var row = PathRow(
            leg: one, legName: "openai:x", cause: cause, isStreamed: isStreamed,
            expectedOutcome: .movesOn, isCovered: false)
        row.reason = "nobody can | from outside"
        matrix.take(row)
    }
    let text = matrix.markdown(of: "request.json", constructs: [], changes: [])
    #expect(text.contains("## Not covered\n\n3 paths were not shown:\n"))
    #expect(
        text.contains(
            #"- chat/1 openai:x: cut (streamed), rate-limit: nobody can \| from outside"#))
    #expect(matrix.total == 0)
}
