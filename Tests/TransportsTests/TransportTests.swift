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
            #expect(first - sent >= .milliseconds(5))
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
            peer.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx-t: 1\r\n\r\n"
            )
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
                "HTTP/1.1 \(status) Moved\r\nLocation: \(thief.url)\r\nContent-Length: 4\r\n\r\ngone"
            )
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
        for _ in 0..<1000 where !left.load(ordering: .relaxed) {
            try? await Task.sleep(for: .milliseconds(5))
        }
        let hasLeft = left.load(ordering: .relaxed)
        #expect(hasLeft, "the server must see the client leave")
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
            Request(
                url: server.url, headers: [.init("Content-Type", "text/plain")],
                body: Array(large.utf8)),
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
            let parts = seen.split(
                separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            let head = parts[0].lowercased()
            #expect(seen.hasPrefix("\(request.method) /v1/chat/completions HTTP/1.1\r\n"))
            #expect(parts[1].utf8.count == request.body.count)
            #expect(parts[1].utf8.elementsEqual(request.body))
            #expect(!head.contains("\r\nexpect:"))
            #expect(!head.contains("form-urlencoded"))
            #expect(head.contains("\r\naccept-encoding: gzip"))
            #expect(head.contains("\r\nuser-agent: pathproof\r\n"))
            for field in request.headers {
                #expect(head.contains("\r\n\(field.name.lowercased()):"), "\(field.name)")
            }
            #expect(
                head.contains("content-type")
                    == request.headers.contains { $0.name == "Content-Type" })
        }
    }

    @Test func `a request's own fields count more than the transport's`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.answer("plain")
        }
        var request = Request.test(server.url)
        request.headers += [
            .init("user-agent", "me/1"), .init("ACCEPT-ENCODING", "identity"),
            .init("Accept", "a/b"),
        ]
        let exchange = await Transport.plain().send(request, into: Collector())
        #expect(exchange.breakage == nil)
        let lines = server.requests[0].lowercased().split(separator: "\r\n")
        for name in ["user-agent: me/1", "accept-encoding: identity", "accept: a/b"] {
            let field = name.prefix { $0 != ":" } + ":"
            #expect(lines.filter { $0.hasPrefix(field) } == [Substring(name)])
        }
    }
}
