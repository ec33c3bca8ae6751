import Documents
import Rows
import Vocabulary

/// What a mix of failures does to spend and latency, route by route.
struct RehearsalSection: SummarySection {
    static let key = "rehearsal"

    private var rows: [RehearsalRow] = []

    mutating func take(_ row: RehearsalRow) { rows.append(row) }

    func markdown() -> String { rows.map { RehearsalText.markdown($0) }.joined() }

    func write(to json: inout JSONWriter) { json.value(rows.map { Row.rehearsal($0) }) }
}

/// A rehearsal in words: one table with a column for each day, and a sentence for each thing that follows.
struct RehearsalText {
    let title: String
    let head: [String]
    let rows: [[String]]
    let remarks: [String]

    private static let month: Duration = .seconds(30 * 86_400)

    init(_ row: RehearsalRow) {
        title =
            "\(row.route): \(row.mix) of all calls, "
            + "\(Figures.counted(row.requests, "request")) in \(Figures.short(row.duration))"
        head =
            [""]
            + row.days.map { Self.title(of: $0.name) }
        rows = Self.rows(of: row)
        remarks = Self.remarks(of: row)
    }

    private static func title(of day: RehearsalRow.DayName) -> String {
        switch day {
        case .quiet: "quiet day"
        case .mix: "with the mix"
        case .retried: "first leg asked once more"
        }
    }

    static func markdown(_ row: RehearsalRow) -> String {
        let text = RehearsalText(row)
        var markdown = "## Rehearsal\n\n\(Markdown.code(text.title))\n\n"
        markdown += Markdown.row(text.head)
        markdown += "| ---\(String(repeating: " | ---:", count: text.head.count - 1)) |\n"
        for cells in text.rows {
            markdown += Markdown.row([Markdown.cell(cells[0])] + cells.dropFirst())
        }
        return markdown + "\n" + text.remarks.map { "- \(Markdown.plain($0))\n" }.joined() + "\n"
    }

    static func console(_ row: RehearsalRow, _ palette: Palette) -> String {
        let text = RehearsalText(row)
        let lines = ([text.head] + text.rows).map { $0.map(TerminalText.safe) }
        let widths = text.head.indices.map { column in
            lines.map { TerminalText.columns($0[column]) }.max() ?? 0
        }
        var console = palette.strong("rehearsal of \(TerminalText.safe(text.title))") + "\n"
        for (number, cells) in lines.enumerated() {
            var line = "  " + TerminalText.padded(cells[0], to: widths[0])
            for (column, cell) in cells.enumerated().dropFirst() {
                line += "  " + TerminalText.padded(left: cell, to: widths[column])
            }
            while line.last == " " { line.removeLast() }
            console += (number == 0 ? palette.faint(line) : line) + "\n"
        }
        return console + text.remarks.map { "  \(TerminalText.safe($0))\n" }.joined()
    }

    // MARK: The table

    private static func rows(of row: RehearsalRow) -> [[String]] {
        func cells(_ name: String, _ cell: (RehearsalRow.Day) -> String) -> [String] {
            [name] + row.days.map(cell)
        }
        var rows = [
            cells("answered") { "\(Figures.grouped($0.answered))\(share($0.answered, of: row))" }
        ]
        if let currency = row.currency {
            rows.append(cells("spend") { $0.spend.map { spread($0, currency) } ?? "" })
        }
        for (place, leg) in (row.days.first?.legs ?? []).enumerated() {
            rows.append(
                cells(name(of: leg, in: row)) { day in
                    day.legs.indices.contains(place) ? words(of: day.legs[place]) : ""
                })
        }
        rows.append(
            cells(row.isMeasured ? "latency, mean" : "added latency, mean") {
                $0.mean.map(spread) ?? ""
            })
        rows.append(cells("p95") { $0.p95.map(spread) ?? "" })
        rows.append(cells("p99") { $0.p99.map(spread) ?? "" })
        rows.append(cells("longest") { Figures.short($0.longest) })
        return rows
    }

    /// Its place in the chain, with the group where it is another's.
    private static func name(of line: RehearsalRow.Line, in row: RehearsalRow) -> String {
        let place = "\(line.leg.index + 1)"
        return (line.leg.route == row.route ? place : "\(line.leg)") + " \(line.legName)"
    }

    private static func share(_ count: Int, of row: RehearsalRow) -> String {
        guard row.requests > 0, count < row.requests else { return "" }
        return " (\(percent(Int128(count), of: Int128(row.requests))))"
    }

    private static func words(of line: RehearsalRow.Line) -> String {
        guard line.calls > 0 else { return "" }
        var words = Figures.counted(line.calls, "call")
        if line.failed > 0 { words += ", \(Figures.grouped(line.failed)) failed" }
        if let cost = line.cost { words += ", \(Figures.amount(cost.nanos)) \(cost.currency)" }
        if line.waited > .zero { words += ", waited \(Figures.short(line.waited))" }
        return words
    }

    private static func spread(_ amount: RehearsalRow.Amount, _ currency: String) -> String {
        var text = "\(Figures.amount(amount.nanos)) \(currency)"
        if amount.low != amount.high {
            text += " [\(Figures.amount(amount.low)), \(Figures.amount(amount.high))]"
        }
        return text
    }

    private static func spread(_ time: RehearsalRow.Time) -> String {
        var text = Figures.short(time.value)
        if time.low != time.high {
            text += " [\(Figures.short(time.low)), \(Figures.short(time.high))]"
        }
        return text
    }

    /// `5.08 %`; halves go away from zero, on both sides of it.
    static func percent(_ part: Int128, of whole: Int128) -> String {
        guard whole > 0 else { return "" }
        let half = part < 0 ? -whole : whole
        return DecimalText.text((part * 20_000 + half) / (2 * whole), places: 2) + " %"
    }

    // MARK: What follows

    private static func remarks(of row: RehearsalRow) -> [String] {
        var remarks: [String] = []
        let quiet = row.days.first { $0.name == .quiet }?.spend?.nanos ?? 0
        if let extra = row.extra, let currency = row.currency {
            let (size, isLess) = (extra.magnitude, extra.nanos < 0)
            remarks.append(
                "\(Figures.counted(row.movedOn, "request")) (\(percent(Int128(row.movedOn), of: Int128(row.requests)))) answered "
                    + "by another leg than on a quiet day, without a word to the caller; the day cost "
                    + "\(spread(size, currency)) \(isLess ? "less" : "more") in all, "
                    + "\(percent(size.nanos, of: quiet)), "
                    + "or \(monthly(size, row, currency)) in 30 days like this")
        }
        if let saved = row.saved, let currency = row.currency {
            let (size, isMore) = (saved.magnitude, saved.nanos < 0)
            remarks.append(
                "asking the first leg once more before any other would have "
                    + "\(isMore ? "cost" : "saved") \(spread(size, currency))"
                    + "\(isMore ? " more" : ""), or \(monthly(size, row, currency)) in 30 days"
            )
        }
        let lost = row.days.filter { $0.answered < row.requests }.map { day in
            let count = row.requests - day.answered
            return "\(Figures.counted(count, "request")) "
                + "(\(percent(Int128(count), of: Int128(row.requests)))) \(place(of: day.name))"
        }
        if !lost.isEmpty {
            remarks.append(
                "no answer for \(lost.joined(separator: ", ")): a day costs less for what it lost")
        }
        let unknown = row.days.map { day in day.legs.reduce(0) { $0 + $1.unknown } }.max() ?? 0
        if unknown > 0 {
            remarks.append(
                "\(Figures.counted(unknown, "call")) of unknown cost in no sum: a call that hangs or breaks "
                    + "off may be billed all the same")
        }
        if row.disturbed > 0 {
            remarks.append(
                "\(Figures.counted(row.disturbed, "request")) met a healthy leg that this machine "
                    + "was too busy to wait for: run it again when it has less to do")
        }
        remarks.append(
            row.isMeasured
                ? "latency: as timed at the pace of the day, with time-outs as the configuration has them; "
                    + "brackets: 95 % intervals"
                : "added latency: time-outs as the configuration has them, and pauses before a retry; "
                    + "brackets: 95 % intervals")
        return remarks
    }

    private static func place(of day: RehearsalRow.DayName) -> String {
        switch day {
        case .quiet: "on the quiet day"
        case .mix: "with the mix"
        case .retried: "with the first leg asked once more"
        }
    }

    private static func monthly(
        _ amount: RehearsalRow.Amount, _ row: RehearsalRow, _ currency: String
    ) -> String {
        let times = Double(month.inNanoseconds) / Double(max(1, row.duration.inNanoseconds))
        func scaled(_ nanos: Int128) -> Int128 { Int128((Double(nanos) * times).rounded()) }
        return spread(
            RehearsalRow.Amount(
                nanos: scaled(amount.nanos), low: scaled(amount.low), high: scaled(amount.high)),
            currency)
    }
}

extension RehearsalRow.Amount {
    /// Without its sign, for words that say more or less of themselves.
    fileprivate var magnitude: RehearsalRow.Amount {
        nanos < 0 ? RehearsalRow.Amount(nanos: -nanos, low: -high, high: -low) : self
    }
}

extension Figures {
    /// An amount in billionths with four digits that matter, and no less than whole hundredths: `0.01462`,
    /// `1234.5`.
    static func amount(_ nanos: Int128) -> String {
        var unit: Int128 = 1
        while unit < 10_000_000, (nanos.magnitude / unit.magnitude) >= 10_000 { unit *= 10 }
        let half = nanos < 0 ? -unit / 2 : unit / 2
        return DecimalText.text((nanos + half) / unit * unit, places: Money.places)
    }
}
