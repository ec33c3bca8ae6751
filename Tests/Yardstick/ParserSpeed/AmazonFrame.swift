// Amazon's binary frames, made here by their document, so that a fault of the reader's shows.

/// One event as a frame: lengths and their checksum, three headers, the payload, a checksum of all.
func amazonFrame(_ payload: String, kind: String) -> [UInt8] {
    var headers: [UInt8] = []
    for (name, value) in [
        (":event-type", kind), (":content-type", "application/json"), (":message-type", "event"),
    ] {
        headers.append(UInt8(name.utf8.count))
        headers += name.utf8
        headers.append(7)
        headers += bigEndian(UInt32(value.utf8.count)).suffix(2)
        headers += value.utf8
    }
    let total = 12 + headers.count + payload.utf8.count + 4
    var frame = bigEndian(UInt32(total)) + bigEndian(UInt32(headers.count))
    frame += bigEndian(checksum(frame))
    frame += headers
    frame += payload.utf8
    return frame + bigEndian(checksum(frame))
}

private func bigEndian(_ number: UInt32) -> [UInt8] {
    stride(from: UInt32(24), through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
}

/// CRC-32, a bit at a time.
private func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
}
