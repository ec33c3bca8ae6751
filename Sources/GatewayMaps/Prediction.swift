public import Vocabulary

/// What a gateway that keeps to its configuration does when these legs fail: derived, never guessed.
public enum Prediction {
    /// `recurrences` and `callsBefore` as a script of the lanes has them.
    public static func walk(
        _ route: Route, causes: [LegID: Cause], recurrences: [LegID: Recurrence] = [:],
        callsBefore: [LegID: Int] = [:], isStreamed: Bool
    ) -> Expectation {
        let script = FaultScript(
            causes: causes, recurrences: recurrences, callsBefore: callsBefore,
            answer: SimulatedAnswer(text: ""))
        var calls: [LegID: Int] = [:]
        var next = route.legs.first
        while let leg = next {
            guard let cause = script.cause(of: leg.id, call: 0) else {
                return answer(of: leg, calls)
            }
            guard let effect = cause.effect(isStreamed: isStreamed) else {
                preconditionFailure("'\(cause.name)' cannot be played here")
            }
            switch effect {
            case .bearable: return answer(of: leg, calls)
            case .breaksOff, .deceives:
                calls[leg.id] = 1
                return Expectation(outcome: .mustBeCaught, answeredBy: leg.id, calls: calls)
            case .fails(let trigger):
                let retries = leg.retry.on.covers(trigger) ? leg.retry.times : 0
                // The first retry that finds the leg healthy cures it.
                for retry in 0..<retries where script.cause(of: leg.id, call: retry + 1) == nil {
                    return answer(of: leg, calls, after: cause.isUnseen ? 1 : retry + 2)
                }
                calls[leg.id] = cause.isUnseen ? 0 : 1 + retries
                next = route.leg(after: leg.id.index, on: trigger)
            }
        }
        return Expectation(outcome: .surfaces, answeredBy: nil, calls: calls)
    }

    private static func answer(
        of leg: Leg, _ before: [LegID: Int], after count: Int = 1
    ) -> Expectation {
        var calls = before
        calls[leg.id] = count
        return Expectation(
            outcome: leg.id.index == 0 ? .answers : .movesOn, answeredBy: leg.id, calls: calls)
    }

    /// Which legs must fail, and with what, so that the leg is asked; nil where nothing leads there.
    ///
    /// The shortest way, and on it the first cause of the list: a plan is the same on every machine.
    public static func causes(
        leadingTo leg: LegID, on route: Route, isStreamed: Bool
    ) -> [LegID: Cause]? {
        var ways: [Int: [LegID: Cause]] = [0: [:]]
        var queue = [0]
        while !queue.isEmpty {
            let index = queue.removeFirst()
            guard let way = ways[index] else { continue }
            if index == leg.index { return way }
            for cause in allCauses where !cause.strikesPort && cause.need == nil {
                guard let trigger = cause.trigger(isStreamed: isStreamed),
                    let next = route.leg(after: index, on: trigger), ways[next.id.index] == nil
                else { continue }
                ways[next.id.index] = way.merging([route.legs[index].id: cause]) { $1 }
                queue.append(next.id.index)
            }
        }
        return nil
    }
}
