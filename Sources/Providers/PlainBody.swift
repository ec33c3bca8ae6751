/// What a body is before anyone reads it.
enum Sniff {
    case events, plain, unclear

    /// White space and a byte order mark tell nothing. What begins like a field of an event stream is one;
    /// under the content type of a stream, all is one that does not begin like JSON or HTML.
    init(_ bytes: Span<UInt8>, saysEvents: Bool) {
        var start = 0
        if bytes[0] == 0xEF {
            guard bytes.count >= 3 else {
                self = .unclear
                return
            }
            if bytes[1] == 0xBB, bytes[2] == 0xBF { start = 3 }
        }
        while start < bytes.count, PlainBody.isSpace(bytes[start]) { start += 1 }
        guard start < bytes.count else {
            self = .unclear
            return
        }
        switch bytes[start] {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "<"): self = .plain
        case UInt8(ascii: ":"): self = .events
        // No text begins so: it is gzip's mark.
        case 0x1F: self = .plain
        default: self = saysEvents ? .events : Self.field(bytes, start)
        }
    }

    private static let fields = ["data:", "event:", "id:", "retry:"].map { Array($0.utf8) }

    private static func field(_ bytes: Span<UInt8>, _ start: Int) -> Sniff {
        var mayBe = false
        for field in fields {
            var length = 0
            while length < field.count, start + length < bytes.count,
                bytes[start + length] == field[length]
            { length += 1 }
            if length == field.count { return .events }
            if start + length == bytes.count { mayBe = true }
        }
        return mayBe ? .unclear : .plain
    }
}

enum PlainBody {
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// The body without white space around it, which gateways send to keep connections alive.
    static func trimmed(_ body: [UInt8]) -> (text: Range<Int>, hasMark: Bool) {
        var start = 0
        var end = body.count
        let hasMark = body.starts(with: [0xEF, 0xBB, 0xBF])
        if hasMark { start = 3 }
        while start < end, isSpace(body[start]) { start += 1 }
        while end > start, isSpace(body[end - 1]) { end -= 1 }
        return (start..<end, hasMark)
    }

    /// Gzip, which the transport would have undone had a header named it.
    static func isCompressed(_ body: [UInt8]) -> Bool { body.starts(with: [0x1F, 0x8B]) }

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
    static func message(_ body: [UInt8], _ text: Range<Int>) -> String {
        String(decoding: body[text].prefix(64 << 10), as: UTF8.self)
    }
}
