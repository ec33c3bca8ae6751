import Vocabulary

/// The members that a row has in common with the one before, as they were written for that one: in a run of
/// thousands these are all but the test, the ids, the tokens and the times. Copying them costs a third of
/// writing them.
struct CommonMembers: Sendable {
    /// The row that they were written for.
    var row: CaseRow?
    /// From the suite to the test, from the prompt to the line, and from the checks to the finish.
    var path: [UInt8] = []
    var prompt: [UInt8] = []
    var outcome: [UInt8] = []

    func areOf(_ other: CaseRow) -> Bool {
        guard let row else { return false }
        return row.suite.isSame(as: other.suite) && row.route.isSame(as: other.route)
            && row.leg.isSame(as: other.leg) && row.legName.isSame(as: other.legName)
            && row.cause.isSame(as: other.cause) && row.isStreamed == other.isStreamed
            && row.promptID.isSame(as: other.promptID)
            && row.promptDigest.isSame(as: other.promptDigest)
            && (row.location?.file).isSame(as: other.location?.file) && hasOutcome(of: other, row)
    }

    private func hasOutcome(of other: CaseRow, _ row: CaseRow) -> Bool {
        row.checksPassed == other.checksPassed && row.repeats == other.repeats
            && row.repeatsPassed == other.repeatsPassed
            && row.expectedOutcome == other.expectedOutcome
            && row.expectedAnsweredBy.isSame(as: other.expectedAnsweredBy)
            && row.expectedCalls.areSame(as: other.expectedCalls)
            && row.answeredBy.isSame(as: other.answeredBy) && row.calls.areSame(as: other.calls)
            && row.modelRequested.isSame(as: other.modelRequested)
            && row.modelServed.isSame(as: other.modelServed) && row.status == other.status
            && row.finish.isSame(as: other.finish)
    }
}
