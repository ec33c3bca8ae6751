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
        let limits = RequestLimits.test(total: .seconds(60), idle: .seconds(60))
        let task = Task { await transport.send(.test(server.url, limits: limits), into: sink) }
        while sink.answer.pieces.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        let begin = Clock.now()
        task.cancel()
        let exchange = await task.value
        #expect(Clock.now() - begin < .seconds(20), "far from where the limits would end it")
        #expect(exchange.breakage?.kind == .cancelled)
        #expect(exchange.bodyBytes == 5, "what came before is kept")
        for _ in 0..<1000 where !left.load(ordering: .relaxed) {
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
        let bystanders = Atomic<Int>(0)
        let spins = Atomic<Int>(0)
        // Each waits for the other: the bystander is in flight when the culprit's answer comes, until it was taken.
        let server = HostileServer { peer in
            guard let request = peer.readRequest() else { return }
            if request.contains("slow") {
                for _ in 0..<1000 where bystanders.load(ordering: .acquiring) == 0 { peer.pause(5) }
                peer.answer("slow")
            } else {
                bystanders.add(1, ordering: .releasing)
                for _ in 0..<1000 where spins.load(ordering: .acquiring) == 0 { peer.pause(5) }
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
                while Clock.now() - begin < .milliseconds(300) { spun += 1 }
                spins.add(1, ordering: .releasing)
                return spun > 0 ? .data : .nothingNew
            })
        let (one, other) = await (bystander, culprit)
        #expect(one.breakage == nil && one.loopLag >= .milliseconds(300))
        #expect(other.breakage == nil && other.loopLag >= .milliseconds(300))
        var least = Duration.seconds(9)
        // A busy machine may keep the loop waiting by itself, but hardly so long three times.
        for _ in 0..<3 where least >= .milliseconds(200) {
            least = min(
                least, await transport.send(.test(server.url), into: Collector()).loopLag)
        }
        #expect(least < .milliseconds(200), "what ran before does not count")
    }
}
