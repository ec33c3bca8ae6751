import Glibc

/// Bytes of text that grows: the one place where rows and reports append through raw memory.
///
/// `Array.append(contentsOf: text.utf8)` copies by way of three generic calls, and a case has about a
/// hundred pieces of text to append; the spans handed to `append` here end within the call.
package struct TextBuffer: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package var count: Int { bytes.count }

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    package mutating func removeLast(_ count: Int) { bytes.removeLast(count) }

    package mutating func append(_ byte: UInt8) { bytes.append(byte) }

    package mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    package mutating func append(_ text: String) { append(text.utf8.span) }

    package mutating func append(_ text: Span<UInt8>) {
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    package mutating func append(_ value: Int) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var rest = value.magnitude
        var first = 20
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digits.span.extracting(first..<20))
    }
}

/// Where the next line feed stands, from `start` on.
func nextLineFeed(in bytes: Span<UInt8>, from start: Int) -> Int? {
    unsafe bytes.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress, start < bytes.count else { return nil }
        let found = unsafe memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
        return unsafe found.map { unsafe UnsafeRawPointer($0) - base }
    }
}
