import Testing
import Vocabulary

@testable import Checks

/// What the caller got, held against what its leg said.
@Suite struct RelayCheckTests {
    private func attempt(
        _ got: String?, said: LaneCall.Answer?, usage: Usage? = nil, complete: Bool = true,
        cause: Cause? = nil, outcome: Vocabulary.Expectation.Outcome = .answers
    ) -> Attempt {
        var call = Sample.call(Sample.first, 200, complete: complete, cause: cause)
        call.answer = said
        var reading = Sample.answer(got)
        reading.usage = usage
        return Sample.attempt(outcome, cause: cause, reading: reading, journal: [call])
    }

    private func saying(_ text: String, usage: Usage? = nil, tools: Bool = false) -> LaneCall.Answer
    {
        LaneCall.Answer(text: text, callsTools: tools, model: nil, usage: usage)
    }

    private func usage(
        _ input: Int?, _ output: Int?, cached: Int? = nil, total: Int? = nil
    ) -> Usage {
        Usage(
            input: input.map { .init($0, "prompt_tokens") },
            output: output.map { .init($0, "completion_tokens") },
            total: total.map { .init($0, "total_tokens") },
            cachedInput: cached.map { .init($0, "cached_tokens") })
    }

    // MARK: stream-equals-plain

    @Test(arguments: [
        ("Paris", true), ("Paris ", false), ("paris", false), ("", false), (nil, false),
    ])
    func `the leg's own text must reach the caller`(got: String?, holds: Bool) throws {
        let verdict = try Sample.check("{ type: stream-equals-plain }").judge(
            attempt(got, said: saying("Paris")))
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `a letter composed otherwise is another text, and its place is told`() throws {
        let verdict = try Sample.check("{ type: stream-equals-plain }").judge(
            attempt("caf\u{65}\u{301}", said: saying("caf\u{E9}")))
        #expect(
            verdict.message?.hasPrefix(
                "the plain answer is not what fast/1 said, from character 4 on") == true)
    }

    @Test func `where nobody knows what the leg said, only who asks is told so`() throws {
        for unknown in [
            attempt("Paris", said: nil), attempt("Par", said: saying("Paris"), complete: false),
            attempt(nil, said: saying("", tools: true)), Sample.attempt(.answers, journal: nil),
        ] {
            #expect(
                try Sample.check("{ type: stream-equals-plain }").judge(unknown).word == .skipped)
            #expect(StreamEqualsPlain().judge(unknown) == .passed)
        }
    }

    @Test func `an altered answer fails its case although all checks of it hold`() throws {
        let verdict = Judgement(
            checks: try Sample.checks("[{ type: icontains, value: paris }]"), legs: Sample.legs
        ).verdict(on: attempt("Certainly. Paris", said: saying("Paris")))
        #expect(verdict.verdict == .failed)
        #expect(verdict.checks.map(\.name) == ["stream-equals-plain"])
    }

    @Test func `a fault that only the journal shows does not count as noticed`() throws {
        let planted = attempt(
            "Paris", said: saying("Paris"), cause: .wrongFinish, outcome: .mustBeCaught)
        let blind = Judgement(checks: [], legs: Sample.legs).verdict(on: planted)
        #expect(blind.checks.map(\.name) == ["unnoticed"])
        let altered = attempt(
            "Lyon", said: saying("Paris"), cause: .wrongFinish, outcome: .mustBeCaught)
        let verdict = Judgement(checks: [], legs: Sample.legs).verdict(on: altered)
        #expect(verdict.checks.map(\.name) == ["stream-equals-plain", "unnoticed"])
    }

    // MARK: usage-consistent

    private func usageVerdict(_ told: Usage?, counted: Usage?) -> Verdict {
        UsageConsistent().judge(
            attempt("Paris", said: saying("Paris", usage: counted), usage: told))
    }

    @Test func `the caller is told what the leg counted`() {
        #expect(usageVerdict(usage(9, 2), counted: usage(9, 2)) == .passed)
        #expect(usageVerdict(usage(9, nil), counted: usage(9, 2)) == .passed)
        #expect(usageVerdict(nil, counted: nil) == .passed)
        #expect(
            usageVerdict(usage(9, 12, total: 21), counted: usage(9, 2, total: 11)).message
                == "fast/1 counted 9 input, 2 output and 11 total tokens, the caller was told 9 input, "
                + "12 output and 21 total tokens")
        #expect(usageVerdict(usage(8, 2), counted: usage(9, 2)).word == .failed)
        #expect(
            usageVerdict(nil, counted: usage(9, 2)).message
                == "fast/1 counted 9 input and 2 output tokens, the caller was told none")
    }

    @Test func `cached tokens are counted in or beside, as languages do`() {
        #expect(usageVerdict(usage(1, 2, cached: 8), counted: usage(9, 2, cached: 8)) == .passed)
        #expect(usageVerdict(usage(9, 2, cached: 0), counted: usage(9, 2, cached: 0)) == .passed)
        #expect(
            usageVerdict(usage(8, 2, cached: 0), counted: usage(9, 2, cached: 0)).word == .failed)
    }

    @Test func `counts that contradict themselves fail where a suite asks`() throws {
        let asked = try Sample.check("{ type: usage-consistent }")
        var contradictory = attempt("Paris", said: nil, usage: usage(9, 2, total: 99))
        contradictory.reading.findings = [
            Finding(
                "wire.usage.inconsistent", .warning, "a total of 99 tokens, whose parts make 11")
        ]
        #expect(asked.judge(contradictory).message == "a total of 99 tokens, whose parts make 11")
        #expect(UsageConsistent().judge(contradictory) == .passed)
        let zero = attempt("Paris", said: nil, usage: usage(9, 0))
        #expect(
            asked.judge(zero).message == "an answer with text is said to have no output tokens")
        #expect(asked.judge(attempt("Paris", said: nil)).word == .skipped)
        #expect(asked.judge(attempt("Paris", said: nil, usage: usage(9, 2))).word == .passed)
    }

    // MARK: The two sides

    private func sides(_ reading: Reading, _ calls: [LaneCall]) -> CaseVerdict {
        Judgement(checks: [], legs: Sample.legs).verdict(
            on: Sample.attempt(
                .movesOn, by: Sample.second, calls: [Sample.first: 1, Sample.second: 1],
                reading: reading, journal: calls))
    }

    @Test func `an answer in the name of a leg that only failed is errored, with both sides`() {
        var reading = Sample.answer()
        reading.model = "gpt-5.4-mini-2026"
        let verdict = sides(
            reading, [Sample.call(Sample.first, 503), Sample.call(Sample.second, 200)])
        #expect(verdict.verdict == .errored)
        #expect(
            verdict.checks.map(\.message) == [
                "the answer names fast/1, which gave none: the caller saw a whole answer (finish 'stop', "
                    + "model 'gpt-5.4-mini-2026'); the journals show fast/1 once (503), fast/2 once (200)"
            ])
    }

    @Test func `the words of one leg under the answer of another are errored`() {
        var (one, other) = (Sample.call(Sample.first, 200), Sample.call(Sample.second, 200))
        (one.answer, other.answer) = (saying("Paris"), saying("Lyon"))
        let verdict = sides(Sample.answer("Paris"), [one, other])
        #expect(verdict.checks.map(\.name) == ["sides-agree"])
        #expect(
            verdict.checks.first?.message.hasPrefix(
                "the answer is what fast/1 said, and another leg answered after it") == true)
        // Words of neither are an altered answer, which is a failure of the gateway's.
        #expect(sides(Sample.answer("Rome"), [one, other]).verdict == .failed)
    }
}
