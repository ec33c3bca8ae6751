/// One request as the transport saw it: moments of its phases, what came, what broke.
public struct Exchange: Sendable, Equatable {
    public var status: Int?
    public var httpVersion: HTTPVersion?
    public var reusedConnection: Bool
    /// When the caller handed the request over, and when libcurl took it up.
    public var queued: Moment
    public var started: Moment
    public var resolved: Moment?
    public var connected: Moment?
    public var secured: Moment?
    /// When the request was about to be sent.
    public var sent: Moment?
    public var firstByte: Moment?
    public var lastByte: Moment?
    public var bodyBytes: Int
    /// The largest delay of the event loop itself while this request ran: an error bar for all of the above.
    public var loopLag: Duration
    public var breakage: Breakage?

    public enum HTTPVersion: String, Sendable { case http1_0, http1_1, http2, http3 }

    public init(queued: Moment) {
        reusedConnection = false
        self.queued = queued
        started = queued
        bodyBytes = 0
        loopLag = .zero
    }
}

/// A named way in which a connection or an answer broke, with the reason that the library gave.
public struct Breakage: Error, Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
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
        /// Somebody was reached, and would not have the key.
        case keyRefused = "key-refused"
        case other
    }

    public var kind: Kind
    public var reason: String

    public init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

extension Exchange {
    /// When the request was about to be sent: what the gateway itself is answerable for begins there.
    public var start: Moment { sent ?? started }
}
