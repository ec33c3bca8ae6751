/// When the content of a stream came: as many moments as fit into a fixed room, and its longest silence exactly.
public struct GapTrace: Sendable, Equatable {
    /// Of every so many events, from the second on, in nanoseconds since the first.
    public private(set) var moments: [Int64] = []
    public private(set) var every = 1
    private var count = 0
    /// From the first event to the last.
    public private(set) var span: Int64 = 0
    public private(set) var longest: Int64 = 0
    public private(set) var longestStart: Int64 = 0

    /// More than a picture can show; when they are full, every other one goes.
    private static let momentsMax = 128

    public init() {}

    public mutating func add(nanoseconds gap: Int64) {
        if gap > longest { (longest, longestStart) = (gap, span) }
        span += gap
        count += 1
        guard count % every == 0 else { return }
        moments.append(span)
        guard moments.count == Self.momentsMax else { return }
        every *= 2
        for place in 0..<Self.momentsMax / 2 { moments[place] = moments[2 * place + 1] }
        moments.removeLast(Self.momentsMax / 2)
    }
}

/// The course of one stream as a row keeps it, in microseconds since its request was sent.
///
/// An object, because most rows have none, and those that have are handed on.
public final class StreamTrace: Sendable, Equatable {
    /// Content events in all, and of every how many the moments are.
    public let events: Int
    public let every: Int
    /// The first event, every so many after it, and the last.
    public let moments: [Int]
    /// The longest silence: between two events, or after the last of them.
    public let stall: Range<Int>
    /// The last byte, of whatever it was.
    public let end: Int

    public init(events: Int, every: Int, moments: [Int], stall: Range<Int>, end: Int) {
        self.events = events
        self.every = every
        self.moments = moments
        self.stall = stall
        self.end = end
    }

    /// Nil where nobody would see a silence: shorter ones are the network's, and ours.
    public convenience init?(
        _ gaps: GapTrace, events: Int, firstContent: Duration?, end: Duration?
    ) {
        guard let first = firstContent?.inNanoseconds, let end = end?.inNanoseconds, events > 1
        else { return nil }
        let last = first + gaps.span
        let tail = end - last
        guard max(gaps.longest, tail) >= Self.silenceMin else { return nil }
        let start = tail > gaps.longest ? last : first + gaps.longestStart
        var moments = [Int(first / 1000)] + gaps.moments.map { Int((first + $0) / 1000) }
        if gaps.moments.last != gaps.span { moments.append(Int(last / 1000)) }
        let from = Int(start / 1000)
        self.init(
            events: events, every: gaps.every, moments: moments,
            stall: from..<from + Int(max(tail, gaps.longest) / 1000),
            end: max(Int(end / 1000), Int(last / 1000)))
    }

    private static let silenceMin: Int64 = 20_000_000

    public static func == (one: StreamTrace, other: StreamTrace) -> Bool {
        one.events == other.events && one.every == other.every && one.moments == other.moments
            && one.stall == other.stall && one.end == other.end
    }
}
