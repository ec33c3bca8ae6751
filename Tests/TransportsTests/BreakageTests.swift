import Testing
import Transports
import Vocabulary

/// What a server does to a request, and the one name that this must get.
struct Misdeed: Sendable, CustomTestStringConvertible {
    var name: String
    var kind: Breakage.Kind
    /// What came before is kept.
    var body = ""
    var limits = RequestLimits.test()
    /// With a reset that comes too soon, what was sent before it is lost on the way.
    var resetsOnceHeard = false
    var script: @Sendable (Peer) -> Void

    var testDescription: String { name }

    static let all: [Misdeed] = [
        Misdeed(name: "resets before it answers", kind: .reset) {
            $0.readRequest()
            $0.reset()
        },
        Misdeed(name: "closes before it answers", kind: .emptyReply) {
            $0.readRequest()
        },
        Misdeed(name: "closes in the middle of the first line", kind: .emptyReply) {
            $0.readRequest()
            $0.send("HTTP/1.1 20")
        },
        Misdeed(name: "closes in the middle of a header line", kind: .cut) {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\nContent-Len")
        },
        Misdeed(name: "closes before the blank line of the head", kind: .cut) {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n")
        },
        Misdeed(
            name: "resets in the middle of the body", kind: .reset, body: "half",
            resetsOnceHeard: true
        ) {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        },
        Misdeed(name: "closes before the length it told", kind: .cut, body: "half") {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        },
        Misdeed(name: "closes between two chunks", kind: .cut, body: "half") {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            _ = $0.chunk("half")
        },
        Misdeed(name: "sends a chunk size that is no number", kind: .malformedHTTP, body: "half") {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            _ = $0.chunk("half")
            $0.send("zz\r\nrest\r\n")
        },
        Misdeed(name: "answers in no language", kind: .malformedHTTP) {
            $0.readRequest()
            $0.send("LLM/1.0 hello there\r\n\r\n")
        },
        Misdeed(name: "sends a status that is no number", kind: .malformedHTTP) {
            $0.readRequest()
            $0.send("HTTP/1.1 fine\r\n\r\n")
        },
        Misdeed(name: "sends a header line without a colon", kind: .malformedHTTP) {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length 5\r\n\r\nhello")
        },
        Misdeed(name: "tells a length below zero", kind: .malformedHTTP) {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")
        },
        Misdeed(name: "sends 100 MB of headers", kind: .headersTooLarge) {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\n")
            let line = "x-junk: " + String(repeating: "a", count: 8000) + "\r\n"
            for _ in 0..<12_500 where !$0.send(line) { return }
        },
        Misdeed(name: "sends one header of 100 MB", kind: .headersTooLarge) {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\nx-junk: ")
            let piece = String(repeating: "a", count: 8000)
            for _ in 0..<12_500 where !$0.send(piece) { return }
        },
        Misdeed(
            name: "sends more headers than libcurl bears, whatever our limit",
            kind: .headersTooLarge, limits: .test(headerBytesMax: 1 << 30)
        ) {
            $0.readRequest()
            $0.send("HTTP/1.1 200 OK\r\n")
            let line = "x-junk: " + String(repeating: "a", count: 8000) + "\r\n"
            for _ in 0..<12_500 where !$0.send(line) { return }
        },
        Misdeed(
            name: "sends a body above its limit", kind: .bodyTooLarge, body: "0123456789",
            limits: .test(bodyBytesMax: 10)
        ) {
            $0.readRequest()
            $0.answer("0123456789abc")
        },
        Misdeed(name: "sends a damaged gzip", kind: .damagedEncoding) {
            $0.readRequest()
            $0.send(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip")
        },
        Misdeed(name: "uses a coding of its own", kind: .damagedEncoding) {
            $0.readRequest()
            $0.answer("?", headers: "Content-Encoding: zip-zap\r\n")
        },
    ]
}

@Suite struct BreakageTests {
    @Test(arguments: Misdeed.all)
    func `each misdeed of a server has its name`(misdeed: Misdeed) async {
        let sink = Collector()
        let server = HostileServer { peer in
            misdeed.script(peer)
            guard misdeed.resetsOnceHeard else { return }
            for _ in 0..<2000 where sink.answer.text != misdeed.body { peer.pause(1) }
            peer.reset()
        }
        let exchange = await Transport.plain().send(
            .test(server.url, limits: misdeed.limits), into: sink)
        #expect(exchange.breakage?.kind == misdeed.kind, "\(String(describing: exchange.breakage))")
        #expect(exchange.breakage?.reason.isEmpty == false)
        #expect(sink.answer.text == misdeed.body)
        #expect(exchange.bodyBytes == misdeed.body.utf8.count)
        #expect((exchange.status != nil) == (sink.answer.begun == 1))
        #expect(exchange.breakage?.reason.contains(Request.key) == false)
        #expect(server.requests.count == 1)
    }

    @Test func `a port where nobody listens refuses`() async {
        let server = HostileServer.refusing()
        let exchange = await Transport.plain().send(.test(server.url), into: Collector())
        #expect(exchange.breakage?.kind == .refused)
        #expect(exchange.breakage?.reason.contains("127.0.0.1") == true)
        #expect(exchange.sent == nil && exchange.status == nil && exchange.lastByte == nil)
    }

    // A label above 63 bytes can be no name: no name server is asked.
    @Test func `a name that does not exist is a DNS failure`() async {
        let name = String(repeating: "a", count: 64) + ".test"
        let exchange = await Transport.plain().send(.test("http://\(name)/"), into: Collector())
        #expect(exchange.breakage?.kind == .dnsFailure, "\(String(describing: exchange.breakage))")
    }

    @Test(arguments: [
        "ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1:80", "", "http://", "http://a b/",
        "http://127.0.0.1:99999/", "http://user:pass@127.0.0.1/", "http://a/\r\nx: y",
    ])
    func `what is no HTTP URL is not asked for`(url: String) async {
        let exchange = await Transport.plain().send(.test(url), into: Collector())
        #expect(exchange.breakage?.kind == .badURL, "\(String(describing: exchange.breakage))")
    }

    @Test func `a header that would begin another is not sent`() async {
        let server = HostileServer { $0.readRequest() }
        let transport = Transport.plain()
        for field in [("a", "b\r\nc: d"), ("a: b", "c"), ("", "a"), ("a", "b\0c")] {
            var request = Request.test(server.url)
            request.headers.append(.init(field.0, field.1))
            let exchange = await transport.send(request, into: Collector())
            #expect(exchange.breakage?.kind == .other)
        }
        var request = Request.test(server.url)
        request.secretHeaders = [.init("x-key", Secret("\(Request.key)\n"))]
        let exchange = await transport.send(request, into: Collector())
        #expect(exchange.breakage?.reason.contains("x-key") == true)
        #expect(exchange.breakage?.reason.contains(Request.key) == false)
        request = .test(server.url, method: "GET /x HTTP/1.1\r\nEvil:")
        #expect(await transport.send(request, into: Collector()).breakage?.kind == .other)
        #expect(server.connections == 0)
        request = .test(server.url)
        _ = await transport.send(request, into: Collector())
        #expect(server.connections == 1, "the next request is not harmed by those before")
    }

    @Test func `content codings are undone`() async {
        let text = String(repeating: "a", count: 100_000)
        let gzip = Gzip.repeating(UInt8(ascii: "a"), count: 100_000)
        // "hello", made by the reference encoder.
        let brotli: [UInt8] = [0x0B, 0x02, 0x80, 0x68, 0x65, 0x6C, 0x6C, 0x6F, 0x03]
        let server = HostileServer { peer in
            for (coding, bytes) in [("gzip", gzip), ("br", brotli)] {
                peer.readRequest()
                peer.send(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: \(coding)\r\nContent-Length: \(bytes.count)\r\n\r\n"
                )
                // In small pieces: a stream is decoded as it arrives.
                for byte in bytes.prefix(200) { peer.send([byte]) }
                peer.send(Array(bytes.dropFirst(200)))
            }
            peer.waitUntilLeft()
        }
        let transport = Transport.plain()
        let first = Collector()
        let exchange = await transport.send(.test(server.url), into: first)
        #expect(exchange.breakage == nil && first.answer.text == text)
        #expect(exchange.bodyBytes == text.utf8.count)
        let offered = server.requests[0].lowercased()
        let takesBrotli = offered.contains("accept-encoding: gzip, br")
        let second = Collector()
        let other = await transport.send(.test(server.url), into: second)
        #expect(other.breakage?.kind == (takesBrotli ? nil : .damagedEncoding))
        if takesBrotli { #expect(second.answer.text == "hello") }
    }

    @Test func `a gzip bomb stops at the limit`() async {
        let bomb = Gzip.repeating(0, count: 3_000_000)
        #expect(bomb.count < 20_000)
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n"
            )
            peer.send(bomb)
            peer.waitUntilLeft()
        }
        let sink = Collector()
        let exchange = await Transport.plain().send(
            .test(server.url, limits: .test(bodyBytesMax: 100_000)), into: sink)
        #expect(exchange.breakage?.kind == .bodyTooLarge)
        #expect(exchange.bodyBytes == 100_000 && sink.answer.body.count == 100_000)
    }
}
