import Documents
import Testing

@testable import Lanes

struct EditedJSONTests {
    private static func canonical(_ text: [UInt8]) throws -> String {
        var tape = JSONTape()
        try tape.read(text)
        return JSONText.canonical(of: tape.root, in: tape)
    }

    /// Between all that JSON lets blanks stand between.
    private static let blanks = ["", " ", "\n  ", "\t", "\r\n", "  \n\t "]

    private static func written(_ words: [String], with blank: String) -> [UInt8] {
        Array((blank + words.joined(separator: blank) + blank).utf8)
    }

    @Test(arguments: blanks)
    func `a member goes with one comma, wherever it stands and whatever is between`(blank: String)
        throws
    {
        let usage = [#""usage""#, ":", "{", #""in""#, ":", "1", ",", #""out""#, ":", "2", "}"]
        let (one, two) = ([#""a""#, ":", "[", "]"], [#""b""#, ":", "null"])
        let forms: [(members: [[String]], left: String)] = [
            ([usage], "{}"), ([usage, one], #"{"a":[]}"#), ([one, usage], #"{"a":[]}"#),
            ([one, usage, two], #"{"a":[],"b":null}"#),
            // Said twice, it is still there when one of them has gone.
            ([usage, one, usage], #"{"a":[]}"#), ([usage, usage], "{}"),
        ]
        for (members, left) in forms {
            let object = ["{"] + members.joined(separator: [","]) + ["}"]
            var flat = EditedJSON(Self.written(object, with: blank))
            flat.removeAll("/usage")
            #expect(try Self.canonical(flat.bytes) == left)

            let inner = ["{", #""x""#, ":", "true", ",", #""message""#, ":"] + object + ["}"]
            var nested = EditedJSON(Self.written(inner, with: blank))
            nested.removeAll("/message/usage")
            #expect(try Self.canonical(nested.bytes) == #"{"message":\#(left),"x":true}"#)

            var list = EditedJSON(
                Self.written(["["] + object + [","] + object + ["]"], with: blank))
            list.removeAll("/usage")
            #expect(try Self.canonical(list.bytes) == "[\(left),\(left)]")
        }
    }

    @Test(arguments: blanks)
    func `an element goes like a member`(blank: String) throws {
        for (place, left) in [(0, "[2,3]"), (1, "[1,3]"), (2, "[1,2]")] {
            var text = EditedJSON(
                Self.written(
                    ["{", #""m""#, ":", "[", "1", ",", "2", ",", "3", "]", "}"], with: blank))
            text.remove("/m/\(place)")
            #expect(try Self.canonical(text.bytes) == #"{"m":\#(left)}"#)
        }
    }

    @Test func `what is not removed stays as it was written`() {
        var text = EditedJSON(Array(#"{ "a" : 1.0 , "usage" : { } , "b" : "A" } "#.utf8))
        text.removeAll("/usage")
        #expect(String(decoding: text.bytes, as: UTF8.self) == #"{ "a" : 1.0 , "b" : "A" } "#)
        let before = text.bytes
        text.removeAll("/usage")
        #expect(text.bytes == before)
    }
}
