import Synchronization
import Vocabulary

/// The handle of exactly one reply, usable from any thread; no call ever blocks.
///
/// Either `play` a score, or feed the reply by `send` and end it by `finish`, `reset` or `reply`. What comes
/// after the reply's end does nothing. Letting go of a responder that has said neither is our mistake and
/// ends in a 500, or a reset where bytes have gone out.
public final class Responder: Sendable {
    private let ticket: Ticket
    private let inbox: Inbox
    private let shared: Reply
    private let pendingBytesMax: Int
    private let isKeepAlive: Bool
    private let isHTTP10: Bool
    private let isHead: Bool
    /// A score plays, or an ending was asked for: nothing more is needed from here.
    private let isSettled = Atomic<Bool>(false)

    init(
        ticket: Ticket, inbox: Inbox, shared: Reply, pendingBytesMax: Int, request: RequestHead
    ) {
        self.ticket = ticket
        self.inbox = inbox
        self.shared = shared
        self.pendingBytesMax = pendingBytesMax
        isKeepAlive = request.isKeepAlive
        isHTTP10 = request.isHTTP10
        isHead = request.method == "HEAD"
    }

    deinit {
        if !isSettled.load(ordering: .relaxed) { inbox.post(.abandon(ticket)) }
    }

    /// Plays a timed reply; also one that breaks on purpose.
    public func play(_ score: Score) {
        guard settle() else { return }
        inbox.post(.play(ticket, score))
    }

    /// Sends these bytes as they are. A reply that has more than the server's `pendingBytesMax`
    /// waiting already is cut, because its reader does not keep up.
    public func send(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, !isSettled.load(ordering: .relaxed) else { return }
        let waiting = shared.pending.add(bytes.count, ordering: .sequentiallyConsistent).oldValue
        if waiting > pendingBytesMax {
            inbox.post(.reset(ticket, .clientTooSlow))
        } else {
            inbox.post(.send(ticket, bytes))
        }
    }

    /// The reply is over. The connection is kept only where the request asked for that, too.
    ///
    /// - Parameter last: its last bytes. Whoever has got them may leave at once, and has got all of it.
    public func finish(sending last: [UInt8] = [], keepAlive: Bool) {
        guard settle() else { return }
        guard !last.isEmpty else {
            inbox.post(.finish(ticket, keepAlive: keepAlive))
            return
        }
        _ = shared.pending.add(last.count, ordering: .sequentiallyConsistent)
        inbox.post(.send(ticket, last), then: .finish(ticket, keepAlive: keepAlive))
    }

    /// Breaks the connection with RST.
    public func reset() {
        guard settle() else { return }
        inbox.post(.reset(ticket, .reset))
    }

    /// A whole plain answer: `Content-Length` and `Connection` are added, everything else is as given.
    public func reply(status: Int, headers: [(String, String)] = [], body: [UInt8] = []) {
        guard !isSettled.load(ordering: .relaxed) else { return }
        var fields = headers
        let hasBody = status != 204 && status != 304
        if hasBody { fields.append(("Content-Length", String(body.count))) }
        if !isKeepAlive { fields.append(("Connection", "close")) }
        if isKeepAlive, isHTTP10 { fields.append(("Connection", "keep-alive")) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            fields.reduce(64 + body.count) { $0 + $1.0.utf8.count + $1.1.utf8.count + 4 })
        HTTPText.appendHead(status: status, headers: fields, to: &bytes)
        if hasBody, !isHead { bytes.append(contentsOf: body) }
        finish(sending: bytes, keepAlive: true)
    }

    /// How the reply ended; nil while it goes on.
    public var end: ReplyEnd? { shared.end }

    /// Calls `body` once, on the server's thread, as soon as the reply has ended (on the caller's where it has).
    /// It must not block.
    public func onEnd(_ body: @escaping @Sendable (ReplyEnd) -> Void) { shared.onEnd(body) }

    /// True for the first that settles the reply.
    private func settle() -> Bool { !isSettled.exchange(true, ordering: .relaxed) }
}
