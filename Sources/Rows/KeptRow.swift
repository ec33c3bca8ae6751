public import Vocabulary

/// A row that later ones are compared with. An object: out of an optional the whole row would be copied for
/// each of them, and it has two dozen texts to hold and to let go.
public final class KeptRow: Sendable {
    public let row: CaseRow

    public init(_ row: CaseRow) { self.row = row }
}
