/// What a JSON value is.
public enum JSONKind: UInt8, Sendable, Hashable {
    case null, bool, number, string, array, object
}

/// One JSON text, scanned strictly (RFC 8259, UTF-8, no byte order mark) and then asked for values.
///
/// A tape is meant to be kept and read into again: once it has seen its largest text, reading
/// allocates nothing, and strings are made only for those who ask for them. Nodes belong to the
/// text that was read last. Numbers keep their text; of equal keys the last one counts.
///
/// It is public in part, because only what is public is inlined in other modules: there a member that no
/// object of the text has is told by one comparison with a constant.
public struct JSONTape: Sendable {
    @usableFromInline private(set) var storage = JSONStorage()
    public let limits: JSONLimits

    public init(limits: JSONLimits = .standard) {
        self.limits = limits
    }

    /// A value, or a key: an index that means nothing without its tape.
    @frozen
    public struct Node: Sendable, Hashable {
        @usableFromInline let index: UInt32

        @inlinable
        init(_ index: Int) { self.index = UInt32(truncatingIfNeeded: index) }

        @inlinable
        var place: Int { Int(index) }
    }

    /// Copies the text in and scans it; after an error the tape is empty.
    public mutating func read(_ text: Span<UInt8>) throws(JSONError) {
        storage.removeAll()
        guard text.count <= limits.bytesMax else { throw .tooLong(text.count, limits) }
        storage.gather(text)
        try readGathered()
    }

    public mutating func read(_ text: [UInt8]) throws(JSONError) {
        try read(text.span)
    }

    public mutating func read(_ text: String) throws(JSONError) {
        try read(text.utf8.span)
    }

    @inline(never)
    private func error(_ outcome: JSONScanner.Outcome) -> JSONError {
        JSONError(outcome, in: gathered, limits)
    }

    public var isEmpty: Bool { storage.count == 0 }

    // MARK: A text that comes in pieces

    /// Takes in the next piece of a text, after which the tape is empty until it has read it.
    public mutating func gather(_ piece: Span<UInt8>) { storage.gather(piece) }

    public var gatheredCount: Int { storage.length }

    /// The text so far. Whoever keeps it makes the next piece cost a copy.
    public var gathered: ArraySlice<UInt8> { storage.bytes(0..<storage.length) }

    /// One byte of the text so far, for those who need not see all of it.
    public func gatheredByte(at place: Int) -> UInt8 { storage.byte(place) }

    /// Forgets what of the text lies outside of this range.
    public mutating func trimGathered(to range: Range<Int>) { storage.trim(to: range) }

    /// Scans the text where it lies; after an error the tape is empty, and the text still there.
    public mutating func readGathered() throws(JSONError) {
        guard storage.length <= limits.bytesMax else { throw .tooLong(storage.length, limits) }
        let outcome = storage.scan(limits)
        if outcome.failure != .none { throw error(outcome) }
    }

    /// Forgets text and values, and keeps their memory.
    public mutating func removeAll() { storage.removeAll() }

    @inlinable
    public var root: Node {
        precondition(storage.count > 0, "no text was read")
        return Node(0)
    }

    @inlinable
    @inline(__always)
    func entry(_ node: Node) -> JSONEntry {
        precondition(node.place < storage.count, "a node of another text")
        return storage.entries[node.place]
    }

    @inlinable
    @inline(__always)
    public func kind(_ node: Node) -> JSONKind {
        JSONKind(rawValue: UInt8(truncatingIfNeeded: entry(node).kind)) ?? .null
    }

    @inlinable
    @inline(__always)
    func isKind(_ kind: JSONKind, _ node: Node) -> Bool {
        entry(node).kind == UInt32(kind.rawValue)
    }

    // MARK: Members

    /// A member's value: nil if the node is no object, or one without this key.
    @inlinable
    @inline(__always)
    public func member(_ key: StaticString, of node: Node) -> Node? {
        let tag = JSONKey.tag(key)
        return storage.mayHave(tag) ? find(key, tag, in: node) : nil
    }

    @usableFromInline
    func find(_ key: StaticString, _ tag: UInt32, in node: Node) -> Node? {
        guard storage.hasUniqueKeys, key.hasPointerRepresentation,
            let found = storage.lastMember(key, tag, of: node.place)
        else { return search(key, tag, in: node) }
        return Node(found)
    }

    @inline(never)
    private func search(_ key: StaticString, _ tag: UInt32, in node: Node) -> Node? {
        guard storage.hasUniqueKeys, key.hasPointerRepresentation else {
            return member(String(describing: key), of: node)
        }
        let entry = entry(node)
        guard entry.kind == UInt32(JSONKind.object.rawValue) else { return nil }
        let found = storage.onlyMember(key, tag, of: node.place, upTo: Int(entry.next))
        return found < 0 ? nil : Node(found)
    }

    // A literal is a String to the compiler if nothing tells it otherwise, and that costs a copy.
    @_disfavoredOverload
    @inline(never)
    public func member(_ key: String, of node: Node) -> Node? {
        let entry = entry(node)
        guard entry.kind == UInt32(JSONKind.object.rawValue) else { return nil }
        let found = storage.member(key, of: node.place, upTo: Int(entry.next))
        return found < 0 ? nil : Node(found)
    }

    @inlinable
    @inline(__always)
    public func string(_ key: StaticString, of node: Node) -> String? {
        guard let value = member(key, of: node) else { return nil }
        return string(value)
    }

    @inlinable
    @inline(__always)
    public func integer(_ key: StaticString, of node: Node) -> Int? {
        guard let value = member(key, of: node) else { return nil }
        return integer(value)
    }

    // MARK: Scalars

    /// The decoded text of a string; a surrogate without its other half becomes U+FFFD.
    public func string(_ node: Node) -> String? {
        isKind(.string, node) ? storage.string(node.place) : nil
    }

    @inlinable
    public func isEmptyString(_ node: Node) -> Bool {
        let entry = entry(node)
        return entry.kind == UInt32(JSONKind.string.rawValue) && entry.end &- entry.start == 2
    }

    /// Whether this is a string, and has that text.
    public func equals(_ node: Node, _ text: StaticString) -> Bool {
        guard isKind(.string, node) else { return false }
        return storage.isString(node.place, text)
    }

    /// A number's own text, with every digit that was sent.
    public func number(_ node: Node) -> String? {
        isKind(.number, node) ? text(node) : nil
    }

    /// A number without a fraction, however it is spelled: 12, 12.0, 1.2e1. Nil beyond 64 bits.
    public func integer(_ node: Node) -> Int? {
        let entry = entry(node)
        guard entry.kind == UInt32(JSONKind.number.rawValue) else { return nil }
        if entry.info & JSONEntry.isPlainInteger != 0 { return storage.plainInteger(entry) }
        return JSONDecimal(storage.bytes(range(node))).integer
    }

    /// The nearest double; nil for what is no number, or beyond all doubles.
    public func double(_ node: Node) -> Double? {
        guard isKind(.number, node), let double = Double(text(node)), double.isFinite else {
            return nil
        }
        return double
    }

    @inlinable
    public func bool(_ node: Node) -> Bool? {
        isKind(.bool, node) ? entry(node).info & JSONEntry.isTrue != 0 : nil
    }

    @inlinable
    public func isNull(_ node: Node) -> Bool {
        isKind(.null, node)
    }

    /// Whether any string or key has an escaped half of a surrogate pair without the other half.
    public var hasLoneSurrogates: Bool {
        storage.marks & JSONEntry.hasLoneSurrogate != 0
    }

    // MARK: Containers

    /// The number of elements or members, those with equal keys included.
    @inlinable
    public func count(_ node: Node) -> Int {
        let entry = entry(node)
        return entry.kind >= UInt32(JSONKind.array.rawValue) ? entry.count : 0
    }

    @inlinable
    public func first(_ node: Node) -> Node? {
        let entry = entry(node)
        guard entry.kind == UInt32(JSONKind.array.rawValue), entry.count > 0 else { return nil }
        return Node(node.place + 1)
    }

    /// The element after this one, which stands in this array.
    @inlinable
    public func next(_ element: Node, in array: Node) -> Node? {
        let next = entry(element).next
        return next < entry(array).next ? Node(Int(next)) : nil
    }

    /// The first element of a member that is a list.
    @inlinable
    @inline(__always)
    public func first(_ key: StaticString, of node: Node) -> Node? {
        // Not by `flatMap`, which would copy the tape.
        guard let list = member(key, of: node) else { return nil }
        return first(list)
    }

    /// The elements of an array; none if it is no array.
    public func elements(_ node: Node) -> Elements {
        let end = isKind(.array, node) ? Int(entry(node).next) : 0
        return Elements(entries: storage.entries, at: node.place + 1, end: end)
    }

    /// The members of an object in the text's order; none if it is no object.
    public func members(_ node: Node) -> Members {
        let end = isKind(.object, node) ? Int(entry(node).next) : 0
        return Members(entries: storage.entries, at: node.place + 1, end: end)
    }

    public struct Elements: Sequence, IteratorProtocol {
        fileprivate let entries: [JSONEntry]
        fileprivate var at: Int
        fileprivate let end: Int

        public mutating func next() -> Node? {
            guard at < end else { return nil }
            defer { at = Int(entries[at].next) }
            return Node(at)
        }
    }

    public struct Members: Sequence, IteratorProtocol {
        fileprivate let entries: [JSONEntry]
        fileprivate var at: Int
        fileprivate let end: Int

        public mutating func next() -> (key: Node, value: Node)? {
            guard at < end else { return nil }
            defer { at = Int(entries[at + 1].next) }
            return (Node(at), Node(at + 1))
        }
    }

    // MARK: Where it stands

    /// The value's text as it was read.
    public func text(_ node: Node) -> String {
        let entry = entry(node)
        return storage.string(Int(entry.start), Int(entry.end - entry.start))
    }

    /// The value's bytes in the text that was read, quotes and brackets included.
    @inlinable
    public func range(_ node: Node) -> Range<Int> {
        let entry = entry(node)
        return Int(entry.start)..<Int(entry.end)
    }

    // MARK: Keys that come twice

    /// False is sure, and known from the reading; true calls for a closer look.
    public var mayHaveDuplicateKeys: Bool { !storage.hasUniqueKeys }

    /// The first key of an object, in the text's order, that stood before in the same object; nil as a rule, and then
    /// mostly known from the reading.
    public var repeatedKey: Node? {
        guard mayHaveDuplicateKeys else { return nil }
        var first: Node?
        for place in 0..<storage.count where hasMembers(place) {
            // What is in an object stands behind it: no other begins before what was found.
            if let first, first.place < place { return first }
            guard let key = repeatedKey(of: place) else { continue }
            if first.map({ key.index < $0.index }) ?? true { first = key }
        }
        return first
    }

    private func hasMembers(_ place: Int) -> Bool {
        storage.entries[place].kind == UInt32(JSONKind.object.rawValue)
            && storage.entries[place].count > 1
    }

    private func repeatedKey(of place: Int) -> Node? {
        // Bytes, since to Swift two spellings of one letter are equal strings and to JSON they are not.
        var seen: Set<[UInt8]> = []
        seen.reserveCapacity(storage.entries[place].count)
        for (key, _) in members(Node(place)) where !seen.insert(storage.decoded(key.place)).inserted
        {
            return key
        }
        return nil
    }
}
