import CCurl
import Vocabulary

/// A place for one request at a time: it prepares libcurl's handle, takes what libcurl calls back with,
/// and makes the exchange in the end. A loop uses it again and again, since most requests differ from the
/// one before in their body alone.
///
/// libcurl never sends a request twice here. Left to itself it would: where a kept connection turns out to
/// be dead it quietly sends the same request over a new one, and a gateway would be charged for a
/// call that no row shows.
final class Transfer {
    /// Which place this is among those of its loop.
    let slot: Int
    let easy = CurlEasy()
    private let deadlines: Deadlines
    private let settings: Settings

    /// What all transfers of one loop share.
    struct Settings {
        var options: TransportOptions
        var trust: TrustStore
        var proxies: ProxySettings
    }

    // What the handle was last told.
    private var url: String?
    private var verb: Verb?
    private var headerFields: [Request.Field] = []
    private var secretFields: [Request.SecretField] = []
    private var headersAreSet = false
    private var usesProxy = false

    private enum Verb: Equatable {
        case get
        case head
        case post
        case other(String, hasBody: Bool)
    }

    // The request in flight.
    private(set) var job: Job?
    private var continuation: CheckedContinuation<Exchange, Never>?
    private(set) var firstTurn = 0
    /// libcurl has a connection for it.
    private(set) var isConnected = false
    private var phase = Phase.connecting
    private var started: Int64 = 0
    private var totalDue: Int64 = 0
    private var idleLimit: Int64 = 0
    /// When the last data came, or the first line of the head.
    private var lastData: Int64 = 0
    private var lastPiece: Moment?
    private var headers = Headers()
    private var headerBytes = 0
    private var bodyBytes = 0
    private var ending: Ending?
    private var exchange = Exchange(queued: Moment(nanoseconds: 0))

    private enum Phase {
        case connecting
        case waiting(since: Int64)
        case head
        case body
    }

    /// Why we ended it, where libcurl did not.
    private enum Ending {
        case enough
        case broken(Breakage)
    }

    init(slot: Int, multi: CurlMulti, deadlines: Deadlines, settings: Settings) {
        self.slot = slot
        self.deadlines = deadlines
        self.settings = settings
        easy.report(to: self)
        easy.openSockets(through: multi)
        easy.set(CURLOPT_NOSIGNAL, 1)
        easy.set(CURLOPT_TCP_NODELAY, 1)
        easy.set(CURLOPT_FOLLOWLOCATION, 0)
        easy.set(CURLOPT_HTTP09_ALLOWED, 0)
        easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        easy.set(CURLOPT_ACCEPT_ENCODING, CurlLibrary.contentCodings)
        // Our own limits come first; without this libcurl's five minutes would.
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, Int(Int32.max))
        switch settings.options.httpVersion {
        case .http1: easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        case .http2:
            easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
            // Wait for the first connection to say whether it takes many requests at a time.
            easy.set(CURLOPT_PIPEWAIT, 1)
        }
        setTrust()
    }

    private func setTrust() {
        let (file, directory): (String?, String?)
        switch settings.trust {
        case .builtIn: return
        case .file(let path): (file, directory) = (path, nil)
        case .directory(let path): (file, directory) = (nil, path)
        }
        easy.set(CURLOPT_CAINFO, file)
        easy.set(CURLOPT_CAPATH, directory)
        easy.set(CURLOPT_PROXY_CAINFO, file)
        easy.set(CURLOPT_PROXY_CAPATH, directory)
    }

    var isBusy: Bool { job != nil }

    // MARK: Starting

    /// Makes everything ready for libcurl to take the request up; throws where the request cannot be sent.
    func prepare(_ job: Job, firstTurn: Int) throws(Breakage) {
        let request = job.request
        try setURL(request)
        try setVerb(request)
        try setHeaders(request)
        if request.hasBody { easy.setBody(request.body) }
        if job.purpose == .open { easy.set(CURLOPT_FRESH_CONNECT, 1) }
        easy.clearReason()
        self.job = job
        self.firstTurn = firstTurn
        headers.removeAll()
        headerBytes = 0
        bodyBytes = 0
        lastPiece = nil
        ending = nil
        isConnected = false
        phase = .connecting
        exchange = Exchange(queued: job.queued)
        exchange.started = Clock.now()
        started = exchange.started.nanoseconds
        totalDue = Self.sum(job.queued.nanoseconds, request.limits.total)
        idleLimit = request.limits.idle.inNanoseconds
        deadlines.heap.setNoLater(slot, due: deadline.due)
    }

    func resumes(_ continuation: CheckedContinuation<Exchange, Never>) {
        self.continuation = continuation
    }

    private func setURL(_ request: Request) throws(Breakage) {
        guard request.url != url else { return }
        url = nil
        try request.checkURL()
        easy.set(CURLOPT_URL, request.url)
        let proxy = settings.proxies.proxy(isHTTPS: request.isHTTPS)
        // An empty text keeps libcurl from looking for a proxy in the environment itself.
        easy.set(CURLOPT_PROXY, proxy ?? "")
        easy.set(CURLOPT_NOPROXY, proxy.map { _ in settings.proxies.exceptions })
        usesProxy = proxy != nil
        url = request.url
    }

    private func setVerb(_ request: Request) throws(Breakage) {
        let wanted: Verb =
            switch (request.method, request.body.isEmpty) {
            case ("POST", _): .post
            case ("GET", true): .get
            case ("HEAD", true): .head
            default: .other(request.method, hasBody: !request.body.isEmpty)
            }
        guard wanted != verb else { return }
        verb = nil
        // The header lines depend on whether there is a body.
        headersAreSet = false
        try request.checkMethod()
        easy.set(CURLOPT_HTTPGET, 1)
        easy.set(CURLOPT_CUSTOMREQUEST, nil)
        switch wanted {
        case .get: break
        case .head: easy.set(CURLOPT_NOBODY, 1)
        case .post: easy.set(CURLOPT_POST, 1)
        case .other(let method, let hasBody):
            if hasBody { easy.set(CURLOPT_POST, 1) }
            easy.set(CURLOPT_CUSTOMREQUEST, method)
        }
        verb = wanted
    }

    private func setHeaders(_ request: Request) throws(Breakage) {
        if headersAreSet, request.headers == headerFields, request.secretHeaders == secretFields {
            return
        }
        headersAreSet = false
        try request.checkHeaders()
        easy.setHeaders(request.headerLines(hasBody: request.hasBody))
        headerFields = request.headers
        secretFields = request.secretHeaders
        headersAreSet = true
    }

    // MARK: What libcurl calls back with

    /// The connection stands and the request is about to be sent.
    func maySend() -> Bool {
        let now = Clock.now()
        guard exchange.sent == nil else {
            ending = .broken(diedOnReuse())
            return false
        }
        guard let job else { return false }
        isConnected = true
        exchange.reusedConnection = easy.number(CURLINFO_NUM_CONNECTS) == 0
        if !exchange.reusedConnection { placePhases(before: now) }
        if job.purpose == .open {
            // libcurl looks at this option again after this callback: with it the request is done before
            // it is sent. The connection was not made under it, and so goes to the pool like any other.
            easy.set(CURLOPT_CONNECT_ONLY, 1)
            return true
        }
        exchange.sent = now
        phase = .waiting(since: now.nanoseconds)
        deadlines.heap.setNoLater(slot, due: deadline.due)
        return true
    }

    /// libcurl counts from a start of its own. The connection was complete just now, so the last phase ends
    /// here, and the others lie before it.
    private func placePhases(before now: Moment) {
        let resolved = easy.microseconds(CURLINFO_NAMELOOKUP_TIME_T)
        let connected = easy.microseconds(CURLINFO_CONNECT_TIME_T)
        let secured = easy.microseconds(CURLINFO_APPCONNECT_TIME_T)
        let base = max(started, now.nanoseconds - max(connected, secured) * 1000)
        func moment(_ microseconds: Int64) -> Moment? {
            guard microseconds > 0 else { return nil }
            return Moment(nanoseconds: min(now.nanoseconds, base + microseconds * 1000))
        }
        exchange.resolved = moment(resolved)
        exchange.connected = moment(connected)
        exchange.secured = moment(secured)
    }

    private func diedOnReuse() -> Breakage {
        let reason = easy.reason
        return reason.isEmpty
            ? Breakage(.emptyReply, "the server closed the kept connection before it answered")
            : Breakage(failure(CURLE_RECV_ERROR))
    }

    /// A line of a head, or of a trailer; false ends the request.
    func takeHeader(_ line: borrowing Span<UInt8>) -> Bool {
        guard let job else { return false }
        headerBytes += line.count
        guard headerBytes <= job.request.limits.headerBytesMax else {
            let most = job.request.limits.headerBytesMax
            ending = .broken(Breakage(.headersTooLarge, "the head passed its limit of \(most) bytes"))
            return false
        }
        switch phase {
        // After the body: trailers, which no provider uses.
        case .body: return true
        case .connecting, .waiting, .head: break
        }
        if line.isStatusLine {
            // Whatever head came before was not the final one.
            headers.removeAll()
            if case .waiting = phase {
                let now = Clock.now()
                exchange.firstByte = firstByte(seen: now)
                lastData = now.nanoseconds
                phase = .head
                deadlines.heap.setNoLater(slot, due: deadline.due)
            }
            exchange.httpVersion = line.httpVersion
        } else if line.isBlank {
            let status = easy.number(CURLINFO_RESPONSE_CODE)
            guard status >= 200 else { return true }
            exchange.status = status
            phase = .body
            let now = Clock.now()
            lastPiece = now
            job.sink.begin(status: status, headers: headers, at: now)
        } else {
            headers.append(line: line)
        }
        return true
    }

    /// The first line is called back when it is whole. Where its first byte came much earlier libcurl
    /// knows so; for lines that come in one piece our own clock is nearer the truth.
    private func firstByte(seen now: Moment) -> Moment {
        guard let sent = exchange.sent else { return now }
        let waited = easy.microseconds(CURLINFO_STARTTRANSFER_TIME_T)
            - easy.microseconds(CURLINFO_PRETRANSFER_TIME_T)
        let early = sent + .microseconds(max(0, waited))
        return now - early > .milliseconds(1) ? early : now
    }

    /// A piece of the body, decoded; false ends the request.
    func takeBody(_ piece: borrowing Span<UInt8>) -> Bool {
        guard let job, !piece.isEmpty else { return job != nil }
        let now = Clock.now()
        lastPiece = now
        let most = job.request.limits.bodyBytesMax
        let room = most - bodyBytes
        guard piece.count <= room else {
            bodyBytes += room
            if room > 0 { _ = job.sink.take(piece.extracting(0..<room), at: now) }
            ending = .broken(Breakage(.bodyTooLarge, "the body passed its limit of \(most) bytes"))
            return false
        }
        bodyBytes += piece.count
        switch job.sink.take(piece, at: now) {
        case .data: lastData = now.nanoseconds
        case .nothingNew: break
        case .enough:
            ending = .enough
            return false
        }
        return true
    }

    // MARK: Time

    /// When the request has taken too long if nothing happens until then, and what that would be called.
    var deadline: (due: Int64, kind: Breakage.Kind) {
        guard let limits = job?.request.limits else { return (.max, .other) }
        let (due, kind): (Int64, Breakage.Kind) =
            switch phase {
            case .connecting: (Self.sum(started, limits.connect), .connectTimeout)
            case .waiting(let since): (Self.sum(since, limits.firstByte), .firstByteTimeout)
            case .head, .body: (Self.sum(lastData, idleLimit), .idleTimeout)
            }
        return due < totalDue ? (due, kind) : (totalDue, .totalTimeout)
    }

    func timeout(_ kind: Breakage.Kind) -> Breakage {
        let limits = job?.request.limits ?? .standard
        return switch kind {
        case .connectTimeout: Breakage(kind, "no connection within \(limits.connect.shown)")
        case .firstByteTimeout:
            Breakage(kind, "no byte of an answer within \(limits.firstByte.shown)")
        case .idleTimeout: Breakage(kind, "no data for \(limits.idle.shown)")
        default: Breakage(kind, "not done within \(limits.total.shown)")
        }
    }

    /// A limit of years must not wrap round.
    private static func sum(_ moment: Int64, _ limit: Duration) -> Int64 {
        sum(moment, limit.inNanoseconds)
    }

    private static func sum(_ moment: Int64, _ nanoseconds: Int64) -> Int64 {
        let (sum, overflow) = moment.addingReportingOverflow(nanoseconds)
        return overflow ? .max : sum
    }

    // MARK: Ending

    /// Makes the exchange and lets the waiting task go on. libcurl must be done with the handle.
    func finish(_ code: CURLcode, lag: Int64) { finish(breakage(of: code), lag: lag) }

    func finish(_ breakage: Breakage?, lag: Int64) {
        exchange.lastByte = breakage == nil && ending == nil ? Clock.now() : lastPiece
        exchange.bodyBytes = bodyBytes
        exchange.loopLag = .nanoseconds(lag)
        exchange.breakage = breakage
        if job?.purpose == .open {
            easy.set(CURLOPT_FRESH_CONNECT, 0)
            exchange.lastByte = nil
        }
        if easy.releasesBody() { verb = nil }
        let waiting = continuation
        continuation = nil
        job = nil
        waiting?.resume(returning: exchange)
    }

    /// Called before the handle leaves libcurl's multi handle, which closes connections made for this.
    func clearConnectOnly() {
        if job?.purpose == .open { easy.set(CURLOPT_CONNECT_ONLY, 0) }
    }

    private func breakage(of code: CURLcode) -> Breakage? {
        switch ending {
        case .enough: return nil
        case .broken(let breakage): return redacted(breakage)
        case nil: break
        }
        guard code == CURLE_OK else { return redacted(Breakage(failure(code))) }
        // libcurl is content with an answer that ends within its head.
        let isWhole = exchange.status != nil || job?.purpose == .open
        return isWhole ? nil : Breakage(.cut, "the connection ended in the middle of the head")
    }

    private func failure(_ code: CURLcode) -> CurlFailure {
        CurlFailure(
            code: code.rawValue, reason: easy.reason,
            systemError: Int32(truncatingIfNeeded: easy.number(CURLINFO_OS_ERRNO)),
            usesProxy: usesProxy, wasSent: exchange.sent != nil, hasHead: exchange.status != nil,
            hasFirstLine: exchange.firstByte != nil)
    }

    /// libcurl's texts name hosts and numbers, but a proxy's address may hold a password, and what a
    /// server says may be what it heard.
    private func redacted(_ breakage: Breakage) -> Breakage {
        guard let request = job?.request else { return breakage }
        var reason = request.redacting(breakage.reason)
        if let proxy = settings.proxies.proxy(isHTTPS: request.isHTTPS) {
            reason = reason.replacing(proxy, with: "[proxy]")
        }
        return Breakage(breakage.kind, reason)
    }
}

/// The deadlines of all transfers of a loop.
final class Deadlines {
    var heap = DeadlineHeap()
}

extension Request {
    /// A POST has a body even where it is empty.
    var hasBody: Bool { !body.isEmpty || method == "POST" }
}

extension Span<UInt8> {
    /// `HTTP/…`: no header field looks so, since its name cannot hold a slash.
    fileprivate var isStatusLine: Bool {
        count >= 5 && self[0] == UInt8(ascii: "H") && self[1] == UInt8(ascii: "T")
            && self[2] == UInt8(ascii: "T") && self[3] == UInt8(ascii: "P")
            && self[4] == UInt8(ascii: "/")
    }

    fileprivate var isBlank: Bool {
        count <= 2 && (count == 0 || self[0] == UInt8(ascii: "\r") || self[0] == UInt8(ascii: "\n"))
    }

    fileprivate var httpVersion: Exchange.HTTPVersion? {
        guard count >= 6 else { return nil }
        switch self[5] {
        case UInt8(ascii: "1"):
            return count >= 8 && self[7] == UInt8(ascii: "0") ? .http1_0 : .http1_1
        case UInt8(ascii: "2"): return .http2
        case UInt8(ascii: "3"): return .http3
        default: return nil
        }
    }
}
