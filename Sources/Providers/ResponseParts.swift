import Vocabulary

/// The texts of a Responses answer, part by part: what their pieces brought, and what they are as a whole.
struct ResponseParts: Sendable {
    enum Kind: Sendable { case text, refusal, thought, summary }

    struct Key: Sendable, Hashable {
        var item: Int
        var part: Int
        var kind: Kind

        var isReasoning: Bool { kind == .thought || kind == .summary }
    }

    /// Nearly all pieces are of the part that the one before was of: only a change looks the others up.
    private var key = Key(item: 0, part: 0, kind: .text)
    private var text = ""
    private var others: [Key: String] = [:]
    /// Whether the reasoning of an item is told as thoughts or as their summary: the first kind counts.
    private var reasoning: [Int: Kind] = [:]
    private var hasReasoning = false
    /// Of which items there were pieces; the part of these keys is 0.
    private var told: Set<Key> = []
    /// Of all that was said as text.
    private(set) var textBytes = 0

    mutating func add(
        _ piece: String, to key: Key, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard !piece.isEmpty, counts(key) else { return }
        turn(to: key)
        let isFirst = text.isEmpty
        if isFirst { told.insert(Key(item: key.item, part: 0, kind: key.kind)) }
        text += piece
        switch key.kind {
        case .text:
            textBytes += piece.utf8.count
            context.say(text: piece, emit)
        case .refusal: context.say(refusal: piece, emit)
        case .thought, .summary:
            // Parts of a thought are paragraphs.
            context.say(reasoning: isFirst && hasReasoning ? "\n\n" + piece : piece, emit)
            hasReasoning = true
        }
    }

    /// The part as a whole: said now if there were no pieces of it, else compared with them.
    mutating func end(
        _ whole: String, of key: Key, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard !whole.isEmpty, counts(key) else { return }
        turn(to: key)
        if text.isEmpty { return add(whole, to: key, &context, emit) }
        guard text != whole else { return }
        context.notes.add(
            "wire.stream.whole-differs", .error, at: context.offset,
            "a part that as a whole is not what its pieces were")
    }

    /// Whether any of an item's parts of this kind was told. Not everyone counts the parts of an item in its
    /// pieces as in its whole.
    func has(_ kind: Kind, of item: Int) -> Bool {
        told.contains(Key(item: item, part: 0, kind: kind))
    }

    private mutating func counts(_ key: Key) -> Bool {
        guard key.isReasoning else { return true }
        if key == self.key { return true }
        if let known = reasoning[key.item] { return known == key.kind }
        reasoning[key.item] = key.kind
        return true
    }

    private mutating func turn(to next: Key) {
        guard next != key else { return }
        if !text.isEmpty { others[key] = text }
        text = others.removeValue(forKey: next) ?? ""
        key = next
    }
}
