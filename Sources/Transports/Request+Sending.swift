import Vocabulary

extension Request {
    // What keeps a request from being sent at all: libcurl would send some of it, and then something
    // else than what was asked for.

    func checkURL() throws(Breakage) {
        let scheme = url.prefix { $0 != ":" }.lowercased()
        guard scheme == "http" || scheme == "https" else {
            throw Breakage(.badURL, "'\(Self.shown(scheme))' is neither http nor https")
        }
        guard url.utf8.count <= Self.urlBytesMax else {
            throw Breakage(.badURL, "\(url.utf8.count) bytes of URL, \(Self.urlBytesMax) is most")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw Breakage(.badURL, "a space or a control character in the URL")
        }
    }

    func checkMethod() throws(Breakage) {
        guard Self.isToken(method) else {
            throw Breakage(.other, "'\(Self.shown(method))' is no HTTP method")
        }
    }

    func checkHeaders() throws(Breakage) {
        for field in headers { try Self.check(field.name, field.value) }
        for field in secretHeaders { try Self.check(field.name, field.value.revealed) }
    }

    private static let urlBytesMax = 64 << 10

    private static func check(_ name: String, _ value: String) throws(Breakage) {
        guard isToken(name) else {
            throw Breakage(.other, "'\(shown(name))' is no name of a header field")
        }
        guard value.utf8.allSatisfy({ $0 != 0x0A && $0 != 0x0D && $0 != 0 }) else {
            throw Breakage(.other, "a line break in the value of the header field '\(name)'")
        }
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x5E...0x7A, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D,
                    0x2E, 0x7C, 0x7E:
                    true
                default: false
                }
            }
    }

    private static func shown(_ text: String) -> String {
        String(text.prefix(40).map { $0.isASCII && !$0.isNewline && $0 >= " " ? $0 : "?" })
    }

    var isHTTPS: Bool { url.prefix(6).lowercased() == "https:" }

    /// The head's own lines in libcurl's form: a name with `;` sends an empty value, one with `:` alone
    /// keeps libcurl from adding the field.
    ///
    /// What libcurl could add by itself stands here too: it writes such fields twice, byte by byte, which
    /// for these two is 3 % of a short request's whole cost.
    func headerLines(_ shape: BodyShape) -> [String] {
        let fields =
            headers.map { ($0.name, $0.value) }
            + secretHeaders.map { ($0.name, $0.value.revealed) }
        let names = Set(fields.map { $0.0.lowercased() })
        var lines = fields.map { $1.isEmpty ? "\($0);" : "\($0): \($1)" }
        // Some gateways turn away a client that does not name itself.
        if !names.contains("user-agent") { lines.append("User-Agent: pathproof") }
        if !names.contains("accept-encoding") {
            lines.append("Accept-Encoding: \(CurlLibrary.contentCodings)")
        }
        // libcurl would call any body a web form.
        if shape != .none && !names.contains("content-type") { lines.append("Content-Type:") }
        // With a large prompt libcurl would first wait a second for "100 Continue".
        if shape == .large { lines.append("Expect:") }
        return lines
    }

    enum BodyShape {
        case none
        case small
        /// libcurl asks for leave to send a body above 1 MiB.
        case large
    }

    /// A POST has a body even where it is empty.
    var bodyShape: BodyShape {
        if body.isEmpty && method != "POST" { return .none }
        return body.count < 512 << 10 ? .small : .large
    }

    /// A library's error text without the keys that this request carries.
    func redacting(_ text: String) -> String {
        secretHeaders.reduce(text) { text, field in
            field.value.revealed.isEmpty
                ? text : text.replacing(field.value.revealed, with: field.value.description)
        }
    }
}

extension Duration {
    /// For messages: `300 ms`, `20 s`.
    var shown: String {
        let milliseconds = inNanoseconds / 1_000_000
        return milliseconds % 1000 == 0 && milliseconds > 0
            ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
