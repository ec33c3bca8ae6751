import CLinux
import Glibc
import Synchronization

/// What a thread of a server needs open from its start.
struct Descriptors: Sendable {
    var epoll: Int32
    /// Wakes the thread; its inbox owns it.
    var bell: Int32
    /// Given up for a moment to turn a caller away when descriptors have run out.
    var spare: Int32

    init() throws(ServerError) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        spare = Self.openSpare()
        guard epoll < 0 || bell < 0 || spare < 0 else { return }
        let number = errno
        close()
        throw .system("opening an event loop", number: number)
    }

    static func openSpare() -> Int32 { eventfd(0, Int32(EFD_CLOEXEC)) }

    func close() {
        if bell >= 0 { Socket.close(bell) }
        closeAllButBell()
    }

    /// Once an inbox has the bell.
    func closeAllButBell() {
        for descriptor in [epoll, spare] where descriptor >= 0 { Socket.close(descriptor) }
    }
}

/// What a server's threads share.
final class Ground: Sendable {
    let limits: ServerLimits
    let connections = Atomic<Int>(0)
    let numbers = Atomic<Int>(0)
    /// One for each thread; set once, before any thread starts.
    let inboxes: [Inbox]

    init(limits: ServerLimits, inboxes: [Inbox]) {
        self.limits = limits
        self.inboxes = inboxes
    }
}
