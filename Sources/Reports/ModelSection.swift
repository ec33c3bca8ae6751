import Documents

/// Which model suits which task, where a run has something to choose between.
struct ModelSection: SummarySection {
    static let key = "models"

    private let tables: RunTables
    /// `RecommendedRoutes.text` of what the catalogue does not know.
    private let declaration: RecommendedRoutes.Declare

    init(_ settings: ReportSettings) {
        (tables, declaration) = (settings.tables, settings.declaration)
    }

    func markdown() -> String {
        guard let comparison = tables.comparison.telling else { return "" }
        var text = CompareText.markdown(comparison, level: 2) + "\n"
        if let routes = RecommendedRoutes.text(comparison, declaration: declaration) {
            text += "\(RecommendedRoutes.title):\n\n\(Markdown.block(routes))\n"
        }
        return text
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        CompareJSON.members(of: tables.comparison, to: &json)
        json.endObject()
    }
}
