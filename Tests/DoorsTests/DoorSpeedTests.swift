import TestSupport
import Testing
import Vocabulary

@testable import Doors

/// Tests are built to be debugged, many times slower than what users run: these bounds only catch a cost that grew with
/// what was written before. Speed itself is what `scripts/bench` measures.
private let (chunkMax, answerMax): (Duration, Duration) = (.microseconds(100), .milliseconds(10))

/// A lane paces thousands of streams: what a chunk costs must stay far below what sending it does.
@Test(
    .enabled(if: Place.runsLongTests, "long: it is repeated a million times"),
    .timeLimit(.minutes(1)), arguments: allDoors)
func `a chunk costs no more the longer the stream is`(door: any Door) throws {
    var asked = try simple(door, streamed: true)
    asked.allowsPadding = true
    var stream = door.stream(for: asked, stamp: stamp)
    var output = DoorOutput()
    stream.write(.text("Hi"), into: &output)
    let count = 1_000_000
    var bytes = 0
    let time = ContinuousClock().measure {
        for _ in 0..<count {
            output.removeAll()
            stream.write(.text(" incremental"), into: &output)
            bytes += output.bytes.count
        }
    }
    let each = time / count
    print("\(door.name): \(each) for a chunk of \(bytes / count) bytes")
    #expect(each < chunkMax)
}

@Test(
    .enabled(if: Place.runsLongTests, "long: it is repeated many times"), .timeLimit(.minutes(1)),
    arguments: allDoors)
func `a question costs no more the more were answered`(door: any Door) throws {
    let body = Array((door is AnthropicDoor ? simpleAnthropic : simpleOpenAI).utf8)
    let headers: Headers = [
        "host": "127.0.0.1", "content-type": "application/json", "anthropic-version": "2023-06-01",
        "authorization": "Bearer sk-1",
    ]
    let path = door is AnthropicDoor ? "/v1/messages" : "/v1/chat/completions"
    let answer = SimulatedAnswer(text: "The capital of France is Paris.")
    let count = 20_000
    var (reading, answering) = (Duration.zero, Duration.zero)
    for _ in 0..<count {
        var inquiry = Inquiry.models
        reading += ContinuousClock().measure {
            inquiry = door.inquiry(method: "POST", path: path, headers: headers, body: body)
        }
        guard case .question(let asked) = inquiry else {
            throw NotAQuestion(description: "\(inquiry)")
        }
        answering += ContinuousClock().measure {
            let deltas = answer.deltas(to: asked, as: "pin-1")
            let reply = door.plain(DoorAnswer(deltas), to: asked, stamp: stamp)
            precondition(reply.status == 200)
        }
    }
    print("\(door.name): \(reading / count) to read, \(answering / count) to answer")
    #expect((reading + answering) / count < answerMax)
}
