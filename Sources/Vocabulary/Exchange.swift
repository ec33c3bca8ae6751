/// One request as the transport saw it: moments of its phases, what came, what broke.
package struct Exchange: Sendable, Equatable {
    package var status: Int?
    package var httpVersion: HTTPVersion?
    package var reusedConnection: Bool
    /// When the caller handed the request over, and when libcurl took it up.
    package var queued: Moment
    package var started: Moment
    package var resolved: Moment?
    package var connected: Moment?
    package var secured: Moment?
    /// When the request was about to be sent.
    package var sent: Moment?
    package var firstByte: Moment?
    package var lastByte: Moment?
    package var bodyBytes: Int
    /// The largest delay of the event loop itself while this request ran: an error bar for all of the above.
    package var loopLag: Duration
    package var breakage: Breakage?

    package enum HTTPVersion: String, Sendable { case http1_0, http1_1, http2, http3 }

    package init(queued: Moment) {
        reusedConnection = false
        self.queued = queued
        started = queued
        bodyBytes = 0
        loopLag = .zero
    }
}

/// A named way in which a connection or an answer broke, with the reason that the library gave.
package struct Breakage: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case badURL = "bad-url"
        case dnsFailure = "dns-failure"
        case refused
        case unreachable
        case proxyFailure = "proxy-failure"
        case tlsFailure = "tls-failure"
        case tlsUntrusted = "tls-untrusted"
        case connectTimeout = "connect-timeout"
        case firstByteTimeout = "first-byte-timeout"
        case idleTimeout = "idle-timeout"
        case totalTimeout = "total-timeout"
        case reset
        /// The connection ended before any byte of an answer.
        case emptyReply = "empty-reply"
        /// The connection ended, or the length lied, in the middle of the body.
        case cut
        case malformedHTTP = "malformed-http"
        case headersTooLarge = "headers-too-large"
        case bodyTooLarge = "body-too-large"
        case damagedEncoding = "damaged-encoding"
        case cancelled
        case other
    }

    package var kind: Kind
    package var reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}
