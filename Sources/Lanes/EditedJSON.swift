import Documents

/// JSON that is changed in places, all else left as it was written.
struct EditedJSON: Sendable {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A text without its quotes, a number or a flag as written; nil where nothing stands at the pointer.
    subscript(_ pointer: String) -> String? {
        guard let (tape, node, _) = find(pointer) else { return nil }
        return tape.string(node) ?? tape.text(node)
    }

    mutating func replace(_ pointer: String, with text: String) {
        guard let (tape, node, _) = find(pointer) else { return }
        var writer = JSONWriter()
        writer.string(text)
        bytes.replaceSubrange(tape.range(node), with: writer.bytes)
    }

    mutating func replace(_ pointer: String, withNumber number: Int) {
        guard let (tape, node, _) = find(pointer) else { return }
        bytes.replaceSubrange(tape.range(node), with: Array(String(number).utf8))
    }

    /// A member or an element, with one of the commas beside it, and the blanks up to that.
    mutating func remove(_ pointer: String) {
        guard let (tape, node, key) = find(pointer) else { return }
        var range = tape.range(node)
        if let key { range = tape.range(key).lowerBound..<range.upperBound }
        let isBlank = { [UInt8](" \t\n\r".utf8).contains($0) }
        let comma = UInt8(ascii: ",")
        if let next = bytes[range.upperBound...].firstIndex(where: { !isBlank($0) }),
            bytes[next] == comma
        {
            // The blanks behind it stand before what follows, as those before it did before this one.
            let rest = bytes[(next + 1)...].firstIndex { !isBlank($0) } ?? next + 1
            range = range.lowerBound..<rest
        } else if let last = bytes[..<range.lowerBound].lastIndex(where: { !isBlank($0) }),
            bytes[last] == comma
        {
            range = last..<range.upperBound
        }
        bytes.removeSubrange(range)
    }

    /// Where a document is a list of what is mostly sent one by one, from each of them; and as often as it is there.
    mutating func removeAll(_ pointer: String) {
        var tape = JSONTape()
        guard (try? tape.read(bytes)) != nil else { return }
        let places =
            tape.kind(tape.root) == .array
            ? (0..<tape.count(tape.root)).map { "/\($0)\(pointer)" } : [pointer]
        for place in places { while self[place] != nil { remove(place) } }
    }

    private func find(
        _ pointer: String
    ) -> (tape: JSONTape, node: JSONTape.Node, key: JSONTape.Node?)? {
        var tape = JSONTape()
        guard (try? tape.read(bytes)) != nil else { return nil }
        var (node, key): (JSONTape.Node, JSONTape.Node?) = (tape.root, nil)
        for token in JSONPointer.tokens(of: pointer) ?? [] {
            if tape.kind(node) == .array, let index = Int(token) {
                guard let element = tape.elements(node).dropFirst(index).first(where: { _ in true })
                else { return nil }
                (node, key) = (element, nil)
            } else {
                guard
                    let member = tape.members(node).first(where: { tape.string($0.key) == token })
                else { return nil }
                (node, key) = (member.value, member.key)
            }
        }
        return (tape, node, key)
    }
}
