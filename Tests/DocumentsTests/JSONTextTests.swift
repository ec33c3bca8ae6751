import Documents
import Testing

struct JSONTextTests {
    func tape(_ text: String) throws -> JSONTape {
        var tape = JSONTape()
        try tape.read(text)
        return tape
    }

    @Test func `canonical text is the same for all that mean the same`() throws {
        let one = try tape(#"{"b":[1.0,"\u00e9\/"],"a":{"y":null,"x":true},"b":[1,"é/",{}]}"#)
        let other = try tape(
            #" { "a" : { "x" : true, "y" : null } , "b" : [ 10e-1 , "é\u002f", { } ] } "#)
        let canonical = #"{"a":{"x":true,"y":null},"b":[1,"é/",{}]}"#
        #expect(JSONText.canonical(of: one.root, in: one) == canonical)
        #expect(JSONText.canonical(of: other.root, in: other) == canonical)
    }

    @Test func `canonical text keeps two spellings of a letter apart`() throws {
        let tape = try tape(#"{"\u00e9":1,"e\u0301":2}"#)
        #expect(
            JSONText.canonical(of: tape.root, in: tape).utf8
                .elementsEqual("{\"e\u{301}\":2,\"\u{E9}\":1}".utf8))
    }

    @Test(arguments: [
        (0, 1, 1), (1, 1, 2), (3, 1, 3), (4, 2, 1), (8, 2, 2), (9, 3, 1), (10, 3, 1), (11, 4, 1),
        (12, 4, 2), (99, 4, 2), (-1, 1, 1),
    ])
    func `a place counts lines, and scalars in the line`(offset: Int, line: Int, column: Int) {
        let bytes = Array("aé\n\u{1F600}\r\n\ra".utf8)
        let place = JSONText.position(of: offset, in: bytes)
        #expect(place.line == line)
        #expect(place.column == column)
    }
}
