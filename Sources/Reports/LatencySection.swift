import Documents
import Rows
import Vocabulary

/// How long healthy answers took, leg by leg.
struct LatencySection: TableSection {
    static let key = "latency"
    static let title = "Latency"
    static let columns: [Markdown.Column] =
        [.text("leg")] + LatencyTable.heads.map { .number($0) }

    private var table = LatencyTable()

    mutating func take(_ row: AttemptRow) { table.take(row) }
    mutating func take(_ row: CaseRow) { table.take(row) }

    var lines: [LatencyTable.Line] { table.byRoute }

    var legends: [String] {
        (table.hasIntervals ? [LaggedTime.intervalLegend] : [])
            + (table.isClientLimited ? [Markdown.plain(OwnLag.legend)] : [])
    }

    func cells(of line: LatencyTable.Line) -> [String] {
        [Markdown.cell("\(line.leg) \(line.name)")]
            + LatencyTable.cells(of: line).map(Markdown.plain)
    }

    func write(_ line: LatencyTable.Line, to json: inout JSONWriter) {
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
    }
}
