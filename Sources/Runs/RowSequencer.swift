import Glibc
import Synchronization
package import Vocabulary

/// Puts rows back into plan order on their way to disk, so that two runs of one plan write alike.
///
/// A row waits in memory only until all before it are there; whoever would run too far ahead of the
/// oldest open case waits, so one slow case never makes memory grow.
package final class RowSequencer: Sendable {
    /// How many cases may be finished ahead of the oldest open one.
    private static let aheadMax = 4096
    private static let bufferBytes = 256 << 10

    private struct State {
        var next = 0
        var waiting: [Int: [UInt8]] = [:]
        var buffer: [UInt8] = []
        var blocked: [(index: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var failure: Diagnostic?
    }

    private let state: Mutex<State>
    private let descriptor: Int32
    private let path: String

    package init(path: String) throws(Diagnostics) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Diagnostics([Diagnostic("cannot write '\(path)': \(systemReason())")])
        }
        state = Mutex(State())
    }

    deinit { close(descriptor) }

    /// Returns when the case with this number is near enough to the oldest open one.
    package func admit(_ index: Int) async {
        let isNear = state.withLock { index < $0.next + Self.aheadMax }
        if isNear { return }
        await withCheckedContinuation { continuation in
            let isNearNow = state.withLock { state in
                if index < state.next + Self.aheadMax { return true }
                state.blocked.append((index, continuation))
                return false
            }
            if isNearNow { continuation.resume() }
        }
    }

    /// Takes the rows of one case: whole lines.
    package func put(_ lines: [UInt8], for index: Int) {
        let freed = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard index == state.next else {
                state.waiting[index] = lines
                return []
            }
            state.buffer += lines
            state.next += 1
            while let more = state.waiting.removeValue(forKey: state.next) {
                state.buffer += more
                state.next += 1
            }
            if state.buffer.count >= Self.bufferBytes { flush(&state) }
            guard !state.blocked.isEmpty else { return [] }
            let limit = state.next + Self.aheadMax
            let free = state.blocked.filter { $0.index < limit }.map(\.continuation)
            state.blocked.removeAll { $0.index < limit }
            return free
        }
        for continuation in freed { continuation.resume() }
    }

    /// Writes lines that belong to no case, before all that is still to come.
    package func put(_ lines: [UInt8]) {
        state.withLock { $0.buffer += lines }
    }

    /// Writes everything that is there, gaps or not: after an interruption some cases never came.
    package func finish() throws(Diagnostics) {
        let failure = state.withLock { state -> Diagnostic? in
            for index in state.waiting.keys.sorted() { state.buffer += state.waiting[index] ?? [] }
            state.waiting = [:]
            flush(&state)
            return state.failure
        }
        if let failure { throw Diagnostics([failure]) }
    }

    private func flush(_ state: inout State) {
        var sent = 0
        while sent < state.buffer.count, state.failure == nil {
            let count = unsafe state.buffer[sent...].withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno != EINTR {
                state.failure = Diagnostic(
                    "cannot write '\(path)': \(systemReason())",
                    hint: "the rows of this run are incomplete")
            }
            sent += max(0, count)
        }
        state.buffer.removeAll(keepingCapacity: true)
    }
}

/// errno in words.
package func systemReason() -> String {
    guard let text = unsafe strerror(errno) else { return "error \(errno)" }
    return unsafe String(cString: text)
}
