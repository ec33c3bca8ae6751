package import Vocabulary

/// A row that later ones are compared with. An object: out of an optional the whole row would be copied for
/// each of them, and it has two dozen texts to hold and to let go.
package final class KeptRow: Sendable {
    package let row: CaseRow

    package init(_ row: CaseRow) { self.row = row }
}
