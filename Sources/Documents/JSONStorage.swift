/// The bytes and entries of one text, kept for the next: arrays that grow and never shrink.
///
/// Their counts are what they have room for. What is in use is told by `length` and `count`.
struct JSONStorage: Sendable {
    private var text: [UInt8] = []
    private(set) var entries: [JSONEntry] = []
    private(set) var length = 0
    private(set) var count = 0
    private(set) var marks: UInt32 = 0
    /// No object has two equal keys, as far as that was looked at: then the first that is found is the one.
    private var hasUniqueKeys = false

    /// Copies a text in and scans it; after a failure nothing is in use but the text.
    mutating func load(_ source: Span<UInt8>, _ limits: JSONLimits) -> JSONScanner.Outcome {
        let length = source.count
        self.length = length
        count = 0
        hasUniqueKeys = false
        if text.count < length + JSONScanner.padding {
            text = [UInt8](repeating: 0, count: max(1024, length + length / 2))
            text.append(contentsOf: repeatElement(0, count: JSONScanner.padding))
        }
        unsafe text.withUnsafeMutableBufferPointer { text in
            guard let start = text.baseAddress else { return }
            unsafe source.withUnsafeBufferPointer { source in
                if let from = source.baseAddress { unsafe start.update(from: from, count: length) }
            }
            unsafe (start + length).update(repeating: 0, count: JSONScanner.padding)
        }
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
            return outcome
        }
    }

    private mutating func scan(room: Int, _ limits: JSONLimits) -> JSONScanner.Outcome {
        unsafe text.withUnsafeBufferPointer { text in
            unsafe entries.withUnsafeMutableBufferPointer { entries in
                guard let text = text.baseAddress, let entries = entries.baseAddress else {
                    preconditionFailure("storage without memory")
                }
                return unsafe JSONScanner.scan(
                    text, count: length, into: entries, room: room, depthMax: limits.depthMax)
            }
        }
    }

    private mutating func grow(to room: Int) {
        entries = [JSONEntry](repeating: .zero, count: room)
    }

    mutating func removeAll() {
        length = 0
        count = 0
        marks = 0
    }

    /// The index of a member's value, or -1; of several members with this key the last one.
    @inline(__always)
    func member(_ key: StaticString, of object: Int, upTo end: Int) -> Int {
        // A literal of one letter may come without a pointer.
        guard key.hasPointerRepresentation else {
            return member(String(describing: key), of: object, upTo: end)
        }
        return unsafe member(key.utf8Start, key.utf8CodeUnitCount, object, end)
    }

    func member(_ key: String, of object: Int, upTo end: Int) -> Int {
        unsafe key.utf8.span.withUnsafeBufferPointer { key in
            // An empty string may have no address; nothing is read from the one in its place.
            let nothing: StaticString = ""
            return unsafe member(key.baseAddress ?? nothing.utf8Start, key.count, object, end)
        }
    }

    @inline(__always)
    private func member(
        _ key: UnsafePointer<UInt8>, _ size: Int, _ object: Int, _ end: Int
    ) -> Int {
        unsafe text.withUnsafeBufferPointer { text in
            unsafe entries.withUnsafeBufferPointer { entries in
                guard let text = text.baseAddress, let entries = entries.baseAddress else {
                    return -1
                }
                var at = object &+ 1
                var found = -1
                while at < end {
                    let keySize = unsafe entries[at].next
                    let next = unsafe Int(entries[at &+ 1].next)
                    if unsafe keySize == UInt32(truncatingIfNeeded: size)
                        && JSONScanner.isEqual(
                            text + (Int(entries[at].start) &+ 1), key, count: size)
                    {
                        if hasUniqueKeys { return at &+ 1 }
                        found = at &+ 1
                    } else if keySize == JSONEntry.escapedKey,
                        unsafe JSONScanner.isEqualDecoded(text, entries[at], key, size)
                    {
                        found = at &+ 1
                    }
                    at = next
                }
                return found
            }
        }
    }

    /// Whether a key may stand twice in its object; false is sure. Small objects, as most are, need no set: each
    /// key is compared by its length and its ends.
    mutating func mayRepeatKeys() -> Bool {
        hasUniqueKeys = hasUniqueKeys || !findsLikeKeys()
        return !hasUniqueKeys
    }

    private func findsLikeKeys() -> Bool {
        unsafe text.withUnsafeBufferPointer { text in
            unsafe entries.withUnsafeBufferPointer { entries in
                unsafe withUnsafeTemporaryAllocation(
                    of: UInt64.self, capacity: Self.membersCompared
                ) { words in
                    guard let text = text.baseAddress, let entries = entries.baseAddress,
                        let words = words.baseAddress
                    else { return true }
                    for place in 0..<count {
                        let info = unsafe entries[place].info
                        if info & 7 == UInt32(JSONKind.object.rawValue),
                            info >= 2 &<< JSONEntry.countShift,
                            unsafe findsLikeKeys(text, entries, place, words)
                        {
                            return true
                        }
                    }
                    return false
                }
            }
        }
    }

    /// The same for one object. Its keys are compared with one another only where two share one of 64 bits.
    @inline(__always)
    private func findsLikeKeys(
        _ text: UnsafePointer<UInt8>, _ entries: UnsafePointer<JSONEntry>, _ object: Int,
        _ words: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        let end = unsafe Int(entries[object].next)
        guard unsafe entries[object].count <= Self.membersCompared else { return true }
        var at = object &+ 1
        var known = 0
        var bits: UInt64 = 0
        while at < end {
            let key = unsafe entries[at]
            if key.next == JSONEntry.escapedKey { return true }
            let word = unsafe JSONScanner.keyWord(text, key)
            let bit = 1 &<< ((word &* 0x9E37_79B9_7F4A_7C15) &>> 58)
            if bits & bit != 0 {
                for index in 0..<known where unsafe words[index] == word { return true }
            }
            bits |= bit
            unsafe words[known] = word
            known &+= 1
            at = unsafe Int(entries[at &+ 1].next)
        }
        return false
    }

    /// Above it, comparing each with each costs more than a set.
    private static let membersCompared = 24

    /// Whether the string there has this decoded text.
    func isString(_ index: Int, _ expected: StaticString) -> Bool {
        expected.withUTF8Buffer { unsafe isString(index, $0) }
    }

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
        guard entry.isEscaped else { return string(start, count) }
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
        unsafe text.withUnsafeBufferPointer { text in
            unsafe String(
                decoding: UnsafeBufferPointer(rebasing: text[start..<start &+ count]),
                as: UTF8.self)
        }
    }

    func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
        precondition(range.upperBound <= length, "a range beyond the text")
        return text[range]
    }

    /// The value of a plain integer, or nil where it needs more than 64 bits.
    func plainInteger(_ index: Int) -> Int? {
        let entry = entries[index]
        return unsafe text.withUnsafeBufferPointer { text in
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
    /// The same for equal keys, and for different ones nearly never.
    @inline(__always)
    static func keyWord(_ text: UnsafePointer<UInt8>, _ key: JSONEntry) -> UInt64 {
        let start = unsafe text + (Int(key.start) &+ 1)
        let size = Int(key.next)
        guard size > 8 else {
            // What is loaded beyond the key, padding at the end, is shifted out.
            return size == 0 ? 0 : unsafe load8(start) &<< (64 &- 8 &* UInt64(size))
        }
        let ends = unsafe load8(start) &* 0x9E37_79B9_7F4A_7C15 ^ load8(start + (size &- 8))
        return ends &+ UInt64(size)
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
