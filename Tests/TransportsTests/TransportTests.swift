import Glibc
import Synchronization
import Testing
import Transports
import Vocabulary

@Suite struct TransportTests {
    @Test func `an answer arrives with its head first and its moments in order`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.pause(5)
            peer.answer(#"{"ok":true}"#, headers: "X-Request-Id: r-1\r\n")
        }
        let transport = Transport.plain()
        let sink = Collector()
        let exchange = await transport.send(.test(server.url), into: sink)
        let answer = sink.answer
        #expect(exchange.breakage == nil)
        #expect(exchange.status == 200 && answer.status == 200)
        #expect(exchange.httpVersion == .http1_1)
        #expect(exchange.bodyBytes == 11)
        #expect(!exchange.reusedConnection)
        #expect(answer.headers["x-request-id"] == "r-1")
        #expect(answer.headers.all("content-length") == ["11"])
        #expect(answer.headers.fields.count == 2)
        #expect(answer.text == #"{"ok":true}"#)
        #expect(answer.begun == 1 && !answer.tookBeforeBegin)
        let moments = [
            exchange.queued, exchange.started, exchange.resolved, exchange.connected, exchange.sent,
            exchange.firstByte, answer.beganAt, answer.pieces.first, exchange.lastByte,
        ]
        #expect(!moments.contains(nil))
        let known = moments.compactMap(\.self)
        #expect(known == known.sorted())
        #expect(exchange.secured == nil)
        if let sent = exchange.sent, let first = exchange.firstByte {
            #expect(first - sent >= .milliseconds(5) && first - sent < .milliseconds(500))
        }
    }

    @Test func `the head is given also where there is no body`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 204 No Content\r\nx-a: b\r\n\r\n")
            peer.readRequest()
            peer.send("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n")
            peer.waitUntilLeft()
        }
        let transport = Transport.plain()
        for status in [204, 500] {
            let sink = Collector()
            let exchange = await transport.send(.test(server.url), into: sink)
            #expect(exchange.breakage == nil && exchange.status == status)
            #expect(sink.answer.begun == 1 && sink.answer.status == status)
            #expect(sink.answer.body.isEmpty && exchange.bodyBytes == 0)
        }
    }

    @Test func `only the final head is given, not those before it`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 100 Continue\r\nx-early: 1\r\n\r\n")
            peer.send("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n")
            peer.answer("done", headers: "x-final: 1\r\n")
        }
        let sink = Collector()
        let exchange = await Transport.plain().send(.test(server.url), into: sink)
        #expect(exchange.status == 200)
        #expect(sink.answer.begun == 1)
        #expect(sink.answer.headers.fields.map(\.name) == ["Content-Length", "x-final"])
    }

    @Test func `trailers do not count as a second head`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx-t: 1\r\n\r\n")
            peer.waitUntilLeft()
        }
        let sink = Collector()
        let exchange = await Transport.plain().send(.test(server.url), into: sink)
        #expect(exchange.breakage == nil)
        #expect(sink.answer.begun == 1 && sink.answer.text == "hi")
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is an answer, and its target never sees a request`(status: Int) async {
        let thief = HostileServer { peer in peer.readRequest() }
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send(
                "HTTP/1.1 \(status) Moved\r\nLocation: \(thief.url)\r\nContent-Length: 4\r\n\r\ngone")
            peer.waitUntilLeft()
        }
        let sink = Collector()
        let exchange = await Transport.plain().send(.test(server.url), into: sink)
        #expect(exchange.status == status && exchange.breakage == nil)
        #expect(sink.answer.headers["location"] == thief.url)
        #expect(sink.answer.text == "gone")
        #expect(thief.connections == 0)
        #expect(server.requests.count == 1)
    }

    @Test func `a stream read to its end after its terminator leaves the connection to the next`()
        async
    {
        let server = HostileServer { peer in
            while peer.readRequest() != nil {
                peer.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n")
                _ = peer.chunk("data: {}\n\n")
                _ = peer.chunk("data: [DONE]\n\n")
                peer.pause(20)
                peer.send("0\r\n\r\n")
            }
        }
        let transport = Transport.plain()
        var reused: [Bool] = []
        for _ in 0..<3 {
            let sink = Collector()
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

    @Test func `a sink that has enough closes the stream`() async {
        let left = Atomic<Bool>(false)
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            _ = peer.chunk("first")
            peer.waitUntilLeft()
            left.store(true, ordering: .relaxed)
        }
        let exchange = await Transport.plain().send(
            .test(server.url), into: Collector { _ in .enough })
        #expect(exchange.breakage == nil)
        #expect(exchange.status == 200 && exchange.bodyBytes == 5)
        for _ in 0..<100 where !left.load(ordering: .relaxed) {
            try? await Task.sleep(for: .milliseconds(5))
        }
        let hasLeft = left.load(ordering: .relaxed)
        #expect(hasLeft, "the server must see the client leave")
    }

    @Test func `a dead kept connection is told, and the request is not sent again`() async {
        let hits = Atomic<Int>(0)
        let server = HostileServer { peer in
            while peer.readRequest() != nil {
                if hits.add(1, ordering: .relaxed).newValue == 1 {
                    peer.answer("fine")
                } else {
                    peer.reset()
                    return
                }
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

    @Test func `a connection that its server closed while it rested is not used`() async throws {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.answer("fine")
        }
        let transport = Transport.plain()
        for _ in 0..<3 {
            let exchange = await transport.send(.test(server.url), into: Collector())
            #expect(exchange.breakage == nil && !exchange.reusedConnection)
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(server.connections == 3)
    }

    @Test func `each request has its own method, fields and body, whichever came before`() async {
        let server = HostileServer { peer in
            while let request = peer.readRequest() {
                peer.answer(request.hasPrefix("HEAD") ? "" : "ok")
            }
        }
        let transport = Transport.plain()
        let large = String(repeating: "x", count: 3 << 20)
        let requests = [
            Request(url: server.url, body: Array("{}".utf8)),
            Request(method: "GET", url: server.url),
            Request(method: "PUT", url: server.url, headers: [.init("a", "1")], body: [65]),
            Request(method: "HEAD", url: server.url),
            Request(method: "DELETE", url: server.url),
            Request(url: server.url, headers: [.init("Content-Type", "text/plain")], body: Array(large.utf8)),
            Request(method: "GET", url: server.url, headers: [.init("Empty", "")]),
            Request(url: server.url),
            Request(method: "PATCH", url: server.url, body: [66, 67]),
            Request(method: "GET", url: server.url),
        ]
        for request in requests {
            let exchange = await transport.send(request, into: Collector())
            #expect(exchange.breakage == nil)
        }
        let seen = server.requests
        #expect(seen.count == requests.count)
        for (request, seen) in zip(requests, seen) {
            let parts = seen.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            let head = parts[0].lowercased()
            #expect(seen.hasPrefix("\(request.method) /v1/chat/completions HTTP/1.1\r\n"))
            #expect(parts[1].utf8.count == request.body.count)
            #expect(parts[1].utf8.elementsEqual(request.body))
            #expect(!head.contains("\r\nexpect:"))
            #expect(!head.contains("form-urlencoded"))
            #expect(head.contains("\r\naccept-encoding: gzip"))
            for field in request.headers {
                #expect(head.contains("\r\n\(field.name.lowercased()):"), "\(field.name)")
            }
            #expect(head.contains("content-type") == request.headers.contains { $0.name == "Content-Type" })
        }
    }

    @Test func `64 tasks share their connections and lose nothing`() async {
        let server = HostileServer { peer in
            while let request = peer.readRequest() {
                peer.answer(String(request.split(separator: "\r\n\r\n")[1]))
            }
        }
        let transport = Transport.plain(TransportOptions(loops: 2))
        let wrong = await withTaskGroup(of: Int.self) { group in
            for task in 0..<64 {
                group.addTask {
                    var wrong = 0
                    for number in 0..<20 {
                        let sink = Collector()
                        let body = #"{"task":\#(task),"number":\#(number)}"#
                        let exchange = await transport.send(
                            .test(server.url, body: body), into: sink)
                        if exchange.breakage != nil || sink.answer.text != body { wrong += 1 }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
        #expect(server.requests.count == 64 * 20)
        #expect(server.connections <= 128)
    }

    @Test func `tasks on the loop's own thread are served as others are`() async {
        let server = HostileServer { peer in
            while peer.readRequest() != nil { peer.answer("ok") }
        }
        let transport = Transport.plain()
        let good = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask(executorPreference: transport.taskExecutor) {
                    var good = 0
                    for _ in 0..<20 {
                        let exchange = await transport.send(.test(server.url), into: Collector())
                        if exchange.breakage == nil { good += 1 }
                        await Task.yield()
                    }
                    return good
                }
            }
            return await group.reduce(0, +)
        }
        #expect(good == 320)
        #expect(server.connections <= 16)
    }

    @Test func `a cancelled task closes its stream at once`() async throws {
        let left = Atomic<Bool>(false)
        let server = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            _ = peer.chunk("first")
            peer.waitUntilLeft()
            left.store(true, ordering: .relaxed)
        }
        let transport = Transport.plain()
        let sink = Collector()
        let task = Task { await transport.send(.test(server.url), into: sink) }
        while sink.answer.pieces.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        let begin = Clock.now()
        task.cancel()
        let exchange = await task.value
        #expect(Clock.now() - begin < .milliseconds(200))
        #expect(exchange.breakage?.kind == .cancelled)
        #expect(exchange.bodyBytes == 5, "what came before is kept")
        for _ in 0..<100 where !left.load(ordering: .relaxed) {
            try await Task.sleep(for: .milliseconds(5))
        }
        let hasLeft = left.load(ordering: .relaxed)
        #expect(hasLeft)
    }

    @Test func `a task cancelled beforehand sends nothing`() async {
        let server = HostileServer { peer in peer.readRequest() }
        let transport = Transport.plain()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await transport.send(.test(server.url), into: Collector())
        }
        task.cancel()
        #expect(await task.value.breakage?.kind == .cancelled)
        #expect(server.connections == 0)
    }

    @Test func `closing cancels what is in flight, and nothing is sent afterwards`() async throws {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.waitUntilLeft()
        }
        let transport = Transport.plain()
        let executor = transport.taskExecutor
        let task = Task { await transport.send(.test(server.url), into: Collector()) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        await transport.close()
        #expect(await task.value.breakage?.kind == .cancelled)
        let late = await transport.send(.test(server.url), into: Collector())
        #expect(late.breakage?.kind == .cancelled)
        #expect(server.requests.count == 1)
        let answer = await Task(executorPreference: executor) { 42 }.value
        #expect(answer == 42, "a task that prefers an ended loop runs all the same")
        await transport.close()
    }

    @Test func `connections opened beforehand carry the requests that follow`() async {
        let server = HostileServer { peer in
            while peer.readRequest() != nil {
                peer.pause(30)
                peer.answer("ok")
            }
        }
        let transport = Transport.plain()
        let opened = await transport.openConnections(to: server.url, count: 8)
        #expect(opened.opened == 8 && opened.breakages.isEmpty)
        // They are complete before the server has accepted them.
        for _ in 0..<100 where server.connections < 8 { usleep(5000) }
        #expect(server.connections == 8)
        #expect(server.requests.isEmpty, "opening sends no request")
        let reused = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    await transport.send(.test(server.url), into: Collector()).reusedConnection
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(reused == 8)
        #expect(server.connections == 8)
        #expect(server.requests.count == 8)
    }

    @Test func `connections that cannot be opened are counted and named`() async {
        let server = HostileServer.refusing()
        let opened = await Transport.plain().openConnections(to: server.url, count: 3)
        #expect(opened.asked == 3 && opened.opened == 0)
        #expect(opened.breakages.map(\.kind) == [.refused, .refused, .refused])
    }

    @Test func `the loop's own delay is told to every request that ran meanwhile`() async {
        let server = HostileServer { peer in
            guard let request = peer.readRequest() else { return }
            if request.contains("slow") {
                peer.pause(20)
                peer.answer("slow")
            } else {
                peer.pause(60)
                peer.answer("ok")
            }
        }
        let transport = Transport.plain()
        async let bystander = transport.send(.test(server.url), into: Collector())
        async let culprit = transport.send(
            .test(server.url, body: "slow"),
            into: Collector { _ in
                // Stands for a sink that does too much.
                var spun = 0
                let begin = Clock.now()
                while Clock.now() - begin < .milliseconds(50) { spun += 1 }
                return spun > 0 ? .data : .nothingNew
            })
        let (one, other) = await (bystander, culprit)
        #expect(one.loopLag >= .milliseconds(45))
        #expect(other.loopLag >= .milliseconds(45))
        let after = await transport.send(.test(server.url), into: Collector())
        #expect(after.loopLag < .milliseconds(45), "what ran before does not count")
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
}
