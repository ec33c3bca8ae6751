import Ledger
import Plans
import Suites
public import Vocabulary

extension PreparedSuite {
    /// What all calls of a case, its repeats among them, are going to cost.
    public func estimate(of planned: Case) -> MoneySum {
        var sum = MoneySum()
        // A prompt that cannot be made is not sent.
        guard let prompt = prompt(of: planned) else { return sum }
        let tokens = Estimate.tokens(of: prompt)
        for number in 0..<planned.repeats {
            sum.add(prices.estimate(planned.path(ofRepeat: number), tokens))
        }
        return sum
    }

    /// Nil where it cannot be made.
    func size(of planned: Case) -> PromptSize? { prompt(of: planned).map { PromptSize(of: $0) } }

    func prompt(of planned: Case) -> Prompt? {
        planned.prompt.prompt(
            with: planned.test.variables, parameters: plan.suite.parameters, marker: nil,
            metadata: plan.suite.routing(of: planned.test),
            surroundings: planned.test.surroundings,
            for: plan.isDirect ? plan.leg(planned.path.leg)?.provider : nil)
    }

    /// What may be spent on a case with a prompt of this size, in the currency of the budget that has to have room
    /// for it: on its calls to all its legs, or to some.
    ///
    /// - Parameter sendings: how often it is sent at the most.
    func outlay(
        of planned: Case, _ size: PromptSize, for budget: Budget, sendings: Int,
        to isAsked: (LegID) -> Bool = { _ in true }
    ) -> Outlay {
        var outlay = Outlay()
        var asked: Set<LegID> = []
        for number in 0..<sendings {
            let path = planned.path(ofRepeat: number)
            for (leg, count) in path.expected.calls where isAsked(leg) {
                guard let entry = prices.entry(of: leg), let price = entry.price,
                    budget.covers(price.currency)
                else { continue }
                for call in 0..<count {
                    let cause = path.cause(of: leg, call: call)
                    if isRecorded, cause?.isUnpaid(isLive: true) != true,
                        !asked.insert(leg).inserted
                    {
                        continue
                    }
                    let isPlanned = number < planned.repeats
                    let guess =
                        isPlanned
                        ? prices.estimate(of: leg, cause, size.guess, isLive: hasRealAnswers) : nil
                    outlay.add(
                        expected: budget.nanos(of: guess) ?? 0,
                        most: budget.most(
                            of: prices.most(of: entry, cause, size, isLive: hasRealAnswers),
                            at: price))
                }
            }
            if hasRealAnswers, !isRecorded || number == 0,
                let more = surplus(of: path, size, budget, isAsked)
            {
                outlay.add(expected: 0, most: more)
            }
        }
        if asksAdvisers {
            let most = mostForQuestions(
                of: planned, size, for: budget, sendings: sendings, to: isAsked)
            if most > 0 { outlay.questions = most }
        }
        let leg = planned.path.expected.answeredBy ?? planned.path.leg
        if size.outputMax == nil || size.pictures > 0, outlay.expected > 0 {
            outlay.openAt = leg
        } else {
            outlay.promisedAt = leg
        }
        return outlay
    }

    /// By how much the dearest leg of a route is dearer than the one that is to answer: a real provider may fail by
    /// itself, and the gateway turn to the next. Its error costs nothing.
    private func surplus(
        of path: Path, _ size: PromptSize, _ budget: Budget, _ isAsked: (LegID) -> Bool
    ) -> Int128? {
        guard let answering = path.expected.answeredBy, isAsked(answering),
            let entry = prices.entry(of: answering), let price = entry.price,
            let usual = budget.most(
                of: prices.most(of: entry, nil, size, isLive: true), at: price),
            let route = plan.routes.first(where: { $0.name == path.route })
        else { return nil }
        var dearest = usual
        for leg in route.legs where leg.id != answering && isAsked(leg.id) {
            guard let entry = prices.entry(of: leg.id), let price = entry.price else { continue }
            let most = budget.most(
                of: prices.most(of: entry, nil, size, isLive: true), at: price)
            dearest = max(dearest, most ?? 0)
        }
        return dearest - usual
    }
}

extension Budget {
    /// What a call costs at the most, never rounded down.
    fileprivate func most(of most: Int128?, at price: Price) -> Int128? {
        guard let most, price.currency != cap.currency else { return most }
        return nanos(of: Money(nanos: most, price.currency)).map { $0 + 1 }
    }
}
