/// Where events begin and end: what one framing knows, fed with bytes in their order.
protocol EventBounds: Sendable {
    init()

    /// The first byte of the next event from `position` on; nil if there is none in these bytes.
    mutating func start(in bytes: Span<UInt8>, from position: Int) -> Int?

    /// One behind the last byte of the event that began before; nil if it goes on beyond these bytes.
    mutating func end(in bytes: Span<UInt8>, from position: Int) -> Int?

    /// The data inside a whole event; nil if it is damaged.
    mutating func data(of event: Span<UInt8>) -> Range<Int>?

    /// The event that is open cannot end anywhere: nothing is read after it.
    var isLost: Bool { get }
}

extension EventBounds {
    var isLost: Bool { false }
}

/// Events out of bytes in pieces of any size, by the bounds of one framing.
///
/// A puller like `SSEParser`: what lies whole inside a piece is handed on as a range of it, uncopied, and only
/// what a piece leaves unfinished is kept.
struct PieceFramer<Bounds: EventBounds>: Sendable {
    private(set) var bounds = Bounds()
    /// The largest event, with all that frames it.
    let eventBytesMax: Int
    private(set) var isOverLimit = false
    /// The event that earlier pieces left unfinished.
    private(set) var held: [UInt8] = []

    private var isOpen = false
    /// The event in `held` was handed out: the next call forgets it.
    private var isSpent = false
    private var damaged: [Int] = []
    /// How much of the body came before the piece that is being read, and before the open event.
    private var pieceOffset = 0
    private var eventOffset = 0

    init(eventBytesMax: Int) { self.eventBytesMax = eventBytesMax }

    /// Where an event began that ends nowhere.
    var lostAt: Int? { bounds.isLost ? eventOffset : nil }

    mutating func takeDamaged() -> [Int] {
        guard !damaged.isEmpty else { return [] }
        defer { damaged = [] }
        return damaged
    }

    /// The next whole event of the piece from `position` on; nil when the piece is used up.
    mutating func next(_ piece: Span<UInt8>, _ position: inout Int) -> StreamEvent? {
        if isSpent { forgetHeld() }
        while !isOverLimit, !bounds.isLost {
            if !isOpen {
                guard let start = bounds.start(in: piece, from: position) else { break }
                isOpen = true
                position = start
                eventOffset = pieceOffset + start
            }
            guard let end = bounds.end(in: piece, from: position) else {
                // Of an event that is lost nothing is kept, so that it cannot be too long as well.
                if !bounds.isLost { _ = hold(piece, position..<piece.count) }
                break
            }
            let part = position..<end
            position = end
            if let event = finish(piece, part) { return event }
        }
        position = piece.count
        pieceOffset += piece.count
        return nil
    }

    /// After the last piece: what was begun and not ended, or nil.
    mutating func trailing() -> StreamEvent? {
        guard isOpen, !isSpent, !isOverLimit, !bounds.isLost else { return nil }
        isSpent = true
        return heldEvent()
    }

    /// The event whose last part this is; nil if it is damaged or too long.
    private mutating func finish(_ piece: Span<UInt8>, _ part: Range<Int>) -> StreamEvent? {
        if held.isEmpty {
            isOpen = false
            guard part.count <= eventBytesMax else {
                isOverLimit = true
                return nil
            }
            return event(in: .piece, bounds.data(of: piece.extracting(part)), from: part.lowerBound)
        }
        guard hold(piece, part) else { return nil }
        guard let event = heldEvent() else {
            forgetHeld()
            return nil
        }
        isSpent = true
        return event
    }

    private mutating func heldEvent() -> StreamEvent? {
        let whole = held
        return event(in: .held, bounds.data(of: whole.span), from: 0)
    }

    private mutating func event(
        in place: StreamEvent.Place, _ data: Range<Int>?, from start: Int
    ) -> StreamEvent? {
        guard let data else {
            damaged.append(eventOffset)
            return nil
        }
        return StreamEvent(
            place: place, data: start + data.lowerBound..<start + data.upperBound,
            offset: eventOffset + data.lowerBound)
    }

    private mutating func hold(_ piece: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard held.count + range.count <= eventBytesMax else {
            isOverLimit = true
            return false
        }
        held.append(copying: piece.extracting(range))
        return true
    }

    private mutating func forgetHeld() {
        held.removeAll(keepingCapacity: true)
        isSpent = false
        isOpen = false
    }
}
