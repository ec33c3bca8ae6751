import Rows
import Vocabulary

/// One answer that was asked for, as tables of times and rates count it: the row of a case that was sent once, or of
/// each attempt of one with repeats.
protocol Sending {
    var verdict: RowVerdict { get }
    var status: Int? { get }
    var latency: Duration? { get }
    var firstContent: Duration? { get }
    var firstAnswer: Duration? { get }
    var loopLag: Duration? { get }
    var outputTokens: Int? { get }
    var cost: Money? { get }
    var calls: [CaseRow.LegCalls] { get }
    var breakage: Breakage? { get }
    var providerError: ProviderError? { get }
}

extension CaseRow: Sending {}
extension AttemptRow: Sending {}

extension Sending {
    var isJudged: Bool { verdict == .passed || verdict == .failed }

    /// A whole answer came, right or wrong.
    var isAnswered: Bool {
        breakage == nil && providerError == nil && status.map { $0 / 100 == 2 } ?? true
    }
}

/// The attempts of the case whose row comes next.
struct PendingAttempts: Sendable {
    private var rows: [AttemptRow] = []

    mutating func take(_ row: AttemptRow) { rows.append(row) }

    /// Those of a case that was sent more than once; of most there are none.
    mutating func leave(for row: CaseRow) -> [AttemptRow] {
        guard !rows.isEmpty else { return [] }
        defer { rows.removeAll(keepingCapacity: true) }
        return rows.filter { $0.caseID == row.id }
    }
}
