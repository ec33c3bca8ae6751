import Testing
import Vocabulary

@testable import Checks

@Suite struct ContainsJSONTests {
    @Test(arguments: [
        ("{ type: contains-json }", #"Here: {"a":1}. Done"#, true),
        ("{ type: contains-json }", "```json\n[1, 2]\n```", true),
        ("{ type: contains-json }", #"{"a":"}"} tail }"#, true),
        ("{ type: contains-json }", "{}", true),
        ("{ type: contains-json }", #"{a: 1} but {"b": [true]}"#, true),
        ("{ type: contains-json }", #"{ bad {"inner": {"c": "\"]"}} bad }"#, true),
        ("{ type: contains-json }", #"[see {"a":1}]"#, true),
        ("{ type: contains-json }", "42", false),
        ("{ type: contains-json }", "\"text\" and true", false),
        ("{ type: contains-json }", #"cut {"a": [1, 2"#, false),
        ("{ type: contains-json }", "a [link](x) and {name}", false),
        ("{ type: contains-json }", #"{"a": 1,}"#, false),
        ("{ type: contains-json }", "", false),
        ("{ type: contains-json }", "[", false),
        ("{ type: contains-json }", #"{"\"#, false),
        ("{ type: not-contains-json }", "prose", true),
        ("{ type: not-contains-json }", "prose [] prose", false),
        ("{ type: contains-json, value: { required: [b] } }", #"{"a":1} or {"b":2}"#, true),
        ("{ type: contains-json, value: { required: [b] } }", #"{"a":1} or {"c":2}"#, false),
        ("{ type: contains-json, value: { type: array } }", #"{"a":[1]}"#, false),
        ("{ type: not-contains-json, value: { required: [b] } }", #"{"a":1}"#, true),
        ("{ type: not-contains-json, value: { required: [b] } }", #"{"a":1} {"b":1}"#, false),
    ])
    func `an object or list stands in the answer or does not`(
        check: String, answer: String, holds: Bool
    ) throws {
        let verdict = try Sample.check(check).judge(
            Sample.attempt(.answers, reading: Sample.answer(answer)))
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `a message tells what was found in place of it`() throws {
        let attempt = Sample.attempt(
            .answers, reading: Sample.answer(#"First {"q":1}, then {"queue":1}."#))
        let check = "{ type: contains-json, value: { properties: { q: { type: string } }, "
        #expect(
            try Sample.check(check + "required: [q] } }").judge(attempt).message
                == #"expected the answer to contain JSON that fits the schema; "#
                + #"got 'First {"q":1}, then {"queue":1}.' "#
                + "(the first of 2 in it: at /q: expected string, found the number 1, "
                + "by #/properties/q/type)")
        #expect(
            try Sample.check("{ type: contains-json }").judge(
                Sample.attempt(.answers, reading: Sample.answer("none"))
            ).message
                == "expected the answer to contain JSON; got 'none' "
                + "(no JSON object or list stands in it)")
    }

    @Test func `a text made to be searched for ever is told as undecided`() throws {
        var search = JSONSearch(String(repeating: "[[\"\",", count: 2_000), workMax: 100_000)
        let error = #expect(throws: Diagnostic.self) { _ = try search.findNext() }
        #expect(error?.message.contains("brackets that nothing closes") == true)
        var honest = JSONSearch(String(repeating: "[x", count: 20_000) + "[1]", workMax: 100_000)
        #expect(try honest.findNext())
        #expect(try !honest.findNext())
    }
}
