/// One thing that a reply does.
public enum Act: Sendable, Equatable {
    case send([UInt8])
    /// The reply is over: what waits is sent, then FIN.
    case finish
    /// RST; what waits is dropped.
    case reset
    /// Says nothing more and keeps the connection open, until the client leaves or the server stops.
    case hang
    /// The reply is over and the connection takes the next request, if the client wants to send one.
    case keepAlive
}

/// An act and when it is due, counted from the moment when the request was complete.
///
/// Counted from one fixed moment and not from the step before, so that a long stream does not drift.
public struct TimedStep: Sendable, Equatable {
    public var after: Duration
    public var act: Act

    public init(after: Duration, _ act: Act) {
        self.after = after
        self.act = act
    }
}

/// A whole reply, as the steps that play it, in order of time. A score that ends without an ending act
/// ends as `finish`.
public struct Score: Sendable {
    public let next: @Sendable (Int) -> TimedStep?

    public init(_ steps: [TimedStep]) {
        next = { steps.indices.contains($0) ? steps[$0] : nil }
    }

    /// Asks for step 0, 1, 2 … as they fall due: a long stream costs no memory.
    public init(next: @escaping @Sendable (Int) -> TimedStep?) {
        self.next = next
    }

    /// The same steps, each so much later.
    public func delayed(by delay: Duration) -> Score {
        let next = next
        return Score { number in
            next(number).map { TimedStep(after: $0.after + delay, $0.act) }
        }
    }
}
