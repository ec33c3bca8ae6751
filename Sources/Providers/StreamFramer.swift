import Vocabulary

/// One event of a stream: where its data lies in the piece that was given to `next`, in `held` or in `joined`.
public struct StreamEvent: Sendable, Equatable {
    public enum Place: Sendable { case piece, held, joined }
    public var place: Place
    public var data: Range<Int>
    /// Of the first byte of its data, in the body.
    public var offset: Int
}

/// Cuts a stream into its events, however it is framed.
///
/// The framing that is spoken is changed in place: in an enumeration or behind a protocol it would be copied
/// with each event. The seldom ones are made when one of them is met, so that a reader stays small.
struct StreamFramer: Sendable {
    private(set) var framing = StreamFacts.Framing.sse
    /// Asked with each event, where comparing framings would call another module.
    private var isEvents = true
    private(set) var isFrames = false
    private var events: SSEParser
    // None or one of each.
    private var lines: [PieceFramer<JSONLines>] = []
    private var values: [PieceFramer<JSONArray>] = []
    private var frames: [PieceFramer<AWSFrames>] = []

    init(eventBytesMax: Int) {
        events = SSEParser(eventBytesMax: eventBytesMax)
    }

    /// Called once, before the first `next`.
    mutating func begin(_ framing: StreamFacts.Framing) {
        self.framing = framing
        isEvents = framing == .sse
        isFrames = framing == .awsEventStream
        let eventBytesMax = events.eventBytesMax
        switch framing {
        case .sse: break
        case .ndjson: lines = [PieceFramer(eventBytesMax: eventBytesMax)]
        case .jsonArray: values = [PieceFramer(eventBytesMax: eventBytesMax)]
        case .awsEventStream: frames = [PieceFramer(eventBytesMax: eventBytesMax)]
        }
    }

    /// The next whole event of the piece from `position` on; nil when the piece is used up.
    @inline(__always)
    mutating func next(_ piece: Span<UInt8>, _ position: inout Int) -> StreamEvent? {
        if isEvents { return events.next(piece, &position) }
        return nextOther(piece, &position)
    }

    private mutating func nextOther(
        _ piece: Span<UInt8>, _ position: inout Int
    ) -> StreamEvent? {
        switch framing {
        case .sse: events.next(piece, &position)
        case .ndjson: lines[0].next(piece, &position)
        case .jsonArray: values[0].next(piece, &position)
        case .awsEventStream: frames[0].next(piece, &position)
        }
    }

    /// After the last piece: the event that lacks its end, or nil. A binary frame without its end has no
    /// data that could be trusted.
    mutating func trailing() -> StreamEvent? {
        switch framing {
        case .sse: events.trailing()
        case .ndjson: lines[0].trailing()
        case .jsonArray: values[0].trailing()
        case .awsEventStream: nil
        }
    }

    /// The bytes that an event lies in which more than one piece made.
    func bytes(of event: StreamEvent) -> [UInt8] {
        event.place == .joined ? events.joined : held
    }

    /// What earlier pieces left unfinished.
    var held: [UInt8] {
        switch framing {
        case .sse: events.held
        case .ndjson: lines[0].held
        case .jsonArray: values[0].held
        case .awsEventStream: frames[0].held
        }
    }

    var isOverLimit: Bool {
        switch framing {
        case .sse: events.isOverLimit
        case .ndjson: lines[0].isOverLimit
        case .jsonArray: values[0].isOverLimit
        case .awsEventStream: frames[0].isOverLimit
        }
    }

    // MARK: What only some framings can tell

    /// Where frames began whose checksum was wrong, since this was asked last.
    mutating func takeDamaged() -> [Int] { isFrames ? frames[0].takeDamaged() : [] }

    /// The place of a frame whose length cannot be believed: nothing can be read from there on.
    var lostAt: Int? { isFrames ? frames[0].lostAt : nil }

    /// The exception that the last event was.
    var fault: AWSFrames.Fault? {
        framing == .awsEventStream ? frames[0].bounds.fault : nil
    }

    /// An object outside of any event; empty where there is none.
    var bare: [UInt8] { framing == .sse ? events.bare : [] }

    /// The stream ended inside of what has an end mark of its own.
    var unclosed: String? {
        switch framing {
        case .jsonArray:
            values[0].bounds.isClosed ? nil : "the array of the stream is not closed"
        case .awsEventStream: held.isEmpty ? nil : "the stream ended within a frame"
        case .sse, .ndjson: nil
        }
    }

    /// Writes down what the bytes told beside their events.
    func tell(_ facts: inout StreamFacts) {
        facts.framing = framing
        switch framing {
        case .sse:
            facts.comments = events.comments
            facts.usesCRLF = events.usesCRLF
            facts.hasByteOrderMark = events.hasByteOrderMark
            facts.hasNamedEvents = events.hasNamedEvents
        case .ndjson:
            facts.usesCRLF = lines[0].bounds.usesCRLF
            facts.hasByteOrderMark = lines[0].bounds.hasByteOrderMark
        case .jsonArray: facts.hasByteOrderMark = values[0].bounds.hasByteOrderMark
        case .awsEventStream: break
        }
    }
}

extension StreamFacts.Framing {
    /// The content type that it comes under.
    var mediaType: HeaderFacts.MediaType {
        switch self {
        case .sse: .eventStream
        case .ndjson: .ndjson
        case .jsonArray: .json
        case .awsEventStream: .awsEventStream
        }
    }

    var title: String {
        switch self {
        case .sse: "an event stream"
        case .ndjson: "a stream of JSON lines"
        case .jsonArray: "a stream as a JSON array"
        case .awsEventStream: "an Amazon event stream"
        }
    }
}
