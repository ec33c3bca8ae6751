import Rows
import Vocabulary

/// What a testcase has in common with one before, as it was written for that one: of a case that passed all
/// but the test, the times, the tokens and the id. Copying it costs a third of writing it.
struct JUnitCommon {
    /// The rows that the texts below were written for.
    private var named: KeptRow?
    private var walked: KeptRow?

    /// The name after the test, and the attributes from its end to the line's number.
    private(set) var name: [UInt8] = []
    private(set) var place: [UInt8] = []
    /// The properties up to the model that served, of a case that passed.
    private(set) var path: [UInt8] = []

    func hasName(of row: CaseRow) -> Bool {
        guard let named else { return false }
        return named.row.kind.isSame(as: row.kind)
            && (named.row.location?.file).isSame(as: row.location?.file)
    }

    mutating func remember(name: [UInt8], place: [UInt8], of row: CaseRow) {
        (self.name, self.place, named) = (name, place, KeptRow(row))
    }

    func hasPath(of row: CaseRow) -> Bool {
        guard let walked else { return false }
        return walked.row.kind.isSame(as: row.kind)
            && walked.row.answeredBy.isSame(as: row.answeredBy)
            && walked.row.calls.areSame(as: row.calls)
            && walked.row.modelServed.isSame(as: row.modelServed)
    }

    mutating func remember(path: [UInt8], of row: CaseRow) {
        (self.path, walked) = (path, KeptRow(row))
    }
}
