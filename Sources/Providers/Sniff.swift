import Vocabulary

/// Tells a stream from a plain answer by the first bytes of the body, fed with it as it grows.
///
/// What can only be one thing is believed whatever the headers say. One JSON object may be a plain answer or
/// the first line of a stream: where the language has such streams, the content type together with what was
/// asked decides, and otherwise whether a second object follows.
struct Sniff: Sendable {
    enum Verdict: Equatable { case stream(StreamFacts.Framing), plain, unclear }

    private let framings: [StreamFacts.Framing]
    private let mediaType: HeaderFacts.MediaType?
    private let isAsked: Bool
    private let promisedSuccess: Bool
    /// How many bytes of white space, with the mark before them, stand first: what keeps a connection alive may
    /// come byte by byte for long, and is not looked through again.
    private var blank = 0
    /// How far the first line was looked through in vain.
    private var looked = 0
    /// How far there was nothing but white space behind the first line; 0 while that line has no end.
    private var lookedBehind = 0

    init(
        framings: [StreamFacts.Framing], mediaType: HeaderFacts.MediaType?, isAsked: Bool,
        promisedSuccess: Bool
    ) {
        self.framings = framings
        self.mediaType = mediaType
        self.isAsked = isAsked
        self.promisedSuccess = promisedSuccess
    }

    /// White space and a byte order mark tell nothing. What begins like a field of an event stream is one;
    /// under the content type of a stream, all is one that does not begin like JSON or HTML.
    mutating func look(at bytes: Span<UInt8>) -> Verdict {
        if bytes[0] == 0, mayBe(.awsEventStream) { return .stream(.awsEventStream) }
        var start = blank
        if start == 0, bytes[0] == 0xEF {
            guard bytes.count >= ByteOrderMark.length else { return .unclear }
            if ByteOrderMark.stands(in: bytes) { start = ByteOrderMark.length }
        }
        while start < bytes.count, PlainBody.isSpace(bytes[start]) { start += 1 }
        blank = start
        guard start < bytes.count else { return .unclear }
        switch bytes[start] {
        case UInt8(ascii: "{"): return object(bytes, start)
        case UInt8(ascii: "["):
            return promisedSuccess && mayBe(.jsonArray) ? .stream(.jsonArray) : .plain
        // No text begins with the last of these: it is gzip's mark.
        case UInt8(ascii: "<"), 0x1F: return .plain
        case UInt8(ascii: ":"): return .stream(.sse)
        default:
            if mediaType == .eventStream { return .stream(.sse) }
            if mediaType == .awsEventStream, mayBe(.awsEventStream) {
                return .stream(.awsEventStream)
            }
            return Self.field(bytes, start)
        }
    }

    /// Whether all of what was looked at last, so many bytes, is white space.
    func isBlank(_ count: Int) -> Bool { blank == count }

    private func mayBe(_ framing: StreamFacts.Framing) -> Bool { framings.contains(framing) }

    // MARK: One object, or the first of many

    private mutating func object(_ bytes: Span<UInt8>, _ start: Int) -> Verdict {
        guard promisedSuccess, mayBe(.ndjson) else { return .plain }
        if isAsked, mediaType == .ndjson {
            // A line that is a bracket alone begins a JSON text that was written for people.
            guard start + 1 < bytes.count else { return .unclear }
            return Self.isLineEnd(bytes[start + 1]) ? .plain : .stream(.ndjson)
        }
        guard let end = firstLF(bytes, from: max(start, looked)) else {
            looked = bytes.count
            return .unclear
        }
        looked = end
        var last = end - 1
        while last > start, PlainBody.isSpace(bytes[last]) { last -= 1 }
        guard last > start, bytes[last] == UInt8(ascii: "}") else { return .plain }
        var next = max(end, lookedBehind)
        while next < bytes.count, PlainBody.isSpace(bytes[next]) { next += 1 }
        lookedBehind = next
        guard next < bytes.count else { return .unclear }
        return bytes[next] == UInt8(ascii: "{") ? .stream(.ndjson) : .plain
    }

    private func firstLF(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        var at = start
        while let end = LineEnd.next(in: bytes, from: at) {
            if bytes[end] == 0x0A { return end }
            at = end + 1
        }
        return nil
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    // MARK: Fields of events

    private static let fields = ["data:", "event:", "id:", "retry:"].map { Array($0.utf8) }

    private static func field(_ bytes: Span<UInt8>, _ start: Int) -> Verdict {
        var mayBe = false
        for field in fields {
            var length = 0
            while length < field.count, start + length < bytes.count,
                bytes[start + length] == field[length]
            { length += 1 }
            if length == field.count { return .stream(.sse) }
            if start + length == bytes.count { mayBe = true }
        }
        return mayBe ? .unclear : .plain
    }
}
