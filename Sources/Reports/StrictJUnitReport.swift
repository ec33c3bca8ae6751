package import Rows
package import Vocabulary

/// junit-strict.xml: the same as junit.xml without the five additions that CI services read and Jenkins' published
/// schema does not know: totals of skipped cases and a timestamp for the whole, and a file, a line and properties for
/// each case, whose facts are lines of its system-out.
package struct StrictJUnitReport: Report {
    package static let name = "junit-strict"
    package static let summary = "junit-strict.xml, valid by Jenkins' published schema"
    package static let fileName: String? = "junit-strict.xml"
    package static let isUsual = false

    private var report: JUnitReport

    package init(_ settings: ReportSettings) { report = JUnitReport(settings, isStrict: true) }

    package mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        try report.take(row, to: output)
    }

    package mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        try report.take(row, to: output)
    }

    package mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        try report.finish(to: output)
    }
}
