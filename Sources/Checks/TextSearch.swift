/// Search in UTF-8 by bytes: promptfoo compares code units, while Swift's own `contains` would hold a
/// composed and a decomposed letter for the same.
enum TextSearch {
    static func text(_ text: String, contains needle: String) -> Bool {
        let (hay, needle) = (text.utf8.span, needle.utf8.span)
        guard needle.count > 0 else { return true }
        guard hay.count >= needle.count else { return false }
        let first = needle[0]
        for start in 0...(hay.count - needle.count) where hay[start] == first {
            if matches(hay, at: start, needle) { return true }
        }
        return false
    }

    static func text(_ text: String, startsWith prefix: String) -> Bool {
        let (hay, prefix) = (text.utf8.span, prefix.utf8.span)
        return hay.count >= prefix.count && matches(hay, at: 0, prefix)
    }

    /// The number, from 1, of the first scalar at which two texts differ; nil where they are the same.
    static func firstDifference(_ one: String, _ other: String) -> Int? {
        guard !one.utf8.elementsEqual(other.utf8) else { return nil }
        var (left, right) = (one.unicodeScalars.makeIterator(), other.unicodeScalars.makeIterator())
        var number = 1
        while let a = left.next(), let b = right.next(), a == b { number += 1 }
        return number
    }

    private static func matches(_ hay: Span<UInt8>, at start: Int, _ needle: Span<UInt8>) -> Bool {
        for index in 0..<needle.count where hay[start + index] != needle[index] { return false }
        return true
    }
}
