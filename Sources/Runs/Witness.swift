package import Rows
package import Vocabulary

/// Sees each attempt from both sides, and may have more to say of it than its checks.
package protocol Witness: Sendable {
    /// - Parameter earlier: what was said of the same case when it was sent before; nil at its first sending.
    func see(
        _ planned: Case, _ attempt: Attempt, _ row: inout CaseRow, after earlier: Testimony?
    ) async -> Testimony
}

/// What a witness says of an attempt.
package struct Testimony: Sendable {
    /// They belong to the case and stand before it.
    package var rows: [Row]
    /// A busy machine may be at fault: the case is sent once more, and what then comes counts.
    package var asksAgain: Bool

    package init(rows: [Row] = [], asksAgain: Bool = false) {
        self.rows = rows
        self.asksAgain = asksAgain
    }
}
