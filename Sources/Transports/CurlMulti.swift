import CCurl
import CLinux
import Glibc
import Vocabulary

/// libcurl's multi handle joined to an epoll set: the sockets of one loop and libcurl's own timer.
/// Everything here runs on the loop's thread.
///
/// A socket stays in the epoll set while its connection rests in libcurl's pool, because taking it out and
/// putting it back would be two system calls for each request. That is safe only where we see the socket
/// close, since its number is soon another's: so it holds for those that we opened ourselves and that
/// carried a request. libcurl's resolver opens its own, and an attempt to connect that fails is closed
/// without a word.
@safe
final class CurlMulti {
    private struct Socket {
        /// What libcurl waits for, and what epoll was told: bits of CURL_POLL_IN and CURL_POLL_OUT.
        var wanted: Int32 = 0
        var registered: Int32 = 0
        var isOurs = false
    }

    private let raw: UnsafeMutableRawPointer
    private let epoll: CInt
    private let events: UnsafeMutablePointer<epoll_event>
    private var sockets: [Socket] = []
    /// Requests of which nothing more would be heard, since the kernel would not watch their sockets.
    private var unwatched: [(transfer: Transfer, breakage: Breakage)] = []
    /// When libcurl wants to be called although no socket is ready, in nanoseconds of the one clock.
    private(set) var due: Int64?

    private var isEnded = false

    private static let eventsMax = 256

    init(connectionsKept: Int, connectionsMax: Int?) throws(TransportError) {
        CurlLibrary.start()
        epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard epoll >= 0 else {
            throw TransportError(what: "opening an event loop", number: errno)
        }
        guard let raw = unsafe curl_multi_init() else {
            close(epoll)
            throw TransportError(what: "starting libcurl", number: ENOMEM)
        }
        unsafe self.raw = raw
        unsafe events = .allocate(capacity: Self.eventsMax)
        let box = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe expectOK(pp_curl_multi_set_socket(raw, onSocket))
        unsafe expectOK(pp_curl_multi_set_pointer(raw, CURLMOPT_SOCKETDATA, box))
        unsafe expectOK(pp_curl_multi_set_timer(raw, onTimer))
        unsafe expectOK(pp_curl_multi_set_pointer(raw, CURLMOPT_TIMERDATA, box))
        unsafe expectOK(pp_curl_multi_set_long(raw, CURLMOPT_MAXCONNECTS, connectionsKept))
        if let connectionsMax {
            unsafe expectOK(
                pp_curl_multi_set_long(raw, CURLMOPT_MAX_TOTAL_CONNECTIONS, connectionsMax))
        }
    }

    deinit {
        precondition(isEnded, "a multi handle was dropped before it was ended")
        close(epoll)
        unsafe events.deallocate()
    }

    /// Closes all connections; every easy handle must have been removed.
    func end() {
        isEnded = true
        unsafe curl_multi_cleanup(raw)
    }

    private func expectOK(_ code: CURLMcode) {
        precondition(code == CURLM_OK, "libcurl's multi handle refused: \(code.rawValue)")
    }

    func add(_ easy: CurlEasy) {
        unsafe expectOK(easy.withHandle { unsafe curl_multi_add_handle(raw, $0) })
    }

    /// Closes the connection too where an answer is still under way on it.
    func remove(_ easy: CurlEasy) {
        unsafe expectOK(easy.withHandle { unsafe curl_multi_remove_handle(raw, $0) })
    }

    /// The next request that libcurl is done with.
    func nextDone() -> (transfer: Transfer, code: CURLcode)? {
        var left: CInt = 0
        while let message = unsafe curl_multi_info_read(raw, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            let code = unsafe pp_curl_message_result(message)
            var box: UnsafeMutableRawPointer?
            unsafe pp_curl_get_private(message.pointee.easy_handle, &box)
            guard let box = unsafe box else { preconditionFailure("a handle without its transfer") }
            return (unsafe Unmanaged<Transfer>.fromOpaque(box).takeUnretainedValue(), code)
        }
        return nil
    }

    /// The next request whose socket could not be watched: it must be stopped.
    func nextUnwatched() -> (transfer: Transfer, breakage: Breakage)? { unwatched.popLast() }

    // MARK: Waiting

    /// Watches a descriptor that is not libcurl's; false where the kernel will not.
    func watch(_ descriptor: CInt) -> Bool { control(EPOLL_CTL_ADD, descriptor, CURL_POLL_IN) }

    /// Waits; negative milliseconds are for ever. Gives the number of descriptors that are ready.
    func wait(milliseconds: Int32) -> Int {
        let count = unsafe epoll_wait(epoll, events, CInt(Self.eventsMax), milliseconds)
        precondition(count >= 0 || errno == EINTR, "epoll_wait: \(errno)")
        return max(0, Int(count))
    }

    func readyDescriptor(_ index: Int) -> CInt { unsafe events[index].data.fd }

    /// Lets libcurl act on what `wait` found.
    func act(on index: Int) {
        let descriptor = readyDescriptor(index)
        let ready = unsafe events[index].events
        guard socket(descriptor).wanted != 0 else {
            // The connection rests in the pool and its server has closed it: libcurl looks before it
            // uses one again, so it is enough to stop hearing of it.
            forget(descriptor)
            // Not where libcurl closed it in this very turn: the number may be another's by now.
            let isReset = ready & EPOLLERR.rawValue != 0
            if isReset, socket(descriptor).isOurs { takeError(of: descriptor) }
            return
        }
        var mask: Int32 = 0
        if ready & Self.readable != 0 { mask |= CURL_CSELECT_IN }
        if ready & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
        if ready & EPOLLERR.rawValue != 0 { mask |= CURL_CSELECT_ERR }
        action(descriptor, mask)
    }

    private static let readable = EPOLLIN.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue

    /// Lets libcurl act on its timer.
    func actOnTimer() {
        due = nil
        action(CURL_SOCKET_BAD, 0)
    }

    private func action(_ descriptor: CInt, _ mask: Int32) {
        var running: CInt = 0
        unsafe expectOK(curl_multi_socket_action(raw, descriptor, mask, &running))
    }

    // MARK: Sockets

    private func socket(_ descriptor: CInt) -> Socket {
        let place = Int(descriptor)
        return place < sockets.count ? sockets[place] : Socket()
    }

    private func keep(_ socket: Socket, for descriptor: CInt) {
        let place = Int(descriptor)
        while sockets.count <= place { sockets.append(Socket()) }
        sockets[place] = socket
    }

    /// `transfer` is nil where libcurl acts for itself, as when it closes old connections.
    fileprivate func wants(_ what: Int32, from descriptor: CInt, for transfer: Transfer?) {
        var socket = socket(descriptor)
        if what == CURL_POLL_REMOVE {
            // A connection over which its request was already going.
            let isEstablished = transfer?.isConnected ?? false
            let mayStay = socket.isOurs && isEstablished && socket.registered == CURL_POLL_IN
            if !mayStay { forget(descriptor) }
            sockets[Int(descriptor)].wanted = 0
            return
        }
        socket.wanted = what
        if socket.registered != what {
            let operation = socket.registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
            if control(operation, descriptor, what) {
                socket.registered = what
            } else if let transfer {
                let words = "its socket cannot be watched: \(TransportError.words(for: errno))"
                unwatched.append((transfer, Breakage(.other, words)))
            }
        }
        keep(socket, for: descriptor)
    }

    /// Takes a descriptor out of the epoll set. It may be closed by now, and then it is out already.
    private func forget(_ descriptor: CInt) {
        var socket = socket(descriptor)
        var event = unsafe epoll_event()
        _ = unsafe epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event)
        socket.registered = 0
        keep(socket, for: descriptor)
    }

    /// Leaves a connection that was reset looking like one that was closed. libcurl 7.88 looks with `recv` and
    /// takes nothing but the end of the stream for death: a reset, which the kernel tells once and as an
    /// error, passes for life, and the next request breaks before a byte of it is sent.
    private func takeError(of descriptor: CInt) {
        var error: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        _ = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
    }

    private func control(_ operation: Int32, _ descriptor: CInt, _ what: Int32) -> Bool {
        var event = unsafe epoll_event()
        unsafe event.events =
            (what & CURL_POLL_IN != 0 ? EPOLLIN.rawValue : 0)
            | (what & CURL_POLL_OUT != 0 ? EPOLLOUT.rawValue : 0)
        unsafe event.data.fd = descriptor
        var code = unsafe epoll_ctl(epoll, operation, descriptor, &event)
        // A socket that libcurl opened by itself may have gone and come back without a word.
        if code != 0, errno == ENOENT || errno == EEXIST {
            let other = errno == ENOENT ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
            code = unsafe epoll_ctl(epoll, other, descriptor, &event)
        }
        return code == 0
    }

    fileprivate func setTimer(_ milliseconds: Int) {
        due = milliseconds < 0 ? nil : Clock.now().nanoseconds + Int64(milliseconds) * 1_000_000
    }

    fileprivate func open(_ family: CInt, _ type: CInt, _ proto: CInt) -> CInt {
        // A gateway that this program starts must not inherit connections.
        let descriptor = Glibc.socket(family, type | CInt(SOCK_CLOEXEC.rawValue), proto)
        guard descriptor >= 0 else { return descriptor }
        var socket = Socket()
        socket.isOurs = true
        keep(socket, for: descriptor)
        return descriptor
    }

    fileprivate func closed(_ descriptor: CInt) {
        keep(Socket(), for: descriptor)
        close(descriptor)
    }

    // MARK: Callbacks

    /// Lends the address under which callbacks find this object.
    func withBox(_ body: (UnsafeMutableRawPointer) -> Void) {
        unsafe body(Unmanaged.passUnretained(self).toOpaque())
    }

    static let onOpenSocket: curl_opensocket_callback = { box, _, address in
        guard let box = unsafe box, let address = unsafe address else { return CURL_SOCKET_BAD }
        let multi = unsafe Unmanaged<CurlMulti>.fromOpaque(box).takeUnretainedValue()
        return unsafe multi.open(
            address.pointee.family, address.pointee.socktype, address.pointee.`protocol`)
    }

    static let onCloseSocket: curl_closesocket_callback = { box, descriptor in
        guard let box = unsafe box else { return 1 }
        unsafe Unmanaged<CurlMulti>.fromOpaque(box).takeUnretainedValue().closed(descriptor)
        return 0
    }
}

private let onSocket: curl_socket_callback = { easy, descriptor, what, box, _ in
    guard let box = unsafe box else { return -1 }
    let multi = unsafe Unmanaged<CurlMulti>.fromOpaque(box).takeUnretainedValue()
    var owner: UnsafeMutableRawPointer?
    unsafe pp_curl_get_private(easy, &owner)
    let transfer = unsafe owner.map {
        unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue()
    }
    multi.wants(what, from: descriptor, for: transfer)
    return 0
}

private let onTimer: curl_multi_timer_callback = { _, milliseconds, box in
    guard let box = unsafe box else { return -1 }
    unsafe Unmanaged<CurlMulti>.fromOpaque(box).takeUnretainedValue().setTimer(milliseconds)
    return 0
}

/// libcurl as a whole.
enum CurlLibrary {
    private static let started: Void = {
        let code = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        precondition(code == CURLE_OK, "libcurl does not start: \(code.rawValue)")
    }()

    static func start() { _ = started }

    /// The content codings that this libcurl can undo.
    static let contentCodings: String = {
        guard let info = unsafe pp_curl_version() else { return "gzip" }
        return unsafe info.pointee.features & CURL_VERSION_BROTLI != 0 ? "gzip, br" : "gzip"
    }()

    static func description(of code: CURLcode) -> String {
        unsafe String(cString: curl_easy_strerror(code))
    }
}
