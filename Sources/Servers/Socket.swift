import CLinux
import Glibc
import Vocabulary

/// The system calls of this room, one place for all of them.
enum Socket {
    /// Bytes that arrived, none for now, the end of what the client sends, or the end of everything.
    enum Received: Equatable { case bytes(Int), nothing, end, broken }

    enum Accepted: Equatable { case socket(Int32), nothing, noDescriptors, notListening }

    static func now() -> Moment { Moment(nanoseconds: pp_monotonic_nanoseconds()) }

    static func accept(from listener: Int32) -> Accepted {
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        while true {
            let socket = accept4(listener, nil, nil, flags)
            if socket >= 0 { return .socket(socket) }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .noDescriptors
            case EAGAIN: return .nothing
            default: return .notListening
            }
        }
    }

    /// How many bytes the kernel took; nil where the connection is gone. Never raises SIGPIPE.
    static func send(_ bytes: Span<UInt8>, to socket: Int32) -> Int? {
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return count }
            if errno == EAGAIN { return 0 }
            if errno != EINTR { return nil }
        }
    }

    /// FIN goes out; bytes still come in.
    static func finish(_ socket: Int32) { _ = shutdown(socket, Int32(SHUT_WR)) }

    static func close(_ socket: Int32) { _ = Glibc.close(socket) }

    static func reset(_ socket: Int32) {
        _ = pp_reset_on_close(socket)
        _ = Glibc.close(socket)
    }
}

/// Where bytes land on their way from a socket to a reader; one for each thread, so that connections
/// which say nothing hold no memory.
@safe
final class LandingBuffer {
    private let memory: UnsafeMutableRawBufferPointer

    init(byteCount: Int) {
        unsafe memory = .allocate(byteCount: byteCount, alignment: 16)
    }

    deinit { unsafe memory.deallocate() }

    var byteCount: Int { unsafe memory.count }

    func receive(from socket: Int32) -> Socket.Received {
        while true {
            let count = unsafe recv(socket, memory.baseAddress, memory.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            if errno == EAGAIN { return .nothing }
            if errno != EINTR { return .broken }
        }
    }

    /// The first bytes of what was received last.
    func withBytes<Result>(_ count: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        unsafe memory.bindMemory(to: UInt8.self).extracting(0..<count).withSpan(body)
    }
}

extension UnsafeMutableBufferPointer where Element == UInt8 {
    fileprivate func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(unsafe Span(_unsafeElements: UnsafeBufferPointer(self)))
    }
}

/// The kernel's list of sockets to watch, edge by edge: each is added once and never changed.
@safe
final class Watch {
    private let epoll: Int32
    /// Cleared where the kernel is older than 5.11, or a sandbox does not know its newer call.
    private var countsNanoseconds = true
    private let events: UnsafeMutableBufferPointer<epoll_event>

    /// What happened to the socket with this mark.
    struct Event {
        var mark: UInt64
        var bits: UInt32

        var canWrite: Bool { bits & EPOLLOUT.rawValue != 0 }
        var canRead: Bool { bits & EPOLLIN.rawValue != 0 }
        /// The client has sent its last byte; whether it still listens is another question.
        var inputEnded: Bool { bits & EPOLLRDHUP.rawValue != 0 }
        var isGone: Bool { bits & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 }
    }

    init(epoll: Int32, room: Int = 512) {
        self.epoll = epoll
        unsafe events = .allocate(capacity: room)
    }

    deinit { unsafe events.deallocate() }

    func add(_ socket: Int32, mark: UInt64) -> Bool {
        let bits =
            EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        return pp_epoll_control(epoll, EPOLL_CTL_ADD, socket, bits, mark) == 0
    }

    /// Gives the number of events; nil waits without end.
    func wait(atMost limit: Int64?) -> Int {
        let room = unsafe Int32(events.count)
        if countsNanoseconds {
            let count = unsafe pp_epoll_wait(epoll, events.baseAddress, room, limit ?? -1)
            if count >= 0 { return Int(count) }
            precondition(
                errno == ENOSYS || errno == EPERM, "epoll_pwait2 failed with error \(errno)")
            countsNanoseconds = false
        }
        let count = unsafe epoll_wait(
            epoll, events.baseAddress, room, limit.map(Self.milliseconds) ?? -1)
        precondition(count >= 0 || errno == EINTR, "epoll_wait failed with error \(errno)")
        return max(0, Int(count))
    }

    /// Up, so as not to wake before the time.
    private static func milliseconds(_ nanoseconds: Int64) -> Int32 {
        Int32(min(Int64(Int32.max), nanoseconds / 1_000_000 + (nanoseconds % 1_000_000).signum()))
    }

    subscript(_ index: Int) -> Event {
        unsafe Event(mark: events[index].data.u64, bits: events[index].events)
    }
}
