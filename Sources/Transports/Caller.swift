import Synchronization
public import Vocabulary

/// Who sends requests of one task, and is told once where that task is cancelled: listening anew for each
/// request would be 3 % of a short one's whole cost.
public final class Caller: Sendable {
    private let loop: EventLoop
    /// The loop asks before it starts a request, and is told of those that it has started.
    let isCancelled = Atomic<Bool>(false)

    init(on loop: EventLoop) { self.loop = loop }

    /// Sends a request and gives its answer to the sink. Never throws: what broke is in the exchange. A
    /// request is sent once at most, redirects are not followed, and where the task is cancelled the
    /// stream is closed at once.
    public func send(_ request: Shared<Request>, into sink: any ByteSink) async -> Exchange {
        await Job(request, into: sink, of: self).exchange { loop.start($0) }.value
    }

    /// Ends what is in flight, and refuses what is sent from now on.
    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
        loop.cancel(self)
    }
}
