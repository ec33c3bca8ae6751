import Documents
import Testing

struct JSONMembersTests {
    func tape(_ text: some StringProtocol) throws -> JSONTape {
        var tape = JSONTape()
        try tape.read(String(text))
        return tape
    }

    @Test func `of equal keys the last one counts, however each is written`() throws {
        let tape = try tape(#"{"a":1,"b":[2],"\u0061":3,"b":4,"c":5}"#)
        #expect(tape.integer("a", of: tape.root) == 3)
        #expect(tape.integer("b", of: tape.root) == 4)
        #expect(tape.member(String("a"), of: tape.root).flatMap(tape.integer) == 3)
        #expect(tape.count(tape.root) == 5)
    }

    @Test func `keys with escapes are found by what they mean`() throws {
        let tape = try tape(
            #"{"\"":1,"\u00e9t\u00E9":2,"\ud83d\ude00":3,"a\/b":4,"\u0000":5,"\ud800":6,"":7}"#)
        let root = tape.root
        #expect(tape.integer("\"", of: root) == 1)
        #expect(tape.integer("été", of: root) == 2)
        #expect(tape.integer("\u{1F600}", of: root) == 3)
        #expect(tape.integer("a/b", of: root) == 4)
        #expect(tape.integer("\u{0}", of: root) == 5)
        #expect(tape.integer("\u{FFFD}", of: root) == 6)
        #expect(tape.integer("", of: root) == 7)
        #expect(tape.member(String(), of: root).flatMap(tape.integer) == 7)
        #expect(tape.member("\\u0000", of: root) == nil)
        #expect(tape.member("e\u{301}te\u{301}", of: root) == nil)
    }

    /// Literals are looked up by another way than strings made on the way.
    @Test func `a literal finds what a string of its letters finds, in every object of a text`()
        throws
    {
        let names: [StaticString] = [
            "id", "model", "choices", "usage", "index", "message", "role", "content", "logprobs",
            "finish_reason", "prompt_tokens", "completion_tokens", "total_tokens", "error", "type",
            "text", "name", "code", "object", "created", "a", "ab", "abc", "abd", "tool_calls",
            "function", "arguments", "stop_reason", "stop_sequence", "input_tokens",
            "output_tokens", "candidates", "parts", "responseId", "modelVersion", "usageMetadata",
        ]
        var random = Chance(seed: 17)
        var tape = JSONTape()
        func object(_ depth: Int) -> String {
            let members = names.filter { _ in random.next() % 3 == 0 }.map { name in
                let value =
                    depth > 0 && random.next() % 3 == 0
                    ? "[\(object(depth - 1)),\"\(name)\",\(object(depth - 1))]"
                    : "\(random.next() % 99)"
                return "\"\(name)\":\(value)"
            }
            return "{\(members.joined(separator: ","))}"
        }
        func compare(_ node: JSONTape.Node) {
            for name in names {
                #expect(tape.member(name, of: node) == tape.member("\(name)" as String, of: node))
            }
            for (key, value) in tape.members(node) {
                #expect(tape.count(key) == 0)
                for element in tape.elements(value) { compare(element) }
            }
        }
        for _ in 0..<40 {
            try tape.read(object(2))
            compare(tape.root)
        }
    }

    @Test func `keys of every length differ in every byte`() throws {
        var tape = JSONTape()
        for length in 1..<40 {
            let key = String(repeating: "k", count: length)
            try tape.read(#"{"\#(key)":1,"\#(key)k":2}"#)
            #expect(tape.member(key, of: tape.root).flatMap(tape.integer) == 1)
            for place in 0..<length {
                var other = Array(key.utf8)
                other[place] = 0x6C
                let name = String(decoding: other, as: UTF8.self)
                #expect(tape.member(name, of: tape.root) == nil)
                try tape.read(#"{"\#(name)":3}"#)
                #expect(tape.member(key, of: tape.root) == nil)
                #expect(tape.member(name, of: tape.root).flatMap(tape.integer) == 3)
                try tape.read(#"{"\#(key)":1,"\#(key)k":2}"#)
            }
        }
    }

    @Test(
        arguments: [
            (#"{"a":1,"b":2}"#, nil), (#"{"a":1,"a":2}"#, 7), (#"[{"a":1},{"a":2}]"#, nil),
            (#"{"a":{"a":{"b":1,"b":2}},"\u0061":3,"a":4}"#, 17),
            (#"{"a":1,"a":{"b":1,"b":2}}"#, 7), (#"[{"a":1,"b":2},{"c":1,"c":2}]"#, 22),
            (#"{"é":1,"e\u0301":2}"#, nil), (#"{"é":1,"\u00e9":2}"#, 8), ("[]", nil), ("1", nil),
            (#"["a","a"]"#, nil), (#"{"a":"a"}"#, nil),
        ] as [(String, Int?)])
    func `the first key that comes twice is told where it comes again`(
        text: String, offset: Int?
    ) throws {
        let tape = try tape(text)
        #expect(tape.repeatedKey.map { tape.range($0).lowerBound } == offset)
        #expect(tape.mayHaveDuplicateKeys == (offset != nil) || text.contains("\\"))
    }

    @Test func `a quick look misses no key that comes twice, and knows most that do not`() throws {
        var tape = JSONTape()
        for length in [0, 1, 7, 8, 9, 15, 16, 17, 40] {
            for others in [0, 1, 5, 22, 62, 120] {
                let key = String(repeating: "k", count: length)
                let rest = (0..<others).map { #","\#($0)":{"\#(key)":0}"# }.joined()
                try tape.read(#"[{"\#(key)":1\#(rest),"\#(key)":2}]"#)
                #expect(tape.mayHaveDuplicateKeys)
                let object = try #require(tape.first(tape.root))
                #expect(tape.member(key, of: object).flatMap(tape.integer) == 2)
                try tape.read(#"[{"\#(key)":1\#(rest),"\#(key)k":2}]"#)
                #expect(tape.mayHaveDuplicateKeys == (others > 62))
                let other = try #require(tape.first(tape.root))
                #expect(tape.member(key, of: other).flatMap(tape.integer) == 1)
                #expect(tape.member(key + "k", of: other).flatMap(tape.integer) == 2)
                #expect(tape.member(key + "l", of: other) == nil)
            }
        }
    }

    @Test func `keys of objects inside one another are held apart`() throws {
        let text = #"{"a":{"a":{"a":1,"b":2},"b":[{"a":3},{"a":4}]},"b":{"c":{}},"c":5}"#
        let once = try tape(text)
        #expect(!once.mayHaveDuplicateKeys)
        #expect(once.integer("c", of: once.root) == 5)
        // Again behind what was nested, where the outer object's keys must be known still.
        for key in ["a", "b", "c"] {
            let twice = try tape(text.dropLast() + #","\#(key)":6}"#)
            #expect(twice.repeatedKey != nil)
            #expect(twice.member(key, of: twice.root).flatMap(twice.integer) == 6)
        }
    }

    @Test func `what is no object has no members, and what is no array no elements`() throws {
        let tape = try tape(#"[{"a":1},"a",[2]]"#)
        let nodes = Array(tape.elements(tape.root))
        #expect(tape.members(tape.root).map(\.value) == [])
        #expect(tape.member("a", of: tape.root) == nil)
        #expect(tape.member("a", of: nodes[1]) == nil)
        #expect(Array(tape.elements(nodes[0])) == [])
        #expect(tape.first(nodes[0]) == nil)
        #expect(tape.count(nodes[1]) == 0)
        #expect(nodes.map { tape.kind($0) } == [.object, .string, .array])
    }

    @Test func `a string is held against a text without being made`() throws {
        let tape = try tape(#"["stop","st\u006fp","","\u00e9",1]"#)
        let nodes = Array(tape.elements(tape.root))
        #expect(nodes.map { tape.equals($0, "stop") } == [true, true, false, false, false])
        #expect(nodes.map { tape.equals($0, "") } == [false, false, true, false, false])
        #expect(nodes.map { tape.equals($0, "é") } == [false, false, false, true, false])
        #expect(nodes.map { tape.equals($0, "1") } == [false, false, false, false, false])
        #expect(nodes.map { tape.isEmptyString($0) } == [false, false, true, false, false])
    }

    @Test func `a byte order mark inside of a string is a scalar like others`() throws {
        let tape = try tape("[\"\u{FEFF}a\",\"\\n\u{FEFF}\",\"\\ufeff\"]")
        #expect(
            tape.elements(tape.root).map { tape.string($0).map { Array($0.unicodeScalars) } } == [
                ["\u{FEFF}", "a"], ["\n", "\u{FEFF}"], ["\u{FEFF}"],
            ])
    }

    @Test func `a copy keeps its text when the first tape reads another`() throws {
        var tape = try tape(#"{"a":"first"}"#)
        let copy = tape
        let members = tape.members(tape.root)
        try tape.read(#"{"b":["second"]}"#)
        #expect(copy.string("a", of: copy.root) == "first")
        #expect(tape.member("a", of: tape.root) == nil)
        #expect(members.map { copy.string($0.value) } == ["first"])
    }

    @Test func `ranges and texts are those of the text that was read`() throws {
        let text = " { \"a\" : [ 1.0 , \"x\\n\" ] , \"b\" : { } } "
        let tape = try tape(text)
        func said(_ node: JSONTape.Node) -> String {
            String(decoding: Array(text.utf8)[tape.range(node)], as: UTF8.self)
        }
        let members = Array(tape.members(tape.root))
        #expect(members.map { said($0.key) } == ["\"a\"", "\"b\""])
        #expect(members.map { said($0.value) } == ["[ 1.0 , \"x\\n\" ]", "{ }"])
        for member in members {
            #expect(said(member.value) == tape.text(member.value))
            for element in tape.elements(member.value) {
                #expect(said(element) == tape.text(element))
            }
        }
        #expect(said(tape.root) == text.dropFirst().dropLast())
    }
}
