import Testing
import Vocabulary

@testable import Checks

@Suite struct StructureCheckTests {
    @Test(arguments: [
        ("{ type: numeric, value: 1234.5 }", "It costs $1,234.50.", true),
        ("{ type: numeric, value: 0.3, tolerance: 0.1 }", "0.4", true),
        ("{ type: numeric, value: 7 }", "GPT-5 says 7", true),
        ("{ type: numeric, value: 7, part: whole }", "7 apples", false),
        ("{ type: numeric, value: 7 }", "", false),
        ("{ type: json-path, path: '$.a[-1].b' }", #"{"a":[1,{"b":null}]}"#, true),
        ("{ type: json-path, path: '$..b', value: 2 }", #"{"a":[{"b":1},{"b":2.0}]}"#, true),
        ("{ type: json-path, path: '$[?@.n > 1].n', value: 1 }", #"[{"n":1},{"n":2}]"#, false),
        ("{ type: json-path, path: '$[::-1]', value: 3 }", "[1,2,3]", true),
        ("{ type: json-path, path: '$.a' }", "prose", false),
        ("{ type: is-xml, value: [a.b] }", "<a><b/></a>", true),
        ("{ type: is-xml, value: [a.c] }", "<a><b/></a>", false),
        ("{ type: is-xml }", "", false),
        ("{ type: contains-xml, value: [a.b] }", "so: <a><b>x & y</b></a> ok", true),
        ("{ type: contains-xml }", "1 < 2 > <a>", false),
        ("{ type: xpath, path: //b, value: x }", "<a><b>x</b></a>", true),
        ("{ type: xpath, path: count(//c) }", "<a/>", false),
        ("{ type: is-refusal }", "I'm sorry, but I can’t help with that.", true),
        ("{ type: is-refusal }", " ", true),
        ("{ type: not-is-refusal }", "Paris, as an airbnb host knows.", true),
        ("{ type: finish-reason, value: STOP }", "x", true),
        ("{ type: finish-reason, value: tool_calls }", "x", false),
        ("{ type: is-valid-function-call, value: [f] }", "no call", false),
    ])
    func `the answer grants the wish or does not`(check: String, answer: String, holds: Bool) throws
    {
        let verdict = try Sample.judge(check, answer)
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }
}
