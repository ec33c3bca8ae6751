import Plans
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
    }

    var plan: Plan
    /// The ways that have a case left by the selection.
    var lines: [Line]

    static func counted(_ suites: [PreparedSuite], selection: CaseSelection) -> [PlanFigures] {
        suites.map { suite in
            var counts: [PathKey: Int] = [:]
            let source = CaseSource(suite.plan, selection: selection)
            while let (_, planned) = source.next() {
                counts[PathKey(planned.way), default: 0] += 1
            }
            let lines = suite.plan.ways.compactMap { way in
                counts[PathKey(way)].map { Line(way: way, cases: $0) }
            }
            return PlanFigures(plan: suite.plan, lines: lines)
        }
    }

    static func total(of plans: [PlanFigures]) -> Total {
        plans.flatMap(\.lines).reduce(into: Total()) { total, line in
            total.cases += line.cases
            total.requests += line.requests
            total.calls += line.calls.values.reduce(0, +)
        }
    }
}
