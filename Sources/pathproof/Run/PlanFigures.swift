import Plans
import Rows
import Runs
import Vocabulary

/// A plan and what carrying it out takes: counted once, for whoever prints it.
struct PlanFigures {
    struct Line {
        var way: Plan.Way
        var cases: Int

        var requests: Int { cases * way.repeats }

        /// By leg, over all cases and repeats.
        var calls: [LegID: Int] {
            var calls: [LegID: Int] = [:]
            for number in 0..<way.repeats {
                for (leg, count) in way.path(ofRepeat: number).expected.calls where count > 0 {
                    calls[leg, default: 0] += count * cases
                }
            }
            return calls
        }
    }

    struct Total {
        var cases = 0
        var requests = 0
        var calls = 0
        var spend = MoneySum()
        var judging = MoneySum()
        var questions = 0
    }

    var plan: Plan
    /// The ways that have a case left by the selection.
    var lines: [Line]
    /// By list prices, a guess.
    var spend: MoneySum
    /// Of it, what judges cost, and how often they are asked.
    var judging: MoneySum
    var questions: Int

    static func counted(_ suites: [PreparedSuite], selection: CaseSelection) -> [PlanFigures] {
        var forecast = Forecast()
        return suites.map { suite in
            var counts: [PathKey: Int] = [:]
            (forecast.sum, forecast.judging, forecast.questions) = (MoneySum(), MoneySum(), 0)
            let source = CaseSource(suite.plan, selection: selection)
            while let (_, planned) = source.next() {
                counts[PathKey(planned.way), default: 0] += 1
                forecast.add(planned, of: suite)
            }
            let lines = suite.plan.ways.compactMap { way in
                counts[PathKey(way)].map { Line(way: way, cases: $0) }
            }
            return PlanFigures(
                plan: suite.plan, lines: lines, spend: forecast.sum, judging: forecast.judging,
                questions: forecast.questions)
        }
    }

    static func total(of plans: [PlanFigures]) -> Total {
        var total = Total()
        for plan in plans {
            total.spend.add(plan.spend)
            total.judging.add(plan.judging)
            total.questions += plan.questions
            for line in plan.lines {
                total.cases += line.cases
                total.requests += line.requests
                total.calls += line.calls.values.reduce(0, +)
            }
        }
        return total
    }
}
