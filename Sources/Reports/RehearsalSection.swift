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
        case .retried: "asked once more"
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

    static func console(_ row: RehearsalRow, width: Int, _ palette: Palette) -> String {
        let text = RehearsalText(row)
        var lines = ([text.head] + text.rows).map { $0.map(TerminalText.safe) }
        var widths = text.head.indices.map { column in
            lines.map { TerminalText.columns($0[column]) }.max() ?? 0
        }
        // Figures stay whole; a long name gives way.
        let left = width - widths.dropFirst().reduce(2) { $0 + 2 + $1 }
        widths[0] = min(widths[0], max(nameColumnsMin, left))
        for place in lines.indices {
            lines[place][0] = TerminalText.shortened(lines[place][0], to: widths[0])
        }
        var console = wrapped("rehearsal of \(text.title)", to: width)
            .map { palette.strong($0) + "\n" }.joined()
        for (number, cells) in lines.enumerated() {
            var line = "  " + TerminalText.padded(cells[0], to: widths[0])
            for (column, cell) in cells.enumerated().dropFirst() {
                line += "  " + TerminalText.padded(left: cell, to: widths[column])
            }
            while line.last == " " { line.removeLast() }
            console += (number == 0 ? palette.faint(line) : line) + "\n"
        }
        for remark in text.remarks {
            console += wrapped(remark, to: width - 4).enumerated()
                .map { "  \($0.offset == 0 ? "-" : " ") \($0.element)\n" }.joined()
        }
        return console
    }

    private static func wrapped(_ text: String, to width: Int) -> [String] {
        TerminalText.wrapped(TerminalText.safe(text), to: width)
    }

    private static let nameColumnsMin = 12

    // MARK: The table

    /// Narrow cells in many rows, since a terminal and a comment have few columns: a name stands above what
    /// belongs to it, and an interval under its figure.
    private static func rows(of row: RehearsalRow) -> [[String]] {
        var rows: [[String]] = []
        /// A row that no day has anything for is left out.
        func add(_ name: String, _ cell: (RehearsalRow.Day) -> String?) {
            let cells = row.days.map { cell($0) ?? "" }
            if cells.contains(where: { !$0.isEmpty }) { rows.append([name] + cells) }
        }
        add("sent") { day in day.requests.map { Figures.grouped($0) } }
        add("answered") { day in
            "\(Figures.grouped(day.answered))\(share(day.answered, of: row.requests(of: day)))"
        }
        if let currency = row.currency {
            add("spend, \(currency)") { $0.spend.map { Figures.amount($0.nanos) } }
            add(intervalName) { $0.spend.flatMap(interval) }
        }
        for (place, leg) in (row.days.first?.legs ?? []).enumerated() {
            let number = Self.number(of: leg, in: row)
            func line(_ day: RehearsalRow.Day) -> RehearsalRow.Line? {
                guard day.legs.indices.contains(place), day.legs[place].calls > 0 else {
                    return nil
                }
                return day.legs[place]
            }
            add("\(number) \(leg.legName)") { line($0).map { Figures.counted($0.calls, "call") } }
            add("of \(number), failed") { day in
                line(day).flatMap { $0.failed > 0 ? Figures.grouped($0.failed) : nil }
            }
            let costs = row.days.compactMap { line($0)?.cost }
            if let currency = costs.first?.currency {
                add("of \(number), \(currency)") { day in
                    line(day)?.cost.map { Figures.amount($0.nanos) }
                }
            }
            add("of \(number), waited") { day in
                line(day).flatMap { $0.waited > .zero ? Figures.short($0.waited) : nil }
            }
        }
        let times: [(name: String, time: (RehearsalRow.Day) -> RehearsalRow.Time?)] = [
            (row.isMeasured ? "latency, mean" : "added latency, mean", { $0.mean }),
            ("p95", { $0.p95 }), ("p99", { $0.p99 }),
        ]
        for (name, time) in times {
            add(name) { time($0).map { Figures.short($0.value) } }
            add(intervalName) { time($0).flatMap(interval) }
        }
        add("longest") { Figures.short($0.longest) }
        return rows
    }

    private static let intervalName = "95 % interval"

    private static func interval(_ amount: RehearsalRow.Amount) -> String? {
        amount.low == amount.high
            ? nil : "\(Figures.amount(amount.low)) to \(Figures.amount(amount.high))"
    }

    private static func interval(_ time: RehearsalRow.Time) -> String? {
        time.low == time.high
            ? nil : "\(Figures.short(time.low)) to \(Figures.short(time.high))"
    }

    /// Its place in the chain, with the group where it is another's.
    private static func number(of line: RehearsalRow.Line, in row: RehearsalRow) -> String {
        line.leg.route == row.route ? "\(line.leg.index + 1)" : "\(line.leg)"
    }

    private static func share(_ count: Int, of requests: Int) -> String {
        guard requests > 0, count < requests else { return "" }
        return " (\(percent(Int128(count), of: Int128(requests))))"
    }

    private static func spread(_ amount: RehearsalRow.Amount, _ currency: String) -> String {
        var text = "\(Figures.amount(amount.nanos)) \(currency)"
        if amount.low != amount.high {
            text += " [\(Figures.amount(amount.low)), \(Figures.amount(amount.high))]"
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
        var movedOn =
            "\(Figures.counted(row.movedOn, "request")) (\(percent(Int128(row.movedOn), of: Int128(row.requests)))) answered "
            + "by another leg than on a quiet day, without a word to the caller"
        if let extra = row.extra, let currency = row.currency {
            let (size, isLess) = (extra.magnitude, extra.nanos < 0)
            movedOn +=
                "; the day cost \(spread(size, currency)) \(isLess ? "less" : "more") in all, "
                + "\(percent(size.nanos, of: quiet)), "
                + "or \(monthly(size, row, currency)) in 30 days like this"
        }
        if row.whole(.mix) != nil { remarks.append(movedOn) }
        remarks += endedEarly(row)
        if let saved = row.saved, let currency = row.currency {
            let (size, isMore) = (saved.magnitude, saved.nanos < 0)
            remarks.append(
                "asking the first leg once more before any other would have "
                    + "\(isMore ? "cost" : "saved") \(spread(size, currency))"
                    + "\(isMore ? " more" : ""), or \(monthly(size, row, currency)) in 30 days"
            )
        }
        remarks += leftOut(of: row)
        let lost = row.days.filter { $0.answered < row.requests(of: $0) }.map { day in
            let requests = row.requests(of: day)
            let count = requests - day.answered
            return "\(Figures.counted(count, "request")) "
                + "(\(percent(Int128(count), of: Int128(requests)))) \(place(of: day.name))"
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

    /// What a signal left of the days: nothing is said of one against another that did not come to its end.
    private static func endedEarly(_ row: RehearsalRow) -> [String] {
        var remarks = row.days.compactMap { day in
            day.requests.map { sent in
                "ended early: \(Figures.grouped(sent)) of \(Figures.counted(row.requests, "request")) were "
                    + "sent \(place(of: day.name)), which is held against no other day"
            }
        }
        if !row.days.contains(where: { $0.name == .mix }) {
            remarks.append("ended early: no request was sent \(place(of: .mix))")
        }
        return remarks
    }

    /// A sentence for each leg that no sum has in it: paid in another currency, or nobody knows how much.
    private static func leftOut(of row: RehearsalRow) -> [String] {
        var remarks: [String] = []
        for (index, leg) in (row.days.first?.legs ?? []).enumerated() {
            let lines = row.days.compactMap {
                day -> (day: RehearsalRow.DayName, line: RehearsalRow.Line)? in
                guard day.legs.indices.contains(index) else { return nil }
                return (day: day.name, line: day.legs[index])
            }
            let name = "leg \(number(of: leg, in: row)), \(leg.legName),"
            if let currency = row.currency {
                let costs = lines.compactMap { day, line -> (day: String, cost: Money)? in
                    line.costOutside(currency).map { (day: place(of: day), cost: $0) }
                }
                if let other = costs.first?.cost.currency {
                    let amounts = costs.map {
                        "\(Figures.amount($0.cost.nanos)) \(other) \($0.day)"
                    }
                    remarks.append(
                        "\(name) is billed in \(other), which stands beside all sums in \(currency): "
                            + amounts.joined(separator: ", "))
                }
            }
            let unpriced = lines.filter { $0.line.unpriced > 0 }.map { day, line in
                "\(Figures.counted(line.unpriced, "answer")) \(place(of: day))"
            }
            if !unpriced.isEmpty {
                remarks.append(
                    "\(name) has no known price for \(unpriced.joined(separator: ", ")): what it cost is "
                        + "not known, and in no sum")
            }
        }
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
