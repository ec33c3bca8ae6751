import Servers
import Synchronization
import Testing
import Vocabulary

/// Says what it understood, so that a test sees what reached the handler.
private func echo(_ request: IncomingRequest, _ responder: Responder) {
    responder.reply(
        status: 200,
        body: Array("\(request.method) \(request.target) ".utf8) + request.body)
}

private func answer(_ body: String, status: String = "200 OK", fields: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
}

extension OneAtATime {
    @Suite struct ServerTests {
        @Test func `a request reaches the handler whole, and the connection is kept`() throws {
            let seen = Mutex<[IncomingRequest]>([])
            let server = try Server { request, responder in
                seen.withLock { $0.append(request) }
                responder.reply(status: 201, headers: [("X", "a\r\nb")], body: Array("ok".utf8))
            }
            defer { server.stop() }
            let client = try #require(RawClient(port: server.port))
            let start = now()
            for _ in 0..<3 {
                client.send("POST /v1/chat?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
                #expect(
                    client.receiveAnswer()
                        == "HTTP/1.1 201 Created\r\nX: ab\r\nContent-Length: 2\r\n\r\nok")
            }
            let requests = seen.withLock { $0 }
            try #require(requests.count == 3)
            #expect(requests[0].path == "/v1/chat" && requests[0].query == "x=1")
            #expect(requests[0].headers["HOST"] == "h")
            #expect(requests[0].body == Array("abc".utf8))
            #expect(requests.allSatisfy { $0.connection == 1 && $0.port == server.port })
            #expect(requests[0].arrived > start && requests[2].arrived < now())
            #expect(server.connectionCount == 1)
        }

        @Test func `single bytes make a request`() throws {
            let server = try Server(handler: echo)
            defer { server.stop() }
            let client = try #require(RawClient(port: server.port))
            let text =
                "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: t\r\n\r\n"
            for byte in text.utf8 { client.send([byte]) }
            #expect(client.receiveAnswer() == answer("POST /a abc"))
        }

        @Test func `pipelined requests are answered in order, though the first is slow`() throws {
            let server = try Server { request, responder in
                let wait: Duration = request.target == "/0" ? .milliseconds(50) : .zero
                let body = Array(answer(request.target).utf8)
                responder.play(
                    Score([TimedStep(after: wait, .send(body)), TimedStep(after: wait, .keepAlive)])
                )
            }
            defer { server.stop() }
            let client = try #require(RawClient(port: server.port))
            let requests = (0..<200).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }
            client.send(requests.joined())
            for number in 0..<200 { #expect(client.receiveAnswer() == answer("/\(number)")) }
        }

        @Test func `more pipelined requests than fit in any buffer wait and are all answered`()
            throws
        {
            let server = try Server(handler: echo)
            defer { server.stop() }
            let client = try #require(RawClient(port: server.port, receiveBuffer: 4096))
            let field = String(repeating: "f", count: 1000)
            let request = "GET /x HTTP/1.1\r\nHost: h\r\nF: \(field)\r\n\r\n"
            let last = request.replacing("/x", with: "/last").replacing(
                "h\r\n", with: "h\r\nConnection: close\r\n")
            let sender = Worker { client.send(String(repeating: request, count: 3000) + last) }
            let (bytes, ending) = client.receiveAll()
            sender.join()
            let expected =
                String(repeating: answer("GET /x "), count: 3000)
                + answer("GET /last ", fields: "Connection: close\r\n")
            #expect(String(decoding: bytes, as: UTF8.self) == expected && ending == .finished)
        }

        @Test func `a client that expects 100 Continue gets it before its body is read`() throws {
            let server = try Server(handler: echo)
            defer { server.stop() }
            let client = try #require(RawClient(port: server.port))
            client.send(
                "PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(client.receiveAnswer() == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("hi")
            #expect(client.receiveAnswer() == answer("PUT /a hi"))
        }

        @Test
        func `HTTP/1.0 closes unless it asks to be kept, HTTP/1.1 is kept unless it asks to close`()
            throws
        {
            let server = try Server(handler: echo)
            defer { server.stop() }
            let old = try #require(RawClient(port: server.port))
            old.send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(old.receiveAnswer() == answer("GET /1 ", fields: "Connection: keep-alive\r\n"))
            old.send("GET /2 HTTP/1.0\r\n\r\n")
            let (bytes, ending) = old.receiveAll()
            #expect(
                String(decoding: bytes, as: UTF8.self)
                    == answer("GET /2 ", fields: "Connection: close\r\n"))
            #expect(ending == .finished)
            let new = try #require(RawClient(port: server.port))
            new.send("GET /3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(new.receiveAll().ending == .finished)
        }

        @Test func `an answer whose status has no body has none`() throws {
            let server = try Server { _, responder in
                responder.reply(status: 204, body: Array("no".utf8))
            }
            defer { server.stop() }
            let client = try #require(RawClient(port: server.port))
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(
                String(decoding: client.receiveAll().bytes, as: UTF8.self)
                    == "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        }

        @Test func `HEAD gets the length and no body`() throws {
            let server = try Server(handler: echo)
            defer { server.stop() }
            let client = try #require(RawClient(port: server.port))
            client.send("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(
                String(decoding: client.receiveAll().bytes, as: UTF8.self)
                    == "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\n")
        }

        @Test func `megabytes go in and come out`() throws {
            let server = try Server(handler: echo)
            defer { server.stop() }
            let client = try #require(RawClient(port: server.port))
            var chance = Chance(seed: 7)
            let block = (0..<4001).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
            let body = Array(repeatElement(block, count: 1500).joined())
            let sender = Worker {
                client.send(
                    "POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 6001500\r\n\r\n"
                )
                client.send(body)
            }
            let (bytes, ending) = client.receiveAll()
            sender.join()
            #expect(ending == .finished)
            #expect(Array(bytes.suffix(body.count)) == body)
        }

        @Test func `a TLS handshake on the plain port gets a plain 400 and a close`() throws {
            let server = try Server(handler: echo)
            defer { server.stop() }
            let client = try #require(RawClient(port: server.port))
            client.send(
                [0x16, 3, 1, 0x02, 0, 1, 0, 1, 0xFC, 3, 3] + (0..<500).map { UInt8($0 & 255) })
            let (bytes, ending) = client.receiveAll()
            #expect(
                String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(ending == .finished)
        }

        @Test func `several threads share the connections of one port`() throws {
            let server = try Server(threads: 3, handler: echo)
            defer { server.stop() }
            let failures = Atomic<Int>(0)
            let workers = (0..<8).map { number in
                Worker {
                    for _ in 0..<30 {
                        guard let client = RawClient(port: server.port) else {
                            failures.add(1, ordering: .relaxed)
                            return
                        }
                        for _ in 0..<3 {
                            client.send("GET /\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
                            if client.receiveAnswer() != answer("GET /\(number) ") {
                                failures.add(1, ordering: .relaxed)
                            }
                        }
                    }
                }
            }
            for worker in workers { worker.join() }
            #expect(failures.load(ordering: .relaxed) == 0)
            #expect(server.arrivals(atPort: server.port) == 240)
        }
    }
}
