import Documents
import Vocabulary

/// What one dialect's JSON means; framing, limits and errors of transport are `WireReader`'s.
protocol WireLanguage: Sendable {
    init()

    /// Whether a stream ends with a mark of its own, after which nothing may come.
    static var hasEndMark: Bool { get }

    /// One event of a stream, errors excepted. Says whether it was no more than a keep-alive.
    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (Delta) -> Void
    ) -> EventKind

    /// A whole plain answer, errors excepted.
    mutating func read(
        answer tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (Delta) -> Void
    )

    /// The error that an event or a plain body is; nil where it is none.
    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError?

    /// The answer is over: what is still held back, and what is still amiss.
    mutating func finish(_ context: inout WireContext, _ emit: (Delta) -> Void)
}

extension WireLanguage {
    static var hasEndMark: Bool { true }
}

enum EventKind { case data, keepAlive }
