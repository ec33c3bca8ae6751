import Servers
import Testing
import Vocabulary

@Suite struct ServerTests {
    @Test func `a plain request gets a plain answer and the connection is kept`() throws {
        let server = try Server { request, responder in
            let text = "\(request.method) \(request.path) \(request.query ?? "-") \(request.body.count)"
            responder.reply(
                status: 200, headers: [("X-Host", request.headers["host"] ?? "")],
                body: Array(text.utf8))
        }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        for _ in 0..<3 {
            client.send("POST /v1/chat?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
            #expect(
                client.receiveAnswer()
                    == "HTTP/1.1 200 OK\r\nX-Host: a\r\nContent-Length: 19\r\n\r\nPOST /v1/chat x=1 3")
        }
        #expect(server.connectionCount == 1)
    }

    @Test func `a score plays its steps at their times`() throws {
        let server = try Server { _, responder in
            responder.play(
                Score([
                    TimedStep(after: .milliseconds(10), .send(Array("one".utf8))),
                    TimedStep(after: .milliseconds(40), .send(Array("two".utf8))),
                    TimedStep(after: .milliseconds(60), .reset),
                ]))
        }
        defer { server.stop() }
        let client = try #require(RawClient(port: server.port))
        let start = now()
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        var pieces: [(String, Duration)] = []
        while true {
            let (bytes, ending) = client.receive()
            pieces.append((String(decoding: bytes, as: UTF8.self), now() - start))
            if let ending {
                #expect(ending == .reset)
                break
            }
        }
        #expect(pieces.map(\.0) == ["one", "two", ""])
        for (piece, due) in zip(pieces, [10, 40, 60]) {
            #expect(piece.1 >= .milliseconds(due) && piece.1 < .milliseconds(due + 15))
        }
    }
}
