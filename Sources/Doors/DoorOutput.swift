public import Vocabulary

/// Where a stream is written: bytes, and where each event in them ends, so that they can be sent one
/// by one on a schedule and broken at a known place.
public struct DoorOutput: Sendable {
    public enum Kind: String, Sendable {
        /// Opens the stream and has no content: a role, `message_start`.
        case opening
        /// Opens or closes a block.
        case frame
        case content
        /// Why the model stopped. Where a dialect has no terminator of its own, or none but this, it is
        /// the last event.
        case finish
        case usage
        /// Ends the stream. The last event of a Responses or Gemini stream is one, and has the finish and
        /// the usage in it too.
        case terminator
        case keepAlive = "keep-alive"
        case error
    }

    public struct Event: Sendable, Equatable {
        public var kind: Kind
        public var range: Range<Int>
    }

    public internal(set) var bytes: [UInt8] = []
    public private(set) var events: [Event] = []

    public init() {}

    public var isEmpty: Bool { events.isEmpty }

    /// Keeps the memory, so that one output serves a whole stream.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
    }

    public func bytes(of event: Event) -> [UInt8] { Array(bytes[event.range]) }

    /// Ends an event: all bytes since the last one belong to it.
    @inline(__always)
    mutating func end(_ kind: Kind) {
        events.append(Event(kind: kind, range: (events.last?.range.upperBound ?? 0)..<bytes.count))
    }
}

/// Writes one answer as a stream of events, delta by delta, whoever's deltas they are.
///
/// Nothing goes out before the first content, so that ids, model and early usage can be gathered first
/// and a gateway can still turn to another leg.
public protocol DoorStream: Sendable {
    /// Status and headers; the body is empty.
    var head: DoorReply { get }

    /// Opens the stream now, without content. Does nothing once it is open.
    mutating func begin(into output: inout DoorOutput)

    mutating func write(_ delta: Delta, into output: inout DoorOutput)

    /// Finish, usage and terminator. A stream that was never told why the model stopped ends in an
    /// error: no door invents a reason.
    mutating func finish(into output: inout DoorOutput)

    /// Breaks the answer off with an error; nothing is written after it.
    mutating func fail(_ error: DoorError, into output: inout DoorOutput)

    /// Bytes that carry nothing and keep the connection awake.
    func keepAlive(into output: inout DoorOutput)
}

extension DoorStream {
    /// A whole answer at once: what a simulated lane sends by and by.
    public mutating func events(of deltas: [Delta]) -> DoorOutput {
        var output = DoorOutput()
        for delta in deltas { write(delta, into: &output) }
        finish(into: &output)
        return output
    }
}
