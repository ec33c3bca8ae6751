import Documents

/// A body that is read as a whole.
enum PlainBody {
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// The body without white space around it, which gateways send to keep connections alive.
    static func trimmed(_ body: Span<UInt8>) -> (text: Range<Int>, hasMark: Bool) {
        let hasMark = ByteOrderMark.stands(in: body)
        var start = hasMark ? ByteOrderMark.length : 0
        var end = body.count
        while start < end, isSpace(body[start]) { start += 1 }
        while end > start, isSpace(body[end - 1]) { end -= 1 }
        return (start..<end, hasMark)
    }

    /// The same of a body that was gathered; most are an object from their first byte to their last.
    static func trimmed(_ body: borrowing JSONTape) -> (text: Range<Int>, hasMark: Bool) {
        let count = body.gatheredCount
        guard count > 1, body.gatheredByte(at: 0) == UInt8(ascii: "{"),
            body.gatheredByte(at: count - 1) == UInt8(ascii: "}")
        else { return trimmed(body.gathered.span) }
        return (0..<count, false)
    }

    /// Gzip, which the transport would have undone had a header named it.
    static func isCompressed(_ body: ArraySlice<UInt8>) -> Bool { body.starts(with: [0x1F, 0x8B]) }

    /// The lines of an event's text that hold anything.
    static func lines(_ text: Span<UInt8>) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for index in 0...text.count where index == text.count || text[index] == 0x0A {
            if index > start { lines.append(start..<index) }
            start = index + 1
        }
        return lines
    }

    /// A body that is no JSON, as a message: 64 KiB say enough.
    static func message(_ text: ArraySlice<UInt8>) -> String {
        String(decoding: text.prefix(64 << 10), as: UTF8.self)
    }
}
