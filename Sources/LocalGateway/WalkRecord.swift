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
        let path = steps.map { step in
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

    /// Route names are the user's: what a header cannot hold, or `path` uses itself, is percent-encoded.
    private static func headerText(_ leg: LegID) -> String {
        var text = ""
        for byte in leg.description.utf8 {
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: ","), UInt8(ascii: ":"), 0...0x20, 0x7F...:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.utf8.count == 1 ? "0" + digits : digits)
            default: text.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return text
    }
}
