import Documents
import Testing
import Vocabulary

private func read(_ text: String, environment: [String: String]? = nil) throws -> Node {
    try YAMLReader.read(
        SourceText(file: "sample.yaml", text: text),
        environment: environment.map { values in { values[$0] } })
}

@Suite struct YAMLReaderTests {
    @Test func `scalars mean what YAML 1-2's core schema says`() throws {
        let text = """
            [yes, No, on, off, true, False, null, ~, "true", '1', 1, -0.10, 1e3, 0x1F, 0o17, .5, 1., .inf, 1_000,
             1.2.3, +, -, ., 0x, 2026-01-02, 12:30:00, !!str 5]
            """
        #expect(
            outline(try read(text)) == """
                ['yes', 'No', 'on', 'off', true, false, null, null, 'true', '1', #1, #-0.10, #1e3, #0x1F, #0o17, \
                #.5, #1., #.inf, '1_000', '1.2.3', '+', '-', '.', '0x', '2026-01-02', '12:30:00', '5']
                """)
    }

    @Test func `'on' is a key like any other`() throws {
        let node = try read("{ model: a, on: [timeout, server-error] }")
        #expect(node["on"]?.items?.compactMap(\.asString) == ["timeout", "server-error"])
    }

    @Test func `each value knows its line, its column and its length`() throws {
        let node = try read("a:\n  - \"é€😀\": { b: word }\n    list: [1, 22]\n")
        let item = try #require(node["a"]?[0])
        let word = try #require(item["é€😀"]?["b"])
        #expect(
            word.location == Vocabulary.SourceLocation(file: "sample.yaml", line: 2, column: 17))
        #expect(word.length == 4)
        let list = try #require(item["list"])
        #expect(list.location.line == 3 && list.location.column == 11 && list.length == 7)
        #expect(list[1]?.location.column == 15 && list[1]?.length == 2)
        #expect(item["é€😀"]?.location.column == 12)
    }

    @Test func `aliases and merge keys give what they name`() throws {
        let node = try read(
            """
            base: &base { a: 1, b: 2 }
            other: &other { b: 3, c: 4 }
            one: { <<: *base, b: 9 }
            two: { b: 9, <<: [*other, *base] }
            three: *base
            """)
        #expect(outline(try #require(node["one"])) == "{a: #1, b: #9}")
        #expect(outline(try #require(node["two"])) == "{b: #9, c: #4, a: #1}")
        #expect(node["three"]?.location.line == 5)
        #expect(node["three"]?["a"]?.location.line == 1)
    }

    @Test func `an empty file is null`() throws {
        #expect(outline(try read("")) == "null")
        #expect(outline(try read("# nothing\n")) == "null")
    }

    @Test func `a duplicate key points at both places, and all mistakes come at once`() {
        expect(
            """
            a: 1
            1️⃣b: 2
            2️⃣b: 3
            c: 3️⃣*nowhere
            d: 4️⃣!odd x
            """,
            gives: [
                "1️⃣": "note: 'b' is first given here",
                "2️⃣": "duplicate key 'b', first given in line 2 (keep one of them)",
                "3️⃣": "unknown anchor 'nowhere'",
                "4️⃣": "the tag '!odd' does not fit here",
            ]
        ) { (source) throws(Diagnostics) in _ = try YAMLReader.read(source) }
    }

    @Test func `variables are read from the environment`() throws {
        let environment = ["KEY": "sk-1", "N": "60", "T": "true", "NESTED": "${KEY}", "EMPTY": ""]
        let node = try read(
            """
            a: ${KEY}
            b: "Bearer ${KEY}/${N}"
            c: ${N}
            d: "${N}"
            e: ${T}
            f: $${KEY} and $KEY and $$ and ${NESTED}
            g: { h: "${KEY}" }
            i: "${EMPTY}"
            """, environment: environment)
        #expect(
            outline(node) == """
                {a: 'sk-1', b: 'Bearer sk-1/60', c: #60, d: '60', e: true, f: '${KEY} and $KEY and $$ and ${KEY}', \
                g: {h: 'sk-1'}, i: ''}
                """)
        #expect(node["a"]?.shown == "'${KEY}'", "a message must not tell a key")
        #expect(
            outline(try read("a: ${KEY}")) == "{a: '${KEY}'}",
            "without an environment nothing changes")
    }

    @Test func `a variable that is not set is a mistake where it stands`() {
        expect(
            """
            a: ${HERE}
            b: "x ${HERE} 1️⃣${GONE} 2️⃣${GONE}"
            c: |
              text with
              3️⃣${not a name}
            d: 4️⃣${OPEN
            """,
            gives: [
                "1️⃣": "the environment variable 'GONE' is not set",
                "2️⃣": "the environment variable 'GONE' is not set",
                "3️⃣": "'${not' is no variable, expected '${NAME}'",
                "4️⃣": "'${OPEN' is no variable, expected '${NAME}'",
            ]
        ) { (source) throws(Diagnostics) in
            _ = try YAMLReader.read(source) { $0 == "HERE" ? "x" : nil }
        }
    }

    @Test(arguments: [
        "free: { key: 1️⃣${FREE_KEY}, rpm: 20 }",
        "free: [a, 1️⃣${FREE_KEY}]",
        "free: { key: x1️⃣${FREE_KEY} }",
        "a: é\nfree: {\n  key: 1️⃣${FREE_KEY} }",
    ])
    func `an unquoted variable in a flow mapping asks for quotes`(text: String) {
        expect(
            text, gives: ["1️⃣": "'${FREE_KEY}' needs quotes inside { } and [ ]"]
        ) { (source) throws(Diagnostics) in _ = try YAMLReader.read(source) { _ in "x" } }
    }
}
