import Testing
import Vocabulary

@testable import Checks

@Suite struct HasJSONPathTests {
    private func verdict(_ path: String, _ more: String = "", _ answer: String) throws -> Verdict {
        let quoted = path.replacing("'", with: "''")
        return try Sample.judge("{ type: json-path, path: '\(quoted)'\(more) }", answer)
    }

    /// The document of RFC 9535's first chapter, and its paths.
    private static let store = """
        { "store": { "book": [
          { "category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95 },
          { "category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99 },
          { "category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3",
            "price": 8.99 },
          { "category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings",
            "isbn": "0-395-19395-8", "price": 22.99 } ],
          "bicycle": { "color": "red", "price": 399 } } }
        """

    @Test(
        arguments: [
            ("$.store.book[*].author", "Evelyn Waugh", true),
            ("$..author", "J. R. R. Tolkien", true),
            ("$.store..price", "399", true), ("$..book[2].author", "Herman Melville", true),
            ("$..book[2].publisher", nil, false),
            ("$..book[-1].title", "The Lord of the Rings", true),
            ("$..book[0,1].price", "12.99", true), ("$..book[:2].price", "8.99", false),
            ("$..book[?@.isbn].title", "Moby Dick", true),
            ("$..book[?@.isbn].title", "Sword of Honour", false),
            ("$..book[?@.price < 10].title", "Moby Dick", true),
            ("$..book[?@.price < 10].title", "Sword of Honour", false),
            ("$['store']['bicycle'].color", "red", true),
            ("$.store.book[1:3].price", "8.95", false),
            ("$..book[?@.category == 'reference' || @.price > 20].author", "Nigel Rees", true),
            ("$..book[?!@.isbn].author", "Herman Melville", false), ("$.store.book[9]", nil, false),
        ] as [(String, String?, Bool)])
    func `paths find what the standard's examples find`(path: String, value: String?, holds: Bool)
        throws
    {
        let found = try verdict(path, value.map { ", value: \($0)" } ?? "", Self.store)
        #expect(found.word == (holds ? .passed : .failed), "\(found)")
    }

    @Test(arguments: [
        (#"{"a":null}"#, "", true), (#"{"a":null}"#, ", value: null", true),
        (#"{"a":0}"#, ", value: null", false), (#"{"a":1.0}"#, ", value: 1", true),
        (#"{"a":"1"}"#, ", value: 1", false), (#"{"a":[1,2]}"#, ", value: [1, 2]", true),
        (#"{"a":{"b":1,"c":2}}"#, ", value: { c: 2, b: 1 }", true),
        (#"{"a":{"b":1,"c":2}}"#, ", value: { b: 1 }", false), (#"{"b":1}"#, "", false),
    ])
    func `a value is compared as JSON, null included`(answer: String, value: String, holds: Bool)
        throws
    {
        #expect(try verdict("$.a", value, answer).word == (holds ? .passed : .failed))
    }

    @Test(arguments: [
        ("prose", "the answer is no JSON"), (#"{"a":{"b":2}}"#, "found '2': $.a.b is not 1"),
        (#"{"a":{}}"#, "there is nothing"),
    ])
    func `what is wrong is told with its place`(answer: String, reason: String) throws {
        let message = try verdict("$.a.b", ", value: 1", answer).message
        #expect(message?.contains(reason) == true, "\(message ?? "")")
    }

    @Test func `of several values the first that is none of it is shown`() throws {
        #expect(
            try verdict("$[*]", ", value: 9", "[1,2,3]").message?.hasSuffix(
                "(none of 3 values there is it, the first is '1')") == true)
    }

    @Test(arguments: ["a.b", "$.", "$[", "$['a]", "$[?]", "$[1:2:3:4]", "$..", "$.a b"])
    func `a path with a mistake is told before anything is sent`(path: String) throws {
        let quoted = path.replacing("'", with: "''")
        let message = try Sample.mistakes("{ type: json-path, path: '\(quoted)' }").first?.message
        #expect(message?.contains("is no JSON path: ") == true, "\(message ?? "")")
    }

    @Test func `a path that explodes is given up, and nobody decides`() throws {
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        let verdict = try verdict(String(repeating: "..*", count: 20).addingDollar, "", deep)
        #expect(verdict.word == .errored)
    }
}

extension String {
    fileprivate var addingDollar: String { "$" + self }
}
