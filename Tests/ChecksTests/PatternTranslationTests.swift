import Documents
import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Checks

/// Held against ECMA-262: 12.2 (white space), 12.3 (line ends), 22.2 (regular expressions) and B.1.2 (the web's).
@Suite struct PatternTranslationTests {
    /// Every character up to the ideographs, those of compatibility, and some beyond.
    static let scalars: [Unicode.Scalar] =
        (Array(0..<0x3100) + Array(0xFE00...0xFFFF) + [0xD7FF, 0xE000, 0x1F600, 0x10FFFF])
        .compactMap { Unicode.Scalar(UInt32($0)) }

    static func matched(_ pattern: String) throws -> Set<UInt32> {
        let compiled = try Pattern(pattern)
        return Set(
            try scalars.filter { try compiled.isFound(in: String($0)) }.map(\.value))
    }

    static let all = Set(scalars.map(\.value))
    static let spaces: Set<UInt32> = [
        0x9, 0xA, 0xB, 0xC, 0xD, 0x20, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
        0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
        0xFEFF,
    ]
    static let digits = Set(UInt32(0x30)...0x39)
    static let words = digits.union(0x41...0x5A).union(0x61...0x7A).union([0x5F])
    static let lineEnds: Set<UInt32> = [0xA, 0xD, 0x2028, 0x2029]

    static let taken: [(String, Set<UInt32>)] = [
        (#"\s"#, spaces), (#"[\s]"#, spaces), (#"[^\S]"#, spaces), (#"\d"#, digits),
        (#"[\d]"#, digits), (#"\w"#, words), (#"[^\W]"#, words), (#"[\s\d]"#, spaces.union(digits)),
        (#"[\t-\r]"#, [0x9, 0xA, 0xB, 0xC, 0xD]), (#"[\v]"#, [0xB]), (#"[\b]"#, [0x8]),
        (#"[^.]"#, all.subtracting([0x2E])), ("[]", []), ("[^]", all), (#"[\s\S]"#, all),
        ("(?s).", all), (#"[\w-]"#, words.union([0x2D])), (#"[\w-.]"#, words.union([0x2D, 0x2E])),
        (#"[+--]"#, [0x2B, 0x2C, 0x2D]), ("[[:alpha:]]", []), ("[[a]", [0x5B, 0x61]),
        (#"\cJ"#, [0xA]), (#"[\cJ]"#, [0xA]), (#"\0"#, [0]), (#"\101"#, [0x41]),
        (#"\u{41}"#, [0x41]), (#"[\u0041-\x43]"#, [0x41, 0x42, 0x43]), (#"\v"#, [0xB]),
        (#"\ud83d\ude00"#, [0x1F600]), (#"[\ud83d\ude00]"#, [0x1F600]),
        (#"\p{Script=Thai}"#, Set(0xE01...0xE3A).union(0xE40...0xE5B)),
    ]

    @Test(arguments: taken)
    func `a class takes these characters and no other`(pattern: String, expected: Set<UInt32>)
        throws
    {
        // A pattern of one character, so that a text of one is taken whole or not at all.
        let found = try Self.matched("^(?:\(pattern))$")
        #expect(
            found == expected,
            "\(found.symmetricDifference(expected).sorted().prefix(9).map { String($0, radix: 16) })"
        )
    }

    static let left: [(String, Set<UInt32>)] = [
        (#"\S"#, spaces), (#"[\S]"#, spaces), (#"[^\s]"#, spaces), (".", lineEnds),
        (#"\D"#, digits), (#"[\D]"#, digits), (#"\W"#, words), (#"[^\d\s]"#, spaces.union(digits)),
    ]

    @Test(arguments: left)
    func `a class takes all characters but these`(pattern: String, missing: Set<UInt32>) throws {
        #expect(Self.all.subtracting(try Self.matched(pattern)) == missing)
    }

    @Test(arguments: [
        ("^b", "a\u{2028}b", false), ("(?m)^b", "a\u{2028}b", true), ("(?m)a$", "a\u{2029}b", true),
        ("(?m)^$", "a\r\nb", true), ("(?m)^$", "a\n", true), ("(?m)a$", "a\rb", true),
        ("a$", "a\n", false), ("a$", "a\u{2029}", false), ("(?m:^b)|^c", "a\nb", true),
        ("(?:(?m)^c|x)^b", "a\nb", false), ("a.*b", "a\u{2028}b", false),
        ("a[^]*b", "a\u{2028}b", true), ("(?s)a.b", "a\u{2029}b", true), (".*", "\u{2028}", true),
        (#"\u{61}\x62c"#, "abc", true), (#"a\x6"#, "ax6", true), (#"a\u12"#, "au12", true),
        (#"a\-b\/c\_d"#, "a-b/c_d", true), (#"\8"#, "8", true), (#"(a)\1"#, "aa", true),
        (#"(a)\2"#, "a\u{2}", true), (#"(a)\10"#, "a\u{8}", true), (#"\1(a)"#, "a", true),
        (#"(?<year>\d{4})-\k<year>"#, "2026-2026", true), (#"(?<a>x)\k<a>"#, "xy", false),
        (#"(?<naïve$>x)\k<naïve$>"#, "xx", true), ("a{,3}", "a{,3}", true),
        ("a{,3}$", "aaa", false),
        ("x{a}", "x{a}", true), ("{", "{", true), ("a{2}", "aa", true), ("a{2,}?b", "aaab", true),
        ("a{ 2}", "a{ 2}", true), ("]", "]", true), ("}", "}", true), (#"\c"#, #"\c"#, true),
        (#"[\c]"#, #"\"#, true), (#"(?=a)*b"#, "b", true), (#"[\]]"#, "]", true),
        (#"\bcafé\b"#, "café.", false), ("(?i)straße", "STRASSE", false), ("(?i)É", "é", true),
        (#"(?i:a)b"#, "Ab", true), (#"(?i:a)b"#, "AB", false), ("(?i)a(?-i)b", "AB", false),
        (#"\p{Lu}\p{Letter}+"#, "Éole", true), (#"\P{L}"#, "é", false), (#"\p{digit}"#, "৪", true),
        ("北京\\s中国", "北京\u{3000}中国", true), (#"12\s000"#, "12\u{A0}000 €", true),
    ])
    func `patterns find what JavaScript finds`(pattern: String, text: String, holds: Bool) throws {
        #expect(try Pattern(pattern).isFound(in: text) == holds)
    }

    @Test(arguments: [
        ("a**", 2, "nothing to repeat"), ("+a", 0, "nothing to repeat"),
        ("a|*", 2, "nothing to repeat"), ("(?:*)", 3, "nothing to repeat"),
        ("a++", 2, "nothing to repeat"), ("a{2}{3}", 4, "nothing to repeat"),
        ("^*", 1, "nothing to repeat"), ("(?<=a)+", 6, "nothing to repeat"),
        ("a)", 1, "unmatched )"), ("(a", 2, "missing )"), ("é[a", 3, "missing ]"),
        ("[b-a]", 2, "range out of order"), (#"a\"#, 1, "\\ at the end of the pattern"),
        (#"é\A"#, 1, "to JavaScript '\\A' is the letter 'A' and nothing more"),
        (#"[\h]"#, 1, "to JavaScript '\\h' is the letter 'h' and nothing more"),
        (#"\ud83d"#, 0, "this is half a character: write the whole one, as in \\u{1F600}"),
        (#"\u{110000}"#, 0, "there is no character of that number"),
        ("a(?>b)", 1, "JavaScript knows no group that begins so"),
        ("(?x)a", 0, "JavaScript knows no group that begins so"),
        ("(?)", 0, "JavaScript knows no group that begins so"),
        ("(?P<a>b)", 0, "JavaScript knows no group that begins so"),
        ("(?<a", 0, "a group's name ends with >"),
        (#"(?<a>b)\k<c>"#, 7, "no group is called 'c'"),
        (#"\pL"#, 0, "\\p names a property, as in \\p{Letter}"),
    ])
    func `what JavaScript does not know is told where it stands`(
        pattern: String, character: Int, reason: String
    ) throws {
        let mistake = #expect(throws: Pattern.Mistake.self) { _ = try Pattern(pattern) }
        #expect(mistake == Pattern.Mistake(reason: reason, character: character))
    }

    @Test func `what PCRE2 refuses is told near where it stands`() throws {
        let mistake = #expect(throws: Pattern.Mistake.self) { _ = try Pattern(#"é\s(?<=a+)b"#) }
        #expect((3...8).contains(mistake?.character ?? 0), "\(String(describing: mistake))")
        #expect(throws: Pattern.Mistake.self) { _ = try Pattern("a{9,2}") }
        #expect(throws: Pattern.Mistake.self) { _ = try Pattern(#"\p{Nothing}"#) }
    }

    /// PCRE2 begins such a search at each line once, and not at each character.
    @Test func `a search for anything before a word stays short in long answers`() throws {
        let prose = String(repeating: "the quick brown fop jumps over it ", count: 400)
        #expect(try !Pattern(".*fox").isFound(in: prose))
        #expect(try !Pattern("(?s).*fox").isFound(in: prose))
        #expect(try !Pattern("(?m)^fox$").isFound(in: prose))
        let lines = String(repeating: "the quick brown fop\n", count: 20_000)
        #expect(try !Pattern("(?m)^fox").isFound(in: lines))
        #expect(try Pattern("(?m)^fop jumps").isFound(in: lines + "fop jumps"))
    }
}

@Suite struct ECMATextTests {
    @Test(arguments: [
        ("ΟΔΟΣ", "οδος"), ("ΣΑΣ", "σας"), ("Σ", "σ"), ("ΑΣ.Σ", "ασ.ς"),
        ("ΑΣ\u{301}Σ", "ασ\u{301}ς"),
        ("İ", "i\u{307}"), ("ÀSS", "àss"), ("ΑΣ ΑΣ", "ας ας"),
    ])
    func `capitals become what toLowerCase makes of them`(text: String, lower: String) {
        #expect(Array(ECMAText.lowercased(text).unicodeScalars) == Array(lower.unicodeScalars))
    }

    @Test func `words and edges are told by JavaScript's spaces`() {
        #expect(
            ECMAText.words(of: "\u{FEFF}a\u{3000}b\u{85}c ").map(String.init) == ["a", "b\u{85}c"])
        #expect(ECMAText.trimmed("\u{FEFF} a b\u{3000}") == "a b")
        #expect(ECMAText.trimmed(" \u{A0}").isEmpty)
    }

    @Test func `capitals of any script count for nothing in a check that says so`() throws {
        let verdict = try Sample.judge("{ type: icontains, value: 'ΟΔΟΣ' }", "η οδος εδω")
        #expect(verdict.word == .passed)
        let list = try Sample.judge(
            "{ type: icontains-all, value: \"\u{3000}ΟΔΟΣ,\u{FEFF}εδω\" }", "η οδος εδω")
        #expect(list.word == .passed, "\(list)")
    }
}

/// The public suite of JSON Schema, where it speaks of ECMAScript's patterns.
@Suite(
    .enabled(
        if: Place.shared("conformance/json-schema") != nil,
        "no JSON Schema suite beside the checkout"))
struct SchemaPatternTests {
    @Test(
        arguments: ["draft2020-12", "draft7"],
        [
            "pattern.json", "patternProperties.json", "optional/ecmascript-regex.json",
            "optional/non-bmp-regex.json",
        ])
    func `patterns of schemas are ECMAScript's`(draft: String, file: String) throws {
        let place = try #require(Place.shared("conformance/json-schema/\(draft)/\(file)"))
        var tape = JSONTape()
        try tape.read([UInt8](Data(contentsOf: place)))
        for group in tape.elements(tape.root) {
            var schemaTape = JSONTape()
            try schemaTape.read(tape.text(try #require(tape.member("schema", of: group))))
            let schema = try JSONSchema(
                schemaTape, isDraft7: draft == "draft7", patterns: SchemaPatterns.matcher)
            for test in tape.elements(try #require(tape.member("tests", of: group))) {
                var value = JSONTape()
                try value.read(tape.text(try #require(tape.member("data", of: test))))
                let holds = try schema.failures(of: value.root, in: value).isEmpty
                let wanted = try #require(tape.member("valid", of: test))
                #expect(
                    holds == tape.bool(wanted),
                    "\(tape.string("description", of: group) ?? ""): \(tape.string("description", of: test) ?? "")"
                )
            }
        }
    }
}
