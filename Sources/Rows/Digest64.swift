/// A word for bytes that come in pieces of any size: equal for equal bytes, in every run (FNV-1a).
///
/// It tells what changed by mistake; against who means harm it is no help, and here nobody gains by it.
package struct Digest64: Sendable {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    package init(_ text: String) { take(text.utf8.span) }

    package mutating func take(_ bytes: Span<UInt8>) {
        for index in bytes.indices { value = (value ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    }

    /// Sixteen hexadecimal digits.
    package var hexadecimal: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
