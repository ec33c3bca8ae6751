import CLinux
import Glibc
import Synchronization
public import Vocabulary

/// An HTTP/1.1 server on 127.0.0.1: one or more threads, any number of doors, each with a port of its own.
///
/// Handlers run on the server's threads and must not block; they answer through their responder, at once or later
/// and from anywhere.
public final class Server: Sendable {
    public typealias Handler = @Sendable (IncomingRequest, Responder) -> Void
    /// Gets the first bytes of a client that wants TLS, and gives what it is told before the connection ends.
    public typealias Handshake = @Sendable (_ hello: Span<UInt8>, _ arrived: Moment) -> [UInt8]

    private let ground: Ground
    private let threads: [pthread_t]
    private let state = Mutex(State())

    private struct State {
        var doors: [Door] = []
        var nextNumber = 0
        var isStopped = false
    }

    /// A server without doors; `addDoor` opens them.
    public init(threads count: Int = 1, limits: ServerLimits = .standard) throws(ServerError) {
        precondition(count > 0, "a server has at least one thread, not \(count)")
        var opened: [Descriptors] = []
        do throws(ServerError) {
            for _ in 0..<count { opened.append(try Descriptors()) }
        } catch {
            for descriptors in opened { descriptors.close() }
            throw error
        }
        let ground = Ground(limits: limits, inboxes: opened.map { Inbox(bell: $0.bell) })
        self.ground = ground
        var threads: [pthread_t] = []
        do throws(ServerError) {
            for (index, descriptors) in opened.enumerated() {
                let thread = try Thread.start {
                    Loop(index: index, descriptors: descriptors, ground: ground).run()
                }
                threads.append(thread)
            }
        } catch {
            for inbox in ground.inboxes { inbox.post(.stop) }
            for thread in threads { Thread.join(thread) }
            for descriptors in opened[threads.count...] { descriptors.closeAllButBell() }
            throw error
        }
        self.threads = threads
    }

    /// A server with one door. Port 0 takes any free one.
    public convenience init(
        port: Int = 0, threads: Int = 1, limits: ServerLimits = .standard,
        handler: @escaping Handler
    ) throws(ServerError) {
        try self.init(threads: threads, limits: limits)
        try addDoor(port: port, handler: handler)
    }

    deinit { stop() }

    /// The port of the first door.
    public var port: Int { ports.first ?? 0 }

    public var ports: [Int] { state.withLock { $0.doors.map(\.port) } }

    /// Opens another port and gives its number. The port answers when this returns.
    @discardableResult
    public func addDoor(
        port: Int = 0, manner: DoorManner = .answering, handshake: Handshake? = nil,
        handler: @escaping Handler
    ) throws(ServerError) -> Int {
        let number = state.withLock { state -> Int? in
            guard !state.isStopped else { return nil }
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
        guard let number else { throw .stopped }
        let door = try Door(
            port: port, manner: manner, number: number,
            inbox: ground.inboxes[number % ground.inboxes.count], handshake: handshake,
            handler: handler)
        let isStopped = state.withLock { state in
            if !state.isStopped { state.doors.append(door) }
            return state.isStopped
        }
        guard !isStopped else { throw .stopped }
        return door.port
    }

    /// Changes how a door meets new connections, and kept ones at their next request; replies in progress go on.
    public func setManner(_ manner: DoorManner, ofPort port: Int) throws(ServerError) {
        guard let door = door(port) else {
            if state.withLock({ $0.isStopped }) { throw .stopped }
            preconditionFailure("port \(port) is none of \(ports)")
        }
        try door.setManner(manner)
        guard manner != .answering else { return }
        for inbox in ground.inboxes { inbox.post(.closeIdle(door)) }
    }

    /// Whether callers of this port are turned away although nobody asked for that.
    public func isDead(port: Int) -> Bool { door(port)?.isDead ?? true }

    /// How many connections a door has taken since it was opened.
    public func arrivals(atPort port: Int) -> Int {
        door(port)?.arrivals.load(ordering: .relaxed) ?? 0
    }

    /// Connections that are open now.
    public var connectionCount: Int { ground.connections.load(ordering: .relaxed) }

    private func door(_ port: Int) -> Door? {
        state.withLock { $0.doors.first { $0.port == port } }
    }

    /// Closes doors and connections, ends replies as `serverStopped`, and waits for the threads; for a thread that calls it
    /// itself, in a handler, it cannot wait. Twice is harmless.
    public func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        for inbox in ground.inboxes { inbox.post(.stop) }
        for thread in threads {
            if Thread.isCurrent(thread) { Thread.leave(thread) } else { Thread.join(thread) }
        }
        state.withLock { $0.doors = [] }
    }
}
