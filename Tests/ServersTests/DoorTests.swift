import Servers
import Testing
import Vocabulary

private let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

private func named(_ name: String) -> Server.Handler {
    { request, responder in
        responder.reply(status: 200, body: Array("\(name) \(request.port)".utf8))
    }
}

private func answer(_ body: String) -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

@Suite(.ownThread) struct DoorTests {
    @Test func `one server has many doors, each with its own port and handler`() throws {
        let server = try Server()
        defer { server.stop() }
        let ports = try (0..<30).map { try server.addDoor(handler: named("leg \($0)")) }
        #expect(server.ports == ports && Set(ports).count == 30)
        for (number, port) in ports.enumerated() {
            let client = try #require(RawClient(port: port))
            client.send(get)
            #expect(client.receiveAnswer() == answer("leg \(number) \(port)"))
        }
    }

    @Test func `a refusing door refuses, keeps its port from others, and can open later`()
        throws
    {
        let server = try Server()
        defer { server.stop() }
        let port = try server.addDoor(manner: .refusing, handler: named("a"))
        for _ in 0..<3 { #expect(RawClient(port: port) == nil) }
        #expect(throws: ServerError.portTaken(port)) {
            try Server(port: port, handler: named("b"))
        }
        for _ in 0..<20 {
            try server.setManner(.answering, ofPort: port)
            let client = try #require(RawClient(port: port))
            client.send(get)
            #expect(client.receiveAnswer() == answer("a \(port)"))
            try server.setManner(.refusing, ofPort: port)
            #expect(RawClient(port: port) == nil)
            #expect(client.receiveAll().ending == .finished)
        }
        #expect(throws: ServerError.portTaken(port)) {
            try Server(port: port, handler: named("b"))
        }
        #expect(server.arrivals(atPort: port) == 20)
    }

    @Test func `a door that has a word for a handshake says it and hangs up; others call it noise`()
        throws
    {
        let server = try Server()
        defer { server.stop() }
        let told = try server.addDoor(
            handshake: { hello, _ in [0x15, UInt8(hello.count)] }, handler: named("plain"))
        let deaf = try server.addDoor(handler: named("plain"))
        let hello: [UInt8] = [0x16, 0x03, 0x01, 0x00, 0x02, 0x01, 0x00]
        for (port, answer) in [(told, [0x15, 7]), (deaf, Array("HTTP/1.1 400".utf8))] {
            let client = try #require(RawClient(port: port))
            client.send(hello)
            let got = client.receiveAll()
            #expect(got.ending == .finished && got.bytes.starts(with: answer))
        }
        let client = try #require(RawClient(port: told))
        client.send(get)
        #expect(client.receiveAnswer() == answer("plain \(told)"))
    }

    @Test func `a silent door takes connections and never says a word`() throws {
        let server = try Server()
        defer { server.stop() }
        let port = try server.addDoor(manner: .silent, handler: named("never"))
        let client = try #require(RawClient(port: port))
        client.send(get)
        for _ in 0..<5000 where server.connectionCount == 0 { pause(milliseconds: 1) }
        #expect(client.receive(within: 0.1).1 == .silence)
        #expect(server.connectionCount == 1 && server.arrivals(atPort: port) == 1)
        client.close()
        for _ in 0..<5000 where server.connectionCount > 0 { pause(milliseconds: 1) }
        #expect(server.connectionCount == 0)
        // With everything unread the kernel's buffer is full; a client that leaves then is noticed, too.
        let eager = try #require(RawClient(port: port))
        eager.send([UInt8](repeating: 65, count: 60_000))
        pause(milliseconds: 5)
        eager.close()
        for _ in 0..<5000 where server.connectionCount > 0 { pause(milliseconds: 1) }
        #expect(server.connectionCount == 0)
    }

    @Test func `a resetting door resets before a request can be read`() throws {
        let server = try Server()
        defer { server.stop() }
        let port = try server.addDoor(manner: .resetting, handler: named("never"))
        for _ in 0..<5 {
            guard let client = RawClient(port: port) else { continue }
            let (bytes, ending) = client.receiveAll()
            #expect(bytes.isEmpty && ending == .reset)
        }
        #expect(server.arrivals(atPort: port) == 5)
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: [DoorManner.refusing, .resetting, .silent])
    func `a kept connection meets the new manner of its door`(manner: DoorManner) throws {
        let server = try Server(handler: named("a"))
        defer { server.stop() }
        let pooled = try #require(RawClient(port: server.port))
        pooled.send(get)
        #expect(pooled.receiveAnswer() == answer("a \(server.port)"))
        // In the middle of its next request, so that it is not idle.
        pooled.send("GET / HTTP/1.1\r\n")
        pause(milliseconds: 20)
        try server.setManner(manner, ofPort: server.port)
        pooled.send("Host: h\r\n\r\n")
        let (bytes, ending) = pooled.receive(within: manner == .silent ? 0.1 : 10)
        #expect(bytes.isEmpty && (ending == .silence) == (manner == .silent))
    }

    @Test func `a reply in progress outlives a change of manner`() throws {
        let kept = Kept<Responder?>(nil)
        let server = try Server { _, responder in
            responder.send(Array("a".utf8))
            kept.change { $0 = responder }
        }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(get)
        #expect(client.receive().0 == Array("a".utf8))
        try server.setManner(.refusing, ofPort: server.port)
        #expect(RawClient(port: server.port) == nil)
        for _ in 0..<5000 where kept.value == nil { pause(milliseconds: 1) }
        kept.value?.send(Array("b".utf8))
        kept.value?.finish(keepAlive: false)
        #expect(client.receiveAll().bytes == Array("b".utf8))
    }
}
