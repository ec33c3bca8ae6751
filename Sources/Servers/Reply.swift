import Synchronization
public import Vocabulary

/// How a reply ended, for journals and for whoever fed it.
public struct ReplyEnd: Sendable, Equatable {
    public enum How: Sendable, Equatable {
        /// All of it went out, to the last byte and the closing that was asked for.
        case complete
        /// The server broke the connection, because the reply asked for it.
        case reset
        case clientLeft
        /// More output waited than `pendingBytesMax` allows, or none was taken for `stallTime`.
        case clientTooSlow
        case serverStopped
        /// The handler let its responder go without an ending.
        case abandoned
    }

    public var how: How
    /// Just before the first byte was handed to the kernel; nil where none was.
    public var firstByteSent: Moment?
    /// Of `complete`: when the last byte was handed to the kernel.
    public var ended: Moment
    public var bytesSent: Int
    /// The largest delay of a timed step behind its schedule.
    public var latestBy: Duration

    public init(
        how: How, firstByteSent: Moment?, ended: Moment, bytesSent: Int, latestBy: Duration = .zero
    ) {
        self.how = how
        self.firstByteSent = firstByteSent
        self.ended = ended
        self.bytesSent = bytesSent
        self.latestBy = latestBy
    }
}

/// What the server's thread and the holder of a responder share of one reply.
final class Reply: Sendable {
    /// Bytes that were given and that the kernel has not taken.
    let pending = Atomic<Int>(0)
    private let state = Mutex(State())

    private struct State {
        var end: ReplyEnd?
        var onEnd: [@Sendable (ReplyEnd) -> Void] = []
    }

    var end: ReplyEnd? { state.withLock { $0.end } }

    /// A reply ends once; what ends it first counts.
    func end(_ end: ReplyEnd) {
        let listeners = state.withLock { state -> [@Sendable (ReplyEnd) -> Void] in
            guard state.end == nil else { return [] }
            state.end = end
            defer { state.onEnd = [] }
            return state.onEnd
        }
        for listener in listeners { listener(end) }
    }

    func onEnd(_ body: @escaping @Sendable (ReplyEnd) -> Void) {
        let end = state.withLock { state -> ReplyEnd? in
            if state.end == nil { state.onEnd.append(body) }
            return state.end
        }
        if let end { body(end) }
    }

    /// The kernel took so many bytes.
    func took(_ bytes: Int) { pending.subtract(bytes, ordering: .sequentiallyConsistent) }
}
