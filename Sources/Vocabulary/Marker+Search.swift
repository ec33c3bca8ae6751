extension Marker {
    /// The last marker in a request's body, whatever the dialect wraps around it: a prompt may quote one of
    /// an earlier run, and its own stands behind all of its words.
    ///
    /// Bytes are searched and no document is read: a marker is made so that JSON leaves it as it is, and
    /// a body that no dialect understands must find its case too.
    public static func last(in body: Span<UInt8>) -> Marker? {
        let length = prefix.utf8.count + digits
        guard body.count >= length else { return nil }
        var start = body.count - length
        while start >= 0 {
            if body[start] == firstByte, isMarker(body.extracting(start..<start + length)) {
                return Marker(text: text(of: body.extracting(start..<start + length)))
            }
            start -= 1
        }
        return nil
    }

    private static let firstByte = prefix.utf8.first

    private static func isMarker(_ candidate: Span<UInt8>) -> Bool {
        var position = 0
        for byte in prefix.utf8 {
            guard candidate[position] == byte else { return false }
            position += 1
        }
        while position < candidate.count {
            switch candidate[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
                position += 1
            default: return false
            }
        }
        return true
    }

    private static func text(of bytes: Span<UInt8>) -> String {
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in bytes.indices { copy.append(bytes[index]) }
        return String(decoding: copy, as: UTF8.self)
    }
}
