package import Plans
package import Rows
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
        package var requests = 0

        package var done: Int { passed + failed + errored + skipped }
        package init() {}
    }

    private struct State {
        var counts = Counts()
        var judged: Set<PathKey> = []
        var latest: PathKey?
    }

    private let state = Mutex(State())

    package init() {}

    package var now: Counts { state.withLock { $0.counts } }

    /// Whether a case on this path has been judged, one way or the other.
    package func covers(_ path: PathKey) -> Bool { state.withLock { $0.judged.contains(path) } }

    package func add(_ row: CaseRow) {
        state.withLock { state in
            switch row.verdict {
            case .passed: state.counts.passed += 1
            case .failed: state.counts.failed += 1
            case .errored: state.counts.errored += 1
            case .skipped: state.counts.skipped += 1
            }
            state.counts.requests += row.repeats
            if row.isUnreached { state.counts.unreached += 1 }
            guard row.verdict == .passed || row.verdict == .failed else { return }
            let path = PathKey(
                row.leg, row.cause, isStreamed: row.isStreamed, route: row.route)
            // Cases of one path come in a row: comparing is cheaper than hashing.
            guard state.latest != path else { return }
            state.latest = path
            state.judged.insert(path)
        }
    }
}

/// What coverage counts: a leg, how it is broken, and whether the answer is streamed.
package struct PathKey: Sendable, Hashable {
    private var route: String
    private var leg: LegID
    private var cause: String?
    private var isStreamed: Bool

    package init(_ row: PathRow) {
        self.init(
            row.leg, row.cause, isStreamed: row.isStreamed, route: row.route ?? row.leg.route)
    }

    package init(_ way: Plan.Way) {
        self.init(
            way.path.leg, way.path.fault?.name, isStreamed: way.isStreamed, route: way.path.route)
    }

    /// - Parameter route: where it is another than the leg's own.
    package init(_ leg: LegID, _ cause: String?, isStreamed: Bool, route: String? = nil) {
        self.route = route ?? leg.route
        self.leg = leg
        self.cause = cause
        self.isStreamed = isStreamed
    }
}

extension CaseRow {
    /// It never came to a gateway, or the gateway ended under it: nothing was asked of its routes.
    var isUnreached: Bool { verdict == .errored && breakage != nil && status == nil }
}
