import Documents
import Foundation
import TestSupport
import Testing

@Suite struct JSONSchemaTests {
    @Test(arguments: [
        (
            #"{"properties":{"a/b":{"items":{"type":"string"}}}}"#, #"{"a/b":["x",5]}"#,
            "at /a~1b/1: expected string, found the number 5, by #/properties/a~1b/items/type"
        ),
        (
            #"{"required":["a","b","c"]}"#, #"{"b":1}"#,
            "the whole: the members 'a' and 'c' are missing, by #/required"
        ),
        (
            #"{"additionalProperties":false}"#, #"{"x":{"y":1}}"#,
            "at /x: nothing is allowed here, found an object of 1, by #/additionalProperties"
        ),
        (
            ##"{"$ref":"#/$defs/n","$defs":{"n":{"minimum":0.10}}}"##, "0.05",
            "the whole: expected at least 0.10, found 0.05, by #/$defs/n/minimum"
        ),
        (
            #"{"anyOf":[{"type":"null"},{"properties":{"a":{"const":1}}}]}"#, #"{"a":2}"#,
            "the whole: fits none of 2 schemas: 1: expected null, found an object of 1; "
                + "2: at /a: expected 1, found the number 2, by #/anyOf"
        ),
        (
            #"{"oneOf":[true,false,{"minimum":1}]}"#, "2",
            "the whole: expected to fit one of 3 schemas, fits numbers 1 and 3, by #/oneOf"
        ),
        (
            #"{"minLength":3}"#, "\"ab\"",
            "the whole: expected a string of at least 3 characters, found 2, by #/minLength"
        ),
        (
            #"{"minItems":1,"maxItems":1}"#, "[1,2]",
            "the whole: expected 1 item, found 2, by #/maxItems"
        ),
        (
            #"{"uniqueItems":true}"#, "[1,2,1.0]",
            "the whole: expected items that differ, but 0 and 2 are the same: 1.0, by #/uniqueItems"
        ),
        (
            #"{"propertyNames":{"maxLength":2}}"#, #"{"abc":1}"#,
            "the whole: the name 'abc' is not allowed: expected a string of at most 2 characters, "
                + "found 3, by #/propertyNames"
        ),
        (
            #"{"type":"null"}"#, "\"\u{202E}\(String(repeating: "x", count: 90))\"",
            "the whole: expected null, found the string \"\\u{202e}\(String(repeating: "x", count: 38))…, by #/type"
        ),
    ])
    func `a failure tells where, what was asked and what was found`(
        schema: String, value: String, words: String
    ) throws {
        #expect(try SchemaSample.failures(schema, value).map(\.description) == [words])
    }

    @Test func `the first failing places are told, and no more than asked for`() throws {
        let schema = #"{"items":{"type":"string"}}"#
        let failures = try SchemaSample.failures(schema, "[1,\"a\",2,3,4]")
        #expect(failures.map(\.instance) == ["/0", "/2", "/3"])
        #expect(failures.map(\.keyword) == ["type", "type", "type"])
        #expect(failures.map(\.schema) == ["#/items/type", "#/items/type", "#/items/type"])
        let one = try SchemaSample.failures(
            schema, "[1,2]", limits: JSONSchemaLimits(failuresMax: 1))
        #expect(one.map(\.instance) == ["/0"])
    }

    @Test(arguments: [
        (#"{"type":"strnig"}"#, "/type", "expected the name of a type for 'type'"),
        (#"{"properties":{"a":{"minLength":1.5}}}"#, "/properties/a/minLength", "whole number"),
        (#"{"minItems":-1}"#, "/minItems", "whole number from 0"),
        (#"{"multipleOf":0}"#, "/multipleOf", "above 0"),
        (#"{"required":"a"}"#, "/required", "a list of names"),
        (#"{"required":["a",1]}"#, "/required", "a list of names"),
        (#"{"enum":1}"#, "/enum", "a list of values"),
        (#"{"allOf":[]}"#, "/allOf", "a list of schemas"),
        (#"{"anyOf":[1]}"#, "/anyOf", "a schema"),
        (#"{"items":[{}]}"#, "/items", "one schema"),
        (#"{"properties":[]}"#, "/properties", "an object"),
        (#"{"additionalProperties":"no"}"#, "/additionalProperties", "a schema"),
        (#"{"uniqueItems":"yes"}"#, "/uniqueItems", "true or false"),
        (#"{"pattern":"("}"#, "/pattern", "it is no regular expression"),
        (#"{"patternProperties":{"(":{}}}"#, "/patternProperties", "it is no regular expression"),
        (##"{"$ref":"#/$defs/a"}"##, "/$ref", "where no schema stands"),
        (##"{"$defs":{"unused":{"$ref":"#nothing"}}}"##, "/$defs/unused/$ref", "no schema stands"),
        (
            #"{"$ref":"http://x.example/s"}"#, "/$ref",
            "outside of this schema, and nothing is fetched"
        ),
        (#"{"$ref":"other.json"}"#, "/$ref", "nothing is fetched"),
        (#"{"$ref":3}"#, "/$ref", "a URI reference"),
        (
            #"{"$schema":"http://json-schema.org/draft-04/schema#"}"#, "/$schema",
            "unknown '$schema'"
        ),
        (#"{"$id":"http://x.example/#a"}"#, "/$id", "has a fragment"),
        (#"{"$anchor":"1a"}"#, "/$anchor", "begins with a letter"),
        (#"{"$defs":{"a":{"$id":"x:y"},"b":{"$id":"x:y"}}}"#, "/$defs/b/$id", "a second schema"),
        (#"{"maximum":1e99999999999999}"#, "/maximum", "beyond reason"),
        ("3", "", "expected a schema, found the number 3"),
    ])
    func `a mistake in a schema is told with its place`(
        schema: String, pointer: String, words: String
    ) throws {
        let mistakes = try SchemaSample.mistakes(schema)
        #expect(mistakes.map(\.pointer) == [pointer])
        #expect(mistakes.first?.reason.contains(words) == true, "\(mistakes)")
    }

    @Test func `all mistakes are told, with what there is in place of a name`() throws {
        let mistakes = try SchemaSample.mistakes(
            ##"{"type":1,"minimum":"x","$ref":"#/$defs/b","$defs":{"a":{"maximum":[]}}}"##)
        #expect(
            Set(mistakes.map(\.pointer)) == ["/type", "/minimum", "/$ref", "/$defs/a/maximum"])
        #expect(mistakes.contains { $0.hint == "there are #/$defs/a" })
    }

    /// Thirty levels of two references each: a billion schemas to apply.
    static let bomb: String = {
        let levels = (0..<30).map { level in
            let next = "{\"$ref\":\"#/$defs/l\(level + 1)\"}"
            return "\"l\(level)\":{\"allOf\":[\(next),\(next)]}"
        }
        return "{\"$ref\":\"#/$defs/l0\",\"$defs\":{"
            + levels.joined(separator: ",") + ",\"l30\":true}}"
    }()

    @Test func `references that multiply end in an error, and soon`() throws {
        var error: JSONSchemaStop?
        let seconds = CPUTime.seconds {
            error = #expect(throws: JSONSchemaStop.self) {
                _ = try SchemaSample.failures(
                    Self.bomb, "1", limits: JSONSchemaLimits(stepsMax: 100_000))
            }
        }
        #expect(error?.reason.contains("more than 100000 steps") == true)
        #expect(seconds < 3)
    }

    @Test(arguments: [
        ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##, ##"{"not":{"$dynamicRef":"#"}}"##,
        ##"{"anyOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"$ref":"#"}}}"##,
    ])
    func `a schema that refers to itself without end is an error`(schema: String) throws {
        let error = #expect(throws: JSONSchemaStop.self) {
            _ = try SchemaSample.failures(schema, "1")
        }
        #expect(error?.reason.contains("within each other more than 256 times") == true)
    }

    @Test func `work on large values is counted too`() throws {
        let list =
            "[" + Array(repeating: "\"aaaaaaaaaaaaaaaa\"", count: 2_000).joined(separator: ",")
            + "]"
        for schema in [
            #"{"uniqueItems":true}"#, #"{"const":1}"#, #"{"items":{"minLength":1}}"#,
            #"{"items":{"pattern":"a"}}"#, #"{"contains":{"const":1}}"#,
        ] {
            #expect(throws: JSONSchemaStop.self, "\(schema)") {
                _ = try SchemaSample.failures(
                    schema, list.replacing("\"]", with: "\",1]"),
                    limits: JSONSchemaLimits(stepsMax: 500))
            }
        }
        let digits = String(repeating: "7", count: 100_000)
        #expect(throws: JSONSchemaStop.self) {
            _ = try SchemaSample.failures(
                "{\"multipleOf\":\(String(repeating: "3", count: 5_000))}", digits)
        }
    }

    @Test func `a chain of many references takes no stack where it is read`() throws {
        let names = (0..<3_000).map { "\"d\($0)\":{\"$ref\":\"#/$defs/d\($0 + 1)\"}" }
        let schema = "{\"$defs\":{" + names.joined(separator: ",") + ",\"d3000\":true}}"
        #expect(try SchemaSample.failures(schema, "1").isEmpty)
    }

    @Test func `values as deep as the limit fit a small stack`() throws {
        let value = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
        let schema = try SchemaSample.schema(
            ##"{"items":{"anyOf":[{"$ref":"#"}]},"unevaluatedItems":false}"##)
        let tape = try SchemaSample.tape(value)
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            #expect(throws: JSONSchemaStop.self) {
                _ = try schema.failures(of: tape.root, in: tape)
            }
            done.signal()
        }
        // A release build needs a sixteenth of it.
        thread.stackSize = 4 << 20
        thread.start()
        done.wait()
    }

    @Test func `a number beyond reason decides nothing`() throws {
        let error = #expect(throws: JSONSchemaStop.self) {
            _ = try SchemaSample.failures(#"{"maximum":3}"#, "1e99999999999999")
        }
        #expect(error?.reason == "a number has an exponent beyond reason")
    }

    @Test func `further documents are found by their URIs, and only those`() throws {
        let other = try SchemaSample.tape(#"{"$defs":{"n":{"type":"null"}}}"#)
        let schema = try JSONSchema(
            try SchemaSample.tape(#"{"$ref":"http://x.example/o.json#/$defs/n"}"#),
            others: ["http://x.example/o.json": other], patterns: SchemaSample.patterns)
        let value = try SchemaSample.tape("1")
        let failures = try schema.failures(of: value.root, in: value)
        #expect(failures.map(\.schema) == ["http://x.example/o.json#/$defs/n/type"])
    }
}
