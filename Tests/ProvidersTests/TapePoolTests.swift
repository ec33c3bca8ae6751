import Documents
import Testing
import Vocabulary

@testable import Providers

/// Tapes that go from answer to answer, and must carry nothing with them.
struct TapePoolTests {
    @Test func `answers that end at the same time are each read by themselves`() async {
        await withTaskGroup(of: (Int, Reading).self) { group in
            for number in 0..<400 {
                group.addTask {
                    // Each third is broken, and some are too large for their tape to be kept.
                    let filler = String(repeating: "x", count: number % 50 == 0 ? 70_000 : number)
                    let end = number % 3 == 0 ? "" : "}"
                    let body = """
                        {"choices":[{"message":{"role":"assistant","content":"\(number)\(filler)"},\
                        "finish_reason":"stop"}],"usage":{"prompt_tokens":\(number)}\(end)
                        """
                    let provider = Generic()
                    return (
                        number,
                        read(
                            provider.reader(isStreamed: false), Array(body.utf8), status: 200,
                            headers: jsonHead)
                    )
                }
            }
            for await (number, reading) in group {
                if number % 3 == 0 {
                    #expect(reading.outcome == .error)
                } else {
                    #expect(reading.text?.hasPrefix("\(number)x") ?? false || number == 0)
                    #expect(reading.usage?.input?.value == number)
                }
            }
        }
    }

    @Test func `a tape is lent only for the limits it was made with`() {
        let narrow = JSONLimits(depthMax: 3)
        for (lent, asked) in [(narrow, JSONLimits.standard), (.standard, narrow)] {
            var tape = JSONTape(limits: lent)
            TapePool.giveBack(&tape, bytes: 0)
            var other = JSONTape(limits: asked)
            TapePool.take(for: &other)
            #expect(other.limits == asked)
        }
    }
}
