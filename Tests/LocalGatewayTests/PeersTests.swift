import Foundation
import Lanes
import LocalGateway
import TestSupport
import Testing
import Vocabulary

private let needsPeers = ConditionTrait.enabled(
    if: Place.hasPeers, "no .venv with test peers: scripts/setup test makes it")

/// What an SDK is to make of one behaviour of the legs.
private struct Exercise {
    var name: String
    var causes: [Int: Cause] = [:]
    var answer = SimulatedAnswer(text: "Paris ist schön, \"東京\" auch.")
    var expect: [String: Any]

    /// In how many of the two modes it is asked.
    var modes: Int { (expect["modes"] as? [String])?.count ?? 2 }
}

private struct Peer {
    var company: Company

    func stop(_ openAI: String, _ anthropic: String) -> String {
        company == .openAI ? openAI : anthropic
    }

    /// Asks all of it with the company's official SDK, and records each line that says no.
    func ask(_ exercises: [(Marker, Exercise)], at base: String, model: String) async throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = Place.peersPython
        var arguments = [
            Place.root.appending(path: "Tests/Peers/\(company.rawValue)_peer.py").path,
            "--base-url", base, "--model", model,
        ]
        for (marker, exercise) in exercises {
            var expect = exercise.expect
            expect["name"] = exercise.name
            let json = try JSONSerialization.data(withJSONObject: expect)
            arguments += ["--marker", marker.text]
            arguments += ["--expect", String(decoding: json, as: UTF8.self)]
        }
        process.arguments = arguments
        process.standardOutput = output
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                continuation.resume(throwing: error)
            }
        }
        let lines = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self
        ).split(separator: "\n")
        for line in lines where !line.contains(#""ok": true"#) { Issue.record("\(line)") }
        #expect(lines.count == exercises.reduce(0) { $0 + $1.1.modes })
        #expect(status == 0)
    }
}

private let weather = ToolCall(
    id: nil, name: "weather", arguments: #"{"city":"Zürich","days":[1,2]}"#)

@Test(needsPeers, arguments: Company.allCases)
private func `the official SDK talks to a lane as to its provider`(company: Company) async throws {
    let peer = Peer(company: company)
    let house = try House([company])
    let text = Exercise(name: "", expect: [:]).answer.text
    let exercises = [
        Exercise(
            name: "text",
            expect: [
                "text": text, "finish": peer.stop("stop", "end_turn"), "model": company.pin,
                "output_tokens": (text.utf8.count + 3) / 4,
            ]),
        Exercise(
            name: "tools", answer: SimulatedAnswer(text: "", toolCalls: [weather]),
            expect: [
                "tools": [["name": "weather", "arguments": ["city": "Zürich", "days": [1, 2]]]],
                "finish": peer.stop("tool_calls", "tool_use"),
            ]),
        Exercise(
            name: "rate limit", causes: [0: .rateLimit],
            expect: ["status": 429, "type": peer.stop("requests", "rate_limit_error")]),
        Exercise(
            name: "server error", causes: [0: .serverError],
            expect: ["status": 500, "type": peer.stop("server_error", "api_error")]),
        Exercise(
            name: "table", causes: [0: .markdownTable], answer: SimulatedAnswer(text: "Paris"),
            expect: ["text": "| Field | Value |\n| --- | --- |\n| Answer | Paris |"]),
    ]
    var asked: [(Marker, Exercise)] = []
    for exercise in exercises {
        let marker = Marker.fresh()
        house.arm(marker, exercise.causes, exercise.answer)
        asked.append((marker, exercise))
    }
    let unclaimed = Exercise(
        name: "unclaimed", expect: ["text": LaneOptions().defaultAnswer.text])
    try await peer.ask(
        asked + [(Marker.fresh(), unclaimed)], at: house.lanes.baseURL(of: house.legs[0].id),
        model: company.pin)
    for (marker, exercise) in asked {
        let calls = await house.lanes.settle(marker, within: .seconds(10))
        // The good ones are streamed twice: once raw, once through the SDK's accumulator.
        #expect(calls.count == (exercise.expect["status"] == nil ? 3 : 2), "\(exercise.name)")
        #expect(calls.allSatisfy { $0.refused == nil && $0.isComplete }, "\(exercise.name)")
        #expect(Set(calls.map(\.isStreamed)) == [false, true])
    }
}

@Test(needsPeers, arguments: Company.allCases)
private func `the official SDK talks to the gateway as to its provider`(
    company: Company
) async throws {
    let peer = Peer(company: company)
    let other: Company = company == .openAI ? .anthropic : .openAI
    let house = try House(
        [other, company], timeout: .seconds(2), retry: .init(times: 1, on: [.serverError]))
    let text = Exercise(name: "", expect: [:]).answer.text
    let stop = peer.stop("stop", "end_turn")
    let second: [String: Any] = ["text": text, "finish": stop, "model": company.pin]
    let exercises = [
        Exercise(
            name: "text",
            expect: [
                "text": text, "finish": stop, "model": other.pin,
                "output_tokens": (text.utf8.count + 3) / 4,
            ]),
        Exercise(
            name: "tools", answer: SimulatedAnswer(text: "", toolCalls: [weather]),
            expect: [
                "tools": [["name": "weather", "arguments": ["city": "Zürich", "days": [1, 2]]]],
                "finish": peer.stop("tool_calls", "tool_use"),
            ]),
        Exercise(name: "rate limit moves on", causes: [0: .rateLimit], expect: second),
        Exercise(name: "server error moves on", causes: [0: .serverError], expect: second),
        Exercise(
            name: "hang moves on", causes: [0: .hang],
            expect: second.merging(["modes": ["plain"]]) { $1 }),
        Exercise(
            name: "cut moves on", causes: [0: .cut],
            expect: second.merging(["modes": ["plain"]]) { $1 }),
        Exercise(
            name: "cut surfaces", causes: [0: .cut],
            expect: ["stream_error": true, "modes": ["streamed"]]),
        Exercise(
            name: "rate limits surface", causes: [0: .serverError, 1: .rateLimit],
            expect: [
                "status": 429, "type": peer.stop("requests", "rate_limit_error"),
                "message": "leg chat/2",
            ]),
    ]
    var asked: [(Marker, Exercise)] = []
    for exercise in exercises {
        let marker = Marker.fresh()
        house.arm(marker, exercise.causes, exercise.answer)
        asked.append((marker, exercise))
    }
    let base = company == .openAI ? house.gateway.url : String(house.gateway.url.dropLast(3))
    try await peer.ask(asked, at: base, model: "chat")
    for (marker, exercise) in asked {
        let calls = await house.lanes.settle(marker, within: .seconds(10))
        #expect(!calls.isEmpty && calls.allSatisfy { $0.refused == nil }, "\(exercise.name)")
    }
}
