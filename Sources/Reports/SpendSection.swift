import Documents
import Rows
public import Vocabulary

/// What calls cost by the price list, leg by leg; for people nothing where no price is known.
struct SpendSection: TableSection {
    static let key = "spend"
    static let title = "Spend by list prices"
    static let columns: [Markdown.Column] = [
        .text("leg"), .number("calls"), .number("all calls"), .number("failed calls"),
        .number("unknown"),
    ]

    private var table = SpendTable()

    mutating func take(_ row: PathRow) { table.take(row) }
    mutating func take(_ row: CallRow) { table.take(row) }
    mutating func take(_ row: QuestionRow) { table.take(row) }

    var lines: [SpendTable.Line] { table.byRoute }
    var isTelling: Bool { table.hasPrices }

    func cells(of line: SpendTable.Line) -> [String] {
        [
            Markdown.cell("\(line.leg) \(table.name(of: line.leg))"), Figures.grouped(line.calls),
            line.all.words, line.failed.words,
            line.all.unknown > 0 ? Figures.grouped(line.all.unknown) : "",
        ]
    }

    func write(_ line: SpendTable.Line, to json: inout JSONWriter) {
        json.member("leg", line.leg.description)
        json.member("leg_name", table.name(of: line.leg))
        json.member("calls", line.calls)
        json.member("calls_of_unknown_cost", line.all.unknown)
        for (name, sum) in [("all", line.all), ("failed", line.failed)] {
            json.member(name, sum)
        }
    }
}

extension MoneySum {
    /// One amount, as a rule: a leg has one price.
    public var words: String { amounts.map(\.description).joined(separator: " + ") }
}

extension JSONWriter {
    /// An object of amounts by currency.
    mutating func member(_ name: String, _ sum: MoneySum) {
        key(name)
        beginObject()
        for money in sum.amounts { member(money.currency, money.amount) }
        endObject()
    }
}
