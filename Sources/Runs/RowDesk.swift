public import Rows
import Synchronization
public import Vocabulary

/// Puts finished cases back into plan order and hands their rows on, to disk and to whoever listens.
///
/// Workers only leave a case here; encoding and writing are done by a task of the desk's own, beside the
/// transport's thread, so that no measured answer waits for a disk. A case waits in memory until all
/// before it are there; whoever would run too far ahead of the oldest open case waits, so one slow case
/// never makes memory grow. A case that waits long is put aside on disk meanwhile: a run that is killed
/// must not ask again what was answered.
public final class RowDesk: Sendable {
    /// How many cases may be finished ahead of the oldest open one.
    private static let aheadMax = 2048
    /// Cases are handed over so many at a time, or after so long: a hand-over costs a wake-up.
    private static let batch = 256
    private static let batchTime: Duration = .milliseconds(200)
    /// How many cases may wait for the disk before workers wait too.
    private static let unwrittenMax = 2048

    /// A case that came to its end: an object, since it goes through three lists, and a copy of a row has
    /// twenty texts to hold and to let go.
    public final class Finished: Sendable {
        public let row: CaseRow
        public let calls: [LaneCall]
        /// What else stands before it: its attempts, or all that a killed run wrote of it.
        public let rows: [Row]
        /// Both sides of it in full, of a case that did not pass.
        public let transcript: String?
        /// When its request was handed over, and what a witness said of it, where it was sent once.
        let queued: Moment?
        let testimony: Testimony?

        init(
            _ row: consuming CaseRow, calls: [LaneCall], rows: [Row] = [],
            transcript: String? = nil, queued: Moment? = nil, testimony: Testimony? = nil
        ) {
            self.row = row
            self.calls = calls
            self.rows = rows
            self.transcript = transcript
            (self.queued, self.testimony) = (queued, testimony)
        }

        var asksAgain: Bool { testimony?.asksAgain == true }

        /// The same with other rows before it.
        public func carrying(_ rows: [Row]) -> Finished {
            Finished(
                row, calls: calls, rows: rows, transcript: transcript, queued: queued,
                testimony: testimony)
        }
    }

    private struct Early {
        var finished: Finished
        /// How many ticks it has waited for those before it.
        var ticks = 0
    }

    private struct State {
        var next = 0
        var early: [Int: Early] = [:]
        var ready: [Finished] = []
        var handedOver: Moment
        var isWriting = false
        var writtenUpTo = 0
        var blocked: [(index: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var finishing: CheckedContinuation<Void, Never>?
        var isGivenUp = false

        func isNear(_ index: Int) -> Bool {
            isGivenUp
                || index < next + RowDesk.aheadMax && index < writtenUpTo + RowDesk.unwrittenMax
        }
    }

    private let state: Mutex<State>
    /// Of the run.
    public let start: Moment
    private let write: @Sendable ([Finished]) -> Void
    private let putAside: @Sendable ([Finished]) -> Void
    private let flush: @Sendable () -> Void
    private let now: @Sendable () -> Moment

    /// - Parameters:
    ///   - start: of the run.
    ///   - write: called with every case in order, some at a time, from one task at a time.
    ///   - putAside: called with cases that were not written yet, since they wait for their turn.
    ///   - flush: called when no case will come for a while.
    public init(
        start: Moment, now: @escaping @Sendable () -> Moment,
        write: @escaping @Sendable ([Finished]) -> Void,
        putAside: @escaping @Sendable ([Finished]) -> Void,
        flush: @escaping @Sendable () -> Void
    ) {
        self.start = start
        self.now = now
        self.putAside = putAside
        self.write = write
        self.flush = flush
        state = Mutex(State(handedOver: start))
    }

    /// Whether the case with this number is near enough to the oldest open one.
    func admits(_ index: Int) -> Bool { state.withLock { $0.isNear(index) } }

    /// Returns when it is.
    func admit(_ index: Int) async {
        await withCheckedContinuation { continuation in
            let isNear = state.withLock { state in
                if state.isNear(index) { return true }
                state.blocked.append((index, continuation))
                return false
            }
            if isNear { continuation.resume() }
        }
    }

    /// A case was begun that will never come: nobody waits for it any more.
    func giveUp() {
        let freed = state.withLock { state in
            state.isGivenUp = true
            return Self.freed(&state)
        }
        for continuation in freed { continuation.resume() }
    }

    func put(_ finished: Finished, for index: Int) {
        let moment = now()
        let (freed, mustWrite) = state.withLock { state in
            guard index == state.next else {
                state.early[index] = Early(finished: finished)
                return ([CheckedContinuation<Void, Never>](), false)
            }
            state.ready.append(finished)
            state.next += 1
            while !state.early.isEmpty, let more = state.early.removeValue(forKey: state.next) {
                state.ready.append(more.finished)
                state.next += 1
            }
            let isDue =
                state.ready.count >= Self.batch || moment - state.handedOver >= Self.batchTime
            let mustWrite = isDue && !state.isWriting
            if mustWrite { state.isWriting = true }
            return (Self.freed(&state), mustWrite)
        }
        for continuation in freed { continuation.resume() }
        if mustWrite { Task.detached { self.writeReady() } }
    }

    /// Sees to it that nothing waits longer than two ticks for the disk, whether cases come or not; until
    /// it is cancelled.
    public func keepTime() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.batchTime) } catch { return }
            let (waiting, mustWrite) = state.withLock { state in
                let mustWrite = !state.ready.isEmpty && !state.isWriting
                if mustWrite { state.isWriting = true }
                return (Self.waiting(&state), mustWrite)
            }
            if !waiting.isEmpty { putAside(waiting) }
            if mustWrite { writeReady() }
        }
    }

    /// The cases that have been waiting for those before them since the last tick.
    private static func waiting(_ state: inout State) -> [Finished] {
        var waiting: [Finished] = []
        for (index, early) in state.early where early.ticks < 2 {
            state.early[index]?.ticks += 1
            if early.ticks == 1 { waiting.append(early.finished) }
        }
        return waiting
    }

    /// Writes what is left, gaps or not: after an interruption some cases never came.
    public func finish() async {
        await withCheckedContinuation { continuation in
            let mustWrite = state.withLock { state in
                for index in state.early.keys.sorted() {
                    if let early = state.early[index] { state.ready.append(early.finished) }
                }
                state.early = [:]
                state.finishing = continuation
                guard !state.isWriting else { return false }
                state.isWriting = true
                return true
            }
            if mustWrite { writeReady() }
        }
    }

    /// One at a time: whoever finds it running leaves its cases to it.
    private func writeReady() {
        while true {
            let moment = now()
            let (batch, finishing) = state.withLock { state in
                let batch = state.ready
                state.ready = []
                state.handedOver = moment
                guard batch.isEmpty else {
                    return (batch, CheckedContinuation<Void, Never>?.none)
                }
                state.isWriting = false
                let finishing = state.finishing
                state.finishing = nil
                return (batch, finishing)
            }
            guard !batch.isEmpty else {
                finishing?.resume()
                return
            }
            write(batch)
            flush()
            let freed = state.withLock { state in
                state.writtenUpTo += batch.count
                return Self.freed(&state)
            }
            for continuation in freed { continuation.resume() }
        }
    }

    private static func freed(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        guard !state.blocked.isEmpty else { return [] }
        let blocked = state.blocked
        state.blocked = blocked.filter { !state.isNear($0.index) }
        return blocked.filter { state.isNear($0.index) }.map(\.continuation)
    }
}
