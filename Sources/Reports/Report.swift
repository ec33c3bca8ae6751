package import Rows
package import Vocabulary

/// Makes text of rows, both as streams: rows are taken one by one, and 100,000 need no memory.
///
/// A report has no clock, no file and no locale of its own, so two renders of one run are equal.
package protocol Report: Sendable {
    static var name: String { get }
    static var summary: String { get }
    /// Under which it stands in the folder of a run; nil for what goes to a terminal.
    static var fileName: String? { get }
    /// Every run makes it; others are made where they are asked for.
    static var isUsual: Bool { get }

    init(_ settings: ReportSettings)

    mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure)
    /// The same for a case, which is most rows: out of a `Row` each report would copy it.
    mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure)
    mutating func finish(to output: any TextOutput) throws(OutputFailure)
}

extension Report {
    package static var isUsual: Bool { true }
}

/// What a reader of reports may choose.
package struct ReportSettings: Sendable {
    /// Of the terminal; nil where there is none and lines may be of any length.
    package var width: Int?
    package var isColoured: Bool
    /// How many failures the console shows in full.
    package var failuresMax: Int
    package var systemOutBytesMax: Int
    package var fileBytesMax: Int
    /// Where the run's other files stand, as its reader would name it.
    package var folder: String
    /// Both sides of a case, by the name that its row gives them; nil where they are not at hand.
    package var transcript: @Sendable (String) -> String? = { _ in nil }

    package init(
        width: Int? = nil, isColoured: Bool = false, failuresMax: Int = 25,
        systemOutBytesMax: Int = 64 << 10, fileBytesMax: Int = 25_000_000,
        folder: String = "pathproof-out"
    ) {
        self.width = width
        self.isColoured = isColoured
        self.failuresMax = failuresMax
        self.systemOutBytesMax = systemOutBytesMax
        self.fileBytesMax = fileBytesMax
        self.folder = folder
    }
}

/// Every report there is, in the order in which `list reports` shows them.
package let allReports: [any Report.Type] = [
    ConsoleReport.self, JUnitReport.self, HTMLReport.self, SummaryReport.self, MarkdownReport.self,
    GitHubReport.self, CTRFReport.self, CSVReport.self, StrictJUnitReport.self,
]
