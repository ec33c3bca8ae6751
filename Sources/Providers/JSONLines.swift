/// One JSON value a line (`application/x-ndjson`); blank lines are nothing, and the last line may lack its end.
struct JSONLines: EventBounds {
    private(set) var usesCRLF = false
    private(set) var hasByteOrderMark = false
    private var isAtStart = true

    mutating func start(in bytes: Span<UInt8>, from position: Int) -> Int? {
        var at = position
        if isAtStart {
            isAtStart = false
            hasByteOrderMark = ByteOrderMark.stands(in: bytes)
            if hasByteOrderMark { at += ByteOrderMark.length }
        }
        while at < bytes.count, PlainBody.isSpace(bytes[at]) { at += 1 }
        return at < bytes.count ? at : nil
    }

    /// A CR inside a line is white space of its JSON: only an LF ends it.
    mutating func end(in bytes: Span<UInt8>, from position: Int) -> Int? {
        var at = position
        while let end = LineEnd.next(in: bytes, from: at) {
            if bytes[end] == 0x0A { return end }
            at = end + 1
        }
        return nil
    }

    mutating func data(of event: Span<UInt8>) -> Range<Int>? {
        var end = event.count
        if end > 0, event[end - 1] == 0x0D {
            usesCRLF = true
            end -= 1
        }
        return 0..<end
    }
}

/// The three bytes by which some programs begin a text.
enum ByteOrderMark {
    static let length = 3

    /// Whether it begins these bytes: readers see to it that a body's first piece holds all of it.
    static func stands(in bytes: Span<UInt8>) -> Bool {
        bytes.count >= length && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    }
}
