import CLinux
import Glibc
import Synchronization
import Vocabulary

/// One thread of a server: it owns its connections, and nobody else touches them.
///
/// Everything from outside comes through the inbox, also what a handler does while it runs on this very thread;
/// so no act on a connection ever happens inside another.
final class Loop {
    let ground: Ground
    let inbox: Inbox
    let watch: Watch
    let landing = LandingBuffer(byteCount: 64 << 10)
    var limits: ServerLimits { ground.limits }
    var due = DueHeap<Connection>()
    /// Bytes of unfinished requests, and of output that waits, of all connections.
    var inputHeld = 0
    var outputHeld = 0
    /// A handler was called, so that the inbox may have something.
    var calledHandler = false
    private let epoll: Int32
    private var doors: [UInt64: Door] = [:]
    private var connections: [Connection?] = []
    private var freeSlots: [Int] = []
    private var commands: [Command] = []
    private var nextInbox: Int
    private var serials: UInt64 = 0
    private var isStopping = false
    private var spare: Int32
    /// Opened when the first client half-closes.
    private var diagnosis: Int32 = -1

    init(index: Int, descriptors: Descriptors, ground: Ground) {
        self.ground = ground
        epoll = descriptors.epoll
        spare = descriptors.spare
        inbox = ground.inboxes[index]
        nextInbox = index
        watch = Watch(epoll: epoll)
    }

    func run() {
        inbox.watchBell(in: epoll, as: Self.bellMark)
        while true {
            drain()
            if isStopping { break }
            fire()
            let count = watch.wait(atMost: sleep)
            for index in 0..<count {
                handle(watch[index])
                if calledHandler { drain() }
            }
        }
        closeAll()
    }

    /// How long nothing needs to be done; nil for as long as nothing comes.
    private var sleep: Int64? {
        guard inbox.maySleep() else { return 0 }
        return due.earliest.map { max(0, $0 - Socket.now().nanoseconds) }
    }

    private func drain() {
        repeat {
            calledHandler = false
            commands.removeAll(keepingCapacity: true)
            inbox.take(into: &commands)
            var taken: [Command] = []
            swap(&taken, &commands)
            for command in taken { carryOut(command) }
            swap(&taken, &commands)
        } while !commands.isEmpty
    }

    private func fire() {
        let now = Socket.now().nanoseconds
        // Events must have their turn, too.
        for _ in 0..<256 {
            guard let connection = due.next(at: now) else { return }
            attend(connection, at: now)
            if calledHandler { drain() }
        }
    }

    private func handle(_ event: Watch.Event) {
        if event.mark == Self.bellMark {
            inbox.silence()
        } else if event.mark & Door.markBit != 0 {
            if let door = doors[event.mark] { accept(from: door) }
        } else {
            let slot = Int(event.mark & 0xFFFF_FFFF)
            guard slot < connections.count, let connection = connections[slot],
                connection.mark == event.mark
            else { return }
            handle(event, on: connection)
        }
    }

    private func carryOut(_ command: Command) {
        switch command {
        case .open(let door):
            doors[door.mark] = door
            // A door that was never shut is watched already, which is as good.
            _ = pp_epoll_control(epoll, EPOLL_CTL_ADD, door.listener, EPOLLIN.rawValue, door.mark)
        case .adopt(let socket, let door):
            adopt(socket, from: door)
        case .closeIdle(let door):
            // A door that answers again by now has callers who count on the connections that they kept.
            guard door.manner != .answering else { return }
            for case let connection? in connections where connection.door === door {
                if connection.stage == .reading, connection.reader.isIdle { close(connection) }
            }
        case .play(let ticket, let score):
            if let connection = find(ticket) { play(score, on: connection) }
        case .send(let ticket, let bytes):
            if let connection = find(ticket) { send(bytes, on: connection, isCounted: true) }
        case .finish(let ticket, let keepAlive):
            if let connection = find(ticket) { endReply(of: connection, keepAlive: keepAlive) }
        case .reset(let ticket, let how):
            if let connection = find(ticket) { reset(connection, how) }
        case .abandon(let ticket):
            if let connection = find(ticket) { abandon(connection) }
        case .stop:
            isStopping = true
        }
    }

    private func find(_ ticket: Ticket) -> Connection? {
        guard let connection = connections[ticket.slot], connection.serial == ticket.serial else {
            return nil
        }
        return connection
    }

    func newSerial() -> UInt64 {
        serials += 1
        return serials
    }

    // MARK: Connections come and go

    private func accept(from door: Door) {
        for _ in 0..<256 {
            switch Socket.accept(from: door.listener) {
            case .socket(let socket): admit(socket, by: door)
            case .nothing: return
            case .noDescriptors:
                Socket.close(spare)
                if case .socket(let socket) = Socket.accept(from: door.listener) {
                    Socket.reset(socket)
                }
                spare = Descriptors.openSpare()
            case .notListening:
                _ = pp_epoll_control(epoll, EPOLL_CTL_DEL, door.listener, 0, 0)
                return
            }
        }
    }

    private func admit(_ socket: Int32, by door: Door) {
        door.arrivals.add(1, ordering: .relaxed)
        guard door.manner != .resetting else { return Socket.reset(socket) }
        let count = ground.connections.add(1, ordering: .relaxed).newValue
        guard count <= limits.connectionsMax else {
            return turnAway(socket, from: door, isCrowd: count > limits.connectionsMax + 64)
        }
        nextInbox = (nextInbox + 1) % ground.inboxes.count
        let other = ground.inboxes[nextInbox]
        if other === inbox {
            adopt(socket, from: door)
        } else if !other.post(.adopt(socket: socket, door: door)) {
            ground.connections.subtract(1, ordering: .relaxed)
            Socket.close(socket)
        }
    }

    /// A few too many are told so; a crowd is not even told.
    private func turnAway(_ socket: Int32, from door: Door, isCrowd: Bool) {
        guard !isCrowd else {
            ground.connections.subtract(1, ordering: .relaxed)
            return Socket.reset(socket)
        }
        guard let connection = adopt(socket, from: door) else { return }
        refuse(connection, Refusal(503, "this server has all the connections that it may have"))
    }

    @discardableResult
    private func adopt(_ socket: Int32, from door: Door) -> Connection? {
        let slot = freeSlots.popLast() ?? connections.count
        if slot == connections.count { connections.append(nil) }
        let number = ground.numbers.add(1, ordering: .relaxed).newValue
        let connection = Connection(
            socket: socket, slot: slot, number: number, door: door, limits: limits)
        connections[slot] = connection
        guard watch.add(socket, mark: connection.mark) else {
            close(connection)
            return nil
        }
        if door.manner == .silent {
            connection.stage = .silent
        } else {
            connection.deadline = Socket.now().nanoseconds + limits.headTime.inNanoseconds
        }
        due.update(connection)
        return connection
    }

    /// Gives up the connection: what was sent goes out with FIN.
    func close(_ connection: Connection) {
        guard forget(connection) else { return }
        Socket.close(connection.socket)
    }

    /// Breaks the connection off with RST.
    func breakOff(_ connection: Connection) {
        guard forget(connection) else { return }
        Socket.reset(connection.socket)
    }

    private func forget(_ connection: Connection) -> Bool {
        guard connection.isOpen else { return false }
        connection.isOpen = false
        connection.serial = 0
        connection.score = nil
        outputHeld -= connection.output.count
        connection.output.removeAll()
        inputHeld -= connection.inputHeld
        connection.inputHeld = 0
        due.remove(connection)
        connections[connection.slot] = nil
        freeSlots.append(connection.slot)
        ground.connections.subtract(1, ordering: .relaxed)
        return true
    }

    /// Whether the client still holds its end; nil where the kernel does not say.
    func isHeld(_ connection: Connection) -> Bool? {
        if diagnosis < 0 { diagnosis = pp_open_socket_diagnosis() }
        guard diagnosis >= 0 else { return nil }
        return switch pp_peer_is_held(diagnosis, connection.socket) {
        case 0: false
        case 1: true
        default: nil
        }
    }

    private func closeAll() {
        for case let connection? in connections {
            if connection.reply != nil {
                reset(connection, .serverStopped)
            } else {
                close(connection)
            }
        }
        for command in inbox.close() {
            if case .adopt(let socket, _) = command {
                ground.connections.subtract(1, ordering: .relaxed)
                Socket.close(socket)
            }
        }
        for descriptor in [spare, diagnosis, epoll] where descriptor >= 0 {
            Socket.close(descriptor)
        }
    }

    private static let bellMark = UInt64.max
}
