import GatewayMaps
import Vocabulary

/// Which legs were asked for one answer, and what came of each: told to the caller in headers, and in
/// the message of an error.
struct WalkRecord: Sendable, Equatable {
    struct Step: Sendable, Equatable {
        var leg: Leg
        /// Nil: it answered.
        var failure: LegFailure?
        var facts = AttemptFacts()
    }

    private(set) var steps: [Step] = []

    mutating func add(_ leg: Leg, failure: LegFailure?, _ facts: AttemptFacts = AttemptFacts()) {
        steps.append(Step(leg: leg, failure: failure, facts: facts))
    }

    /// The record as it will be if this leg answers now.
    func answered(by leg: Leg) -> WalkRecord {
        var record = self
        record.add(leg, failure: nil)
        return record
    }

    var legsAsked: Int { Set(steps.map(\.leg.id)).count }

    /// Attempts on a leg that had been asked before.
    var retries: Int { steps.count - legsAsked }

    /// What all attempts cost together; nil where that of one is not known.
    var cost: Money? {
        steps.reduce(Money(nanos: 0, Money.dollars)) { Money.sum($0, $1.facts.cost) }
    }

    /// The leg that answered, or the last that failed; every attempt; how often the walk moved on; and
    /// the walk itself, `chat/1:rate-limit,chat/2:ok`.
    var evidence: [(name: String, value: String)] {
        guard let last = steps.last else { return [] }
        let path = steps.suffix(Self.pathStepsMax).map { step in
            "\(Self.headerText(step.leg.id)):\(step.failure?.word ?? "ok")"
        }
        return [
            ("x-pathproof-leg", Self.headerText(last.leg.id)),
            ("x-pathproof-attempts", "\(steps.count)"),
            ("x-pathproof-fallbacks", "\(legsAsked - 1)"),
            ("x-pathproof-path", path.joined(separator: ",")),
        ]
    }

    /// US dollars, `x-pathproof-cost: 0.000123`; nothing where that is not known.
    var costEvidence: [(name: String, value: String)] {
        cost.map { [("x-pathproof-cost", $0.amount)] } ?? []
    }

    /// A sentence for each failed attempt, in order.
    var story: String {
        steps.compactMap { step in
            step.failure.map { $0.story(of: step.leg) }
        }.joined(separator: "; ")
    }

    /// Route names are the user's, and `path` has signs of its own.
    private static func headerText(_ leg: LegID) -> String {
        HeaderText.encoded(leg.description, also: [UInt8(ascii: ","), UInt8(ascii: ":")])
    }

    /// Retries are the user's to number: a path longer than this is told by its end.
    private static let pathStepsMax = 100
}

/// What is known of one attempt beside whether it failed.
struct AttemptFacts: Sendable, Equatable {
    var latency: Duration = .zero
    var status: Int?
    /// As the leg told it.
    var model: String?
    var usage: Usage?
    var cost: Money?

    init() {}

    /// An attempt that was answered by an error, and that told of no tokens, has cost nothing; one that
    /// told nothing at all may have.
    init(
        _ reading: Reading, latency: Duration, cost: (Usage) -> Money?, isPriced: Bool
    ) {
        self.latency = latency
        status = reading.status
        model = reading.model
        usage = reading.usage
        if let usage {
            self.cost = cost(usage)
        } else if isPriced, let status, status >= 400 {
            self.cost = Money(nanos: 0, Money.dollars)
        }
    }
}
