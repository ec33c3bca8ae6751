/// The words of HTTP/1.1 answers, as bytes.
public enum HTTPText {
    /// Status line, fields and the empty line. Line ends within a field are dropped: no text from
    /// elsewhere can start a field of its own.
    public static func head(status: Int, headers: [(String, String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headers.reduce(64) { $0 + $1.0.utf8.count + $1.1.utf8.count + 4 })
        appendHead(status: status, headers: headers, to: &bytes)
        return bytes
    }

    static func appendHead(
        status: Int, headers: [(String, String)], to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: "HTTP/1.1 ".utf8)
        appendDecimal(status, to: &bytes)
        bytes.append(space)
        bytes.append(contentsOf: reason(status).utf8)
        appendLineEnd(to: &bytes)
        for (name, value) in headers { appendField(name, value, to: &bytes) }
        appendLineEnd(to: &bytes)
    }

    /// One chunk of a body with `Transfer-Encoding: chunked`. Empty content gives no bytes at all,
    /// because an empty chunk would end the body.
    public static func chunk(_ content: [UInt8]) -> [UInt8] {
        guard !content.isEmpty else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(content.count + 20)
        var shift = (content.count.bitWidth - content.count.leadingZeroBitCount - 1) / 4 * 4
        while shift >= 0 {
            bytes.append(hexDigits[content.count >> shift & 15])
            shift -= 4
        }
        appendLineEnd(to: &bytes)
        bytes.append(contentsOf: content)
        appendLineEnd(to: &bytes)
        return bytes
    }

    /// Ends a body with `Transfer-Encoding: chunked`.
    public static let lastChunk = Array("0\r\n\r\n".utf8)

    static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// The usual phrase of a status; a status without one gets that of its class.
    public static func reason(_ status: Int) -> String {
        switch status {
        case 1: "Continue"
        case 2: "OK"
        case 3: "Redirect"
        case 4: "Bad Request"
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 424: "Failed Dependency"
        case 425: "Too Early"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 499: "Client Closed Request"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 529: "Site Overloaded"
        case 100..<200: "Continue"
        case 200..<300: "OK"
        case 300..<400: "Redirect"
        case 400..<500: "Bad Request"
        default: "Internal Server Error"
        }
    }

    static func appendField(_ name: String, _ value: String, to bytes: inout [UInt8]) {
        appendText(name, to: &bytes)
        bytes.append(colon)
        bytes.append(space)
        appendText(value, to: &bytes)
        appendLineEnd(to: &bytes)
    }

    private static func appendText(_ text: String, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        let hasLineEnd = bytes[start...].contains { $0 == lf || $0 == cr }
        if hasLineEnd { bytes[start...].removeAll { $0 == lf || $0 == cr } }
    }

    static func appendLineEnd(to bytes: inout [UInt8]) {
        bytes.append(cr)
        bytes.append(lf)
    }

    static func appendDecimal(_ number: Int, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(number).utf8)
    }

    static let lf = UInt8(ascii: "\n")
    static let cr = UInt8(ascii: "\r")
    static let colon = UInt8(ascii: ":")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    private static let hexDigits = Array("0123456789abcdef".utf8)
}
