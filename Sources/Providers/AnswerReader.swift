package import Vocabulary

/// Joins a wire language's reader with the reading that its deltas become: bytes in at the transport's end, a
/// reading out at ours.
///
/// `@unchecked Sendable`, and without a lock, because its uses follow one another: the transport calls
/// `begin` and `take` from one thread, one at a time, and they are over when `send` returns; only then does
/// the one who waited for `send` ask for the reading. `send`'s return orders the two.
package final class AnswerReader: ByteSink, @unchecked Sendable {
    private var reader: DialectReader
    /// What the deltas came to so far; an empty one once it was asked for.
    private var reading = Reading()
    private var isAsked = false
    private let tap: (@Sendable (Delta, Moment) -> Void)?
    private let leavesAtContent: Bool
    private var hasContent = false

    /// The tap hears each delta on the transport's thread as it comes; it may not wait.
    package init(
        _ reader: consuming DialectReader, tap: (@Sendable (Delta, Moment) -> Void)? = nil
    ) {
        self.reader = reader
        self.tap = tap
        leavesAtContent = false
    }

    /// A reader that has enough of the answer after its first content: for a caller who leaves.
    package init(leavingAtContentOf reader: consuming DialectReader) {
        self.reader = reader
        tap = nil
        leavesAtContent = true
    }

    package func begin(status: Int, headers: Headers, at moment: Moment) {
        reader.begin(status: status, headers: headers) { hear($0, at: moment) }
    }

    package func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        let appetite = reader.consume(bytes, at: moment) { hear($0, at: moment) }
        return leavesAtContent && hasContent ? .enough : appetite
    }

    /// Called once, after the transport's `send` has returned or thrown.
    package func reading(exchange: Exchange) -> Reading {
        let moment = exchange.lastByte ?? exchange.queued
        precondition(!isAsked, "asked twice")
        isAsked = true
        reader.finish(at: moment, brokeOff: exchange.breakage) { hear($0, at: moment) }
        reader.complete(&reading, status: exchange.status)
        return Swift.exchange(&reading, with: Reading())
    }

    private func hear(_ delta: consuming Delta, at moment: Moment) {
        if leavesAtContent, delta.isContent { hasContent = true }
        if let tap { tap(delta, moment) }
        reading.add(delta)
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
