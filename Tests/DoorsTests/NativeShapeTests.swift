import Documents
import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Doors

/// What Mistral, Ollama, DashScope, Cohere and Bedrock really sent, beside what our doors write for the same kind of
/// answer. Every difference stands here with its reason.
private let recordings = Place.shared("recordings")

private struct NativeRecording {
    var name: String
    var dialect: String
    var isError: Bool
    var isStream: Bool
    var body: [UInt8]
    var status: Int
    var headers: Set<String>
    var request: String?

    init(_ folder: URL) throws {
        name = folder.lastPathComponent
        let meta = try Value(Data(contentsOf: folder.appending(path: "meta.json")))
        dialect = meta["dialect"]?.text ?? ""
        isError = meta["kind"]?.text == "error"
        isStream = meta["stream"]?.number == 1
        body = Array(try Data(contentsOf: folder.appending(path: "response.body")))
        let response = try Value(Data(contentsOf: folder.appending(path: "response.json")))
        status = response["status"]?.number ?? 0
        headers = response["headers"]?.keys ?? []
        var tape = JSONTape()
        try tape.read(Array(try Data(contentsOf: folder.appending(path: "request.json"))))
        if let body = tape.member("body", of: tape.root), !tape.isNull(body) {
            request = tape.text(body)
        }
    }
}

private let prefixes = [
    "mistral-mistral-", "ollama-ollama-", "alibaba-dashscope-", "cohere-cohere-",
    "bedrock-converse-",
]

private let recorded: [NativeRecording] = {
    guard let recordings,
        let names = try? FileManager.default.contentsOfDirectory(atPath: recordings.path)
    else { return [] }
    return names.sorted().filter { name in prefixes.contains { name.hasPrefix($0) } }
        .compactMap { try? NativeRecording(recordings.appending(path: $0)) }
}()

private func recorded(
    _ door: any Door, isError: Bool = false, isStream: Bool
) -> [NativeRecording] {
    recorded.filter {
        $0.dialect == door.name && $0.isError == isError && $0.isStream == isStream
    }
}

private let doors: [any Door] = [
    MistralChatDoor(), OllamaChatDoor(), DashScopeDoor(), CohereChatDoor(),
    BedrockConverseDoor(),
]

/// Everything that a simulated lane can say, with calls and without.
private let answers: [[Delta]] = {
    let usage: [Delta] = [
        .usage(
            Usage(
                input: .init(9, "prompt_tokens"), output: .init(5, "completion_tokens"),
                cachedInput: .init(1, "cached_tokens"), cacheWrite: .init(1, "written_tokens"),
                reasoning: .init(2, "reasoning_tokens")))
    ]
    let stop = Delta.finish(Finish(raw: "stop", reason: .stop))
    let call: [Delta] = [
        .toolStart(index: 0, id: nil, name: "f"), .toolArguments(index: 0, #"{"a":1}"#),
        .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
    ]
    return [
        usage + [.text("Hi"), stop], usage + [.reasoning("Hm"), .text("Hi"), stop], usage + call,
    ]
}()

/// In each of the layouts that a question may ask for.
private func questions(_ door: any Door, isStreamed: Bool) throws -> [Question] {
    let layouts: [Question.Layout] = door is DashScopeDoor ? [.message, .text, .parts] : [.message]
    return try layouts.map { layout in
        var asked = try simple(door, streamed: isStreamed)
        asked.layout = layout
        return asked
    }
}

/// Members of recorded answers that ours lack, by the beginning of their paths.
private let missing: [String: String] = [
    "choices[].logprobs": "older answers and those of hosted models; null without being asked for",
    "choices[].message.prefix": "older answers",
    "choices[].message.tool_calls[].type": "hosted models and older answers",
    "choices[].delta.tool_calls[].type": "hosted models",
    "choices[].delta.content[].text": "a thought may end and the text begin in one chunk",
    "choices[].delta.content[].type": "a thought may end and the text begin in one chunk",
    "choices[].delta.index": "hosted models repeat the index of the choice",
    "usage.num_cached_tokens": "older answers",
    "usage.prompt_audio_seconds": "audio models",
    "usage.prompt_tokens_details.audio_tokens": "audio models",
    "usage.prompt_token_details": "some answers tell the details under two spellings",
    "usage.tokens.image_tokens": "no simulated answer tells its pictures apart",
    "message.citations": "nothing is cited that nobody gave",
    "message.tool_plan": "what leads to the calls is text or thought here",
    "delta.message.citations": "nothing is cited that nobody gave",
    "delta.message.tool_plan": "what leads to the calls is text or thought here",
    "logprobs": "asked for, and carried by no prompt",
    "delta.error": "the end of a stream that broke",
    "output.message.content[].citationsContent": "nothing is cited that nobody gave",
    "output.message.content[].reasoningContent.reasoningText.signature": "nobody signs here",
    "delta.reasoningContent.signature": "nobody signs here",
    "delta.reasoningContent.redactedContent": "no simulated thought is hidden",
    "delta.citation": "nothing is cited that nobody gave",
    "output.message.content[].toolResult": "the service calls no tools of its own here",
    "delta.toolResult": "the service calls no tools of its own here",
    "start.toolResult": "the service calls no tools of its own here",
    "output.message.content[].toolUse.type": "newer models repeat whose tool it is",
    "start.toolUse.type": "newer models repeat whose tool it is",
    "usage.cacheDetails": "how long what is written is kept",
    "trace": "guards and routers that nobody asked for",
]

private func nativeShape(_ value: Value) -> Set<String> {
    value.paths.filter { !$0.contains("arguments.") && !$0.contains("toolUse.input") }
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"), arguments: doors)
func `plain answers of other dialects have the recorded members`(door: any Door) throws {
    var ours: Set<String> = []
    for asked in try questions(door, isStreamed: false) {
        for deltas in answers {
            let reply = door.plain(DoorAnswer(deltas), to: asked, stamp: stamp)
            ours.formUnion(nativeShape(try Value(reply.body)))
        }
    }
    let read = recorded(door, isStream: false)
    #expect(read.count >= (door is DashScopeDoor ? 1 : 7))
    for recording in read {
        for path in nativeShape(try Value(recording.body)).subtracting(ours) {
            #expect(
                missing.keys.contains { path.hasPrefix($0) }, "\(recording.name): \(path)")
        }
    }
}

/// What an event is in the order of a stream.
private func phase(_ event: StreamEvent, _ door: any Door) -> String {
    let json = event.json
    switch door.name {
    case OllamaChatDoor.name: return json["done"]?.number == 1 ? "finish" : "content"
    case DashScopeDoor.name:
        let output = json["output"]
        let word = output?["finish_reason"] ?? output?["choices"]?[0]?["finish_reason"]
        return word?.text == "null" ? "content" : "finish"
    case CohereChatDoor.name:
        switch event.name {
        case nil: return "done"
        case "message-start"?: return "role"
        case "message-end"?: return "finish"
        default: return "content"
        }
    case BedrockConverseDoor.name:
        switch event.name {
        case "messageStart"?: return "role"
        case "messageStop"?: return "finish"
        case "metadata"?: return "done"
        default: return "content"
        }
    default:
        if event.data == "[DONE]" { return "done" }
        let choice = json["choices"]?[0]
        if choice?["finish_reason"]?.text != nil { return "finish" }
        return choice?["delta"]?["role"] == nil ? "content" : "role"
    }
}

private func phases(_ events: [StreamEvent], _ door: any Door) -> [String] {
    events.map { phase($0, door) }.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"), arguments: doors)
func `streams of other dialects have the recorded members, order and end`(
    door: any Door
) throws {
    var ours: Set<String> = []
    var orders: Set<[String]> = []
    for asked in try questions(door, isStreamed: true) {
        for deltas in answers {
            var stream = door.stream(for: asked, stamp: stamp)
            let events = door.events(stream.events(of: deltas).bytes)
            orders.insert(phases(events, door))
            for event in events { ours.formUnion(nativeShape(event.json)) }
        }
    }
    let read = recorded(door, isStream: true)
    #expect(read.count >= (door is DashScopeDoor ? 1 : 8))
    for recording in read {
        let events = door.events(recording.body)
        for event in events {
            for path in nativeShape(event.json).subtracting(ours) {
                #expect(
                    missing.keys.contains { path.hasPrefix($0) }, "\(recording.name): \(path)")
            }
        }
        let order = phases(events, door)
        // The one that was recorded of DashScope is cut off; hosted models begin without a role.
        let isKnown = orders.contains { ours in
            ours == order || door is DashScopeDoor && order == Array(ours.prefix(order.count))
                || ours.first == "role" && Array(ours.dropFirst()) == order
                || order == ["role", "content", "finish", "done"]
        }
        #expect(isKnown, "\(recording.name): \(order)")
    }
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `events of DashScope are framed as the recorded ones`() throws {
    let door = DashScopeDoor()
    let recording = try #require(recorded(door, isStream: true).first)
    func frames(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .map { $0.hasPrefix("data:") ? "data:" : String($0) }
    }
    var stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
    let ours = frames(stream.events(of: answers[0]).bytes)
    #expect(frames(recording.body) == ours)
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"), arguments: doors)
func `errors of other dialects have one of the recorded envelopes`(door: any Door) throws {
    var ours: [Set<String>] = []
    for kind in DoorError.Kind.allCases {
        let reply = door.error(DoorError(kind), stamp: stamp)
        if let value = try? Value(reply.body) { ours.append(value.paths) }
    }
    for recording in recorded(door, isError: true, isStream: false) {
        let theirs = try Value(recording.body).paths
        // Newer envelopes repeat the status; what is quoted of a request has any shape.
        let isKnown = ours.contains { ours in
            theirs.subtracting(ours).allSatisfy {
                $0.hasPrefix("detail[].ctx") || $0.hasPrefix("detail[].input")
            } && ours.subtracting(theirs).subtracting(["raw_status_code"]).isEmpty
        }
        #expect(isKnown, "\(recording.name)")
    }
}

@Test(
    .enabled(if: recordings != nil, "no recordings beside the checkout"),
    arguments: [
        ("mistral-mistral-error-plain-2cf806d0", DoorError.Kind.modelGone, "bad model" as String?),
        ("mistral-mistral-error-plain-51b60134", .badRequest, nil),
        ("mistral-mistral-error-plain-8f399deb", .auth, nil),
        ("mistral-mistral-error-plain-b7b621a1", .serverError, nil),
        ("ollama-ollama-error-plain-1521b68d", .modelGone, "bad_model"),
        ("cohere-cohere-error-plain-9c813f91", .modelGone, "bad model"),
        ("cohere-cohere-error-plain-dbbe8ce6", .unprocessable, nil),
    ])
func `recorded errors are given word for word`(
    name: String, kind: DoorError.Kind, model: String?
) throws {
    let recording = try #require(recorded.first { $0.name == name })
    let door = try #require(allDoors.speaking(recording.dialect))
    let reply = door.error(DoorError(kind, model: model), stamp: stamp)
    #expect(reply.status == recording.status)
    let (ours, theirs) = (try Value(reply.body), try Value(recording.body))
    // An error of Cohere's has an id of its own.
    for key in theirs.keys where key != "id" { #expect(ours[key] == theirs[key], "\(key)") }
    #expect(ours.keys.subtracting(theirs.keys).isSubset(of: ["raw_status_code"]))
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `a recorded request that Mistral refused is refused alike`() throws {
    let name = "mistral-mistral-error-plain-f1d2583c"
    let recording = try #require(recorded.first { $0.name == name })
    let door = MistralChatDoor()
    guard case .refusal(let error) = ask(try #require(recording.request), door) else {
        Issue.record("it was taken")
        return
    }
    let reply = door.error(error, stamp: stamp)
    #expect(reply.status == recording.status)
    // Ours tells the first mistake, theirs all.
    #expect(try Value(reply.body)["detail"]?[0] == Value(recording.body)["detail"]?[0])
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"), arguments: doors)
func `recorded requests that other providers answered are read`(door: any Door) throws {
    var count = 0
    for recording in recorded where recording.dialect == door.name && !recording.isError {
        guard let request = recording.request else { continue }
        guard case .question(let asked) = ask(request, door) else {
            Issue.record("\(recording.name): \(ask(request, door))")
            continue
        }
        count += 1
        #expect(!asked.prompt.messages.isEmpty, "\(recording.name)")
        // One id was scrubbed, and is of no form any more.
        if let refusal = door.refusal(of: asked), !request.contains("REDACTED") {
            Issue.record("\(recording.name): \(refusal.message ?? "")")
        }
    }
    #expect(count >= (door is DashScopeDoor ? 0 : 12))
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"), arguments: doors)
func `answers of other dialects have the recorded headers`(door: any Door) throws {
    let theirs = (recorded(door, isStream: false) + recorded(door, isStream: true))
        .reduce(into: Set<String>()) { $0.formUnion($1.headers) }
    let asked = try simple(door)
    for headers in [
        door.plain(DoorAnswer(answers[0]), to: asked, stamp: stamp).headers,
        door.stream(for: asked, stamp: stamp).head.headers,
    ] {
        // Those of other plans, counted by the month or the second, and the server's own.
        let lacking = theirs.subtracting(headers.fields.map(\.name)).filter {
            !$0.hasSuffix("-month") && !$0.hasSuffix("-60-second") && $0 != "date"
        }
        #expect(lacking.isEmpty, "\(lacking)")
    }
}
