import CCurl
import Vocabulary

/// Tells a libcurl handle what to send, and remembers what it was last told: most requests differ from the
/// one before in their body alone.
final class Outgoing {
    /// What all handles of one loop share.
    struct Settings {
        var options: TransportOptions
        var trust: TrustStore
        var proxies: ProxySettings
    }

    private let easy: CurlEasy
    private let settings: Settings

    private var url: String?
    private var verb: Verb?
    private var headerFields: [Request.Field] = []
    private var secretFields: [Request.SecretField] = []
    /// Nil where the header lines are to be set anew.
    private var headerShape: Request.BodyShape?
    /// The proxy that stands between us and the URL.
    private(set) var proxy: String?

    private enum Verb: Equatable {
        case get
        case head
        case post
        case other(String, hasBody: Bool)
    }

    init(_ easy: CurlEasy, _ settings: Settings) {
        self.easy = easy
        self.settings = settings
        easy.set(CURLOPT_NOSIGNAL, 1)
        easy.set(CURLOPT_TCP_NODELAY, 1)
        easy.set(CURLOPT_FOLLOWLOCATION, 0)
        easy.set(CURLOPT_HTTP09_ALLOWED, 0)
        easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // Lets libcurl decode; the field itself stands among the header lines.
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

    /// Throws where the request cannot be sent as it is.
    func set(_ request: Request) throws(Breakage) {
        try setURL(request)
        try setVerb(request)
        try setHeaders(request)
        if request.bodyShape != .none { easy.setBody(request.body) }
    }

    /// Called between two requests.
    func releaseBody() {
        if easy.releasesBody() { verb = nil }
    }

    private func setURL(_ request: Request) throws(Breakage) {
        guard request.url != url else { return }
        url = nil
        try request.checkURL()
        easy.setURL(request.url)
        proxy = settings.proxies.proxy(isHTTPS: request.isHTTPS)
        // Empty texts keep libcurl from looking into the environment itself.
        easy.set(CURLOPT_PROXY, proxy ?? "")
        easy.set(CURLOPT_NOPROXY, proxy == nil ? "" : settings.proxies.exceptions)
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
        let shape = request.bodyShape
        if shape == headerShape, request.headers == headerFields,
            request.secretHeaders == secretFields
        {
            return
        }
        headerShape = nil
        try request.checkHeaders()
        easy.setHeaders(request.headerLines(shape))
        headerFields = request.headers
        secretFields = request.secretHeaders
        headerShape = shape
    }
}
