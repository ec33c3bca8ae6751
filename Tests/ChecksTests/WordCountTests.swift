import Testing
import Vocabulary

@testable import Checks

@Suite struct WordCountTests {
    @Test(arguments: [
        ("", 0), (" \n\t", 0), ("one", 1), ("one two\nthree", 3), ("one — two", 2), ("- a\n- b", 2),
        ("don't stop", 2), ("don’t", 1), ("'quoted'", 1), ("end. Next", 2), ("e.g. this", 2),
        ("3.14 and 1,234.5", 3), ("3,a", 2), ("well-known", 2), ("a/b", 2), ("snake_case", 1),
        ("_", 0), ("__init__", 1), ("v2 GPT4", 2), ("Straße größer", 2), ("e\u{301}te\u{301}", 1),
        ("привет мир", 2), ("שלום עולם", 2), ("مرحبا بالعالم", 2), ("안녕 세계", 2),
        ("你好世界", 4), ("カタカナ", 1), ("ひらがな", 4), ("👩‍👩‍👧 😀", 0), ("ok 😀 ok", 2),
        ("a\u{200B}b", 2), ("a\u{AD}b", 1), ("١٢٣ ٤", 2), ("a:b 12:30", 3), ("a.", 1), ("1.", 1),
        ("日本に3人", 5), ("\u{301}", 0),
    ])
    func `words are parted as Unicode parts them`(text: String, words: Int) {
        #expect(WordBoundaries.count(in: text) == words)
    }

    @Test(arguments: [
        ("{ type: word-count, value: 2 }", "two words", true),
        ("{ type: word-count, value: \"2\" }", "two words", true),
        ("{ type: word-count, value: 3 }", "two words", false),
        ("{ type: word-count, value: 0 }", "", true),
        ("{ type: word-count, value: { min: 2, max: 3 } }", "one two three", true),
        ("{ type: word-count, value: { min: 2, max: 3 } }", "one", false),
        ("{ type: word-count, value: { min: 2 } }", "one", false),
        ("{ type: word-count, value: { max: 2 } }", "", true),
        ("{ type: not-word-count, value: { max: 2 } }", "one two three", true),
        ("{ type: word-count, value: \"{{ n }}\" }", "one two", true),
    ])
    func `counts and ranges are held against the answer`(check: String, answer: String, holds: Bool)
        throws
    {
        let verdict = try Sample.check(check, ["n": "2"]).judge(Sample.saying(answer))
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `the message has both counts`() throws {
        #expect(
            try Sample.judge("{ type: word-count, value: { min: 2, max: 5 } }", "one").message
                == "expected the answer to have 2 to 5 words; got 'one' (it has 1 word)")
    }

    @Test(arguments: [
        ("{ type: word-count, value: many }", "found 'many'"),
        ("{ type: word-count, value: -1 }", "found '-1'"),
        ("{ type: word-count, value: {} }", "needs 'min' or 'max'"),
        ("{ type: word-count, value: { min: 5, max: 2 } }", "'min' of 'word-count' is 5"),
        ("{ type: word-count, value: { mni: 5 } }", "unknown key 'mni'"),
        ("{ type: word-count, value: { min: 2.5 } }", "found '2.5'"),
    ])
    func `what is no count is told`(check: String, message: String) throws {
        let mistakes = try Sample.mistakes(check)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.message.contains(message) == true, "\(mistakes)")
        #expect(mistakes.first?.location?.line == 1)
    }
}
