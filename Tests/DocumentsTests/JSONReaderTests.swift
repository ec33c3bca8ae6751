import Documents
import Testing
import Vocabulary

@Suite struct JSONReaderTests {
    @Test func `a JSON file gives the same nodes as YAML`() throws {
        let text = """
            { "a": [1, -0.50, "é€😀", true, null],
              "b": { "c": { } }, "d": [
              1 ] }
            """
        let source = SourceText(file: "a.json", text: text)
        let json = try Document.read(source)
        let yaml = try YAMLReader.read(source)
        #expect(outline(json) == "{a: [#1, #-0.50, 'é€😀', true, null], b: {c: {}}, d: [#1]}")
        #expect(outline(json) == outline(yaml))
        #expect(places(json) == places(yaml))
    }

    @Test func `variables and duplicate keys are treated as in YAML`() {
        expect(
            """
            { "a": "${HERE}",
              1️⃣"b": "x 2️⃣${GONE}",
              3️⃣"b": 1 }
            """,
            gives: [
                "1️⃣": "note: 'b' is first given here",
                "2️⃣": "the environment variable 'GONE' is not set",
                "3️⃣": "duplicate key 'b', first given in line 2",
            ]
        ) { (source) throws(Diagnostics) in
            _ = try JSONReader.read(source) { $0 == "HERE" ? "x" : nil }
        }
    }

    @Test func `what is no JSON is told where it stands`() {
        expect(
            "{ \"a\": 1,\n  \"é\": 1️⃣nul }",
            gives: ["1️⃣": "this is not JSON: found 'n' where a value should stand"]
        ) { (source) throws(Diagnostics) in _ = try JSONReader.read(source) }
    }

    @Test func `lines of JSON are read one by one`() throws {
        let reader = JSONLinesReader(
            SourceText(file: "a.jsonl", text: "{\"a\": 1}\r\n\n  \n{\"a\": x}\n[2]"))
        let first = try #require(try reader.next())
        #expect(outline(first) == "{a: #1}")
        let error = #expect(throws: Diagnostics.self) { try reader.next() }
        #expect(error?.items.first?.location == .init(file: "a.jsonl", line: 4, column: 7))
        #expect(error?.items.first?.sourceLine == "{\"a\": x}")
        let last = try #require(try reader.next())
        #expect(outline(last) == "[#2]" && last.location.line == 5)
        #expect(try reader.next() == nil)
    }

    /// Line, column and length of all values in order.
    private func places(_ node: Node) -> [[Int]] {
        [[node.location.line, node.location.column, node.length]]
            + (node.items ?? []).flatMap(places)
            + (node.entries ?? []).flatMap { places($0.key) + places($0.value) }
    }
}
