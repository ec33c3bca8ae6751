import Documents
import Rows
import Vocabulary

/// The failoverbench scenarios of a drill.
struct ScenarioSection: SummarySection {
    static let key = "scenarios"

    private var table = ScenarioTable()

    mutating func take(_ row: PathRow) { table.take(row) }

    func markdown() -> String {
        guard !table.isEmpty else { return "" }
        var text = "## Scenarios of failoverbench\n\n"
        text += "What callers saw, over all paths on which a leg is broken in this way:\n\n"
        text += Markdown.row([
            "scenario", "what happens", "played as", "leg", "paths", "answered", "error told",
            "not told", "findings",
        ])
        text += "| --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- |\n"
        for line in table.lines {
            let scenario = line.scenario
            let counts = [line.paths, line.answered, line.told, line.untold].map(Figures.grouped)
            text += Markdown.row(
                [
                    scenario.id, scenario.summary, scenario.fault?.name ?? "healthy",
                    scenario.place.rawValue,
                ] + (line.paths == 0 ? ["none", "", "", ""] : counts) + [line.codes])
        }
        return text + "\n"
    }

    /// Nothing of runs that are no drill.
    func write(to json: inout JSONWriter) {
        json.beginArray()
        for line in table.lines where !table.isEmpty {
            json.beginObject()
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
            json.endObject()
        }
        json.endArray()
    }
}
