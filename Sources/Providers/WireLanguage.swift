import Documents
import Vocabulary

/// What one dialect's JSON means; framing, limits and errors of transport are `DialectReader`'s.
protocol WireLanguage: Sendable {
    init()

    /// How its streams may be framed, the usual way first. Server-sent events are read wherever they come.
    static var framings: [StreamFacts.Framing] { get }

    /// Whether a stream of its may begin as a plain answer does, with an object.
    static var streamsObjects: Bool { get }

    /// Whether its end mark is followed by more: token counts, say.
    static var speaksAfterEndMark: Bool { get }

    /// How its counts lie in one another: by their sum, since as a rule nobody here knows whose they are.
    static var usageRule: UsageRule { get }

    /// One event of a stream, errors excepted. Says whether it was no more than a keep-alive.
    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind

    /// A whole plain answer, errors excepted.
    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    )

    /// The error that an event or a plain body is; nil where it is none.
    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError?

    /// Whether an error body has the form that the language gives it.
    static func isOwnEnvelope(_ tape: borrowing JSONTape) -> Bool

    /// The answer is over: what is still held back, and what is still amiss.
    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void)
}

extension WireLanguage {
    static var framings: [StreamFacts.Framing] { [.sse] }
    static var streamsObjects: Bool {
        // Compared one by one, which the compiler sees through.
        framings.contains { if case .ndjson = $0 { true } else { false } }
    }
    static var speaksAfterEndMark: Bool { false }
    static var usageRule: UsageRule { .bySum }
    static func isOwnEnvelope(_ tape: borrowing JSONTape) -> Bool { true }
}

enum EventKind { case data, keepAlive }
