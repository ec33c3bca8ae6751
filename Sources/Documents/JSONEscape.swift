/// Strings as JSON wants them, shared by all that write JSON.
enum JSONEscape {
    /// A text in its quotes, with a comma before it and a colon behind it where they belong. Nearly all need no
    /// escape, and are appended in one step.
    static func append(
        quoted text: String, comma: Bool = false, colon: Bool = false, to bytes: inout [UInt8]
    ) {
        unsafe text.utf8.span.withUnsafeBufferPointer { text in
            guard unsafe JSONScanner.escapeNeeded(text, from: 0) == text.count else {
                bytes.append(contentsOf: comma ? [0x2C, 0x22] : [0x22])
                unsafe append(escaped: text, to: &bytes)
                bytes.append(contentsOf: colon ? [0x22, 0x3A] : [0x22])
                return
            }
            bytes.append(addingCapacity: text.count &+ 4) { room in
                unsafe room.withUnsafeMutableBufferPointer { room, count in
                    guard let start = room.baseAddress else { return }
                    unsafe start[0] = 0x2C
                    let quote = unsafe start + (comma ? 1 : 0)
                    unsafe quote[0] = 0x22
                    if let from = text.baseAddress {
                        unsafe (quote + 1).update(from: from, count: text.count)
                    }
                    let end = unsafe quote + (text.count &+ 1)
                    unsafe end[0] = 0x22
                    unsafe end[1] = 0x3A
                    count = unsafe end - start + (colon ? 2 : 1)
                }
            }
        }
    }

    /// Runs without need of an escape are appended at once.
    private static func append(escaped text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        var run = 0
        var at = 0
        while at < text.count {
            at = unsafe JSONScanner.escapeNeeded(text, from: at)
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[run..<at]))
            guard at < text.count else { return }
            unsafe append(escapeOf: text[at], to: &bytes)
            at += 1
            run = at
        }
    }

    private static func append(escapeOf byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(0x5C)
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x08: bytes.append(0x62)
        case 0x0C: bytes.append(0x66)
        case 0x0A: bytes.append(0x6E)
        case 0x0D: bytes.append(0x72)
        case 0x09: bytes.append(0x74)
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(0x30 + byte >> 4)
            bytes.append(hexDigit(byte & 0x0F))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x57 + value
    }
}

extension JSONScanner {
    /// As `stops`, for a text that is to be written: bytes of more than seven bits are no reason to stop.
    @inline(__always)
    private static func mustEscape(_ word: UInt64) -> UInt64 {
        let quoteOrControl = (word ^ (ones &* 0x02)) &- (ones &* 0x21)
        let backslash = (word ^ (ones &* 0x5C)) &- ones
        return (quoteOrControl | backslash) & ~word & highs
    }

    /// The next byte that a string cannot hold as it is, or the end.
    static func escapeNeeded(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = text.baseAddress else { return start }
        var at = start
        while at &+ 8 <= text.count {
            let found = unsafe mustEscape(load8(base + at))
            if found != 0 { return at &+ found.trailingZeroBitCount &>> 3 }
            at &+= 8
        }
        if at < text.count, text.count &- start >= 8 {
            // The bytes from the start to here need no escape: what is found now is behind them.
            at = text.count &- 8
            let found = unsafe mustEscape(load8(base + at))
            return found == 0 ? text.count : at &+ found.trailingZeroBitCount &>> 3
        }
        if start == 0, text.count >= 4 {
            let ends = unsafe UInt64(load4(base)) | UInt64(load4(base + (text.count &- 4))) &<< 32
            if mustEscape(ends) == 0 { return text.count }
        }
        while at < text.count {
            let byte = unsafe base[at]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return at }
            at &+= 1
        }
        return at
    }
}
