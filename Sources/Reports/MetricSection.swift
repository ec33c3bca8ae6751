import Documents
import Vocabulary

/// What the suites' `metric:` names came to.
struct MetricSection: SummarySection {
    static let key = "metrics"

    private var table = MetricTable()

    mutating func take(_ row: CaseRow) { table.take(row) }

    func markdown() -> String {
        let lines = table.lines
        guard !lines.isEmpty else { return "" }
        var text = "## Metrics\n\n" + Markdown.row(MetricTable.heads) + "| --- | ---: | ---: |\n"
        for cells in lines { text += Markdown.row([Markdown.cell(cells[0])] + cells.dropFirst()) }
        return text + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.beginArray()
        for metric in table.totals {
            json.beginObject()
            json.member("metric", metric.name)
            json.key("score")
            json.number(text: String(metric.score))
            json.key("weight")
            json.number(text: String(metric.weight))
            json.member("cases", table.cases(of: metric.name))
            json.endObject()
        }
        json.endArray()
    }
}
