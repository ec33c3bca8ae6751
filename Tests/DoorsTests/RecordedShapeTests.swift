import Documents
import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Doors

/// What providers really sent, beside what our doors write for the same kind of answer. Every difference
/// stands here with its reason; a member that the recordings have and no list names fails the test.
private let recordings = Place.shared("recordings")

struct Recording {
    var name: String
    var body: [UInt8]
    var status: Int
    var headers: Set<String>

    init(_ folder: URL) throws {
        name = folder.lastPathComponent
        body = Array(try Data(contentsOf: folder.appending(path: "response.body")))
        let response = try Value(Data(contentsOf: folder.appending(path: "response.json")))
        status = response["status"]?.number ?? 0
        headers = response["headers"]?.keys ?? []
    }
}

func recorded(_ prefix: String, _ kinds: [String]) throws -> [Recording] {
    guard let recordings else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: recordings.path).sorted()
        .filter { name in kinds.contains { name.hasPrefix("\(prefix)-\($0)-") } }
        .map { try Recording(recordings.appending(path: $0)) }
}

let allKinds = [
    "text", "tool-calls", "structured-output", "image-input", "cache-usage", "reasoning",
]
let plainKinds = allKinds.map { "\($0)-plain" }
let streamKinds = allKinds.map { "\($0)-stream" }

/// Everything that a simulated lane can say.
let everything: [Delta] = [
    .start(id: nil, model: "m"),
    .usage(
        Usage(
            input: .init(9, "prompt_tokens"),
            cachedInput: .init(2, "prompt_tokens_details.cached_tokens"))),
    .reasoning("Hm"), .text("Let me see"), .toolStart(index: 0, id: nil, name: "f"),
    .toolArguments(index: 0, #"{"a":1}"#), .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
    .usage(
        Usage(
            output: .init(5, "completion_tokens"),
            cacheWrite: .init(1, "prompt_tokens_details.cache_write_tokens"),
            reasoning: .init(2, "completion_tokens_details.reasoning_tokens"))),
]

/// What a path is called when tool inputs and arguments, whose members are free, are left out.
func shape(_ value: Value) -> Set<String> {
    value.paths.filter { !$0.contains("input.") && !$0.hasPrefix("error.details") }
}

// MARK: OpenAI

/// Members that OpenAI's answers have and ours lack.
private let openAIMissing: [String: String] = [
    "choices[].message.function_call": "the old form, only for those who ask with `functions`",
    "choices[].logprobs.": "only for those who ask with `logprobs`",
    "choices[].message.audio": "audio output",
    "usage.prompt_tokens_details.text_tokens": "some models split input by medium",
    "usage.prompt_tokens_details.image_tokens": "some models split input by medium",
    "usage.prompt_tokens_details.cached_tokens_details": "audio models",
    "usage.completion_tokens_details.text_tokens": "some models split output by medium",
]

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `plain OpenAI answers have the recorded members`() throws {
    let door = OpenAIChatDoor()
    let ours = shape(
        try Value(door.plain(DoorAnswer(everything), to: try simple(door), stamp: stamp).body))
    let read = try recorded("openai-chat", plainKinds)
    #expect(read.count >= 12)
    var always: Set<String>?
    for recording in read {
        let theirs = shape(try Value(recording.body))
        for path in theirs.subtracting(ours) {
            #expect(
                openAIMissing.keys.contains { path.hasPrefix($0) }, "\(recording.name): \(path)")
        }
        always = always?.intersection(theirs) ?? theirs
    }
    // What every recorded answer has, ours has without being asked.
    let bare = DoorAnswer([
        .text("Hi"), .finish(Finish(raw: "stop", reason: .stop)), everything[7], everything[1],
    ])
    let simplest = shape(try Value(door.plain(bare, to: try simple(door), stamp: stamp).body))
    #expect((always ?? []).subtracting(simplest).isEmpty)
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `OpenAI streams have the recorded members, order and end`() throws {
    let door = OpenAIChatDoor()
    var ours: Set<String> = []
    for asksForUsage in [true, false] {
        for deltas in [
            everything, everything.filter { $0 != .reasoning("Hm") && $0 != .text("Let me see") },
        ] {
            var asked = try simple(door, streamed: true)
            asked.wantsUsageInStream = asksForUsage
            var stream = door.stream(for: asked, stamp: stamp)
            for event in streamEvents(stream.events(of: deltas).bytes) {
                ours.formUnion(shape(event.json))
            }
        }
    }
    let others = [
        "openai-chat-text-stream-8fc116b3",  // a gateway's stream, not OpenAI's own
        "openai-chat-tool-calls-stream-94c0fe94",  // an audio model's, which has no finish reason
    ]
    let read = try recorded("openai-chat", streamKinds).filter { !others.contains($0.name) }
    #expect(read.count >= 12)
    for recording in read {
        let events = streamEvents(recording.body)
        #expect(events.last?.data == "[DONE]", "\(recording.name)")
        for event in events.dropLast() {
            #expect(event.name == nil)
            for path in shape(event.json).subtracting(ours) {
                #expect(
                    openAIMissing.keys.contains {
                        path.replacingOccurrences(of: ".delta", with: ".message").hasPrefix($0)
                    },
                    "\(recording.name): \(path)")
            }
        }
        #expect(phases(events) == expectedPhases(events), "\(recording.name): \(phases(events))")
    }
}

/// The order of the kinds of chunks, repeated ones once.
private func phases(_ events: [StreamEvent]) -> [String] {
    var order: [String] = []
    for event in events {
        let choice = event.json["choices"]?[0]
        let delta = choice?["delta"]
        let phase: String
        if event.data == "[DONE]" {
            phase = "done"
        } else if event.json["choices"]?.count == 0 {
            phase = "usage"
        } else if choice == nil {
            continue  // audio models send a chunk that has no choices at all
        } else if choice?["finish_reason"] != .null, choice?["finish_reason"] != nil {
            phase = "finish"
        } else {
            phase = delta?["role"] != nil ? "role" : "content"
        }
        if order.last != phase { order.append(phase) }
    }
    return order
}

/// The order of ours for a stream that has usage, or has none; content may be empty.
private func expectedPhases(_ events: [StreamEvent]) -> [String] {
    let hasUsage = events.contains { $0.json["choices"]?.count == 0 }
    let hasContent = phases(events).contains("content")
    return ["role"] + (hasContent ? ["content"] : []) + ["finish"] + (hasUsage ? ["usage"] : []) + [
        "done"
    ]
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `our own OpenAI stream has the order that the recorded ones are held to`() throws {
    let door = OpenAIChatDoor()
    for asksForUsage in [true, false] {
        var asked = try simple(door, streamed: true)
        asked.wantsUsageInStream = asksForUsage
        var stream = door.stream(for: asked, stamp: stamp)
        let events = streamEvents(stream.events(of: everything).bytes)
        #expect(phases(events) == expectedPhases(events))
        #expect(phases(events).contains("usage") == asksForUsage)
    }
}

// MARK: Anthropic

private let anthropicMissing: [String: String] = [
    "content[].caller": "who called a tool, since programmatic calls exist",
    "content[].citations": "only where documents are cited",
    "content[].content": "results of server tools",
    "content[].tool_use_id": "results of server tools",
    "container": "code execution",
    "context_management": "only for those who ask for it",
    "usage.server_tool_use": "server tools",
    "usage.iterations": "beta",
    "diagnostics": "beta",
]

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `plain Anthropic answers have the recorded members`() throws {
    let door = AnthropicDoor()
    let ours = shape(
        try Value(door.plain(DoorAnswer(everything), to: try simple(door), stamp: stamp).body))
    let read = try recorded("anthropic-messages", plainKinds)
    #expect(read.count >= 15)
    for recording in read {
        for path in shape(try Value(recording.body)).subtracting(ours) {
            #expect(
                anthropicMissing.keys.contains { path.hasPrefix($0) }, "\(recording.name): \(path)")
        }
    }
}

/// `type` of the event, of its block or delta, and the members of both.
private func eventShapes(_ event: StreamEvent) -> (key: String, paths: Set<String>) {
    let json = event.json
    let inner = json["content_block"]?["type"]?.text ?? json["delta"]?["type"]?.text ?? ""
    return ("\(event.name ?? "?") \(inner)", shape(json))
}

private let anthropicStreamMissing: [String: String] = [
    "content_block.caller": "who called a tool, since programmatic calls exist",
    "content_block.citations": "only where documents are cited",
    "content_block.content": "results of server tools",
    "content_block.tool_use_id": "results of server tools",
    "context_management": "only for those who ask for it",
    "message.container": "code execution",
    "message.diagnostics": "beta",
    "usage.iterations": "beta",
    "usage.server_tool_use": "server tools",
    "delta.stop_details.recommended_model": "beta",
    "delta.container": "code execution",
    "message.usage.output_tokens_details": "some models tell thoughts before they think",
]

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `Anthropic streams have the recorded events, members and end`() throws {
    let door = AnthropicDoor()
    var ours: [String: Set<String>] = [:]
    for deltas in [
        everything,
        [.finish(Finish(raw: "refusal", reason: .refusal, detail: "x")), everything[1]],
    ] {
        var stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
        for event in streamEvents(stream.events(of: deltas).bytes) {
            let (key, paths) = eventShapes(event)
            ours[key, default: []].formUnion(paths)
        }
    }
    // Signatures only the provider can make; server tools and citations no lane plays.
    let unknown = ["signature_delta", "citations_delta", "server_tool_use", "_tool_result"]
    let read = try recorded("anthropic-messages", streamKinds)
    #expect(read.count >= 15)
    for recording in read {
        let events = streamEvents(recording.body)
        #expect(events.first?.name == "message_start", "\(recording.name)")
        #expect(
            events.suffix(2).map(\.name) == ["message_delta", "message_stop"], "\(recording.name)")
        for event in events {
            let (key, paths) = eventShapes(event)
            if unknown.contains(where: { key.contains($0) }) { continue }
            let known = try #require(ours[key], "\(recording.name): \(key)")
            for path in paths.subtracting(known) {
                #expect(
                    anthropicStreamMissing.keys.contains { path.hasPrefix($0) },
                    "\(recording.name): \(key) \(path)")
            }
        }
    }
}

// MARK: Headers

/// Fields of recorded answers that ours lack: the server's own, the edge's, limits of projects and
/// images, and Anthropic's hint how long to wait that a few good answers have.
private func isAccepted(_ name: String) -> Bool {
    ["date", "x-envoy-upstream-service-time", "retry-after"].contains(name)
        || name.hasSuffix("-project-tokens") || name.hasSuffix("-input-images")
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `answers have the recorded headers`() throws {
    for (prefix, door) in [
        ("openai-chat", OpenAIChatDoor()), ("anthropic-messages", AnthropicDoor()),
    ]
        as [(String, any Door)]
    {
        let asked = try simple(door)
        let plain = door.plain(DoorAnswer(everything), to: asked, stamp: stamp).headers
        let streamed = door.stream(for: asked, stamp: stamp).head.headers
        var theirs: Set<String> = []
        for recording in try recorded(prefix, plainKinds + streamKinds) {
            theirs.formUnion(recording.headers)
        }
        for headers in [plain, streamed] {
            let ours = Set(headers.fields.map(\.name))
            #expect(theirs.subtracting(ours).filter { !isAccepted($0) }.isEmpty, "\(prefix)")
            #expect(ours.subtracting(theirs).isEmpty, "\(prefix)")
        }
    }
}

// MARK: Errors

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `errors have the recorded envelopes`() throws {
    for (prefix, door) in [
        ("openai-chat", OpenAIChatDoor()), ("anthropic-messages", AnthropicDoor()),
    ]
        as [(String, any Door)]
    {
        let read = try recorded(prefix, ["error-plain"])
        #expect(read.count >= 5)
        let ours = try Value(door.error(DoorError(.serverError), stamp: stamp).body).paths
        for recording in read {
            let theirs = try Value(recording.body).paths
            // Older Anthropic errors have no request id.
            #expect(
                theirs.union(["request_id"]).union(ours) == ours.union(["request_id"]),
                "\(recording.name)")
            #expect(
                ours.subtracting(theirs).subtracting(["request_id"]).isEmpty, "\(recording.name)")
        }
    }
}

/// The recorded request's own text, so that 99.0 stays 99.0; nil where none was recorded.
func requestBody(in folder: URL) throws -> String? {
    var tape = JSONTape()
    try tape.read(Array(try Data(contentsOf: folder.appending(path: "request.json"))))
    guard let body = tape.member("body", of: tape.root), !tape.isNull(body) else { return nil }
    return tape.text(body)
}

/// The recorded refusals whose requests are known are refused by our doors in the same words.
@Test(
    .enabled(if: recordings != nil, "no recordings beside the checkout"),
    arguments: [
        ("openai-chat-error-plain-a651963f", OpenAIChatDoor.name),
        ("openai-chat-error-plain-ea9760ea", OpenAIChatDoor.name),
        ("anthropic-messages-error-plain-5ff008bf", AnthropicDoor.name),
    ])
func `recorded refusals are given word for word`(name: String, dialect: String) throws {
    let folder = try #require(recordings).appending(path: name)
    let recording = try Recording(folder)
    let body = try #require(try requestBody(in: folder))
    let door = try #require(allDoors.speaking(dialect))
    guard case .refusal(let error) = ask(body, door) else {
        Issue.record("it was taken")
        return
    }
    let reply = door.error(error, stamp: stamp)
    #expect(reply.status == recording.status)
    #expect(try Value(reply.body)["error"] == Value(recording.body)["error"])
}

/// Requests that the providers took are taken here.
@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `recorded requests that were answered are read`() throws {
    for (prefix, door) in [
        ("openai-chat", OpenAIChatDoor()), ("anthropic-messages", AnthropicDoor()),
    ]
        as [(String, any Door)]
    {
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(
            atPath: try #require(recordings).path)
        where name.hasPrefix(prefix + "-") && !name.contains("-error-") {
            let folder = try #require(recordings).appending(path: name)
            guard let body = try requestBody(in: folder) else { continue }
            let inquiry = ask(body, door)
            guard case .question(let asked) = inquiry else {
                Issue.record("\(name): \(inquiry)")
                continue
            }
            count += 1
            #expect(asked.prompt.messages.isEmpty == false, "\(name)")
            if let refusal = door.refusal(of: asked) {
                Issue.record("\(name): \(refusal.message ?? "")")
            }
        }
        #expect(count > 20)
    }
}
