import Testing
import Vocabulary

@testable import Checks

/// The checks of time, on attempts whose moments are written by hand.
@Suite struct TimeCheckTests {
    private static func at(_ milliseconds: Double) -> Moment {
        Moment(nanoseconds: Int64(milliseconds * 1e6))
    }

    /// Queued at 0, taken up at 5, sent at 10, over at `last`.
    private func attempt(
        last: Double? = 110, isStreamed: Bool = false, firstAnswer: Double? = nil,
        gaps: [Double] = [], lag: Duration = .zero
    ) -> Attempt {
        var attempt = Sample.saying("Paris")
        attempt.isStreamed = isStreamed
        attempt.exchange.started = Self.at(5)
        attempt.exchange.sent = Self.at(10)
        attempt.exchange.lastByte = last.map(Self.at)
        attempt.exchange.loopLag = lag
        if isStreamed { attempt.reading.stream = StreamFacts() }
        var moment = 20.0
        for gap in gaps.isEmpty ? [] : [0] + gaps {
            moment += gap
            attempt.reading.clocks.add(hasContent: true, hasAnswer: false, at: Self.at(moment))
        }
        attempt.reading.clocks.firstAnswer = firstAnswer.map(Self.at)
        return attempt
    }

    private func judge(_ check: String, _ attempt: Attempt) throws -> Verdict {
        try Sample.check(check).judge(attempt)
    }

    // MARK: latency

    @Test(
        arguments: [
            (100, .passed), (99.9, .failed), (0, .failed), (1e9, .passed),
        ] as [(Double, RowVerdict)])
    func `latency counts from the sending, not from the queue, to the last byte`(
        threshold: Double, word: RowVerdict
    ) throws {
        #expect(
            try judge("{ type: latency, threshold: \(threshold) }", attempt()).word == word)
    }

    @Test func `what is too slow is told in milliseconds, rounded up, with our own delay`() throws {
        let slow = try judge("{ type: latency, threshold: 100 }", attempt(last: 110.01))
        #expect(slow.message == "the exchange took 100.1 ms, allowed 100 ms")
        let doubtful = try judge(
            "{ type: latency, threshold: 100 }", attempt(last: 112, lag: .milliseconds(3)))
        #expect(
            doubtful.message
                == "the exchange took 102 ms, allowed 100 ms (our own event loop was up to 3 ms late)"
        )
        let sure = try judge(
            "{ type: latency, threshold: 100 }", attempt(last: 120, lag: .milliseconds(3)))
        #expect(sure.message == "the exchange took 110 ms, allowed 100 ms")
    }

    @Test func `an exchange without an end has no latency`() throws {
        #expect(
            try judge("{ type: latency, threshold: 100 }", attempt(last: nil)).word == .skipped)
    }

    @Test(arguments: ["latency", "first-answer", "gap-p99", "recovery-time", "hop", "cost"])
    func `a limit is needed, and is a number from 0`(name: String) throws {
        #expect(
            try Sample.mistakes("{ type: \(name) }").first?.message.contains("needs 'threshold'")
                == true)
        for wrong in ["-1", "soon", "[1]", ".inf"] {
            #expect(
                try Sample.mistakes("{ type: \(name), threshold: \(wrong) }").count == 1, "\(wrong)"
            )
        }
    }

    // MARK: first-answer

    @Test func `the first piece of answer of a stream is held against its limit`() throws {
        let check = "{ type: first-answer, threshold: 40 }"
        #expect(try judge(check, attempt(isStreamed: true, firstAnswer: 50)).word == .passed)
        let late = try judge(check, attempt(isStreamed: true, firstAnswer: 50.001))
        #expect(late.message == "the first piece of answer took 40.1 ms, allowed 40 ms")
        let none = try judge(check, attempt(isStreamed: true))
        #expect(none.message == "the stream ended without a piece of answer")
        #expect(none.word == .failed)
        #expect(try judge(check, attempt(firstAnswer: 12)).word == .skipped)
    }

    // MARK: gap-p99

    @Test func `one gap in a hundred may be longer`() throws {
        let check = "{ type: gap-p99, threshold: 20 }"
        let steady = [Double](repeating: 10, count: 99)
        #expect(try judge(check, attempt(isStreamed: true, gaps: steady + [500])).word == .passed)
        let stalling = try judge(
            check, attempt(isStreamed: true, gaps: steady.dropLast() + [500, 500]))
        #expect(stalling.word == .failed)
        #expect(
            stalling.message?.hasPrefix("the 99th percentile of 100 gaps took ") == true)
    }

    @Test func `where there are no gaps there is nothing to say`() throws {
        let check = "{ type: gap-p99, threshold: 20 }"
        #expect(try judge(check, attempt(isStreamed: true)).word == .skipped)
        #expect(try judge(check, attempt(gaps: [500])).word == .skipped)
    }

    // MARK: cost

    @Test(
        arguments: [
            ("0.001", 1_000_000, .passed), ("0.001", 1_000_001, .failed),
            ("1e-3", 1_000_000, .passed),
            ("0.0000000019", 1, .passed), ("0.0000000019", 2, .failed), ("0", 0, .passed),
            ("0", 1, .failed), ("2", 1_999_999_999, .passed),
        ] as [(String, Int128, RowVerdict)])
    func `a cost is compared to the last digit`(threshold: String, nanos: Int128, word: RowVerdict)
        throws
    {
        var attempt = attempt()
        attempt.costNanos = nanos
        #expect(try judge("{ type: cost, threshold: \(threshold) }", attempt).word == word)
    }

    @Test func `a cost that is not known is no cost of 0`() throws {
        let verdict = try judge("{ type: cost, threshold: 1 }", attempt())
        #expect(verdict.word == .errored)
        #expect(verdict.message?.hasPrefix("nothing tells what") == true)
        var dear = attempt()
        dear.costNanos = 1_230_000_000
        #expect(
            try judge("{ type: cost, threshold: 1.2 }", dear).message
                == "it cost 1.23 US dollars, allowed 1.2")
    }

    @Test func `a cost in another currency is held against dollars by a rate, which is told`()
        throws
    {
        var attempt = attempt()
        let yuan = Money(nanos: 3_000_000_000, "CNY")
        attempt.foreignCost = Shared(ForeignCost(yuan, rate: nil))
        let unknown = try judge("{ type: cost, threshold: 1 }", attempt)
        #expect(unknown.word == .errored)
        #expect(
            unknown.message == "it cost 3 CNY, and no rate says what that is in US dollars")
        attempt.foreignCost = Shared(ForeignCost(yuan, rate: "1 CNY = 0.14 USD"))
        attempt.costNanos = 420_000_000
        #expect(try judge("{ type: cost, threshold: 0.42 }", attempt).word == .passed)
        #expect(
            try judge("{ type: cost, threshold: 0.4 }", attempt).message
                == "it cost 3 CNY, which is 0.42 US dollars at 1 CNY = 0.14 USD, allowed 0.4")
    }
}
