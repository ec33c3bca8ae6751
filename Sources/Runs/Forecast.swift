import Plans
import Rows
import Suites
public import Vocabulary

/// What many cases are going to cost together: a guess, and called so.
public struct Forecast {
    public var sum = MoneySum()
    /// Of it, what asking advisers about the answers is going to cost, with how many questions.
    public var judging = MoneySum()
    public var questions = 0
    /// Of a recording, which sends each different request once: those that are counted.
    private var sent: Set<UInt64> = []

    public init() {}

    /// Adds all calls of a case, its repeats among them; of a recording those that none before it has made.
    public mutating func add(_ planned: Case, of suite: PreparedSuite) {
        if !suite.advisers.isEmpty, let prompt = suite.prompt(of: planned) {
            let asked = suite.estimateOfQuestions(of: planned, prompt)
            sum.add(asked.sum)
            judging.add(asked.sum)
            questions += asked.count
        }
        guard suite.isRecorded else { return sum.add(suite.estimate(of: planned)) }
        guard var prompt = suite.prompt(of: planned) else { return }
        // Route rules read it, and no leg.
        prompt.metadata = [:]
        let tokens = Estimate.tokens(of: prompt)
        let question = "\(planned.isStreamed) \(prompt)"
        for number in 0..<planned.repeats {
            let path = planned.path(ofRepeat: number)
            for (leg, count) in path.expected.calls {
                let isSent = (0..<count).contains {
                    path.cause(of: leg, call: $0)?.isUnpaid(isLive: true) != true
                }
                let name = suite.prices.entry(of: leg)?.name ?? leg.description
                guard isSent, sent.insert(Digest64("\(name) \(question)").value).inserted else {
                    continue
                }
                sum.add(suite.prices.estimate(of: leg, nil, tokens))
            }
        }
    }
}
