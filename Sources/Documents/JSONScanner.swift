/// What one JSON text may cost at most; texts beyond it are refused with a reason that says so.
public struct JSONLimits: Sendable, Hashable {
    public var depthMax: Int
    public var bytesMax: Int
    public var nodesMax: Int

    /// Bytes are held below 2 GiB and nodes below 2^24, since the tape counts in so many bits.
    public init(
        depthMax: Int = 128, bytesMax: Int = 64 << 20, nodesMax: Int = 4 << 20
    ) {
        self.depthMax = max(depthMax, 0)
        self.bytesMax = min(max(bytesMax, 0), Int(Int32.max) - JSONScanner.padding)
        self.nodesMax = min(max(nodesMax, 1), 0xFF_FFFF)
    }

    public static let standard = JSONLimits()
}

/// One value or key on the tape: where its text stands, and where the value after it is found.
@usableFromInline
struct JSONEntry: Sendable {
    /// The first byte of the value, its quote or bracket included, and the one after its last; while an object
    /// is open, the bits of its keys.
    @usableFromInline var start: UInt32
    @usableFromInline var end: UInt32
    /// The entry after this one and all that is in it; while a container is open, its parent. The
    /// entry after a key is its value, so a key has its tag here, or `escapedKey`.
    @usableFromInline var next: UInt32
    /// The kind in bits 0 to 2, the marks below, and from bit 8 a container's number of elements, a key's object.
    @usableFromInline var info: UInt32

    static let isEscaped: UInt32 = 1 << 3
    static let hasLoneSurrogate: UInt32 = 1 << 4
    @inlinable static var isTrue: UInt32 { 1 << 5 }
    /// Digits with or without a sign: neither fraction nor exponent.
    static let isPlainInteger: UInt32 = 1 << 5
    /// A string with bytes of more than seven bits.
    static let isWide: UInt32 = 1 << 6
    /// Told of a whole text: in some object a key may stand twice.
    static let mayRepeatKeys: UInt32 = 1 << 7
    @inlinable static var countShift: UInt32 { 8 }

    static let escapedKey = UInt32.max

    static let zero = JSONEntry(start: 0, end: 0, next: 0, info: 0)

    @inlinable var kind: UInt32 { info & 7 }
    var isEscaped: Bool { info & Self.isEscaped != 0 }
    @inlinable var count: Int { Int(info >> Self.countShift) }
}

/// The strict pass over a text (RFC 8259), and the only place where JSON touches raw memory.
///
/// It reads eight bytes at once and beyond the text's end, so the text must be followed by
/// `padding` zero bytes: a zero ends every token, and none is legal outside of a string.
enum JSONScanner {
    static let padding = 16

    /// Writes the zeros behind a text.
    @inline(__always)
    static func pad(_ end: UnsafeMutablePointer<UInt8>) {
        let end = UnsafeMutableRawPointer(end)
        unsafe end.storeBytes(of: 0, as: UInt64.self)
        unsafe end.storeBytes(of: 0, toByteOffset: 8, as: UInt64.self)
    }

    enum Failure: UInt8 {
        case none, room
        case value, key, colon, commaInObject, commaInArray, trailing
        case digit, leadingZero, control, escape, hex, utf8
        case depth, nodes
    }

    struct Outcome {
        var failure: Failure
        /// The offset of a failure.
        var offset: Int
        /// How many entries were written.
        var count: Int
        /// The marks of all entries together.
        var marks: UInt32
        /// The bits of all keys together.
        var keys: UInt64
    }

    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of the first byte that a string cannot simply step over is set: a quote, a
    /// backslash, a control character or a byte of more than seven bits. Bits above it mean nothing.
    @inline(__always)
    static func stops(_ word: UInt64) -> UInt64 {
        // With bit 1 flipped, the quote stands right above the 32 control characters.
        let quoteOrControl = (word ^ (ones &* 0x02)) &- (ones &* 0x21)
        let backslash = (word ^ (ones &* 0x5C)) &- ones
        return (quoteOrControl | backslash | word) & highs
    }

    @inline(__always)
    static func load8(_ at: UnsafePointer<UInt8>) -> UInt64 {
        unsafe UInt64(
            littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    static func load4(_ at: UnsafePointer<UInt8>) -> UInt32 {
        unsafe UInt32(
            littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt32.self))
    }

    @inline(__always)
    private static func afterSpace(_ text: UnsafePointer<UInt8>, _ start: Int) -> Int {
        var at = start
        while unsafe text[at] <= 0x20 {
            switch unsafe text[at] {
            case 0x20, 0x0A, 0x0D, 0x09: at &+= 1
            default: return at
            }
        }
        return at
    }

    /// Reads the text into entries; `room` means that there were too few of them. For each of `JSONKey.places`
    /// that has a key, the last one is noted.
    static func scan(
        _ text: UnsafePointer<UInt8>, count length: Int,
        into entries: UnsafeMutablePointer<JSONEntry>, room: Int,
        _ lastKeys: UnsafeMutablePointer<UInt32>, depthMax: Int
    ) -> Outcome {
        var at = 0
        var count = 0
        var marks: UInt32 = 0
        var keys: UInt64 = 0
        // The open container, how many elements it has, and what it is.
        var open = UInt32.max
        var elements: UInt32 = 0
        var isObject = false
        // The bits of the open object's keys, folded into half as many.
        var seen: UInt32 = 0
        var depth = 0

        @inline(__always)
        func fail(_ failure: Failure, _ offset: Int) -> Outcome {
            Outcome(failure: failure, offset: offset, count: 0, marks: 0, keys: 0)
        }

        scan: while true {
            // A key and a value, and below no check of its own for either.
            guard count &+ 2 <= room else { return fail(.room, at) }
            at = unsafe afterSpace(text, at)

            if isObject {
                guard unsafe text[at] == 0x22 else { return fail(.key, at) }
                let string = unsafe stringEnd(text, at &+ 1)
                guard string.failure == .none else { return fail(string.failure, string.end) }
                let tag =
                    string.marks & JSONEntry.isEscaped == 0
                    ? unsafe JSONKey.tag(text + (at &+ 1), string.end &- at &- 2)
                    : JSONEntry.escapedKey
                unsafe entries[count] = JSONEntry(
                    start: UInt32(truncatingIfNeeded: at),
                    end: UInt32(truncatingIfNeeded: string.end), next: tag,
                    info: kString | string.marks | open &<< JSONEntry.countShift)
                unsafe lastKeys[Int(JSONKey.place(tag))] = UInt32(truncatingIfNeeded: count)
                marks |= string.marks
                // Places fold onto half as many bits: the shift takes no more of them.
                let half: UInt32 = 1 &<< JSONKey.place(tag)
                if seen & half != 0 || tag == JSONEntry.escapedKey,
                    unsafe mayRepeat(text, entries, Int(open), count, elements)
                {
                    marks |= JSONEntry.mayRepeatKeys
                    // What a key with an escape says is not known here.
                    if tag == JSONEntry.escapedKey { keys = .max }
                }
                seen |= half
                keys |= JSONKey.bit(tag)
                count &+= 1
                at = unsafe afterSpace(text, string.end)
                guard unsafe text[at] == 0x3A else { return fail(.colon, at) }
                at = unsafe afterSpace(text, at &+ 1)
            }

            let start = at
            let info: UInt32
            switch unsafe text[at] {
            case 0x22:
                let string = unsafe stringEnd(text, at &+ 1)
                guard string.failure == .none else { return fail(string.failure, string.end) }
                at = string.end
                info = kString | string.marks
                marks |= string.marks
            case 0x7B, 0x5B:
                guard depth < depthMax else { return fail(.depth, at) }
                let kind = unsafe text[at] == 0x7B ? kObject : kArray
                at = unsafe afterSpace(text, at &+ 1)
                if unsafe text[at] == (kind == kObject ? 0x7D : 0x5D) {
                    // Nothing is in it, so nothing was opened.
                    at &+= 1
                    info = kind
                    break
                }
                depth &+= 1
                if open != .max {
                    unsafe entries[Int(open)].info |= elements &<< JSONEntry.countShift
                    unsafe entries[Int(open)].end = seen
                }
                seen = 0
                isObject = kind == kObject
                unsafe entries[count] = JSONEntry(
                    start: UInt32(truncatingIfNeeded: start), end: 0, next: open, info: kind)
                open = UInt32(truncatingIfNeeded: count)
                elements = 0
                count &+= 1
                continue scan
            case 0x2D, 0x30...0x39:
                let number = unsafe numberEnd(text, at)
                guard number.failure == .none else { return fail(number.failure, number.end) }
                at = number.end
                info = kNumber | number.marks
            case 0x74:
                guard unsafe load4(text + at) == 0x6575_7274 else { return fail(.value, at) }
                at &+= 4
                info = kBool | JSONEntry.isTrue
            case 0x66:
                guard unsafe load4(text + (at &+ 1)) == 0x6573_6C61 else { return fail(.value, at) }
                at &+= 5
                info = kBool
            case 0x6E:
                guard unsafe load4(text + at) == 0x6C6C_756E else { return fail(.value, at) }
                at &+= 4
                info = kNull
            default:
                return fail(.value, at)
            }
            unsafe entries[count] = JSONEntry(
                start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: at),
                next: UInt32(truncatingIfNeeded: count &+ 1), info: info)
            count &+= 1
            elements &+= 1

            // After a value: another one, or the ends of the containers that it closes.
            while true {
                guard open != .max else {
                    at = unsafe afterSpace(text, at)
                    guard at == length else { return fail(.trailing, at) }
                    return Outcome(
                        failure: .none, offset: 0, count: count, marks: marks, keys: keys)
                }
                at = unsafe afterSpace(text, at)
                let byte = unsafe text[at]
                if byte == 0x2C {
                    at &+= 1
                    continue scan
                }
                guard byte == (isObject ? 0x7D : 0x5D) else {
                    return fail(isObject ? .commaInObject : .commaInArray, at)
                }
                at &+= 1
                let closed = Int(open)
                open = unsafe entries[closed].next
                unsafe entries[closed].end = UInt32(truncatingIfNeeded: at)
                unsafe entries[closed].next = UInt32(truncatingIfNeeded: count)
                unsafe entries[closed].info |= elements &<< JSONEntry.countShift
                depth &-= 1
                if open != .max {
                    let parent = unsafe entries[Int(open)].info
                    isObject = parent & 7 == kObject
                    elements = (parent &>> JSONEntry.countShift) &+ 1
                    unsafe entries[Int(open)].info = parent & 0xFF
                    seen = unsafe entries[Int(open)].end
                }
            }
        }
    }

    private static var kNull: UInt32 { UInt32(JSONKind.null.rawValue) }
    private static var kBool: UInt32 { UInt32(JSONKind.bool.rawValue) }
    private static var kNumber: UInt32 { UInt32(JSONKind.number.rawValue) }
    private static var kString: UInt32 { UInt32(JSONKind.string.rawValue) }
    private static var kArray: UInt32 { UInt32(JSONKind.array.rawValue) }
    private static var kObject: UInt32 { UInt32(JSONKind.object.rawValue) }

    /// The end of a token, or the offset at which it fails.
    struct Token {
        var end: Int
        var marks: UInt32
        var failure: Failure

        @inline(__always)
        init(end: Int, marks: UInt32 = 0, failure: Failure = .none) {
            self.end = end
            self.marks = marks
            self.failure = failure
        }
    }

    /// From the byte after the opening quote to the one after the closing quote.
    @inline(__always)
    static func stringEnd(_ text: UnsafePointer<UInt8>, _ start: Int) -> Token {
        var at = start
        while true {
            let stops = unsafe stops(load8(text + at))
            if stops == 0 {
                at &+= 8
                continue
            }
            at &+= stops.trailingZeroBitCount &>> 3
            if unsafe text[at] == 0x22 { return Token(end: at &+ 1) }
            return unsafe rareStringEnd(text, at)
        }
    }

    /// The rest of a string from its first byte that is an escape, not ASCII, or wrong.
    @inline(never)
    private static func rareStringEnd(_ text: UnsafePointer<UInt8>, _ start: Int) -> Token {
        var at = start
        var marks: UInt32 = 0
        while true {
            let stops = unsafe stops(load8(text + at))
            if stops == 0 {
                at &+= 8
                continue
            }
            at &+= stops.trailingZeroBitCount &>> 3
            switch unsafe text[at] {
            case 0x22:
                return Token(end: at &+ 1, marks: marks)
            case 0x5C:
                marks |= JSONEntry.isEscaped
                switch unsafe text[at &+ 1] {
                case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74:
                    at &+= 2
                case 0x75:
                    let unit = unsafe hex4(text, at &+ 2)
                    guard unit >= 0 else { return Token(end: at &+ 1 &- unit, failure: .hex) }
                    at &+= 6
                    if unit & 0xF800 == 0xD800 {
                        if unit < 0xDC00, unsafe isLowSurrogate(text, at) {
                            at &+= 6
                        } else {
                            marks |= JSONEntry.hasLoneSurrogate
                        }
                    }
                default:
                    return Token(end: at, failure: .escape)
                }
            case 0x80...0xFF:
                marks |= JSONEntry.isWide
                repeat {
                    let length = unsafe sequenceLength(text, at)
                    guard length > 0 else { return Token(end: at, failure: .utf8) }
                    at &+= length
                } while unsafe text[at] >= 0x80
            default:
                return Token(end: at, failure: .control)
            }
        }
    }

    /// Whether the key there may stand before in its object. A large object, and one with a key that has an
    /// escape, calls for a closer look.
    @inline(never)
    private static func mayRepeat(
        _ text: UnsafePointer<UInt8>, _ entries: UnsafePointer<JSONEntry>, _ object: Int,
        _ key: Int, _ members: UInt32
    ) -> Bool {
        let new = unsafe entries[key]
        if members >= membersCompared || new.next == JSONEntry.escapedKey { return true }
        var at = object &+ 1
        while at < key {
            if unsafe isSame(text, entries[at], new) { return true }
            at = unsafe Int(entries[at &+ 1].next)
        }
        return false
    }

    /// Above it, comparing each with each costs more than a set.
    private static let membersCompared: UInt32 = 64

    private static func isSame(
        _ text: UnsafePointer<UInt8>, _ one: JSONEntry, _ other: JSONEntry
    ) -> Bool {
        let size = other.end &- other.start
        return unsafe one.next == other.next && one.end &- one.start == size
            && isEqual(
                text + (Int(one.start) &+ 1), text + (Int(other.start) &+ 1), count: Int(size) &- 2)
    }

    /// Four hex digits as a number, or minus the place (from 1) of the first that is none.
    static func hex4(_ text: UnsafePointer<UInt8>, _ start: Int) -> Int {
        var unit = 0
        for place in 0..<4 {
            let byte = unsafe text[start &+ place]
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte &- 0x30
            case 0x41...0x46: digit = byte &- 0x37
            case 0x61...0x66: digit = byte &- 0x57
            default: return -(place &+ 1)
            }
            unit = unit &<< 4 | Int(digit)
        }
        return unit
    }

    static func isLowSurrogate(_ text: UnsafePointer<UInt8>, _ at: Int) -> Bool {
        guard unsafe text[at] == 0x5C, unsafe text[at &+ 1] == 0x75 else { return false }
        let unit = unsafe hex4(text, at &+ 2)
        return unit >= 0xDC00 && unit <= 0xDFFF
    }

    /// How many bytes the UTF-8 sequence here has, or 0 if it is none (Unicode 16, table 3-7).
    @inline(__always)
    private static func sequenceLength(_ text: UnsafePointer<UInt8>, _ at: Int) -> Int {
        @inline(__always)
        func isTail(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

        // A zero after the text is no tail, so no sequence reaches beyond the padding.
        let second = unsafe text[at &+ 1]
        switch unsafe text[at] {
        case 0xC2...0xDF:
            return isTail(second) ? 2 : 0
        case 0xE0...0xEF:
            let third = unsafe text[at &+ 2]
            guard isTail(second), isTail(third) else { return 0 }
            let bits = unsafe UInt32(text[at] & 0x0F) &<< 6 | UInt32(second & 0x3F)
            // Not below U+0800, and no surrogate.
            return bits >= 0x20 && bits & ~0x1F != 0x360 ? 3 : 0
        case 0xF0...0xF4:
            guard isTail(second), unsafe isTail(text[at &+ 2]), unsafe isTail(text[at &+ 3])
            else { return 0 }
            let bits = unsafe UInt32(text[at] & 0x07) &<< 6 | UInt32(second & 0x3F)
            return bits >= 0x10 && bits < 0x110 ? 4 : 0
        default:
            return 0
        }
    }

    @inline(__always)
    private static func afterDigits(_ text: UnsafePointer<UInt8>, _ start: Int) -> Int {
        var at = start
        while unsafe text[at] &- 0x30 < 10 { at &+= 1 }
        return at
    }

    @inline(__always)
    private static func numberEnd(_ text: UnsafePointer<UInt8>, _ start: Int) -> Token {
        let first = unsafe text[start] == 0x2D ? start &+ 1 : start
        var at = unsafe afterDigits(text, first)
        guard at > first else { return Token(end: at, failure: .digit) }
        if unsafe text[first] == 0x30, at > first &+ 1 {
            return Token(end: first, failure: .leadingZero)
        }
        var marks = JSONEntry.isPlainInteger
        if unsafe text[at] == 0x2E {
            marks = 0
            let fraction = at &+ 1
            at = unsafe afterDigits(text, fraction)
            guard at > fraction else { return Token(end: at, failure: .digit) }
        }
        if unsafe text[at] | 0x20 == 0x65 {
            marks = 0
            var exponent = at &+ 1
            if unsafe text[exponent] == 0x2B || text[exponent] == 0x2D { exponent &+= 1 }
            at = unsafe afterDigits(text, exponent)
            guard at > exponent else { return Token(end: at, failure: .digit) }
        }
        return Token(end: at, marks: marks)
    }

    /// Whether these bytes are the same; none is read beyond them.
    @inline(__always)
    static func isEqual(
        _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, count: Int
    ) -> Bool {
        if count >= 8 {
            var at = 0
            while at &+ 8 < count {
                guard unsafe load8(left + at) == load8(right + at) else { return false }
                at &+= 8
            }
            return unsafe load8(left + (count &- 8)) == load8(right + (count &- 8))
        }
        if count >= 4 {
            return unsafe load4(left) == load4(right)
                && load4(left + (count &- 4)) == load4(right + (count &- 4))
        }
        for at in 0..<count where unsafe left[at] != right[at] { return false }
        return true
    }
}
