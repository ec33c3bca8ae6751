import Synchronization
package import Vocabulary

/// What a run has come to so far: read by progress while it runs, by the exit code at its end.
package final class RunTally: Sendable {
    package struct Counts: Sendable, Equatable {
        package var passed = 0
        package var failed = 0
        package var errored = 0
        package var skipped = 0
        /// Cases that could not reach the gateway at all.
        package var unreached = 0

        package var done: Int { passed + failed + errored + skipped }
        package init() {}
    }

    private let counts = Mutex(Counts())

    package init() {}

    package var now: Counts { counts.withLock { $0 } }

    package func add(_ row: CaseRow) {
        counts.withLock { counts in
            switch row.verdict {
            case .passed: counts.passed += 1
            case .failed: counts.failed += 1
            case .errored: counts.errored += 1
            case .skipped: counts.skipped += 1
            }
            if row.verdict == .errored, row.breakage != nil, row.status == nil {
                counts.unreached += 1
            }
        }
    }
}
