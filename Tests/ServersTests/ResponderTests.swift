import Servers
import Synchronization
import Testing
import Vocabulary

private let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
private let streamHead = HTTPText.head(
    status: 200, headers: [("Transfer-Encoding", "chunked")])

private func waitUntil(_ condition: () -> Bool) -> Bool {
    for _ in 0..<10_000 {
        if condition() { return true }
        pause(milliseconds: 1)
    }
    return false
}

@Suite(.ownThread) struct ResponderTests {
    @Test func `live bytes go out in the order in which they were given, from any thread`()
        throws
    {
        let server = try Server { _, responder in
            Worker {
                responder.send(streamHead)
                for number in 0..<300 {
                    responder.send(HTTPText.chunk(Array("\(number),".utf8)))
                    if number % 50 == 0 { pause(milliseconds: 1) }
                }
                responder.send(HTTPText.lastChunk)
                responder.finish(keepAlive: true)
            }.leave()
        }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let chunks = (0..<300).map { number in
            let text = "\(number),"
            return "\(text.utf8.count)\r\n\(text)\r\n"
        }
        let expected =
            String(decoding: streamHead, as: UTF8.self) + chunks.joined() + "0\r\n\r\n"
        for _ in 0..<3 {
            client.send(get)
            var got = ""
            while got.utf8.count < expected.utf8.count {
                let (bytes, ending) = client.receive()
                got += String(decoding: bytes, as: UTF8.self)
                if ending != nil { break }
            }
            #expect(got == expected)
        }
        #expect(server.connectionCount == 1)
    }

    @Test func `many threads may feed many replies at once`() throws {
        let server = try Server(threads: 2) { _, responder in
            let feed = Feed(responder, left: 4)
            for _ in 0..<4 {
                Worker {
                    for _ in 0..<250 { feed.responder.send(Array("x".utf8)) }
                    feed.endOne()
                }.leave()
            }
        }
        defer { server.stop() }
        let clients = try (0..<20).map { _ in
            let client = try #require(RawClient(port: server.port))
            client.send(get)
            return client
        }
        for client in clients {
            let (bytes, ending) = client.receiveAll()
            #expect(bytes.count == 1000 && ending == .finished)
        }
    }

    @Test func `the end of a reply is told once, to those who asked before and after`() throws {
        let told = Mutex<[ReplyEnd.How]>([])
        let kept = Mutex<Responder?>(nil)
        let server = try Server { _, responder in
            for _ in 0..<2 {
                responder.onEnd { end in told.withLock { $0.append(end.how) } }
            }
            responder.reply(status: 200, body: [1])
            responder.reply(status: 500, body: [2])
            responder.send([3])
            responder.reset()
            responder.play(Score([TimedStep(after: .zero, .reset)]))
            kept.withLock { $0 = responder }
        }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(get)
        #expect(client.receiveAnswer() == "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\u{1}")
        #expect(client.receive(within: 0.05).1 == .silence)
        #expect(waitUntil { told.withLock { $0.count } == 2 })
        #expect(told.withLock { $0 } == [.complete, .complete])
        let responder = try #require(kept.withLock { $0 })
        #expect(responder.end?.bytesSent == 39)
        responder.onEnd { end in told.withLock { $0.append(end.how) } }
        #expect(told.withLock { $0.count } == 3)
        server.stop()
        responder.send([4])
        #expect(told.withLock { $0.count } == 3)
    }

    @Test func `a client that leaves ends the live reply, so that its source can be cancelled`()
        async throws
    {
        let server = try Server { _, responder in
            let source = Task.detached {
                responder.send(streamHead)
                try? await Task.sleep(for: .seconds(30))
                responder.finish(keepAlive: Task.isCancelled)
            }
            responder.onEnd { end in
                #expect(end.how == .clientLeft)
                source.cancel()
            }
        }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        client.send(get)
        #expect(client.receive().0 == streamHead)
        client.close()
        #expect(waitUntil { server.connectionCount == 0 })
    }

    @Test func `a forgotten reply is a 500, or a reset where bytes have gone out`() throws {
        let ends = Mutex<[ReplyEnd.How]>([])
        let server = try Server { request, responder in
            responder.onEnd { end in ends.withLock { $0.append(end.how) } }
            if request.path == "/begun" { responder.send(Array("x".utf8)) }
        }
        defer { server.stop() }
        let silent = try #require(RawClient(port: server.port))
        silent.send(get)
        let (bytes, ending) = silent.receiveAll()
        #expect(
            String(decoding: bytes, as: UTF8.self).hasPrefix(
                "HTTP/1.1 500 Internal Server Error\r\n"))
        #expect(ending == .finished)
        let begun = try #require(RawClient(port: server.port))
        begun.send("GET /begun HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(begun.receiveAll().ending == .reset)
        #expect(ends.withLock { $0 } == [.abandoned, .abandoned])
    }

    @Test func `a source that does not wait is cut at the bound`() throws {
        let ends = Mutex<[ReplyEnd]>([])
        let server = try Server(limits: ServerLimits(pendingBytesMax: 1 << 20)) {
            _, responder in
            responder.onEnd { end in ends.withLock { $0.append(end) } }
            Worker {
                while responder.end == nil {
                    responder.send([UInt8](repeating: 65, count: 100_000))
                    pause(milliseconds: 1)
                }
            }.leave()
        }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port, receiveBuffer: 4096))
        client.send(get)
        #expect(waitUntil { ends.withLock { !$0.isEmpty } })
        let end = try #require(ends.withLock { $0.first })
        #expect(end.how == .clientTooSlow && end.bytesSent < 8_000_000)
        #expect(client.receiveAll().ending == .reset)
    }
}

/// Ends a reply when the last of its sources is done.
private final class Feed: Sendable {
    let responder: Responder
    private let left: Mutex<Int>

    init(_ responder: Responder, left: Int) {
        self.responder = responder
        self.left = Mutex(left)
    }

    func endOne() {
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isLast { responder.finish(keepAlive: false) }
    }
}
