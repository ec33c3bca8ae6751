import Testing
import Vocabulary

@testable import Checks

/// Checks with a score between 0 and 1.
@Suite struct NearnessTests {
    // MARK: bleu

    /// Worked out by hand from the definition: shares of runs of one to four words, their geometric mean, and the
    /// penalty for a short answer.
    @Test(
        arguments: [
            ("the cat sat on the mat", ["the cat sat on the mat"], 1),
            ("The  CAT\nsat on the mat", ["the cat sat on the mat"], 1),
            // Runs shared: 5 of 6, 4 of 5, 3 of 4, 2 of 3.
            ("the cat sat on the hat", ["the cat sat on the mat"], 0.759_835_685_651_592_5),
            // Two words of six: 1 and 1, and e^(1 - 6/2).
            ("the cat", ["the cat sat on the mat"], 0.135_335_283_236_612_7),
            // The same three times counts once: 1 of 3, and none of the longer ones.
            ("the the the", ["the cat"], 0.000_014_938_015_821_857_22),
            // The best of the references, and the nearest in length.
            ("a b c d", ["x", "a b c d", "a b"], 1),
            ("", ["x"], 0),
        ] as [(String, [String], Double)])
    func `BLEU is as its definition has it`(answer: String, references: [String], score: Double) {
        let found = BLEU.score(of: answer, references)
        #expect(abs(found - score) < 1e-9, "\(found)")
    }

    @Test func `an answer that is near enough passes, and a far one is told its score`() throws {
        let check = "{ type: bleu, value: the cat sat on the mat"
        #expect(try Sample.judge("\(check) }", "the cat sat on the hat").word == .passed)
        let far = try Sample.judge("\(check), threshold: 0.8 }", "the cat sat on the hat")
        #expect(
            far.message
                == "expected the answer to have a BLEU of at least 0.8 with 'the cat sat on the mat'; "
                + "got 'the cat sat on the hat' (it is 0.759)")
        #expect(try Sample.judge("{ type: bleu, value: [a, b c d e] }", "b c d e").word == .passed)
    }

    @Test func `references and thresholds that say nothing are mistakes`() throws {
        for wrong in ["value: ''", "value: []", "value: [[x]]", "value: x, threshold: 1.5", ""] {
            #expect(try Sample.mistakes("{ type: bleu, \(wrong) }").count == 1, "\(wrong)")
        }
    }

    // MARK: tool-call-f1

    private func calling(_ names: [String], _ check: String) throws -> Verdict {
        var reading = Sample.answer("")
        reading.toolCalls = names.map { ToolCall(id: nil, name: $0, arguments: "{}") }
        return try Sample.check(check).judge(Sample.attempt(.answers, reading: reading))
    }

    @Test(
        arguments: [
            (["search", "book"], "[search, book]", 1, true),
            (["book", "search", "search"], "'search, book'", 1, true),
            (["search"], "[search, book]", 0.666, true),
            (["search"], "[search, book]", 0.667, false),
            (["search", "book", "pay"], "[search, book]", 0.8, true),
            (["pay"], "[search]", 0.01, false), ([], "[search]", 0.01, false),
            ([], "[search]", 0, true),
        ] as [([String], String, Double, Bool)])
    func `F1 weighs what was called against what was wanted, each name once`(
        called: [String], wanted: String, threshold: Double, holds: Bool
    ) throws {
        let verdict = try calling(
            called, "{ type: tool-call-f1, value: \(wanted), threshold: \(threshold) }")
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `without a threshold exactly these tools must be called`() throws {
        let verdict = try calling(["search"], "{ type: tool-call-f1, value: [search, book] }")
        #expect(
            verdict.message
                == "expected calls of 'search' and 'book' with an F1 of at least 1, it is 0.666; "
                + "called: 'search'")
        let none = try calling([], "{ type: tool-call-f1, value: [search] }")
        #expect(none.message?.hasSuffix("got an empty answer") == true)
    }

    // MARK: canary

    private func canary(_ answer: String, _ check: String = "{ type: canary }") throws -> Verdict {
        try Sample.judge(check, answer)
    }

    private let head = Canary.word(1)
    private let middle = Canary.word(2)
    private let tail = Canary.word(3)

    @Test func `each word differs by more than its number, and is the same in every run`() {
        let words = (1...Canary.countMax).map { Canary.word($0) }
        #expect(Set(words.map { $0.suffix(6) }).count == words.count)
        #expect(Canary.word(1) == "canary-1-" + SHA256.hexadecimal(of: "canary-1", digits: 6))
        #expect(Canary.word(for: "canary-2") == Canary.word(2))
        for other in ["canary-0", "canary-01", "canary-100", "canary-", "canary-x", "canary"] {
            #expect(Canary.word(for: other) == nil, "\(other)")
        }
    }

    @Test func `a prompt that arrived whole brings all words back, and a cut one tells its place`()
        throws
    {
        #expect(try canary("I saw \(tail), \(middle) and \(head).").word == .passed)
        let noHead = try canary("\(middle) \(tail)")
        #expect(
            noHead.message?.hasPrefix(
                "the prompt was cut silently at its head: canary 1 of 3 did not come back, the others did"
            )
                == true)
        #expect(
            try canary(head).message?.hasPrefix(
                "the prompt was cut silently at its middle and its tail: canaries 2 and 3 of 3")
                == true)
        #expect(
            try canary("Hello! How can I help you today?").message?.hasPrefix(
                "the prompt was cut silently, or the answer does not repeat them") == true)
        #expect(try canary("\(head) \(middle)", "{ type: canary, value: 2 }").word == .passed)
    }

    @Test func `an answer that stops at its limit shows nothing of the prompt's tail`() throws {
        var reading = Sample.answer("\(head) \(middle)")
        reading.finish = Finish(raw: "length", reason: .length)
        let check = try Sample.check("{ type: canary }")
        #expect(check.judge(Sample.attempt(.answers, reading: reading)).word == .errored)
        reading.text = "\(middle) \(tail)"
        #expect(check.judge(Sample.attempt(.answers, reading: reading)).word == .failed)
    }

    @Test func `an error is told as one, and a wrong count is a mistake`() throws {
        let verdict = try Sample.check("{ type: canary }").judge(
            Sample.attempt(.answers, reading: Sample.httpError(400)))
        #expect(
            verdict.message?.hasPrefix("no word can come back: the caller saw HTTP 400") == true)
        for wrong in ["0", "100", "-1", "two"] {
            #expect(try Sample.mistakes("{ type: canary, value: \(wrong) }").count == 1)
        }
    }
}
