/// What is compared in place of whole keys as long as it differs.
@usableFromInline
enum JSONKey {
    /// A key's size with its first, middle and last byte. No key has `escapedKey`, since no UTF-8 has 0xFF.
    @inlinable
    @inline(__always)
    static func tag(_ key: UnsafePointer<UInt8>, _ size: Int) -> UInt32 {
        guard size > 0 else { return 0 }
        return unsafe UInt32(key[0]) | UInt32(key[size &>> 1]) &<< 8
            | UInt32(key[size &- 1]) &<< 16 | UInt32(truncatingIfNeeded: size) &<< 24
    }

    /// The same of a literal: a constant to the compiler. One of a single letter may come without a pointer.
    @inlinable
    @inline(__always)
    static func tag(_ key: StaticString) -> UInt32 {
        guard key.hasPointerRepresentation else { return tag(String(describing: key)) }
        return unsafe tag(key.utf8Start, key.utf8CodeUnitCount)
    }

    @usableFromInline
    static func tag(_ key: String) -> UInt32 {
        unsafe key.utf8.span.withUnsafeBufferPointer { key in
            guard let start = key.baseAddress else { return 0 }
            return unsafe tag(start, key.count)
        }
    }

    /// One of 64 bits: a key whose bit no key of a text has is not in it. Most members that are looked for
    /// in vain are told by this alone.
    @inlinable
    @inline(__always)
    static func bit(_ tag: UInt32) -> UInt64 { 1 &<< UInt64(place(tag)) }

    /// Which of the bits. Of many random factors this is the one with which what readers look for shares fewest
    /// places with other keys of usual answers.
    @inlinable
    @inline(__always)
    static func place(_ tag: UInt32) -> UInt32 { (tag &* 0xCD2E_A9AF) &>> 26 }

    static let places = 64
}
