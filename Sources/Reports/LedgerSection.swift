import Documents
import Rows
import Vocabulary

/// The ledger against what was billed: tokens and money as the legs counted them, and as each gateway told.
struct LedgerSection: SummarySection {
    static let key = "ledger"

    private var rows: [LedgerRow] = []

    mutating func take(_ row: LedgerRow) { rows.append(row) }

    /// Of a gateway that tells no cost and the same tokens as its legs there is nothing to see.
    func markdown() -> String {
        rows.filter(\.isTelling).map(Self.markdown).joined()
    }

    private static func markdown(of row: LedgerRow) -> String {
        let suite = row.suite.map { " for \(Markdown.code($0))" } ?? ""
        var text = "## Ledger against billed\(suite)\n\n"
        let numbers = [
            "calls", "input: leg, gateway", "cached", "output", "reasoning", "charged calls",
            "list price", "charged", "over",
        ]
        text += Markdown.head([.text("leg")] + numbers.map { .number($0) })
        for line in row.legs {
            text += Markdown.row([
                Markdown.cell("\(line.leg) \(line.legName)"), Figures.grouped(line.calls),
                pair(line.counted.input, line.told.input),
                pair(line.counted.cached, line.told.cached),
                pair(line.counted.output, line.told.output),
                pair(line.counted.reasoning, line.told.reasoning),
                Figures.grouped(line.chargedCalls),
                line.chargedCalls > 0 ? LedgerRow.dollars(line.listedFemtos) : "",
                line.chargedCalls > 0 ? LedgerRow.dollars(line.chargedFemtos) : "",
                Figures.overcharge(line.listedFemtos, line.chargedFemtos),
            ])
        }
        text += "\n"
        for bill in row.bills { text += "- billed \(Markdown.code(bill, 500))\n" }
        if row.unpricedCalls > 0 {
            text += "- \(Figures.counted(row.unpricedCalls, "charge")) without a list price in US "
            text += "dollars to hold against\n"
        }
        return text + "\n"
    }

    /// Both, where they differ.
    private static func pair(_ counted: Int, _ told: Int) -> String {
        counted == told
            ? Figures.grouped(counted) : "\(Figures.grouped(counted)), \(Figures.grouped(told))"
    }

    func write(to json: inout JSONWriter) { json.value(rows.map { Row.ledger($0) }) }
}

extension LedgerRow {
    /// The gateway tells a cost, or other tokens than its legs.
    var isTelling: Bool {
        chargedCalls > 0 || unpricedCalls > 0 || legs.contains { $0.counted != $0.told }
    }
}

extension Figures {
    /// `12 %`, `-5.5 %`: how much the second is above the first, to a hundredth of a per cent.
    static func overcharge(_ listed: Int128, _ charged: Int128) -> String {
        guard listed > 0 else { return "" }
        let difference = (charged - listed).multipliedReportingOverflow(by: 20_000)
        guard !difference.overflow else { return "" }
        // Rounded to the nearest, away from zero in the middle.
        let half = difference.partialValue < 0 ? -listed : listed
        return DecimalText.text((difference.partialValue + half) / (2 * listed), places: 2) + " %"
    }
}
