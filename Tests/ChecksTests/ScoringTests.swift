import Documents
import Testing
import Vocabulary

@testable import Checks

/// promptfoo's arithmetic, by its documents and the behaviour of its runner.
@Suite struct ScoringTests {
    private func judge(
        _ yaml: String, _ answer: String = "Paris", threshold: Double? = nil
    ) throws -> CaseVerdict {
        Judgement(checks: try Sample.checks(yaml), threshold: threshold, legs: Sample.legs)
            .verdict(on: Sample.saying(answer))
    }

    private static let right = "{ type: contains, value: Par"
    private static let wrong = "{ type: contains, value: Lyon"

    @Test(arguments: [
        ("\(right) }, \(wrong) }", 0.5, true),
        ("\(right) }, \(wrong) }", 0.51, false),
        ("\(right), weight: 3 }, \(wrong) }", 0.75, true),
        ("\(right) }, \(wrong), weight: 3 }", 0.26, false),
        ("\(right) }, \(wrong), weight: 0 }", 1.0, true),
        ("\(wrong) }", 0.0, true),
        // Tenths that doubles do not have.
        ("\(right), weight: 0.1 }, \(right), weight: 0.2 }, \(wrong), weight: 0.7 }", 0.3, true),
        // Nothing that weighs makes a score of 0.
        ("\(right), weight: 0 }", 0.1, false),
    ])
    func `a test's threshold is held against the mean by weight, and no single check decides`(
        checks: String, threshold: Double, passes: Bool
    ) throws {
        let verdict = try judge("[\(checks)]", threshold: threshold)
        #expect(verdict.verdict == (passes ? .passed : .failed), "\(verdict)")
    }

    @Test func `a score below the threshold is told with what pulled it down`() throws {
        let verdict = try judge(
            "[\(Self.right) }, \(Self.wrong) }, \(Self.wrong) }]", threshold: 0.5)
        #expect(verdict.checks.map(\.name) == ["threshold", "contains", "contains"])
        #expect(
            verdict.checks.first?.message == "the score 0.333 is below the threshold 0.5")
        #expect(verdict.checks.allSatisfy { $0.verdict == .failed })
        let held = try judge("[\(Self.right) }, \(Self.wrong) }]", threshold: 0.5)
        #expect(held.checks.map(\.verdict) == [.passed])
        #expect(
            held.checks.first?.message.hasPrefix("the score 0.5 is not below the threshold 0.5: ")
                == true)
    }

    @Test func `checks of path and contract cannot be outvoted`() throws {
        let checks = try Sample.checks(
            "[{ type: attempts, value: 2 }, \(Self.right), weight: 99 }]")
        let verdict = Judgement(checks: checks, threshold: 0.1, legs: Sample.legs)
            .verdict(on: Sample.saying("Paris"))
        #expect(verdict.verdict == .failed)
        #expect(verdict.checks.map(\.name) == ["attempts"])
    }

    @Test func `what could not be judged leaves open only what it could decide`() throws {
        let unknown = "{ type: cost, threshold: 1 }"
        #expect(try judge("[\(Self.right) }, \(unknown)]", threshold: 0.5).verdict == .passed)
        #expect(try judge("[\(Self.right) }, \(unknown)]", threshold: 0.6).verdict == .errored)
        #expect(try judge("[\(Self.wrong) }, \(unknown)]", threshold: 0.6).verdict == .failed)
        #expect(try judge("[\(Self.right) }, \(unknown)]").verdict == .errored)
        // What cannot fail cannot leave anything open either.
        let weightless = "{ type: cost, threshold: 1, weight: 0 }"
        let verdict = try judge("[\(Self.right) }, \(weightless)]")
        #expect(verdict.verdict == .passed)
        #expect(verdict.checks.contains { $0.message.hasPrefix("weight 0, so it cannot fail: ") })
    }

    @Test func `a made-up answer has no score`() throws {
        let verdict = Judgement(
            checks: try Sample.checks("[\(Self.wrong) }]"), threshold: 1,
            simulatesWithoutAnswer: true, legs: Sample.legs
        ).verdict(on: Sample.saying("made up"))
        #expect(verdict.verdict == .passed)
        #expect(verdict.checks.map(\.message) == ["simulated answer"])
    }

    @Test(arguments: [(0, RowVerdict.failed), (1, .skipped)])
    func `a check that cannot fail is no reason to leave open whether a fault is seen`(
        weight: Int, expected: RowVerdict
    ) throws {
        let judgement = Judgement(
            checks: try Sample.checks("[\(Self.right), weight: \(weight) }]"),
            simulatesWithoutAnswer: true, legs: Sample.legs)
        let attempt = Sample.attempt(.mustBeCaught, reading: Sample.answer("Paris"))
        #expect(judgement.verdict(on: attempt).verdict == expected)
    }

    @Test func `a planted fault that the threshold outvotes goes unnoticed`() throws {
        func verdict(_ threshold: Double?) throws -> CaseVerdict {
            Judgement(
                checks: try Sample.checks("[\(Self.right) }, \(Self.wrong) }]"),
                threshold: threshold, legs: Sample.legs
            ).verdict(
                on: Sample.attempt(
                    .mustBeCaught, cause: .wrongFinish,
                    journal: [Sample.call(Sample.first, 200, cause: .wrongFinish)]))
        }
        #expect(try verdict(nil).verdict == .passed)
        #expect(try verdict(0.5).checks.map(\.name) == ["unnoticed"])
        #expect(try verdict(0.6).checks.map(\.message) == ["noticed by contains"])
    }

    @Test(arguments: [
        (#"{"threw":"E"}"#, false, RowVerdict.failed), (#"{"threw":"E"}"#, true, .failed),
        (#"{"gave":false}"#, false, .failed), (#"{"gave":false}"#, true, .passed),
    ])
    func `code that threw has no score, turned round neither, in a mean as in a set`(
        words: String, isNegated: Bool, expected: RowVerdict
    ) throws {
        let check = "{ type: \(isNegated ? "not-" : "")python, value: json.loads(output) }"
        let set = "{ type: assert-set, threshold: 0.5, assert: [\(check)] }"
        for (yaml, threshold) in [(check, nil), (check, 0.5), (set, nil)] as [(String, Double?)] {
            let judgement = Judgement(
                checks: try Sample.checks("[\(yaml)]"), threshold: threshold, legs: Sample.legs)
            var attempt = Sample.saying("Paris")
            for question in judgement.questions(about: attempt) {
                attempt.opinions[question] = .said(words, by: "python")
            }
            let verdict = judgement.verdict(on: attempt)
            #expect(verdict.verdict == expected, "\(yaml) \(verdict)")
        }
    }

    // MARK: Sets

    @Test(arguments: [
        ("assert: [\(right) }, \(right) }]", true),
        ("assert: [\(right) }, \(wrong) }]", false),
        ("assert: [\(right) }, \(wrong) }], threshold: 0.5", true),
        ("assert: [\(right) }, \(wrong), weight: 2 }], threshold: 0.5", false),
        ("assert: [\(right) }, \(wrong), weight: 0 }]", true),
        ("assert: [{ type: assert-set, assert: [\(wrong) }], threshold: 0 }]", true),
        // In promptfoo, too, only single checks are excused by weight 0.
        ("assert: [\(wrong) }], weight: 0", false),
    ])
    func `a set holds where all of its checks do, or enough for its threshold`(
        keys: String, holds: Bool
    ) throws {
        let verdict = try judge("[{ type: assert-set, \(keys) }]")
        #expect(verdict.verdict == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `a set counts with its own score and weight in the test's mean`() throws {
        let set =
            "{ type: assert-set, threshold: 0, weight: 3, assert: [\(Self.right) }, \(Self.wrong) }] }"
        // (0.5 · 3 + 1) / 4
        let yaml = "[\(set), \(Self.right) }]"
        #expect(try judge(yaml, threshold: 0.625).verdict == .passed)
        #expect(try judge(yaml, threshold: 0.626).verdict == .failed)
    }

    @Test func `a set says which of its checks failed, at its line`() throws {
        let verdict = try judge(
            "- type: assert-set\n  threshold: 0.9\n  assert: [\(Self.right) }, \(Self.wrong) }]")
        #expect(
            verdict.checks.map(\.message) == [
                "the score 0.5 is below the threshold 0.9: 'contains': expected the answer to contain "
                    + "'Lyon'; got 'Paris'"
            ])
        #expect(verdict.checks.first?.location?.line == 1)
    }

    @Test func `every mistake in a set is told, and what cannot stand in one`() throws {
        let messages = try Sample.mistakes(
            "{ type: assert-set, threshold: 2, assert: [{ type: nonsens }, { type: attempts }] }"
        ).map(\.message)
        #expect(messages.contains("unknown check 'nonsens'"))
        #expect(messages.contains("'attempts' is a path check: it must hold by itself"))
        #expect(messages.contains { $0.contains("'threshold'") })
        #expect(
            try Sample.mistakes("{ type: assert-set, assert: [] }").map(\.message)
                == ["'assert-set' has no check in it: it would always pass"])
        #expect(try Sample.mistakes("{ type: assert-set }").count == 1)
        #expect(
            try Sample.mistakes("{ type: not-assert-set, assert: [] }").first?.message.hasPrefix(
                "'not-' cannot turn 'assert-set' round") == true)
    }

    @Test func `a set of budget checks is asked of made-up answers, too`() throws {
        let set = "{ type: assert-set, assert: [{ type: cost, threshold: 1 }] }"
        let verdict = Judgement(
            checks: try Sample.checks("[\(set)]"), simulatesWithoutAnswer: true, legs: Sample.legs
        ).verdict(on: Sample.saying("made up"))
        #expect(verdict.verdict == .errored)
    }

    // MARK: Metrics

    private func metrics(_ yaml: String, _ answer: String = "Paris") throws -> [Metric] {
        try judge(yaml, answer).metrics
    }

    @Test func `scores under one name are their mean by weight`() throws {
        #expect(
            try metrics(
                "[\(Self.right), metric: tone, weight: 3 }, \(Self.wrong), metric: tone }, "
                    + "\(Self.right), metric: form }]")
                == [
                    Metric(name: "tone", score: 0.75, weight: 4),
                    Metric(name: "form", score: 1, weight: 1),
                ])
        #expect(try metrics("[\(Self.right) }]").isEmpty)
    }

    @Test func `a name whose checks weigh nothing has their plain mean`() throws {
        #expect(
            try metrics(
                "[\(Self.right), metric: tone, weight: 0 }, \(Self.wrong), metric: tone, weight: 0 }]"
            )
                == [Metric(name: "tone", score: 0.5, weight: 2)])
    }

    @Test func `names within a set count by the set's weight, and its own name goes first`() throws
    {
        let inner = "[\(Self.right), metric: a }, \(Self.wrong), metric: b }]"
        #expect(
            try metrics(
                "[{ type: assert-set, threshold: 0, weight: 2, metric: b, assert: \(inner) }, "
                    + "\(Self.wrong), metric: a }]")
                == [
                    Metric(name: "b", score: 0.5, weight: 2),
                    Metric(name: "a", score: 2.0 / 3, weight: 3),
                ])
    }

    @Test func `a name may have the test's variables in it`() throws {
        let checks = try Sample.checks(
            "[\(Self.right), metric: 'facts of {{ country }}' }]", ["country": "France"])
        let verdict = Judgement(checks: checks, legs: Sample.legs).verdict(
            on: Sample.saying("Paris"))
        #expect(verdict.metrics.map(\.name) == ["facts of France"])
    }

    @Test func `a check with a score of its own counts by it, turned round by not-`() throws {
        let bleu = "value: the cat sat on the mat, metric: near"
        let answer = "the cat sat on the hat"
        let plain = try metrics("[{ type: bleu, threshold: 0, \(bleu) }]", answer)
        let negated = try metrics("[{ type: not-bleu, threshold: 1, \(bleu) }]", answer)
        let score = try #require(plain.first?.score)
        #expect(score > 0.5 && score < 1)
        #expect(abs((negated.first?.score ?? 0) + score - 1) < 1e-12)
    }

    @Test func `metrics of repeats and cases join by weight`() {
        let one = [Metric(name: "a", score: 1, weight: 1)]
        let other = [
            Metric(name: "a", score: 0, weight: 3), Metric(name: "b", score: 1, weight: 1),
        ]
        #expect(
            one.joined(with: other)
                == [
                    Metric(name: "a", score: 0.25, weight: 4),
                    Metric(name: "b", score: 1, weight: 1),
                ])
        #expect([Metric]().joined(with: one) == one)
    }

    // MARK: What is promptfoo's and not taken

    @Test(arguments: ["transform", "config", "provider", "rubricPrompt", "contextTransform"])
    func `keys that would be passed over in silence are refused with their reason`(key: String)
        throws
    {
        let mistakes = try Sample.mistakes("{ type: equals, value: x, \(key): y }")
        #expect(mistakes.map(\.message).count == 1)
        #expect(mistakes.first?.message.hasPrefix("'\(key)' of 'equals' is not taken: ") == true)
        #expect(mistakes.first?.hint != nil)
    }

    @Test(arguments: [
        ("g-eval", "a model would have to judge it"), ("not-classifier", "a model"),
        ("ruby", "it runs code"), ("is-sql", "not among the checks of this version"),
    ])
    func `a check of promptfoo's that is none here says why`(name: String, reason: String) throws {
        let message = try Sample.mistakes("{ type: \(name), value: x }").first?.message
        #expect(message?.hasPrefix("check '\(name)' of promptfoo is not taken: ") == true)
        #expect(message?.contains(reason) == true)
    }
}
