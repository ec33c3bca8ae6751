import Documents
import Testing

/// Each keyword, with values that it takes and values that it refuses.
@Suite struct JSONSchemaKeywordTests {
    typealias Case = (schema: String, good: [String], bad: [String])

    static let both: [Case] = [
        ("true", ["1", "{}"], []),
        ("false", [], ["1", "null"]),
        ("{}", ["1", "null"], []),
        (#"{"type":"integer"}"#, ["1", "1.0", "1e2", "-10e-1"], ["1.5", "\"1\"", "true", "1e-1"]),
        (#"{"type":["string","null"]}"#, ["\"a\"", "null"], ["1", "[]"]),
        (#"{"enum":[1,"a",{"x":[1.0,null]}]}"#, ["1.0", "\"\\u0061\"", #"{"x":[1,null]}"#], ["2"]),
        (#"{"enum":[0]}"#, ["0", "-0.0"], ["false", "null", "\"0\""]),
        (#"{"const":{"a":1,"b":[]}}"#, [#"{"b":[],"a":1e0}"#], [#"{"a":1}"#, "null"]),
        (#"{"const":"\u00e9"}"#, ["\"é\""], ["\"e\u{301}\""]),
        (#"{"minimum":1.1,"maximum":3}"#, ["1.1", "3.0", "2", "\"0\""], ["1.09", "3.0001", "-2"]),
        (#"{"exclusiveMinimum":0,"exclusiveMaximum":1}"#, ["0.5"], ["0", "1", "-0.1", "1.0"]),
        (#"{"minLength":2,"maxLength":3.0}"#, ["\"ab\"", "\"👩🏽\"", "1"], ["\"a\"", "\"abcd\""]),
        (#"{"pattern":"^a+$"}"#, ["\"aa\"", "1"], ["\"ab\""]),
        (#"{"minItems":1,"maxItems":2}"#, ["[1]", "[1,2]", "{}"], ["[]", "[1,2,3]"]),
        (
            #"{"uniqueItems":true}"#, ["[1,true,\"1\"]", "[]"],
            ["[1,1.0]", #"[{"a":1,"b":2},{"b":2,"a":1}]"#]
        ),
        (#"{"uniqueItems":false}"#, ["[1,1]"], []),
        (#"{"items":{"type":"number"}}"#, ["[1,2]", "[]", "\"a\""], ["[1,\"a\"]"]),
        (#"{"contains":{"const":1}}"#, ["[0,1]", "{}"], ["[]", "[2]"]),
        (
            #"{"minProperties":1,"maxProperties":2}"#, [#"{"a":1}"#, "[]"],
            ["{}", #"{"a":1,"b":1,"c":1}"#]
        ),
        (#"{"maxProperties":1}"#, [#"{"a":1,"a":2}"#], []),
        (#"{"required":["a","b"]}"#, [#"{"a":null,"b":0}"#, "[]"], [#"{"a":1}"#]),
        (
            #"{"properties":{"a":{"type":"string"},"b":false}}"#, [#"{"a":"x"}"#, "{}"],
            [#"{"a":1}"#, #"{"b":1}"#]
        ),
        (#"{"properties":{"é":{"type":"string"}}}"#, ["{\"e\u{301}\":1}"], ["{\"é\":1}"]),
        (
            #"{"patternProperties":{"^x-":{"type":"number"}}}"#, [#"{"x-a":1,"y":"a"}"#],
            [#"{"x-a":"a"}"#]
        ),
        (
            #"{"properties":{"a":true},"patternProperties":{"^x":true},"additionalProperties":{"type":"null"}}"#,
            [#"{"a":1,"x":1,"c":null}"#], [#"{"c":1}"#]
        ),
        (#"{"propertyNames":{"maxLength":1}}"#, [#"{"a":1}"#, "[]"], [#"{"ab":1}"#]),
        (#"{"allOf":[{"minimum":1},{"maximum":2}]}"#, ["1", "2"], ["0", "3"]),
        (#"{"anyOf":[{"minimum":3},{"maximum":1}]}"#, ["0", "4"], ["2"]),
        (#"{"oneOf":[{"minimum":1},{"maximum":2}]}"#, ["0", "3"], ["1", "2"]),
        (#"{"not":{"type":"string"}}"#, ["1"], ["\"a\""]),
        (
            #"{"if":{"minimum":10},"then":{"multipleOf":10},"else":{"maximum":5}}"#, ["20", "5"],
            ["15", "7"]
        ),
        (#"{"then":false,"else":false}"#, ["1"], []),
        (#"{"if":true}"#, ["1"], []),
        (#"{"format":"email","contentEncoding":"base64"}"#, ["\"no mail\""], []),
        (
            ##"{"$ref":"#/definitions/a","definitions":{"a":{"type":"string"}}}"##, ["\"a\""], ["1"]
        ),
        (
            ##"{"definitions":{"a~/%":{"type":"null"}},"allOf":[{"$ref":"#/definitions/a~0~1%25"}]}"##,
            ["null"], ["1"]
        ),
        (
            #"{"$id":"http://x.example/a/b","allOf":[{"$ref":"../c#/items"}],"definitions":{"d":{"$id":"/c","items":{"type":"null"}}}}"#,
            ["null"], ["1"]
        ),
        (
            ##"{"type":["object","null"],"properties":{"next":{"$ref":"#"}},"additionalProperties":false}"##,
            [#"{"next":{"next":null}}"#], [#"{"next":{"next":1}}"#, #"{"next":{"last":null}}"#]
        ),
        (
            #"{"dependencies":{"a":["b"],"c":{"required":["d"]}}}"#, [#"{"a":1,"b":1}"#, "{}"],
            [#"{"a":1}"#, #"{"c":1}"#]
        ),
        (#"{"unknown":{"type":"string"}}"#, ["1"], []),
    ]

    static let draft2020: [Case] = [
        (
            #"{"prefixItems":[{"type":"string"},{"type":"number"}],"items":false}"#,
            ["[\"a\",1]", "[\"a\"]", "[]"], ["[1]", "[\"a\",1,2]"]
        ),
        (
            #"{"contains":{"const":1},"minContains":2,"maxContains":3}"#, ["[1,1]", "[1,0,1,1]"],
            ["[1]", "[1,1,1,1]"]
        ),
        (#"{"contains":{"const":1},"minContains":0}"#, ["[]", "[2]"], []),
        (#"{"minContains":2}"#, ["[]"], []),
        (#"{"dependentRequired":{"a":["b"]}}"#, [#"{"a":1,"b":1}"#, "{}"], [#"{"a":1}"#]),
        (#"{"dependentSchemas":{"a":{"maxProperties":1}}}"#, [#"{"a":1}"#], [#"{"a":1,"b":1}"#]),
        (
            ##"{"$ref":"#/$defs/a","minimum":2,"$defs":{"a":{"maximum":3}}}"##, ["2", "3"],
            ["1", "4"]
        ),
        (##"{"$ref":"#a","$defs":{"b":{"$anchor":"a","type":"null"}}}"##, ["null"], ["1"]),
        (
            #"{"allOf":[{"properties":{"a":true}}],"anyOf":[{"required":["b"],"properties":{"b":true}},true],"unevaluatedProperties":false}"#,
            [#"{"a":1}"#, #"{"a":1,"b":1}"#, "{}"], [#"{"a":1,"c":1}"#]
        ),
        (
            #"{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":true}},"unevaluatedProperties":{"type":"null"}}"#,
            [#"{"a":1,"b":1}"#, #"{"a":null,"b":null}"#], [#"{"a":2,"b":1}"#, #"{"a":1,"c":1}"#]
        ),
        (
            #"{"prefixItems":[true],"contains":{"type":"string"},"unevaluatedItems":false}"#,
            ["[1,\"a\"]"], ["[1,\"a\",2]"]
        ),
        (#"{"unevaluatedItems":{"type":"null"}}"#, ["[null]", "{}"], ["[1]"]),
        (
            ##"{"$id":"http://x.example/strict","$ref":"tree","unevaluatedProperties":false,"$dynamicAnchor":"node","$defs":{"tree":{"$id":"tree","$dynamicAnchor":"node","properties":{"kids":{"items":{"$dynamicRef":"#node"}}}}}}"##,
            [#"{"kids":[{"kids":[]}]}"#], [#"{"kids":[{"kdis":[]}]}"#]
        ),
        (
            #"{"$ref":"https://json-schema.org/draft/2020-12/schema"}"#,
            [#"{"items":{"type":"string"}}"#], [#"{"items":{"minItems":-1}}"#]
        ),
        (
            #"{"$schema":"http://json-schema.org/draft-07/schema#","prefixItems":[false]}"#,
            ["[1]"], []
        ),
    ]

    static let draft7: [Case] = [
        (
            #"{"items":[{"type":"string"}],"additionalItems":{"type":"null"}}"#, ["[\"a\",null]"],
            ["[1]", "[\"a\",1]"]
        ),
        (#"{"items":{},"additionalItems":false}"#, ["[1]"], []),
        (
            ##"{"$ref":"#/definitions/a","minimum":2,"definitions":{"a":{"maximum":3}}}"##, ["1"],
            ["4"]
        ),
        (
            ##"{"allOf":[{"$ref":"#a"}],"definitions":{"b":{"$id":"#a","type":"null"}}}"##,
            ["null"], ["1"]
        ),
        (#"{"dependentRequired":{"a":["b"]}}"#, [#"{"a":1}"#], []),
        (
            #"{"$ref":"http://json-schema.org/draft-07/schema#"}"#, [#"{"items":[{}]}"#],
            [#"{"items":[1]}"#]
        ),
        (
            #"{"$schema":"https://json-schema.org/draft/2020-12/schema","prefixItems":[false]}"#,
            [], ["[1]"]
        ),
    ]

    private func expect(_ item: Case, isDraft7: Bool) throws {
        for value in item.good {
            let failures = try SchemaSample.failures(item.schema, value, isDraft7: isDraft7)
            #expect(failures.isEmpty, "\(item.schema) takes \(value)")
        }
        for value in item.bad {
            let failures = try SchemaSample.failures(item.schema, value, isDraft7: isDraft7)
            #expect(!failures.isEmpty, "\(item.schema) refuses \(value)")
        }
    }

    @Test(arguments: both.indices, [false, true])
    func `keywords of both drafts`(index: Int, isDraft7: Bool) throws {
        try expect(Self.both[index], isDraft7: isDraft7)
    }

    @Test(arguments: draft2020.indices)
    func `keywords of draft 2020-12`(index: Int) throws {
        try expect(Self.draft2020[index], isDraft7: false)
    }

    @Test(arguments: draft7.indices)
    func `keywords of draft 7`(index: Int) throws {
        try expect(Self.draft7[index], isDraft7: true)
    }

    @Test(arguments: [
        ("0.01", "19.99", true), ("0.1", "0.3", true), ("0.0001", "0.0075", true),
        ("0.01", "0.075", false), ("1e-8", "12391239123", true), ("3", "1e400", false),
        ("2", "1e400", true), ("1e400", "1e399", false), ("1e400", "3e400", true),
        ("7", "0", true), ("123456789", "1e308", false), ("0.5", "1e308", true),
        ("9007199254740993", "18014398509481986", true),
        ("9007199254740993", "18014398509481985", false),
        ("123456789012345678901234567890", "370370367037037036703703703670", true),
        ("123456789012345678901234567890", "370370367037037036703703703671", false),
        ("1024000000000000000000000000000000001", "1024000000000000000000000000000000001e30", true),
        ("1267650600228229401496703205376", "1e100", true),
        ("1267650600228229401496703205376", "1e99", false),
    ])
    func `multiples are exact`(divisor: String, number: String, holds: Bool) throws {
        // 2^100 divides 10^100 and not 10^99.
        let failures = try SchemaSample.failures(#"{"multipleOf":\#(divisor)}"#, number)
        #expect(failures.isEmpty == holds)
    }

    @Test(arguments: [
        ("9007199254740992", "9007199254740993", false), ("-1e400", "-1e401", true),
        ("1e400", "1e401", false), ("1e-400", "0", true), ("0", "-1e-400", true),
        ("100", "1e2", true), ("0.1", "0.1000000000000000000000001", false), ("-2", "-1", false),
        ("12", "2", true), ("1.5", "1.50", true),
    ])
    func `bounds are exact`(maximum: String, number: String, holds: Bool) throws {
        let failures = try SchemaSample.failures(#"{"maximum":\#(maximum)}"#, number)
        #expect(failures.isEmpty == holds)
    }
}
