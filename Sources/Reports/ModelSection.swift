import Documents
import Rows
import Vocabulary

/// Which model suits which task, where a run has something to choose between.
struct ModelSection: SummarySection {
    static let key = "models"

    private var table = ModelTable()
    /// `RecommendedRoutes.text` of what the catalogue does not know.
    private let declaration: RecommendedRoutes.Declare

    init(_ settings: ReportSettings) { declaration = settings.declaration }

    mutating func take(_ row: RunRow) { table.take(row) }
    mutating func take(_ row: PathRow) { table.take(row) }
    mutating func take(_ row: AttemptRow) { table.take(row) }
    mutating func take(_ row: CallRow) { table.take(row) }
    mutating func take(_ row: CaseRow) { table.take(row) }

    func markdown() -> String {
        guard let comparison = Comparison(table).telling else { return "" }
        var text = CompareText.markdown(comparison, level: 2) + "\n"
        if let routes = RecommendedRoutes.text(comparison, declaration: declaration) {
            text += "\(RecommendedRoutes.title):\n\n\(Markdown.block(routes))\n"
        }
        return text
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        CompareJSON.members(of: Comparison(table), to: &json)
        json.endObject()
    }
}
