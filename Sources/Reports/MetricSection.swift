import Documents
import Vocabulary

/// What the suites' named metrics came to.
struct MetricSection: SummarySection {
    static let key = "metrics"

    private var table = MetricTable()

    mutating func take(_ row: CaseRow) { table.take(row) }

    func markdown() -> String {
        let lines = table.lines
        guard !lines.isEmpty else { return "" }
        var text = "## Metrics\n\n" + Markdown.row(MetricTable.heads) + "| --- | ---: | ---: |\n"
        for line in lines {
            text += Markdown.row([
                Markdown.cell(line.name), line.figure, Figures.grouped(line.cases),
            ])
        }
        return text + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.beginArray()
        for line in table.lines {
            json.beginObject()
            json.member("metric", line.name)
            json.key("score")
            json.number(text: line.figure)
            json.member("cases", line.cases)
            json.endObject()
        }
        json.endArray()
    }
}
