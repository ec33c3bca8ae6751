import Glibc
import Synchronization
import Testing
import Transports
import Vocabulary

/// How connections are kept, opened and given up.
@Suite struct ConnectionTests {
    @Test func `a stream read to its end after its terminator leaves the connection to the next`()
        async
    {
        let seen = Atomic<Int>(0)
        let server = HostileServer { peer in
            var answered = 0
            while peer.readRequest() != nil {
                peer.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n")
                _ = peer.chunk("data: {}\n\n")
                _ = peer.chunk("data: [DONE]\n\n")
                // The client has the terminator before the end goes out, however slow it is.
                answered += 1
                for _ in 0..<1000 where seen.load(ordering: .acquiring) < answered { peer.pause(5) }
                peer.pause(20)
                peer.send("0\r\n\r\n")
            }
        }
        let transport = Transport.plain()
        var reused: [Bool] = []
        for _ in 0..<3 {
            let sink = Collector { text in
                if text.contains("[DONE]") { seen.add(1, ordering: .releasing) }
                return .data
            }
            let exchange = await transport.send(.test(server.url), into: sink)
            #expect(exchange.breakage == nil)
            #expect(sink.answer.text == "data: {}\n\ndata: [DONE]\n\n")
            if let last = exchange.lastByte, let piece = sink.answer.pieces.last {
                #expect(last - piece >= .milliseconds(5), "the end of the body is the last byte")
            }
            reused.append(exchange.reusedConnection)
        }
        #expect(reused == [false, true, true])
        #expect(server.connections == 1)
    }

    @Test func `a dead kept connection is told, and the request is not sent again`() async {
        let hits = Atomic<Int>(0)
        let server = HostileServer { peer in
            while peer.readRequest() != nil {
                guard hits.add(1, ordering: .relaxed).newValue == 1 else {
                    peer.reset()
                    return
                }
                peer.answer("fine")
            }
        }
        let transport = Transport.plain()
        let first = await transport.send(.test(server.url), into: Collector())
        #expect(first.breakage == nil)
        let second = await transport.send(.test(server.url), into: Collector())
        #expect(second.reusedConnection)
        #expect(second.breakage?.kind == .reset, "\(String(describing: second.breakage))")
        #expect(server.requests.count == 2)
    }

    @Test func `a kept connection that closes without an answer is an empty reply`() async {
        let hits = Atomic<Int>(0)
        let server = HostileServer { peer in
            while peer.readRequest() != nil {
                if hits.add(1, ordering: .relaxed).newValue > 1 { return }
                peer.answer("fine")
            }
        }
        let transport = Transport.plain()
        _ = await transport.send(.test(server.url), into: Collector())
        let second = await transport.send(.test(server.url), into: Collector())
        #expect(second.breakage?.kind == .emptyReply, "\(String(describing: second.breakage))")
        #expect(server.requests.count == 2)
    }

    @Test(arguments: [false, true])
    func `a connection that its server ended while it rested is not used`(
        byReset: Bool
    ) async throws {
        let answered = Atomic<Int>(0)
        let heard = Atomic<Int>(0)
        let server = HostileServer { peer in
            peer.readRequest()
            peer.answer("fine")
            guard byReset else { return }
            // A reset would take the answer along if the client did not have it yet.
            let number = answered.add(1, ordering: .relaxed).newValue
            for _ in 0..<1000 where heard.load(ordering: .acquiring) < number { peer.pause(5) }
            peer.reset()
        }
        let transport = Transport.plain()
        for number in 1...3 {
            let exchange = await transport.send(.test(server.url), into: Collector())
            #expect(exchange.breakage == nil && !exchange.reusedConnection)
            heard.store(number, ordering: .releasing)
            for _ in 0..<1000 where server.closed < number {
                try await Task.sleep(for: .milliseconds(5))
            }
            // What is left is the kernel's way from one end to the other.
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(server.connections == 3)
    }

    @Test func `waiting for a connection where their number is limited`() async {
        let server = HostileServer { peer in
            while peer.readRequest() != nil {
                peer.pause(5)
                peer.answer("ok")
            }
        }
        let transport = Transport.plain(TransportOptions(connectionsMax: 2))
        let good = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    await transport.send(.test(server.url), into: Collector()).breakage == nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(good == 10)
        #expect(server.connections == 2)
    }

    @Test func `where the first address refuses, the next one is heard at once`() async throws {
        // To libcurl `localhost` is ::1 and then 127.0.0.1, and nobody listens on the former.
        let server = HostileServer { peer in
            while peer.readRequest() != nil { peer.answer("ok") }
        }
        // The best of some tries, because other programs want the machine, too.
        var quickest = Duration.seconds(9)
        for _ in 0..<5 where quickest > .milliseconds(100) {
            let exchange = await Transport.plain().send(
                .test("http://localhost:\(server.port)/"), into: Collector())
            #expect(exchange.breakage == nil, "\(String(describing: exchange.breakage))")
            let connected = try #require(exchange.connected)
            quickest = min(quickest, connected - exchange.started)
        }
        // libcurl looks by itself after 200 ms, and then never again.
        #expect(quickest < .milliseconds(100))
    }
}
