/// A word for bytes that come in pieces of any size: equal for equal bytes, in every run (FNV-1a).
///
/// It tells what changed by mistake; against who means harm it is no help, and here nobody gains by it.
public struct Digest64: Sendable {
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    public init(_ text: String) { take(text.utf8.span) }

    public mutating func take(_ bytes: Span<UInt8>) {
        for index in bytes.indices { value = (value ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    }

    /// Sixteen hexadecimal digits.
    public var hexadecimal: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
