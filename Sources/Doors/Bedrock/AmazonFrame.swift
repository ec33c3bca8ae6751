/// A frame of Amazon's binary event stream: the length of all, the length of the headers and a checksum of both,
/// then headers, payload and a checksum of all before it. Numbers stand with their highest byte first.
public struct AmazonFrame: Sendable, Equatable {
    /// Each by its name; a door tells texts alone.
    public var headers: [(name: String, value: String)]
    public var payload: [UInt8]

    public init(headers: [(name: String, value: String)], payload: [UInt8]) {
        self.headers = headers
        self.payload = payload
    }

    public static func == (one: AmazonFrame, other: AmazonFrame) -> Bool {
        one.payload == other.payload
            && one.headers.elementsEqual(other.headers) {
                $0.name == $1.name && $0.value == $1.value
            }
    }

    /// The media type of a stream of them.
    public static let mediaType = "application/vnd.amazon.eventstream"

    private static let preludeBytes = 12
    private static let checksumBytes = 4
    private static let textType: UInt8 = 7

    public var bytes: [UInt8] {
        var written: [UInt8] = []
        for (name, value) in headers {
            // Names and values of ours are short.
            let (name, value) = (name.utf8.prefix(255), value.utf8.prefix(Int(UInt16.max)))
            written.append(UInt8(name.count))
            written += name
            written.append(Self.textType)
            written += Self.number(UInt32(value.count)).suffix(2)
            written += value
        }
        let length = Self.preludeBytes + written.count + payload.count + Self.checksumBytes
        var frame = Self.number(UInt32(length)) + Self.number(UInt32(written.count))
        frame.reserveCapacity(length)
        frame += Self.number(Checksum.of(frame[...]))
        frame += written
        frame += payload
        frame += Self.number(Checksum.of(frame[...]))
        return frame
    }

    /// How long the frame is that begins so; nil where the first four bytes are not there yet.
    public static func length(of beginning: ArraySlice<UInt8>) -> Int? {
        guard beginning.count >= 4 else { return nil }
        return Int(number(in: beginning.prefix(4)))
    }

    /// Nil for what is no whole frame, or has a header that is no text.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.preludeBytes + Self.checksumBytes,
            Self.length(of: bytes[...]) == bytes.count
        else { return nil }
        let end = bytes.count - Self.checksumBytes
        let headerEnd = Self.preludeBytes + Int(Self.number(in: bytes[4..<8]))
        guard headerEnd <= end,
            Checksum.of(bytes[..<8]) == Self.number(in: bytes[8..<Self.preludeBytes]),
            Checksum.of(bytes[..<end]) == Self.number(in: bytes[end...])
        else { return nil }
        headers = []
        payload = Array(bytes[headerEnd..<end])
        var place = Self.preludeBytes
        while place < headerEnd {
            let nameEnd = place + 1 + Int(bytes[place])
            guard nameEnd + 3 <= headerEnd, bytes[nameEnd] == Self.textType else { return nil }
            let valueEnd = nameEnd + 3 + Int(Self.number(in: bytes[(nameEnd + 1)..<(nameEnd + 3)]))
            guard valueEnd <= headerEnd else { return nil }
            headers.append(
                (
                    String(decoding: bytes[(place + 1)..<nameEnd], as: UTF8.self),
                    String(decoding: bytes[(nameEnd + 3)..<valueEnd], as: UTF8.self)
                ))
            place = valueEnd
        }
    }

    private static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }

    private static func number(in bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// CRC-32 as in Ethernet's frames and zlib, byte by byte.
private enum Checksum {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1 }
    }

    static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        let table = table
        return ~bytes.reduce(UInt32.max) { sum, byte in
            table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8
        }
    }
}
