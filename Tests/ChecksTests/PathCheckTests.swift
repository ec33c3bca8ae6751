import Testing
import Vocabulary

@testable import Checks

@Suite struct PathCheckTests {
    private let first = Sample.first
    private let second = Sample.second

    // MARK: answered-by

    @Test(arguments: [
        "2", "claude-haiku", "claude-haiku-4-5", "anthropic", "anthropic:claude-haiku",
    ])
    func `a leg goes by its place, its model, its pin and its provider`(name: String) throws {
        let check = try Sample.check("{ type: answered-by, value: \(name) }")
        let moved = Sample.attempt(
            .movesOn, by: second, journal: [Sample.call(first, 500), Sample.call(second, 200)])
        #expect(check.judge(moved).word == .passed)
        let stayed = Sample.attempt(.answers)
        #expect(
            check.judge(stayed).message
                == "expected '\(name)' to answer; fast/1 did; the journals show fast/1 once (200)")
    }

    @Test func `without a name the predicted leg must answer`() throws {
        let check = try Sample.check("{ type: answered-by }")
        let calls = [Sample.call(first, 429), Sample.call(second, 200)]
        #expect(check.judge(Sample.attempt(.movesOn, by: second, journal: calls)).word == .passed)
        #expect(check.judge(Sample.attempt(.movesOn, by: first, journal: calls)).word == .failed)
    }

    @Test func `a named leg is not asked for where an error is to surface`() throws {
        let attempt = Sample.attempt(
            .surfaces, by: nil, reading: Sample.httpError(429), journal: [Sample.call(first, 429)])
        #expect(try Sample.check("{ type: answered-by, value: 1 }").judge(attempt).word == .skipped)
        #expect(try Sample.check("{ type: answered-by }").judge(attempt).word == .passed)
    }

    @Test func `an answer where nobody was to answer fails`() throws {
        let attempt = Sample.attempt(
            .surfaces, by: nil, journal: [Sample.call(first, 429), Sample.call(second, 200)])
        #expect(try Sample.check("{ type: answered-by }").judge(attempt).word == .failed)
    }

    // MARK: attempts

    @Test(arguments: [
        ("{ type: attempts }", true), ("{ type: attempts, value: 3 }", true),
        ("{ type: attempts, value: 2 }", false),
        ("{ type: attempts, value: { 1: 2, 2: 1 } }", true),
        ("{ type: attempts, value: { gpt-5.4-mini: 2 } }", true),
        ("{ type: attempts, value: { openai: 1, anthropic: 1 } }", false),
        ("{ type: attempts, value: { claude-haiku: 0 } }", false),
    ])
    func `calls are counted in all, by leg, or as predicted`(check: String, holds: Bool) throws {
        let attempt = Sample.attempt(
            .movesOn, by: second, calls: [first: 2, second: 1],
            journal: [Sample.call(first, 500), Sample.call(first, nil), Sample.call(second, 200)])
        let verdict = try Sample.check(check).judge(attempt)
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `a call too many, too few or at the wrong leg is told from both sides`() throws {
        let check = try Sample.check("{ type: attempts }")
        let unplanned = Sample.attempt(
            .answers, journal: [Sample.call(first, 200), Sample.call(second, 200)])
        #expect(
            check.judge(unplanned).message
                == "expected calls: fast/1 once; the journals show fast/1 once (200), fast/2 once (200)"
        )
        let none = Sample.attempt(.answers, journal: [])
        #expect(
            check.judge(none).message
                == "expected calls: fast/1 once; the journals show no call at any leg")
    }

    @Test(arguments: ["answered-by", "attempts", "no-truncated-success"])
    func `without journals path checks are skipped with a reason`(name: String) throws {
        let verdict = try Sample.check("{ type: \(name) }").judge(
            Sample.attempt(.answers, journal: nil))
        #expect(verdict == .skipped(reason: noJournals))
    }

    // MARK: no-truncated-success

    @Test func `half an answer that passes for a whole one fails`() throws {
        let check = try Sample.check("{ type: no-truncated-success }")
        let noFinish = Sample.attempt(.answers, reading: Sample.answer(finish: nil))
        #expect(check.judge(noFinish).word == .failed)
        #expect(
            check.judge(Sample.attempt(.answers, reading: Sample.answer(finish: nil), journal: nil))
                .word == .failed)
        let cut = Sample.attempt(
            .mustBeCaught, cause: .cut,
            journal: [Sample.call(first, 200, complete: false, cause: .cut)])
        #expect(
            check.judge(cut).message
                == "fast/1 broke its answer off (cause 'cut'), yet the caller saw a whole answer (finish 'stop')"
        )
        let stalled = Sample.attempt(
            .mustBeCaught,
            journal: [Sample.call(first, 200, complete: false, cause: .cut, left: true)])
        #expect(check.judge(stalled).word == .failed)
    }

    @Test func `what was broken off and told, or mended by another leg, passes`() throws {
        let check = try Sample.check("{ type: no-truncated-success }")
        let cut = Sample.call(first, 200, complete: false, cause: .cut)
        #expect(
            check.judge(Sample.attempt(.movesOn, journal: [cut, Sample.call(second, 200)])).word
                == .passed)
        let told = Sample.attempt(
            .surfaces, reading: Sample.answer(finish: nil), breakage: Breakage(.cut, "closed"),
            journal: [cut])
        #expect(check.judge(told).word == .passed)
        let leftAfterFinish = Sample.call(first, 200, complete: false, left: true)
        #expect(check.judge(Sample.attempt(.answers, journal: [leftAfterFinish])).word == .passed)
    }

    @Test func `a stream with a finish reason needs no terminator`() throws {
        var reading = Sample.answer()
        reading.stream = StreamFacts()
        let check = try Sample.check("{ type: no-truncated-success }")
        #expect(check.judge(Sample.attempt(.answers, reading: reading)).word == .passed)
    }
}
