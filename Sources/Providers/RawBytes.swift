/// Finds the next CR or LF. With `Array.append(copying:)` and `Span.isSame(as:)` the only place where this
/// room reads raw memory, because every byte of every stream passes through here.
enum LineEnd {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of each byte below 0x0E is set, correctly so up to the lowest such byte. Inside an
    /// event stream such a byte is a line end or, seldom, a tab.
    @inline(__always)
    private static func marks(_ word: UInt64) -> UInt64 {
        (word &- (ones &* 0x0E)) & ~word & highs
    }

    /// The index of the first CR or LF from `start` on, or nil.
    @inline(__always)
    static func next(in bytes: Span<UInt8>, from start: Int) -> Int? {
        precondition(start >= 0, "a search from before the first byte, at \(start)")
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let raw = unsafe UnsafeRawPointer(base)
            let count = buffer.count
            var at = start
            while at < count {
                if at &+ 8 <= count {
                    let word = unsafe raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                    let found = marks(UInt64(littleEndian: word))
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

extension [UInt8] {
    mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension Span<UInt8> {
    /// Whether these are the same bytes.
    func isSame(as other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBufferPointer { unsafe $0.elementsEqual(other) }
    }
}
