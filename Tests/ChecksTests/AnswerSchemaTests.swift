import Documents
import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Checks

@Suite struct AnswerSchemaTests {
    private let schema = """
        { type: is-json, value: { type: object, required: [queue, urgency],
          properties: { queue: { enum: [billing, outage] }, urgency: { type: string } },
          additionalProperties: false } }
        """

    private func read(_ text: String, file: String = "suite.yaml") throws -> [Diagnostic] {
        let mistakes = Mistakes()
        let node = try YAMLReader.read(SourceText(file: file, text: text))
        _ = CheckReader.checks(from: node, in: mistakes)
        return mistakes.items
    }

    private func verdict(_ check: String, on answer: String) throws -> Verdict {
        try Sample.check(check).judge(Sample.attempt(.answers, reading: Sample.answer(answer)))
    }

    @Test(arguments: [
        (#"{"queue":"billing","urgency":"normal"}"#, nil),
        (
            #"{"queue":"sales","urgency":"normal"}"#,
            #"at /queue: expected one of "billing", "outage", found the string "sales", "#
                + "by #/properties/queue/enum"
        ),
        (
            #"{"queue":"billing"}"#,
            "the whole: the member 'urgency' is missing, by #/required"
        ),
        (
            #"{"queue":"billing","urgency":2,"more":[1]}"#,
            "at /urgency: expected string, found the number 2, by #/properties/urgency/type; "
                + "at /more: nothing is allowed here, found a list of 1, by #/additionalProperties"
        ),
        ("[1]", "the whole: expected object, found a list of 1, by #/type"),
        ("prose", "found 'p' where a value should stand, at byte 0"),
    ])
    func `an answer fits its schema, or is told where it departs`(answer: String, words: String?)
        throws
    {
        let verdict = try verdict(schema, on: answer)
        #expect(
            verdict.message
                == words.map {
                    "expected the answer to be JSON that fits the schema; got '\(answer)' (\($0))"
                })
    }

    @Test(arguments: [
        (#"{"mail":"ada@example.com","day":"2024-02-29"}"#, nil),
        (
            #"{"mail":"not an address","day":"2024-13-45"}"#,
            #"at /mail: expected the format 'email', found "not an address", by "#
                + #"#/properties/mail/format; at /day: expected the format 'date', found "2024-13-45", "#
                + "by #/properties/day/format"
        ),
    ])
    func `a format of the schema is judged, as in promptfoo`(answer: String, words: String?) throws
    {
        let check = """
            { type: is-json, value: { properties: {
              mail: { type: string, format: email }, day: { type: string, format: date } } } }
            """
        #expect(
            try verdict(check, on: answer).message
                == words.map {
                    "expected the answer to be JSON that fits the schema; got '\(answer)' (\($0))"
                })
    }

    @Test func `not- asks for an answer that does not fit`() throws {
        let negated = schema.replacing("type: is-json", with: "type: not-is-json")
        #expect(try verdict(negated, on: "[1]").word == .passed)
        #expect(try verdict(negated, on: "prose").word == .passed)
        #expect(try verdict(negated, on: #"{"queue":"outage","urgency":""}"#).word == .failed)
    }

    @Test func `a schema may stand as text, or in a file beside the suite`() throws {
        #expect(
            try verdict("{ type: is-json, value: '{\"type\":\"array\"}' }", on: "{}").word
                == .failed)
        #expect(
            try verdict("{ type: is-json, value: '{\"type\":\"array\"}' }", on: "[]").word
                == .passed)
        #expect(try verdict("{ type: is-json, value: 'type: array' }", on: "[]").word == .passed)
        #expect(try verdict("{ type: is-json, value: false }", on: "[]").word == .failed)
        let folder = try TemporaryFolder()
        _ = try folder.write("list.json", Array(#"{"type":"array","minItems":2}"#.utf8))
        _ = try folder.write("list.yaml", Array("type: array\nminItems: 2.0\n".utf8))
        for name in ["list.json", "list.yaml"] {
            let mistakes = Mistakes()
            let suite = "[{ type: is-json, value: 'file://\(name)' }]"
            let checks = CheckReader.checks(
                from: try YAMLReader.read(
                    SourceText(file: folder.path + "/suite.yaml", text: suite)), in: mistakes)
            #expect(mistakes.items.isEmpty)
            let check = try #require(checks.first)
            for (answer, word) in [("[1]", RowVerdict.failed), ("[1,2]", .passed)] {
                let attempt = Sample.attempt(.answers, reading: Sample.answer(answer))
                #expect(check.judge(attempt).word == word)
            }
        }
    }

    @Test func `YAML's numbers are meant as JSON's`() throws {
        for (bound, answer, word) in [
            ("0x10", "17", RowVerdict.failed), ("0x10", "16", .passed), (".5", "0.6", .failed),
            ("+1.", "1", .passed), ("-.5e1", "-4", .failed), ("007", "7", .passed),
            ("0.10", "0.1", .passed), ("0.10", "0.11", .failed),
        ] {
            let check = "{ type: is-json, value: { maximum: \(bound) } }"
            #expect(try verdict(check, on: answer).word == word, "\(bound) \(answer)")
        }
        #expect(
            try read("[{ type: is-json, value: { maximum: .inf } }]").map(\.message)
                == ["expected a number that JSON can write, found '.inf'"])
    }

    @Test func `every mistake in a schema is told where it stands, before anything is sent`() throws
    {
        let sample = Marked(
            """
            - { type: is-json, value: { type: 1️⃣objekt } }
            - { type: is-json, value: { properties: { a: { minimum: 2️⃣x } } } }
            - { type: contains-json, value: { $ref: 3️⃣"#/$defs/b", $defs: { c: true } } }
            - { type: is-json, value: { $ref: 4️⃣"https://example.com/a.json" } }
            - { type: is-json, value: { items: 5️⃣[{}] } }
            - { type: is-json, value: { pattern: 6️⃣"(a" } }
            - { type: is-json, value: 7️⃣3 }
            - { type: is-json, value: 8️⃣'{"type": 3}' }
            - { type: is-json, value: 9️⃣"{" }
            - { type: is-json, value: 0️⃣"file://no-such.json" }
            """)
        let messages = sample.messages(try read(sample.text))
        #expect(
            messages["1️⃣"] == "expected the name of a type for 'type', found the string \"objekt\"")
        #expect(messages["2️⃣"] == "expected a number for 'minimum', found the string \"x\"")
        #expect(messages["3️⃣"] == "'$ref' leads to '#/$defs/b', where no schema stands")
        #expect(
            messages["4️⃣"]
                == "'$ref' leads to 'https://example.com/a.json' outside of this schema, "
                + "and nothing is fetched")
        #expect(messages["5️⃣"] == "expected one schema for 'items', found a list of 1")
        #expect(messages["6️⃣"]?.hasPrefix("'pattern' cannot be used: ") == true)
        #expect(messages["7️⃣"] == "expected a JSON Schema for 'value' of 'is-json', found '3'")
        #expect(
            messages["8️⃣"]
                == "the schema at /type: expected the name of a type for 'type', found the number 3"
        )
        #expect(messages["9️⃣"]?.hasPrefix("the schema of 'is-json', line 1 of it: ") == true)
        #expect(messages["0️⃣"] == "cannot read 'no-such.json': no such file")
        #expect(messages.count == 10)
    }

    @Test func `a mistake in a schema's file is told with that file's line`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "list.json", Array("{\n  \"type\": \"array\",\n  \"minItems\": -1\n}".utf8))
        let mistakes = try read(
            "[{ type: is-json, value: 'file://list.json' }]", file: folder.path + "/suite.yaml")
        #expect(mistakes.map(\.location?.file) == [path])
        #expect(mistakes.map(\.location?.line) == [3])
        #expect(
            mistakes.map(\.message)
                == ["expected a whole number from 0 for 'minItems', found the number -1"])
    }

    @Test func `a schema without an end decides nothing, negated or not`() throws {
        for name in ["is-json", "not-is-json", "contains-json", "not-contains-json"] {
            let verdict = try verdict("{ type: \(name), value: { $ref: '#' } }", on: "{}")
            #expect(verdict.word == .errored)
            #expect(verdict.message?.contains("more than 256 times") == true)
        }
    }

    @Test func `the shipped extraction suite sees members of other names by its schema`() throws {
        let path = Place.root.appending(path: "suites/structured-extraction.yaml").path
        let suite = try YAMLReader.read(SourceText.load(path: path))
        let mistakes = Mistakes()
        let asserts = try #require(suite["defaultTest"]?["assert"])
        let checks = CheckReader.checks(from: asserts, in: mistakes)
        #expect(mistakes.items.isEmpty && checks.count == 1)
        for test in suite["tests"]?.items ?? [] {
            let answer = try #require(test["simulate"]?.text)
            let good = Sample.attempt(.answers, reading: Sample.answer(answer))
            #expect(checks.first?.judge(good) == .passed)
            let renamed = answer.replacing("\":", with: "_value\":")
            let planted = Sample.attempt(
                .mustBeCaught, cause: .wrongSchema, reading: Sample.answer(renamed))
            let verdict = Judgement(checks: checks).verdict(on: planted)
            #expect(verdict.verdict == .passed)
            #expect(verdict.checks.map(\.message) == ["noticed by is-json"])
        }
    }
}
