import Documents
import Rows
import Vocabulary

/// What a drill has found, by name.
struct FindingSection: SummarySection {
    static let key = "path_findings"

    private var table = FindingTable()

    mutating func take(_ row: PathRow) { table.take(row) }

    func markdown() -> String {
        guard !table.isEmpty else { return "" }
        var text = "## Findings of the drill\n\n"
        text += Markdown.row(["name", "severity", "paths", "the first of them", "where"])
        text += "| --- | --- | ---: | --- | --- |\n"
        for line in table.lines {
            text += Markdown.row([
                line.finding.code, line.finding.severity.rawValue, Figures.grouped(line.count),
                Markdown.cell(line.finding.message), Markdown.cell(line.path),
            ])
        }
        return text + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.beginArray()
        for line in table.lines {
            json.beginObject()
            json.member("code", line.finding.code)
            json.member("severity", line.finding.severity.rawValue)
            json.member("paths", line.count)
            json.member("message", Shortened.scalars(line.finding.message, 500))
            json.member("path", line.path)
            json.endObject()
        }
        json.endArray()
    }
}
