import Documents
import Testing

struct JSONErrorTests {
    func error(_ bytes: [UInt8], _ limits: JSONLimits = .standard) -> JSONError? {
        var tape = JSONTape(limits: limits)
        do { try tape.read(bytes) } catch { return error }
        return nil
    }

    func error(_ text: String, _ limits: JSONLimits = .standard) -> JSONError? {
        error(Array(text.utf8), limits)
    }

    @Test(arguments: [
        ("", 0, "found nothing where a value should stand"),
        ("  ", 2, "found the end of the text where a value should stand"),
        ("\u{FEFF}{}", 0, "found a byte order mark where the value should stand"),
        ("tru", 0, "found 't' where a value should stand"),
        ("[1,]", 3, "found ']' where a value should stand"),
        ("{'a':1}", 1, "found ''' where a key in double quotes should stand"),
        (#"{"a":1,}"#, 7, "found '}' where a key in double quotes should stand"),
        (#"{"a" 1}"#, 5, "found '1' where ':' should follow the key"),
        (#"{"a":1"#, 6, "found the end of the text where ',' or '}' should follow the member"),
        (#"{"a":1]"#, 6, "found ']' where ',' or '}' should follow the member"),
        ("[1 2]", 3, "found '2' where ',' or ']' should follow the element"),
        ("{} {}", 3, "found '{' after the value, where the text should end"),
        (
            "1\u{0}", 1,
            "found the control character U+0000 after the value, where the text should end"
        ),
        ("-", 1, "found the end of the text in a number where a digit should stand"),
        ("1.e3", 2, "found 'e' in a number where a digit should stand"),
        ("1e+", 3, "found the end of the text in a number where a digit should stand"),
        ("[012]", 1, "found a number that starts with 0; it should start with another digit"),
        ("[+1]", 1, "found '+' where a value should stand"),
        ("[\"a", 3, "found the end of the text in a string that should end with a quote"),
        (
            "[\"a\n\"]", 3,
            "found the control character U+000A in a string, where it should be escaped"
        ),
        (#"["\x"]"#, 2, "found 'x' after a backslash, where one of \"\\/bfnrtu should stand"),
        (#"["\u12é4"]"#, 6, "found 'é' where four hex digits should follow '\\u'"),
        ("[é]", 1, "found 'é' where a value should stand"),
        ("[\u{A0}1]", 1, "found '\u{A0}' where a value should stand"),
    ])
    func `an error says where, what was found and what would be right`(
        text: String, offset: Int, reason: String
    ) {
        #expect(error(text) == JSONError(offset: offset, reason: reason))
    }

    @Test(
        arguments: [
            ([0x80], 0), ([0xC0, 0xAF], 0), ([0xE0, 0x9F, 0xBF], 0), ([0xED, 0xA0, 0x80], 0),
            ([0xF0, 0x8F, 0xBF, 0xBF], 0), ([0xF4, 0x90, 0x80, 0x80], 0),
            ([0xF5, 0x80, 0x80, 0x80], 0),
            ([0xC3], 0), ([0xE2, 0x82], 0), ([0xF0, 0x9F, 0x98], 0), ([0xFF], 0),
            ([0xC3, 0xA9, 0xE2, 0x28, 0xA1], 2), ([0x61, 0xE2, 0x82, 0xAC, 0x80], 4),
        ] as [([UInt8], Int)])
    func `bytes that are not UTF-8 are refused wherever they stand`(
        bytes: [UInt8], offset: Int
    ) throws {
        let name = String(bytes[offset], radix: 16, uppercase: true)
        for before in 0..<20 {
            let start = Array("[\"".utf8) + [UInt8](repeating: 0x61, count: before)
            for after in [[], [0x22, 0x5D], [0x61, 0x22, 0x5D]] as [[UInt8]] {
                let found = try #require(error(start + bytes + after))
                #expect(found.offset == start.count + offset)
                #expect(
                    found.reason == "found the byte 0x\(name) in a string, which should be UTF-8")
            }
        }
    }

    @Test func `every first and last sequence of each length is UTF-8`() throws {
        var tape = JSONTape()
        let scalars: [Unicode.Scalar] = [
            "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{FFF}", "\u{1000}", "\u{D7FF}",
            "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{3FFFF}", "\u{40000}", "\u{FFFFF}",
            "\u{100000}", "\u{10FFFF}",
        ]
        for scalar in scalars {
            try tape.read("\"\(scalar)\"")
            #expect(tape.string(tape.root) == String(scalar))
        }
    }

    @Test func `limits are told with their number`() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(
            error(deep)
                == JSONError(
                    offset: 128, reason: "found more levels than the 128 that are read"))
        let both = deep + String(repeating: "]", count: 100_000)
        #expect(error(both)?.offset == 128)
        let objects = String(repeating: #"{"a":"#, count: 100_000)
        #expect(error(objects)?.reason == "found more levels than the 128 that are read")
        #expect(
            error("[1,2,3]", JSONLimits(bytesMax: 6))
                == JSONError(
                    offset: 6, reason: "7 bytes where at most 6 are read"))
        #expect(error("[1,2,3]", JSONLimits(bytesMax: 7)) == nil)
        #expect(error("1", JSONLimits(depthMax: 0)) == nil)
        #expect(error("[]", JSONLimits(depthMax: 0)) != nil)
    }

    @Test func `exactly as many values as the limit allows are read`() {
        for count in [1, 2, 126, 127, 128, 129, 1000, 5000] {
            let text = "[" + Array(repeating: "0", count: count - 1).joined(separator: ",") + "]"
            #expect(error(text, JSONLimits(nodesMax: count)) == nil, "\(count)")
            #expect(
                error("[" + text + "]", JSONLimits(nodesMax: count))?.reason
                    == "found more values than the \(count) that are read", "\(count)")
        }
    }

    @Test func `arrays nested to any depth that the limits allow need no stack`() throws {
        let depth = 1_000_000
        var tape = JSONTape(limits: JSONLimits(depthMax: depth))
        let text = [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)
        try tape.read(text)
        #expect(tape.range(tape.root) == 0..<2 * depth)
    }
}
