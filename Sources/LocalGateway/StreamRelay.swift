import Doors
import Providers
import Synchronization
import Vocabulary

/// Hands one leg's stream on to the caller, event by event, in the caller's dialect.
///
/// Nothing goes out before the first content: until then the leg may fail and another may take its place,
/// and the caller sees one normal stream. From then on there is no way back.
final class StreamRelay: ByteSink {
    private let inner: AnswerReader
    private let rendition: Shared

    /// Deltas come on the transport's thread, the alarm and the end from tasks: the lock is between them.
    private final class Shared: Sendable {
        let value: Mutex<Rendition>
        init(_ rendition: Rendition) { value = Mutex(rendition) }
    }

    init(_ reader: DialectReader, to rendition: Rendition) {
        let shared = Shared(rendition)
        self.rendition = shared
        inner = AnswerReader(reader) { delta, _ in shared.value.withLock { $0.hear(delta) } }
    }

    // MARK: From the transport

    func begin(status: Int, headers: Headers, at moment: Moment) {
        inner.begin(status: status, headers: headers, at: moment)
    }

    /// Only content restarts the idle clock: a role or an opened block is no progress.
    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        let appetite = inner.take(bytes, at: moment)
        return rendition.value.withLock { rendition in
            if appetite == .enough || rendition.isGivenUp || rendition.hasError { return .enough }
            defer { rendition.hasNewContent = false }
            return rendition.hasNewContent ? .data : .nothingNew
        }
    }

    // MARK: From the walk

    /// True if no content has gone out, and none will.
    func giveUp() -> Bool { rendition.value.withLock { $0.giveUp() } }

    var isGivenUp: Bool { rendition.value.withLock(\.isGivenUp) }
    var isCommitted: Bool { rendition.value.withLock(\.isCommitted) }

    /// What the leg said, once the transport is done with it.
    func reading(exchange: Exchange) -> Reading { inner.reading(exchange: exchange) }

    func finish() { rendition.value.withLock { $0.finish() } }
    func fail(_ error: DoorError) { rendition.value.withLock { $0.fail(error) } }
}
