package import Vocabulary

/// Joins a wire language's reader with the fold: bytes in at the transport's end, a reading out at ours.
///
/// `@unchecked Sendable`, and without a lock, because its uses follow one another: the transport calls
/// `begin` and `take` from one thread, one at a time, and they are over when `send` returns; only then does
/// the one who waited for `send` ask for the reading. `send`'s return orders the two.
package final class AnswerReader: ByteSink, @unchecked Sendable {
    private var reader: any DialectReader
    private var fold = AnswerFold()
    private let tap: (@Sendable (Delta, Moment) -> Void)?

    /// The tap hears each delta on the transport's thread as it comes; it may not wait.
    package init(
        _ reader: any DialectReader, tap: (@Sendable (Delta, Moment) -> Void)? = nil
    ) {
        self.reader = reader
        self.tap = tap
    }

    package func begin(status: Int, headers: Headers, at moment: Moment) {
        reader.begin(status: status, headers: headers) { add($0, at: moment) }
    }

    package func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        reader.consume(bytes, at: moment) { add($0, at: moment) }
    }

    /// Called once, after the transport's `send` has returned or thrown.
    package func reading(exchange: Exchange) -> Reading {
        let moment = exchange.lastByte ?? exchange.queued
        // Taken out of the object while it is filled: there, each access would be checked.
        var fold = AnswerFold()
        swap(&fold, &self.fold)
        var facts = reader.finish(at: moment, brokeOff: exchange.breakage) { delta in
            if let tap { tap(delta, moment) }
            fold.add(delta)
        }
        if facts.status == nil { facts.status = exchange.status }
        return fold.finish(facts)
    }

    private func add(_ delta: Delta, at moment: Moment) {
        if let tap { tap(delta, moment) }
        fold.add(delta)
    }
}
