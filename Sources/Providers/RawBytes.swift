/// Finds the next CR or LF. This file is the only place where the room reads raw memory, because every byte
/// of every stream passes through it: eight at a time.
enum LineEnd {
    /// The index of the first CR or LF from `start` on, or nil.
    @inline(__always)
    static func next(in bytes: Span<UInt8>, from start: Int) -> Int? {
        precondition(start >= 0, "a search from before the first byte, at \(start)")
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let count = buffer.count
            var at = start
            while at < count {
                if at &+ 8 <= count {
                    // Inside an event stream a byte below 0x0E is a line end or, seldom, a tab.
                    let found = unsafe Word.below(0x0E, Word.load(base + at))
                    if found == 0 {
                        at &+= 8
                        continue
                    }
                    at &+= found.trailingZeroBitCount &>> 3
                }
                let byte = unsafe base[at]
                if byte == 0x0A || byte == 0x0D { return at }
                at &+= 1
            }
            return nil
        }
    }
}

/// Eight bytes in one look; the first byte is the lowest.
private enum Word {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highs: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    static func load(_ at: UnsafePointer<UInt8>) -> UInt64 {
        unsafe UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
    }

    /// The high bit of each byte below the limit is set, correctly so up to the lowest such byte.
    @inline(__always)
    static func below(_ limit: UInt64, _ word: UInt64) -> UInt64 {
        (word &- (ones &* limit)) & ~word & highs
    }

    /// The same for bytes that are equal to this one.
    @inline(__always)
    static func equal(_ byte: UInt64, _ word: UInt64) -> UInt64 {
        below(1, word ^ (ones &* byte))
    }
}

extension [UInt8] {
    public mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension Span<UInt8> {
    /// Eight bytes from a place on, the first of them the lowest.
    @inline(__always)
    func word(at place: Int) -> UInt64 {
        precondition(place >= 0 && place + 8 <= count, "eight bytes beyond the last, at \(place)")
        return unsafe withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return unsafe Word.load(base + place)
        }
    }

    /// Whether these are the same bytes.
    @inline(__always)
    func isSame(as other: [UInt8]) -> Bool {
        unsafe other.withUnsafeBufferPointer { unsafe isSame(as: $0) }
    }

    /// Whether these are the bytes of a literal of more than one letter.
    @inline(__always)
    func isSame(as other: StaticString) -> Bool {
        unsafe isSame(
            as: UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount))
    }

    /// Whether these bytes, in lower case, are this name, which has no capital.
    @inline(__always)
    func isNamed(_ name: StaticString) -> Bool {
        // As HTTP/2 and most servers write it.
        isSame(as: name) || isInLowerCase(name)
    }

    private func isInLowerCase(_ other: StaticString) -> Bool {
        guard count == other.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            let lower = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            guard unsafe lower == other.utf8Start[index] else { return false }
        }
        return true
    }

    @inline(__always)
    private func isSame(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBufferPointer { one in
            guard let left = one.baseAddress, let right = other.baseAddress else { return true }
            var at = 0
            while at &+ 8 <= one.count {
                guard unsafe Word.load(left + at) == Word.load(right + at) else { return false }
                at &+= 8
            }
            while at < one.count {
                guard unsafe left[at] == right[at] else { return false }
                at &+= 1
            }
            return true
        }
    }

    /// The inside of a JSON string as a text: nil if it has an escape, a quote, a control character or bytes
    /// that are no UTF-8.
    @inline(__always)
    var plainJSONText: String? {
        unsafe withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return "" }
            var high: UInt64 = 0
            var at = 0
            while at &+ 8 <= buffer.count {
                let word = unsafe Word.load(base + at)
                let stop = Word.below(0x20, word) | Word.equal(0x22, word) | Word.equal(0x5C, word)
                guard stop == 0 else { return nil }
                high |= word & Word.highs
                at &+= 8
            }
            while at < buffer.count {
                let byte = unsafe base[at]
                guard byte >= 0x20, byte != 0x22, byte != 0x5C else { return nil }
                high |= UInt64(byte & 0x80)
                at &+= 1
            }
            return high == 0
                ? unsafe String(decoding: buffer, as: UTF8.self)
                : unsafe String(validating: buffer, as: UTF8.self)
        }
    }
}
