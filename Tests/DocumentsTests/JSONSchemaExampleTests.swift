import Documents
import Foundation
import TestSupport
import Testing

private func example(_ schema: String) throws -> String? {
    let schema = try SchemaSample.schema(schema)
    let example = schema.example()
    if let example {
        let tape = try SchemaSample.tape(example)
        #expect(try schema.failures(of: tape.root, in: tape).isEmpty, "\(example)")
    }
    return example
}

@Test(arguments: [
    (#"{"type": "object"}"#, "{}"),
    (#"{"const": 7}"#, "7"),
    (#"{"enum": ["low", "high"]}"#, #""high""#),
    (#"{"type": "boolean"}"#, "true"),
    (#"{"type": "null"}"#, "null"),
    (#"{"type": "integer", "minimum": 5}"#, "5"),
    (#"{"type": "integer", "exclusiveMinimum": 5, "multipleOf": 4}"#, "8"),
    (#"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}"#, "0.5"),
    (#"{"type": "integer", "maximum": -3}"#, "-3"),
    (#"{"type": "string", "minLength": 12}"#, #""text text te""#),
    (#"{"type": "string", "maxLength": 2}"#, #""xt""#),
    (#"{"type": "string", "format": "date"}"#, #""2026-01-31""#),
    (#"{"type": "string", "pattern": "^[A-Z]{3}-\\d{2,4}$"}"#, #""AAA-00""#),
    (#"{"type": "string", "pattern": "^(foo|bar)+$", "minLength": 6}"#, #""foofoo""#),
    (#"{"type": "array", "items": {"type": "integer"}}"#, "[1]"),
    (
        #"{"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": true}"#,
        "[1,2,3]"
    ),
    (
        #"{"type": "array", "prefixItems": [{"const": 1}, {"const": "b"}], "items": false}"#,
        #"[1,"b"]"#
    ),
    (#"{"type": "array", "contains": {"const": 9}, "minContains": 2}"#, "[9,9]"),
    (#"{"type": "string", "examples": ["Paris"]}"#, #""Paris""#),
])
func `a schema's value is made, and it is the plainest one`(schema: String, expected: String) throws
{
    #expect(try example(schema) == expected)
}

@Test func `an object has the members that its schema names, in their order`() throws {
    let made = try example(
        #"""
        {"type": "object", "required": ["queue", "extra"], "additionalProperties": {"type": "null"},
         "properties": {"queue": {"enum": ["billing", "account"]}, "urgency": {"$ref": "#/$defs/level"},
                        "who": {"type": "object", "properties": {"mail": {"type": "string", "format": "email"}}}},
         "$defs": {"level": {"type": "integer", "minimum": 1, "maximum": 3}}}
        """#)
    #expect(
        made
            == #"{"queue":"account","urgency":1,"who":{"mail":"ada@example.com"},"extra":null}"#)
}

@Test(arguments: [
    #"{"oneOf": [{"type": "string", "maxLength": 1, "minLength": 3}, {"type": "integer", "minimum": 4}]}"#,
    #"{"anyOf": [{"type": "object", "required": ["a"]}, {"type": "array"}], "type": "array"}"#,
    #"{"allOf": [{"type": "integer", "minimum": 3}, {"multipleOf": 5}], "maximum": 12}"#,
    ##"{"type": "object", "properties": {"next": {"$ref": "#"}, "n": {"type": "integer"}}, "required": ["n"]}"##,
    #"{"type": "object", "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]}, "then": {"required": ["x"]}, "else": {"required": ["y"]}, "properties": {"kind": {"enum": ["a", "b"]}}}"#,
    #"{"type": "object", "minProperties": 3, "propertyNames": {"pattern": "^k[0-9]+$"}, "additionalProperties": {"type": "integer"}}"#,
    #"{"type": "object", "patternProperties": {"^x-": {"type": "integer"}}, "required": ["x-a"], "additionalProperties": false}"#,
    #"{"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "dependentRequired": {"a": ["z"]}, "maxProperties": 4}"#,
    #"{"not": {"type": "string"}}"#, #"{"type": ["string", "null"], "not": {"const": "text"}}"#,
    #"{"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": true, "minItems": 3}"#,
    #"{"type": "string", "pattern": "^[^@]+@[a-z]+\\.(com|org)$", "minLength": 8}"#, "true", "{}",
])
func `branches, references and conditions lead to a value that holds`(schema: String) throws {
    #expect(try example(schema) != nil)
}

@Test(arguments: [
    "false", #"{"type": "string", "minLength": 3, "maxLength": 2}"#,
    #"{"type": "string", "pattern": "(?=a)b"}"#,
    ##"{"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}"##,
    #"{"type": "string", "minLength": 2000000}"#,
])
func `where no value is found, none is made up`(schema: String) throws {
    #expect(try example(schema) == nil)
}

@Test func `two makings of one schema are the same`() throws {
    let text =
        #"{"type": "object", "properties": {"b": {"enum": [3, 1, 2]}, "a": {"type": "string"}, "c": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}}"#
    #expect(try example(text) == example(text))
}

/// Of the public suite's schemas that some value fits, nearly all must be given one.
@Test(
    .enabled(
        if: Place.shared("conformance/json-schema") != nil,
        "no JSON Schema suite beside the checkout"))
func `most schemas of the public suite are given a value that holds`() throws {
    let folder = try #require(Place.shared("conformance/json-schema")).appending(
        path: "draft2020-12")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    var (satisfiable, made, missed) = (0, 0, [String]())
    for file in files where file.hasSuffix(".json") {
        var tape = JSONTape()
        try tape.read([UInt8](Data(contentsOf: folder.appending(path: file))))
        for group in tape.elements(tape.root) {
            guard let node = tape.member("schema", of: group),
                let schema = try? SchemaSample.schema(tape.text(node)),
                let tests = tape.member("tests", of: group),
                tape.elements(tests).contains(where: { test in
                    tape.member("valid", of: test).flatMap { tape.bool($0) } == true
                })
            else { continue }
            satisfiable += 1
            guard let text = schema.example() else {
                missed.append("\(file): \(tape.string("description", of: group) ?? "")")
                continue
            }
            made += 1
            let value = try SchemaSample.tape(text)
            #expect(try schema.failures(of: value.root, in: value).isEmpty, "\(file): \(text)")
        }
    }
    #expect(satisfiable > 200)
    #expect(made * 100 >= satisfiable * 95, "\(made) of \(satisfiable); none for \(missed)")
}
