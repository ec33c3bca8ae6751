import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Doors

private let needsPeers = ConditionTrait.enabled(
    if: Place.runsLongTests && Place.hasPeers,
    "long, and needs the SDKs that scripts/setup test puts into .venv")

/// The official SDKs read what our doors write, and our doors what the SDKs ask; replayed by a few lines
/// of Python, so that neither our server nor our parsers have a part in it.
///
/// Every SDK is heard with the doors of all providers that are reached with it. One process asks it all, since
/// starting an SDK takes longer than its work.
@Test(needsPeers, .timeLimit(.minutes(2)))
func `the official SDKs read every answer, and raise their own class for each status`() async throws
{
    try await atOnce(SDK.all) { try await hear($0) }
}

private func hear(_ sdk: SDK) async throws {
    let folder = try TemporaryFolder()
    let replay = try Peer.Replay(folder.url)
    var asked: [String: (door: any Door, exercise: Exercise)] = [:]
    var arguments = ["--base-url", replay.url, "--model", "m"]
    for door in sdk.doors {
        for exercise in sdk.exercises(door) {
            let marker = "ppcase" + String(format: "%012x", asked.count)
            let (plain, stream) = try exercise.wire(door, pads: asked.count % 2 == 0)
            try plain.write(to: folder.url.appending(path: "\(marker).plain"))
            try stream.write(to: folder.url.appending(path: "\(marker).stream"))
            var expect = exercise.expect
            expect["base"] = replay.url + sdk.basePath(of: door)
            if sdk.isAzure(door) { expect["client"] = "azure" }
            arguments += try Peer.arguments(
                marker, "\(door.provider): \(exercise.name)", expect)
            asked[marker] = (door, exercise)
        }
    }
    let outcome = try await Peer.run("\(sdk.script)_peer", arguments)
    for complaint in outcome.complaints { Issue.record("\(complaint)") }
    let count = asked.values.reduce(0) { $0 + $1.exercise.modes }
    #expect(outcome.lines.count == count, "\(sdk.script)")
    #expect(outcome.status == 0, "\(sdk.script): \(outcome.errors)")
    try judgeRequests(in: folder.url, asked)
}

/// What the SDK sent is read by the door, whole and without an objection; after an error it asks no more.
private func judgeRequests(
    in folder: URL, _ asked: [String: (door: any Door, exercise: Exercise)]
) throws {
    var counts: [String: Int] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where file.hasPrefix("request-") {
        let request = try Value(Data(contentsOf: folder.appending(path: file)))
        let body = request["body"]?.text ?? ""
        let marker = try #require(body.firstMatch(of: /ppcase[0-9a-f]{12}/)).output
        counts[String(marker), default: 0] += 1
        let door = try #require(asked[String(marker)]).door
        var headers = Headers()
        if case .object(let fields)? = request["headers"] {
            for (name, value) in fields { headers.append(name, value.text ?? "") }
        }
        let inquiry = door.inquiry(
            method: "POST", path: request["path"]?.text ?? "", headers: headers,
            body: Array(body.utf8))
        guard case .question(let question) = inquiry else {
            Issue.record("\(door.provider), \(file): \(inquiry)")
            continue
        }
        #expect(door.refusal(of: question) == nil, "\(door.provider)")
        #expect(question.prompt.allText.contains("ppcase"))
        #expect(question.key?.revealed.hasPrefix("sk-") == true, "\(door.provider)")
        if body.contains("seed") { #expect(question.prompt.parameters.seed == 7) }
        #expect(question.notCarried.isEmpty, "\(question.notCarried)")
    }
    for (marker, (door, exercise)) in asked where exercise.error != nil {
        #expect(counts[marker] == 2, "\(door.provider): \(exercise.name) is asked once a mode")
    }
}

/// The kinds of errors that are played are at least all causes of the status family.
@Test func `every cause of the status family is among what the SDKs are told`() {
    let played = Set(DoorError.Kind.allCases.map(\.rawValue))
    let causes = allCauses.filter { $0.family == .status }.map(\.name)
    #expect(causes.count > 15 && played.isSuperset(of: causes))
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

@Test(needsPeers, .timeLimit(.minutes(1)))
func `a request body is held against the SDK's own types`() async throws {
    let folder = try TemporaryFolder()
    for script in ["openai", "anthropic"] {
        var files: [String] = []
        for (index, each) in bodies.enumerated() where each.script == script {
            files.append(
                try folder.write("\(script)-\(index)-\(each.fits).json", Array(each.body.utf8)))
        }
        let outcome = try await Peer.run("\(script)_accepts", files)
        #expect(outcome.status == 1)
        for file in files {
            #expect(
                outcome.errors.contains(file) != file.hasSuffix("-true.json"),
                "\(outcome.errors)")
        }
    }
}
