import Testing
import Vocabulary

@testable import Checks

@Suite struct TextCheckTests {
    /// promptfoo's meanings: the check, the answer, whether it holds.
    @Test(arguments: [
        ("{ type: equals, value: Paris }", "Paris", true),
        ("{ type: equals, value: Paris }", "paris", false),
        ("{ type: equals, value: Paris }", "Paris\n", false),
        ("{ type: equals, value: Paris }", " Paris", false),
        ("{ type: equals, value: 42 }", "42", true),
        ("{ type: equals, value: true }", "true", true),
        ("{ type: equals, value: \"\" }", "", true),
        ("{ type: equals, value: \"\\u00e9\" }", "e\u{301}", false),
        ("{ type: equals, value: { a: 1, b: [x, null] } }", #" {"b":["x",null],"a":1.0} "#, true),
        ("{ type: equals, value: { a: 1 } }", #"{"a":1,"b":2}"#, false),
        ("{ type: equals, value: { a: 1 } }", #"{"a":"1"}"#, false),
        ("{ type: equals, value: [1, 2] }", "[2,1]", false),
        ("{ type: equals, value: [1, 2] }", "not JSON", false),
        ("{ type: not-equals, value: Paris }", "Lyon", true),
        ("{ type: not-equals, value: Paris }", "Paris", false),
        ("{ type: contains, value: Par }", "In Paris.", true),
        ("{ type: contains, value: par }", "In Paris.", false),
        ("{ type: contains, value: 20 }", "it costs 20 euros", true),
        ("{ type: contains, value: aab }", "aaab", true),
        ("{ type: contains, value: longer than it }", "short", false),
        ("{ type: not-contains, value: Par }", "Lyon", true),
        ("{ type: icontains, value: paris }", "PARIS!", true),
        ("{ type: icontains, value: ÎLE }", "une île", true),
        ("{ type: icontains, value: ΣΟΦΙΑ }", "σοφια", true),
        ("{ type: icontains, value: lyon }", "Paris", false),
        ("{ type: not-icontains, value: PARIS }", "paris", false),
        ("{ type: starts-with, value: Par }", "Paris", true),
        ("{ type: starts-with, value: Par }", " Paris", false),
        ("{ type: starts-with, value: Paris and }", "Paris", false),
        ("{ type: not-starts-with, value: Sorry }", "Paris", true),
        ("{ type: is-json }", #"{"a":1}"#, true),
        ("{ type: is-json }", " [1, 2]\n", true),
        ("{ type: is-json }", "42", true),
        ("{ type: is-json }", #"{"a":1} and more"#, false),
        ("{ type: is-json }", "```json\n{}\n```", false),
        ("{ type: is-json }", "", false),
        ("{ type: is-json }", "{a: 1}", false),
        ("{ type: not-is-json }", "prose", true),
        ("{ type: not-is-json }", "{}", false),
    ])
    func `the answer grants the wish or does not`(check: String, answer: String, holds: Bool) throws
    {
        let verdict = try Sample.check(check).judge(
            Sample.attempt(.answers, reading: Sample.answer(answer)))
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test(arguments: [
        ("9007199254740993", "9007199254740993", true),
        ("9007199254740993", "9007199254740992", false),
        ("9007199254740992", "9007199254740993", false),
        ("-9007199254740993", "9007199254740993", false),
        ("9007199254740993", "9007199254740993.0", true),
        ("100000000000000000001", "100000000000000000000", false),
        ("100000000000000000000", "1e20", true), ("1", "1.0", true), ("0.1", "1e-1", true),
        ("0.1", "0.10000000000000001", false), ("0", "-0.0", true), ("1e400", "10e399", true),
        ("1e400", "1e401", false), ("1e99999999999999", "1e999999999999999", false),
        ("0x10", "16", true), ("0x10", "17", false), (".5", "0.5", true), ("1.", "1", true),
        (".inf", "1e400", false), (".nan", "0", false),
    ])
    func `numbers inside of JSON are the same only if every digit is`(
        wanted: String, sent: String, holds: Bool
    ) throws {
        for (value, answer) in [
            ("{ id: \(wanted) }", #"{"id":\#(sent)}"#), ("[\(wanted)]", "[\(sent)]"),
        ] {
            let verdict = try Sample.check("{ type: equals, value: \(value) }").judge(
                Sample.attempt(.answers, reading: Sample.answer(answer)))
            #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
        }
    }

    @Test(arguments: [
        "{ type: equals, value: x }", "{ type: not-equals, value: x }", "{ type: is-json }",
        "{ type: not-contains, value: x }", "{ type: not-is-json }",
        "{ type: not-starts-with, value: x }",
    ])
    func `an answer that never came fails, negated or not`(check: String) throws {
        let verdict = try Sample.check(check).judge(
            Sample.attempt(.answers, reading: Sample.httpError(503)))
        #expect(verdict.word == .failed)
        #expect(
            verdict.message?.contains("HTTP 503 'overloaded': 'try later'") == true, "\(verdict)")
    }

    @Test(arguments: [
        (
            "{ type: contains, value: Paris }", "Lyon",
            "expected the answer to contain 'Paris'; got 'Lyon'"
        ),
        (
            "{ type: not-icontains, value: Sorry }", "sorry, no",
            "expected the answer not to contain 'Sorry' in any case; got 'sorry, no'"
        ),
        ("{ type: equals, value: a }", "", "expected the answer to equal 'a'; got an empty answer"),
        (
            "{ type: equals, value: { a: [1, 2] } }", #"{"a":[1,3]}"#,
            #"expected the answer to equal the JSON '{"a":[1,2]}'; got '{"a":[1,3]}' ($.a[1] is not 2)"#
        ),
        (
            "{ type: equals, value: a }", "\u{1B}[2Jb\n",
            #"expected the answer to equal 'a'; got '\u{1b}[2Jb\n'"#
        ),
    ])
    func `a message says what was asked and what came`(
        check: String, answer: String, message: String
    ) throws {
        let attempt = Sample.attempt(.answers, reading: Sample.answer(answer))
        #expect(try Sample.check(check).judge(attempt).message == message)
    }

    @Test func `a broken JSON answer is told with its place`() throws {
        let attempt = Sample.attempt(.answers, reading: Sample.answer(#"{"a":}"#))
        let message = try Sample.check("{ type: is-json }").judge(attempt).message
        #expect(message?.contains("at byte 5") == true, "\(message ?? "")")
    }

    @Test func `long answers are shortened and the first difference is counted`() throws {
        let answer = String(repeating: "x", count: 5000) + "y"
        let attempt = Sample.attempt(.answers, reading: Sample.answer(answer))
        let check = try Sample.check(
            "{ type: equals, value: \(String(repeating: "x", count: 5000))z }")
        let message = try #require(check.judge(attempt).message)
        #expect(message.contains("first difference at character 5001"))
        #expect(message.contains("(5001 characters)"))
        #expect(message.unicodeScalars.count < 500)
    }

    @Test func `tool calls and refusals stand in for text that is not there`() throws {
        var reading = Sample.answer("")
        reading.toolCalls = [ToolCall(id: nil, name: "get_weather", arguments: "{}")]
        let check = try Sample.check("{ type: contains, value: sunny }")
        let tools = check.judge(Sample.attempt(.answers, reading: reading))
        #expect(tools.message?.hasSuffix("got no text but a call of 'get_weather'") == true)
        reading.refusal = "I will not"
        let refusal = check.judge(Sample.attempt(.answers, reading: reading))
        #expect(refusal.message?.hasSuffix("got a refusal: 'I will not'") == true)
    }

    @Test func `variables are filled in once, and braces in their values stay`() throws {
        let check = try Sample.check(
            "{ type: equals, value: \"{{ city }}!\" }", ["city": "{{ country }}"])
        #expect(
            check.judge(Sample.attempt(.answers, reading: Sample.answer("{{ country }}!"))).word
                == .passed)
        let again = try check.bound(to: Sample.context(["country": "France"]))
        #expect(
            again.judge(Sample.attempt(.answers, reading: Sample.answer("{{ country }}!"))).word
                == .passed)
    }

    @Test func `variables inside of a JSON value are filled in too`() throws {
        let check = try Sample.check(
            "{ type: equals, value: { city: [\"{{ city }}\"] } }", ["city": "Lyon"])
        #expect(
            check.judge(Sample.attempt(.answers, reading: Sample.answer(#"{"city":["Lyon"]}"#)))
                .word == .passed)
    }
}
