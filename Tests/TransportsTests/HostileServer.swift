import CLinux
import Glibc
import Synchronization
import Transports
import Vocabulary

/// A server on 127.0.0.1 that does to each connection what a test tells it to, on blocking sockets with a
/// thread each, so that a test reads like the wire.
final class HostileServer: Sendable {
    let port: Int
    private let listener: CInt
    private let accepts: Bool
    private let log = Log()
    private let isOpen = Atomic<Bool>(true)

    private final class Log: Sendable {
        let connections = Atomic<Int>(0)
        let closed = Atomic<Int>(0)
        let requests = Mutex<[String]>([])
        let lifetimes = Mutex<[Duration]>([])
    }

    /// `backlog` 0 and no acceptance is a server whose queue is soon full.
    init(
        accepts: Bool = true, backlog: CInt = 512, sharesPort: Bool = false,
        _ script: @escaping @Sendable (Peer) -> Void = { _ in }
    ) {
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.accepts = accepts
        if sharesPort {
            var one: CInt = 1
            unsafe setsockopt(
                listener, SOL_SOCKET, SO_REUSEPORT, &one, socklen_t(MemoryLayout<CInt>.size))
        }
        port = Self.bindToFreePort(listener)
        if backlog >= 0 { precondition(listen(listener, backlog) == 0) }
        guard accepts else { return }
        Self.startThread { [listener, log] in
            // Closed here and nowhere else: were it closed while this thread is on its way to `accept4`, the
            // next server's listener could get its number, and this thread would take its callers.
            defer { Glibc.close(listener) }
            while true {
                let descriptor = accept4(listener, nil, nil, CInt(SOCK_CLOEXEC.rawValue))
                guard descriptor >= 0 else { return }
                log.connections.add(1, ordering: .relaxed)
                var one: CInt = 1
                unsafe setsockopt(
                    descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one,
                    socklen_t(MemoryLayout<CInt>.size))
                Self.startThread {
                    let begin = Clock.now()
                    let peer = Peer(descriptor) { request in
                        log.requests.withLock { $0.append(request) }
                    }
                    script(peer)
                    log.lifetimes.withLock { $0.append(Clock.now() - begin) }
                    peer.close()
                    log.closed.add(1, ordering: .releasing)
                }
            }
        }
    }

    deinit { stop() }

    /// A port on which nobody listens, and nobody can begin to while this lives: with `sharesPort` only who asks to
    /// share it.
    static func refusing(sharesPort: Bool = false) -> HostileServer {
        HostileServer(accepts: false, backlog: -1, sharesPort: sharesPort)
    }

    func stop() {
        guard isOpen.exchange(false, ordering: .relaxed) else { return }
        // Ends a waiting `accept4`, and every later one.
        if accepts { shutdown(listener, CInt(SHUT_RDWR)) } else { Glibc.close(listener) }
    }

    var url: String { "http://127.0.0.1:\(port)/v1/chat/completions" }
    var connections: Int { log.connections.load(ordering: .relaxed) }
    /// How many of them are closed on this side.
    var closed: Int { log.closed.load(ordering: .acquiring) }
    /// How long the scripts of the connections that ended took: told by threads that no other test holds up.
    var lifetimes: [Duration] { log.lifetimes.withLock { $0 } }
    /// Head and body of each, in the order of arrival.
    var requests: [String] { log.requests.withLock { $0 } }

    private static func bindToFreePort(_ descriptor: CInt) -> Int {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                precondition(unsafe bind(descriptor, address, length) == 0)
                unsafe getsockname(descriptor, address, &length)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    static func connects(_ descriptor: CInt, toPort port: Int) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    static func startThread(_ body: @escaping @Sendable () -> Void) {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { box in
                guard let box = unsafe box else { return nil }
                unsafe Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(Box(body)).toOpaque())
        precondition(code == 0)
        pthread_detach(thread)
    }
}

/// The server's end of one connection.
final class Peer: Sendable {
    private let descriptor: CInt
    private let isOpen = Atomic<Bool>(true)
    private let log: @Sendable (String) -> Void
    /// What came beyond the request that was read.
    private let rest = Mutex<[UInt8]>([])

    init(_ descriptor: CInt, log: @escaping @Sendable (String) -> Void) {
        self.descriptor = descriptor
        self.log = log
    }

    /// Head and body of the next request; nil where the client has left.
    @discardableResult
    func readRequest() -> String? {
        rest.withLock { bytes in
            while true {
                if let request = Self.takeRequest(from: &bytes) {
                    log(request)
                    return request
                }
                guard let more = read(), !more.isEmpty else { return nil }
                bytes += more
            }
        }
    }

    private static func takeRequest(from bytes: inout [UInt8]) -> String? {
        let blank = Array("\r\n\r\n".utf8)
        guard bytes.count >= blank.count,
            let end = bytes.firstRange(of: blank)?.upperBound
        else { return nil }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        let length =
            head.split(separator: "\r\n")
            .first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
        guard bytes.count >= end + length else { return nil }
        let request = String(decoding: bytes[..<(end + length)], as: UTF8.self)
        bytes.removeFirst(end + length)
        return request
    }

    /// Nil where the connection was reset, empty where the client has closed it.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : Array(buffer.prefix(count))
    }

    /// False where the client has left.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { raw in
                unsafe Glibc.send(
                    descriptor, raw.baseAddress?.advanced(by: sent), raw.count - sent,
                    CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    func answer(_ body: String, headers: String = "") {
        send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }

    func chunk(_ text: String) -> Bool {
        send(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n")
    }

    func pause(_ milliseconds: Int) { usleep(useconds_t(milliseconds * 1000)) }

    /// Returns when the client has left.
    func waitUntilLeft() {
        while let bytes = read(), !bytes.isEmpty {}
    }

    /// RST in place of FIN.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    func close() {
        if isOpen.exchange(false, ordering: .relaxed) { Glibc.close(descriptor) }
    }

    /// Copies both ways between the client and a port of this machine until one of them leaves.
    func relay(toPort port: Int) {
        let other = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        precondition(HostileServer.connects(other, toPort: port))
        let far = Peer(other) { _ in }
        final class Way: Sendable { let isDone = Atomic<Bool>(false) }
        let back = Way()
        HostileServer.startThread {
            while let bytes = far.read(), !bytes.isEmpty, self.send(bytes) {}
            shutdown(self.descriptor, CInt(SHUT_RDWR))
            back.isDone.store(true, ordering: .releasing)
        }
        while let bytes = read(), !bytes.isEmpty, far.send(bytes) {}
        shutdown(other, CInt(SHUT_RDWR))
        // Closed while that thread still uses them, the descriptors could be another test's by then.
        while !back.isDone.load(ordering: .acquiring) { pause(1) }
        far.close()
    }
}
