import Documents
import Vocabulary

/// What the suites' `metric:` names came to.
struct MetricSection: TableSection {
    static let key = "metrics"
    static let title = "Metrics"
    static let columns: [Markdown.Column] =
        [.text(MetricTable.heads[0])] + MetricTable.heads.dropFirst().map { .number($0) }

    private var table = MetricTable()

    mutating func take(_ row: CaseRow) { table.take(row) }

    var lines: [Metric] { table.totals }

    func cells(of metric: Metric) -> [String] {
        let cells = table.cells(of: metric)
        return [Markdown.cell(cells[0])] + cells.dropFirst()
    }

    func write(_ metric: Metric, to json: inout JSONWriter) {
        json.member("metric", metric.name)
        json.key("score")
        json.number(text: String(metric.score))
        json.key("weight")
        json.number(text: String(metric.weight))
        json.member("cases", table.cases(of: metric.name))
    }
}
