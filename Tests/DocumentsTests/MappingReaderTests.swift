import Documents
import Testing
import Vocabulary

@Suite struct MappingReaderTests {
    private enum Paths: String, CaseIterable { case primary, legs, causes }

    @Test func `every mistake of a file is told at once`() {
        expect(
            """
            1️⃣promts: [a]
            2️⃣Repeet: 3
            repeat: 3️⃣0
            paths: 4️⃣cuases
            stream: 5️⃣yes
            timeout: 6️⃣20
            description: 7️⃣[a]
            through: [a, 8️⃣{ b: 1 }]
            threshold: 9️⃣"0.5"
            retry: 0️⃣text
            """,
            gives: [
                "1️⃣": "unknown key 'promts' in a suite (did you mean 'prompts'?)",
                "2️⃣": "unknown key 'Repeet' in a suite (did you mean 'repeat'? it is already given)",
                "3️⃣": "expected a whole number between 1 and 1000 for 'repeat', found '0'",
                "4️⃣": "unknown value 'cuases' for 'paths' (did you mean 'causes'?)",
                "5️⃣": "expected true or false for 'stream', found 'yes' (write true)",
                "6️⃣":
                    "expected a time such as '20s', '250ms' or '1m30s' for 'timeout', found '20' (add its unit: s, ms, m or h)",
                "7️⃣": "expected text for 'description', found a list",
                "8️⃣": "expected text in 'through', found a mapping",
                "9️⃣":
                    "expected a number between 0.0 and 1.0 for 'threshold', found '0.5' (write it without quotes)",
                "0️⃣": "expected a mapping for 'retry', found 'text'",
            ]
        ) { (source) throws(Diagnostics) in
            let mistakes = Mistakes()
            let reader = MappingReader(try YAMLReader.read(source), in: mistakes, what: "a suite")
            _ = reader.items("prompts")
            _ = reader.int("repeat", 1...1000)
            _ = reader.choice("paths", as: Paths.self)
            _ = reader.bool("stream")
            _ = reader.duration("timeout")
            _ = reader.string("description")
            _ = reader.strings("through")
            _ = reader.double("threshold", 0...1)
            _ = reader.mapping("retry")
            reader.finish()
            try mistakes.check()
        }
    }

    @Test func `what is right is read`() throws {
        let mistakes = Mistakes()
        let source = SourceText(
            file: "a",
            text: "{ a: 7, b: x, c: [x, 2], d: 1m30s, e: legs, f: true, g: { h: 0.10 }, one: x }")
        let reader = MappingReader(try YAMLReader.read(source), in: mistakes, what: "a test")
        #expect(reader.int("a") == 7)
        #expect(reader.string("a") == "7")
        #expect(reader.string("b", required: true) == "x")
        #expect(reader.strings("c") == ["x", "2"])
        #expect(reader.strings("one") == ["x"])
        #expect(reader.duration("d") == .seconds(90))
        #expect(reader.choice("e", as: Paths.self) == .legs)
        #expect(reader.bool("f") == true)
        #expect(reader.string("missing") == nil)
        let inner = try #require(reader.mapping("g"))
        #expect(inner.number("h") == "0.10")
        inner.finish()
        reader.finish()
        #expect(mistakes.items.isEmpty)
    }

    @Test func `a required key that is missing names the one that may be meant`() {
        expect(
            "- 1️⃣2️⃣tpye: equals",
            gives: [
                "1️⃣": "a check needs 'type' ('tpye' may be meant for it)",
                "2️⃣": "unknown key 'tpye' in a check (did you mean 'type'?)",
            ]
        ) { (source) throws(Diagnostics) in
            let mistakes = Mistakes()
            let list = try YAMLReader.read(source)
            let reader = MappingReader(list[0] ?? list, in: mistakes, what: "a check")
            _ = reader.string("type", required: true)
            reader.finish()
            try mistakes.check()
        }
    }

    @Test func `a list where a mapping belongs is one mistake`() {
        expect(
            "1️⃣- a", gives: ["1️⃣": "expected a mapping for a suite, found a list"]
        ) { (source) throws(Diagnostics) in
            let mistakes = Mistakes()
            let reader = MappingReader(try YAMLReader.read(source), in: mistakes, what: "a suite")
            _ = reader.string("name", required: true)
            reader.finish()
            try mistakes.check()
        }
    }
}
