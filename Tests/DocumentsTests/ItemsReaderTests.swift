import Documents
import TestSupport
import Testing
import Vocabulary

/// Items of a list, as the stream gives them and as the whole document has them.
@Suite struct ItemsReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func stream(
        _ name: String, _ text: String, limits: DocumentLimits = .standard
    ) throws -> any NodeStream {
        let path = try folder.write(name, Array(text.utf8))
        return name.hasSuffix(".json")
            ? try JSONItemsReader(path: path, limits: limits)
            : try YAMLItemsReader(path: path, limits: limits)
    }

    private func items(_ name: String, _ text: String) throws -> [Node] {
        let stream = try stream(name, text)
        var items: [Node] = []
        while let item = try stream.next() { items.append(item) }
        return items
    }

    @Test(arguments: [
        ("a.json", "[]"), ("a.json", " [ ] \n"),
        ("a.json", #"[{"a":[1,{"b":"]},"}]},"\"],[",null]"#),
        ("a.json", "[\r\n 1 ,\r\n{\"ä\": \"ö\\\\\"} ,\n\n[[]]\n]\n"),
        ("a.json", #"[1, {"a": 1}, "ü", {"b": [2]}]"#),
        (
            "a.yaml",
            "- a: 1\n  b: [x,\n   y]\n- - c\n  - d\n-\n  e: |\n    - no item\n\n    text\n- f"
        ),
        ("a.yaml", "%YAML 1.2\n# above\n---\n\n- a\r\n# between\r\n- 'b\r\n  c'\r\n"),
        ("a.yaml", "- &x { a: 1 }\n- *x\n- { <<: *x, b: 2 }\n"), ("a.yaml", "[a, {b: c},\n d]\n"),
        ("a.yaml", "- one line"), ("a.yaml", "- \n- \n"), ("a.yaml", "--- [a, b]\n"),
    ])
    func `a list gives the same items as a stream, and in the same places`(
        name: String, text: String
    ) throws {
        let whole = try Document.read(SourceText(file: name, text: text))
        let expected = try #require(whole.items)
        let found = try items(name, text)
        #expect(found.map(Self.told) == expected.map(Self.told))
    }

    /// All of a value with its places.
    private static func told(_ node: Node) -> String {
        let place = "\(node.location.line):\(node.location.column) "
        if let items = node.items {
            return place + "[" + items.map(told).joined(separator: ",") + "]"
        }
        if let entries = node.entries {
            let members = entries.map { told($0.key) + "=" + told($0.value) }
            return place + "{" + members.joined(separator: ",") + "}"
        }
        return place + node.shown
    }

    @Test(arguments: [
        ("a.json", "[1, 2", "this is not JSON: the file ends inside its list", 1, 6),
        ("a.json", "[1,\n \"open]", "this is not JSON: the file ends inside its list", 2, 8),
        ("a.json", "[1]\n x", "this is not JSON: something follows the end of the list", 2, 2),
        ("a.json", #"{"a": 1}"#, "this file holds a mapping, expected a list", 1, 1),
        ("a.yaml", "a: 1\n", "this file holds a mapping, expected a list", 1, 1),
        ("a.yaml", "- a\n- b: *y\n", "unknown anchor 'y'", 2, 6),
        (
            "a.yaml", "- a\n---\n- b\n", "a second document begins here, expected one in a file", 2,
            1
        ),
    ])
    func `a mistake is told where it stands in the file`(
        name: String, text: String, message: String, line: Int, column: Int
    ) throws {
        let error = try #require(throws: Diagnostics.self) { try items(name, text) }
        #expect(error.items.first?.message == message)
        #expect(error.items.first?.location?.line == line)
        #expect(error.items.first?.location?.column == column)
    }

    @Test(arguments: ["[1,,2]", "[,1]", "[1,]", "[1 2]", "[{\"a\":}]", "[1}]", "[1]]"])
    func `what is not JSON is refused by the items as by the whole`(text: String) {
        #expect(throws: Diagnostics.self) {
            try Document.read(SourceText(file: "a.json", text: text))
        }
        #expect(throws: Diagnostics.self) { try items("a.json", text) }
    }

    @Test func `the line of a mistake shows its caret in place, though the line is not held`()
        throws
    {
        let error = try #require(throws: Diagnostics.self) {
            try items("a.json", #"[{"first": 1}, {"second": tru}]"#)
        }
        let item = try #require(error.items.first)
        #expect(item.location?.column == 27)
        #expect(item.sourceLine?.hasSuffix(#"{"second": tru}"#) == true)
        #expect(item.sourceLine?.count == 30)
    }

    @Test(arguments: ["a.json", "a.yaml"])
    func `an item beyond the limit is refused`(name: String) throws {
        let long = String(repeating: "x", count: 2000)
        let text = name == "a.json" ? "[\"\(long)\"]" : "- a: 1\n  b: \(long)\n"
        let stream = try stream(name, text, limits: DocumentLimits(scalarBytesMax: 1 << 10))
        let error = try #require(throws: Diagnostics.self) { try stream.next() }
        #expect(error.items.first?.message.hasSuffix("is larger than 1 KB") == true)
    }

    /// In a process of its own, so that memory is this test's alone.
    @Test(
        .enabled(if: Place.runsLongTests, "long"), .timeLimit(.minutes(4)),
        arguments: ["json", "yaml"])
    func `a large list is read in little memory`(ending: String) async {
        await #expect(processExitsWith: .success) { [ending] in
            let folder = try TemporaryFolder()
            let megabytes = 3
            let item = String(repeating: "some text ", count: 20)
            var text = ending == "json" ? "[" : ""
            let count = (megabytes << 20) / item.utf8.count
            for number in 0..<count {
                text +=
                    ending == "json"
                    ? (number == 0 ? "" : ",") + "{\"a\": \"\(item)\", \"n\": \(number)}\n"
                    : "- a: \(item)\n  n: \(number)\n"
            }
            if ending == "json" { text += "]" }
            let path = try folder.write("large." + ending, Array(text.utf8))
            text = ""
            let stream: any NodeStream =
                ending == "json"
                ? try JSONItemsReader(path: path) : try YAMLItemsReader(path: path)
            var (read, before) = (0, 0)
            while let node = try stream.next() {
                if read == 1000 { before = residentBytes() }
                guard node["n"]?.asInt == read else { fatalError("item \(read) is another") }
                read += 1
            }
            #expect(read == count)
            #expect(residentBytes() - before < megabytes << 19)
        }
    }
}
