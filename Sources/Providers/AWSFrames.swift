import Vocabulary

/// Amazon's binary event stream (`application/vnd.amazon.eventstream`): length, length of the headers, a checksum
/// of both, headers, payload, a checksum of all. Numbers stand with their highest byte first.
struct AWSFrames: EventBounds {
    /// What a frame says that is no event: an exception of the service, or an error without a payload.
    struct Fault: Sendable, Equatable {
        var type: String?
        var message: String?

        /// The headers have the kind; the payload, where there is one, the message.
        func error(_ payload: ProviderError?) -> ProviderError {
            var error = payload ?? ProviderError()
            error.type = type ?? error.type
            error.message = error.message ?? message
            return error
        }
    }

    /// Two lengths and their checksum.
    private static let preludeBytes = 12
    private static let checksumBytes = 4

    private(set) var isLost = false
    /// Of the last whole frame; nil where it was an event.
    private(set) var fault: Fault?

    // Of the frame that is open: its first bytes, as they came in, and how many it has.
    private var seen = 0
    private var lengths: UInt64 = 0
    private var checksum: UInt32 = 0

    private var total: Int { Int(lengths >> 32) }
    private var headerBytes: Int { Int(lengths & 0xFFFF_FFFF) }

    mutating func start(in bytes: Span<UInt8>, from position: Int) -> Int? {
        guard position < bytes.count else { return nil }
        seen = 0
        lengths = 0
        checksum = 0
        return position
    }

    mutating func end(in bytes: Span<UInt8>, from position: Int) -> Int? {
        var at = position
        while seen < Self.preludeBytes, at < bytes.count {
            if seen < 8 {
                lengths = lengths << 8 | UInt64(bytes[at])
            } else {
                checksum = checksum << 8 | UInt32(bytes[at])
            }
            seen += 1
            at += 1
        }
        guard seen >= Self.preludeBytes else { return nil }
        if seen == Self.preludeBytes, !isPossible { isLost = true }
        guard !isLost else { return nil }
        let rest = total - seen
        guard bytes.count - at >= rest else {
            seen += bytes.count - at
            return nil
        }
        return at + rest
    }

    /// Whether the lengths fit their checksum and each other.
    private var isPossible: Bool {
        let least = Self.preludeBytes + Self.checksumBytes
        return CRC32.of(bigEndian: lengths) == checksum && total >= least
            && headerBytes <= total - least
    }

    mutating func data(of event: Span<UInt8>) -> Range<Int>? {
        let end = event.count - Self.checksumBytes
        guard CRC32.of(event.extracting(0..<end)) == Self.number(event, end, bytes: 4) else {
            return nil
        }
        let payload = Self.preludeBytes + headerBytes
        guard readHeaders(event.extracting(Self.preludeBytes..<payload)) else { return nil }
        return payload..<end
    }

    // MARK: Headers

    private static let messageType = Array(":message-type".utf8)
    private static let exceptionType = Array(":exception-type".utf8)
    private static let errorCode = Array(":error-code".utf8)
    private static let errorMessage = Array(":error-message".utf8)
    private static let event = Array("event".utf8)

    /// Finds out whether the frame is an event; false if its headers do not end where they should.
    private mutating func readHeaders(_ bytes: Span<UInt8>) -> Bool {
        var found = Fault()
        var isEvent = true
        var at = 0
        while at < bytes.count {
            let nameEnd = at + 1 + Int(bytes[at])
            guard nameEnd < bytes.count,
                let value = Self.value(bytes, at: nameEnd + 1, type: bytes[nameEnd])
            else { return false }
            let name = bytes.extracting(at + 1..<nameEnd)
            if bytes[nameEnd] == Self.stringType {
                let text = bytes.extracting(value)
                if name.isSame(as: Self.messageType) {
                    isEvent = text.isSame(as: Self.event)
                } else if name.isSame(as: Self.exceptionType) || name.isSame(as: Self.errorCode) {
                    found.type = Self.text(text)
                } else if name.isSame(as: Self.errorMessage) {
                    found.message = Self.text(text)
                }
            }
            at = value.upperBound
        }
        fault = isEvent ? nil : found
        return true
    }

    private static let stringType: UInt8 = 7

    /// Where a header's value stands: two truths without any, numbers of four sizes, bytes, text, a time, a UUID.
    private static func value(_ bytes: Span<UInt8>, at start: Int, type: UInt8) -> Range<Int>? {
        let sizes = [0, 0, 1, 2, 4, 8, nil, nil, 8, 16]
        guard Int(type) < sizes.count else { return nil }
        if let size = sizes[Int(type)] {
            return start + size <= bytes.count ? start..<start + size : nil
        }
        guard start + 2 <= bytes.count else { return nil }
        let end = start + 2 + Int(number(bytes, start, bytes: 2))
        return end <= bytes.count ? start + 2..<end : nil
    }

    private static func number(_ bytes: Span<UInt8>, _ start: Int, bytes count: Int) -> UInt32 {
        var number: UInt32 = 0
        for at in start..<start + count { number = number << 8 | UInt32(bytes[at]) }
        return number
    }

    private static func text(_ span: Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.append(copying: span)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The checksum of Ethernet and zlib, eight bytes at a time.
enum CRC32 {
    /// Eight tables of 256: the first for the last byte of eight, the last for the first.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = []
        for byte in UInt32(0)..<256 {
            var sum = byte
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
            tables.append(sum)
        }
        for index in 256..<2_048 {
            let before = tables[index - 256]
            tables.append(before >> 8 ^ tables[Int(before & 0xFF)])
        }
        return tables
    }()

    static func of(_ bytes: Span<UInt8>) -> UInt32 {
        let tables = tables
        var sum = UInt32.max
        var at = 0
        while at + 8 <= bytes.count {
            sum = add(eight: bytes.word(at: at), to: sum, tables)
            at += 8
        }
        while at < bytes.count {
            sum = sum >> 8 ^ tables[Int((sum ^ UInt32(bytes[at])) & 0xFF)]
            at += 1
        }
        return ~sum
    }

    static func of(bigEndian number: UInt64) -> UInt32 {
        ~add(eight: number.byteSwapped, to: .max, tables)
    }

    /// The first byte is the lowest.
    @inline(__always)
    private static func add(eight word: UInt64, to sum: UInt32, _ tables: [UInt32]) -> UInt32 {
        let word = word ^ UInt64(sum)
        var next: UInt32 = 0
        for place in 0..<8 {
            let byte = Int(truncatingIfNeeded: word &>> UInt64(8 &* place)) & 0xFF
            next ^= tables[(7 &- place) &* 256 &+ byte]
        }
        return next
    }
}
