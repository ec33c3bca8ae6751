import TestSupport
import Testing
import Vocabulary

@testable import Doors

/// What comes late is held against what came early, on the same machine and in the same build; speed itself is what
/// `scripts/bench` measures. Four times is far below what any cost would be that grew with what was done before.
private let growthMax = 4.0

/// A lane paces thousands of streams: what a chunk costs must stay far below what sending it does.
@Test(
    .enabled(if: Place.runsLongTests, "long: it is repeated a hundred thousand times"),
    .timeLimit(.minutes(1)), arguments: allDoors)
func `a chunk costs no more the longer the stream is`(door: any Door) throws {
    var asked = try simple(door, streamed: true)
    asked.allowsPadding = true
    var stream = door.stream(for: asked, stamp: stamp)
    var output = DoorOutput()
    func write(_ count: Int) -> Double {
        CPUTime.seconds {
            for _ in 0..<count {
                output.removeAll()
                stream.write(.text(" incremental"), into: &output)
            }
        }
    }
    let early = CPUTime.least { write(1_000) }
    _ = write(100_000)
    let late = CPUTime.least(below: growthMax * early) { write(1_000) }
    #expect(late < growthMax * early, "\(early) s for a thousand, then \(late) s")
}

@Test(
    .enabled(if: Place.runsLongTests, "long: it is repeated thousands of times"),
    .timeLimit(.minutes(1)), arguments: allDoors)
func `a question costs no more the more were answered`(door: any Door) throws {
    let body = Array(door.manner.simple.utf8)
    let headers: Headers = [
        "host": "127.0.0.1", "content-type": "application/json", "anthropic-version": "2023-06-01",
        "authorization": "Bearer sk-1",
    ]
    let path = door.manner.path
    let answer = SimulatedAnswer(text: "The capital of France is Paris.")
    func converse(_ count: Int) throws -> Double {
        try CPUTime.seconds {
            for _ in 0..<count {
                let inquiry = door.inquiry(
                    method: "POST", path: path, headers: headers, body: body)
                guard case .question(let asked) = inquiry else {
                    throw NotAQuestion(description: "\(inquiry)")
                }
                let deltas = answer.deltas(to: asked, as: "pin-1")
                let reply = door.plain(DoorAnswer(deltas), to: asked, stamp: stamp)
                precondition(reply.status == 200)
            }
        }
    }
    let early = try CPUTime.least { try converse(30) }
    _ = try converse(2_000)
    let late = try CPUTime.least(below: growthMax * early) { try converse(30) }
    #expect(late < growthMax * early, "\(early) s for thirty, then \(late) s")
}
