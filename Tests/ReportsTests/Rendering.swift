import Foundation
import Reports
import Rows
import Testing
import TestSupport

/// The whole text that a report makes of rows.
func rendered(
    _ type: any Report.Type, _ rows: some Sequence<Row>,
    _ settings: ReportSettings = ReportSettings()
) throws -> String {
    var report = type.init(settings)
    let output = MemoryOutput()
    for row in rows { try report.take(row, to: output) }
    try report.finish(to: output)
    return output.text
}

/// Compares with a file beside the tests; PATHPROOF_UPDATE_GOLDEN=1 writes it anew.
func expectGolden(
    _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let file = Place.root.appending(path: "Tests/ReportsTests/Golden/\(name)")
    if ProcessInfo.processInfo.environment["PATHPROOF_UPDATE_GOLDEN"] != nil {
        try text.write(to: file, atomically: true, encoding: .utf8)
        return
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    guard text != golden else { return }
    let (found, wanted) = (
        text.split(separator: "\n", omittingEmptySubsequences: false),
        golden.split(separator: "\n", omittingEmptySubsequences: false)
    )
    let line =
        zip(found, wanted).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        ?? min(found.count, wanted.count)
    Issue.record(
        """
        \(name) differs at line \(line + 1):
        found  \(line < found.count ? found[line] : "(the end)")
        golden \(line < wanted.count ? wanted[line] : "(the end)")
        """, sourceLocation: sourceLocation)
}
