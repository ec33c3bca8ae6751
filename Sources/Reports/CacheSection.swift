import Documents
import Rows
import Vocabulary

/// What legs' caches did with prompts that were sent again, leg by leg and way by way; nothing where no prompt was sent
/// twice.
struct CacheSection: TableSection {
    static let key = "prompt_caches"
    static let title = "Prompt caches"
    static let columns: [Markdown.Column] =
        [.text("leg"), .text(CacheTable.heads[0])]
        + CacheTable.heads.dropFirst().map { .number($0) }

    private var table = CacheTable()

    mutating func take(_ row: RunRow) { table.take(row) }
    mutating func take(_ row: PathRow) { table.take(row) }
    mutating func take(_ row: AttemptRow) { table.take(row) }
    mutating func take(_ row: CaseRow) { table.take(row) }

    var lines: [CacheTable.Line] { table.byRoute }

    func cells(of line: CacheTable.Line) -> [String] {
        [Markdown.cell("\(line.leg) \(table.name(of: line.leg))")]
            + CacheTable.cells(of: line).map(Markdown.plain)
    }

    func write(_ line: CacheTable.Line, to json: inout JSONWriter) {
        table.write(line, to: &json)
    }
}
