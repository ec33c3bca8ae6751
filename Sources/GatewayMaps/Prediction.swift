package import Vocabulary

/// What a gateway that keeps to its configuration does when these legs fail: derived, never guessed.
package enum Prediction {
    package static func walk(
        _ route: Route, causes: [LegID: Cause], isStreamed: Bool
    ) -> Expectation {
        var calls: [LegID: Int] = [:]
        var next = route.legs.first
        while let leg = next {
            guard let cause = causes[leg.id] else {
                calls[leg.id] = 1
                let outcome: Expectation.Outcome = leg.id.index == 0 ? .answers : .movesOn
                return Expectation(outcome: outcome, answeredBy: leg.id, calls: calls)
            }
            let isBeyondRecall = isStreamed && cause.strikesAfterContent
            guard let trigger = cause.trigger, !isBeyondRecall else {
                // The gateway has nothing to react to, or has already passed content on.
                calls[leg.id] = 1
                return Expectation(outcome: .mustBeCaught, answeredBy: leg.id, calls: calls)
            }
            calls[leg.id] = 1 + (leg.retry.on.covers(trigger) ? leg.retry.times : 0)
            next = route.leg(after: leg.id.index, on: trigger)
        }
        return Expectation(outcome: .surfaces, answeredBy: nil, calls: calls)
    }

    /// Which legs must fail, and with what, so that the leg is asked; nil where nothing leads there.
    ///
    /// The shortest way, and on it the first cause of the list: a plan is the same on every machine.
    package static func causes(
        leadingTo leg: LegID, on route: Route, isStreamed: Bool
    ) -> [LegID: Cause]? {
        var ways: [Int: [LegID: Cause]] = [0: [:]]
        var queue = [0]
        while !queue.isEmpty {
            let index = queue.removeFirst()
            guard let way = ways[index] else { continue }
            if index == leg.index { return way }
            for cause in allCauses where Self.isPassedOver(cause, isStreamed: isStreamed) {
                guard let trigger = cause.trigger,
                    let next = route.leg(after: index, on: trigger), ways[next.id.index] == nil
                else { continue }
                ways[next.id.index] = way.merging([route.legs[index].id: cause]) { $1 }
                queue.append(next.id.index)
            }
        }
        return nil
    }

    private static func isPassedOver(_ cause: Cause, isStreamed: Bool) -> Bool {
        isStreamed ? cause.streamed && !cause.strikesAfterContent : cause.plain
    }
}
