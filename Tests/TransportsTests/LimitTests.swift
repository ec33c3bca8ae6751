import Glibc
import Synchronization
import Testing
import Transports
import Vocabulary

/// Each limit of a request, its name, and that it strikes in time: never before, and not seconds after.
@Suite struct LimitTests {
    /// The server's threads tell when the client left: this task may be kept waiting by other tests.
    private func expect(
        _ kind: Breakage.Kind, after limit: Duration, of request: Request, to server: HostileServer,
        into sink: Collector = Collector()
    ) async {
        let exchange = await Transport.plain().send(request, into: sink)
        #expect(exchange.breakage?.kind == kind)
        #expect(Clock.now() - exchange.queued >= limit)
        for _ in 0..<1000 where server.lifetimes.isEmpty { usleep(5000) }
        let took = server.lifetimes.first
        #expect(took != nil, "the server must see the client leave")
        #expect((took ?? .zero) < .seconds(5))
    }

    @Test func `a server that never answers meets the first-byte limit`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.waitUntilLeft()
        }
        await expect(
            .firstByteTimeout, after: .milliseconds(100),
            of: .test(server.url, limits: .test(firstByte: .milliseconds(100))),
            to: server)
    }

    @Test func `a connection that nobody accepts meets the first-byte limit`() async {
        let server = HostileServer(accepts: false)
        let exchange = await Transport.plain().send(
            .test(server.url, limits: .test(firstByte: .milliseconds(100))), into: Collector())
        #expect(exchange.breakage?.kind == .firstByteTimeout)
    }

    @Test func `a handshake that never ends meets the connect limit`() async {
        let server = HostileServer { peer in peer.waitUntilLeft() }
        await expect(
            .connectTimeout, after: .milliseconds(100),
            of: .test(
                "https://127.0.0.1:\(server.port)/",
                limits: .test(firstByte: .milliseconds(10), connect: .milliseconds(100))),
            to: server)
    }

    @Test func `a server whose queue is full meets the connect limit`() async {
        let server = HostileServer(accepts: false, backlog: 0)
        // The first connections fill the queue, the last finds no room.
        let transport = Transport.plain()
        let kinds = await withTaskGroup(of: Breakage.Kind?.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let limits = RequestLimits.test(
                        total: .milliseconds(300), connect: .milliseconds(150))
                    return await transport.send(
                        .test(server.url, limits: limits), into: Collector()
                    ).breakage?.kind
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(kinds.contains(.connectTimeout), "\(kinds)")
        #expect(kinds.allSatisfy { $0 == .connectTimeout || $0 == .totalTimeout }, "\(kinds)")
    }

    @Test func `a stall in mid-stream meets the idle limit and keeps what came`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<30 {
                _ = peer.chunk("data: 1\n\n")
                peer.pause(20)
            }
            peer.waitUntilLeft()
        }
        let sink = Collector()
        // Each piece starts the clock anew: 580 ms of data come before 500 ms of silence.
        await expect(
            .idleTimeout, after: .milliseconds(1070),
            of: .test(server.url, limits: .test(idle: .milliseconds(500))),
            to: server, into: sink)
        #expect(sink.answer.text == String(repeating: "data: 1\n\n", count: 30))
    }

    @Test func `comments do not keep a stream alive`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while peer.chunk(": still here\n\n") { peer.pause(10) }
        }
        let sink = Collector { $0.hasPrefix(":") ? .nothingNew : .data }
        await expect(
            .idleTimeout, after: .milliseconds(300),
            of: .test(server.url, limits: .test(idle: .milliseconds(300))),
            to: server, into: sink)
        #expect(sink.answer.pieces.count >= 3)
    }

    @Test func `a head that trickles meets the idle limit`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\n")
            while peer.send("x: y\r\n") { peer.pause(10) }
        }
        await expect(
            .idleTimeout, after: .milliseconds(100),
            of: .test(server.url, limits: .test(idle: .milliseconds(100))),
            to: server)
    }

    @Test func `a stream without end meets the total limit`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while peer.chunk("data: 1\n\n") { peer.pause(10) }
        }
        await expect(
            .totalTimeout, after: .milliseconds(200),
            of: .test(
                server.url, limits: .test(total: .milliseconds(200), idle: .seconds(2))),
            to: server)
    }

    @Test func `the earliest limit strikes, in whatever order requests are made`() async {
        let server = HostileServer { peer in
            while peer.readRequest() != nil { peer.waitUntilLeft() }
        }
        let transport = Transport.plain()
        let limits: [Duration] = [.milliseconds(1100), .milliseconds(100), .milliseconds(600)]
        let order = await withTaskGroup(of: Duration.self) { group in
            for limit in limits {
                group.addTask {
                    let exchange = await transport.send(
                        .test(server.url, limits: .test(firstByte: limit)), into: Collector())
                    #expect(exchange.breakage?.kind == .firstByteTimeout)
                    #expect(Clock.now() - exchange.queued >= limit)
                    return limit
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(order == limits.sorted())
    }

    @Test func `limits of years do not wrap round`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.answer("ok")
        }
        let ever = Duration.seconds(9_000_000_000)
        let limits = RequestLimits(total: ever, firstByte: ever, idle: ever, connect: ever)
        let exchange = await Transport.plain().send(
            .test(server.url, limits: limits), into: Collector())
        #expect(exchange.breakage == nil)
    }

    @Test func `the first byte is told when it came, not when its line was whole`() async throws {
        let line = "HTTP/1.1 200 " + String(repeating: "slow ", count: 8) + "\r\n"
        let asked = Mutex<Moment?>(nil)
        let whole = Mutex<Moment?>(nil)
        let server = HostileServer { peer in
            peer.readRequest()
            asked.withLock { $0 = Clock.now() }
            // libcurl counts from a start of its own: far fewer milliseconds lie between it and ours.
            peer.pause(40)
            for byte in Array(line.utf8) {
                // The last stamp that is kept lies before the byte that ends the line.
                whole.withLock { $0 = Clock.now() }
                peer.send([byte])
                peer.pause(4)
            }
            peer.send("Content-Length: 0\r\n\r\n")
        }
        var isInTime = false
        // The line takes 220 ms: only a machine that lets the client wait as long needs another try.
        for _ in 0..<5 where !isInTime {
            let exchange = await Transport.plain().send(.test(server.url), into: Collector())
            let sent = try #require(exchange.sent)
            let first = try #require(exchange.firstByte)
            let begin = try #require(asked.withLock { $0 })
            let end = try #require(whole.withLock { $0 })
            #expect(first >= sent)
            isInTime = first > begin && first < end
        }
        #expect(isInTime)
    }
}
