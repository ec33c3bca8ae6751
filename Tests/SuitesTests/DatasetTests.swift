import Documents
import Suites
import TestSupport
import Testing
import Vocabulary

private let head = "prompts: [\"{{ country }}\"]\n"

@Test func `promptfoo's columns become checks, names and labels`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
        "data.csv",
        """
        country,__expected,__expected2,__description,__metadata:team,__metadata:area[],__prefix
        France,icontains: paris,,the first,maps,"west, old",Say:
        Japan,Tokyo,"contains-any: Tokyo, Edo",,,,
        Peru,not-contains: Rome,is-json,,,,
        Mali,,,,,,
        Chad,levenshtein(3): N'Djamena,note: no check,,,,
        """)
    let tests = try tests(of: folder.suite(head + "tests: file://data.csv"))
    #expect(
        tests.map(\.written) == [
            ["icontains: paris"], ["equals: Tokyo", "contains-any: Tokyo|Edo"],
            ["not-contains: Rome", "is-json: -"], [],
            ["levenshtein: N'Djamena", "equals: note: no check"],
        ])
    #expect(tests[0].name == "the first")
    #expect(tests[1].name == "row 2")
    #expect(tests[0].metadata == ["team": "maps", "area": "west,old"])
    #expect(tests[0].surroundings.prefix == "Say:")
    #expect(tests[0].variables == ["country": "France"])
    #expect(tests[4].asserts[0].items?[0]["threshold"]?.asDouble == 3)
    // A message about the check points at its cell.
    let location = tests[1].asserts[0].items?[1]["value"]?.location
    #expect(location?.line == 3 && location?.column == 13)
}

@Test(arguments: [
    ("fn:output.length > 0", "javascript", "output.length > 0"),
    ("eval: true", "javascript", "true"),
    ("fn: file://x.js", "javascript", "file://x.js"),
    ("javascript: fn:true", "javascript", "fn:true"),
    ("file://x.js", "javascript", "file://x.js"),
    ("file://checks.ts:polite", "javascript", "file://checks.ts:polite"),
    ("file://x.py", "python", "file://x.py"),
    ("file://checks.py:polite", "python", "file://checks.py:polite"),
    ("file://x.rb", "ruby", "file://x.rb"), ("file://answer.txt", "equals", "file://answer.txt"),
    ("fnord: x", "equals", "fnord: x"),
])
func `a cell that promptfoo runs as code is a check of that name, and no text to equal`(
    cell: String, type: String, value: String
) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("data.csv", "country,__expected\nFrance,\(cell)\n")
    let tests = try tests(of: folder.suite(head + "tests: file://data.csv"))
    let check = tests[0].asserts[0].items?[0]
    #expect(check?["type"]?.text == type)
    #expect(check?["value"]?.text == value)
}

@Test func `an unknown column of promptfoo's kind is refused by its name`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("data.csv", "country,__expcted,__metrik\nFrance,x,1\n")
    let suite = try folder.suite(head + "tests: file://data.csv")
    let error = try #require(throws: Diagnostics.self) { try tests(of: suite) }
    #expect(
        error.items.map(\.message) == [
            "column '__expcted' is not known", "column '__metrik' is not known",
        ])
    #expect(error.items[0].hint == "did you mean '__expected'?")
    #expect(error.items[0].location?.column == 9)
}

@Test(arguments: [
    ("data.json", #"[{"country": "France"}, {"country": "Japan", "n": 3}]"#),
    ("data.yaml", "- { country: France }\n- { country: Japan, n: 3 }\n"),
    ("data.jsonl", "{\"country\": \"France\"}\n{\"country\": \"Japan\", \"n\": 3}\n"),
])
func `a list whose entries have no key of a test is rows of variables`(
    name: String, text: String
) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(name, text)
    let tests = try tests(
        of: folder.suite(head + "tags: [all]\ntests: file://\(name)"))
    #expect(tests.map { $0.variables["country"] } == ["France", "Japan"])
    #expect(tests[1].variables["n"] == .literal("3", json: "3"))
    #expect(tests.map(\.index) == [0, 1])
    #expect(tests.allSatisfy { $0.tags == ["all"] })
}

@Test(arguments: [
    (
        "data.json",
        #"[{"vars": {"country": ["France", "Japan"]}, "assert": [{"type": "is-json"}]}]"#
    ),
    ("data.yaml", "- { vars: { country: [France, Japan] }, assert: [{ type: is-json }] }\n"),
    (
        "data.jsonl",
        #"{"vars": {"country": ["France", "Japan"]}, "assert": [{"type": "is-json"}]}"# + "\n"
    ),
])
func `a list whose first entry has a key of a test is tests, and a list in them is several`(
    name: String, text: String
) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(name, text)
    let tests = try tests(of: folder.suite(head + "tests: file://\(name)"))
    #expect(tests.map { $0.variables["country"] } == ["France", "Japan"])
    #expect(tests.map(\.written) == [["is-json: -"], ["is-json: -"]])
    #expect(tests.map(\.index) == [0, 1])
    #expect(Set(tests.map(\.name)).count == 2)
}

@Test func `a slip in the key of a test is told, not taken for a variable`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("data.yaml", "- vras: { country: France }\n")
    let error = try #require(throws: Diagnostics.self) {
        try tests(of: folder.suite(head + "tests: file://data.yaml"))
    }
    #expect(error.items.first?.message == "unknown key 'vras' in a test")
    #expect(error.items.first?.hint == "did you mean 'vars'?")
    #expect(error.items.first?.location?.file == folder.path + "/data.yaml")
}

@Test func `a file of tests whose name does not say what it is, is refused`() throws {
    let error = try #require(throws: Diagnostics.self) {
        try read(head + "tests: file://data.xlsx")
    }
    #expect(error.items[0].message.hasPrefix("the tests in 'suites/data.xlsx' cannot be read"))
    #expect(error.items[0].location?.line == 2)
}

@Test(arguments: [("data.json", "[]"), ("data.yaml", "[]\n"), ("data.jsonl", "\n")])
func `a file without an entry shows nothing, and is refused`(name: String, text: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(name, text)
    let error = try #require(throws: Diagnostics.self) {
        try tests(of: folder.suite(head + "tests: file://\(name)"))
    }
    #expect(error.items[0].message.hasSuffix("has no entry: there is nothing to show"))
    #expect(error.items[0].location?.line == 2)
}

@Test func `a file that is not there is told where the suite names it`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("data.json", "[]")
    for name in ["dta.json", "dta.csv"] {
        let error = try #require(throws: Diagnostics.self) {
            try tests(of: try folder.suite(head + "tests: file://\(name)"))
        }
        #expect(error.items.count == 1)
        #expect(error.items[0].message.contains("no such file"))
        #expect(error.items[0].location?.line == 2)
    }
}

@Test func `cells and variables may name files`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("data.csv", "country,photo\nfile://france.md,file://dot.png\n")
    _ = try folder.write("france.md", "La France")
    _ = try folder.write("dot.png", [0x89, 0x50, 0x4E, 0x47])
    let test = try #require(try tests(of: folder.suite(head + "tests: file://data.csv")).first)
    #expect(test.variables["country"] == "La France")
    #expect(test.variables["photo"] == "data:image/png;base64,iVBORw==")
    _ = try folder.write("vars.yaml", "country: France\nuser: { name: Ada }\n")
    let suite = try folder.suite(
        head
            + "tests: [{ vars: file://vars.yaml }, { vars: { country: file://run.py } }]"
            .replacing("run.py", with: "france.md"))
    let listed = try tests(of: suite)
    #expect(listed[0].variables["user"]?.json == #"{"name":"Ada"}"#)
    #expect(listed[1].variables["country"] == "La France")
    let error = try #require(throws: Diagnostics.self) {
        try folder.suite(head + "tests: [{ vars: { country: file://run.py } }]")
    }
    #expect(error.items[0].message.contains("is a program"))
}

@Test func `a table is read as a stream, however often`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<20_000).map { "C\($0)" }.joined(separator: "\n")
    _ = try folder.write("data.csv", "country\n" + rows + "\n")
    let suite = try folder.suite(head + "tests: file://data.csv")
    for _ in 0..<2 {
        var iterator = suite.tests.makeIterator()
        var count = 0
        while let test = try iterator.next() {
            #expect(test.index == count)
            count += 1
            if count == 5 { break }
        }
        #expect(iterator.isUniform)
        while try iterator.skip() { count += 1 }
        #expect(count == 20_000)
    }
}
