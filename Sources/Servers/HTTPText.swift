/// The words of HTTP/1.1 answers, as bytes.
package enum HTTPText {
    /// Status line, fields and the empty line. Line ends within a field are dropped: no text from
    /// elsewhere can start a field of its own.
    package static func head(status: Int, headers: [(String, String)]) -> [UInt8] {
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
    package static func chunk(_ content: [UInt8]) -> [UInt8] {
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
    package static let lastChunk = Array("0\r\n\r\n".utf8)

    static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// The usual phrase of a status; a status without one gets that of its class.
    package static func reason(_ status: Int) -> String {
        if let phrase = reasons[status] { return phrase }
        return switch status / 100 {
        case 1: "Continue"
        case 2: "OK"
        case 3: "Redirect"
        case 4: "Bad Request"
        default: "Internal Server Error"
        }
    }

    private static let reasons: [Int: String] = [
        100: "Continue", 101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted",
        204: "No Content", 206: "Partial Content", 301: "Moved Permanently", 302: "Found",
        303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
        308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
        402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
        411: "Length Required", 413: "Content Too Large", 414: "URI Too Long",
        415: "Unsupported Media Type", 417: "Expectation Failed", 422: "Unprocessable Content",
        424: "Failed Dependency", 425: "Too Early", 429: "Too Many Requests",
        431: "Request Header Fields Too Large", 499: "Client Closed Request",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
        503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported",
        529: "Site Overloaded",
    ]

    static func appendField(_ name: String, _ value: String, to bytes: inout [UInt8]) {
        for byte in name.utf8 where byte != lf && byte != cr { bytes.append(byte) }
        bytes.append(colon)
        bytes.append(space)
        for byte in value.utf8 where byte != lf && byte != cr { bytes.append(byte) }
        appendLineEnd(to: &bytes)
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
