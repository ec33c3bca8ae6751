import Synchronization
import Vocabulary

/// One request on its way from a task to a loop.
final class Job: Sendable {
    enum Purpose {
        case send
        /// Only connect, and leave the connection to the requests that follow.
        case open
    }

    let request: Request
    let sink: any ByteSink
    let purpose: Purpose
    let queued: Moment
    /// Set where the task was cancelled; the loop asks before it starts, and is told if it has started.
    let isCancelled = Atomic<Bool>(false)

    init(_ request: Request, into sink: any ByteSink, purpose: Purpose = .send) {
        self.request = request
        self.sink = sink
        self.purpose = purpose
        queued = Clock.now()
    }

    /// What comes of a job that no loop took up.
    func unsent(_ breakage: Breakage) -> Exchange {
        var exchange = Exchange(queued: queued)
        exchange.breakage = breakage
        return exchange
    }
}
