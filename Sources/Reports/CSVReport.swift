public import Rows
public import Vocabulary

/// results.csv: a line for each case, for a spreadsheet.
///
/// New columns come last, so that what reads a column by its place goes on doing so. A cell that a spreadsheet would take for a formula begins with an apostrophe: what a model answers is
/// nobody's program. Of a case that was sent more than once the times are medians of its sendings.
public struct CSVReport: Report {
    public static let name = "csv"
    public static let summary = "results.csv: a line for each case, for a spreadsheet"
    public static let fileName: String? = "results.csv"
    public static let isUsual = false

    private var hasHead = false

    private static let columns = [
        "id", "suite", "route", "leg", "leg_name", "cause", "stream", "test", "prompt_id",
        "prompt_digest", "file", "line", "verdict", "reason", "repeats", "repeats_passed",
        "expected", "answered_by", "calls", "model_requested", "model_served", "status", "finish",
        "request_id", "input_tokens", "output_tokens", "cached_tokens", "latency_ms",
        "first_answer_ms", "rerun", "task", "cost", "currency", "first_content_ms", "hop_ms",
    ]
    private var taskBySuite: [String: String] = [:]
    private var sent = SendingTimes()

    public init(_ settings: ReportSettings) {}

    public mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        switch row {
        case .run(let run): taskBySuite = run.taskBySuite
        case .attempt(let row): sent.take(row)
        case .case(let row): try take(row, to: output)
        default: break
        }
    }

    public mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        try writeHead(to: output)
        let times = sent.leave(for: row)
        let reason = row.telling.first { $0.verdict == row.verdict && $0.verdict != .passed }
        try write(
            [
                row.id, row.suite, row.route, row.leg.description, row.legName,
                row.cause ?? "healthy", CaseWords.mode(row.isStreamed), row.test, row.promptID,
                row.promptDigest, row.location?.file, row.location.map { String($0.line) },
                row.verdict.rawValue, reason.map { "\($0.name): \($0.message)" },
                String(row.repeats), String(row.repeatsPassed), row.expectedOutcome.rawValue,
                row.answeredBy?.description,
                row.calls.isEmpty ? nil : String(row.calls.reduce(0) { $0 + $1.count }),
                row.modelRequested, row.modelServed, row.status.map(String.init), row.finish,
                row.requestID, row.inputTokens.map(String.init), row.outputTokens.map(String.init),
                row.cachedTokens.map(String.init), times.latency.map(Self.milliseconds),
                times.firstAnswer.map(Self.milliseconds), row.rerun, taskBySuite[row.suite],
                row.cost?.amount, row.cost?.currency, times.firstContent.map(Self.milliseconds),
                times.hop.map(Self.milliseconds),
            ], to: output)
    }

    public mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        try writeHead(to: output)
    }

    private mutating func writeHead(to output: any TextOutput) throws(OutputFailure) {
        guard !hasHead else { return }
        hasHead = true
        try write(Self.columns, to: output)
    }

    private func write(_ cells: [String?], to output: any TextOutput) throws(OutputFailure) {
        let line = cells.map { Self.cell($0 ?? "") }.joined(separator: ",")
        try output.write(line + "\n")
    }

    /// Quoted where RFC 4180 asks for it.
    static func cell(_ text: String) -> String {
        var shown = harmless(Shortened.scalars(text, cellScalarsMax))
        if let first = shown.unicodeScalars.first, formulaStarts.contains(first) {
            shown = "'" + shown
        }
        let isPlain = !shown.unicodeScalars.contains { special.contains($0) }
        return isPlain ? shown : "\"\(shown.replacing("\"", with: "\"\""))\""
    }

    /// What a terminal would obey is shown instead; a table's own line ends stay.
    private static func harmless(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            if "\n\r\t".unicodeScalars.contains(scalar) {
                shown.unicodeScalars.append(scalar)
            } else {
                shown += TerminalText.safe(String(scalar))
            }
        }
        return shown
    }

    /// What Excel, LibreOffice and Google's tables read as the start of a formula, also behind blanks that
    /// they drop.
    private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n"]
    private static let special: Set<Unicode.Scalar> = ["\"", ",", "\n", "\r", ";"]
    /// A cell of Excel takes 32,767.
    private static let cellScalarsMax = 8000

    /// `12.345`.
    private static func milliseconds(_ duration: Duration) -> String {
        let microseconds = Figures.microseconds(duration)
        let rest = String(microseconds % 1000)
        return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
