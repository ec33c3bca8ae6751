import Foundation
import Lanes
import LocalGateway
import TestSupport
import Testing
import Vocabulary

private let needsPeers = ConditionTrait.enabled(
    if: Place.runsLongTests && Place.hasPeers,
    "long, and needs the SDKs that scripts/setup test puts into .venv")

/// What an SDK is to make of one behaviour of the legs.
private struct Exercise {
    var name: String
    var causes: [Int: Cause] = [:]
    var answer = SimulatedAnswer(text: Self.text)
    /// Asked at the house whose first leg is not waited for.
    var isHasty = false
    var expect: [String: Any]

    static let text = "Paris ist schön, \"東京\" auch."

    /// In how many of the two modes it is asked.
    var modes: Int { (expect["modes"] as? [String])?.count ?? 2 }
}

/// An official SDK as it is pointed at the gateway, or at a lane.
private struct Front: Sendable {
    var script: String
    /// Whose lane it is at home at.
    var provider: String
    /// What of the path belongs to the address that it is given.
    var tail = ""
    var stop = "stop"
    var called = "tool_calls"
    /// How it tells the type of a rate limit and of a server error.
    var limitType: String?
    var errorType: String?
    var namesModel = true
    /// At the gateway it is heard in the words of another language that has its path.
    var isForeign = false
    var first = Company.anthropic

    var second: Company { first == .anthropic ? .openAI : .anthropic }

    static let all = [
        Front(
            script: "openai", provider: "openai", tail: "/v1", limitType: "requests",
            errorType: "server_error"),
        Front(
            script: "anthropic", provider: "anthropic", stop: "end_turn", called: "tool_use",
            limitType: "rate_limit_error", errorType: "api_error", first: .openAI),
        Front(
            script: "openai_responses", provider: "openai-responses", tail: "/v1",
            stop: "completed", called: "completed", limitType: "requests",
            errorType: "server_error"),
        Front(
            script: "gemini", provider: "google", stop: "STOP", called: "STOP",
            limitType: "RESOURCE_EXHAUSTED", errorType: "INTERNAL"),
        Front(script: "ollama", provider: "ollama", called: "stop"),
    ]

    /// Heard besides where there is time.
    static let others = [
        Front(script: "mistral", provider: "mistral", tail: "/v1", isForeign: true),
        Front(
            script: "dashscope", provider: "qwen-native", tail: "/api/v1", namesModel: false),
    ]

    /// The address of a server under which it finds its paths; `url` may have a path of its own.
    func base(_ url: String) -> String {
        url.split(separator: "/").prefix(2).joined(separator: "//") + tail
    }

    func said(_ text: String, by pin: String) -> [String: Any] {
        var said: [String: Any] = [
            "text": text, "finish": stop,
        ]
        // Streams of the other language tell their tokens only to who asks.
        if !isForeign { said["output_tokens"] = (text.utf8.count + 3) / 4 }
        if namesModel { said["model"] = pin }
        return said
    }

    func tools() -> Exercise {
        // Its word for a forced call is not the other language's, and its SDK takes no call in pieces.
        let foreign: [String: Any] = ["tool_choice": "required", "modes": ["plain"]]
        return Exercise(
            name: "tools",
            answer: SimulatedAnswer(
                text: "",
                toolCalls: [
                    ToolCall(
                        id: nil, name: "weather",
                        arguments: #"{"city":"Zürich","days":[1,2]}"#)
                ]),
            expect: [
                "tools": [["name": "weather", "arguments": ["city": "Zürich", "days": [1, 2]]]],
                "finish": called,
            ].merging(isForeign ? foreign : [:]) { $1 })
    }

    func refused(_ status: Int, _ type: String?) -> [String: Any] {
        var told: [String: Any] = ["status": status]
        if let type { told["type"] = type }
        return told
    }

    /// Asks all of it in one process of the SDK, and records each line that says no.
    func ask(_ asked: [(marker: Marker, base: String, exercise: Exercise)], model: String)
        async throws
    {
        var arguments = ["--base-url", asked[0].base, "--model", model]
        for (marker, base, exercise) in asked {
            let expect = exercise.expect.merging(["base": base]) { $1 }
            arguments += try Peer.arguments(marker.text, exercise.name, expect)
        }
        let outcome = try await Peer.run("\(script)_peer", arguments)
        for complaint in outcome.complaints { Issue.record("\(complaint)") }
        #expect(outcome.lines.count == asked.reduce(0) { $0 + $1.exercise.modes })
        #expect(outcome.status == 0, "\(script): \(outcome.errors)")
    }
}

@Test(needsPeers, .timeLimit(.minutes(2)))
func `the official SDKs talk to a lane as to their provider`() async throws {
    try await atOnce(Front.all + Front.others) { try await talkToLane($0) }
}

private func talkToLane(_ front: Front) async throws {
    var front = front
    front.isForeign = false
    let leg = Leg(
        id: LegID(route: "chat", index: 0), provider: front.provider, model: "m", pin: "pin-1",
        timeout: .seconds(30), retry: .init(), admits: [])
    let lanes = try LaneSet(legs: [leg], options: LaneOptions())
    let exercises = [
        Exercise(name: "text", expect: front.said(Exercise.text, by: leg.pin)),
        front.tools(),
        Exercise(
            name: "rate limit", causes: [0: .rateLimit], expect: front.refused(429, front.limitType)
        ),
        Exercise(
            name: "server error", causes: [0: .serverError],
            expect: front.refused(500, front.errorType)),
        Exercise(
            name: "table", causes: [0: .markdownTable], answer: SimulatedAnswer(text: "Paris"),
            expect: ["text": "| Field | Value |\n| --- | --- |\n| Answer | Paris |"]),
    ]
    let base = front.base(lanes.baseURL(of: leg.id))
    var asked: [(marker: Marker, base: String, exercise: Exercise)] = []
    for exercise in exercises {
        let marker = Marker.fresh()
        let causes = exercise.causes[0].map { [leg.id: $0] } ?? [:]
        await lanes.arm(marker, with: FaultScript(causes: causes, answer: exercise.answer))
        asked.append((marker, base, exercise))
    }
    let unclaimed = Exercise(
        name: "unclaimed", expect: ["text": LaneOptions().defaultAnswer.text])
    try await front.ask(asked + [(Marker.fresh(), base, unclaimed)], model: leg.pin)
    for (marker, _, exercise) in asked {
        let calls = await lanes.settle(marker, within: .seconds(10))
        #expect(calls.count >= 2, "\(front.script): \(exercise.name)")
        #expect(
            calls.allSatisfy { $0.refused == nil && $0.isComplete },
            "\(front.script): \(exercise.name)")
        #expect(Set(calls.map(\.isStreamed)) == [false, true])
        if exercise.expect["status"] != nil { #expect(calls.count == 2, "no SDK asks again") }
    }
}

@Test(needsPeers, .timeLimit(.minutes(2)))
func `the official SDKs talk to the gateway as to their provider`() async throws {
    try await atOnce(Front.all + Front.others) { try await talkToGateway($0) }
}

private func talkToGateway(_ front: Front) async throws {
    let companies = [front.first, front.second]
    let retry = Leg.Retry(times: 1, on: [.serverError])
    let house = try House(companies, retry: retry)
    let hasty = try House(companies, timeouts: [0: .milliseconds(300)], retry: retry)
    let second = front.said(Exercise.text, by: front.second.pin)
    let plain = second.merging(["modes": ["plain"]]) { $1 }
    let exercises = [
        Exercise(name: "text", expect: front.said(Exercise.text, by: front.first.pin)),
        front.tools(),
        Exercise(name: "rate limit moves on", causes: [0: .rateLimit], expect: second),
        Exercise(name: "server error moves on", causes: [0: .serverError], expect: second),
        Exercise(name: "hang moves on", causes: [0: .hang], isHasty: true, expect: plain),
        Exercise(name: "cut moves on", causes: [0: .cut], expect: plain),
        Exercise(
            name: "cut surfaces", causes: [0: .cut],
            expect: ["stream_error": true, "modes": ["streamed"]]),
        Exercise(
            name: "rate limits surface", causes: [0: .serverError, 1: .rateLimit],
            expect: front.refused(429, front.limitType).merging(["message": "leg chat/2"]) { $1 }),
    ]
    var asked: [(marker: Marker, base: String, exercise: Exercise)] = []
    for exercise in exercises {
        let marker = Marker.fresh()
        let place = exercise.isHasty ? hasty : house
        await place.arm(marker, exercise.causes, exercise.answer)
        asked.append((marker, front.base(place.gateway.url), exercise))
    }
    try await front.ask(asked, model: "chat")
    for (marker, _, exercise) in asked {
        let place = exercise.isHasty ? hasty : house
        let calls = await place.lanes.settle(marker, within: .seconds(10))
        #expect(!calls.isEmpty)
        #expect(calls.compactMap(\.refused) == [], "\(front.script): \(exercise.name)")
        let legs = Set(calls.map(\.leg.index))
        let moves = exercise.name.hasSuffix("moves on") || exercise.expect["status"] != nil
        #expect(legs == (moves ? [0, 1] : [0]), "\(front.script): \(exercise.name)")
    }
}
