/// Other shapes of a value that was read, and places in its text. Both shapes recurse as deep as the
/// value nests, which the tape's limits bound.
public enum JSONText {
    /// One text for all that mean the same: no space, keys sorted by their bytes, of equal keys the
    /// last, escapes only where they must be, numbers by their value. Nothing is rounded.
    public static func canonical(of node: JSONTape.Node, in tape: JSONTape) -> String {
        var writer = JSONWriter()
        appendCanonical(node, tape, &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func appendCanonical(
        _ node: JSONTape.Node, _ tape: JSONTape, _ writer: inout JSONWriter
    ) {
        switch tape.kind(node) {
        case .null, .bool:
            writer.raw(tape.text(node))
        case .number:
            let text = tape.text(node)
            writer.raw(JSONDecimal(text.utf8).canonical ?? text)
        case .string:
            writer.string(tape.string(node) ?? "")
        case .array:
            writer.beginArray()
            for element in tape.elements(node) { appendCanonical(element, tape, &writer) }
            writer.endArray()
        case .object:
            writer.beginObject()
            for (key, value) in sortedMembers(node, tape) {
                writer.key(key)
                appendCanonical(value, tape, &writer)
            }
            writer.endObject()
        }
    }

    private static func sortedMembers(
        _ node: JSONTape.Node, _ tape: JSONTape
    ) -> [(key: String, value: JSONTape.Node)] {
        // A stable sort by bytes: Swift's own order of strings takes two spellings of a letter as one.
        let sorted = tape.members(node)
            .map { (key: tape.string($0.key) ?? "", value: $0.value) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return sorted.indices
            .filter { index in
                index + 1 == sorted.count
                    || !sorted[index].key.utf8.elementsEqual(sorted[index + 1].key.utf8)
            }
            .map { sorted[$0] }
    }

    /// Line and column of a byte, both from 1; columns count Unicode scalars, and a line ends with
    /// LF, CR or both. An offset at or beyond the end is the place after the last byte.
    public static func position(
        of offset: Int, in bytes: [UInt8]
    ) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        var last: UInt8 = 0
        for byte in bytes.prefix(max(offset, 0)) {
            switch byte {
            case 0x0A where last == 0x0D: break
            case 0x0A, 0x0D:
                line += 1
                column = 1
            case 0x80...0xBF: break
            default: column += 1
            }
            last = byte
        }
        return (line, column)
    }
}
