import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Doors

/// What OpenAI and Azure really sent on their Responses endpoints, beside what our doors write. Every
/// difference stands here with its reason.
private let hasRecordings = Place.shared("recordings") != nil

private let doors: [(prefix: String, door: OpenAIResponsesDoor)] = [
    ("openai-responses", OpenAIResponsesDoor()),
    ("azure-responses", OpenAIResponsesDoor(provider: "azure-responses")),
]

/// Members that recorded answers have and ours lack.
private let missing: [String: String] = [
    "tool_usage": "hosted tools",
    "prompt": "only for those who ask with a stored prompt",
    "instructions[]": "only for those who ask with a stored prompt",
    "reasoning.context": "told by newer models only",
    "reasoning.mode": "told by newer models only",
    "output[].encrypted_content": "only the provider can make it",
    "output[].phase": "told by newer models only",
    "output[].content[].annotations[]": "hosted tools",
    "part.annotations[]": "hosted tools",
    "item.content[].annotations[]": "hosted tools",
    "output[].action": "hosted tools", "output[].code": "hosted tools",
    "output[].container_id": "hosted tools", "output[].outputs": "hosted tools",
    "incomplete_details.reason": "only where something is missing",
    "text.format.": "only where a schema was asked for",
    "tools[]": "only where tools were asked for",
    "tool_choice.": "only where a tool was asked for",
    "metadata.": "what the caller sent",
    "item.encrypted_content": "only the provider can make it",
    "item.phase": "told by newer models only",
    "item.content": "newer models begin thoughts with an empty list of parts",
    "item.action": "hosted tools",
]

private func isExplained(_ path: String) -> Bool {
    let path = path.hasPrefix("response.") ? String(path.dropFirst("response.".count)) : path
    return missing.keys.contains { path.hasPrefix($0) }
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `plain Responses have the recorded members`() throws {
    for (prefix, door) in doors {
        let refused: [Delta] = everything + [.refusal("No")]
        let asked = try simple(door)
        var ours: Set<String> = []
        for deltas in [everything, refused] {
            let reply = door.plain(DoorAnswer(deltas), to: asked, stamp: stamp)
            ours.formUnion(shape(try Value(reply.body)))
        }
        let read = try recorded(prefix, plainKinds)
        #expect(read.count >= 6)
        var always: Set<String>?
        for recording in read {
            let theirs = shape(try Value(recording.body))
            for path in theirs.subtracting(ours) {
                #expect(isExplained(path), "\(recording.name): \(path)")
            }
            let top = theirs.filter { !$0.contains("[]") }
            always = always?.intersection(top) ?? top
        }
        #expect((always ?? []).subtracting(ours).isEmpty, "\(prefix)")
    }
}

/// The type of an event, with that of its item, and its members but for those of a whole response.
private func eventShape(_ event: StreamEvent) -> (key: String, paths: Set<String>) {
    let item = event.json["item"]?["type"]?.text ?? event.json["part"]?["type"]?.text ?? ""
    return ("\(event.name ?? "?") \(item)", shape(event.json))
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `streamed Responses have the recorded events, members and end`() throws {
    let hosted = [
        "web_search", "annotation", "code_interpreter", "file_search", "image_generation", "mcp_",
    ]
    for (prefix, door) in doors {
        var ours: [String: Set<String>] = [:]
        for deltas in [
            everything, everything + [.refusal("No")],
            everything.filter { if case .finish = $0 { false } else { true } } + [
                .finish(Finish(raw: "length", reason: .length))
            ],
        ] {
            var asked = try simple(door, streamed: true)
            asked.allowsPadding = true
            var stream = door.stream(for: asked, stamp: stamp)
            for event in streamEvents(stream.events(of: deltas).bytes) {
                let (key, paths) = eventShape(event)
                ours[key, default: []].formUnion(paths)
            }
        }
        let read = try recorded(prefix, streamKinds)
        #expect(read.count >= 5)
        for recording in read {
            let events = streamEvents(recording.body)
            #expect(
                events.prefix(2).map(\.name) == ["response.created", "response.in_progress"],
                "\(recording.name)")
            let ends = ["response.completed", "response.incomplete"]
            #expect(ends.contains(events.last?.name ?? ""), "\(recording.name)")
            for event in events {
                let (key, paths) = eventShape(event)
                if hosted.contains(where: { key.contains($0) }) { continue }
                #expect(event.json["type"]?.text == event.name)
                let known = try #require(ours[key], "\(recording.name): \(key)")
                for path in paths.subtracting(known) {
                    #expect(isExplained(path), "\(recording.name): \(key) \(path)")
                }
            }
        }
    }
}

/// Kinds of events in the order in which they first come, for the first item of that type.
private func order(_ events: [StreamEvent], of item: String) -> [String] {
    var order: [String] = []
    var isInside = false
    for event in events {
        let name = event.name ?? "?"
        let isItem = event.json["item"]?["type"]?.text == item
        if isItem, name.hasSuffix("item.added"), order.isEmpty { isInside = true }
        if isInside, !order.contains(name) { order.append(name) }
        if isItem, name.hasSuffix("item.done") { return order }
    }
    return order
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `items of streamed Responses are framed as the recorded ones`() throws {
    let (prefix, door) = doors[0]
    var stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
    let spoken = streamEvents(stream.events(of: everything).bytes)
    stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
    let refused = streamEvents(
        stream.events(of: [.refusal("No"), .finish(Finish(raw: "stop", reason: .stop))]).bytes)
    for (kind, item) in [
        ("structured-output-stream", "message"), ("tool-calls-stream", "function_call"),
        ("reasoning-stream", "reasoning"),
    ] {
        var compared = 0
        for recording in try recorded(prefix, [kind]) {
            let theirs = order(streamEvents(recording.body), of: item)
            // Some models think without saying what, and cite what they found.
            let isSilent = theirs.count <= 2 || theirs.contains { $0.contains("annotation") }
            if isSilent { continue }
            let ours = theirs.contains("response.refusal.delta") ? refused : spoken
            compared += 1
            #expect(order(ours, of: item) == theirs, "\(recording.name)")
        }
        #expect(compared > 0, "\(kind)")
    }
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `Responses have the recorded headers`() throws {
    // The server's own, the edge's, and those of an API management that not every resource has.
    func isAccepted(_ name: String) -> Bool {
        ["date", "x-envoy-upstream-service-time", "x-ratelimit-key"].contains(name)
            || name.contains("renewalperiod") || name.contains("abusepenalty")
            || name.hasSuffix("-project-tokens")
    }
    for (prefix, door) in doors {
        let asked = try simple(door)
        var theirs: Set<String> = []
        for recording in try recorded(prefix, plainKinds + streamKinds) {
            theirs.formUnion(recording.headers)
        }
        for headers in [
            door.plain(DoorAnswer(everything), to: asked, stamp: stamp).headers,
            door.stream(for: asked, stamp: stamp).head.headers,
        ] {
            let ours = Set(headers.fields.map(\.name))
            #expect(theirs.subtracting(ours).filter { !isAccepted($0) }.isEmpty, "\(prefix)")
            #expect(ours.subtracting(theirs).isEmpty, "\(prefix)")
        }
    }
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `errors of Responses have the recorded envelope`() throws {
    let read = try recorded("openai-responses", ["error-plain"])
    #expect(read.count >= 5)
    let door = OpenAIResponsesDoor()
    for recording in read {
        let ours = try Value(door.error(DoorError(.badRequest), stamp: stamp).body)
        #expect(ours.paths == (try Value(recording.body).paths), "\(recording.name)")
    }
}

/// The recorded refusals whose requests are known are refused in the same words.
@Test(
    .enabled(if: hasRecordings, "no recordings beside the checkout"),
    arguments: [
        "openai-responses-error-plain-1fbfab4c", "openai-responses-error-plain-6d352145",
        "openai-responses-error-plain-d36855c7",
    ])
func `recorded refusals of Responses are given word for word`(name: String) throws {
    let folder = try #require(Place.shared("recordings")).appending(path: name)
    let recording = try Recording(folder)
    let body = try #require(try requestBody(in: folder))
    let door = OpenAIResponsesDoor()
    let error: DoorError?
    switch ask(body, door) {
    case .refusal(let refusal): error = refusal
    case .question(let question): error = door.refusal(of: question)
    default: error = nil
    }
    let reply = door.error(try #require(error), stamp: stamp)
    #expect(reply.status == recording.status)
    #expect(try Value(reply.body)["error"] == Value(recording.body)["error"])
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `an unknown model is told in the recorded words`() throws {
    let folder = try #require(Place.shared("recordings"))
        .appending(path: "openai-responses-error-plain-5c25ce53")
    let recording = try Recording(folder)
    let reply = OpenAIResponsesDoor().error(
        DoorError(.modelGone, model: "this-model-does-not-exist"), stamp: stamp)
    #expect(reply.status == recording.status)
    #expect(try Value(reply.body) == Value(recording.body))
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `recorded Responses requests that were answered are read`() throws {
    for (prefix, door) in doors {
        var count = 0
        let folder = try #require(Place.shared("recordings"))
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasPrefix(prefix + "-") && !name.contains("-error-") {
            guard let body = try requestBody(in: folder.appending(path: name)) else { continue }
            let inquiry = ask(body, door)
            guard case .question(let asked) = inquiry else {
                Issue.record("\(name): \(inquiry)")
                continue
            }
            count += 1
            // Only the provider has what went before.
            if asked.notCarried.contains("previous_response_id") { continue }
            if let refusal = door.refusal(of: asked) {
                Issue.record("\(name): \(refusal.message ?? "")")
            }
        }
        #expect(count >= 5, "\(prefix)")
    }
}
