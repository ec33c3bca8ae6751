/// One planned request as it was sent, and what came of it: what checks judge.
package struct Attempt: Sendable, Equatable {
    package var path: Path
    package var isStreamed: Bool
    /// A broken answer keeps what arrived.
    package var reading: Reading
    package var exchange: Exchange
    /// What the lanes' journals say; nil where the legs were not lanes of ours.
    // A `var` that may be nil is nil before `init` sets it, and for that the whole attempt would be copied once.
    package let calls: [LaneCall]?
    /// What the echoed name says of the leg that was to answer; nil where no leg was, or its pin is not known.
    package let served: Served?
    /// What it cost by the price list, in thousand-millionths of a dollar; nil where no price is known.
    package var costNanos: Int128?
    /// What was asked, as `LaneCall.promptBytes` counts it; nil where nobody looks at it.
    package var promptBytes: Int?

    /// How often the leg that answered has answered this very prompt before, in the same case.
    package var earlierAnswers: Int

    package init(
        path: Path, isStreamed: Bool, reading: consuming Reading, exchange: Exchange,
        calls: [LaneCall]?,
        served: Served? = nil, costNanos: Int128? = nil, promptBytes: Int? = nil,
        earlierAnswers: Int = 0
    ) {
        self.path = path
        self.isStreamed = isStreamed
        self.reading = reading
        self.exchange = exchange
        self.calls = calls
        self.served = served
        self.costNanos = costNanos
        self.promptBytes = promptBytes
        self.earlierAnswers = earlierAnswers
    }

    package var breakage: Breakage? { exchange.breakage }

    /// The caller was told, by status, by an error in the stream or by a broken connection.
    package var looksLikeSuccess: Bool { breakage == nil && reading.outcome == .ok }

    package var answeringCall: LaneCall? { calls?.answering }

    package var answeringLeg: LegID? { calls?.lazy.filter(\.claimsSuccess).last?.leg }

    package var callsPerLeg: [LegID: Int]? {
        calls.map { calls in
            calls.reduce(into: [:]) { counts, call in counts[call.leg, default: 0] += 1 }
        }
    }
}

extension [LaneCall] {
    /// The last call whose lane sent an answer that claims success.
    package var answering: LaneCall? { last { $0.claimsSuccess } }
}
