import Testing
import Vocabulary

@testable import Checks

@Suite struct JudgementTests {
    private let first = Sample.first
    private let second = Sample.second

    private func judge(
        _ attempt: Attempt, _ yaml: String = "[{ type: icontains, value: paris }]",
        madeUp: Bool = false
    ) throws -> CaseVerdict {
        Judgement(
            checks: try Sample.checks(yaml), simulatesWithoutAnswer: madeUp, legs: Sample.legs
        ).verdict(on: attempt)
    }

    // MARK: answers and moves on

    @Test func `a case that answers passes with all its checks counted`() throws {
        let verdict = try judge(Sample.attempt(.answers))
        // The answer, the suite's own and the ten that every case is asked.
        #expect(verdict == CaseVerdict(verdict: .passed, checks: [], passed: 12))
    }

    @Test func `a wrong answer, a wrong leg and a wrong count each fail it`() throws {
        let wrong = try judge(Sample.attempt(.answers, reading: Sample.answer("Lyon")))
        #expect(wrong.verdict == .failed)
        #expect(wrong.checks.map(\.name) == ["icontains"])
        #expect(wrong.checks.map(\.location?.line) == [1])
        let calls = [Sample.call(first, 500), Sample.call(second, 200)]
        let moved = try judge(Sample.attempt(.answers, journal: calls))
        #expect(moved.checks.map(\.name) == ["answered-by", "attempts"])
        #expect(moved.verdict == .failed)
    }

    @Test func `no answer fails it, and content is not asked of nothing`() throws {
        let verdict = try judge(
            Sample.attempt(
                .answers, reading: Sample.httpError(503), journal: [Sample.call(first, 503)]))
        #expect(verdict.verdict == .failed)
        #expect(verdict.checks.first?.name == "answer")
        #expect(
            verdict.checks.first?.message
                == "expected an answer from fast/1; the caller saw HTTP 503 'overloaded': 'try later'"
        )
        #expect(verdict.checks.last?.verdict == .skipped)
    }

    @Test func `an error of the wire contract fails an answer that reads well`() throws {
        var reading = Sample.answer()
        reading.findings = [
            Finding("wire.usage.missing", .warning, "no usage"),
            Finding("wire.json.invalid", .error, "a comma too many", offset: 12),
        ]
        let verdict = try judge(Sample.attempt(.answers, reading: reading))
        #expect(verdict.verdict == .failed)
        #expect(verdict.checks.map(\.name) == ["wire.json.invalid"])
        #expect(verdict.checks.map(\.message) == ["a comma too many (at byte 12)"])
    }

    /// An answer with these findings, from a leg whose lane has seen those.
    private func attempt(
        _ seen: [Finding], behind: [Finding], reading: Reading = Sample.answer(), calls: Int = 1
    ) -> Attempt {
        var (reading, call) = (reading, Sample.call(first, 200))
        reading.findings = seen
        call.findings = behind.map { $0.seen(at: Sample.legs[0]) }
        return Sample.attempt(
            .answers, calls: [first: calls], reading: reading,
            journal: Array(repeating: call, count: calls))
    }

    @Test func `what a gateway mends of its leg's answer fails it all the same, and once`() throws {
        let missing = Finding("wire.usage.missing", .error, "no usage")
        let mended = try judge(attempt([], behind: [missing], calls: 2))
        #expect(mended.verdict == .failed)
        #expect(mended.checks.map(\.name) == ["wire.usage.missing"])
        #expect(
            mended.checks.map(\.message) == [
                "openai at fast/1: no usage; the caller's answer does not show it"
            ])
        // Both sides show it: it is the leg's.
        let both = attempt([Finding("wire.usage.missing", .warning, "none")], behind: [missing])
        #expect(both.findings.map(\.message) == ["openai at fast/1: no usage"])
        #expect(both.findings.map(\.leg) == [first])
        // The gateway made it worse.
        let worse = attempt(
            [Finding("wire.usage.missing", .error, "none")],
            behind: [Finding("wire.usage.missing", .note, "no usage")])
        #expect(worse.findings == [Finding("wire.usage.missing", .error, "none")])
    }

    @Test func `a leg's own answer says why none came`() throws {
        let behind = [
            Finding("wire.stream.no-finish", .error, "it ended"),
            Finding("wire.content-type", .warning, "text"),
        ]
        let verdict = try judge(attempt([], behind: behind, reading: Sample.httpError(502)))
        #expect(
            verdict.checks.filter { $0.verdict == .failed }.map(\.name)
                == ["answer", "wire.stream.no-finish", "answered-by"])
        // What was no success says nothing.
        var refused = Sample.call(first, 429)
        refused.findings = behind.map { $0.seen(at: Sample.legs[0]) }
        #expect(Sample.attempt(.answers, journal: [refused]).findings == [])
    }

    @Test func `content of a made-up answer is skipped, path and contract are judged`() throws {
        let verdict = try judge(
            Sample.attempt(.answers, reading: Sample.answer("made up")), madeUp: true)
        #expect(verdict.verdict == .passed)
        #expect(verdict.checks.map(\.message) == ["simulated answer"])
        #expect(verdict.passed == 11)
    }

    @Test func `weight 0 measures and cannot fail`() throws {
        let verdict = try judge(
            Sample.attempt(.answers), "[{ type: equals, value: Lyon, weight: 0 }]")
        #expect(verdict.verdict == .passed)
        #expect(verdict.checks.map(\.verdict) == [.passed])
        #expect(
            verdict.checks.first?.message.contains("expected the answer to equal 'Lyon'") == true)
    }

    @Test func `without journals path checks say so only where the suite asks for them`() throws {
        let answered = Sample.attempt(.answers, journal: nil)
        let unasked = try judge(answered)
        #expect(unasked.verdict == .passed)
        #expect(unasked.checks.isEmpty)
        let asked = try judge(answered, "[{ type: attempts }, { type: no-truncated-success }]")
        #expect(asked.verdict == .passed)
        #expect(asked.checks.map(\.name) == ["attempts", "no-truncated-success"])
        #expect(asked.checks.allSatisfy { $0.verdict == .skipped && $0.location != nil })
    }

    @Test func `half an answer that passes for a whole one fails without journals too`() throws {
        let verdict = try judge(
            Sample.attempt(.answers, reading: Sample.answer(finish: nil), journal: nil))
        #expect(verdict.verdict == .failed)
        #expect(verdict.checks.map(\.name) == ["no-truncated-success"])
    }

    @Test func `a check that the suite wrote out is not asked twice`() throws {
        let verdict = try judge(
            Sample.attempt(.answers, journal: [Sample.call(first, 200), Sample.call(first, 200)]),
            "[{ type: attempts }, { type: no-truncated-success }, { type: answered-by }]")
        #expect(verdict.checks.map(\.name) == ["attempts"])
        #expect(verdict.checks.first?.location?.line == 1)
        #expect(verdict.passed == 10)
    }

    // MARK: what cannot be judged

    @Test(arguments: [
        Breakage.Kind.refused, .dnsFailure, .tlsUntrusted, .connectTimeout, .unreachable,
        .cancelled,
    ])
    func `a gateway that was never reached is no failure of its routes`(kind: Breakage.Kind) throws
    {
        var reading = Reading(outcome: .ok)
        reading.text = nil
        for outcome in Vocabulary.Expectation.Outcome.allCases {
            let verdict = try judge(
                Sample.attempt(
                    outcome, reading: reading, breakage: Breakage(kind, "no"), journal: []))
            #expect(verdict.verdict == .errored, "\(outcome)")
            #expect(verdict.checks.map(\.name) == ["gateway-reached"])
        }
    }

    @Test(arguments: [Breakage.Kind.reset, .emptyReply, .firstByteTimeout, .cut])
    func `a gateway that breaks where it is to answer fails`(kind: Breakage.Kind) throws {
        let verdict = try judge(
            Sample.attempt(
                .answers, reading: Reading(outcome: .truncated), breakage: Breakage(kind, "no")))
        #expect(verdict.verdict == .failed)
    }

    @Test func `an answer that no lane gave shows both sides and is errored`() throws {
        let nobody = try judge(Sample.attempt(.answers, journal: []))
        #expect(nobody.verdict == .errored)
        #expect(
            nobody.checks.first?.message
                == "an answer came although no leg was called: the caller saw a whole answer "
                + "(finish 'stop'); the journals show no call at any leg")
        let onlyErrors = try judge(Sample.attempt(.answers, journal: [Sample.call(first, 500)]))
        #expect(onlyErrors.verdict == .errored)
        var reading = Sample.answer()
        reading.model = "claude-haiku-4-5"
        let other = try judge(Sample.attempt(.answers, reading: reading))
        #expect(other.verdict == .errored)
        #expect(
            other.checks.first?.message.hasPrefix("the answer names fast/2, which was never called")
                == true)
    }

    @Test(arguments: ["gpt-5.4-mini-2026", "gpt-5.4-mini", "fast", "a-name-of-nobody"])
    func `a gateway may name the leg that answered, the route, or whatever it likes`(model: String)
        throws
    {
        var reading = Sample.answer()
        reading.model = model
        #expect(try judge(Sample.attempt(.answers, reading: reading)).verdict == .passed)
    }

    // MARK: surfaces

    private func surfacing(
        _ reading: Reading, _ breakage: Breakage? = nil, _ journal: [LaneCall]? = nil
    ) -> Attempt {
        Sample.attempt(
            .surfaces, by: nil, cause: .rateLimit, reading: reading, breakage: breakage,
            journal: journal ?? [Sample.call(Sample.first, 429, cause: .rateLimit)])
    }

    @Test func `an error that reaches the caller passes, and its content is not asked`() throws {
        var inStream = Sample.answer(finish: nil)
        inStream.outcome = .error
        inStream.error = ProviderError(type: "rate_limit", isInStream: true)
        for attempt in [
            surfacing(Sample.httpError(429)), surfacing(inStream),
            surfacing(Reading(outcome: .truncated), Breakage(.reset, "by peer")),
        ] {
            let verdict = try judge(attempt)
            #expect(verdict == CaseVerdict(verdict: .passed, checks: [], passed: 8))
        }
    }

    @Test func `success, silence and a quiet end are no errors`() throws {
        let success = try judge(surfacing(Sample.answer()))
        #expect(success.verdict == .failed)
        #expect(success.checks.map(\.name) == ["error-surfaces", "answered-by"])
        let silence = try judge(
            surfacing(Reading(outcome: .truncated), Breakage(.totalTimeout, "600 s")))
        #expect(
            silence.checks.first?.message.contains("said nothing until our own total-timeout")
                == true)
        let quiet = try judge(surfacing(Reading(outcome: .truncated)))
        #expect(quiet.checks.first?.message.contains("the stream stopped without one") == true)
        #expect([silence.verdict, quiet.verdict] == [.failed, .failed])
    }

    @Test func `a leg beyond the predicted ones fails a surfacing error`() throws {
        let verdict = try judge(
            surfacing(
                Sample.httpError(429), nil, [Sample.call(first, 429), Sample.call(second, 500)]))
        #expect(verdict.verdict == .failed)
        #expect(verdict.checks.map(\.name) == ["attempts"])
    }

    // MARK: must be caught

    private func planted(
        _ reading: Reading, cause: Cause = .markdownTable, breakage: Breakage? = nil,
        journal: [LaneCall]? = nil
    ) -> Attempt {
        Sample.attempt(
            .mustBeCaught, cause: cause, reading: reading, breakage: breakage,
            journal: journal ?? [Sample.call(Sample.first, 200, cause: cause)])
    }

    @Test func `a planted fault that a check sees passes, and says who saw it`() throws {
        let verdict = try judge(
            planted(Sample.answer("| City |")),
            "[{ type: is-json }, { type: contains, value: City }]")
        #expect(verdict.verdict == .passed)
        #expect(verdict.checks.map(\.name) == ["fault-noticed"])
        #expect(verdict.checks.map(\.verdict) == [.passed])
        #expect(verdict.checks.first?.message == "noticed by is-json")
    }

    @Test func `a planted fault that nothing sees fails as unnoticed, with what would see it`()
        throws
    {
        let verdict = try judge(
            planted(Sample.answer("| City |\n| Paris |")), "[{ type: icontains, value: paris }]")
        #expect(verdict.verdict == .failed)
        #expect(verdict.checks.map(\.name) == ["unnoticed"])
        let message = try #require(verdict.checks.first?.message)
        #expect(message.hasPrefix("the suite is blind to it: fast/1 played 'markdown-table'"))
        #expect(message.contains("'is-json' would see it"))
        #expect(try judge(planted(Sample.answer("| x |")), "[]").verdict == .failed)
    }

    @Test func `a finding, a broken stream and an error each count as noticed`() throws {
        var found = Sample.answer()
        found.findings = [Finding("wire.stream.no-finish", .error, "no finish")]
        #expect(
            try judge(planted(found)).checks.map(\.message) == ["noticed by wire.stream.no-finish"])
        var warned = Sample.answer()
        warned.findings = [Finding("wire.usage.missing", .warning, "no usage")]
        #expect(try judge(planted(warned)).verdict == .failed)
        let cut = try judge(
            planted(
                Sample.answer("Par", finish: nil), cause: .cut, breakage: Breakage(.cut, "closed"),
                journal: [Sample.call(first, 200, complete: false, cause: .cut)]))
        #expect(cut.verdict == .passed)
        #expect(
            cut.checks.first?.message.contains("a broken connection after status 200: cut (closed)")
                == true)
        let hidden = try judge(
            planted(
                Sample.answer(), cause: .cut,
                journal: [Sample.call(first, 200, complete: false, cause: .cut)]))
        #expect(hidden.checks.map(\.message) == ["noticed by no-truncated-success"])
    }

    @Test func `noticing does not excuse a wrong way`() throws {
        let verdict = try judge(
            planted(
                Sample.answer("| x |"),
                journal: [
                    Sample.call(first, 200, cause: .markdownTable),
                    Sample.call(first, 200, cause: .markdownTable),
                ]),
            "[{ type: is-json }]")
        #expect(verdict.verdict == .failed)
        #expect(verdict.checks.map(\.name) == ["attempts", "fault-noticed"])
    }

    @Test func `a made-up answer cannot show whether content checks see a fault`() throws {
        let blind = try judge(planted(Sample.answer("| x |")), madeUp: true)
        #expect(blind.verdict == .skipped)
        let without = try judge(planted(Sample.answer("| x |")), "[]", madeUp: true)
        #expect(without.verdict == .failed)
    }
}
