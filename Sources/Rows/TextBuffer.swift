import Glibc
import Vocabulary

/// Bytes of text that grows: the one place where rows and reports append through raw memory.
///
/// An array that is appended to asks, piece by piece, who else holds it, where it ends and whether it
/// has room; a case has about a hundred pieces of text, and here each is little more than its `memcpy`.
/// No pointer outlives the call that made it.
public struct TextBuffer: Sendable {
    /// Filled up to `count`; behind it there is always `spare`.
    private var storage: [UInt8] = []
    public private(set) var count = 0

    /// Bytes that may be read, and written, past the end.
    private static let spare = 24

    public init() {}

    public var bytes: [UInt8] { Array(storage[..<count]) }

    /// A copy of what stands from `start` on.
    public func bytes(from start: Int) -> [UInt8] { Array(storage[start..<count]) }

    /// The text without a copy of it.
    public func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(storage.span.extracting(0..<count))
    }

    public mutating func removeAll() { count = 0 }

    public mutating func removeLast(_ count: Int) {
        precondition(count <= self.count, "\(count) bytes to remove, \(self.count) there")
        self.count -= count
    }

    public mutating func append(_ byte: UInt8) {
        makeRoom(1)
        storage[count] = byte
        count += 1
    }

    public mutating func append(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        makeRoom(length)
        unsafe storage.withUnsafeMutableBytes { storage in
            guard let end = storage.baseAddress else { return }
            unsafe memcpy(end + count, text.utf8Start, length)
        }
        count += length
    }

    public mutating func append(_ text: String) { append(text.utf8.span) }

    public mutating func append(_ text: Span<UInt8>) {
        makeRoom(text.count)
        put(text)
        count += text.count
    }

    public mutating func append(_ value: Int) {
        makeRoom(Self.spare)
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var digits = 1
        var limit: UInt = 10
        // No Int has more than 19.
        while rest >= limit, digits < 19 {
            digits += 1
            limit *= 10
        }
        var place = count + digits
        count = place
        unsafe storage.withUnsafeMutableBytes { storage in
            for _ in 0..<digits {
                place -= 1
                unsafe storage[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
        }
    }

    /// A number of billionths with as many decimal places as it needs, as `Money.amount` has it.
    public mutating func append(nanos: Int128) {
        guard let nanos = Int64(exactly: nanos), nanos > .min else {
            append(Money(nanos: nanos, "").amount)
            return
        }
        if nanos < 0 { append(UInt8(ascii: "-")) }
        let (whole, fraction) = abs(nanos).quotientAndRemainder(dividingBy: 1_000_000_000)
        append(Int(whole))
        guard fraction > 0 else { return }
        append(UInt8(ascii: "."))
        var (rest, unit) = (fraction, Int64(100_000_000))
        while rest > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / unit))
            rest %= unit
            unit /= 10
        }
    }

    /// Appends text in which XML escapes nothing; other text is left to the caller, and told by false.
    ///
    /// It is copied first and looked at in its place, eight bytes at once: behind it there is room to read.
    public mutating func appendPlainXML(_ text: String) -> Bool {
        let text = text.utf8.span
        makeRoom(text.count)
        put(text)
        let isPlain = isFree(text.count, of: Self.specialInXML)
        if isPlain { count += text.count }
        return isPlain
    }

    /// The same for JSON, in its quotes.
    mutating func appendPlainJSON(_ text: String) -> Bool {
        let text = text.utf8.span
        makeRoom(text.count + 2)
        storage[count] = UInt8(ascii: "\"")
        count += 1
        put(text)
        guard isFree(text.count, of: Self.escapedInJSON) else {
            count -= 1
            return false
        }
        count += text.count
        storage[count] = UInt8(ascii: "\"")
        count += 1
        return true
    }

    /// Whether no such byte is among the next ones.
    @inline(__always)
    private func isFree(_ length: Int, of marked: (UInt64) -> UInt64) -> Bool {
        unsafe storage.withUnsafeBytes { storage in
            guard let start = storage.baseAddress else { return true }
            var word = unsafe start + count
            var left = length
            var found: UInt64 = 0
            while left >= 8 {
                found |= unsafe marked(word.loadUnaligned(as: UInt64.self))
                unsafe word += 8
                left -= 8
            }
            if left > 0 {
                // What stands behind the text becomes the letter "a".
                let kept = ~(~UInt64(0) << UInt64(8 * left))
                let last = unsafe word.loadUnaligned(as: UInt64.self).littleEndian
                found |= marked(last & kept | Self.all(0x61) & ~kept)
            }
            return found & Self.all(0x80) == 0
        }
    }

    /// A word for what stands from `start` on: equal for equal text, in this run and in every other.
    public func digest(from start: Int) -> UInt64 {
        unsafe storage.withUnsafeBytes { storage in
            var hash = UInt64(count - start + 1) &* 0x9e37_79b9_7f4a_7c15
            var place = start
            while place < count {
                var word = unsafe storage.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    .littleEndian
                place += 8
                if place > count { word &= ~UInt64(0) >> UInt64(8 * (place - count)) }
                let product = (hash ^ word).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
                hash = (product.high ^ product.low) &+ 0x9e37_79b9_7f4a_7c15
            }
            return hash
        }
    }

    // MARK: Room

    private mutating func put(_ text: Span<UInt8>) {
        unsafe storage.withUnsafeMutableBytes { storage in
            guard let end = storage.baseAddress else { return }
            unsafe text.withUnsafeBytes { text in
                guard let start = text.baseAddress else { return }
                unsafe memcpy(end + count, start, text.count)
            }
        }
    }

    @inline(__always)
    private mutating func makeRoom(_ wanted: Int) {
        if storage.count - count < wanted + Self.spare { grow(wanted) }
    }

    @inline(never)
    private mutating func grow(_ wanted: Int) {
        let more = max(storage.count, wanted + Self.spare, 256)
        storage.append(contentsOf: repeatElement(0, count: more))
    }

    // MARK: Eight bytes at once

    @inline(__always)
    private static func all(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

    /// The high bit of a byte is set where it is zero; above such a byte it may be set in vain.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- all(1)) & ~word }

    /// A control, a quote or a backslash.
    @inline(__always)
    private static func escapedInJSON(_ word: UInt64) -> UInt64 {
        (word &- all(0x20)) & ~word | zeros(word ^ all(UInt8(ascii: "\"")))
            | zeros(word ^ all(UInt8(ascii: "\\")))
    }

    /// A control, a bracket, an ampersand, a quote, or no ASCII at all.
    @inline(__always)
    private static func specialInXML(_ word: UInt64) -> UInt64 {
        let brackets = zeros((word | all(0x02)) ^ all(UInt8(ascii: ">")))
        let quotes = zeros((word | all(0x04)) ^ all(UInt8(ascii: "&")))
        return word | (word &- all(0x20)) & ~word | brackets | quotes | zeros(word ^ all(0x7F))
    }
}

extension String {
    /// Whether this is the same byte for byte. Texts of one plan mostly share their memory: then their two
    /// words are equal, and looking at the bytes would cost five times as much.
    public func isSame(as other: String) -> Bool {
        typealias Words = (UInt64, UInt64)
        let one = unsafe unsafeBitCast(self, to: Words.self)
        let two = unsafe unsafeBitCast(other, to: Words.self)
        return one == two || hasSameBytes(as: other)
    }

    @inline(never)
    private func hasSameBytes(as other: String) -> Bool {
        let (one, other) = (utf8.span, other.utf8.span)
        guard one.count == other.count else { return false }
        return unsafe one.withUnsafeBytes { one in
            unsafe other.withUnsafeBytes { other in
                guard let left = one.baseAddress, let right = other.baseAddress else { return true }
                return unsafe memcmp(left, right, one.count) == 0
            }
        }
    }
}

/// Where such a byte stands next, from `start` on.
public func nextPlace(of byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int? {
    unsafe bytes.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress, start < bytes.count else { return nil }
        let found = unsafe memchr(base + start, Int32(byte), bytes.count - start)
        return unsafe found.map { unsafe UnsafeRawPointer($0) - base }
    }
}
