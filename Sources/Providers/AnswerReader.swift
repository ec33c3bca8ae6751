package import Vocabulary

/// Joins a wire language's reader with the reading that its deltas become: bytes in at the transport's end, a reading out at ours.
///
/// `@unchecked Sendable`, and without a lock, because its uses follow one another: the transport calls
/// `begin` and `take` from one thread, one at a time, and they are over when `send` returns; only then does
/// the one who waited for `send` ask for the reading. `send`'s return orders the two.
package final class AnswerReader: ByteSink, @unchecked Sendable {
    private var state: State

    /// The tap hears each delta on the transport's thread as it comes; it may not wait.
    package init(
        _ reader: consuming DialectReader, tap: (@Sendable (Delta, Moment) -> Void)? = nil
    ) {
        state = State(reader: reader, ear: Ear(tap: tap, leavesAtContent: false))
    }

    /// A reader that has enough of the answer after its first content: for a caller who leaves.
    package init(leavingAtContentOf reader: consuming DialectReader) {
        state = State(reader: reader, ear: Ear(tap: nil, leavesAtContent: true))
    }

    package func begin(status: Int, headers: Headers, at moment: Moment) {
        state.begin(status: status, headers: headers, at: moment)
    }

    package func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        state.take(bytes, at: moment)
    }

    /// Called once, after the transport's `send` has returned or thrown.
    package func reading(exchange: Exchange) -> Reading { state.reading(exchange) }

    /// What hears the deltas.
    private struct Ear: ~Copyable {
        /// What they came to so far; nil once it was asked for.
        var reading: Reading? = Reading()
        let tap: (@Sendable (Delta, Moment) -> Void)?
        let leavesAtContent: Bool
        var hasEnough = false

        mutating func hear(_ delta: consuming Delta, at moment: Moment) {
            if leavesAtContent, delta.isContent { hasEnough = true }
            if let tap { tap(delta, moment) }
            reading?.add(delta)
        }
    }

    /// All that changes, so that one access of the object is checked for each call and not one for each delta.
    private struct State: ~Copyable {
        var reader: DialectReader
        var ear: Ear

        mutating func begin(status: Int, headers: Headers, at moment: Moment) {
            Self.begin(&reader, &ear, status, headers, moment)
        }

        mutating func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
            let appetite = Self.take(&reader, &ear, bytes, moment)
            return ear.hasEnough ? .enough : appetite
        }

        @inline(__always)
        mutating func reading(_ exchange: Exchange) -> Reading {
            let moment = exchange.lastByte ?? exchange.queued
            Self.finish(&reader, &ear, moment, exchange.breakage)
            ear.reading?.end(with: reader)
            if reader.context.status == 0 { ear.reading?.status = exchange.status }
            guard let reading = ear.reading.take() else { preconditionFailure("asked twice") }
            return reading
        }

        // Reader and ear are handed over one by one: the reader is busy while the ear hears.

        private static func begin(
            _ reader: inout DialectReader, _ ear: inout Ear, _ status: Int, _ headers: Headers,
            _ moment: Moment
        ) {
            reader.begin(status: status, headers: headers) { ear.hear($0, at: moment) }
        }

        private static func take(
            _ reader: inout DialectReader, _ ear: inout Ear, _ bytes: Span<UInt8>,
            _ moment: Moment
        ) -> Appetite {
            reader.consume(bytes, at: moment) { ear.hear($0, at: moment) }
        }

        private static func finish(
            _ reader: inout DialectReader, _ ear: inout Ear, _ moment: Moment,
            _ breakage: Breakage?
        ) {
            reader.finish(at: moment, brokeOff: breakage) { ear.hear($0, at: moment) }
        }
    }
}

extension Delta {
    fileprivate var isContent: Bool {
        switch self {
        case .text, .reasoning, .refusal, .toolStart, .toolArguments: true
        case .start, .role, .finish, .usage, .error, .evidence: false
        }
    }
}
