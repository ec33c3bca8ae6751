public import Vocabulary

/// Why a request is not answered by a handler: the status that it gets instead, and what was wrong.
public struct Refusal: Error, Equatable {
    public var status: Int
    public var reason: String

    public init(_ status: Int, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}

/// A request line and its fields, taken line by line and held to RFC 9112.
///
/// Where the RFC leaves room, this takes the narrow way: a gateway under test must hear of its malformed
/// requests, and two readings of one request must not be possible.
public struct RequestHead: Sendable {
    public var method = ""
    public var target = ""
    public var path = ""
    public var query: String?
    public var isHTTP10 = false
    public var headers = Headers()
    public var contentLength: Int?
    public var isChunked = false
    public var expectsContinue = false
    private var hosts = 0
    private var asksClose = false
    private var asksKeepAlive = false

    public var isKeepAlive: Bool { isHTTP10 ? asksKeepAlive && !asksClose : !asksClose }

    mutating func takeRequestLine(_ line: Span<UInt8>) throws(Refusal) {
        let space = HTTPText.space
        guard let first = line.firstIndex(of: space, from: 0),
            let second = line.firstIndex(of: space, from: first + 1),
            line.firstIndex(of: space, from: second + 1) == nil
        else { throw Refusal(400, "a request line has a method, a target and a version") }
        try takeMethod(line.extracting(0..<first))
        try takeVersion(line.extracting(second + 1..<line.count))
        try takeTarget(line.extracting(first + 1..<second))
    }

    private mutating func takeMethod(_ bytes: Span<UInt8>) throws(Refusal) {
        guard bytes.count > 0 else { throw Refusal(400, "the request line has no method") }
        for index in bytes.indices where !ASCII.isToken(bytes[index]) {
            throw Refusal(400, "the method is no token")
        }
        guard bytes.count <= 32 else { throw Refusal(501, "the method is unknown") }
        method = String(bytes)
    }

    private mutating func takeVersion(_ bytes: Span<UInt8>) throws(Refusal) {
        guard bytes.count == 8, bytes.extracting(0..<5).isName("http/"), bytes[0] == 0x48,
            bytes[6] == UInt8(ascii: "."), ASCII.isDigit(bytes[5]), ASCII.isDigit(bytes[7])
        else { throw Refusal(400, "the request line ends in no HTTP version") }
        guard bytes[5] == UInt8(ascii: "1") else {
            throw Refusal(505, "only HTTP/1.1 and HTTP/1.0 are spoken here")
        }
        isHTTP10 = bytes[7] == UInt8(ascii: "0")
    }

    private mutating func takeTarget(_ bytes: Span<UInt8>) throws(Refusal) {
        guard bytes.count > 0 else { throw Refusal(400, "the request line has no target") }
        for index in bytes.indices where bytes[index] <= 0x20 || bytes[index] == 0x7F {
            throw Refusal(400, "the target has a control character")
        }
        target = String(bytes)
        if bytes[0] == UInt8(ascii: "/") { return splitPath(bytes, from: 0) }
        if method == "CONNECT" || (method == "OPTIONS" && target == "*") {
            path = target
            return
        }
        for scheme in ["http://", "https://"] where bytes.count > scheme.utf8.count {
            guard bytes.extracting(0..<scheme.utf8.count).isName(scheme) else { continue }
            var start = scheme.utf8.count
            while start < bytes.count, bytes[start] != UInt8(ascii: "/"),
                bytes[start] != UInt8(ascii: "?")
            { start += 1 }
            return splitPath(bytes, from: start)
        }
        throw Refusal(400, "the target is neither a path nor an absolute URL")
    }

    private mutating func splitPath(_ bytes: Span<UInt8>, from start: Int) {
        let mark = bytes.firstIndex(of: UInt8(ascii: "?"), from: start)
        let end = mark ?? bytes.count
        if start == 0 && end == bytes.count {
            path = target
        } else {
            path = start == end ? "/" : String(bytes.extracting(start..<end))
        }
        query = mark.map { String(bytes.extracting($0 + 1..<bytes.count)) }
    }

    mutating func takeField(_ line: Span<UInt8>) throws(Refusal) {
        guard !ASCII.isBlank(line[0]) else {
            throw Refusal(400, "a field is folded over two lines")
        }
        guard let colon = line.firstIndex(of: HTTPText.colon, from: 0), colon > 0 else {
            throw Refusal(400, "a field line has no name and colon")
        }
        for index in 0..<colon where !ASCII.isToken(line[index]) {
            throw Refusal(400, "a field name is no token")
        }
        for index in colon + 1..<line.count where !ASCII.isText(line[index]) {
            throw Refusal(400, "a field value has a control character")
        }
        let rest = line.extracting(colon + 1..<line.count)
        let value = rest.extracting(rest.withoutBlanks)
        try heed(name: line.extracting(0..<colon), value: value)
        headers.append(line: line)
    }

    /// The few fields that say how the request is framed and what becomes of the connection.
    private mutating func heed(name: Span<UInt8>, value: Span<UInt8>) throws(Refusal) {
        switch name.count {
        case 4 where name.isName("host"):
            hosts += 1
        case 6 where name.isName("expect"):
            guard value.isName("100-continue") else {
                throw Refusal(417, "only 100-continue can be expected")
            }
            expectsContinue = true
        case 10 where name.isName("connection"):
            takeConnection(value)
        case 14 where name.isName("content-length"):
            try takeLength(value)
        case 17 where name.isName("transfer-encoding"):
            guard value.isName("chunked"), !isChunked else {
                throw Refusal(501, "chunked, once, is the only transfer coding known here")
            }
            isChunked = true
        default: break
        }
    }

    private mutating func takeConnection(_ value: Span<UInt8>) {
        var start = 0
        while start < value.count {
            let end = value.firstIndex(of: UInt8(ascii: ","), from: start) ?? value.count
            let part = value.extracting(start..<end)
            let option = part.extracting(part.withoutBlanks)
            if option.isName("close") { asksClose = true }
            if option.isName("keep-alive") { asksKeepAlive = true }
            start = end + 1
        }
    }

    /// Several equal lengths are one; anything else than equal digits is refused (RFC 9112, 6.3).
    private mutating func takeLength(_ value: Span<UInt8>) throws(Refusal) {
        var start = 0
        repeat {
            let end = value.firstIndex(of: UInt8(ascii: ","), from: start) ?? value.count
            let part = value.extracting(start..<end)
            let length = try number(part.extracting(part.withoutBlanks))
            guard contentLength == nil || contentLength == length else {
                throw Refusal(400, "two different content lengths")
            }
            contentLength = length
            start = end + 1
        } while start <= value.count
    }

    private func number(_ digits: Span<UInt8>) throws(Refusal) -> Int {
        guard digits.count > 0 else { throw Refusal(400, "a content length is no number") }
        var number = 0
        for index in digits.indices {
            guard ASCII.isDigit(digits[index]) else {
                throw Refusal(400, "a content length is no number")
            }
            // Past this, no limit of a server would let it in.
            guard number < Int.max / 16 else { throw Refusal(413, "the body is too large") }
            number = number * 10 + Int(digits[index] - 0x30)
        }
        return number
    }

    /// What only the whole head shows: which body follows, if any.
    func check(bodyBytesMax: Int) throws(Refusal) {
        guard isHTTP10 || hosts == 1, hosts <= 1 else {
            throw Refusal(400, "a request has one Host field")
        }
        guard !isChunked || contentLength == nil else {
            throw Refusal(400, "both a content length and a transfer coding")
        }
        guard !isChunked || !isHTTP10 else {
            throw Refusal(400, "HTTP/1.0 has no transfer codings")
        }
        guard contentLength ?? 0 <= bodyBytesMax else {
            throw Refusal(413, "a body has \(bodyBytesMax) bytes at most")
        }
    }
}

extension ASCII {
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
