import Documents
import Rows
import Vocabulary

/// What legs' caches did with prompts that were sent again, leg by leg and way by way.
struct CacheSection: SummarySection {
    static let key = "prompt_caches"

    private var table = CacheTable()

    mutating func take(_ row: RunRow) { table.take(row) }
    mutating func take(_ row: PathRow) { table.take(row) }
    mutating func take(_ row: AttemptRow) { table.take(row) }
    mutating func take(_ row: CaseRow) { table.take(row) }

    /// Nothing where no prompt was sent twice.
    func markdown() -> String {
        let lines = table.byRoute
        guard !lines.isEmpty else { return "" }
        var text = "## Prompt caches\n\n"
        text += Markdown.row(["leg"] + CacheTable.heads)
        text += "| --- | ---\(String(repeating: " | ---:", count: CacheTable.heads.count - 1)) |\n"
        for line in lines {
            text += Markdown.row(
                [Markdown.cell("\(line.leg) \(table.name(of: line.leg))")]
                    + CacheTable.cells(of: line).map(Markdown.plain))
        }
        return text + "\n"
    }

    func write(to json: inout JSONWriter) {
        json.beginArray()
        for line in table.byRoute {
            json.beginObject()
            json.member("leg", line.leg.description)
            json.member("leg_name", table.name(of: line.leg))
            json.member("asked", line.way.rawValue)
            json.member("cases", line.cases)
            json.member("cold", line.cold)
            for (name, answers) in [("first", line.first), ("last", line.last)] {
                json.key(name)
                json.beginObject()
                json.member("input_tokens", answers.input)
                json.member("cached_tokens", answers.read)
                json.member("cache_write_tokens", answers.written)
                json.member("cost", answers.cost)
                json.endObject()
            }
            json.endObject()
        }
        json.endArray()
    }
}
