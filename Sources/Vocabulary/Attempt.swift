/// One planned request as it was sent, and what came of it: what checks judge.
package struct Attempt: Sendable, Equatable {
    package var path: Path
    package var isStreamed: Bool
    /// A broken answer keeps what arrived.
    package var reading: Reading
    package var exchange: Exchange
    /// What the lanes' journals say; nil where the legs were not lanes of ours.
    package var calls: [LaneCall]?
    /// What the echoed name says of the leg that was to answer; nil where no leg was, or its pin is not known.
    package var served: Served?

    package init(
        path: Path, isStreamed: Bool, reading: Reading, exchange: Exchange, calls: [LaneCall]?,
        served: Served? = nil
    ) {
        self.path = path
        self.isStreamed = isStreamed
        self.reading = reading
        self.exchange = exchange
        self.calls = calls
        self.served = served
    }

    package var breakage: Breakage? { exchange.breakage }

    /// The caller was told, by status, by an error in the stream or by a broken connection.
    package var looksLikeSuccess: Bool { breakage == nil && reading.outcome == .ok }

    /// The last leg whose lane sent an answer that claims success.
    package var answeringLeg: LegID? {
        calls?.last { ($0.status ?? 0) / 100 == 2 }?.leg
    }

    package var callsPerLeg: [LegID: Int]? {
        calls.map { calls in
            calls.reduce(into: [:]) { counts, call in counts[call.leg, default: 0] += 1 }
        }
    }
}
