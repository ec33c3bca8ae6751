import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Doors

/// The official SDKs read what our doors write: replayed by a few lines of Python, so that neither our
/// server nor our parsers have a part in it.
private let python = Place.peersPython

private let peers = Place.root.appending(path: "Tests/Peers")

/// One behaviour of the simulated provider, and what the SDK must make of it.
private struct Exercise {
    var name: String
    var answer: SimulatedAnswer?
    var error: DoorError?
    var expect: [String: Any]
    /// The stream breaks after its first content.
    var breaksStream = false
}

/// Doors whose SDKs are asked here; those of the others have tests of their own.
private let peeredDoors = allDoors.filter {
    !($0 is MistralChatDoor || $0 is OllamaChatDoor || $0 is DashScopeDoor) && !$0.saysAllWith200
}

extension Door {
    fileprivate var peer: String {
        switch self {
        case is AnthropicDoor: "anthropic_peer.py"
        case is OpenAIResponsesDoor: "openai_responses_peer.py"
        case is GeminiDoor: "gemini_peer.py"
        default: "openai_peer.py"
        }
    }

    /// What this SDK puts behind the address that it is given is not the same for all.
    fileprivate var peerPath: String {
        self is AnthropicDoor || self is GeminiDoor ? "" : basePath
    }

    fileprivate func words<Word>(
        _ openAI: Word, _ anthropic: Word, _ responses: Word, _ google: Word
    ) -> Word {
        switch self {
        case is AnthropicDoor: anthropic
        case is OpenAIResponsesDoor: responses
        case is GeminiDoor: google
        default: openAI
        }
    }
}

private func exercises(_ door: any Door) -> [Exercise] {
    let isMaker = !(door is OpenAIChatDoor) || door.provider == "openai"
    /// The status that this provider has for it: the SDK must raise the class of that one.
    func refused(_ kind: DoorError.Kind, _ more: [String: Any] = [:]) -> Exercise {
        let error = DoorError(kind, retryAfter: kind == .rateLimit ? .seconds(1) : .bare)
        let status = door.error(error, stamp: stamp).status
        return Exercise(
            name: kind.rawValue, error: error,
            expect: more.merging(["status": status]) { old, _ in old })
    }
    let text = "Grüße aus \"Paris\"\n\tund 東京 👩‍👩‍👧‍👦"
    let isAzure = door.provider == "azure-responses"
    var rateLimit: [String: Any] = [
        "status": 429, "message": door.words("ate limit", "ate limit", "ate limit", "Quota"),
    ]
    // Azure's errors have no type.
    if !isAzure {
        rateLimit["type"] = door.words(
            "requests", "rate_limit_error", "requests", "RESOURCE_EXHAUSTED")
    }
    var exercises = [
        Exercise(
            name: "text", answer: SimulatedAnswer(text: text),
            expect: [
                "text": text, "finish": door.words("stop", "end_turn", "completed", "STOP"),
                "model": "pin-1",
                "output_tokens": TokenRule.tokens(of: SimulatedAnswer(text: text)),
            ]),
        Exercise(
            name: "tools",
            answer: SimulatedAnswer(
                text: "Let me see.",
                toolCalls: [
                    ToolCall(id: nil, name: "weather", arguments: #"{"city":"Rome","days":[1,2]}"#),
                    ToolCall(id: nil, name: "now", arguments: "{}"),
                ]),
            expect: [
                "text": "Let me see.",
                "finish": door.words("tool_calls", "tool_use", "completed", "STOP"),
                "tools": [
                    ["name": "weather", "arguments": ["city": "Rome", "days": [1, 2]]],
                    ["name": "now", "arguments": [String: Any]()],
                ],
            ]),
        Exercise(
            name: "tool alone",
            answer: SimulatedAnswer(
                text: "", toolCalls: [ToolCall(id: nil, name: "f", arguments: #"{"a":"}\"{"}"#)]),
            expect: ["text": "", "tools": [["name": "f", "arguments": ["a": #"}"{"#]]]]),
        Exercise(name: "empty", answer: SimulatedAnswer(text: ""), expect: ["text": ""]),
        Exercise(
            name: "error event", answer: SimulatedAnswer(text: "Half an answer"),
            expect: ["stream_error": true, "modes": ["streamed"]], breaksStream: true),
        refused(.rateLimit, isMaker ? rateLimit : ["status": 429]),
        refused(
            .serverError,
            isMaker
                ? [
                    "status": 500,
                    "type": door.words("server_error", "api_error", "server_error", "INTERNAL"),
                ] : ["status": 500]),
        refused(.auth, ["status": door.words(401, 401, 401, 400)]),
        refused(
            .modelGone, isMaker ? ["status": door.words(404, 404, isAzure ? 404 : 400, 404)] : [:]),
        refused(.contextLength, ["status": 400]),
        refused(.overloaded, isMaker ? ["status": door.words(503, 529, 503, 503)] : [:]),
        refused(.quota), refused(.forbidden), refused(.contentPolicy), refused(.unprocessable),
    ]
    if door is OpenAIResponsesDoor || door is GeminiDoor {
        let json = #"{"city": "Paris", "people": 2100000}"#
        exercises.append(
            Exercise(
                name: "structured output", answer: SimulatedAnswer(text: json),
                expect: [
                    "text": json, "parsed": ["city": "Paris", "people": 2_100_000],
                ]))
    }
    return exercises
}

private func wire(_ reply: DoorReply, _ body: [UInt8]) -> Data {
    var head = "HTTP/1.1 \(reply.status) OK\r\n"
    for (name, value) in reply.headers.fields { head += "\(name): \(value)\r\n" }
    return Data((head + "connection: close\r\n\r\n").utf8) + Data(body)
}

@Test(
    .enabled(if: Place.hasPeers, "no .venv with test peers: scripts/setup test makes it"),
    .enabled(if: Place.runsLongTests, "long: the SDKs are started"), .timeLimit(.minutes(1)),
    arguments: peeredDoors)
func `the official SDK reads every answer as it was meant`(door: any Door) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    var arguments: [String] = []
    for (index, exercise) in exercises(door).enumerated() {
        let marker = "ppcase" + String(format: "%012x", index)
        var asked = try simple(door)
        asked.wantsUsageInStream = true
        asked.allowsPadding = index % 2 == 0
        asked.prompt.parameters.maxTokens = nil
        var plain: Data
        var streamed: Data
        if let error = exercise.error {
            let reply = door.error(error, stamp: stamp)
            plain = wire(reply, reply.body)
            streamed = plain
        } else {
            let answer = try #require(exercise.answer)
            let deltas = answer.deltas(to: asked, as: "pin-1")
            let reply = door.plain(DoorAnswer(deltas), to: asked, stamp: stamp)
            plain = wire(reply, reply.body)
            var stream = door.stream(for: asked, stamp: stamp)
            var output = stream.events(of: deltas)
            if exercise.breaksStream {
                stream = door.stream(for: asked, stamp: stamp)
                output.removeAll()
                for delta in deltas.prefix(5) { stream.write(delta, into: &output) }
                stream.fail(DoorError(.overloaded), into: &output)
            }
            streamed = wire(stream.head, output.bytes)
        }
        try plain.write(to: folder.appending(path: "\(marker).plain"))
        try streamed.write(to: folder.appending(path: "\(marker).stream"))
        var expect = exercise.expect
        expect["name"] = exercise.name
        let text = String(
            decoding: try JSONSerialization.data(withJSONObject: expect), as: UTF8.self)
        arguments += ["--marker", marker, "--expect", text]
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
    peer.arguments =
        [
            peers.appending(path: door.peer).path, "--base-url",
            "http://127.0.0.1:\(port)\(door.peerPath)", "--model", "m",
        ] + arguments
    peer.standardOutput = output
    try peer.run()
    let lines = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        .split(separator: "\n")
    peer.waitUntilExit()
    for line in lines where !line.contains(#""ok": true"#) { Issue.record("\(line)") }
    let wanted = exercises(door).map { $0.breaksStream ? 1 : 2 }
    #expect(lines.count == wanted.reduce(0, +))
    #expect(peer.terminationStatus == 0)
    try judgeRequests(in: folder, door)
}

/// What the SDK sent is read by the door, whole and without an objection.
private func judgeRequests(in folder: URL, _ door: any Door) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasPrefix("request-") }
    #expect(files.count > 20)
    for file in files {
        let request = try Value(Data(contentsOf: folder.appending(path: file)))
        var headers = Headers()
        if case .object(let fields)? = request["headers"] {
            for (name, value) in fields { headers.append(name, value.text ?? "") }
        }
        let inquiry = door.inquiry(
            method: "POST", path: request["path"]?.text ?? "", headers: headers,
            body: Array((request["body"]?.text ?? "").utf8))
        guard case .question(let question) = inquiry else {
            Issue.record("\(file): \(inquiry)")
            continue
        }
        #expect(door.refusal(of: question) == nil, "\(door.provider)")
        #expect(question.prompt.allText.contains("ppcase"))
        #expect(question.key?.revealed.hasPrefix("sk-") == true)
        #expect(question.notCarried.isEmpty)
    }
}

/// Bodies that fit the SDK's types and bodies that do not, each wrong in one place.
private let bodies: [(script: String, body: String, fits: Bool)] = [
    ("openai", simpleOpenAI, true), ("anthropic", simpleAnthropic, true),
    ("openai", #"{"model":"m"}"#, false), ("anthropic", simpleOpenAI, false),
    (
        "openai",
        #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":5}]}]}"#, false
    ),
    (
        "openai", #"{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":"0"}"#,
        false
    ),
    ("openai", #"{"model":"m","messages":[{"role":"user","content":"x","colour":1}]}"#, false),
    (
        "anthropic",
        #"{"model":"m","max_tokens":5,"temperature":0,"messages":[{"role":"user","content":"x"}]}"#,
        true
    ),
    (
        "anthropic",
        #"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"f"}]}"#,
        false
    ),
    ("anthropic", "{", false),
]

@Test(
    .enabled(if: Place.hasPeers, "no .venv with test peers: scripts/setup test makes it"),
    .enabled(if: Place.runsLongTests, "long: two SDKs are started"), .timeLimit(.minutes(1)))
func `a request body is held against the SDK's own types`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for script in ["openai", "anthropic"] {
        var files: [String] = []
        for (index, each) in bodies.enumerated() where each.script == script {
            let file = folder.appending(path: "\(script)-\(index)-\(each.fits).json")
            try Data(each.body.utf8).write(to: file)
            files.append(file.path)
        }
        let judge = Process()
        let errors = Pipe()
        judge.executableURL = python
        judge.arguments = [peers.appending(path: "\(script)_accepts.py").path] + files
        judge.standardError = errors
        try judge.run()
        let report = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        judge.waitUntilExit()
        #expect(judge.terminationStatus == 1)
        for file in files {
            #expect(report.contains(file) != file.hasSuffix("-true.json"), "\(report)")
        }
    }
}
