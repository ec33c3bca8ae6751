import Glibc
import Servers
import Testing
import TestSupport
import Vocabulary

/// Kilobytes that this process has in memory.
private func residentKilobytes() -> Int {
    guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 200)
    guard unsafe fgets(&line, 200, file) != nil else { return 0 }
    let fields = String(decoding: line.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
        separator: " ")
    return (Int(fields[1]) ?? 0) * 4
}

/// Sends damaged requests for some time; gives how many connections it made.
private func bombard(_ port: Int, seed: UInt64, for duration: Duration) -> Int {
    var chance = Chance(seed: seed)
    let start = now()
    var connections = 0
    while now() - start < duration {
        guard let client = RawClient(port: port) else { return -1 }
        connections += 1
        for _ in 0...chance.below(3) {
            let good = RequestReaderTests.good
            let bytes = chance.damaged(good[chance.below(good.count)].0)
            let cut = chance.below(bytes.count + 1)
            client.send(Array(bytes[..<cut]))
            client.send(Array(bytes[cut...]))
            if chance.below(3) == 0 { _ = client.receive(within: 0.002) }
        }
        switch chance.below(4) {
        case 0: client.reset()
        case 1: client.endSending()
        default: break
        }
    }
    return connections
}

extension OneAtATime {
    /// In processes of their own, so that a crash is a failure and memory is this test's alone.
    @Suite struct AttackTests {
        @Test(.timeLimit(.minutes(1)))
        func `damaged requests neither crash nor stop a server, nor make it grow`() async {
            await #expect(processExitsWith: .success) {
                let server = try Server(threads: 2) { request, responder in
                    responder.reply(status: 200, body: request.body)
                }
                let port = server.port
                _ = bombard(port, seed: 1, for: .milliseconds(200))
                let before = residentKilobytes()
                let milliseconds = Place.runsLongTests ? 5_000 : 700
                let workers = (2..<5).map { seed in
                    Worker {
                        let connections = bombard(
                            port, seed: UInt64(seed), for: .milliseconds(milliseconds))
                        #expect(connections > 50)
                    }
                }
                for worker in workers { worker.join() }
                let client = try #require(RawClient(port: port))
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(client.receiveAnswer() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                #expect(residentKilobytes() - before < 8_000)
                client.close()
                for _ in 0..<4000 where server.connectionCount > 0 { pause(milliseconds: 1) }
                #expect(server.connectionCount == 0)
                server.stop()
            }
        }

        @Test
        func `hundreds of connections that dribble heads, bodies and pipelines hold little memory`()
            async
        {
            await #expect(processExitsWith: .success) {
                let server = try Server { _, responder in
                    responder.play(Score([TimedStep(after: .zero, .hang)]))
                }
                let before = residentKilobytes()
                let starts = [
                    "GET / HTTP/1.1\r\nX: ",
                    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 33554432\r\n\r\nx",
                    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1FFFFFF\r\nx",
                    "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
                ]
                var clients: [RawClient] = []
                for number in 0..<300 {
                    let client = try #require(RawClient(port: server.port))
                    client.send(starts[number % starts.count])
                    clients.append(client)
                }
                for _ in 0..<4000 where server.connectionCount < 300 { pause(milliseconds: 1) }
                pause(milliseconds: 50)
                #expect(server.connectionCount == 300)
                #expect(residentKilobytes() - before < 25_000)
                clients = []
                for _ in 0..<4000 where server.connectionCount > 0 { pause(milliseconds: 1) }
                #expect(server.connectionCount == 0)
                server.stop()
            }
        }

        @Test func `a client that vanishes while it is written to does not kill the program`() async
        {
            await #expect(processExitsWith: .success) {
                let server = try Server { _, responder in
                    responder.play(
                        Score {
                            TimedStep(
                                after: .microseconds($0 * 100),
                                .send([UInt8](repeating: 65, count: 9000)))
                        })
                }
                for number in 0..<50 {
                    let client = try #require(RawClient(port: server.port))
                    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                    _ = client.receive(atMost: 100)
                    if number % 2 == 0 { client.reset() } else { client.close() }
                }
                for _ in 0..<4000 where server.connectionCount > 0 { pause(milliseconds: 1) }
                #expect(server.connectionCount == 0)
                server.stop()
            }
        }

        @Test func `a server without a free descriptor turns callers away and recovers`() async {
            await #expect(processExitsWith: .success) {
                let server = try Server { _, responder in
                    responder.reply(status: 200, body: [])
                }
                var limit = rlimit()
                _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
                limit.rlim_cur = rlim_t(descriptorsAtRest().count + 30)
                _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
                var clients: [RawClient] = []
                for _ in 0..<40 {
                    guard let client = RawClient(port: server.port) else { break }
                    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                    clients.append(client)
                    pause(milliseconds: 1)
                }
                #expect(clients.count > 10)
                clients = []
                for _ in 0..<4000 where server.connectionCount > 0 { pause(milliseconds: 1) }
                let client = try #require(RawClient(port: server.port))
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(client.receiveAnswer() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                server.stop()
            }
        }
    }
}
