import Documents
import Testing
import Transports
import Vocabulary

@testable import Lanes

private let first = LegID(route: "chat", index: 0)

private struct Control {
    let lanes: LaneSet
    let control: LaneControl

    init() throws {
        lanes = try LaneSet(legs: [Tongue.openAI.leg("chat", 0), Tongue.anthropic.leg("chat", 1)])
        control = try LaneControl(of: lanes)
    }

    func ask(
        _ path: String, _ body: String? = nil, type: String = "application/json",
        host: String? = nil
    ) async throws -> (status: Int, node: Node) {
        var request = Request(
            method: body == nil ? "GET" : "POST", url: control.url + path,
            headers: [.init("content-type", type)], body: Array((body ?? "").utf8))
        if let host { request.headers.append(.init("host", host)) }
        let (answer, _) = await call(request)
        let node = try Document.read(SourceText(file: "answer.json", text: answer.text))
        return (try #require(answer.status), node)
    }

    func statuses(_ count: Int, isStreamed: Bool = false) async -> [Int?] {
        var statuses: [Int?] = []
        for _ in 0..<count {
            let request = Tongue.openAI.request(
                at: lanes.baseURL(of: first), saying: "hi", isStreamed: isStreamed)
            statuses.append(await call(request).answer.status)
        }
        return statuses
    }
}

@Test func `a leg plays what it is armed with: always, once, or so many times`() async throws {
    let control = try Control()
    #expect(await control.statuses(1) == [200])
    let armed = try await control.ask("/arm", #"{"leg": "chat/1", "cause": "rate-limit"}"#)
    #expect(armed.status == 200)
    #expect(armed.node["legs"]?[0]?["cause"]?.text == "rate-limit")
    #expect(armed.node["legs"]?[0]?["calls_left"] == nil)
    #expect(armed.node["legs"]?[1]?["cause"]?.isNull == true)
    #expect(await control.statuses(3) == [429, 429, 429])
    _ = try await control.ask(
        "/arm", #"{"leg": "chat/1", "cause": "server-error", "play": "once"}"#)
    #expect(await control.statuses(2) == [500, 200])
    _ = try await control.ask("/arm", #"{"leg": "chat/1", "cause": "unavailable", "play": 2}"#)
    #expect(await control.statuses(3) == [503, 503, 200])
    _ = try await control.ask(
        "/arm", #"{"leg": "chat/1", "cause": "overloaded", "play": "flapping"}"#)
    #expect(await control.statuses(4).map { $0 == 200 } == [false, true, false, true])
    _ = try await control.ask("/arm", #"{"leg": "chat/1", "cause": "auth", "play": "always"}"#)
    _ = try await control.ask("/disarm", #"{"leg": "chat/1"}"#)
    #expect(await control.statuses(1) == [200])
}

@Test func `a port that is shut opens again when its leg is disarmed`() async throws {
    let control = try Control()
    _ = try await control.ask("/arm", #"{"leg": "chat/1", "cause": "refused"}"#)
    #expect(await control.statuses(2) == [nil, nil])
    let counted = try await control.ask(
        "/arm", #"{"leg": "chat/1", "cause": "refused", "play": 2}"#)
    #expect(counted.status == 400)
    _ = try await control.ask("/disarm", "{}")
    #expect(await control.statuses(1) == [200])
}

@Test(arguments: ["dns-failure", "tls-failure"])
func `what only a configuration can break is refused, with how to do it`(cause: String) async throws
{
    let control = try Control()
    let (status, node) = try await control.ask(
        "/arm", #"{"leg": "chat/1", "cause": "\#(cause)"}"#)
    #expect(status == 400)
    #expect(node["errors"]?[0]?["hint"]?.text?.contains("https://") == true)
    #expect(await control.statuses(1) == [200])
}

@Test func `a case's own script counts before what stands`() async throws {
    let control = try Control()
    _ = try await control.ask("/arm", #"{"leg": "chat/1", "cause": "rate-limit", "play": "once"}"#)
    await control.lanes.arm(
        marker(1), with: FaultScript(causes: [:], answer: SimulatedAnswer(text: "fine")))
    let request = Tongue.openAI.request(
        at: control.lanes.baseURL(of: first), saying: "hi \(marker(1))")
    #expect(await call(request).answer.status == 200)
    _ = await control.lanes.settle(marker(1), within: .seconds(5))
    #expect(await control.statuses(2) == [429, 200])
}

@Test func `the journal tells every call`() async throws {
    let control = try Control()
    control.lanes.set(Fault(.rateLimit, .once), of: first)
    _ = await control.statuses(2)
    // A caller has its answer before its lane has seen the last byte go.
    var (status, node) = try await control.ask("/journal")
    for _ in 0..<1000 where node["calls"]?.items?.allSatisfy({ $0["ended_ns"] != nil }) != true {
        try await Task.sleep(for: .milliseconds(5))
        (status, node) = try await control.ask("/journal")
    }
    #expect(status == 200)
    let calls = try #require(node["calls"]?.items)
    #expect(calls.compactMap { $0["status"]?.asInt } == [429, 200])
    #expect(calls.compactMap { $0["cause"]?.text } == ["rate-limit"])
    #expect(calls.allSatisfy { $0["leg"]?.text == "chat/1" && $0["complete"]?.asBool == true })
    #expect(node["forgotten"]?.asInt == 0)
}

@Test(arguments: [
    (#"{"leg": "chat/1", "cause": "rate-limt"}"#, "unknown value 'rate-limt'", "'rate-limit'"),
    (#"{"leg": "chat/9", "cause": "auth"}"#, "unknown leg 'chat/9'", "'chat/"),
    (#"{"leg": "chat/1", "cause": "auth", "play": 0}"#, "unknown play '0'", "number of calls"),
    (#"{"leg": "chat/1", "cause": "auth", "plays": 2}"#, "unknown key 'plays'", "'play'"),
    (#"{"cause": "auth"}"#, "needs 'leg'", ""),
    (#"{"leg": "chat/1""#, "", ""),
])
func `a mistake in what is armed is told, and arms nothing`(
    body: String, message: String, hint: String
) async throws {
    let control = try Control()
    let (status, node) = try await control.ask("/arm", body)
    #expect(status == 400)
    let error = try #require(node["errors"]?[0])
    #expect(message.isEmpty || error["message"]?.text?.contains(message) == true)
    #expect(hint.isEmpty || error["hint"]?.text?.contains(hint) == true)
    #expect(control.lanes.standingFault(of: first) == nil)
}

@Test func `pages of other hosts can neither read nor arm`() async throws {
    let control = try Control()
    let arm = #"{"leg": "chat/1", "cause": "auth"}"#
    #expect(try await control.ask("/arm", arm, type: "text/plain").status == 415)
    #expect(try await control.ask("/arm", arm, host: "evil.example").status == 403)
    #expect(try await control.ask("/journal", host: "evil.example:80").status == 403)
    #expect(try await control.ask("/legs", host: "localhost:9").status == 200)
    #expect(try await control.ask("/arm").status == 405)
    #expect(try await control.ask("/nothing").status == 404)
    #expect(control.lanes.standingFault(of: first) == nil)
}

@Test func `lanes can be given ports of their own choosing`() throws {
    // Ports that were free a moment ago, one after the other.
    for base in stride(from: 41_000, to: 60_000, by: 997) {
        do throws(LaneError) {
            let lanes = try LaneSet(
                legs: [Tongue.openAI.leg("chat", 0), Tongue.anthropic.leg("chat", 1)],
                options: LaneOptions(firstPort: base))
            #expect(lanes.baseURL(of: first).contains(":\(base)"))
            #expect(
                lanes.baseURL(of: LegID(route: "chat", index: 1)).contains(":\(base + 1)"))
            return
        } catch {
            guard "\(error)".contains("is taken by another program") else { throw error }
        }
    }
    Issue.record("no two free ports side by side")
}
