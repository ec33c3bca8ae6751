import CCurl
import Glibc
import Vocabulary

/// All that tells one failure of libcurl from another: its codes alone do not.
struct CurlFailure: Equatable {
    var code: UInt32
    /// What libcurl wrote; empty where it wrote nothing.
    var reason: String
    /// The last error of the operating system, 0 if there was none.
    var systemError: Int32 = 0
    var usesProxy = false
    /// The connection stood and the request was on its way.
    var wasSent = false
    /// The head of the answer is complete.
    var hasHead = false
    /// The first line of the answer was whole: libcurl takes less for nothing.
    var hasFirstLine = false
}

extension Breakage {
    /// The name of a failure, with libcurl's own words.
    init(_ failure: CurlFailure) {
        let words =
            failure.reason.isEmpty
            ? CurlLibrary.description(of: CURLcode(rawValue: failure.code)) : failure.reason
        self.init(Self.kind(of: failure), words)
    }

    static func kind(of failure: CurlFailure) -> Kind {
        switch CURLcode(rawValue: failure.code) {
        case CURLE_URL_MALFORMAT where failure.usesProxy && failure.speaksOf("proxy"):
            .proxyFailure
        case CURLE_UNSUPPORTED_PROTOCOL where failure.wasSent:
            // Also what libcurl says to an answer that does not begin like HTTP/1.
            .malformedHTTP
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED: .badURL
        case CURLE_COULDNT_RESOLVE_HOST: .dnsFailure
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxyFailure
        case CURLE_COULDNT_CONNECT: kindOfConnectFailure(failure)
        case CURLE_OPERATION_TIMEDOUT: failure.wasSent ? .totalTimeout : .connectTimeout
        case CURLE_PEER_FAILED_VERIFICATION: .tlsUntrusted
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED, CURLE_QUIC_CONNECT_ERROR:
            .tlsFailure
        case CURLE_GOT_NOTHING: .emptyReply
        case CURLE_PARTIAL_FILE: .cut
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR: kindOfTransferFailure(failure)
        case CURLE_HTTP2_STREAM: .reset
        case CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP3: .malformedHTTP
        case CURLE_BAD_CONTENT_ENCODING: .damagedEncoding
        case CURLE_FILESIZE_EXCEEDED: .bodyTooLarge
        // A line of the head that passes libcurl's 100 KB is "out of memory" to 7.88, "too large" since 8.6.
        case CURLE_OUT_OF_MEMORY where failure.wasSent && !failure.hasHead: .headersTooLarge
        case tooLarge where !failure.hasHead: .headersTooLarge
        default: .other
        }
    }

    private static let tooLarge = CURLcode(rawValue: 100)

    private static func kindOfConnectFailure(_ failure: CurlFailure) -> Kind {
        if failure.usesProxy { return .proxyFailure }
        switch failure.systemError {
        case ECONNREFUSED: return .refused
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL: return .unreachable
        case ETIMEDOUT: return .connectTimeout
        case ECONNRESET: return .reset
        default: return .other
        }
    }

    /// libcurl gives 56 for nearly everything that goes wrong while it reads.
    private static func kindOfTransferFailure(_ failure: CurlFailure) -> Kind {
        if failure.usesProxy && !failure.wasSent { return .proxyFailure }
        if failure.speaksOf("too large response headers") { return .headersTooLarge }
        if failure.speaksOf("chunk") { return .malformedHTTP }
        // A TLS connection that ends without saying so: the same as a cut one without TLS.
        if failure.speaksOf("unexpected eof") || failure.speaksOf("close_notify") {
            return failure.hasFirstLine ? .cut : .emptyReply
        }
        if failure.speaksOf("alert") { return .tlsFailure }
        return .reset
    }
}

extension CurlFailure {
    fileprivate func speaksOf(_ words: String) -> Bool { reason.lowercased().contains(words) }
}
