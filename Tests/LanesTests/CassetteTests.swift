import Servers
import Synchronization
import Testing
import Vocabulary

@testable import Lanes

private let first = LegID(route: "chat", index: 0)

private func cassette(
    _ pieces: [(Int, [UInt8])] = [(12, Array("data: [DONE]\n\n".utf8))],
    asking body: String = #"{"model":"m","n":[1,{"a":"b"}]}"#
) -> Cassette {
    Cassette(
        provider: "openai", model: "gpt/5 mini", baseURL: "https://api.example.com/v1",
        recorded: "2026-11-21T15:00:00Z",
        request: AskedRequest(
            method: "POST", target: "/chat/completions?a=1",
            headers: [.init("content-type", "application/json")], body: Array(body.utf8)),
        status: 200, headers: [.init("content-type", "text/event-stream")],
        pieces: pieces.map { Cassette.Piece(pause: .milliseconds($0.0), bytes: $0.1) })
}

@Test func `a cassette is text with a line for each value and each line of a stream`() {
    let text = cassette([(312, Array("data: {\"a\":1}\n\n".utf8)), (0, Array("data: x".utf8))]).text
    #expect(
        text == """
            pathproof cassette 1
            provider: openai
            model: gpt/5 mini
            base: https://api.example.com/v1
            recorded: 2026-11-21T15:00:00Z

            POST /chat/completions?a=1
            content-type: application/json

            | {
            |   "model": "m",
            |   "n": [
            |     1,
            |     {
            |       "a": "b"
            |     }
            |   ]
            \\ }

            status 200
            content-type: text/event-stream

            @ 312 ms
            | data: {"a":1}
            |
            @ 0 ms
            \\ data: x
            end

            """)
}

@Test(arguments: [
    "", "\n", "\r\n\r\n", "no end", "one\n", "trailing blank \n", "tab\tinside", "100 % sure",
    "data: Süßes für Köche – 東京\n\n", "\u{1B}[31mred", "a\u{202E}b", "|\n\\\n@ 5 ms\n\nstatus 3",
    "%41", "\u{0}", "\u{301}clair", "one\n\u{FE0F}two\n\u{93F}", "a \u{301}", "end", "end\n@ 1 ms",
])
func `every byte comes back from a cassette's text`(text: String) throws {
    for bytes in [Array(text.utf8), Array(text.utf8) + [0xFF, 0xC3], [0xC3] + Array(text.utf8)] {
        let kept = cassette([(5, bytes), (7, bytes)], asking: text)
        let read = try Cassette(kept.text, file: "x.cassette")
        #expect(read.pieces == kept.pieces.filter { _ in true })
        #expect(read.request == kept.request)
        #expect(read.text == kept.text)
    }
}

@Test func `a field that begins with an accent comes back from a cassette's text`() throws {
    var kept = cassette()
    kept.headers = [.init("x-title", "\u{301}clair"), .init("x-empty", "")]
    #expect(try Cassette(kept.text, file: "x").headers == kept.headers)
}

@Test func `a cassette whose lines end in CRLF is the one that was written`() throws {
    let kept = cassette([(5, Array("data: a\r\n\r\n\rb\r".utf8)), (0, [0x0D])])
    #expect(!kept.text.utf8.contains(0x0D), "no CR of the provider's own stands in the file")
    let read = try Cassette(kept.text.replacing("\n", with: "\r\n"), file: "x")
    #expect(read.pieces == kept.pieces && read.text == kept.text)
}

@Test func `a cassette that breaks off anywhere is refused with its place`() throws {
    let text = cassette(asking: "{}").text
    let bytes = Array(text.utf8)
    // Without the last line's own end nothing is missing.
    for count in 0..<(bytes.count - 1) {
        #expect(throws: Diagnostics.self, "after \(count) bytes") {
            try Cassette(String(decoding: bytes[..<count], as: UTF8.self), file: "x")
        }
    }
    do throws(Diagnostics) {
        _ = try Cassette(text.replacing("|\nend\n", with: ""), file: "x.cassette")
        Issue.record("it was read")
    } catch {
        let told = try #require(error.items.first)
        #expect(told.message == "the cassette breaks off: its last line is not 'end'")
        #expect(told.location?.line == 16 && told.hint?.contains("record it again") == true)
    }
    #expect(throws: Diagnostics.self) { try Cassette(text + "@ 1 ms\n", file: "x") }
}

@Test func `seeded bytes in any pieces come back from a cassette's text`() throws {
    var state: UInt64 = 11
    func random(_ bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
    }
    for _ in 0..<200 {
        let pieces = (0..<(random(4) + 1)).map { _ in
            (
                Int(random(3000)),
                (0..<random(40)).map { _ in
                    random(3) == 0 ? [10, 13, 32, 37, 92, 124][Int(random(6))] : UInt8(random(256))
                }
            )
        }
        let kept = cassette(pieces)
        #expect(try Cassette(kept.text, file: "x").pieces == kept.pieces)
    }
}

@Test(arguments: [
    ("pathproof cassette 2", 1, "the first line is not"),
    ("provider: openai\n", 4, "there is no line 'provider: …'"),
    ("POST /chat", 7, "expected a method and a path"),
    ("status 200", 13, "expected the status"),
    ("@ 12 ms", 16, "expected a pause"),
    ("| data: [DONE]", 17, "stands a blank, or '%'"),
])
func `a mistake in a cassette is told with its line`(
    replaced: String, line: Int, message: String
) throws {
    let text = cassette(asking: "{}").text
    let wrong =
        switch replaced {
        case "pathproof cassette 2": text.replacing("cassette 1", with: "cassette 2")
        case "provider: openai\n": text.replacing(replaced, with: "")
        case "POST /chat": text.replacing(replaced, with: "POST chat")
        case "| data: [DONE]": text.replacing(replaced, with: "|data: [DONE]")
        default: text.replacing(replaced, with: "#")
        }
    #expect(wrong != text)
    do throws(Diagnostics) {
        _ = try Cassette(wrong, file: "x.cassette")
        Issue.record("it was read")
    } catch {
        let told = try #require(error.items.first)
        #expect(told.message.contains(message))
        #expect(told.location?.file == "x.cassette")
        #expect(abs((told.location?.line ?? 0) - line) <= 1)
    }
}

@Test func `no key and no cookie is in a cassette, in one piece or across two`() async throws {
    let key = "sk-the-real-key"
    let real = try RealProvider { _, responder in
        responder.play(
            Score([
                TimedStep(
                    after: .zero,
                    .send(
                        HTTPText.head(
                            status: 400,
                            headers: [
                                ("content-type", "application/json"),
                                ("set-cookie", "session=\(key)"), ("x-echo", "for \(key)"),
                                ("transfer-encoding", "chunked"),
                            ]) + HTTPText.chunk(Array(#"{"error":"no sk-the-"#.utf8)))),
                TimedStep(
                    after: .milliseconds(30),
                    .send(HTTPText.chunk(Array(#"real-key"}"#.utf8)) + HTTPText.lastChunk)),
                TimedStep(after: .milliseconds(30), .keepAlive),
            ]))
    }
    let kept = Mutex<[Cassette]>([])
    let shelf = CassetteShelf(onKeep: { cassette in kept.withLock { $0.append(cassette) } })
    let lanes = try lanes(of: .openAI, askingPort: real.port, on: shelf)
    var request = Tongue.openAI.request(at: lanes.baseURL(of: first), saying: "Say it.")
    request.url += "?key=sk-caller-key"
    _ = await call(request)
    let text = try #require(kept.withLock { $0 }.first).text
    #expect(!text.contains(key) && !text.contains("real-key"))
    #expect(!text.contains("sk-test") && !text.contains("sk-caller-key"))
    #expect(!text.lowercased().contains("authorization") && !text.contains("set-cookie"))
    #expect(text.contains("x-echo: for [secret]"))
    #expect(text.contains(#"{"error":"no [secret]"}"#))
}

@Test func `a request that holds a secret is answered but not kept, and the journal says why`()
    async throws
{
    let real = try RealProvider(saying: "{}")
    let shelf = CassetteShelf()
    let lanes = try lanes(of: .openAI, askingPort: real.port, on: shelf)
    let request = Tongue.openAI.request(
        at: lanes.baseURL(of: first), saying: "Say sk-the-real-key.")
    for _ in 0..<2 {
        let (answer, _) = await call(request)
        #expect(answer.status == 200 && answer.text == "{}")
    }
    #expect(shelf.count == 0 && real.requests.count == 2)
    #expect(lanes.allCalls.count == 2)
    for call in lanes.allCalls {
        let trouble = try #require(call.trouble)
        #expect(trouble.hasPrefix("chat/1: no cassette of this request could be found again: "))
        #expect(!trouble.contains("sk-the-real-key"))
    }
}

@Test func `who waits for a recording has it in the provider's own time, not in twice that`()
    async throws
{
    let real = try RealProvider { _, responder in
        responder.play(
            Score([
                TimedStep(
                    after: .milliseconds(1_000),
                    .send(
                        HTTPText.head(
                            status: 200,
                            headers: [
                                ("content-type", "application/json"), ("content-length", "2"),
                            ]) + Array("{}".utf8))),
                TimedStep(after: .milliseconds(1_000), .keepAlive),
            ]))
    }
    let lanes = try lanes(of: .openAI, askingPort: real.port, on: CassetteShelf())
    let request = Tongue.openAI.request(at: lanes.baseURL(of: first), saying: "Same.")
    let times = await withTaskGroup(of: Duration.self) { group in
        for _ in 0..<4 {
            group.addTask {
                let (_, exchange) = await call(request)
                return (exchange.lastByte ?? exchange.queued) - exchange.queued
            }
        }
        return await group.reduce(into: [Duration]()) { $0.append($1) }
    }
    #expect(real.requests.count == 1)
    #expect(times.allSatisfy { $0 > .milliseconds(900) && $0 < .milliseconds(1_700) }, "\(times)")
}

@Test func `a recording behind a broken answer goes on, and is waited for so long`() async throws {
    let event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"One\"}}]}\n\n"
    let real = try RealProvider { _, responder in
        responder.play(
            Score([
                TimedStep(
                    after: .zero,
                    .send(
                        HTTPText.head(
                            status: 200,
                            headers: [
                                ("content-type", "text/event-stream"),
                                ("transfer-encoding", "chunked"),
                            ]) + HTTPText.chunk(Array((event + event).utf8)))),
                TimedStep(
                    after: .milliseconds(800),
                    .send(HTTPText.chunk(Array("data: [DONE]\n\n".utf8)) + HTTPText.lastChunk)),
                TimedStep(after: .milliseconds(800), .keepAlive),
            ]))
    }
    let shelf = CassetteShelf()
    let lanes = try lanes(of: .openAI, askingPort: real.port, on: shelf)
    lanes.set(Fault(.cut), of: first)
    let (_, exchange) = await call(
        Tongue.openAI.request(at: lanes.baseURL(of: first), saying: "Go.", isStreamed: true))
    #expect(exchange.breakage?.kind == .cut)
    #expect(shelf.count == 0)
    await shelf.settled(within: .seconds(10))
    #expect(shelf.count == 1)
    #expect(real.requests.count == 1 && lanes.allCalls.count == 1)

    // One that never ends is not waited for without end.
    let key = cassette().key
    _ = await shelf.claim(key)
    await shelf.settled(within: .milliseconds(50))
    shelf.release(key)
}

@Test func `the same request asked at once by many is sent once, and each gets its answer`()
    async throws
{
    let real = try RealProvider { _, responder in
        responder.play(
            Score([
                TimedStep(
                    after: .milliseconds(60),
                    .send(
                        HTTPText.head(
                            status: 200,
                            headers: [
                                ("content-type", "application/json"), ("content-length", "2"),
                            ]) + Array("{}".utf8))),
                TimedStep(after: .milliseconds(60), .keepAlive),
            ]))
    }
    let shelf = CassetteShelf()
    let lanes = try lanes(of: .openAI, askingPort: real.port, on: shelf)
    let base = lanes.baseURL(of: first)
    await withTaskGroup(of: String.self) { group in
        for number in 0..<20 {
            group.addTask {
                await call(
                    Tongue.openAI.request(
                        at: base, saying: #"Same.\n\n[\#(marker(number))]"#)
                ).answer.text
            }
        }
        for await text in group { #expect(text == "{}") }
    }
    #expect(real.requests.count == 1 && shelf.count == 1)
}

@Test func `who waits for a recording that fails tries by himself`() async throws {
    let count = Mutex(0)
    let real = try RealProvider { _, responder in
        let number = count.withLock { count in
            count += 1
            return count
        }
        responder.reply(
            status: number < 3 ? 503 : 200, headers: [("content-type", "application/json")],
            body: Array("{}".utf8))
    }
    let shelf = CassetteShelf()
    let lanes = try lanes(of: .openAI, askingPort: real.port, on: shelf)
    let request = Tongue.openAI.request(at: lanes.baseURL(of: first), saying: "Same.")
    let statuses = await withTaskGroup(of: Int?.self) { group in
        for _ in 0..<6 { group.addTask { await call(request).answer.status } }
        return await group.reduce(into: [Int?]()) { $0.append($1) }
    }
    #expect(statuses.filter { $0 == 503 }.count == 2 && statuses.filter { $0 == 200 }.count == 4)
    #expect(real.requests.count == 3)
}

@Test(arguments: Tongue.allCases, [false, true])
func `a replay gives the provider's own bytes, in its pieces and with its pauses`(
    tongue: Tongue, isStreamed: Bool
) async throws {
    let behind = try LaneSet(
        legs: [tongue.leg()],
        options: LaneOptions(
            defaultAnswer: SimulatedAnswer(text: "One two three four."),
            firstPieceDelay: .milliseconds(40), pieceDelay: .milliseconds(30)))
    let port = behind.baseURL(of: first).split(separator: ":").last?.prefix { $0.isNumber }
    let kept = Mutex<[Cassette]>([])
    let shelf = CassetteShelf(onKeep: { cassette in kept.withLock { $0.append(cassette) } })
    let recording = try lanes(
        of: tongue, askingPort: port.flatMap { Int($0) } ?? 0, on: shelf)
    let asked = #"Count.\n\n[\#(marker(3))]"#
    let (live, _) = await call(
        tongue.request(at: recording.baseURL(of: first), saying: asked, isStreamed: isStreamed))
    let written = try #require(kept.withLock { $0 }.first).text
    behind.stop()

    let replaying = try lanes(
        of: tongue, replaying: CassetteShelf([Cassette(written, file: "x")]))
    // Another run has other markers.
    let again = #"Count.\n\n[\#(marker(4))]"#
    let (replayed, exchange) = await call(
        tongue.request(at: replaying.baseURL(of: first), saying: again, isStreamed: isStreamed))
    #expect(replayed.body == live.body && replayed.status == live.status)
    #expect(replayed.headers["content-type"] == live.headers["content-type"])
    let time = try #require(exchange.lastByte) - exchange.queued
    #expect(time >= (isStreamed ? .milliseconds(95) : .milliseconds(35)))
    #expect(replaying.allCalls.first?.answer?.text == "One two three four.")

    let hasty = try lanes(
        of: tongue, replaying: CassetteShelf([Cassette(written, file: "x")]), within: .zero)
    let (quick, _) = await call(
        tongue.request(at: hasty.baseURL(of: first), saying: again, isStreamed: isStreamed))
    #expect(quick.body == live.body)
}

@Test func `a replay breaks on its way like the provider's own answer`() async throws {
    let body = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"One\"}}]}\n\n"
    let kept = Cassette(
        provider: "openai", model: "m", baseURL: "https://x", recorded: "",
        request: AskedRequest(
            method: "POST", target: "/chat/completions", headers: [],
            body: Array(
                #"{"stream":true,"stream_options":{"include_usage":true},"messages":[{"content":"Go.","role":"user"}],"model":"gpt-4.1-2025-04-14"}"#
                    .utf8)),
        status: 200, headers: [.init("content-type", "text/event-stream")],
        pieces: [.init(pause: .zero, bytes: Array((body + body + "data: [DONE]\n\n").utf8))])
    let lanes = try lanes(of: .openAI, replaying: CassetteShelf([kept]))
    lanes.set(Fault(.cut), of: first)
    let (answer, exchange) = await call(
        Tongue.openAI.request(at: lanes.baseURL(of: first), saying: "Go.", isStreamed: true))
    #expect(exchange.breakage?.kind == .cut)
    #expect(answer.text == body, "the first content passes; members in any order are the same")
}

@Test func `what no cassette answers is refused with the nearest one and what differs`()
    async throws
{
    let near = Tongue.openAI.request(at: "http://x", saying: "Name the capital.")
    func kept(_ body: [UInt8], _ target: String = "/chat/completions") -> Cassette {
        Cassette(
            provider: "openai", model: "m", baseURL: "https://x", recorded: "",
            request: AskedRequest(method: "POST", target: target, headers: [], body: body),
            status: 200, headers: [], pieces: [])
    }
    let far = kept(Array(#"{"model":"other"}"#.utf8))
    let nearest = kept(near.body)
    let lanes = try lanes(of: .openAI, replaying: CassetteShelf([far, nearest]))
    let (answer, _) = await call(
        Tongue.openAI.request(
            at: lanes.baseURL(of: first), saying: "Name the river.", more: #","seed":7"#))
    #expect(answer.status == 400)
    let trouble = try #require(lanes.allCalls.first?.trouble)
    #expect(trouble.hasPrefix("chat/1: no cassette answers openai: POST /chat/completions"))
    #expect(trouble.contains("nearest is '\(nearest.fileName)'"))
    #expect(
        trouble.contains(
            #"/messages/0/content: recorded "Name the capital.", asked "Name the river.""#))
    #expect(trouble.contains("/seed: recorded nothing, asked 7"))
    #expect(answer.text.contains("no cassette answers"))
}

@Test func `numbers and texts that look alike are different requests`() {
    func key(_ body: String) -> CassetteKey { cassette(asking: body).key }
    #expect(key(#"{"a":1}"#) != key(#"{"a":"1"}"#))
    #expect(key(#"{"a":[]}"#) != key(#"{"a":{}}"#))
    #expect(key(#"{"a":1,"b":2}"#) == key("{ \"b\": 2,\n\"a\": 1 }"))
    #expect(key(#"{"a":"\u0041"}"#) == key(#"{"a":"A"}"#))
    #expect(cassette().fileName.hasPrefix("openai-gpt-5-mini-"))
}
