import Rows
import Vocabulary

/// What calls cost by the price list, by leg: in all, and what went into calls that brought no whole answer.
///
/// Its size is that of the gateway's configuration, not that of the run.
struct SpendTable {
    struct Line {
        var leg: LegID
        var calls = 0
        var all = MoneySum()
        /// Errors, and answers that broke off.
        var failed = MoneySum()
    }

    private var lines: [Line] = []
    private var lineOfLeg: [LegID: Int] = [:]
    private var names: [LegID: String] = [:]
    /// Most rows are of the leg of the row before.
    private var latest = 0

    mutating func take(_ row: CallRow) {
        latest = line(of: row.leg)
        lines[latest].calls += 1
        lines[latest].all.add(row.cost)
        let isWhole = row.isComplete && (200..<300).contains(row.status ?? 0)
        if !isWhole { lines[latest].failed.add(row.cost) }
    }

    /// A judge has a line of its own, beside the legs whose answers it judged.
    mutating func take(_ row: QuestionRow) {
        names[row.leg] = row.asked
        latest = line(of: row.leg)
        lines[latest].calls += 1
        lines[latest].all.add(row.cost)
        if row.failed != nil { lines[latest].failed.add(row.cost) }
    }

    var byRoute: [Line] { lines.byRoute(\.leg) }
    var hasPrices: Bool { lines.contains { !$0.all.amounts.isEmpty } }
    func name(of leg: LegID) -> String { names[leg] ?? "" }

    mutating func take(_ row: PathRow) { names[row.leg] = row.legName }

    private mutating func line(of leg: LegID) -> Int {
        if latest < lines.count, lines[latest].leg == leg { return latest }
        if let known = lineOfLeg[leg] { return known }
        lineOfLeg[leg] = lines.count
        lines.append(Line(leg: leg))
        return lines.count - 1
    }

    // MARK: Drawing

    private static let amountColumns = 20
    private static let countColumns = 10

    /// Nothing where no price is known: a table of unknowns tells less than none.
    func rendered(width: Int, isPaid: Bool, _ palette: Palette) -> String {
        guard hasPrices else { return "" }
        let columns = 2 * Self.amountColumns + 2 * Self.countColumns
        let widest = lines.map { TerminalText.columns(label(of: $0)) }.max() ?? 0
        let labels = min(max(widest, 10), max(20, width - columns))
        func row(_ label: String, _ line: Line) -> String {
            let label = TerminalText.padded(TerminalText.shortened(label, to: labels), to: labels)
            let unknown = line.all.unknown == 0 ? "" : Figures.grouped(line.all.unknown)
            return Self.row(
                label, Self.amounts(line.all), Self.amounts(line.failed),
                line.calls == 0 ? "" : Figures.grouped(line.calls), unknown)
        }
        var text =
            palette.strong(
                Self.row(
                    TerminalText.padded("list price", to: labels), "all calls", "failed calls",
                    "calls", "unknown")) + "\n"
        var total = Line(leg: lines[0].leg)
        var route: String?
        for line in lines.byRoute(\.leg) {
            if line.leg.route != route {
                text += "  " + TerminalText.safe(line.leg.route) + "\n"
                route = line.leg.route
            }
            text += row(label(of: line), line) + "\n"
            total.calls += line.calls
            total.all.add(line.all)
            total.failed.add(line.failed)
        }
        if lines.count > 1 {
            for (index, part) in Self.byCurrency(total).enumerated() {
                text += row(index == 0 ? "  in all" : "", part) + "\n"
            }
        }
        if !isPaid { text += palette.faint("  simulated: nothing of it was paid") + "\n" }
        return text
    }

    private func label(of line: Line) -> String {
        "    \(line.leg.index + 1) \(TerminalText.safe(names[line.leg] ?? ""))"
    }

    /// A line for each currency, since nothing here converts one into another; the first has the counts.
    private static func byCurrency(_ total: Line) -> [Line] {
        total.all.amounts.enumerated().map { index, money in
            var part = Line(leg: total.leg)
            part.all.add(money)
            if let failed = total.failed.amount(in: money.currency) { part.failed.add(failed) }
            guard index == 0 else { return part }
            part.calls = total.calls
            for _ in 0..<total.all.unknown { part.all.add(nil) }
            return part
        }
    }

    /// One currency, as a rule: a leg has one price.
    private static func amounts(_ sum: MoneySum) -> String {
        sum.amounts.map { "\($0.amount) \(TerminalText.safe($0.currency))" }.joined(
            separator: " + ")
    }

    private static func row(
        _ label: String, _ all: String, _ failed: String, _ calls: String, _ unknown: String
    ) -> String {
        var row = label + TerminalText.padded(left: all, to: amountColumns)
        row += TerminalText.padded(left: failed, to: amountColumns)
        row += TerminalText.padded(left: calls, to: countColumns)
        row += TerminalText.padded(left: unknown, to: countColumns)
        while row.last == " " { row.removeLast() }
        return row
    }
}
