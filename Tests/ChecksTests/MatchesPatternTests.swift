import TestSupport
import Testing
import Vocabulary

@testable import Checks

@Suite struct MatchesPatternTests {
    @Test(arguments: [
        (#"{ type: regex, value: '\d{4}' }"#, "in 1998", true),
        (#"{ type: regex, value: '^\d{4}$' }"#, "1998\n", false),
        (#"{ type: regex, value: '^b' }"#, "a\nb", false),
        (#"{ type: regex, value: '(?m)^b$' }"#, "a\nb\nc", true),
        (#"{ type: regex, value: 'a.b' }"#, "a\nb", false),
        (#"{ type: regex, value: 'a.b' }"#, "a\rb", false),
        (#"{ type: regex, value: 'a.b' }"#, "a👩b", true),
        (#"{ type: regex, value: '^.$' }"#, "é", true),
        (#"{ type: regex, value: '^[а-я]+$' }"#, "москва", true),
        (#"{ type: regex, value: '(?i)ÎLE' }"#, "île", true),
        (#"{ type: regex, value: '\u00e9' }"#, "été", true),
        (#"{ type: regex, value: '\u{1F600}' }"#, "so 😀", true),
        (#"{ type: regex, value: '\x41' }"#, "A", true),
        (#"{ type: regex, value: '[]' }"#, "]", false),
        (#"{ type: regex, value: 'a\/b' }"#, "a/b", true),
        (#"{ type: regex, value: '(?:(x)|y)\1z' }"#, "yz", true),
        (#"{ type: regex, value: '(?<!un)sure' }"#, "unsure", false),
        (#"{ type: regex, value: '^$' }"#, "", true),
        (#"{ type: regex, value: 'a' }"#, "", false),
        (#"{ type: regex, value: '\bcat\b' }"#, "the cat.", true),
        (#"{ type: regex, value: 'a\u0000b' }"#, "a\0b", true),
        (#"{ type: not-regex, value: '[Ss]orry' }"#, "Sorry", false),
        (#"{ type: not-regex, value: '[Ss]orry' }"#, "fine", true),
    ])
    func `patterns mean what they mean in promptfoo`(check: String, answer: String, holds: Bool)
        throws
    {
        let verdict = try Sample.judge(check, answer)
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test(arguments: [
        ("- type: regex\n  value: a(b", 2, 13), ("- type: regex\n  value: 'it''s (b'", 2, 19),
        (#"- { type: regex, value: "\\d[a" }"#, 1, 31),
        (#"- { type: regex, value: "\u00e9*+*" }"#, 1, 33),
        ("- { type: regex, value: 'é*{2}**' }", 1, 28),
        ("- type: regex\n  value: |\n    a\n    (b", 2, 10),
    ])
    func `a bad pattern is told at the character that is wrong`(
        yaml: String, line: Int, column: Int
    )
        throws
    {
        let mistakes = try Sample.mistakes(yaml: yaml)
        #expect(mistakes.count == 1)
        let found = try #require(mistakes.first)
        #expect(found.message.contains("is no regular expression: "), "\(found)")
        #expect([found.location?.line, found.location?.column] == [line, column], "\(found)")
    }

    @Test func `a pattern made of variables is compiled when they are known`() throws {
        let check = try Sample.check(
            "{ type: regex, value: \"^{{ city }}$\" }", ["city": "Par(i|l)s"])
        #expect(check.judge(Sample.saying("Paris")).word == .passed)
        let error = #expect(throws: Diagnostic.self) {
            _ = try Sample.check("{ type: regex, value: \"^{{ city }}$\" }", ["city": "("])
        }
        #expect(error?.message.contains("'^($' is no regular expression") == true)
        #expect(error?.location?.column == 24)
    }

    /// Each of these takes years, or more memory than there is, where nothing bounds it.
    @Test(arguments: [
        ("(a+)+$", String(repeating: "a", count: 5000) + "b"),
        ("(a|aa)+$", String(repeating: "a", count: 5000) + "b"),
        ("(.*)*x(.*)*[yz]", String(repeating: "x", count: 50_000)),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", String(repeating: "a", count: 100_000)),
        (#"\d*[xy]"#, String(repeating: "1", count: 2_000_000)),
        (#"[^z]*[xy]"#, String(repeating: "1", count: 2_000_000)),
        ("(?:(?:a|b)|(?:c|a))*d|(x)", String(repeating: "ab", count: 1_000_000)),
        (#"(\w+\s?)*\1$"#, String(repeating: "word ", count: 20_000) + "!"),
        ("(?=(a+))*b|(?:a?){50}a{50}z", String(repeating: "a", count: 300)),
    ])
    func `a catastrophic pattern ends in an error, and soon`(pattern: String, answer: String) throws
    {
        let compiled = try Pattern(pattern)
        let seconds = CPUTime.least(below: 1) {
            CPUTime.seconds {
                #expect(throws: Pattern.GivenUp.self) { _ = try compiled.isFound(in: answer) }
            }
        }
        #expect(seconds < 1)
        let verdict = try Sample.judge("{ type: not-regex, value: '\(pattern)' }", answer)
        #expect(verdict.word == .errored)
        #expect(verdict.message?.contains("was given up: the search") == true)
    }

    @Test func `patterns that make sense have room for long answers`() throws {
        let prose = String(repeating: "The quick brown fox jumps over the lazy dog. ", count: 4000)
        for pattern in [#"\bcat\b"#, "(fox|dog) jumps under", #"[A-Z]\w+ \d"#, "lazy (?!dog)"] {
            #expect(try !Pattern(pattern).isFound(in: prose), "\(pattern)")
        }
        #expect(try Pattern("(?s)^(The|quick|[^T])*$").isFound(in: String(prose.prefix(20_000))))
        #expect(try Pattern("end$").isFound(in: prose + "end"))
    }

    @Test func `a pattern has its own bounds`() {
        #expect(throws: Pattern.Mistake.self) {
            _ = try Pattern(String(repeating: "a", count: Pattern.patternBytesMax + 1))
        }
        #expect(throws: Pattern.Mistake.self) {
            _ = try Pattern(String(repeating: "(", count: 5000))
        }
        #expect(throws: Pattern.Mistake.self) { _ = try Pattern(#"a\Cb"#) }
    }
}
