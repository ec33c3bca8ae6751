import Documents
import Rows
import Vocabulary

/// A part of the summary that is folded out of the cases: a table in summary.md, a member of summary.json.
///
/// Its size is that of the gateway's configuration, not that of the run.
protocol SummarySection: Sendable {
    /// The member's name.
    static var key: String { get }

    init()
    mutating func take(_ row: CaseRow)
    /// A planned path, which may have no case.
    mutating func take(_ row: PathRow)
    /// With its heading; empty where there is nothing to show.
    func markdown() -> String
    /// One value.
    func write(to json: inout JSONWriter)
}

extension SummarySection {
    mutating func take(_ row: PathRow) {}
}

/// In the order in which summaries show them.
let allSections: [any SummarySection.Type] = [CoverageSection.self, LatencySection.self]
