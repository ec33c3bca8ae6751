/// The bytes and entries of one text, kept for the next: arrays that grow and never shrink.
///
/// Their counts are what they have room for. What is in use is told by `length` and `count`.
@usableFromInline
struct JSONStorage: Sendable {
    private var text: [UInt8] = []
    @usableFromInline private(set) var entries: [JSONEntry] = []
    private(set) var length = 0
    @usableFromInline private(set) var count = 0
    private(set) var marks: UInt32 = 0
    /// The bits of the text's keys.
    @usableFromInline private(set) var keys: UInt64 = 0
    /// For each bit of the above the index of the last key that has it.
    private var lastKeys: [UInt32] = []

    /// Adds to the text. What was scanned of it no longer counts.
    mutating func gather(_ piece: Span<UInt8>) {
        let start = length
        length = start &+ piece.count
        count = 0
        if text.count < length + JSONScanner.padding { growText() }
        unsafe text.withUnsafeMutableBufferPointer { text in
            guard let base = text.baseAddress else { return }
            unsafe piece.withUnsafeBufferPointer { piece in
                guard let from = piece.baseAddress else { return }
                unsafe (base + start).update(from: from, count: piece.count)
            }
        }
    }

    private mutating func growText() {
        let room = max(1024, length + length / 2) + JSONScanner.padding
        text.append(contentsOf: repeatElement(0, count: room - text.count))
    }

    /// Leaves this part of the text.
    mutating func trim(to range: Range<Int>) {
        precondition(range.upperBound <= length, "a range beyond the text")
        if range.lowerBound > 0 {
            unsafe text.withUnsafeMutableBufferPointer { text in
                guard let base = text.baseAddress else { return }
                unsafe base.update(from: base + range.lowerBound, count: range.count)
            }
        }
        length = range.count
        count = 0
    }

    /// Scans the text; after a failure nothing is in use but the text itself.
    mutating func scan(_ limits: JSONLimits) -> JSONScanner.Outcome {
        if text.isEmpty { growText() }
        // Common answers have an entry in eight bytes; the scan asks for two to spare.
        let roomMax = limits.nodesMax + 2
        if entries.count < min(length / 8 + 16, roomMax) { grow(to: max(128, length / 8 + 16)) }
        while true {
            let room = min(entries.count, roomMax)
            var outcome = scan(room: room, limits)
            if outcome.failure == .room, room < roomMax {
                grow(to: entries.count * 2)
                continue
            }
            if outcome.failure == .room || outcome.count > limits.nodesMax {
                outcome.failure = .nodes
                outcome.count = 0
            }
            count = outcome.count
            marks = outcome.marks
            keys = outcome.keys
            return outcome
        }
    }

    private mutating func scan(room: Int, _ limits: JSONLimits) -> JSONScanner.Outcome {
        // The text is as if changed, though only its end is: to read it would cost a count of its users.
        unsafe text.withUnsafeMutableBufferPointer { text in
            unsafe entries.withUnsafeMutableBufferPointer { entries in
                unsafe lastKeys.withUnsafeMutableBufferPointer { lastKeys in
                    guard let text = text.baseAddress, let entries = entries.baseAddress,
                        let lastKeys = lastKeys.baseAddress
                    else { preconditionFailure("storage without memory") }
                    unsafe JSONScanner.pad(text + length)
                    return unsafe JSONScanner.scan(
                        text, count: length, into: entries, room: room, lastKeys,
                        depthMax: limits.depthMax)
                }
            }
        }
    }

    private mutating func grow(to room: Int) {
        entries = [JSONEntry](repeating: .zero, count: room)
        if lastKeys.isEmpty { lastKeys = [UInt32](repeating: 0, count: JSONKey.places) }
    }

    mutating func removeAll() {
        length = 0
        count = 0
        marks = 0
    }

    /// Every key stands once in its object, and none is escaped; false is not sure.
    var hasUniqueKeys: Bool { marks & JSONEntry.mayRepeatKeys == 0 }

    /// Whether some object of the text may have a key of this tag; false is sure.
    @inlinable
    @inline(__always)
    func mayHave(_ tag: UInt32) -> Bool { keys & JSONKey.bit(tag) != 0 }

    /// The index of a member's value, in a text of unique keys, if its key is the last one of its place in the
    /// index: so most members are found without a look at their neighbours. The text must have some key of this
    /// place: then the index tells one.
    @inline(__always)
    func lastMember(_ key: StaticString, _ tag: UInt32, of object: Int) -> Int? {
        unsafe text.withUnsafeBufferPointer { text in
            unsafe entries.withUnsafeBufferPointer { entries in
                let last = Int(lastKeys[Int(JSONKey.place(tag))])
                guard last < count, let text = text.baseAddress else { return nil }
                let entry = unsafe entries[last]
                guard entry.next == tag, entry.count == object,
                    unsafe JSONScanner.isTagged(
                        text, entry, key.utf8Start, key.utf8CodeUnitCount)
                else { return nil }
                return last &+ 1
            }
        }
    }

    /// The index of a member's value, or -1, in a text of unique keys.
    @inline(__always)
    func onlyMember(_ key: StaticString, _ tag: UInt32, of object: Int, upTo end: Int) -> Int {
        unsafe text.withUnsafeBufferPointer { text in
            unsafe entries.withUnsafeBufferPointer { entries in
                guard let text = text.baseAddress, let entries = entries.baseAddress else {
                    return -1
                }
                var at = object &+ 1
                while at < end {
                    if unsafe entries[at].next == tag,
                        unsafe JSONScanner.isTagged(
                            text, entries[at], key.utf8Start, key.utf8CodeUnitCount)
                    {
                        return at &+ 1
                    }
                    at = unsafe Int(entries[at &+ 1].next)
                }
                return -1
            }
        }
    }

    /// The index of a member's value, or -1; of several members with this key the last one.
    func member(_ key: String, of object: Int, upTo end: Int) -> Int {
        unsafe key.utf8.span.withUnsafeBufferPointer { key in
            // An empty string may have no address; nothing is read from the one in its place.
            let nothing: StaticString = ""
            return unsafe lastMember(
                key.baseAddress ?? nothing.utf8Start, key.count, object, end)
        }
    }

    private func lastMember(
        _ key: UnsafePointer<UInt8>, _ size: Int, _ object: Int, _ end: Int
    ) -> Int {
        let tag = unsafe JSONKey.tag(key, size)
        return unsafe text.withUnsafeBufferPointer { text in
            guard let text = text.baseAddress else { return -1 }
            var at = object &+ 1
            var found = -1
            while at < end {
                let entry = entries[at]
                let isFound =
                    switch entry.next {
                    case tag: unsafe JSONScanner.isKey(text, entry, key, size)
                    case JSONEntry.escapedKey:
                        unsafe JSONScanner.isEqualDecoded(text, entry, key, size)
                    default: false
                    }
                if isFound { found = at &+ 1 }
                at = Int(entries[at &+ 1].next)
            }
            return found
        }
    }

    /// Whether the string there has this decoded text.
    func isString(_ index: Int, _ expected: StaticString) -> Bool {
        guard expected.hasPointerRepresentation else {
            return expected.withUTF8Buffer { unsafe isString(index, $0) }
        }
        return unsafe isString(
            index,
            UnsafeBufferPointer(start: expected.utf8Start, count: expected.utf8CodeUnitCount))
    }

    @inline(__always)
    private func isString(_ index: Int, _ expected: UnsafeBufferPointer<UInt8>) -> Bool {
        let entry = entries[index]
        return unsafe text.withUnsafeBufferPointer { text in
            guard let text = text.baseAddress else { return false }
            guard let bytes = expected.baseAddress else { return entry.end &- entry.start == 2 }
            if entry.isEscaped {
                return unsafe JSONScanner.isEqualDecoded(text, entry, bytes, expected.count)
            }
            return unsafe Int(entry.end &- entry.start) == expected.count + 2
                && JSONScanner.isEqual(text + (Int(entry.start) &+ 1), bytes, count: expected.count)
        }
    }

    /// The decoded text of the string there.
    func string(_ index: Int) -> String {
        let entry = entries[index]
        let start = Int(entry.start) + 1
        let count = Int(entry.end) - 1 - start
        guard entry.isEscaped else {
            let part = text.span.extracting(start..<start &+ count)
            let isASCII = entry.info & JSONEntry.isWide == 0
            return String(copying: unsafe UTF8Span(unchecked: part, isKnownASCII: isASCII))
        }
        return unsafe text.withUnsafeBufferPointer { text in
            guard let text = text.baseAddress else { return "" }
            return unsafe String(unsafeUninitializedCapacity: count) { into in
                guard let into = into.baseAddress else { return 0 }
                return unsafe JSONScanner.decode(text + start, count: count, into: into)
            }
        }
    }

    /// The decoded bytes of the string there.
    func decoded(_ index: Int) -> [UInt8] {
        let entry = entries[index]
        let start = Int(entry.start) + 1
        let count = Int(entry.end) - 1 - start
        guard entry.isEscaped else { return Array(text[start..<start + count]) }
        return unsafe text.withUnsafeBufferPointer { text in
            guard let text = text.baseAddress else { return [] }
            return unsafe [UInt8](unsafeUninitializedCapacity: count) { into, used in
                guard let into = into.baseAddress else { return }
                used = unsafe JSONScanner.decode(text + start, count: count, into: into)
            }
        }
    }

    /// A part of the text as it stands; the scan proved it to be UTF-8.
    func string(_ start: Int, _ count: Int) -> String {
        let part = text.span.extracting(start..<start &+ count)
        return String(copying: unsafe UTF8Span(unchecked: part))
    }

    func byte(_ place: Int) -> UInt8 {
        precondition(place < length, "a byte beyond the text")
        return text[place]
    }

    func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
        precondition(range.upperBound <= length, "a range beyond the text")
        return text[range]
    }

    /// The value of such a number, or nil where it needs more than 64 bits.
    @inline(__always)
    func plainInteger(_ entry: JSONEntry) -> Int? {
        unsafe text.withUnsafeBufferPointer { text in
            var at = Int(entry.start)
            let isNegative = unsafe text[at] == 0x2D
            if isNegative { at += 1 }
            var value = 0
            // Eighteen digits always fit.
            let safe = min(Int(entry.end), at + 18)
            while at < safe {
                value = unsafe value &* 10 &- Int(text[at] &- 0x30)
                at += 1
            }
            while at < Int(entry.end) {
                let (product, isTooBig) = value.multipliedReportingOverflow(by: 10)
                let (sum, isTooSmall) = unsafe product.subtractingReportingOverflow(
                    Int(text[at] &- 0x30))
                if isTooBig || isTooSmall { return nil }
                value = sum
                at += 1
            }
            if isNegative { return value }
            return value == .min ? nil : -value
        }
    }
}

extension JSONScanner {
    /// Whether a key without escapes is this one.
    @inline(__always)
    static func isKey(
        _ text: UnsafePointer<UInt8>, _ key: JSONEntry, _ expected: UnsafePointer<UInt8>,
        _ size: Int
    ) -> Bool {
        unsafe Int(key.end &- key.start) == size &+ 2
            && isEqual(text + (Int(key.start) &+ 1), expected, count: size)
    }

    /// The same of a key that has the same tag, which tells all of a key of up to three bytes.
    @inline(__always)
    static func isTagged(
        _ text: UnsafePointer<UInt8>, _ key: JSONEntry, _ expected: UnsafePointer<UInt8>,
        _ size: Int
    ) -> Bool {
        guard Int(key.end &- key.start) == size &+ 2 else { return false }
        return unsafe size < 4 || isEqual(text + (Int(key.start) &+ 1), expected, count: size)
    }

    /// Whether an escaped string decodes to these bytes.
    @inline(never)
    static func isEqualDecoded(
        _ text: UnsafePointer<UInt8>, _ entry: JSONEntry, _ expected: UnsafePointer<UInt8>,
        _ size: Int
    ) -> Bool {
        let start = Int(entry.start) + 1
        let count = Int(entry.end) - 1 - start
        guard size < count else { return false }
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { into in
            guard let decoded = into.baseAddress else { return false }
            let length = unsafe decode(text + start, count: count, into: decoded)
            return unsafe UnsafeBufferPointer(start: decoded, count: length)
                .elementsEqual(UnsafeBufferPointer(start: expected, count: size))
        }
    }

    /// Writes the text of a scanned string without its escapes: never more bytes than it had.
    static func decode(
        _ text: UnsafePointer<UInt8>, count: Int, into decoded: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var from = 0
        var to = 0
        while from < count {
            let byte = unsafe text[from]
            guard byte == 0x5C else {
                unsafe decoded[to] = byte
                from &+= 1
                to &+= 1
                continue
            }
            let escape = unsafe text[from &+ 1]
            guard escape == 0x75 else {
                unsafe decoded[to] = meaning(ofEscape: escape)
                from &+= 2
                to &+= 1
                continue
            }
            var value = unsafe UInt32(truncatingIfNeeded: hex4(text, from &+ 2))
            from &+= 6
            if value & 0xF800 == 0xD800 {
                if value < 0xDC00, unsafe isLowSurrogate(text, from) {
                    let low = unsafe UInt32(truncatingIfNeeded: hex4(text, from &+ 2))
                    value = 0x10000 + (value & 0x3FF) &<< 10 | (low & 0x3FF)
                    from &+= 6
                } else {
                    value = 0xFFFD
                }
            }
            to &+= unsafe encode(value, decoded + to)
        }
        return to
    }

    private static func meaning(ofEscape byte: UInt8) -> UInt8 {
        switch byte {
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: byte
        }
    }

    private static func encode(_ value: UInt32, _ into: UnsafeMutablePointer<UInt8>) -> Int {
        func tail(_ shift: UInt32) -> UInt8 {
            0x80 | UInt8(truncatingIfNeeded: value &>> shift) & 0x3F
        }
        switch value {
        case 0..<0x80:
            unsafe into[0] = UInt8(truncatingIfNeeded: value)
            return 1
        case 0x80..<0x800:
            unsafe into[0] = 0xC0 | UInt8(truncatingIfNeeded: value &>> 6)
            unsafe into[1] = tail(0)
            return 2
        case 0x800..<0x10000:
            unsafe into[0] = 0xE0 | UInt8(truncatingIfNeeded: value &>> 12)
            unsafe into[1] = tail(6)
            unsafe into[2] = tail(0)
            return 3
        default:
            unsafe into[0] = 0xF0 | UInt8(truncatingIfNeeded: value &>> 18)
            unsafe into[1] = tail(12)
            unsafe into[2] = tail(6)
            unsafe into[3] = tail(0)
            return 4
        }
    }
}
