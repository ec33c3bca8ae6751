public import Rows
public import Vocabulary

/// Sees each attempt from both sides, and may have more to say of it than its checks.
public protocol Witness: Sendable {
    /// - Parameter earlier: what was said of the same case when it was sent before; nil at its first sending.
    func see(
        _ planned: Case, _ attempt: Attempt, _ row: inout CaseRow, after earlier: Testimony?
    ) async -> Testimony
}

/// What a witness says of an attempt.
public struct Testimony: Sendable {
    /// They belong to the case and stand before it.
    public var rows: [Row]
    /// A busy machine may be at fault: the case is sent once more, and what then comes counts.
    public var asksAgain: Bool

    public init(rows: [Row] = [], asksAgain: Bool = false) {
        self.rows = rows
        self.asksAgain = asksAgain
    }
}
