/// Amazon's frames taken apart and put together: a changed frame with a wrong checksum would only ever try
/// the checksum.
enum Frames {
    struct Frame {
        var headers: [UInt8]
        var payload: [UInt8]

        /// The lengths, the headers and the payload, each part with its right checksum.
        var bytes: [UInt8] {
            var bytes = Frames.bytes(
                of: UInt32(truncatingIfNeeded: 16 + headers.count + payload.count))
            bytes += Frames.bytes(of: UInt32(truncatingIfNeeded: headers.count))
            bytes += Frames.bytes(of: Frames.checksum(bytes[...]))
            bytes += headers + payload
            return bytes + Frames.bytes(of: Frames.checksum(bytes[...]))
        }
    }

    /// Nil if these are no whole frames.
    static func parts(of bytes: [UInt8]) -> [Frame]? {
        var frames: [Frame] = []
        var start = 0
        while start < bytes.count {
            guard bytes.count - start >= 16 else { return nil }
            let total = number(bytes, start)
            let headers = number(bytes, start + 4)
            guard total >= 16 + headers, start + total <= bytes.count else { return nil }
            let payload = start + 12 + headers
            frames.append(
                Frame(
                    headers: Array(bytes[start + 12..<payload]),
                    payload: Array(bytes[payload..<start + total - 4])))
            start += total
        }
        return frames.isEmpty ? nil : frames
    }

    private static func number(_ bytes: [UInt8], _ start: Int) -> Int {
        bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func bytes(of number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in
            sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
        }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
    }
}
