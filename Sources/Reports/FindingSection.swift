import Documents
import Rows
import Vocabulary

/// What a drill has found, by name.
struct FindingSection: TableSection {
    static let key = "path_findings"
    static let title = "Findings of the drill"
    static let columns: [Markdown.Column] = [
        .text("name"), .text("severity"), .number("paths"), .text("the first of them"),
        .text("where"),
    ]

    private let table: FindingTable

    init(of drilled: DrilledPaths) { table = FindingTable(of: drilled) }

    var lines: [FindingTable.Line] { table.lines }

    func cells(of line: FindingTable.Line) -> [String] {
        [
            line.finding.code, line.finding.severity.rawValue, Figures.grouped(line.count),
            Markdown.cell(line.finding.message), Markdown.cell(line.path),
        ]
    }

    func write(_ line: FindingTable.Line, to json: inout JSONWriter) {
        json.member("code", line.finding.code)
        json.member("severity", line.finding.severity.rawValue)
        json.member("paths", line.count)
        json.member("message", Shortened.scalars(line.finding.message, 500))
        json.member("path", line.path)
    }
}
