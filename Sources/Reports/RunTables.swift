public import Rows
import Synchronization
public import Vocabulary

/// What several reports of one run tell alike: whoever hands them the rows hands each row here first, and once.
public final class RunTables: Sendable {
    private let models = Mutex(ModelTable())

    public init() {}

    public func take(_ row: Row) { models.withLock { $0.take(row) } }

    /// The same for a case, which is most rows: out of a `Row` it would be copied.
    public func take(_ row: CaseRow) { models.withLock { $0.take(row) } }

    /// Which model suits which task, by all rows so far.
    var comparison: Comparison { Comparison(models.withLock { $0 }) }
}
