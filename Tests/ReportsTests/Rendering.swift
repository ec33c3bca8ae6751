import Reports
import Rows
import Testing
import TestSupport

/// The whole text that a report makes of rows.
func rendered(
    _ type: any Report.Type, _ rows: some Sequence<Row>,
    _ settings: ReportSettings = ReportSettings()
) throws -> String {
    var settings = settings
    settings.tables = RunTables()
    var report = type.init(settings)
    let output = MemoryOutput()
    for row in rows {
        settings.tables.take(row)
        try report.take(row, to: output)
    }
    try report.finish(to: output)
    return output.text
}

/// Compares with a file beside the tests.
func expectGolden(
    _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let difference = try Golden.difference(text, from: "Tests/ReportsTests/Golden/\(name)")
    if let difference { Issue.record("\(difference)", sourceLocation: sourceLocation) }
}
