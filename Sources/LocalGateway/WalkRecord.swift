import Vocabulary

/// Which legs were asked for one answer, and what came of each: told to the caller in headers, and in
/// the message of an error.
struct WalkRecord: Sendable, Equatable {
    struct Step: Sendable, Equatable {
        var leg: Leg
        /// Nil: it answered.
        var failure: LegFailure?
    }

    private(set) var steps: [Step] = []

    mutating func add(_ leg: Leg, failure: LegFailure?) {
        steps.append(Step(leg: leg, failure: failure))
    }

    /// The record as it will be if this leg answers now.
    func answered(by leg: Leg) -> WalkRecord {
        var record = self
        record.add(leg, failure: nil)
        return record
    }

    var legsAsked: Int { Set(steps.map(\.leg.id)).count }

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
