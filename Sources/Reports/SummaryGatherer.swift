import Rows
import Vocabulary

/// What a summary is made of, folded out of the rows as they come: figures, the first failures and findings.
/// Its size is that of the gateway's configuration, not that of the run.
struct SummaryGatherer: Sendable {
    private(set) var run: RunRow?
    private(set) var end: EndRow?
    private(set) var gate: GateRow?
    private(set) var counts = RunCounts()
    private(set) var sections: SummarySections
    /// The first cases that did not pass, and how many there are.
    private(set) var failures: [CaseRow] = []
    private(set) var failureCount = 0
    private(set) var transcripts = TranscriptCount()
    /// The first of the run, and how many there are.
    private(set) var findings: [FindingRow] = []
    private(set) var findingCount = 0

    static let failuresMax = 100
    private static let findingsMax = 50

    init(_ settings: ReportSettings) { sections = SummarySections(settings) }

    var verdict: RunCounts.Verdict { counts.verdict(end, gate) }
    /// The rows of a run that came to its end have one.
    var isKilled: Bool { run != nil && end == nil }
    /// Days were rehearsed, and no case was judged.
    var isRehearsal: Bool { hasRehearsal && counts.done == 0 }
    private var hasRehearsal = false
    /// Cases that were planned and have no verdict.
    var notRun: Int { end?.notRun ?? max(0, (run?.casesPlanned ?? 0) - counts.done) }

    mutating func take(_ row: Row) {
        switch row {
        case .run(let row):
            run = row
            sections.take(row)
        case .end(let row):
            end = row
            sections.take(row)
        case .gate(let row): gate = row
        case .path(let row): sections.take(row)
        case .case(let row): take(row)
        case .call(let row): sections.take(row)
        case .question(let row): sections.take(row)
        case .ledger(let row): sections.take(row)
        case .rehearsal(let row):
            hasRehearsal = true
            sections.take(row)
        case .finding(let row):
            findingCount += 1
            if findings.count < Self.findingsMax { findings.append(row) }
        case .attempt(let row): sections.take(row)
        }
    }

    mutating func take(_ row: CaseRow) {
        counts.take(row)
        sections.take(row)
        guard row.verdict == .failed || row.verdict == .errored else { return }
        failureCount += 1
        transcripts.take(row)
        if failures.count < Self.failuresMax { failures.append(row) }
    }
}
