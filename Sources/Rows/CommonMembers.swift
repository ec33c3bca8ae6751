import Vocabulary

/// The members that a row has in common with the one before, as they were written for that one: in a run of
/// thousands these are all but the test, the ids, the tokens and the times. Copying them costs a third of
/// writing them.
struct CommonMembers: Sendable {
    /// The row that they were written for.
    var kept: KeptRow?
    /// From the suite to the test, from the prompt to the line, and from the checks to the finish.
    var path: [UInt8] = []
    var prompt: [UInt8] = []
    var outcome: [UInt8] = []

    func areOf(_ other: CaseRow) -> Bool {
        guard let kept else { return false }
        return kept.row.kind.isSame(as: other.kind)
            && (kept.row.location?.file).isSame(as: other.location?.file)
            && hasOutcome(of: other, kept)
    }

    private func hasOutcome(of other: CaseRow, _ kept: KeptRow) -> Bool {
        kept.row.checksPassed == other.checksPassed && kept.row.repeats == other.repeats
            && kept.row.repeatsPassed == other.repeatsPassed
            && kept.row.answeredBy.isSame(as: other.answeredBy)
            && kept.row.calls.areSame(as: other.calls)
            && kept.row.modelServed.isSame(as: other.modelServed) && kept.row.status == other.status
            && kept.row.finish.isSame(as: other.finish)
    }
}
