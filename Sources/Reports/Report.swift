public import Rows
public import Vocabulary

/// Makes text of rows, both as streams: rows are taken one by one, and 100,000 need no memory.
///
/// A report has no clock, no file and no locale of its own, so two renders of one run are equal.
public protocol Report: Sendable {
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
    public static var isUsual: Bool { true }
}

/// What a reader of reports may choose.
public struct ReportSettings: Sendable {
    /// Of the terminal; nil where there is none and lines may be of any length.
    public var width: Int?
    public var isColoured: Bool
    /// How many failures the console shows in full.
    public var failuresMax: Int
    public var systemOutBytesMax: Int
    public var fileBytesMax: Int
    /// Where the run's other files stand, as its reader would name it.
    public var folder: String
    /// Both sides of a case, by the name that its row gives them; nil where they are not at hand.
    public var transcript: @Sendable (String) -> String? = { _ in nil }
    /// Of the rows that the report is handed; each is to be there before.
    public var tables = RunTables()
    /// What recommended routes must say of a model.
    public var declaration: RecommendedRoutes.Declare = { _ in nil }

    public init(
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
public let allReports: [any Report.Type] = [
    ConsoleReport.self, JUnitReport.self, HTMLReport.self, SummaryReport.self, MarkdownReport.self,
    GitHubReport.self, CTRFReport.self, CSVReport.self, StrictJUnitReport.self,
]
