import CLinux
import Glibc
import Synchronization

/// How a door meets its callers.
public enum DoorManner: UInt8, Sendable {
    /// Requests reach the handler.
    case answering
    /// Connections are taken and never read from.
    case silent
    /// Connections are refused; the port stays ours.
    case refusing
    /// Connections are taken and reset at once, before a byte is read.
    case resetting
}

/// One listening port of a server.
final class Door: Sendable {
    let port: Int
    let handler: @Sendable (IncomingRequest, Responder) -> Void
    /// What is said to a TLS handshake; nil where it is refused like any other noise.
    let handshake: Server.Handshake?
    /// Marks the door in its thread's watch.
    let mark: UInt64
    let listener: Int32
    /// The thread that accepts its callers.
    let inbox: Inbox
    let arrivals = Atomic<Int>(0)
    private let mannerValue: Atomic<UInt8>
    /// Guards the listening itself.
    private let isListening = Mutex(false)

    init(
        port: Int, manner: DoorManner, number: Int, inbox: Inbox,
        handshake: Server.Handshake?,
        handler: @escaping @Sendable (IncomingRequest, Responder) -> Void
    ) throws(ServerError) {
        (listener, self.port) = try Self.bind(port)
        self.handler = handler
        self.handshake = handshake
        self.inbox = inbox
        mark = Self.markBit | UInt64(number)
        mannerValue = Atomic(DoorManner.refusing.rawValue)
        do throws(ServerError) {
            try setManner(manner)
        } catch {
            // Two may bind to a port with SO_REUSEADDR; only one may listen.
            throw error == .system("listen", number: EADDRINUSE) ? .portTaken(port) : error
        }
    }

    deinit { Socket.close(listener) }

    static let markBit: UInt64 = 1 << 63

    /// It should take connections, and the kernel takes none for it.
    var isDead: Bool {
        isListening.withLock { $0 && pp_is_listening(listener) == 0 }
    }

    var manner: DoorManner {
        DoorManner(rawValue: mannerValue.load(ordering: .acquiring)) ?? .answering
    }

    /// In force when it returns, for new connections and for the next request of kept ones.
    func setManner(_ manner: DoorManner) throws(ServerError) {
        let failure = isListening.withLock { isListening -> ServerError? in
            let mustListen = manner != .refusing
            if mustListen && !isListening {
                _ = pp_set_option(listener, SOL_SOCKET, SO_REUSEADDR, 1)
                guard listen(listener, 4096) == 0 else { return .system("listen", number: errno) }
            }
            if !mustListen {
                // Ends the listening without giving up the port, which no program may take meanwhile.
                if isListening { _ = shutdown(listener, Int32(SHUT_RD)) }
                _ = pp_set_option(listener, SOL_SOCKET, SO_REUSEADDR, 0)
            }
            mannerValue.store(manner.rawValue, ordering: .releasing)
            isListening = mustListen
            return nil
        }
        if let failure { throw failure }
        if manner != .refusing { inbox.post(.open(self)) }
    }

    /// A socket bound to a port by its number: only such a binding outlives `shutdown`. A free port is found
    /// by one that asks for any, and taken over while both are bound.
    private static func bind(_ port: Int) throws(ServerError) -> (Int32, Int) {
        let socket = try open()
        let found = pp_bind_loopback(socket, Int32(port))
        guard found >= 0 else {
            Socket.close(socket)
            throw bindError(port, number: -found)
        }
        guard port == 0 else { return (socket, port) }
        defer { Socket.close(socket) }
        let keeper = try open()
        let kept = pp_bind_loopback(keeper, found)
        guard kept == found else {
            Socket.close(keeper)
            throw bindError(Int(found), number: -kept)
        }
        return (keeper, Int(found))
    }

    private static func open() throws(ServerError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(AF_INET, kind, 0)
        guard socket >= 0 else { throw .system("socket", number: errno) }
        // Accepted sockets inherit it: a piece that is due goes out now.
        _ = pp_set_option(socket, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        // Connections of an earlier run that wait out their end must not hold the port.
        _ = pp_set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1)
        return socket
    }

    private static func bindError(_ port: Int, number: Int32) -> ServerError {
        switch number {
        case EADDRINUSE: .portTaken(port)
        case EACCES: .portForbidden(port)
        default: .system("bind to port \(port)", number: number)
        }
    }
}
