import Rows
import Vocabulary

/// How a run went in numbers, and in a word.
struct RunCounts: Sendable, Equatable {
    enum Verdict: String { case passed, failed, inconclusive }

    private(set) var passed = 0
    private(set) var failed = 0
    private(set) var errored = 0
    private(set) var skipped = 0

    var done: Int { passed + failed + errored + skipped }

    mutating func take(_ row: CaseRow) {
        switch row.verdict {
        case .passed: passed += 1
        case .failed: failed += 1
        case .errored: errored += 1
        case .skipped: skipped += 1
        }
    }

    /// A run is passed only where all that was planned was judged.
    func verdict(_ end: EndRow?, _ gate: GateRow?) -> Verdict {
        if failed > 0 || gate?.verdict == .regression { return .failed }
        let isWhole = errored + skipped == 0 && end?.notRun == 0 && end?.interruptedBy == nil
        return isWhole && gate?.verdict != .inconclusive ? .passed : .inconclusive
    }
}
