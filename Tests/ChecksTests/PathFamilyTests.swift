import Testing
import Vocabulary

@testable import Checks

/// Checks of the path that stand beside who answered and how often was called.
@Suite struct PathFamilyTests {
    private let first = Sample.first
    private let second = Sample.second

    private func call(
        _ leg: LegID, _ status: Int?, from start: Int = 0, to end: Int = 10,
        says text: String? = nil,
        cause: Cause? = nil
    ) -> LaneCall {
        var call = Sample.call(leg, status, cause: cause)
        call.arrived = Self.at(start)
        call.firstByteSent = status.map { _ in Self.at(end) }
        call.ended = Self.at(end)
        call.answer = text.map {
            LaneCall.Answer(text: $0, model: nil, usage: nil)
        }
        return call
    }

    private static func at(_ milliseconds: Int) -> Moment {
        Moment(nanoseconds: Int64(milliseconds) * 1_000_000)
    }

    private func judge(_ check: String, _ attempt: Attempt) throws -> Verdict {
        try Sample.check("{ type: \(check) }").judge(attempt)
    }

    @Test(arguments: [
        "legs-allowed, value: openai", "prompt-whole", "no-double-spend", "retry-after-honoured",
        "recovery-time, threshold: 1", "hop, threshold: 1",
    ])
    func `without journals they are skipped with a reason`(check: String) throws {
        #expect(
            try judge(check, Sample.attempt(.answers, journal: nil)) == .skipped(reason: noJournals)
        )
    }

    // MARK: cancel-propagates

    private func left(
        _ change: (inout LaneCall) -> Void, cause: Cause? = .callerLeaves
    ) -> Attempt {
        var call = call(first, 200, to: 100, cause: .callerLeaves)
        (call.isComplete, call.callerLeft) = (false, true)
        change(&call)
        var attempt = Sample.attempt(.answers, cause: cause, journal: [call])
        attempt.exchange.lastByte = Self.at(50)
        return attempt
    }

    @Test func `a leg that is left soon after the caller has gone is well left`() throws {
        #expect(try judge("cancel-propagates", left { _ in }) == .passed)
        let late = left { $0.ended = Self.at(5_000) }
        #expect(try judge("cancel-propagates, max: 6000", late) == .passed)
        let verdict = try judge("cancel-propagates", late)
        #expect(verdict.word == .failed && "\(verdict)".contains("4950 ms"))
    }

    @Test func `a leg that is read to its end, or further than anybody waits, fails the case`()
        throws
    {
        for change in [
            { (call: inout LaneCall) in (call.isComplete, call.callerLeft) = (true, false) },
            { (call: inout LaneCall) in (call.ended, call.callerLeft) = (nil, false) },
        ] {
            let attempt = left(change)
            #expect(try judge("cancel-propagates", attempt).word == .failed)
            let verdict = Judgement(checks: [], legs: Sample.legs).verdict(on: attempt)
            #expect(verdict.verdict == .failed)
            #expect(verdict.checks.map(\.name).contains("cancel-propagates"))
        }
    }

    @Test func `a leg that was over before, and a caller who stayed, say nothing`() throws {
        let over = left { call in
            (call.isComplete, call.callerLeft, call.ended) = (true, false, Self.at(40))
        }
        #expect(try judge("cancel-propagates", over).word == .skipped)
        #expect(try judge("cancel-propagates", left({ _ in }, cause: nil)).word == .skipped)
    }

    // MARK: legs-allowed

    @Test(arguments: [
        ("openai", false), ("[openai, anthropic]", true), ("[1, 2]", true), ("1", false),
        ("'gpt-5.4-mini, claude-haiku'", true), ("[claude-haiku-4-5, 'openai:gpt-5.4-mini']", true),
        ("[anthropic, mistral]", false),
    ])
    func `a leg that may not see the prompt fails the case, whoever answered`(
        names: String, holds: Bool
    ) throws {
        let attempt = Sample.attempt(
            .movesOn, by: second, journal: [call(first, 500), call(second, 200, from: 20)])
        let verdict = try judge("legs-allowed, value: \(names)", attempt)
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `names of which the route has none are a mistake`() throws {
        let mistakes = #expect(throws: Diagnostic.self) {
            _ = try Sample.checks("[{ type: legs-allowed, value: [opnai, mistral] }]")
        }
        #expect(mistakes?.message == "no leg of route 'fast' is called 'opnai' and 'mistral'")
        #expect(mistakes?.hint?.contains("1 openai:gpt-5.4-mini") == true)
    }

    @Test func `the leg that saw too much is named`() throws {
        let attempt = Sample.attempt(.answers, journal: [call(second, 200)])
        #expect(
            try judge("legs-allowed, value: openai", attempt).message
                == "fast/2 saw the prompt, allowed is 'openai'; the journals show fast/2 once (200)"
        )
    }

    // MARK: prompt-whole

    @Test(arguments: [(100, true), (99, false), (120, true), (nil, true)] as [(Int?, Bool)])
    func `a leg that was given less than was asked shows it`(seen: Int?, holds: Bool) throws {
        var call = call(first, 200)
        call.promptBytes = seen
        var attempt = Sample.attempt(.answers, journal: [call])
        attempt.promptBytes = 100
        let verdict = try judge("prompt-whole", attempt)
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `every case is asked for its whole prompt`() throws {
        var calls = [call(first, 500), call(second, 200)]
        (calls[0].promptBytes, calls[1].promptBytes) = (100, 40)
        var attempt = Sample.attempt(
            .movesOn, by: second, calls: [first: 1, second: 1], journal: calls)
        attempt.promptBytes = 100
        let verdict = Judgement(checks: [], legs: Sample.legs).verdict(on: attempt)
        #expect(
            verdict.checks.map(\.message) == [
                "fast/2 was given 40 of the prompt's 100 bytes, white space aside: the gateway left "
                    + "something out"
            ])
    }

    @Test func `white space is no word, and images have none`() {
        let prompt = Prompt(messages: [
            Message(.system, "Be  kind.\n"),
            Message(.user, [.text("Zürich\t?"), .image(.url("https://example.com/x.png"))]),
        ])
        #expect(prompt.wordBytes == "Bekind.".utf8.count + "Zürich?".utf8.count)
    }

    // MARK: no-double-spend

    @Test func `a leg that answered whole must be the last to be called`() throws {
        let paid = call(first, 200, says: "Paris")
        let again = Sample.attempt(
            .answers, journal: [paid, call(first, 200, from: 20, to: 30, says: "Paris")])
        #expect(
            try judge("no-double-spend", again).message
                == "fast/1 had answered whole, yet it was called again; the journals show fast/1 twice "
                + "(200, 200)")
        let other = Sample.attempt(
            .answers, journal: [paid, call(second, 500, from: 20, to: 30, cause: .serverError)])
        #expect(
            try judge("no-double-spend", other).message?.hasPrefix(
                "fast/1 had answered whole, yet fast/2 was called") == true)
        // Two at once: only what comes to its end is paid twice.
        let race = [paid, call(second, 200, from: 5, to: 30, says: "Paris")]
        #expect(
            try judge("no-double-spend", Sample.attempt(.answers, journal: race)).word == .failed)
        var left = race
        (left[1].isComplete, left[1].callerLeft) = (false, true)
        #expect(
            try judge("no-double-spend", Sample.attempt(.answers, journal: left)).word == .passed)
    }

    @Test func `a whole answer that the caller never saw was thrown away`() throws {
        let attempt = Sample.attempt(
            .answers, reading: Sample.httpError(500), journal: [call(first, 200, says: "Paris")])
        #expect(
            try judge("no-double-spend", attempt).message?.hasPrefix(
                "fast/1 answered whole, and its answer was thrown away: the caller saw HTTP 500")
                == true)
    }

    @Test func `a leg that failed, or was broken on purpose, has not been paid`() throws {
        for journal in [
            [call(first, 500), call(second, 200, from: 20, says: "Paris")],
            [
                call(first, 200, says: "no usage", cause: .noUsage),
                call(second, 200, from: 20, says: "Paris"),
            ],
            [call(first, 200), call(first, 200, from: 20, says: "Paris")],
            [call(first, 200, says: "Paris")], [],
        ] {
            #expect(
                try judge("no-double-spend", Sample.attempt(.answers, journal: journal)).word
                    == .passed)
        }
    }

    // MARK: retry-after-honoured

    private func retried(after wait: Int, asked: Duration?) -> Attempt {
        var limited = call(first, 429, to: 10, cause: .rateLimit)
        limited.retryAfter = asked
        return Sample.attempt(
            .answers, journal: [limited, call(first, 200, from: 10 + wait, to: 900, says: "Paris")])
    }

    @Test(arguments: [(1000, 1000, true), (1000, 999, false), (50, 0, false), (0, 0, true)])
    func `a leg that asks to wait is not called before`(asked: Int, wait: Int, holds: Bool) throws {
        let attempt = retried(after: wait, asked: .milliseconds(asked))
        let verdict = try judge("retry-after-honoured", attempt)
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `of a scaled gateway no more is asked than its scale`() throws {
        let attempt = retried(after: 60, asked: .seconds(1))
        #expect(try judge("retry-after-honoured, max: 50", attempt).word == .passed)
        #expect(
            try judge("retry-after-honoured, max: 100", attempt).message
                == "fast/1 asked to wait 1000 ms, of which 100 ms are held, and was called again after "
                + "60 ms")
        let scaled = Judgement(checks: [], retryAfterMax: .milliseconds(50))
        #expect(!scaled.verdict(on: attempt).checks.contains { $0.name == "retry-after-honoured" })
        let real = Judgement(checks: []).verdict(on: attempt)
        #expect(real.checks.contains { $0.name == "retry-after-honoured" && $0.verdict == .failed })
    }

    @Test func `another leg may be called at once, and a bare error asks for nothing`() throws {
        var limited = call(first, 429, cause: .rateLimit)
        limited.retryAfter = .seconds(9)
        let moved = Sample.attempt(
            .movesOn, by: second, journal: [limited, call(second, 200, from: 11, says: "Paris")])
        #expect(try judge("retry-after-honoured", moved).word == .passed)
        #expect(
            try judge("retry-after-honoured", retried(after: 0, asked: nil))
                == .skipped(reason: "no leg asked to wait"))
    }

    // MARK: recovery-time

    private func recovered(firstByte: Int?, looksWell: Bool = true) -> Attempt {
        var attempt = Sample.attempt(
            .movesOn, by: second, reading: looksWell ? Sample.answer() : Sample.httpError(503),
            journal: [call(first, 500, to: 40), call(second, 200, from: 60, to: 90, says: "Paris")])
        attempt.exchange.firstByte = firstByte.map(Self.at)
        return attempt
    }

    @Test(arguments: [(60, .passed), (59, .failed)] as [(Int, RowVerdict)])
    func `recovery counts from the end of the first failure to the caller's first byte`(
        threshold: Int, word: RowVerdict
    ) throws {
        let verdict = try judge(
            "recovery-time, threshold: \(threshold)", recovered(firstByte: 100))
        #expect(verdict.word == word)
        if word == .failed {
            #expect(
                verdict.message
                    == "the way from the failure of fast/1 to the answer took 60 ms, allowed 59 ms")
        }
    }

    @Test func `a stream recovers with its first content, not with its head`() throws {
        var attempt = recovered(firstByte: 50)
        attempt.reading.clocks.firstContent = Self.at(100)
        #expect(try judge("recovery-time, threshold: 30", attempt).word == .failed)
    }

    @Test func `where nothing failed or nothing answered, nothing recovers`() throws {
        for attempt in [
            Sample.attempt(.answers, journal: [call(first, 200, says: "Paris")]),
            Sample.attempt(.surfaces, by: nil, journal: [call(first, 500)]),
            recovered(firstByte: 100, looksWell: false), recovered(firstByte: nil),
        ] {
            #expect(try judge("recovery-time, threshold: 30", attempt).word == .skipped)
        }
    }

    // MARK: hop

    /// Sent at 10, with calls from 12 to 40 and from 60 to 90.
    private func hopped(lastByte: Int?) -> Attempt {
        var attempt = Sample.attempt(
            .movesOn, by: second,
            journal: [
                call(first, 500, from: 12, to: 40),
                call(second, 200, from: 60, to: 90, says: "Paris"),
            ])
        attempt.exchange.sent = Self.at(10)
        attempt.exchange.lastByte = lastByte.map(Self.at)
        return attempt
    }

    @Test(arguments: [(7, .passed), (6, .failed)] as [(Int, RowVerdict)])
    func `a hop is what lies before the first call and after the last, not between them`(
        threshold: Int, word: RowVerdict
    ) throws {
        let verdict = try judge("hop, threshold: \(threshold)", hopped(lastByte: 95))
        #expect(verdict.word == word)
        if word == .failed {
            #expect(verdict.message == "the hop over the gateway took 7 ms, allowed 6 ms")
        }
    }

    @Test
    func `a lane that notes its end after the caller's last byte takes nothing off the way there`()
        throws
    {
        #expect(try judge("hop, threshold: 2", hopped(lastByte: 89)).word == .passed)
        #expect(try judge("hop, threshold: 1", hopped(lastByte: 89)).word == .failed)
    }

    @Test func `what has no end or no answer has no hop`() throws {
        var failed = recovered(firstByte: 100, looksWell: false)
        failed.exchange.lastByte = Self.at(100)
        for attempt in [hopped(lastByte: nil), failed] {
            #expect(try judge("hop, threshold: 1", attempt).word == .skipped)
        }
    }
}
