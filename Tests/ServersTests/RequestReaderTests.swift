import Servers
import Testing
import Vocabulary

/// What came of some bytes: the requests in them, then a refusal or nothing.
private struct Found: Equatable {
    var requests: [String] = []
    var refusal: Refusal?
    var continues = 0
}

private func read(
    _ pieces: [[UInt8]], limits: ServerLimits = .standard
) -> Found {
    var reader = RequestReader(limits: limits)
    var found = Found()
    for piece in pieces {
        var offset = 0
        while offset < piece.count {
            switch reader.take(piece.span, at: &offset) {
            case .needsMore: break
            case .wantsContinue: found.continues += 1
            case .complete:
                let (head, body) = reader.next()
                let fields = head.headers.fields.map { "\($0.name)=\($0.value)" }
                found.requests.append(
                    [
                        head.method, head.target, head.path, head.query ?? "-",
                        head.isKeepAlive ? "kept" : "closed", fields.joined(separator: ","),
                        String(decoding: body, as: UTF8.self),
                    ].joined(separator: "|"))
            case .refused(let refusal):
                found.refusal = refusal
                return found
            }
        }
    }
    return found
}

private func read(_ text: String, limits: ServerLimits = .standard) -> Found {
    read([Array(text.utf8)], limits: limits)
}

@Suite(.ownThread) struct RequestReaderTests {
    static let good: [(String, [String])] = [
        (
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n", ["GET|/|/|-|kept|Host=a|"]
        ),
        (
            "\r\n\r\nPOST /v1/chat?a=b?c HTTP/1.1\r\nhost:a\r\nContent-Length: 5\r\n\r\nhello",
            ["POST|/v1/chat?a=b?c|/v1/chat|a=b?c|kept|host=a,Content-Length=5|hello"]
        ),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;name=\"v\" ; x\r\nhello\r\n00A \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
            ["POST|/|/|-|kept|Host=a,Transfer-Encoding=chunked|hello0123456789"]
        ),
        (
            "GET /1 HTTP/1.0\r\n\r\nGET /2 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
                + "GET /3 HTTP/1.1\r\nHost:\r\nConnection: x, CLOSE\r\n\r\n",
            [
                "GET|/1|/1|-|closed||", "GET|/2|/2|-|kept|Connection=Keep-Alive|",
                "GET|/3|/3|-|closed|Host=,Connection=x, CLOSE|",
            ]
        ),
        (
            "GET http://example.com:80/x?y HTTP/1.1\r\nHost: example.com\r\n\r\n"
                + "GET HTTPS://example.com?y HTTP/1.1\r\nHost: example.com\r\n\r\n"
                + "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\nCONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
            [
                "GET|http://example.com:80/x?y|/x|y|kept|Host=example.com|",
                "GET|HTTPS://example.com?y|/|y|kept|Host=example.com|",
                "OPTIONS|*|*|-|kept|Host=a|", "CONNECT|a:443|a:443|-|kept|Host=a:443|",
            ]
        ),
        (
            "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3, 3\r\n\r\nabc",
            ["PUT|/|/|-|kept|Host=a,Content-Length=3,Content-Length=3, 3|abc"]
        ),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nX:\r\n\r\nDELETE /b HTTP/1.1\r\nHost: ä\r\n\r\n",
            ["POST|/|/|-|kept|Host=a,Content-Length=0,X=|", "DELETE|/b|/b|-|kept|Host=ä|"]
        ),
    ]

    @Test(arguments: good.indices)
    func `a request is the same however its bytes arrive`(index: Int) {
        let (text, expected) = Self.good[index]
        let bytes = Array(text.utf8)
        #expect(read([bytes]) == Found(requests: expected))
        #expect(read(bytes.map { [$0] }) == Found(requests: expected))
        for cut in bytes.indices {
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
            #expect(read(pieces) == Found(requests: expected), "cut at \(cut)")
        }
    }

    static let bad: [(String, Int, String)] = [
        ("GET / HTTP/1.1\r\n folded: x\r\n", 400, "a field is folded over two lines"),
        ("GET / HTTP/1.1\r\nA: b\r\n\tc\r\n", 400, "a field is folded over two lines"),
        ("GET / HTTP/1.1\r\nA : b\r\n", 400, "a field name is no token"),
        ("GET / HTTP/1.1\r\nA b\r\n", 400, "a field line has no name and colon"),
        ("GET / HTTP/1.1\r\n: b\r\n", 400, "a field line has no name and colon"),
        ("GET / HTTP/1.1\r\nA: b\0c\r\n", 400, "a field value has a control character"),
        ("GET / HTTP/1.1\r\nA: b\rc\r\n", 400, "a field value has a control character"),
        ("GET / HTTP/1.1\r\nA: b\n", 400, "a line ends in LF without CR"),
        ("GET / HTTP/1.1\n", 400, "a line ends in LF without CR"),
        ("GET /\0 HTTP/1.1\r\n", 400, "the target has a control character"),
        ("\0GET / HTTP/1.1\r\n", 400, noRequest),
        ("\u{16}\u{3}\u{1}\u{2}\0", 400, noRequest),
        (" GET / HTTP/1.1\r\n", 400, noRequest),
        ("G@T / HTTP/1.1\r\n", 400, "the method is no token"),
        ("GET  / HTTP/1.1\r\n", 400, "a request line has a method, a target and a version"),
        ("GET /\r\n", 400, "a request line has a method, a target and a version"),
        ("GET / \r\n", 400, "the request line ends in no HTTP version"),
        ("GET / http/1.1\r\n", 400, "the request line ends in no HTTP version"),
        ("GET / HTTP/1,1\r\n", 400, "the request line ends in no HTTP version"),
        ("GET / HTTP/1.10\r\n", 400, "the request line ends in no HTTP version"),
        ("PRI * HTTP/2.0\r\n", 505, "only HTTP/1.1 and HTTP/1.0 are spoken here"),
        ("GET x HTTP/1.1\r\n", 400, "the target is neither a path nor an absolute URL"),
        ("GET * HTTP/1.1\r\n", 400, "the target is neither a path nor an absolute URL"),
        ("GET http:// HTTP/1.1\r\n", 400, "the target is neither a path nor an absolute URL"),
        ("GET / HTTP/1.1\r\n\r\n", 400, "a request has one Host field"),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "a request has one Host field"),
        ("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400, "a request has one Host field"),
        (
            post("Content-Length: 3\r\nTransfer-Encoding: chunked"), 400,
            "both a content length and a transfer coding"
        ),
        (
            post("Transfer-Encoding: chunked\r\nContent-Length: 3"), 400,
            "both a content length and a transfer coding"
        ),
        (post("Content-Length: 3\r\nContent-Length: 4"), 400, "two different content lengths"),
        (post("Content-Length: 3, 4"), 400, "two different content lengths"),
        (post("Content-Length: 3,"), 400, "a content length is no number"),
        (post("Content-Length:"), 400, "a content length is no number"),
        (post("Content-Length: +3"), 400, "a content length is no number"),
        (post("Content-Length: -3"), 400, "a content length is no number"),
        (post("Content-Length: 0x3"), 400, "a content length is no number"),
        (post("Content-Length: 3 3"), 400, "a content length is no number"),
        (post("Content-Length: 99999999999999999999999"), 413, "the body is too large"),
        (post("Content-Length: 33554433"), 413, "a body has 33554432 bytes at most"),
        (
            post("Transfer-Encoding: gzip, chunked"), 501,
            "chunked, once, is the only transfer coding known here"
        ),
        (
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 501,
            "chunked, once, is the only transfer coding known here"
        ),
        (
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
            "HTTP/1.0 has no transfer codings"
        ),
        (post("Expect: 200-ok"), 417, "only 100-continue can be expected"),
        (chunked("x\r\n"), 400, "a chunk has no size in hexadecimal digits"),
        (chunked("\r\n"), 400, "a chunk has no size in hexadecimal digits"),
        (chunked("-1\r\n"), 400, "a chunk has no size in hexadecimal digits"),
        (chunked("0x1\r\n"), 400, "a chunk has no size in hexadecimal digits"),
        (chunked("1 1\r\n"), 400, "a chunk has no size in hexadecimal digits"),
        (chunked("1;\0\r\n"), 400, "a chunk extension has a control character"),
        (chunked("1\n"), 400, "a line ends in LF without CR"),
        (chunked("1\r\nab"), 400, "a chunk is longer than its size"),
        (chunked("1\r\na\rb\r\n"), 400, "a chunk is longer than its size"),
        (chunked("1\r\nabc\r\n"), 400, "a chunk is longer than its size"),
        (chunked("ffffffffffffffff\r\n"), 413, "a chunk is too large"),
        (chunked("2000001\r\n"), 413, "a body has 33554432 bytes at most"),
        (chunked("0\r\nA: \0\r\n"), 400, "a trailer has a control character"),
    ]

    private static let noRequest =
        "this is no HTTP request; the port speaks plain HTTP/1.1, without TLS"
    private static func post(_ fields: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\nabcdefgh"
    }
    private static func chunked(_ body: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)"
    }

    @Test(arguments: bad.indices)
    func `what could be read in two ways is refused, however it arrives`(index: Int) {
        let (text, status, reason) = Self.bad[index]
        let expected = Found(refusal: Refusal(status, reason))
        #expect(read(text).refusal == expected.refusal)
        let bytes = Array(text.utf8)
        #expect(read(bytes.map { [$0] }).refusal == expected.refusal)
    }

    @Test
    func `a client that waits for 100 Continue is told to go on, one that does not wait is not`() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
        #expect(read([Array(head.utf8), Array("ab".utf8)]).continues == 1)
        #expect(read(head + "ab").continues == 0)
        #expect(read(head + "ab").requests.count == 1)
        let none = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n"
        #expect(read(none).continues == 0)
    }

    @Test
    func
        `heads, extensions and trailers have one bound together, which a chunk's size is no part of`()
    {
        let limits = ServerLimits(headBytesMax: 300, bodyBytesMax: 1000)
        let start = "POST / HTTP/1.1\r\nHost: a\r\n"
        let chunked = start + "Transfer-Encoding: chunked\r\n\r\n"
        let long = String(repeating: "x", count: 300)
        for text in [
            "GET /" + long, start + "X: " + long, "\(chunked)1;\(long)",
            "\(chunked)0\r\nX: \(long)",
            chunked + String(repeating: "1;abcdefghi\r\nx\r\n", count: 30),
            String(repeating: "\r\n", count: 200),
        ] {
            #expect(read(text, limits: limits).refusal?.status == 431)
        }
        let many = chunked + String(repeating: "1\r\nx\r\n", count: 900) + "0\r\n\r\n"
        #expect(read(many, limits: limits).requests.count == 1)
        let tooMany = chunked + String(repeating: "1\r\nx\r\n", count: 1001)
        #expect(read(tooMany, limits: limits).refusal?.status == 413)
    }

    @Test func `a promised body takes no memory before it comes`() {
        var reader = RequestReader(limits: .standard)
        var offset = 0
        let head = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 33554432\r\n\r\n".utf8)
        #expect(reader.take(head.span, at: &offset) == .needsMore)
        #expect(reader.body.capacity < 100_000)
    }

    @Test(arguments: [1, 2, 3])
    func `damaged requests are read alike whole, in halves and in single bytes`(seed: UInt64) {
        var chance = Chance(seed: seed)
        for round in 0..<1500 {
            let bytes = chance.damaged(Self.good[chance.below(Self.good.count)].0)
            let whole = read([bytes])
            let cut = chance.below(bytes.count + 1)
            // Whether to say 100 Continue depends on what has come; nothing else may.
            var halves = read([Array(bytes[..<cut]), Array(bytes[cut...])])
            var single = read(bytes.map { [$0] })
            halves.continues = whole.continues
            single.continues = whole.continues
            #expect(halves == whole, "round \(round) of seed \(seed), cut at \(cut)")
            #expect(single == whole, "round \(round) of seed \(seed)")
        }
    }
}
