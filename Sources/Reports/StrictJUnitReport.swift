public import Rows
public import Vocabulary

/// junit-strict.xml: the same as junit.xml without the five additions that CI services read and Jenkins' published
/// schema does not know: totals of skipped cases and a timestamp for the whole, and a file, a line and properties for
/// each case, whose facts are lines of its system-out.
public struct StrictJUnitReport: Report {
    public static let name = "junit-strict"
    public static let summary = "junit-strict.xml, valid by Jenkins' published schema"
    public static let fileName: String? = "junit-strict.xml"
    public static let isUsual = false

    private var report: JUnitReport

    public init(_ settings: ReportSettings) { report = JUnitReport(settings, isStrict: true) }

    public mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        try report.take(row, to: output)
    }

    public mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        try report.take(row, to: output)
    }

    public mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        try report.finish(to: output)
    }
}
