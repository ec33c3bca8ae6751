import Synchronization

/// The latest requests of a gateway, in memory, and a line for each to whoever keeps them.
public final class GatewayLog: Sendable {
    private struct State {
        var entries: [GatewayLogEntry] = []
        /// Where the oldest stands once the ring is full.
        var start = 0
        var count = 0
    }

    private let state = Mutex(State())
    private let kept: Int
    private let write: (@Sendable ([UInt8]) -> Void)?

    /// - Parameters:
    ///   - kept: how many requests stay in memory.
    ///   - write: takes each line as JSON with its line end, from any thread.
    public init(kept: Int = 1_000, write: (@Sendable ([UInt8]) -> Void)? = nil) {
        precondition(kept > 0, "a log keeps at least one request, not \(kept)")
        self.kept = kept
        self.write = write
    }

    func add(_ entry: GatewayLogEntry) {
        state.withLock { state in
            state.count += 1
            if state.entries.count < kept {
                state.entries.append(entry)
            } else {
                state.entries[state.start] = entry
                state.start = (state.start + 1) % kept
            }
        }
        write?(entry.line)
    }

    /// Those that are kept, the oldest first.
    public var entries: [GatewayLogEntry] {
        state.withLock { Array($0.entries[$0.start...] + $0.entries[..<$0.start]) }
    }

    /// All that there were.
    public var count: Int { state.withLock { $0.count } }
}
