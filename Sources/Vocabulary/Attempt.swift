/// What an attempt cost where that is no amount of dollars.
public struct ForeignCost: Sendable, Equatable {
    public var money: Money
    /// By which it was turned into dollars: `1 CNY = 0.14 USD`; nil where none is known.
    public var rate: String?

    public init(_ money: Money, rate: String?) {
        self.money = money
        self.rate = rate
    }
}

/// One planned request as it was sent, and what came of it: what checks judge.
public struct Attempt: Sendable, Equatable {
    public var path: Path
    public var isStreamed: Bool
    /// A broken answer keeps what arrived.
    public var reading: Reading
    public var exchange: Exchange
    /// What the lanes' journals say; nil where the legs were not lanes of ours.
    // A `var` that may be nil is nil before `init` sets it, and for that the whole attempt would be copied once.
    public let calls: [LaneCall]?
    /// What the echoed name says of the leg that was to answer; nil where no leg was, or its pin is not known.
    public let served: Served?
    /// What it cost by the price list, in thousand-millionths of a dollar; nil where no price is known, or no rate
    /// turns it into dollars.
    public var costNanos: Int128?
    /// Of a price in another currency; a box, since hardly any attempt has it.
    public var foreignCost: Shared<ForeignCost>?
    /// What was asked, as `LaneCall.promptBytes` counts it; nil where nobody looks at it.
    public var promptBytes: Int?

    /// How often the leg that answered has answered this very prompt before, in the same case.
    public var earlierAnswers: Int
    /// What came of the questions that its checks have; nothing of what nobody was asked.
    public var opinions: [Opinion.Question: Opinion] = [:]

    public init(
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

    /// Behind a URL, where an answer was due: nothing is proven of routes until the key is right.
    public var refusesKey: Bool {
        calls == nil && reading.status == 401 && path.expected.outcome == .answers
    }

    public var breakage: Breakage? { exchange.breakage }

    /// What the gateway added of its own: from sending to the first call that reached a leg, and from the end of the
    /// last to the last byte that the caller saw. Nil where no journal tells.
    public var hop: Duration? {
        guard let calls, let first = calls.map(\.arrived).min(),
            let last = calls.compactMap(\.ended).max(), let lastByte = exchange.lastByte
        else { return nil }
        // A lane notes its end after its last bytes are on their way.
        return max(.zero, first - exchange.start) + max(.zero, lastByte - last)
    }

    /// The caller was told, by status, by an error in the stream or by a broken connection.
    public var looksLikeSuccess: Bool { breakage == nil && reading.outcome == .ok }

    public var answeringCall: LaneCall? { calls?.answering }

    /// Departures from the wire contract on both sides of the gateway: what the providers behind the lanes said, and
    /// what the caller got. What both show is told once, where it is worse; where it is as bad, of the provider.
    public var findings: [Finding] {
        guard let calls, calls.indices.contains(where: { !calls[$0].findings.isEmpty }) else {
            return reading.findings
        }
        let behind = calls.findings
        let told = behind.filter { finding in
            !reading.findings.contains { $0.code == finding.code && $0.severity > finding.severity }
        }.map { finding in
            guard !reading.findings.contains(where: { $0.code == finding.code }) else {
                return finding
            }
            var finding = finding
            finding.message += "; the caller's answer does not show it"
            return finding
        }
        return told
            + reading.findings.filter { own in !told.contains { $0.code == own.code } }
    }

    public var answeringLeg: LegID? { calls?.lazy.filter(\.claimsSuccess).last?.leg }

    public var callsPerLeg: [LegID: Int]? {
        calls.map { calls in
            calls.reduce(into: [:]) { counts, call in counts[call.leg, default: 0] += 1 }
        }
    }
}

extension [LaneCall] {
    /// The last call whose lane sent an answer that claims success.
    public var answering: LaneCall? { last { $0.claimsSuccess } }

    /// What the answers of their providers depart in, once for each leg however often it was asked.
    fileprivate var findings: [Finding] {
        var found: [Finding] = []
        for finding in lazy.filter(\.claimsSuccess).flatMap(\.findings)
        where !found.contains(where: { $0.code == finding.code && $0.leg == finding.leg }) {
            found.append(finding)
        }
        return found
    }
}
