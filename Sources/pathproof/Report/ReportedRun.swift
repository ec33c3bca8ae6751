import Rows
import Runs
import Vocabulary

/// What a run came to, as its rows tell it: a report of it exits as the run itself did.
///
/// What was never a row is not known here: what `--min-coverage` asked for, and reports that could not be written.
struct ReportedRun {
    private(set) var cases = 0
    /// Without its last row it was killed.
    private(set) var isEnded = false
    private var shortfalls: Set<Shortfall> = []

    mutating func take(_ row: Row) {
        switch row {
        case .case(let row): take(row)
        case .path(let row):
            // A hosted gateway's own answers did not prove it: that is no pass.
            if !row.isCovered, row.reason != nil { shortfalls.insert(.uncovered) }
        case .gate(let row):
            switch row.verdict {
            case .regression: shortfalls.insert(.regression)
            case .inconclusive: shortfalls.insert(.inconclusive)
            case .pass: break
            }
        case .end(let row):
            isEnded = true
            // The signal was for the run and not for this report: what is left of it is that cases are missing.
            if row.notRun > 0 || row.interruptedBy != nil { shortfalls.insert(.notRun) }
        case .run, .attempt, .call, .question, .finding, .ledger, .rehearsal: break
        }
    }

    private mutating func take(_ row: CaseRow) {
        cases += 1
        if row.isUnreached { shortfalls.insert(.unreached) }
        switch row.verdict {
        case .passed: break
        case .failed: shortfalls.insert(.failed)
        case .errored: shortfalls.insert(.errored)
        case .skipped: shortfalls.insert(.skipped)
        }
    }

    /// What no row tells.
    mutating func add(_ shortfall: Shortfall) { shortfalls.insert(shortfall) }

    /// - Parameter fatal: what the exit code tells of.
    func code(failingOn fatal: Set<Shortfall>) -> ExitCode {
        var all = shortfalls
        if !isEnded { all.insert(.notRun) }
        return ExitCode.first(of: all.intersection(fatal).map(\.code))
    }
}
