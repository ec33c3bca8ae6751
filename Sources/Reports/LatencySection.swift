import Documents
import Rows
import Vocabulary

/// How long healthy answers took, leg by leg.
struct LatencySection: SummarySection {
    static let key = "latency"

    private var table = LatencyTable()

    mutating func take(_ row: AttemptRow) { table.take(row) }
    mutating func take(_ row: CaseRow) { table.take(row) }

    func markdown() -> String {
        let lines = table.byRoute
        guard !lines.isEmpty else { return "" }
        var text = "## Latency\n\n"
        text += Markdown.row(["leg"] + LatencyTable.heads)
        text += "| ---\(String(repeating: " | ---:", count: LatencyTable.heads.count)) |\n"
        for line in lines {
            text += Markdown.row(
                [Markdown.cell("\(line.leg) \(line.name)")]
                    + LatencyTable.cells(of: line).map(Markdown.plain))
        }
        if table.hasIntervals { text += "\n\(LaggedTime.intervalLegend)\n" }
        if table.isClientLimited { text += "\n\(Markdown.plain(OwnLag.legend))\n" }
        return text + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.beginArray()
        for line in table.byRoute {
            json.beginObject()
            json.member("leg", line.leg.description)
            json.member("leg_name", line.name)
            json.member("answers", line.latency.count)
            let times = zip(LatencyTable.timeNames, line.times)
            for (name, time) in times {
                guard let time else { continue }
                json.member("\(name)_us", Figures.microseconds(time.time))
            }
            for (name, time) in times {
                guard let interval = time?.interval else { continue }
                json.member("\(name)_low_us", Figures.microseconds(interval.lowerBound))
                json.member("\(name)_high_us", Figures.microseconds(interval.upperBound))
            }
            for (name, time) in times {
                guard let lag = time?.lag else { continue }
                json.member("\(name)_lag_us", Figures.microseconds(lag))
            }
            json.key("client_limited")
            json.beginArray()
            for (name, time) in times where time?.isClientLimited == true { json.string(name) }
            json.endArray()
            json.endObject()
        }
        json.endArray()
    }
}
