/// Looks whether a text begins with `<think>`, in however many pieces it comes.
struct ThinkTag: Sendable {
    private static let tag = Array("<think>".utf8)
    /// How much of the tag has come; nil once the text has begun otherwise, or the tag was found.
    private var matched: Int? = 0

    /// True once, with the piece that completes the tag.
    @inline(__always)
    mutating func isFound(in text: String) -> Bool {
        guard matched != nil else { return false }
        return advance(text)
    }

    private mutating func advance(_ text: String) -> Bool {
        guard var count = matched else { return false }
        let bytes = text.utf8.span
        for index in bytes.indices {
            let byte = bytes[index]
            if count == 0, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                continue
            }
            guard byte == Self.tag[count] else {
                matched = nil
                return false
            }
            count += 1
            if count == Self.tag.count {
                matched = nil
                return true
            }
        }
        matched = count
        return false
    }
}
