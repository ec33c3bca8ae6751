import Documents
import Rows
import Vocabulary

/// What calls cost by the price list, leg by leg.
struct SpendSection: SummarySection {
    static let key = "spend"

    private var table = SpendTable()

    mutating func take(_ row: PathRow) { table.take(row) }
    mutating func take(_ row: CallRow) { table.take(row) }

    /// Nothing where no price is known.
    func markdown() -> String {
        guard table.hasPrices else { return "" }
        var text = "## Spend by list prices\n\n"
        text += Markdown.row(["leg", "calls", "all calls", "failed calls", "unknown"])
        text += "| --- | ---: | ---: | ---: | ---: |\n"
        for line in table.byRoute {
            text += Markdown.row([
                Markdown.cell("\(line.leg) \(table.name(of: line.leg))"),
                Figures.grouped(line.calls), line.all.words, line.failed.words,
                line.all.unknown > 0 ? Figures.grouped(line.all.unknown) : "",
            ])
        }
        return text + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.beginArray()
        for line in table.byRoute {
            json.beginObject()
            json.member("leg", line.leg.description)
            json.member("leg_name", table.name(of: line.leg))
            json.member("calls", line.calls)
            json.member("calls_of_unknown_cost", line.all.unknown)
            for (name, sum) in [("all", line.all), ("failed", line.failed)] {
                json.member(name, sum)
            }
            json.endObject()
        }
        json.endArray()
    }
}

extension MoneySum {
    /// One amount, as a rule: a leg has one price.
    var words: String { amounts.map(\.description).joined(separator: " + ") }
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
