/// The chunk before, but for its text: most chunks of a stream differ from it in that one string alone.
///
/// Such a chunk needs no second reading of its JSON: what is equal byte for byte means the same. Measured,
/// this makes a stream three times as fast to read as with a tape for each event.
struct ChunkTemplate: Sendable {
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private(set) var isReasoning = false
    /// Chunks that were learned and then not met again, in a row.
    private var misses = 0

    /// Some pad each chunk or number it: there is nothing to learn from these.
    private static let missesMax = 16

    /// Remembers an event that said nothing but the string inside these quotes.
    mutating func learn(_ event: Span<UInt8>, quoted: Range<Int>, isReasoning: Bool) {
        guard misses < Self.missesMax else { return }
        misses += 1
        head.removeAll(keepingCapacity: true)
        tail.removeAll(keepingCapacity: true)
        head.append(copying: event.extracting(0..<quoted.lowerBound + 1))
        tail.append(copying: event.extracting(quoted.upperBound - 1..<event.count))
        self.isReasoning = isReasoning
    }

    /// The text of an event that is the remembered one but for it. Nil for all others, and for texts that
    /// need decoding or are not valid.
    @inline(__always)
    mutating func text(of event: Span<UInt8>) -> String? {
        let start = head.count
        let end = event.count &- tail.count
        guard start > 0, end > start, event.extracting(0..<start).isSame(as: head),
            event.extracting(end..<event.count).isSame(as: tail)
        else { return nil }
        guard let text = event.extracting(start..<end).plainJSONText else { return nil }
        misses = 0
        return text
    }
}
