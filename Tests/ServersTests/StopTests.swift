import Servers
import Synchronization
import Testing
import Vocabulary

private let dots: @Sendable (IncomingRequest, Responder) -> Void = { _, responder in
    responder.play(Score { TimedStep(after: .milliseconds($0), .send(Array(".".utf8))) })
}

extension OneAtATime {
    /// Run in processes of their own, because they count what the process holds.
    @Suite struct StopTests {
        @Test func `stopping ends streams, frees the port and leaves no descriptor behind`() async {
            await #expect(processExitsWith: .success) {
                let closesAll = try leavesNoDescriptor {
                    let ends = Mutex<[ReplyEnd.How]>([])
                    var server: Server? = try Server(threads: 2) { request, responder in
                        responder.onEnd { end in ends.withLock { $0.append(end.how) } }
                        dots(request, responder)
                    }
                    let port = try #require(server?.port)
                    try server?.addDoor(manner: .refusing, handler: dots)
                    var clients: [RawClient] = []
                    for number in 0..<20 {
                        let client = try #require(RawClient(port: port))
                        if number >= 15 {
                            client.endSendingAfter("GET / HTTP/1.0\r\n\r\n")
                        } else {
                            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                        }
                        #expect(client.receive().0.count > 0)
                        clients.append(client)
                    }
                    let idle = try #require(RawClient(port: port))
                    while server?.connectionCount != 21 { pause(milliseconds: 1) }
                    let start = now()
                    server?.stop()
                    server?.stop()
                    #expect(now() - start < .seconds(5))
                    #expect(ends.withLock { $0 } == Array(repeating: .serverStopped, count: 20))
                    for client in clients { #expect(client.receiveAll().ending == .reset) }
                    #expect(idle.receiveAll().ending == .finished)
                    #expect(RawClient(port: port) == nil)
                    let again = try Server(port: port, handler: dots)
                    again.stop()
                    clients = []
                    idle.close()
                    server = nil
                }
                #expect(closesAll)
            }
        }

        @Test func `a port that is taken is named, and nothing is left open`() async {
            await #expect(processExitsWith: .success) {
                let server = try Server(handler: dots)
                let closesAll = leavesNoDescriptor {
                    for _ in 0..<10 {
                        #expect(throws: ServerError.portTaken(server.port)) {
                            try Server(port: server.port, handler: dots)
                        }
                    }
                }
                #expect(closesAll)
                server.stop()
            }
        }

        @Test func `a taken port is told in words`() {
            let words = ServerError.portTaken(80).description
            let wanted =
                "port 80 on 127.0.0.1 is taken by another program; choose another, or 0 for any"
            #expect(words == wanted)
        }

        @Test func `a handler may stop its own server, and no door opens afterwards`() async {
            await #expect(processExitsWith: .success) {
                let closesAll = try leavesNoDescriptor {
                    let held = Kept<Server?>(nil)
                    let server = try Server { _, responder in
                        held.value?.stop()
                        responder.reply(status: 200)
                    }
                    held.change { $0 = server }
                    let client = try #require(RawClient(port: server.port))
                    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                    let (bytes, ending) = client.receiveAll()
                    #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 200 OK\r\n"))
                    #expect(ending == .finished)
                    #expect(throws: ServerError.stopped) { try server.addDoor(handler: dots) }
                    client.close()
                }
                #expect(closesAll)
            }
        }

        @Test func `a server that nobody holds stops by itself`() async {
            await #expect(processExitsWith: .success) {
                let closesAll = try leavesNoDescriptor {
                    func serve() throws -> Int { try Server(handler: dots).port }
                    let port = try serve()
                    #expect(RawClient(port: port) == nil)
                }
                #expect(closesAll)
            }
        }

        @Test func `stopping in a storm of new connections and live replies ends`() async {
            await #expect(processExitsWith: .success) {
                let closesAll = try leavesNoDescriptor {
                    for round in 0..<20 {
                        let server = try Server(threads: 1 + round % 3) { _, responder in
                            Task.detached {
                                for _ in 0..<50 {
                                    responder.send(Array("x".utf8))
                                    await Task.yield()
                                }
                                responder.finish(keepAlive: round % 2 == 0)
                            }
                        }
                        let port = server.port
                        let workers = (0..<4).map { _ in
                            Worker {
                                while let client = RawClient(port: port) {
                                    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                                    _ = client.receive()
                                }
                            }
                        }
                        pause(milliseconds: 20)
                        server.stop()
                        for worker in workers { worker.join() }
                    }
                }
                #expect(closesAll)
            }
        }
    }
}
