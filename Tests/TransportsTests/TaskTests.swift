import Synchronization
import Testing
import Transports
import Vocabulary

/// Many tasks, cancelled ones, and the loop that they share.
@Suite struct TaskTests {
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

    @Test func `the loop's own delay is told to every request that ran meanwhile`() async {
        let server = HostileServer { peer in
            guard let request = peer.readRequest() else { return }
            if request.contains("slow") {
                peer.pause(20)
                peer.answer("slow")
            } else {
                peer.pause(250)
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
}
