import Documents
import Doors
import Vocabulary

/// An event of a stream as it passes, with its end; a plain answer is one.
struct PassingEvent: Sendable {
    var bytes: [UInt8]
    var signs: Set<LaneSign>
    /// What passed before it.
    var hadContent = false
    var hadFinish = false
    /// Content came before, and nothing behind it yet.
    var isNextAfterContent = false
    /// This is the first content.
    var isFirstContent: Bool { signs.contains(.content) && !hadContent }

    /// Changes the JSON in it, and leaves what is around it as it came; of what has none, nothing.
    mutating func edit(_ change: (inout EditedJSON) -> Void) {
        if var frame = AmazonFrame(bytes) {
            guard let edited = Self.edited(frame.payload, change) else { return }
            frame.payload = edited
            bytes = frame.bytes
            return
        }
        let lines = bytes.split(separator: lineFeed, omittingEmptySubsequences: false)
        let data = lines.indices.filter { lines[$0].starts(with: Self.field) }
        guard let first = data.first else {
            let isBlank = { [UInt8](" \t\n\r".utf8).contains($0) }
            guard let start = bytes.firstIndex(where: { !isBlank($0) }),
                let end = bytes.lastIndex(where: { !isBlank($0) })
            else { return }
            if let edited = Self.edited(Array(bytes[start...end]), change) {
                bytes.replaceSubrange(start...end, with: edited)
            }
            return
        }
        // One value may be spread over several lines, each behind the field's name.
        let values = data.map { place -> ArraySlice<UInt8> in
            let value = lines[place].dropFirst(Self.field.count)
            return value.last == carriageReturn ? value.dropLast() : value
        }
        guard let edited = Self.edited(Array(values.joined(separator: [lineFeed])), change) else {
            return
        }
        let hasReturn = lines[first].last == carriageReturn
        let written = edited.split(separator: lineFeed, omittingEmptySubsequences: false).map {
            Self.field + $0 + (hasReturn ? [carriageReturn] : [])
        }
        bytes = Array(
            lines.indices.flatMap { place -> [[UInt8]] in
                if place == first { return written }
                return data.contains(place) ? [] : [Array(lines[place])]
            }.joined(separator: [lineFeed]))
    }

    /// Takes its JSON's last brace away, and nothing of what is around that.
    mutating func loseBrace() {
        let brace = UInt8(ascii: "}")
        if var frame = AmazonFrame(bytes) {
            guard let place = frame.payload.lastIndex(of: brace) else { return }
            frame.payload.remove(at: place)
            bytes = frame.bytes
        } else if let place = bytes.lastIndex(of: brace) {
            bytes.remove(at: place)
        }
    }

    /// Nil where it is no JSON, or stays as it was.
    private static func edited(
        _ json: [UInt8], _ change: (inout EditedJSON) -> Void
    ) -> [UInt8]? {
        var tape = JSONTape()
        guard (try? tape.read(json)) != nil else { return nil }
        var text = EditedJSON(json)
        change(&text)
        return text.bytes == json ? nil : text.bytes
    }

    private static let field = Array("data:".utf8)
}

private let lineFeed: UInt8 = 0x0A
private let carriageReturn: UInt8 = 0x0D

extension EventSplitter {
    /// Those of a whole event stream, and what has no end.
    static func events(in bytes: [UInt8]) -> [[UInt8]] {
        var splitter = EventSplitter(contentType: nil)
        let events = splitter.take(bytes)
        return (events + [splitter.rest()]).filter { !$0.isEmpty }
    }
}
