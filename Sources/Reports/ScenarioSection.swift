import Documents
import Rows
import Vocabulary

/// The failoverbench scenarios of a drill; nothing of runs that are none.
struct ScenarioSection: TableSection {
    static let key = "scenarios"
    static let title = "Scenarios of failoverbench"
    static let columns: [Markdown.Column] = [
        .text("scenario"), .text("what happens"), .text("played as"), .text("leg"),
        .number("paths"), .number("answered"), .number("error told"), .number("not told"),
        .text("findings"),
    ]
    let introduction = "What callers saw, over all paths on which a leg is broken in this way:"

    private let table: ScenarioTable

    init(of drilled: DrilledPaths) { table = ScenarioTable(of: drilled) }

    var lines: [ScenarioTable.Line] { table.isEmpty ? [] : table.lines }

    func cells(of line: ScenarioTable.Line) -> [String] {
        let scenario = line.scenario
        let counts = [line.paths, line.answered, line.told, line.untold].map(Figures.grouped)
        return [
            scenario.id, scenario.summary, scenario.fault?.name ?? "healthy",
            scenario.place.rawValue,
        ] + (line.paths == 0 ? ["none", "", "", ""] : counts) + [line.codes]
    }

    func write(_ line: ScenarioTable.Line, to json: inout JSONWriter) {
        json.member("id", line.scenario.id)
        json.member("summary", line.scenario.summary)
        json.member("cause", line.scenario.fault?.name ?? "healthy")
        json.member("place", line.scenario.place.rawValue)
        json.member("paths", line.paths)
        json.member("answered", line.answered)
        json.member("told", line.told)
        json.member("not_told", line.untold)
        json.key("findings")
        json.beginObject()
        for (code, count) in line.findings.sorted(by: { $0.key < $1.key }) {
            json.member(code, count)
        }
        json.endObject()
    }
}
