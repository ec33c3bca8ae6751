import Synchronization
import Vocabulary

/// One request on its way from a task to a loop, and its exchange on the way back.
final class Job: Sendable {
    let request: Shared<Request>
    let sink: any ByteSink
    let queued: Moment
    let caller: Caller

    /// The exchange goes back through here, made once, and the continuation carries nothing: handing a large
    /// value through the generic layers of a task costs more than this lock.
    private let state = Mutex(State())

    private struct State {
        var continuation: CheckedContinuation<Void, Never>?
        var exchange: Shared<Exchange>?
    }

    init(_ request: Shared<Request>, into sink: any ByteSink, of caller: Caller) {
        self.request = request
        self.sink = sink
        self.caller = caller
        queued = Clock.now()
    }

    /// Gives the job away and waits until it is finished.
    func exchange(handingOver: (Job) -> Void) async -> Shared<Exchange> {
        await withCheckedContinuation { continuation in
            state.withLock { $0.continuation = continuation }
            handingOver(self)
        }
        guard let exchange = state.withLock({ $0.exchange.take() }) else {
            preconditionFailure("a job went on before it was finished")
        }
        return exchange
    }

    /// Called once, by whoever has the job.
    func finish(_ exchange: Exchange) {
        let exchange = Shared(exchange)
        let continuation = state.withLock { state in
            state.exchange = exchange
            return state.continuation.take()
        }
        continuation?.resume()
    }

    func fail(_ breakage: Breakage) { finish(unsent(breakage)) }

    private func unsent(_ breakage: Breakage) -> Exchange {
        var exchange = Exchange(queued: queued)
        exchange.breakage = breakage
        return exchange
    }
}
