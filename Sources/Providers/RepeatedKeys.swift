import Documents

/// Looks for members of one object with equal keys, cheaply enough to be done to every plain answer.
enum RepeatedKeys {
    /// The place of a key that stood before in its object, anywhere in the text; nil as a rule.
    static func first(_ tape: borrowing JSONTape) -> Int? {
        tape.mayHaveDuplicateKeys ? first(tape, tape.root) : nil
    }

    private static func first(_ tape: borrowing JSONTape, _ node: JSONTape.Node) -> Int? {
        switch tape.kind(node) {
        case .object:
            for (_, value) in tape.members(node) where tape.count(value) > 0 {
                if let place = first(tape, value) { return place }
            }
            return exactly(tape, node)
        case .array:
            for element in tape.elements(node) where tape.count(element) > 0 {
                if let place = first(tape, element) { return place }
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
