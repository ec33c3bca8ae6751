import Documents
import Foundation
import TestSupport
import Testing

@Suite struct JSONSchemaFormatTests {
    static func holds(_ format: String, _ value: String) throws -> Bool {
        let schema = try JSONSchema(
            SchemaSample.tape(#"{"format": "\#(format)"}"#), judgesFormats: true,
            patterns: SchemaSample.patterns)
        let tape = try SchemaSample.tape(value)
        return try schema.failures(of: tape.root, in: tape).isEmpty
    }

    static func text(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }

    @Test(arguments: [
        ("date", ["2024-02-29", "0001-01-01", "2026-12-31"]),
        ("time", ["08:30:06Z", "23:59:60Z", "00:29:60-23:30", "08:30:06.28z", "12:34:56-00:00"]),
        ("date-time", ["2026-11-22T01:02:03Z", "2026-11-22t01:02:03.5+02:00"]),
        ("duration", ["P4DT12H30M5S", "P2W", "PT0S", "P1Y2M", "PT1M2S", "P01D"]),
        ("email", ["a.b+c@example.com", "\"a b\"@example.com", "a@[127.0.0.1]", "a@[IPv6:::1]"]),
        ("idn-email", ["실례@실례.테스트", "a@example.com"]),
        ("hostname", ["example.com", "a--b", "1host", String(repeating: "a", count: 63)]),
        ("ipv4", ["192.168.0.1", "0.0.0.0", "255.255.255.255"]),
        (
            "ipv6",
            ["::", "::1", "1::", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "1:2:3:4:5:6:1.2.3.4"]
        ),
        (
            "uri",
            [
                "https://a.b/c?d#e", "urn:x:y", "ldap://[2001:db8::7]/c", "mailto:a@b.c",
                "http://a:80",
            ]
        ),
        ("uri-reference", ["", "/a", "a", "#f", "//h/p", "./a:b", "?q=%41"]),
        ("iri", ["http://ƒøø.ßår/?∂éœ=πîx#πîüx"]), ("iri-reference", ["âππ", "#ƒrägmênt"]),
        ("uri-template", ["", "/a/{b:1}/{c*}", "{+a,b}", "{?q}", "é{a.b}"]),
        ("uuid", ["2EB8AA08-aa98-11ea-B4AA-73B441D16380"]),
        ("json-pointer", ["", "/", "/a~0b/~1", "/é"]),
        ("relative-json-pointer", ["0", "1/a", "0#", "120/a"]), ("regex", ["^a+$"]),
        ("url", ["https://example.com/a"]), ("iso-time", ["12:00:00", "12:00:00Z"]),
        ("iso-date-time", ["2026-11-22 12:00:00", "2026-11-22T12:00:00Z"]),
        ("json-pointer-uri-fragment", ["#", "#/a%20b"]), ("byte", ["", "YWI=", "dGV4"]),
        ("password", ["anything"]), ("binary", ["\u{0}"]),
    ])
    func `a format takes what its document allows`(format: String, texts: [String]) throws {
        for text in texts { #expect(try Self.holds(format, Self.text(text)), "\(text)") }
    }

    @Test(arguments: [
        ("date", ["2024-13-45", "2023-02-29", "2024-1-1", "20240101", "2024-01-01T00:00:00Z", ""]),
        (
            "time",
            ["08:30:06", "24:00:00Z", "08:60:00Z", "22:59:60Z", "23:59:60+01:00", "8:30:06Z"]
        ),
        ("date-time", ["2026-11-22 01:02:03Z", "2026-02-30T01:02:03Z", "2026-11-22T01:02Z"]),
        ("duration", ["P", "PT", "P1YT", "P2D1Y", "P1Y2D", "PT1H2S", "P1Y2W", "PT0.5S", "1D"]),
        ("email", ["not an address", "a..b@c.d", ".a@b.c", "a@", "@b", "a@b_c", "a@[300.0.0.1]"]),
        ("idn-email", ["2962", "a b@c"]),
        (
            "hostname",
            ["", "-a", "a-", "a_b", "a.", ".a", "é.com", String(repeating: "a", count: 64)]
        ),
        ("ipv4", ["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4 ", "1.2.3.4.5", "0x7f.0.0.1"]),
        (
            "ipv6",
            [
                ":", "1", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "::1%eth0", "1.2.3.4::",
                "::1.2.3",
            ]
        ),
        (
            "uri",
            [
                "/a", "a b:c", "http://a b", "http://[::1", "http://a:b/", "http://a/%zz", "1a:b",
                "http:/[a]",
            ]
        ),
        ("uri-reference", ["a b", "\\\\a", "1:b", "//a@b@c/", "/é"]),
        ("iri", ["http://a/ ", "/a"]), ("iri-reference", ["\\", "\u{E000}"]),
        ("uri-template", ["{", "{}", "{a", "a}", "{a,}", "{v:0}", "{v:10000}", "a b", "{a..b}"]),
        ("uuid", ["2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4ga-73b441d16380", ""]),
        ("json-pointer", ["a", "#", "/~", "/~2"]),
        ("relative-json-pointer", ["", "/a", "-1", "01", "0##", "1#/a"]), ("regex", ["^(abc]"]),
        ("url", ["mailto:a@b.c", "//a/b"]), ("iso-time", ["12:00"]),
        ("iso-date-time", ["2026-11-22"]),
        ("json-pointer-uri-fragment", ["/a", "#a"]), ("byte", ["a", "abc", "a=bc"]),
    ])
    func `a format refuses what its document does not allow`(format: String, texts: [String])
        throws
    {
        for text in texts { #expect(try !Self.holds(format, Self.text(text)), "\(text)") }
    }

    @Test func `formats of numbers judge numbers, and those of texts texts alone`() throws {
        #expect(try Self.holds("int32", "2147483647"))
        #expect(try Self.holds("int32", "1.0"))
        #expect(try !Self.holds("int32", "2147483648"))
        #expect(try !Self.holds("int32", "1.5"))
        #expect(try Self.holds("int64", "-9223372036854775808"))
        #expect(try !Self.holds("int64", "9223372036854775808"))
        #expect(try Self.holds("double", "1.5"))
        for value in ["12", "true", "null", "[]", "{}"] { #expect(try Self.holds("date", value)) }
        #expect(try Self.holds("int32", "\"text\""))
    }

    @Test func `a format is an annotation where nobody asks for more, or nobody knows it`() throws {
        #expect(try SchemaSample.failures(#"{"format": "date"}"#, #""never""#).isEmpty)
        #expect(try Self.holds("datum", #""never""#))
    }

    @Test func `what departs says which format was asked for`() throws {
        let schema = try JSONSchema(
            SchemaSample.tape(#"{"properties": {"day": {"format": "date"}}}"#), judgesFormats: true,
            patterns: SchemaSample.patterns)
        let tape = try SchemaSample.tape(#"{"day": "2024-13-45"}"#)
        let failures = try schema.failures(of: tape.root, in: tape)
        #expect(
            failures.map(\.description) == [
                #"at /day: expected the format 'date', found "2024-13-45", by #/properties/day/format"#
            ])
    }

    @Test func `examples are of the format that is asked for, also where they must differ`() throws
    {
        for name in JSONSchema.formats where !["int32", "int64", "float", "double"].contains(name) {
            let schema = try JSONSchema(
                SchemaSample.tape(
                    #"{"type": "array", "minItems": 4, "uniqueItems": true, "items": {"type": "string", "format": "\#(name)"}}"#
                ), judgesFormats: true, patterns: SchemaSample.patterns)
            #expect(schema.example() != nil, "\(name)")
        }
    }

    /// What the suite asks beyond that: names of other scripts, which only their own tables can judge.
    static let left = [
        "hostname.json": "xn--", "idn-hostname.json": "", "ecmascript-regex.json": "",
        "unknown.json": "",
    ]

    @Test(
        .enabled(
            if: Place.shared("conformance/json-schema/draft2020-12/optional/format") != nil,
            "no format tests in the JSON Schema suite beside the checkout"),
        arguments: ["draft2020-12", "draft7"])
    func `every format of the public suite is told as the suite has it`(draft: String) throws {
        let folder = try #require(Place.shared("conformance/json-schema/\(draft)/optional/format"))
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            if Self.left[file] == "" { continue }
            let groups = try JSONSerialization.jsonObject(
                with: Data(contentsOf: folder.appending(path: file)))
            var asked = 0
            for group in try #require(groups as? [[String: Any]]) {
                for test in try #require(group["tests"] as? [[String: Any]]) {
                    if let text = test["data"] as? String, let prefix = Self.left[file],
                        text.lowercased().hasPrefix(prefix)
                    {
                        continue
                    }
                    let data = try JSONSerialization.data(
                        withJSONObject: try #require(test["data"]), options: .fragmentsAllowed)
                    let format = String(file.dropLast(5))
                    let holds = try Self.holds(format, String(decoding: data, as: UTF8.self))
                    asked += 1
                    #expect(
                        holds == test["valid"] as? Bool,
                        "\(draft) \(format): \(test["description"] ?? "")")
                }
            }
            print("\(draft) \(file): \(asked) asked")
        }
    }
}
