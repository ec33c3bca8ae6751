import Plans
import Suites
package import Vocabulary

extension PreparedSuite {
    /// What all calls of a case, its repeats among them, are going to cost.
    package func estimate(of planned: Case) -> MoneySum {
        var sum = MoneySum()
        // A prompt that cannot be made is not sent.
        guard
            let prompt = planned.prompt.prompt(
                with: planned.test.variables, parameters: plan.suite.parameters, marker: nil,
                task: plan.suite.task)
        else { return sum }
        let once = prices.estimate(planned.path, Estimate.tokens(of: prompt))
        for _ in 0..<planned.repeats { sum.add(once) }
        return sum
    }
}
