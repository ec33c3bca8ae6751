import Testing
import Vocabulary

@testable import Checks

@Suite struct ContainsListTests {
    @Test(arguments: [
        ("{ type: contains-any, value: [Rome, Paris] }", "In Paris.", true),
        ("{ type: contains-any, value: [Rome, paris] }", "In Paris.", false),
        ("{ type: contains-any, value: 'Rome, Paris' }", "Paris", true),
        ("{ type: contains-any, value: ' ,Rome ,, Paris ' }", "Paris", true),
        ("{ type: contains-any, value: '\"a, b\", c' }", "a and b", false),
        ("{ type: contains-any, value: '\"a, b\", c' }", "a, b", true),
        ("{ type: contains-any, value: '\"say \"\"hi\"\"\"' }", "to say \"hi\"", true),
        ("{ type: contains-any, value: [1, true] }", "it is true", true),
        ("{ type: contains-any, value: [a] }", "", false),
        ("{ type: not-contains-any, value: [Rome, Oslo] }", "Paris", true),
        ("{ type: not-contains-any, value: [Rome, Paris] }", "Paris", false),
        ("{ type: contains-all, value: [Paris, France] }", "France has Paris", true),
        ("{ type: contains-all, value: [Paris, France] }", "Paris", false),
        ("{ type: contains-all, value: 'Paris,France' }", "Paris, France", true),
        ("{ type: contains-all, value: [\"\\u00e9\"] }", "e\u{301}", false),
        ("{ type: not-contains-all, value: [Paris, France] }", "Paris", true),
        ("{ type: icontains-any, value: [ÎLE, sea] }", "une île", true),
        ("{ type: icontains-any, value: [rome] }", "Paris", false),
        ("{ type: icontains-all, value: [ÎLE, MER] }", "une île en mer", true),
        ("{ type: icontains-all, value: [ÎLE, MER] }", "une île", false),
        ("{ type: not-icontains-all, value: [A, B] }", "ab", false),
    ])
    func `lists are looked for as promptfoo does`(check: String, answer: String, holds: Bool) throws
    {
        let verdict = try Sample.judge(check, answer)
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `what is missing is named`() throws {
        let message = try Sample.judge(
            "{ type: contains-all, value: [a, \"b, b\", c] }", "only a"
        ).message
        #expect(
            message
                == "expected the answer to contain all of 'a', 'b, b' and 'c'; got 'only a' (missing: 'b, b' and 'c')"
        )
    }

    @Test func `a variable may hold the whole list`() throws {
        let check = try Sample.check(
            "{ type: contains-all, value: \"{{ words }}\" }", ["words": "one, two"])
        #expect(check.judge(Sample.saying("two and one")).word == .passed)
        #expect(check.judge(Sample.saying("two")).word == .failed)
    }

    @Test(arguments: [
        ("{ type: contains-any, value: [] }", "there is no text to look for", 31),
        ("{ type: contains-any, value: ', ,' }", "there is no text to look for", 31),
        (
            "{ type: contains-any, value: [a, \"\"] }",
            "'value' of 'contains-any' has an empty text: every answer contains it", 35
        ),
        (
            "{ type: contains-any, value: [a, [b]] }",
            "'value' of 'contains-any' must be a list of texts, found a list", 35
        ),
        ("{ type: contains-any, value: '\"a' }", "a part in quotes has no end", 31),
        (
            "{ type: icontains-all, value: { a: 1 } }",
            "'value' of 'icontains-all' must be a list of texts, found a mapping", 32
        ),
    ])
    func `lists that cannot be looked for are told`(check: String, message: String, column: Int)
        throws
    {
        let mistakes = try Sample.mistakes(check)
        #expect(mistakes.map(\.message) == [message])
        #expect(mistakes.map(\.location?.column) == [column])
    }
}
