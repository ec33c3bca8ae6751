import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Doors

/// What Google really sent, beside what our door writes. Every difference stands here with its reason.
private let hasRecordings = Place.shared("recordings") != nil
private let door = GeminiDoor()

private let missing: [String: String] = [
    "candidates[].groundingMetadata": "Google's own tools",
    "candidates[].urlContextMetadata": "Google's own tools",
    "candidates[].citationMetadata": "only where something is cited",
    "candidates[].safetyRatings": "older models rate every answer",
    "candidates[].avgLogprobs": "Vertex only",
    "candidates[].finishMessage": "some models explain the reason to stop",
    "candidates[].tokenCount": "older models",
    "candidates[].content.parts[].toolCall": "Google's own tools",
    "candidates[].content.parts[].toolResponse": "Google's own tools",
    "candidates[].content.parts[].executableCode": "Google's own tools",
    "candidates[].content.parts[].codeExecutionResult": "Google's own tools",
    "candidates[].content.parts[].inlineData": "pictures",
    "promptFeedback.safetyRatings": "older models rate every prompt",
    "promptFeedback.blockReasonMessage": "Vertex only",
    "createTime": "Vertex only", "usageMetadata.trafficType": "Vertex only",
    "usageMetadata.candidatesTokensDetails": "Vertex, and older models",
    "usageMetadata.serviceTier": "told since 2026 only",
    "usageMetadata.toolUsePromptTok": "Google's own tools",
]

private func isExplained(_ path: String) -> Bool {
    missing.keys.contains { path.hasPrefix($0) } || path.contains("functionCall.args.")
}

private let blocked: [Delta] = [
    everything[0], everything[1], .finish(Finish(raw: "SAFETY", reason: .contentFilter)),
]

/// The names under which Google's recordings lie.
private let prefixes = ["google-gemini", "google-vertex-gemini"]

private func askedOfThinker(streamed: Bool = false) throws -> Question {
    var asked = try simple(door, streamed: streamed)
    asked.model = "gemini-3-pro-preview"
    return asked
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `plain Gemini answers have the recorded members`() throws {
    var ours: Set<String> = []
    for deltas in [everything, blocked] {
        let reply = door.plain(DoorAnswer(deltas), to: try askedOfThinker(), stamp: stamp)
        ours.formUnion(shape(try Value(reply.body)))
    }
    var count = 0
    for recording in try prefixes.flatMap({ try recorded($0, plainKinds) }) {
        count += 1
        for path in shape(try Value(recording.body)).subtracting(ours) {
            #expect(isExplained(path), "\(recording.name): \(path)")
        }
    }
    #expect(count >= 30)
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `Gemini streams have the recorded members, line ends and order`() throws {
    var ours: Set<String> = []
    for deltas in [everything, blocked] {
        var stream = door.stream(for: try askedOfThinker(streamed: true), stamp: stamp)
        let bytes = stream.events(of: deltas).bytes
        for event in streamEvents(bytes) { ours.formUnion(shape(event.json)) }
        try judgeStream(bytes, "ours")
    }
    var count = 0
    for recording in try recorded(prefixes[0], streamKinds) {
        let text = String(decoding: recording.body, as: UTF8.self)
        // Some were recorded without `alt=sse`, some came out of a test's own server.
        guard text.hasPrefix("data: "), recording.body.contains(0x0D) else { continue }
        count += 1
        for event in streamEvents(recording.body) {
            for path in shape(event.json).subtracting(ours) {
                #expect(isExplained(path), "\(recording.name): \(path)")
            }
        }
        try judgeStream(recording.body, recording.name)
    }
    #expect(count >= 10)
}

/// Every line ends in CRLF, only `data:` lines, one id throughout, a reason to stop in the last event.
private func judgeStream(_ bytes: [UInt8], _ name: String) throws {
    for place in bytes.indices where bytes[place] == 0x0A {
        #expect(place > 0 && bytes[place - 1] == 0x0D, "\(name)")
    }
    let events = streamEvents(bytes)
    #expect(events.allSatisfy { $0.name == nil })
    #expect(Set(events.compactMap { $0.json["responseId"]?.text }).count <= 1, "\(name)")
    let last = try #require(events.last).json
    let isOver =
        last["candidates"]?[0]?["finishReason"]?.text != nil
        || last["promptFeedback"]?["blockReason"]?.text != nil
    #expect(isOver, "\(name)")
    for event in events.dropLast() where name == "ours" {
        #expect(event.json["candidates"]?[0]?["finishReason"] == nil)
        #expect(event.json["usageMetadata"]?["promptTokenCount"] != nil)
    }
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `Gemini errors have the recorded envelopes`() throws {
    var ours: Set<String> = []
    for kind in DoorError.Kind.allCases {
        let reply = door.error(DoorError(kind, retryAfter: .seconds(3)), stamp: stamp)
        ours.formUnion(try Value(reply.body).paths)
    }
    let others = [
        "error.details[].locale", "error.details[].message", "error.details[].detail",
        "error.details[].links", "error.details[].metadata.", "error.details[].fieldViolations",
        "error.details[].requestInfo",
    ]
    let read = try prefixes.flatMap { try recorded($0, ["error-plain"]) }
    #expect(read.count >= 10)
    for recording in read {
        let body = try Value(recording.body)
        for path in body.paths.subtracting(ours) {
            #expect(others.contains { path.hasPrefix($0) }, "\(recording.name): \(path)")
        }
        #expect(body["error"]?["code"]?.number == recording.status)
    }
}

/// Causes whose recorded words are known are told in those words, with that status.
@Test(
    .enabled(if: hasRecordings, "no recordings beside the checkout"),
    arguments: [
        ("google-gemini-error-plain-0f7e6d37", DoorError(.auth)),
        ("google-gemini-error-plain-7101fd70", DoorError(.overloaded)),
        (
            "google-gemini-error-plain-a3a76b3b",
            DoorError(.modelGone, model: "there-is-no-such-model")
        ),
    ])
func `recorded Gemini errors are given word for word`(name: String, error: DoorError) throws {
    let folder = try #require(Place.shared("recordings")).appending(path: name)
    let recording = try Recording(folder)
    let reply = door.error(error, stamp: stamp)
    #expect(reply.status == recording.status)
    let (ours, theirs) = (try Value(reply.body)["error"], try Value(recording.body)["error"])
    for member in ["code", "message", "status"] { #expect(ours?[member] == theirs?[member]) }
    #expect(ours?["details"]?[0] == theirs?["details"]?[0])
}

@Test(.enabled(if: hasRecordings, "no recordings beside the checkout"))
func `recorded Gemini requests that were answered are read`() throws {
    let folder = try #require(Place.shared("recordings"))
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where prefixes.contains(where: { name.hasPrefix($0 + "-") }) && !name.contains("-error-") {
        guard let body = try requestBody(in: folder.appending(path: name)) else { continue }
        let request = try Value(
            Data(contentsOf: folder.appending(path: "\(name)/request.json")))
        let url = try #require(URL(string: request["url"]?.text ?? ""))
        let path = url.path + (url.query.map { "?\($0)" } ?? "")
        let inquiry = door.inquiry(
            method: "POST", path: path, headers: ["content-type": "application/json"],
            body: Array(body.utf8))
        guard case .question(let asked) = inquiry else {
            Issue.record("\(name): \(inquiry)")
            continue
        }
        count += 1
        #expect(asked.isStreamed == path.contains(":stream"), "\(name)")
        #expect(!asked.model.isEmpty && !asked.prompt.messages.isEmpty, "\(name)")
        if let refusal = door.refusal(of: asked), !asked.members.contains("cached_content") {
            Issue.record("\(name): \(refusal.message ?? "")")
        }
    }
    #expect(count > 20)
}
