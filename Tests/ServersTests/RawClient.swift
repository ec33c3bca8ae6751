import CLinux
import Glibc
import Vocabulary

/// A client of bare sockets, which sends and sees bytes, FIN and RST as they are. Blocking, with a time limit.
final class RawClient {
    enum Ending: Equatable { case finished, reset, silence }

    let socket: Int32
    private var isOpen = true

    /// Nil where the connection was refused.
    init?(port: Int, receiveBuffer: Int? = nil) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if let receiveBuffer {
            _ = pp_set_option(socket, SOL_SOCKET, SO_RCVBUF, Int32(receiveBuffer))
        }
        _ = pp_set_option(socket, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        guard pp_connect_loopback(socket, Int32(port)) == 0 else {
            close()
            return nil
        }
    }

    deinit { close() }

    func close() {
        if isOpen { _ = Glibc.close(socket) }
        isOpen = false
    }

    func reset() {
        _ = pp_reset_on_close(socket)
        close()
    }

    func endSending() { _ = shutdown(socket, Int32(SHUT_WR)) }

    /// The last bytes and FIN go out together, as netcat sends them.
    func endSendingAfter(_ text: String) {
        _ = pp_set_option(socket, Int32(IPPROTO_TCP), TCP_CORK, 1)
        send(text)
        endSending()
    }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// What arrives next, at most so many bytes; empty with the reason where nothing does.
    func receive(atMost limit: Int = 65536, within seconds: Double = 10) -> ([UInt8], Ending?) {
        var time = timeval(
            tv_sec: Int(seconds), tv_usec: Int((seconds - seconds.rounded(.down)) * 1e6))
        unsafe setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = unsafe recv(socket, &bytes, limit, 0)
        if count > 0 { return (Array(bytes[..<count]), nil) }
        if count == 0 { return ([], .finished) }
        return ([], errno == EAGAIN ? .silence : .reset)
    }

    /// All that arrives until the connection ends or nothing comes for a while.
    func receiveAll(silence: Double = 10) -> (bytes: [UInt8], ending: Ending) {
        var all: [UInt8] = []
        while true {
            let (bytes, ending) = receive(within: silence)
            if let ending { return (all, ending) }
            all += bytes
        }
    }

    /// One answer with a Content-Length, as text; what it says before it where that is shorter.
    func receiveAnswer() -> String {
        var all: [UInt8] = []
        while true {
            if let whole = Self.answer(in: all) { return String(decoding: whole, as: UTF8.self) }
            let (bytes, ending) = receive(atMost: 1)
            if ending != nil { return String(decoding: all, as: UTF8.self) }
            all += bytes
        }
    }

    private static func answer(in bytes: [UInt8]) -> [UInt8]? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) else { return nil }
        let head = text[..<end.lowerBound].lowercased()
        guard let field = head.firstRange(of: "content-length: ") else { return bytes }
        let length = Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
        let bodyStart = text.utf8.distance(from: text.startIndex, to: end.upperBound)
        return bytes.count >= bodyStart + length ? bytes : nil
    }
}

func now() -> Moment { Moment(nanoseconds: pp_monotonic_nanoseconds()) }

func pause(milliseconds: Int) { _ = usleep(UInt32(milliseconds) * 1000) }
