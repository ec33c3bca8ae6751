/// Makes gzip files of one repeated byte: the cheapest that compress well (RFC 1951, 1952).
enum Gzip {
    static func repeating(_ byte: UInt8, count: Int) -> [UInt8] {
        precondition(byte < 144 && count > 0)
        var bits = Bits()
        bits.append(0b1, count: 1)  // the last block
        bits.append(0b01, count: 2)  // with the fixed codes
        bits.appendCode(0x30 + Int(byte), count: 8)
        var left = count - 1
        while left >= 258 {
            bits.appendCode(0b1100_0101, count: 8)  // 258 bytes more
            bits.appendCode(0, count: 5)  // of the byte before
            left -= 258
        }
        for _ in 0..<left { bits.appendCode(0x30 + Int(byte), count: 8) }
        bits.appendCode(0, count: 7)
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        return header + bits.bytes + little(crc(byte, count: count)) + little(UInt32(count))
    }

    private static func little(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func crc(_ byte: UInt8, count: Int) -> UInt32 {
        var table: [UInt32] = []
        for index in UInt32(0)..<256 {
            var value = index
            for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
            table.append(value)
        }
        var sum = UInt32.max
        for _ in 0..<count { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
        return ~sum
    }

    private struct Bits {
        var bytes: [UInt8] = []
        private var used = 8

        /// Numbers go in from their lowest bit.
        mutating func append(_ number: Int, count: Int) {
            for bit in 0..<count {
                if used == 8 {
                    bytes.append(0)
                    used = 0
                }
                bytes[bytes.count - 1] |= UInt8((number >> bit) & 1) << used
                used += 1
            }
        }

        /// Codes go in from their highest bit.
        mutating func appendCode(_ code: Int, count: Int) {
            for bit in (0..<count).reversed() { append((code >> bit) & 1, count: 1) }
        }
    }
}
