import Documents
import Rows
import Vocabulary

/// What calls cost by the price list, told apart by leg, provider, model, route, suite, task, cause, key and tag.
struct SpendBySection: SummarySection {
    static let key = "spend_by"

    private var groups = SpendGroups()
    private static let linesShown = 20

    mutating func take(_ row: RunRow) { groups.take(row) }
    mutating func take(_ row: PathRow) { groups.take(row) }
    mutating func take(_ row: CallRow) { groups.take(row) }
    mutating func take(_ row: QuestionRow) { groups.take(row) }
    mutating func take(_ row: CaseRow) { groups.take(row) }

    /// Nothing where no price is known, and no way of telling apart what is all of one kind, except by words of the
    /// user's own.
    func markdown() -> String {
        guard groups.hasPrices else { return "" }
        var text = ""
        // Legs have a table of their own.
        for way in groups.tellingWays where way != .leg {
            let lines = groups.lines(by: way)
            guard lines.count > ([.task, .key, .tag].contains(way) ? 0 : 1) else { continue }
            for line in lines.prefix(Self.linesShown) {
                text += Markdown.row([
                    way.rawValue, Markdown.cell(line.name), Figures.grouped(line.calls),
                    line.all.words, line.failed.words,
                    line.all.unknown > 0 ? Figures.grouped(line.all.unknown) : "",
                ])
            }
            if lines.count > Self.linesShown {
                let left = Figures.grouped(lines.count - Self.linesShown)
                text += Markdown.row([way.rawValue, "… and \(left) more", "", "", "", ""])
            }
        }
        guard !text.isEmpty else { return "" }
        return "## Spend by list prices, told apart\n\n"
            + Markdown.head([
                .text("by"), .text(""), .number("calls"), .number("all calls"),
                .number("failed calls"), .number("unknown"),
            ]) + text + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        for way in SpendGroups.Way.allCases {
            json.key(way.rawValue)
            json.beginArray()
            for line in groups.lines(by: way) {
                json.beginObject()
                json.member("name", line.name)
                json.member("calls", line.calls)
                json.member("calls_of_unknown_cost", line.all.unknown)
                json.member("all", line.all)
                json.member("failed", line.failed)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
    }
}
