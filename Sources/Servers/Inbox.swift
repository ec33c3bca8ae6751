import CLinux
import Glibc
import Synchronization
import Vocabulary

/// Names a reply to the thread that owns its connection; dead once the reply is over.
struct Ticket: Sendable, Hashable {
    var slot: Int
    var serial: UInt64
}

/// What other threads, and handlers, ask of a server's thread.
enum Command: Sendable {
    /// Watch the door's listener.
    case open(Door)
    case adopt(socket: Int32, door: Door)
    case play(Ticket, Score)
    case send(Ticket, [UInt8])
    case finish(Ticket, keepAlive: Bool)
    case reset(Ticket, ReplyEnd.How)
    case abandon(Ticket)
    case closeIdle(Door)
    case stop
}

/// Brings commands to one server thread, in order, and wakes it where it sleeps.
///
/// A thread that is awake is not woken: a handler's own commands, and those of a busy moment, cost no system call.
final class Inbox: Sendable {
    private let bell: Int32
    private let state = Mutex(State())

    private struct State {
        var commands: [Command] = []
        var isAsleep = false
        var isOpen = true
    }

    /// `bell` is an eventfd that the thread watches, and from now on the inbox's own.
    init(bell: Int32) { self.bell = bell }

    deinit { _ = close() }

    /// Has the thread's watch wake up for this inbox.
    func watchBell(in epoll: Int32, as mark: UInt64) {
        _ = pp_epoll_control(epoll, EPOLL_CTL_ADD, bell, EPOLLIN.rawValue, mark)
    }

    /// Makes the bell silent until it is rung again.
    func silence() {
        var count: UInt64 = 0
        _ = unsafe read(bell, &count, 8)
    }

    /// False once the thread has ended: the command is dropped.
    @discardableResult
    func post(_ command: Command) -> Bool { add { $0.append(command) } }

    /// The thread carries out both without a look at its sockets between them.
    @discardableResult
    func post(_ first: Command, then second: Command) -> Bool {
        add { commands in
            commands.append(first)
            commands.append(second)
        }
    }

    private func add(_ body: (inout [Command]) -> Void) -> Bool {
        state.withLock { state in
            guard state.isOpen else { return false }
            body(&state.commands)
            // Under the lock: once closed, the bell's number is soon another file's.
            if state.isAsleep { ring() }
            state.isAsleep = false
            return true
        }
    }

    /// Takes what is there in exchange for an empty list with room.
    func take(into commands: inout [Command]) {
        state.withLock { state in
            state.isAsleep = false
            guard !state.commands.isEmpty else { return }
            swap(&commands, &state.commands)
        }
    }

    /// True where nothing waits and the thread may sleep: from now on a post rings the bell.
    func maySleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.commands.isEmpty
            return state.isAsleep
        }
    }

    /// Gives what nobody will do any more, and closes the bell; twice is harmless.
    func close() -> [Command] {
        state.withLock { state in
            if state.isOpen { Socket.close(bell) }
            state.isOpen = false
            defer { state.commands = [] }
            return state.commands
        }
    }

    private func ring() {
        var one: UInt64 = 1
        _ = unsafe write(bell, &one, 8)
    }
}
