import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Doors

/// The official SDKs of Mistral, Ollama and DashScope read what our doors write, and our doors what they
/// ask; replayed by a few lines of Python, so that neither our server nor our parsers have a part in it.
private struct SDK: Sendable, CustomTestStringConvertible {
    var module: String
    var door: any Door
    /// What it is told as its server.
    var base: String

    var testDescription: String { module }

    /// The Python that has it, if there is one.
    var python: URL? {
        guard let place = Place.peersPython else { return nil }
        let lib = place.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: lib.path)) ?? []
        let isThere = versions.contains {
            FileManager.default.fileExists(
                atPath: lib.appending(path: "\($0)/site-packages/\(module)").path)
        }
        return isThere ? place : nil
    }
}

private let mistral = SDK(module: "mistralai", door: MistralChatDoor(), base: "/v1")
private let ollama = SDK(module: "ollama", door: OllamaChatDoor(), base: "")
private let dashScope = SDK(module: "dashscope", door: DashScopeDoor(), base: "/api/v1")

/// One behaviour of the simulated provider, and what the SDK must make of it.
private struct Exercise {
    var name: String
    var answer: SimulatedAnswer?
    var error: DoorError?
    var expect: [String: Any]
    /// The stream breaks after its first content.
    var breaksStream = false
    var change: (inout Question) -> Void = { _ in }
}

private func exercises(_ sdk: SDK) -> [Exercise] {
    let text = "Grüße aus \"Paris\"\n\tund 東京 👩‍👩‍👧‍👦"
    let counts = ["output_tokens": TokenRule.tokens(of: SimulatedAnswer(text: text))]
    var said: [String: Any] = ["text": text, "finish": "stop"]
    said.merge(counts) { $1 }
    // DashScope's answers name no model.
    if sdk.module != "dashscope" { said["model"] = "pin-1" }
    let called = sdk.module == "ollama" ? "stop" : "tool_calls"
    var all = [
        Exercise(name: "text", answer: SimulatedAnswer(text: text), expect: said),
        Exercise(
            name: "tools",
            answer: SimulatedAnswer(
                text: "Let me see.",
                toolCalls: [
                    ToolCall(id: nil, name: "weather", arguments: #"{"city":"Rome","days":[1,2]}"#),
                    ToolCall(id: nil, name: "now", arguments: "{}"),
                ]),
            expect: [
                "text": "Let me see.", "finish": called,
                "tools": [
                    ["name": "weather", "arguments": ["city": "Rome", "days": [1, 2]]],
                    ["name": "now", "arguments": [String: Any]()],
                ],
            ]),
        Exercise(
            name: "structured", answer: SimulatedAnswer(text: #"{"a": [1, "}"]}"#),
            expect: ["text": #"{"a": [1, "}"]}"#, "structured": true]),
        Exercise(name: "empty", answer: SimulatedAnswer(text: ""), expect: ["text": ""]),
        Exercise(
            name: "error event", answer: SimulatedAnswer(text: "Half an answer"),
            expect: ["stream_error": true, "modes": ["streamed"]], breaksStream: true),
    ]
    if sdk.module == "dashscope" {
        let shown = SimulatedAnswer(text: text)
        all += [
            Exercise(
                name: "text layout", answer: shown,
                expect: ["text": text, "finish": "stop", "format": "text"],
                change: { $0.layout = .text }),
            Exercise(
                name: "repeated by the SDK", answer: shown,
                expect: ["text": text, "finish": "stop", "cumulative": true]),
            Exercise(
                name: "cumulative", answer: shown,
                expect: [
                    "text": text, "finish": "stop", "cumulative": true,
                    "asks": "qwen-deep-research",
                ],
                change: { $0.isCumulative = true }),
        ]
    }
    // Every kind is raised, or told, with its own status and words.
    for kind in DoorError.Kind.allCases {
        let reply = sdk.door.error(DoorError(kind), stamp: stamp)
        var expect: [String: Any] = ["status": reply.status]
        if let words = try? sdk.door.words(reply) { expect["message"] = words }
        // The Mistral SDK tells the whole body, in which quotes are escaped.
        if sdk.module == "mistralai" { expect["message"] = nil }
        all.append(
            Exercise(name: kind.rawValue, error: DoorError(kind), expect: expect))
    }
    return all
}

private func wire(_ reply: DoorReply, _ body: [UInt8]) -> Data {
    var head = "HTTP/1.1 \(reply.status) OK\r\n"
    for (name, value) in reply.headers.fields { head += "\(name): \(value)\r\n" }
    return Data((head + "connection: close\r\n\r\n").utf8) + Data(body)
}

/// The bytes of one exercise: whole and streamed.
private func answers(_ exercise: Exercise, _ door: any Door) throws -> (plain: Data, stream: Data) {
    if let error = exercise.error {
        let reply = door.error(error, stamp: stamp)
        let bytes = wire(reply, reply.body)
        return (bytes, bytes)
    }
    var asked = try simple(door)
    exercise.change(&asked)
    let deltas = try #require(exercise.answer).deltas(to: asked, as: "pin-1")
    let reply = door.plain(DoorAnswer(deltas), to: asked, stamp: stamp)
    asked.isStreamed = true
    let pieces = try #require(exercise.answer).deltas(to: asked, as: "pin-1")
    var stream = door.stream(for: asked, stamp: stamp)
    var output = DoorOutput()
    if exercise.breaksStream {
        for delta in pieces.prefix(5) { stream.write(delta, into: &output) }
        stream.fail(DoorError(.overloaded), into: &output)
    } else {
        output = stream.events(of: pieces)
    }
    return (wire(reply, reply.body), wire(stream.head, output.bytes))
}

private func judge(_ sdk: SDK, _ python: URL) throws {
    let peers = Place.root.appending(path: "Tests/Peers")
    let temporary = try TemporaryFolder()
    let folder = temporary.url
    let all = exercises(sdk)
    var arguments: [String] = []
    for (index, exercise) in all.enumerated() {
        let marker = "ppcase" + String(format: "%012x", index)
        let (plain, stream) = try answers(exercise, sdk.door)
        try plain.write(to: folder.appending(path: "\(marker).plain"))
        try stream.write(to: folder.appending(path: "\(marker).stream"))
        var expect = exercise.expect
        expect["name"] = exercise.name
        let text = try JSONSerialization.data(withJSONObject: expect)
        arguments += ["--marker", marker, "--expect", String(decoding: text, as: UTF8.self)]
    }

    let server = Process()
    let (serverInput, serverOutput) = (Pipe(), Pipe())
    server.executableURL = python
    server.arguments = [peers.appending(path: "replay_server.py").path, folder.path]
    server.standardInput = serverInput
    server.standardOutput = serverOutput
    try server.run()
    defer {
        try? serverInput.fileHandleForWriting.close()
        server.waitUntilExit()
    }
    let port = String(decoding: serverOutput.fileHandleForReading.availableData, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)

    let peer = Process()
    let output = Pipe()
    peer.executableURL = python
    let script = sdk.module == "mistralai" ? "mistral" : sdk.module
    peer.arguments =
        [
            peers.appending(path: "\(script)_peer.py").path, "--base-url",
            "http://127.0.0.1:\(port)\(sdk.base)", "--model", "m",
        ] + arguments
    peer.standardOutput = output
    try peer.run()
    let lines = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        .split(separator: "\n")
    peer.waitUntilExit()
    for line in lines where !line.contains(#""ok": true"#) { Issue.record("\(line)") }
    #expect(lines.count == all.count * 2 - 1)
    #expect(peer.terminationStatus == 0)
    try judgeRequests(in: folder, sdk.door)
}

/// What the SDK sent is read by the door, whole and without an objection.
private func judgeRequests(in folder: URL, _ door: any Door) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasPrefix("request-") }
    #expect(files.count > 40)
    for file in files {
        let request = try Value(Data(contentsOf: folder.appending(path: file)))
        var headers = Headers()
        if case .object(let fields)? = request["headers"] {
            for (name, value) in fields { headers.append(name, value.text ?? "") }
        }
        let inquiry = door.inquiry(
            method: "POST", path: request["path"]?.text ?? "", headers: headers,
            body: Array((request["body"]?.text ?? "").utf8))
        guard case .question(let asked) = inquiry else {
            Issue.record("\(file): \(inquiry)")
            continue
        }
        #expect(door.refusal(of: asked) == nil)
        #expect(asked.prompt.allText.contains("ppcase"))
        #expect(asked.prompt.parameters.seed == 7)
        #expect(asked.key?.revealed == "sk-peer")
        #expect(asked.notCarried.isEmpty, "\(asked.notCarried)")
    }
}

/// One test for each, so that a machine that lacks one SDK skips only that one, by name.
@Suite(.enabled(if: Place.runsLongTests, "long: an SDK is started"), .timeLimit(.minutes(1)))
struct NativePeersTests {
    @Test(.enabled(if: mistral.python != nil, "no Python with mistralai (scripts/setup test)"))
    func `Mistral's SDK reads every answer as it was meant`() throws {
        try judge(mistral, try #require(mistral.python))
    }

    @Test(.enabled(if: ollama.python != nil, "no Python with ollama (scripts/setup test)"))
    func `Ollama's client reads every answer as it was meant`() throws {
        try judge(ollama, try #require(ollama.python))
    }

    @Test(.enabled(if: dashScope.python != nil, "no Python with dashscope (scripts/setup test)"))
    func `DashScope's SDK reads every answer as it was meant`() throws {
        try judge(dashScope, try #require(dashScope.python))
    }
}
