public import Rows
public import Vocabulary

/// Lines that GitHub Actions turns into annotations at the suite's lines; ten, since it shows no more.
public struct GitHubReport: Report {
    public static let name = "github"
    public static let summary = "annotations at the suites' lines, where GITHUB_ACTIONS is set"
    public static let fileName: String? = nil

    public static let isUsual = false

    private static let linesMax = 10
    private var lines = 0
    private var run: RunRow?

    public init(_ settings: ReportSettings) {}

    public mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        switch row {
        case .run(let row): run = row
        case .case(let row): try take(row, to: output)
        case .attempt, .path, .call, .question, .gate, .finding, .ledger, .rehearsal, .end: break
        }
    }

    public mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        guard row.verdict == .failed || row.verdict == .errored, lines < Self.linesMax else {
            return
        }
        lines += 1
        var line = "::error "
        if let location = row.location {
            let file = run?.path(of: location.file) ?? location.file
            line += "file=\(Self.property(file)),line=\(location.line),"
        }
        line +=
            "title=\(Self.property("\(row.verdict.rawValue): \(Shortened.scalars(row.test, 100))"))"
        var message = CaseWords.path(of: row)
        for check in row.telling.prefix(3) where check.verdict != .passed {
            message += "\n\(check.name): \(Shortened.scalars(check.message, 500))"
        }
        if let rerun = row.rerun { message += "\nrerun: \(rerun)" }
        try output.write("\(line)::\(Self.data(message))\n")
    }

    public mutating func finish(to output: any TextOutput) throws(OutputFailure) {}

    /// A line end would begin another command.
    private static func data(_ text: String) -> String { escaped(text, also: "") }

    private static func property(_ text: String) -> String { escaped(text, also: ":,") }

    private static func escaped(_ text: String, also more: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": line += "%25"
            case "\r": line += "%0D"
            case "\n": line += "%0A"
            case _ where more.unicodeScalars.contains(scalar):
                line += "%" + String(scalar.value, radix: 16, uppercase: true)
            default: line += TerminalText.safe(String(scalar))
            }
        }
        return line
    }
}
