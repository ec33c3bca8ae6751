import Documents
import Rows
import Vocabulary

/// How long healthy answers took, leg by leg.
struct LatencySection: SummarySection {
    static let key = "latency"

    private var table = LatencyTable()

    mutating func take(_ row: CaseRow) { table.take(row) }

    func markdown() -> String {
        let lines = table.byRoute
        guard !lines.isEmpty else { return "" }
        var text = "## Latency\n\n"
        text += Markdown.row(["leg", "p50", "p95", "first answer p50", "p95", "answers"])
        text += "| --- | ---: | ---: | ---: | ---: | ---: |\n"
        for line in lines {
            let times = [
                line.latency.percentile(0.5), line.latency.percentile(0.95),
                line.firstAnswer.percentile(0.5), line.firstAnswer.percentile(0.95),
            ]
            text += Markdown.row(
                [Markdown.cell("\(line.leg) \(line.name)")]
                    + times.map { $0.map(Figures.short) ?? "" }
                    + [Figures.grouped(line.latency.count)])
        }
        return text + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.beginArray()
        for line in table.byRoute {
            json.beginObject()
            json.member("leg", line.leg.description)
            json.member("leg_name", line.name)
            json.member("answers", line.latency.count)
            for (name, times) in [("latency", line.latency), ("first_answer", line.firstAnswer)] {
                for (share, percent) in [(0.5, 50), (0.95, 95)] {
                    guard let time = times.percentile(share) else { continue }
                    json.member("\(name)_p\(percent)_us", Figures.microseconds(time))
                }
            }
            json.endObject()
        }
        json.endArray()
    }
}
