import Documents
import Foundation
import Providers
import TestSupport
import Testing
import Vocabulary

@testable import Doors

private let recordings = Place.shared("recordings")

/// What a reader of that dialect makes of bytes.
private struct Ear {
    var deltas: [Delta] = []
    var reading: Reading

    init(_ bytes: [UInt8], _ headers: Headers, status: Int = 200, dialect: String, isStreamed: Bool)
        throws
    {
        let language = try #require(allDialects.first { $0.name == dialect })
        var reader = language.reader(
            AnswerContract(isStreamed: isStreamed, usage: .warning), .standard)
        var heard: [Delta] = []
        reader.begin(status: status, headers: headers) { heard.append($0) }
        _ = reader.consume(bytes.span, at: Moment(nanoseconds: 0)) { heard.append($0) }
        reader.finish(at: Moment(nanoseconds: 0), brokeOff: nil) { heard.append($0) }
        deltas = heard
        reading = Reading()
        for delta in heard { reading.add(delta) }
        reading.end(with: reader)
    }
}

/// Arguments as JSON where they are that, with white space and order of no account; `{}` for none.
private func meaning(_ calls: [ToolCall]) -> [String] {
    calls.map { call in
        let text = call.arguments.utf8.contains { $0 > 0x20 } ? call.arguments : "{}"
        return "\(call.name) \((try? Value(text))?.description ?? text)"
    }
}

/// Errors that the source did not have: arguments cut off by a limit stay cut off.
private func errors(_ reading: Reading, beyond source: Reading) -> [String] {
    let known = Set(source.findings.map(\.code))
    return reading.findings.filter { $0.severity == .error && !known.contains($0.code) }
        .map { "\($0.code) \($0.message)" }
}

/// One good answer as it was heard.
private struct GoodAnswer {
    var name: String
    var source: Ear
    var finish: Finish
}

/// Each good answer that a provider of a known dialect ever sent: read once for all doors.
private let goodAnswers = Result { () throws -> [GoodAnswer] in
    let folder = try #require(recordings)
    var answers: [GoodAnswer] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
        guard let meta = try? Value(Data(contentsOf: folder.appending(path: "\(name)/meta.json"))),
            let dialect = meta["dialect"]?.text,
            allDialects.contains(where: { $0.name == dialect }),
            case let expected = try Value(
                Data(contentsOf: folder.appending(path: "\(name)/expected.json"))),
            expected["outcome"]?.text == "ok"
        else { continue }
        let body = Array(try Data(contentsOf: folder.appending(path: "\(name)/response.body")))
        let isStreamed = meta["stream"]?.number == 1
        let type = isStreamed ? "text/event-stream" : "application/json"
        let source = try Ear(body, ["content-type": type], dialect: dialect, isStreamed: isStreamed)
        guard source.reading.outcome == .ok, let finish = source.reading.finish else { continue }
        answers.append(GoodAnswer(name: name, source: source, finish: finish))
    }
    return answers
}

/// Recorded answers, put through a door in both forms and read back: nothing of them may be lost, and what
/// comes out keeps the contract.
@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"), arguments: allDoors)
func `recorded answers of any provider pass through a door unharmed`(door: any Door) throws {
    let isMaker = ["openai", "anthropic"].contains(door.provider)
    let all = try goodAnswers.get()
    #expect(all.count > 300)
    let share = Place.runsLongTests ? 3 : 8
    let first = (allDoors.firstIndex { $0.provider == door.provider } ?? 0) % share
    for (place, answer) in all.enumerated() {
        // Makers' doors are held against every answer; the others share them out among each other.
        guard isMaker || place % share == first else { continue }
        let (name, source, finish) = (answer.name, answer.source, answer.finish)

        var asked = try simple(door)
        asked.wantsUsageInStream = true
        // Where thoughts stand within the text they are asked for apart, to be compared.
        asked.splitsReasoning = true
        let plain = door.plain(DoorAnswer(source.deltas), to: asked, stamp: gatewayStamp)
        if finish.reason == .error {
            #expect(plain.status >= 500, "\(name)")
            continue
        }
        asked.isStreamed = true
        var stream = door.stream(for: asked, stamp: gatewayStamp)
        let output = stream.events(of: source.deltas)
        #expect(output.events.last?.kind == door.manner.lastKind, "\(name)")

        var heard = [
            try Ear(
                plain.body, plain.headers, status: plain.status, dialect: door.name,
                isStreamed: false)
        ]
        // A stream that says all of it once more at its end is of no dialect but MiniMax's own.
        if door.provider != "minimax-native" {
            heard.append(
                try Ear(output.bytes, stream.head.headers, dialect: door.name, isStreamed: true))
        }
        for (reading, form) in zip(heard.map(\.reading), ["plain", "streamed"]) {
            let note: Comment = "\(name) \(form)"
            // The others have no place for a refusal but their text.
            let hasRefusals = door is OpenAIChatDoor || door is OpenAIResponsesDoor
            let spoken =
                (source.reading.text ?? "")
                + (hasRefusals ? "" : source.reading.refusal ?? "")
            #expect(reading.outcome == .ok, note)
            #expect((reading.text ?? "") == spoken, note)
            let (thought, sourceThought) = (reading.reasoning ?? "", source.reading.reasoning ?? "")
            if door is OpenAIResponsesDoor {
                // Thoughts are parts there, which are read with a line between them.
                #expect(
                    thought.split(separator: "\n") == sourceThought.split(separator: "\n"), note)
            } else {
                #expect(thought == sourceThought, note)
            }
            #expect(errors(reading, beyond: source.reading).isEmpty, note)
            let isCut = source.reading.findings.contains { $0.code == "wire.tool.arguments" }
            if !isCut {
                #expect(meaning(reading.toolCalls) == meaning(source.reading.toolCalls), note)
            } else {
                #expect(reading.toolCalls.map(\.name) == source.reading.toolCalls.map(\.name), note)
            }
            if let output = source.reading.usage?.output?.value,
                source.reading.usage?.reasoning == nil
            {
                #expect(reading.usage?.output?.value == output, note)
            }
            // Some say that they stopped for calls, and make none.
            let hasCalls = !source.reading.toolCalls.isEmpty
            if finish.reason == .length || finish.reason == .toolCalls && hasCalls {
                #expect(reading.finish?.reason == finish.reason, note)
            }
        }
    }
}
