import CCurl
import Vocabulary

/// A place for one request at a time: it takes what libcurl calls back with, and makes the exchange in the
/// end. A loop uses it again and again.
///
/// libcurl never sends a request twice here. Left to itself it would: where a kept connection turns out to
/// be dead it quietly sends the same request over a new one, and a gateway would be charged for a
/// call that no row shows.
final class Transfer {
    /// Which place this is among those of its loop.
    let slot: Int
    let easy = CurlEasy()
    private let outgoing: Outgoing
    private let deadlines: Deadlines

    // The request in flight.
    private(set) var job: Job?
    private(set) var firstTurn = 0
    /// libcurl has a connection for it.
    private(set) var isConnected = false
    private var phase = Phase.connecting
    private var started: Int64 = 0
    private var totalDue: Int64 = 0
    private var limits = Limits(.standard)
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

    init(slot: Int, multi: CurlMulti, deadlines: Deadlines, settings: Outgoing.Settings) {
        self.slot = slot
        self.deadlines = deadlines
        outgoing = Outgoing(easy, settings)
        easy.report(to: self)
        easy.openSockets(through: multi)
    }

    var isBusy: Bool { job != nil }

    /// How long the request lay there before the loop took it up.
    var handOver: Int64 { started - exchange.queued.nanoseconds }

    // MARK: Starting

    /// Makes everything ready for libcurl to take the request up; throws where the request cannot be sent.
    func prepare(_ job: Job, firstTurn: Int) throws(Breakage) {
        let request = job.request.value
        try outgoing.set(request)
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
        if request.limits != limits.given { limits = Limits(request.limits) }
        totalDue = Self.sum(job.queued.nanoseconds, limits.total)
        deadlines.heap.setNoLater(slot, due: deadline.due)
    }

    // MARK: What libcurl calls back with

    /// The connection stands and the request is about to be sent.
    func maySend() -> Bool {
        let now = Clock.now()
        guard exchange.sent == nil else {
            ending = .broken(diedOnReuse())
            return false
        }
        guard job != nil else { return false }
        isConnected = true
        exchange.reusedConnection = easy.number(CURLINFO_NUM_CONNECTS) == 0
        if !exchange.reusedConnection { placePhases(before: now) }
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
        let most = limits.given.headerBytesMax
        guard headerBytes <= most else {
            ending = .broken(
                Breakage(.headersTooLarge, "the head passed its limit of \(most) bytes"))
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
        let waited =
            easy.microseconds(CURLINFO_STARTTRANSFER_TIME_T)
            - easy.microseconds(CURLINFO_PRETRANSFER_TIME_T)
        let early = sent + .microseconds(max(0, waited))
        return now - early > .milliseconds(1) ? early : now
    }

    /// A piece of the body, decoded; false ends the request.
    func takeBody(_ piece: borrowing Span<UInt8>) -> Bool {
        guard let job, !piece.isEmpty else { return job != nil }
        let now = Clock.now()
        lastPiece = now
        let most = limits.given.bodyBytesMax
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

    /// A request's limits in whole nanoseconds: most requests have those of the one before.
    private struct Limits {
        let given: RequestLimits
        let total, firstByte, idle, connect: Int64

        init(_ given: RequestLimits) {
            self.given = given
            total = given.total.inNanoseconds
            firstByte = given.firstByte.inNanoseconds
            idle = given.idle.inNanoseconds
            connect = given.connect.inNanoseconds
        }
    }

    /// When the request has taken too long if nothing happens until then, and what that would be called.
    var deadline: (due: Int64, kind: Breakage.Kind) {
        let (due, kind): (Int64, Breakage.Kind) =
            switch phase {
            case .connecting: (Self.sum(started, limits.connect), .connectTimeout)
            case .waiting(let since): (Self.sum(since, limits.firstByte), .firstByteTimeout)
            case .head, .body: (Self.sum(lastData, limits.idle), .idleTimeout)
            }
        return due < totalDue ? (due, kind) : (totalDue, .totalTimeout)
    }

    func timeout(_ kind: Breakage.Kind) -> Breakage {
        let limits = limits.given
        return switch kind {
        case .connectTimeout: Breakage(kind, "no connection within \(limits.connect.shown)")
        case .firstByteTimeout:
            Breakage(kind, "no byte of an answer within \(limits.firstByte.shown)")
        case .idleTimeout: Breakage(kind, "no data for \(limits.idle.shown)")
        default: Breakage(kind, "not done within \(limits.total.shown)")
        }
    }

    /// A limit of years must not wrap round.
    private static func sum(_ moment: Int64, _ nanoseconds: Int64) -> Int64 {
        let (sum, overflow) = moment.addingReportingOverflow(nanoseconds)
        return overflow ? .max : sum
    }

    // MARK: Ending

    /// Makes the exchange and lets the waiting task go on. libcurl must be done with the handle.
    func finish(_ code: CURLcode, at now: Moment, lag: Int64) {
        finish(breakage(of: code), at: now, lag: lag)
    }

    func finish(_ breakage: Breakage?, at now: Moment, lag: Int64) {
        exchange.lastByte = breakage == nil && ending == nil ? now : lastPiece
        exchange.bodyBytes = bodyBytes
        exchange.loopLag = .nanoseconds(lag)
        exchange.breakage = breakage
        outgoing.releaseBody()
        let done = job
        job = nil
        done?.finish(exchange)
    }

    private func breakage(of code: CURLcode) -> Breakage? {
        switch ending {
        case .enough: return nil
        case .broken(let breakage): return redacted(breakage)
        case nil: break
        }
        guard code == CURLE_OK else { return redacted(Breakage(failure(code))) }
        // libcurl is content with an answer that ends within its head.
        return exchange.status != nil
            ? nil : Breakage(.cut, "the connection ended in the middle of the head")
    }

    private func failure(_ code: CURLcode) -> CurlFailure {
        CurlFailure(
            code: code.rawValue, reason: easy.reason,
            systemError: Int32(truncatingIfNeeded: easy.number(CURLINFO_OS_ERRNO)),
            usesProxy: outgoing.proxy != nil, wasSent: exchange.sent != nil,
            hasHead: exchange.status != nil,
            hasFirstLine: exchange.firstByte != nil)
    }

    /// libcurl's texts name hosts and numbers, but a proxy's address may hold a password, and what a
    /// server says may be what it heard.
    private func redacted(_ breakage: Breakage) -> Breakage {
        guard let request = job?.request.value else { return breakage }
        var reason = request.redacting(breakage.reason)
        if let proxy = outgoing.proxy { reason = reason.replacing(proxy, with: "[proxy]") }
        return Breakage(breakage.kind, reason)
    }
}

/// The deadlines of all transfers of a loop.
final class Deadlines {
    var heap = DeadlineHeap()
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
