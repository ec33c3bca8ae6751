package import Vocabulary

extension Marker {
    /// The first marker in a request's body, whatever the dialect wraps around it.
    ///
    /// Bytes are searched and no document is read: a marker is made so that JSON leaves it as it is, and
    /// a body that no dialect understands must find its case too.
    package static func first(in body: Span<UInt8>) -> Marker? {
        let length = prefix.utf8.count + digits
        guard body.count >= length else { return nil }
        var start = 0
        while start <= body.count - length {
            if body[start] == firstByte, isMarker(body.extracting(start..<start + length)) {
                return Marker(text: text(of: body.extracting(start..<start + length)))
            }
            start += 1
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
