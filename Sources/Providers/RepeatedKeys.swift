import Documents

/// Looks for members of one object with equal keys, cheaply enough to be done to every plain answer.
enum RepeatedKeys {
    /// The place of a key that stood before in its object, anywhere in the text; nil as a rule.
    static func first(_ tape: borrowing JSONTape, _ text: Span<UInt8>) -> Int? {
        first(tape, text, tape.root)
    }

    private static func first(
        _ tape: borrowing JSONTape, _ text: Span<UInt8>, _ node: JSONTape.Node
    ) -> Int? {
        switch tape.kind(node) {
        case .object:
            var seen = KeyFilter()
            var mayRepeat = false
            for (key, value) in tape.members(node) {
                if seen.insert(text, tape.range(key)) { mayRepeat = true }
                if tape.count(value) > 0, let place = first(tape, text, value) { return place }
            }
            return mayRepeat ? exactly(tape, node) : nil
        case .array:
            for element in tape.elements(node) where tape.count(element) > 0 {
                if let place = first(tape, text, element) { return place }
            }
            return nil
        case .null, .bool, .number, .string: return nil
        }
    }

    private static func exactly(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node
    ) -> Int? {
        var seen: Set<String> = []
        for (key, _) in tape.members(node) where !seen.insert(tape.string(key) ?? "").inserted {
            return tape.range(key).lowerBound
        }
        return nil
    }
}

/// 256 bits that say "never seen" for sure and "seen" perhaps: most objects need no set of strings.
private struct KeyFilter {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// Whether the key, its quotes included in the range, may have been inserted before.
    mutating func insert(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool {
        let middle = key.lowerBound &+ key.count / 2
        var hash = UInt64(truncatingIfNeeded: key.count)
        hash = hash &* 31 &+ UInt64(text[key.lowerBound &+ 1])
        hash = hash &* 31 &+ UInt64(text[middle])
        hash = hash &* 31 &+ UInt64(text[key.upperBound &- 2])
        hash = hash &* 0x9E37_79B9_7F4A_7C15
        let bit = UInt64(1) << (hash >> 58)
        switch hash >> 56 & 3 {
        case 0: return Self.mark(&words.0, bit)
        case 1: return Self.mark(&words.1, bit)
        case 2: return Self.mark(&words.2, bit)
        default: return Self.mark(&words.3, bit)
        }
    }

    private static func mark(_ word: inout UInt64, _ bit: UInt64) -> Bool {
        defer { word |= bit }
        return word & bit != 0
    }
}
