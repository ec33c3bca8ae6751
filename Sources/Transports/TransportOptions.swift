/// How a transport connects: decided once, before its first request. There is no way to switch off the
/// verification of certificates.
public struct TransportOptions: Sendable, Equatable {
    /// Whom to trust.
    public enum CertificateAuthority: Sendable, Hashable {
        /// What the environment names (`CURL_CA_BUNDLE`, `SSL_CERT_FILE`, `SSL_CERT_DIR`), else the
        /// system's own.
        case system
        /// A PEM file; nothing else is trusted.
        case file(String)
        /// A directory of PEM files under their OpenSSL hashes; nothing else is trusted.
        case directory(String)
    }

    public enum HTTPVersion: Sendable, Hashable {
        case http1
        /// Offered in the TLS handshake; HTTP/1.1 where the server does not take it, or without TLS.
        case http2
    }

    /// Threads with an event loop each. One carries some 50,000 requests a second.
    public var loops: Int
    public var certificateAuthority: CertificateAuthority
    /// Whether HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY count, in capitals or not. This machine's
    /// own addresses are never asked for through a proxy.
    public var proxyFromEnvironment: Bool
    /// The most connections open at a time; requests beyond wait. Nil is no limit.
    public var connectionsMax: Int?
    /// Idle connections kept for the next request.
    public var connectionsKept: Int
    public var httpVersion: HTTPVersion

    public init(
        loops: Int = 1, certificateAuthority: CertificateAuthority = .system,
        proxyFromEnvironment: Bool = true, connectionsMax: Int? = nil,
        connectionsKept: Int = 1024, httpVersion: HTTPVersion = .http1
    ) {
        precondition(loops > 0, "a transport needs a loop, asked for \(loops)")
        precondition(connectionsMax ?? 1 > 0, "asked for \(connectionsMax ?? 0) connections")
        self.loops = loops
        self.certificateAuthority = certificateAuthority
        self.proxyFromEnvironment = proxyFromEnvironment
        self.connectionsMax = connectionsMax
        self.connectionsKept = connectionsKept
        self.httpVersion = httpVersion
    }
}
