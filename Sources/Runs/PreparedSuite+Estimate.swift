import Plans
import Suites
package import Vocabulary

extension PreparedSuite {
    /// What all calls of a case, its repeats among them, are going to cost; or only those to some of its legs.
    package func estimate(
        of planned: Case, to isAsked: (LegID) -> Bool = { _ in true }
    ) -> MoneySum {
        var sum = MoneySum()
        // A prompt that cannot be made is not sent.
        guard
            let prompt = planned.prompt.prompt(
                with: planned.test.variables, parameters: plan.suite.parameters, marker: nil,
                metadata: plan.suite.routing(of: planned.test),
                surroundings: planned.test.surroundings)
        else { return sum }
        let tokens = Estimate.tokens(of: prompt)
        for number in 0..<planned.repeats {
            sum.add(prices.estimate(planned.path(ofRepeat: number), tokens, to: isAsked))
        }
        return sum
    }
}
