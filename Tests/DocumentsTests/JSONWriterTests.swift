import Documents
import Foundation
import Testing

struct JSONWriterTests {
    func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `commas stand between values and nowhere else`() {
        let text = text { writer in
            writer.beginObject()
            writer.member("a", "x")
            writer.key("b")
            writer.beginArray()
            writer.beginArray()
            writer.endArray()
            writer.beginObject()
            writer.endObject()
            writer.integer(-7)
            writer.bool(true)
            writer.null()
            writer.number(text: "1.50")
            writer.raw("[1]")
            writer.raw(bytes: Array("{}".utf8))
            writer.endArray()
            writer.member("c", 10)
            writer.member("d", false)
            writer.member("e", String?.none)
            writer.member("f", Optional("y"))
            writer.optionalMember("g", String?.none)
            writer.optionalMember("h", Optional(3))
            writer.endObject()
            writer.newline()
            writer.string("next")
        }
        #expect(
            text
                == #"{"a":"x","b":[[],{},-7,true,null,1.50,[1],{}],"c":10,"d":false,"e":null,"f":"y","h":3}"#
                + "\n\"next\"")
    }

    @Test(arguments: [0, 1, -1, 9, 10, -10, 99, 100, 1_700_000_000, .max, .min, .max - 1, .min + 1])
    func `integers are written in full`(value: Int) {
        #expect(text { $0.integer(value) } == String(value))
    }

    @Test func `what must be escaped is, and nothing else`() {
        #expect(
            text { $0.string("\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é\u{2028}\u{1F600}") }
                == #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F}é\u{2028}\u{1F600}\"")
    }

    @Test func `an escape is found at every place of a string of any length`() throws {
        var tape = JSONTape()
        for length in 0..<36 {
            for place in 0..<max(length, 1) {
                var scalars = [Unicode.Scalar](repeating: "a", count: length)
                if length > 0 {
                    scalars[place] = ["\"", "\n", "\\", "é", "\u{0}"][(length + place) % 5]
                }
                var string = ""
                string.unicodeScalars.append(contentsOf: scalars)
                try tape.read(text { $0.string(string) })
                #expect(tape.string(tape.root) == string)
            }
        }
    }

    @Test func `of two escapes each is found once, however they stand`() throws {
        var tape = JSONTape()
        for length in 2..<28 {
            for first in 0..<length - 1 {
                for second in first + 1..<length {
                    var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    bytes[first] = UInt8(ascii: "\n")
                    bytes[second] = UInt8(ascii: "\\")
                    let string = String(decoding: bytes, as: UTF8.self)
                    let written = text { $0.member(string, string) }
                    #expect(written.utf8.count == 2 * (length + 4) + 1)
                    try tape.read("{\(written)}")
                    #expect(tape.member(string, of: tape.root).flatMap(tape.string) == string)
                }
            }
        }
    }

    @Test func `removing all keeps nothing but room`() {
        var writer = JSONWriter()
        writer.beginArray()
        writer.integer(1)
        writer.removeAll()
        writer.integer(2)
        #expect(writer.bytes == Array("2".utf8))
    }

    /// All scalars there are, in strings of a thousand; every one of them alone would take minutes.
    @Test func `any string comes back as it was`() throws {
        var tape = JSONTape()
        var writer = JSONWriter()
        var checked = 0
        for start in stride(from: 0, to: 0x11_0000, by: 1000) {
            var string = ""
            for value in start..<min(start + 1000, 0x11_0000) {
                if let scalar = Unicode.Scalar(UInt32(value)) {
                    string.unicodeScalars.append(scalar)
                }
            }
            writer.removeAll()
            writer.beginArray()
            writer.string(string)
            writer.endArray()
            try tape.read(writer.bytes)
            let node = try #require(tape.first(tape.root))
            let read = try #require(tape.string(node))
            #expect(read.utf8.elementsEqual(string.utf8), "from U+\(String(start, radix: 16))")
            if start % 8000 == 0 {
                let other = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String]
                #expect(other?.first?.utf8.elementsEqual(string.utf8) == true)
            }
            checked += string.unicodeScalars.count
        }
        #expect(checked == 0x11_0000 - 0x800)
    }

    @Test func `strings mixed of all sorts come back, as values and as keys`() throws {
        var random = SeededRandom(seed: 11)
        var tape = JSONTape()
        for _ in 0..<500 {
            let key = random.string(lengthMax: 20)
            let value = random.string(lengthMax: 60)
            var writer = JSONWriter()
            writer.beginObject()
            writer.member(key, value)
            writer.endObject()
            try tape.read(writer.bytes)
            let member = try #require(tape.members(tape.root).first { _ in true })
            #expect(tape.string(member.key)?.utf8.elementsEqual(key.utf8) == true)
            #expect(tape.string(member.value)?.utf8.elementsEqual(value.utf8) == true)
            #expect(tape.member(key, of: tape.root) == member.value)
            let other =
                try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: String]
            #expect(other?[key]?.utf8.elementsEqual(value.utf8) == true)
        }
    }
}
