/// Server-sent events out of bytes in pieces of any size, by the rules of the HTML standard.
///
/// A puller: `next` is asked about the same piece until it says nil. An event that lies whole inside the
/// piece is handed on as a range of it, uncopied; only what a piece leaves unfinished is kept.
public struct SSEParser: Sendable {
    /// The largest event, from its first line that counts to the end of its last: the line ends behind it are
    /// not counted, so that no cut between them matters.
    public let eventBytesMax: Int
    /// An event passed `eventBytesMax`; nothing is read after it.
    public private(set) var isOverLimit = false
    /// The event that earlier pieces left unfinished, from its first line on.
    public private(set) var held: [UInt8] = []
    private var lines = SSELines()

    /// Where in `held` the line starts that has no end yet.
    private var heldLine = 0
    /// The event in `held` was handed out: the next call forgets it.
    private var isSpent = false
    /// The last byte was a CR: an LF that follows belongs to it.
    private var mayOweLF = false
    /// That CR ended a line with something in it.
    private var owesForText = false
    /// How much of the body came before the piece that is being read, and before `held`.
    private var pieceOffset = 0
    private var heldOffset = 0
    /// Told by lines that are not blank: a reader that stops with an event has seen their ends as a whole.
    public private(set) var usesCRLF = false

    public init(eventBytesMax: Int = 16 << 20) {
        self.eventBytesMax = eventBytesMax
    }

    public var comments: Int { lines.comments }
    public var hasByteOrderMark: Bool { lines.hasByteOrderMark }
    public var hasNamedEvents: Bool { lines.hasNamedEvents }
    /// An object that stands in the stream outside of any event, as servers write it that fail on the way.
    public var bare: [UInt8] { lines.bare }
    /// Several data lines of one event, joined by LF.
    public var joined: [UInt8] { lines.joined }

    /// The next whole event of the piece from `position` on; nil when the piece is used up.
    public mutating func next(_ piece: Span<UInt8>, _ position: inout Int) -> StreamEvent? {
        guard held.isEmpty, !mayOweLF, !isOverLimit else { return resume(piece, &position) }
        return pull(piece, &position)
    }

    /// After the last piece: the event that lacks its blank line, or nil.
    public mutating func trailing() -> StreamEvent? {
        guard !isSpent, !isOverLimit else { return nil }
        if heldLine < held.count {
            _ = takeHeld(heldLine..<held.count)
            heldLine = held.count
        }
        isSpent = true
        return lines.finishEvent(in: .held, base: heldOffset)
    }

    /// Reads where nothing is left over from before.
    private mutating func pull(_ piece: Span<UInt8>, _ position: inout Int) -> StreamEvent? {
        var start = position
        while let end = LineEnd.next(in: piece, from: position) {
            let line = position..<end
            guard line.isEmpty || end &- start <= eventBytesMax else {
                isOverLimit = true
                break
            }
            position = afterLineEnd(piece, end, isBlank: line.isEmpty)
            if line.isEmpty {
                if let event = lines.finishEvent(in: .piece, base: pieceOffset) { return event }
                start = position
            } else if lines.take(piece, line) {
                start = position
            }
        }
        if !isOverLimit, start < piece.count { hold(piece, from: start, lineAt: position) }
        finishPiece(piece, &position)
        return nil
    }

    /// Reads on where a piece before left a line or an event unfinished.
    private mutating func resume(_ piece: Span<UInt8>, _ position: inout Int) -> StreamEvent? {
        if isSpent { forgetHeld() }
        settleDebt(piece, &position)
        if isOverLimit {
            finishPiece(piece, &position)
            return nil
        }
        if held.isEmpty { return pull(piece, &position) }
        while let end = LineEnd.next(in: piece, from: position) {
            let line = heldLine..<(held.count + end - position)
            guard line.isEmpty || line.upperBound <= eventBytesMax else {
                isOverLimit = true
                break
            }
            let after = afterLineEnd(piece, end, isBlank: line.isEmpty)
            held.append(copying: piece.extracting(position..<after))
            heldLine = held.count
            position = after
            if line.isEmpty {
                if let event = lines.finishEvent(in: .held, base: heldOffset) {
                    isSpent = true
                    return event
                }
            } else if !takeHeld(line) {
                continue
            }
            forgetHeld()
            return pull(piece, &position)
        }
        if !isOverLimit { keep(piece, from: position) }
        finishPiece(piece, &position)
        return nil
    }

    private mutating func finishPiece(_ piece: Span<UInt8>, _ position: inout Int) {
        position = piece.count
        pieceOffset += piece.count
    }

    /// Where the line after this line end starts: LF, CR, or both of them.
    @inline(__always)
    private mutating func afterLineEnd(
        _ piece: Span<UInt8>, _ end: Int, isBlank: Bool
    ) -> Int {
        guard piece[end] == 0x0D else { return end &+ 1 }
        guard end &+ 1 < piece.count else {
            mayOweLF = true
            owesForText = !isBlank
            return end &+ 1
        }
        guard piece[end &+ 1] == 0x0A else { return end &+ 1 }
        if !isBlank { usesCRLF = true }
        return end &+ 2
    }

    /// An LF whose CR ended the piece before is no line of its own.
    private mutating func settleDebt(_ piece: Span<UInt8>, _ position: inout Int) {
        guard mayOweLF, position < piece.count else { return }
        mayOweLF = false
        guard piece[position] == 0x0A else { return }
        if owesForText { usesCRLF = true }
        if !held.isEmpty {
            held.append(0x0A)
            heldLine = held.count
        }
        position += 1
    }

    // MARK: What a piece leaves unfinished

    private mutating func hold(_ piece: Span<UInt8>, from start: Int, lineAt line: Int) {
        lines.move(by: -start)
        heldLine = line - start
        heldOffset = pieceOffset + start
        keep(piece, from: start)
    }

    /// Keeps the rest of a piece, unless it has part of a line that is too much.
    private mutating func keep(_ piece: Span<UInt8>, from start: Int) {
        let end = held.count + piece.count - start
        guard end == heldLine || end <= eventBytesMax else { return isOverLimit = true }
        held.append(copying: piece.extracting(start..<piece.count))
    }

    private mutating func takeHeld(_ line: Range<Int>) -> Bool {
        let held = held
        return lines.take(held.span, line)
    }

    private mutating func forgetHeld() {
        held.removeAll(keepingCapacity: true)
        heldLine = 0
        isSpent = false
    }
}

/// The lines of one event, and what all lines so far have told.
private struct SSELines: Sendable {
    private(set) var comments = 0
    private(set) var hasByteOrderMark = false
    private(set) var hasNamedEvents = false
    private(set) var joined: [UInt8] = []
    private(set) var bare: [UInt8] = []
    private var isBare = false
    private var isAtStart = true
    /// The first data line's value, as a range of the bytes that hold this event.
    private var data = 0..<0
    private var dataLines = 0

    /// The event that a blank line ends; nil if it had no data.
    @inline(__always)
    mutating func finishEvent(in place: StreamEvent.Place, base: Int) -> StreamEvent? {
        defer { dataLines = 0 }
        switch dataLines {
        case 0:
            isBare = false
            return nil
        case 1: return StreamEvent(place: place, data: data, offset: base + data.lowerBound)
        default:
            return StreamEvent(
                place: .joined, data: 0..<joined.count, offset: base + data.lowerBound)
        }
    }

    mutating func move(by distance: Int) {
        guard dataLines > 0 else { return }
        data = data.lowerBound + distance..<data.upperBound + distance
    }

    /// Reads one line that is not blank. Says whether nothing of its event needs to be kept so far.
    @inline(__always)
    mutating func take(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
        var start = line.lowerBound
        if isAtStart {
            isAtStart = false
            start = afterByteOrderMark(bytes, line)
        }
        let end = line.upperBound
        // `data` and a colon in one look: what nearly all lines are.
        if end &- start >= 5, bytes[start] == 0x64, bytes[start &+ 1] == 0x61,
            bytes[start &+ 2] == 0x74, bytes[start &+ 3] == 0x61, bytes[start &+ 4] == 0x3A
        {
            start &+= 5
            if start < end, bytes[start] == 0x20 { start &+= 1 }
            takeData(bytes, start..<end)
            return false
        }
        return takeOther(bytes, start..<end)
    }

    @inline(__always)
    private mutating func takeData(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        if dataLines == 0 {
            data = value
        } else {
            join(bytes, value)
        }
        dataLines &+= 1
    }

    private mutating func join(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        if dataLines == 1 {
            joined.removeAll(keepingCapacity: true)
            joined.append(copying: bytes.extracting(data))
        }
        joined.append(0x0A)
        joined.append(copying: bytes.extracting(value))
    }

    private mutating func takeOther(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
        guard let first = line.first else { return dataLines == 0 }
        if isBare || dataLines == 0 && bytes[first] == UInt8(ascii: "{") {
            takeBare(bytes, line)
        } else if bytes[first] == 0x3A {
            comments += 1
        } else if Self.isField("event", bytes, line) {
            hasNamedEvents = true
        } else if line.count == 4, Self.isField("data", bytes, line) {
            takeData(bytes, line.upperBound..<line.upperBound)
        }
        return dataLines == 0
    }

    /// More than any error needs.
    private static let bareBytesMax = 64 << 10

    private mutating func takeBare(_ bytes: Span<UInt8>, _ line: Range<Int>) {
        isBare = true
        guard bare.count + line.count < Self.bareBytesMax else { return }
        bare.append(copying: bytes.extracting(line))
        bare.append(0x0A)
    }

    /// Whether the line has this name, before its colon or as a whole.
    private static func isField(
        _ name: String, _ bytes: Span<UInt8>, _ line: Range<Int>
    ) -> Bool {
        var at = line.lowerBound
        for byte in name.utf8 {
            guard at < line.upperBound, bytes[at] == byte else { return false }
            at += 1
        }
        return at == line.upperBound || bytes[at] == 0x3A
    }

    private mutating func afterByteOrderMark(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Int {
        let start = line.lowerBound
        guard line.count >= 3, bytes[start] == 0xEF, bytes[start + 1] == 0xBB,
            bytes[start + 2] == 0xBF
        else { return start }
        hasByteOrderMark = true
        return start + 3
    }
}
