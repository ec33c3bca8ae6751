import Documents
import GatewayMaps
import Lanes
import Providers
import Testing
import Transports
import Vocabulary

@testable import LocalGateway

/// A gateway on a routes file, in front of lanes.
private struct Post {
    let lanes: LaneSet
    let gateway: LocalGateway
    let log = GatewayLog()

    init(_ text: String) throws {
        let map = try RoutesFile.read(
            try Document.read(SourceText(file: "routes.yaml", text: text)),
            knownProviders: ["openai", "anthropic"])
        let lanes = try LaneSet(legs: map.legs)
        var endpoints: [LegID: LegEndpoint] = [:]
        for leg in map.legs {
            endpoints[leg.id] = LegEndpoint(
                provider: leg.provider,
                endpoint: Endpoint(baseURL: lanes.baseURL(of: leg.id), key: nil))
        }
        self.lanes = lanes
        gateway = try LocalGateway(
            routes: map.routes, rules: map.rules, endpoints: endpoints, transport: upstream,
            options: GatewayOptions(log: log))
    }

    func leg(
        of prompt: Prompt, _ front: Company = .openAI, model: String = "auto",
        isStreamed: Bool = false
    ) async throws -> String? {
        let got = try await House.send(
            prompt, to: model, at: gateway.url, front: front, isStreamed: isStreamed)
        return got.headers["x-pathproof-leg"]
    }
}

private let rules = """
    aliases: { chat: [gpt-5.4-mini, claude-haiku-4-5] }
    routes:
    - { match: context_length > 1000, model: chat }
    - { match: has_tools, model: gpt-5.4 }
    - { match: has_image and not stream, model: gpt-5.2 }
    - { match: '"nightly" in tags', model: gpt-5.1 }
    - { match: task_type == "code", model: claude-haiku-4-5 }
    - default: gpt-4.1
    """

private func prompt(_ text: String = "hi", _ metadata: [String: String] = [:]) -> Prompt {
    Prompt(messages: [Message(.user, text)], metadata: metadata)
}

private let tools = Prompt(
    messages: [Message(.user, "hi")], tools: [Tool(name: "f", schema: #"{"type":"object"}"#)])
private let image = Prompt(messages: [
    Message(.user, [.text("what?"), .image(.data(mediaType: "image/png", base64: "iVBORw0KGgo="))])
])

@Test(arguments: Company.allCases)
func `the first rule that takes a request leads it, whatever its language`(front: Company)
    async throws
{
    let post = try Post(rules)
    #expect(try await post.leg(of: prompt(), front) == "auto[default]/1")
    let long = prompt(String(repeating: "word", count: 1_001))
    #expect(try await post.leg(of: long, front) == "auto[1]/1")
    #expect(try await post.leg(of: tools, front) == "auto[2]/1")
    // An image is a thousand tokens, and a few words are one more.
    #expect(try await post.leg(of: image, front) == "auto[1]/1")
}

@Test func `task, tags and stream lead where they stand in a rule`() async throws {
    let post = try Post(rules.replacing("> 1000", with: "> 5000"))
    #expect(try await post.leg(of: image) == "auto[3]/1")
    #expect(try await post.leg(of: image, isStreamed: true) == "auto[default]/1")
    let gateway = Generic()
    for (metadata, leg) in [
        (["tags": "eu,nightly"], "auto[4]/1"), (["task": "code"], "auto[5]/1"),
        (["task": "code", "tags": "nightly"], "auto[4]/1"), (["task": "x"], "auto[default]/1"),
    ] {
        let request = gateway.request(
            for: prompt("hi", metadata), to: "auto", stream: false,
            at: Endpoint(baseURL: post.gateway.url, key: nil))
        let ear = Ear(.openAI, isStreamed: false)
        _ = await callers.send(request, into: ear)
        #expect(ear.heard.headers["x-pathproof-leg"] == leg)
    }
}

@Test func `aliases are asked by name beside the rules, and a rule's route by no name of its own`()
    async throws
{
    let post = try Post(rules)
    #expect(try await post.leg(of: prompt(), model: "chat") == "chat/1")
    let got = try await House.send(
        prompt(), to: "auto[1]", at: post.gateway.url, front: .openAI, isStreamed: false)
    #expect(got.exchange.status == 404)
    #expect(got.text.contains("there is no route 'auto[1]'"))
}

@Test func `without a default, what no rule takes is refused in words`() async throws {
    let post = try Post("routes: [{ match: has_tools, model: gpt-5.4 }]")
    let got = try await House.send(
        prompt(), to: "auto", at: post.gateway.url, front: .anthropic, isStreamed: false)
    #expect(got.exchange.status == 404)
    #expect(got.text.contains("no rule takes this request, and no rule is a default"))
}

@Test func `a gateway whose rule leads nowhere does not open`() throws {
    let map = try RoutesFile.read(
        try Document.read(SourceText(file: "routes.yaml", text: rules)),
        knownProviders: ["openai", "anthropic"])
    #expect(throws: GatewayError.noRoute(named: "auto[1]")) {
        _ = try LocalGateway(
            routes: [], rules: map.rules, endpoints: [:], transport: upstream)
    }
}

// MARK: The log

/// The log is written when the answer is out.
private func loggedEntries(_ log: GatewayLog, _ count: Int) async throws -> [GatewayLogEntry] {
    for _ in 0..<500 where log.count < count { try await Task.sleep(for: .milliseconds(10)) }
    return log.entries
}

@Test func `the log says what was asked, who answered after what, and no word of it`() async throws
{
    let post = try Post(rules)
    let marker = Marker.fresh()
    await post.lanes.arm(
        marker,
        with: FaultScript(
            causes: [LegID(route: "auto[1]", index: 0): .serverError],
            answer: SimulatedAnswer(text: "Hush, secret answer.")))
    let secret = "my secret plan " + String(repeating: "word", count: 1_001)
    for (before, text) in ["\(secret)\n\n[\(marker)]", secret].enumerated() {
        _ = try await post.leg(of: prompt(text, ["user_id": "u-1"]), isStreamed: true)
        // Entries stand in the order in which they ended, which the client is not told.
        #expect(try await loggedEntries(post.log, before + 1).count == before + 1)
    }
    _ = try await post.leg(of: prompt(), model: "nobody")
    let entries = try await loggedEntries(post.log, 3)
    try #require(entries.count == 3)
    let first = entries[0]
    #expect(first.requested == "auto" && first.route == "auto[1]")
    #expect(first.rule == "context_length > 1000")
    #expect(first.marker == marker && entries[1].marker == nil)
    #expect(first.isStreamed && first.outcome == .answered && first.status == 200)
    #expect(first.attempts.map(\.leg.description) == ["auto[1]/1", "auto[1]/2"])
    #expect(first.attempts.map(\.result) == ["server-error", "ok"])
    #expect(first.attempts[0].status == 500 && first.attempts[0].error != nil)
    #expect(first.last?.provider == "anthropic")
    #expect(first.last?.served == "claude-haiku-4-5-20251001")
    #expect((first.last?.inputTokens ?? 0) > 1_000 && first.last?.outputTokens == 5)
    #expect(first.latency > .zero && first.latency >= first.attempts[1].latency)
    #expect(first.promptDigest?.utf8.count == 12)
    #expect(entries[1].attempts.map(\.result) == ["ok"])
    #expect(entries[2].outcome == .refused && entries[2].status == 404)
    for entry in entries {
        let line = String(decoding: entry.line, as: UTF8.self)
        #expect(line.hasSuffix("}\n") && line.count { $0 == "\n" } == 1)
        #expect(!line.contains("secret"))
        let node = try Document.read(SourceText(file: "line.json", text: line))
        #expect(node["requested"]?.text == entry.requested)
        #expect(node["attempts"]?.items?.count == entry.attempts.count)
        #expect(node["fallbacks"]?.asInt == max(0, entry.attempts.count - 1))
    }
}

@Test func `two prompts of the same words have one digest, whatever case they belong to`() {
    let (one, two) = (Marker.fresh(), Marker.fresh())
    let plain = prompt("hello \(one)").digest(without: one)
    #expect(plain == prompt("hello \(two)").digest(without: two))
    #expect(plain != prompt("hullo \(one)").digest(without: one))
    #expect(
        Prompt(messages: [Message(.system, "a"), Message(.user, "b")]).digest(without: nil)
            != Prompt(messages: [Message(.system, "ab"), Message(.user, "")]).digest(without: nil))
}

@Test func `the log keeps the latest and counts all`() async throws {
    let log = GatewayLog(kept: 3)
    for number in 0..<8 {
        log.add(
            GatewayLogEntry(
                unixSeconds: Int64(number), dialect: "d", arrived: Moment(nanoseconds: 0)))
    }
    #expect(log.entries.map(\.unixSeconds) == [5, 6, 7])
    #expect(log.count == 8)
}

@Test func `the gateway tells its latest requests`() async throws {
    let post = try Post(rules)
    _ = try await post.leg(of: prompt())
    _ = try await loggedEntries(post.log, 1)
    let base = post.gateway.url.dropLast("/v1".count)
    let ear = Ear(.openAI, isStreamed: false)
    let exchange = await callers.send(
        Request(method: "GET", url: base + "/__pathproof/requests"), into: ear)
    #expect(exchange.status == 200)
    #expect(ear.heard.text.contains(#""route":"auto[default]""#))
}
