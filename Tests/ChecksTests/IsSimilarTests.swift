import TestSupport
import Testing
import Vocabulary

@testable import Checks

/// How near two texts are, by numbers that nobody was asked for here.
@Suite struct IsSimilarTests {
    private func verdict(
        _ yaml: String, answer: [Double], others: [[Double]]
    ) throws -> (Verdict, Grade) {
        let check = try Sample.check(yaml)
        var attempt = Sample.saying("Hello")
        for (question, numbers) in zip(check.questions(about: attempt), [answer] + others) {
            attempt.opinions[question] = .embedded(numbers, by: "openai:e")
        }
        return (check.judge(attempt), check.grade(attempt))
    }

    @Test(
        arguments: [
            // The cosine of 3-4-5: 0.6 and 0.8.
            ("{ type: similar, value: Hi }", [4, 3], RowVerdict.passed, 0.8),
            ("{ type: similar, value: Hi }", [3, 4], .failed, 0.6),
            ("{ type: similar, value: Hi, threshold: 0.6 }", [3, 4], .passed, 0.6),
            ("{ type: similar, value: Hi, threshold: 0.8 }", [40, 30], .passed, 0.8),
            ("{ type: not-similar, value: Hi }", [3, 4], .passed, 0.4),
            ("{ type: not-similar, value: Hi }", [4, 3], .failed, 0.2),
            ("{ type: similar, value: Hi, threshold: 0 }", [-1, 0], .failed, 0),
            ("{ type: similar, value: Hi }", [0, 0], .errored, 0),
            ("{ type: similar, value: Hi }", [1], .errored, 0),
            ("{ type: similar, value: Hi }", [], .errored, 0),
        ] as [(String, [Double], RowVerdict, Double)])
    func `an answer passes where the cosine reaches the threshold, which also is its score`(
        yaml: String, other: [Double], expected: RowVerdict, score: Double
    ) throws {
        let (verdict, grade) = try verdict(yaml, answer: [1, 0], others: [other])
        #expect(verdict.word == expected, "\(verdict)")
        #expect(abs(grade.score - score) < 1e-9, "\(grade.score)")
    }

    @Test func `one of several texts is enough, and the message has the nearest`() throws {
        let yaml = "{ type: similar, value: [Hi, Hello there], threshold: 0.9 }"
        #expect(try verdict(yaml, answer: [1, 0], others: [[0, 1], [1, 0.1]]).0.word == .passed)
        let failed = try verdict(yaml, answer: [1, 0], others: [[0, 1], [4, 3]]).0
        #expect(
            failed.message
                == "expected the answer to be near 'Hi' or 'Hello there'; by openai:e the cosine is 0.8, "
                + "and the threshold 0.9; got 'Hello'")
    }

    @Test func `of an empty answer nobody is asked, and it is near to nothing`() throws {
        for (yaml, expected) in [
            ("{ type: similar, value: Hi }", RowVerdict.failed),
            ("{ type: not-similar, value: Hi }", .passed),
        ] {
            let check = try Sample.check(yaml)
            let attempt = Sample.saying("")
            #expect(check.questions(about: attempt).isEmpty)
            #expect(check.judge(attempt).word == expected)
        }
    }

    @Test func `who was not asked is skipped, and who failed is an error`() throws {
        let check = try Sample.check("{ type: similar, value: Hi }")
        var attempt = Sample.saying("Hello")
        #expect(check.judge(attempt).message == "a simulated run asks no embedder: --live does")
        for question in check.questions(about: attempt) {
            attempt.opinions[question] = .failed(because: "status 500")
        }
        #expect(check.judge(attempt).word == .errored)
    }

    @Test(arguments: [
        ("{ type: similar }", "needs 'value'"),
        ("{ type: similar, value: [] }", "is an empty list"),
        ("{ type: similar, value: [a, { b: c }] }", "must be text"),
        ("{ type: similar, value: a, threshold: 2 }", "from 0 to 1"),
    ])
    func `a mistake is told at its line`(yaml: String, message: String) throws {
        #expect(try Sample.mistakes(yaml).first?.message.contains(message) == true)
    }
}
