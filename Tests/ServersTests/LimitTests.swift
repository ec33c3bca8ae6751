import Servers
import Synchronization
import Testing
import Vocabulary

private let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

private func count(_ request: IncomingRequest, _ responder: Responder) {
    responder.reply(status: 200, body: Array("\(request.body.count)".utf8))
}

private func status(of bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix { $0 != 13 }, as: UTF8.self)
}

@Suite(.ownThread) struct LimitTests {
    @Test func `a head that is too long gets 431, while the client still sends`() throws {
        let server = try Server(limits: ServerLimits(headBytesMax: 10_000), handler: count)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let sender = Worker {
            client.send(
                "GET / HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "x", count: 3_000_000))")
        }
        let (bytes, ending) = client.receiveAll()
        sender.join()
        #expect(status(of: bytes) == "HTTP/1.1 431 Request Header Fields Too Large")
        #expect(ending == .finished)
    }

    @Test(arguments: ["Content-Length: 4000000", "Transfer-Encoding: chunked"])
    func `a body that is too large gets 413, while the client still sends`(framing: String)
        throws
    {
        let server = try Server(limits: ServerLimits(bodyBytesMax: 100_000), handler: count)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let sender = Worker {
            client.send("POST / HTTP/1.1\r\nHost: h\r\n\(framing)\r\n\r\n")
            client.send(
                String(
                    repeating: "3e8\r\n\(String(repeating: "x", count: 1000))\r\n", count: 4000)
            )
        }
        let (bytes, ending) = client.receiveAll()
        sender.join()
        #expect(status(of: bytes) == "HTTP/1.1 413 Content Too Large")
        #expect(ending == .finished)
        #expect(String(decoding: bytes, as: UTF8.self).contains("\r\nConnection: close\r\n"))
    }

    @Test
    func `a head that trickles in gets 408, and a connection that says nothing is closed`()
        throws
    {
        let server = try Server(
            limits: ServerLimits(headTime: .milliseconds(200)), handler: count)
        defer { server.stop() }
        let start = now()
        let slow = try #require(RawClient(port: server.port))
        let silent = try #require(RawClient(port: server.port))
        let sender = Worker {
            for byte
                in "GET / HTTP/1.1\r\nHost: h\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                .utf8
            {
                guard slow.send([byte]) else { return }
                pause(milliseconds: 10)
            }
        }
        let (bytes, ending) = slow.receiveAll()
        let took = now() - start
        sender.join()
        #expect(status(of: bytes) == "HTTP/1.1 408 Request Timeout" && ending == .finished)
        #expect(took >= .milliseconds(195) && took < .seconds(8))
        let (nothing, end) = silent.receiveAll()
        #expect(nothing.isEmpty && end == .finished)
    }

    @Test
    func
        `a second head has its time from its first byte, a quiet pause between requests is longer`()
        throws
    {
        let limits = ServerLimits(headTime: .milliseconds(300), idleTime: .seconds(10))
        let server = try Server(limits: limits, handler: count)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(get)
        #expect(client.receiveAnswer().hasSuffix("\r\n\r\n0"))
        pause(milliseconds: 500)
        let start = now()
        client.send("GET /")
        #expect(status(of: client.receiveAll().bytes) == "HTTP/1.1 408 Request Timeout")
        #expect(now() - start >= .milliseconds(295))
    }

    @Test func `a connection that stays quiet after its answer is closed after the idle time`()
        throws
    {
        let server = try Server(
            limits: ServerLimits(headTime: .seconds(30), idleTime: .milliseconds(200)),
            handler: count)
        defer { server.stop() }
        let quiet = try #require(RawClient(port: server.port))
        let start = now()
        quiet.send(get)
        #expect(quiet.receiveAnswer().hasSuffix("\r\n\r\n0"))
        let (nothing, ending) = quiet.receiveAll()
        #expect(nothing.isEmpty && ending == .finished)
        #expect(now() - start >= .milliseconds(195))
    }

    @Test func `a body that trickles in gets 408`() throws {
        let server = try Server(
            limits: ServerLimits(bodyTime: .milliseconds(150)), handler: count)
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n")
        let sender = Worker {
            for _ in 0..<40 {
                guard client.send("x") else { return }
                pause(milliseconds: 10)
            }
        }
        #expect(status(of: client.receiveAll().bytes) == "HTTP/1.1 408 Request Timeout")
        sender.join()
    }

    @Test func `connections past the bound get 503, and a place is free again when one leaves`()
        throws
    {
        let server = try Server(limits: ServerLimits(connectionsMax: 10), handler: count)
        defer { server.stop() }
        var clients = try (0..<10).map { _ in
            let client = try #require(RawClient(port: server.port))
            client.send(get)
            #expect(client.receiveAnswer().hasSuffix("\r\n\r\n0"))
            return client
        }
        for _ in 0..<3 {
            let extra = try #require(RawClient(port: server.port))
            extra.send(get)
            let (bytes, ending) = extra.receiveAll()
            #expect(
                status(of: bytes) == "HTTP/1.1 503 Service Unavailable" && ending == .finished)
        }
        clients.removeLast()
        for _ in 0..<5000 where server.connectionCount > 9 { pause(milliseconds: 1) }
        let next = try #require(RawClient(port: server.port))
        next.send(get)
        #expect(next.receiveAnswer().hasSuffix("\r\n\r\n0"))
    }

    @Test func `requests that arrive together have a bound together`() throws {
        let limits = ServerLimits(bodyBytesMax: 1_000_000, inputBytesMax: 1_500_000)
        let server = try Server(limits: limits, handler: count)
        defer { server.stop() }
        let start = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n"
        let clients = try (0..<3).map { _ in try #require(RawClient(port: server.port)) }
        for client in clients {
            client.send(start)
            client.send([UInt8](repeating: 65, count: 700_000))
            pause(milliseconds: 20)
        }
        var refused = 0
        let begin = now()
        while refused == 0, now() - begin < .seconds(5) {
            refused = clients.count { client in
                status(of: client.receive(within: 0.1).0) == "HTTP/1.1 503 Service Unavailable"
            }
        }
        #expect(refused >= 1 && refused < 3)
        let other = try #require(RawClient(port: server.port))
        other.send(get)
        #expect(other.receiveAnswer().hasSuffix("\r\n\r\n0"))
    }
}
