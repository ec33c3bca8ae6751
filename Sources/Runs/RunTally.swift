public import Rows
import Synchronization
public import Vocabulary

/// What a run has come to so far: read by progress while it runs, by the exit code at its end.
public final class RunTally: Sendable {
    public struct Counts: Sendable, Equatable {
        public var passed = 0
        public var failed = 0
        public var errored = 0
        public var skipped = 0
        /// Cases that could not reach the gateway at all.
        public var unreached = 0
        /// Those among them whose key was refused.
        public var refused = 0
        public var requests = 0

        public var done: Int { passed + failed + errored + skipped }
        public init() {}
    }

    private struct State {
        var counts = Counts()
        var judged: Set<PathKey> = []
        var latest: PathKey?
    }

    private let state = Mutex(State())

    public init() {}

    public var now: Counts { state.withLock { $0.counts } }

    /// Whether a case on this path has been judged, one way or the other.
    public func covers(_ path: PathKey) -> Bool { state.withLock { $0.judged.contains(path) } }

    func add(_ finished: RowDesk.Finished) {
        state.withLock { state in
            switch finished.row.verdict {
            case .passed: state.counts.passed += 1
            case .failed: state.counts.failed += 1
            case .errored: state.counts.errored += 1
            case .skipped: state.counts.skipped += 1
            }
            state.counts.requests += finished.row.repeats
            if finished.row.isUnreached {
                state.counts.unreached += 1
                if finished.row.breakage?.kind == .keyRefused { state.counts.refused += 1 }
            }
            guard finished.row.verdict == .passed || finished.row.verdict == .failed else { return }
            // Cases of one path come in a row: comparing is cheaper than making a key and hashing it.
            if state.latest?.isPath(of: finished.row) == true { return }
            let path = PathKey(finished.row)
            state.latest = path
            state.judged.insert(path)
        }
    }
}

extension CaseRow {
    /// It never came to a gateway, or the gateway ended under it: nothing was asked of its routes.
    public var isUnreached: Bool { verdict == .errored && breakage != nil && status == nil }
}
