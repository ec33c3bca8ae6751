import Foundation
import TestSupport
import Testing

@testable import Checks

/// Patterns and texts by chance, and some by hand, held against a JavaScript engine.
@Suite(.enabled(if: Place.node != nil, "no 'node' in PATH"))
struct PatternDifferentialTests {
    struct Question: Codable {
        var pattern: String
        var flags: String
        var texts: [String]
    }

    static func answers(to questions: [Question]) throws -> [[Bool]?] {
        let folder = try TemporaryFolder()
        let input = try questions.map {
            String(decoding: try JSONEncoder().encode($0), as: UTF8.self)
        }
        .joined(separator: "\n")
        let path = try folder.write("questions", Array(input.utf8))
        let process = Process()
        let node: URL = try #require(Place.node)
        process.executableURL = node
        process.arguments = [Place.root.appending(path: "Tests/Peers/regexes.js").path]
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: path))
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try said.split(separator: 0x0A).map {
            try JSONDecoder().decode([Bool]?.self, from: $0)
        }
    }

    /// What ours finds; nil where it is no pattern to us.
    static func own(_ question: Question) throws -> [Bool]? {
        let pattern: Pattern
        do {
            pattern = try Pattern(question.pattern)
        } catch {
            return nil
        }
        return try question.texts.map { try pattern.isFound(in: $0) }
    }

    static func compare(_ questions: [Question]) throws -> Int {
        let theirs = try answers(to: questions)
        try #require(theirs.count == questions.count)
        var patterns = 0
        for (question, theirs) in zip(questions, theirs) {
            let ours = try own(question)
            if ours != nil { patterns += 1 }
            #expect(
                ours == theirs,
                "/\(question.pattern)/\(question.flags) in \(question.texts.map(\.debugDescription))"
            )
        }
        return patterns
    }

    static let alphabet = [
        "a", "b", "B", "0", "7", "_", "-", " ", "\t", "\n", "\r", "\r\n", "\u{B}", "\u{85}",
        "\u{A0}",
        "é", "\u{2028}", "\u{2029}", "\u{3000}", "\u{FEFF}", "京", "{", "}", "[", "]", ",", ".",
        "\\", "^",
        "$", "(", ":",
    ]

    static func text(_ chance: inout Chance) -> String {
        (0..<chance.below(7)).map { _ in chance.one(of: alphabet) }.joined()
    }

    static func atom(_ chance: inout Chance, depth: Int) -> String {
        switch chance.below(depth > 0 ? 13 : 10) {
        case 0, 1: return chance.one(of: ["a", "b", "0", " ", "é", "京", "-", ",", "\u{3000}"])
        case 2, 3: return chance.one(of: [#"\s"#, #"\S"#, #"\d"#, #"\D"#, #"\w"#, #"\W"#])
        case 4: return "."
        case 5, 6: return klass(&chance)
        case 7: return chance.one(of: ["^", "$", #"\b"#, #"\B"#])
        case 8:
            return chance.one(of: [
                #"\t"#, #"\n"#, #"\r"#, #"\v"#, #"\f"#, #"\0"#, #"\x61"#, #"\x6"#, #"\u00e9"#,
                #"\u6"#,
                #"\cJ"#, #"\c"#, #"\-"#, #"\."#, #"\["#, #"\\"#, #"\_"#, #"\60"#, #"\9"#, #"\ "#,
                #"\é"#,
            ])
        case 9:
            return chance.one(of: ["{", "}", "]", "{,2}", "{a}", "a{1,", ")", "*", "[b-a]", "("])
        case 10: return "(" + choice(&chance, depth: depth - 1) + ")"
        case 11: return "(?:" + choice(&chance, depth: depth - 1) + ")"
        default:
            return "(?" + chance.one(of: ["=", "!"]) + choice(&chance, depth: depth - 1) + ")"
        }
    }

    static func klass(_ chance: inout Chance) -> String {
        let members = (0..<chance.below(4)).map { _ in
            chance.one(of: [
                "a", "b-z", "0-9", #"\s"#, #"\S"#, #"\d"#, #"\w"#, #"\W"#, #"\b"#, #"\n"#, #"\-"#,
                "-", "[",
                "[:alpha:", #"\u3000"#, #"\x0b-\r"#, ".", "^", "$", #"\]"#, #"\w-a"#, "é", #"\0"#,
                #"\cJ"#,
                #"\101"#, "京",
            ])
        }
        return "[" + (chance.below(3) == 0 ? "^" : "") + members.joined() + "]"
    }

    static func choice(_ chance: inout Chance, depth: Int) -> String {
        (0...chance.below(2)).map { _ in
            (0..<chance.below(4)).map { _ in
                atom(&chance, depth: depth)
                    + (chance.below(3) == 0
                        ? chance.one(of: ["*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?"]) : "")
            }.joined()
        }.joined(separator: "|")
    }

    @Test func `patterns made by chance find what they find in JavaScript`() throws {
        var chance = Chance(seed: 20_261_122)
        let questions = (0..<(Place.runsLongTests ? 20_000 : 2_000)).map { _ in
            Question(
                pattern: Self.choice(&chance, depth: 2), flags: "",
                texts: (0..<6).map { _ in Self.text(&chance) })
        }
        let patterns = try Self.compare(questions)
        #expect(patterns > questions.count / 2)
    }

    /// Without the flag JavaScript takes half a character for one; ours are whole.
    @Test func `whole characters are what they are under the flag u`() throws {
        let texts = ["😀", "a😀b", "😀😀", "é", "𝒳", ""]
        let patterns = [
            "^.$", "a.b", "^..$", "[😀]", "[^😀]", "^[^a]$", #"\u{1F600}"#, #"\ud83d\ude00"#, "😀{2}",
            #"^\S$"#, #"^\W$"#, #"\p{L}"#, #"\p{Letter}"#, #"^\P{L}+$"#, #"\p{Script=Latin}"#,
            #"\p{Lu}"#,
            #"[\p{Uppercase_Letter}😀]"#, #"\p{Emoji}"#, "[😀-😂]",
        ]
        let patternsFound = try Self.compare(
            patterns.map { Question(pattern: $0, flags: "u", texts: texts) })
        #expect(patternsFound == patterns.count)
    }

    @Test func `the ends of lines are what they are under the flags m and s`() throws {
        var chance = Chance(seed: 7)
        let lines = ["a", "", "b", "a b"]
        let ends = ["\n", "\r", "\r\n", "\u{2028}", "\u{2029}", "\u{85}", "\u{B}"]
        let texts = (0..<40).map { _ in
            (0...chance.below(3)).map { _ in chance.one(of: lines) + chance.one(of: ends) }.joined()
        }
        let patterns = ["^a", "b$", "^$", "a.b", "a.*b", "^.", ".$", "^a$", "(^b|a)$", "^[^]*$"]
        for flags in ["m", "s", "ms"] {
            let theirs = try Self.answers(
                to: patterns.map { Question(pattern: $0, flags: flags, texts: texts) })
            for (pattern, theirs) in zip(patterns, theirs) {
                let ours = try Self.own(
                    Question(pattern: "(?\(flags))\(pattern)", flags: "", texts: texts))
                #expect(ours == theirs, "/\(pattern)/\(flags)")
            }
        }
    }

    @Test func `small letters are JavaScript's`() throws {
        // A pattern that is found in the text alone, if that is what toLowerCase made of it.
        let texts = ["ΟΔΟΣ", "ΑΣ ΣΑΣ.", "ΑΣ\u{301}Σ", "İI", "ǅ", "ẞ", "Σ'Σ", "aΣ1Σ", "ΑΣ\u{AD}Β"]
        let found = try Self.answers(
            to: texts.map {
                Question(
                    pattern: "^(?:\(ECMAText.lowercased($0)))$", flags: "",
                    texts: ["lower:" + $0])
            })
        #expect(found == texts.map { _ in [true] })
    }
}

/// The same for the same seed.
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[below(elements.count)]
    }
}
