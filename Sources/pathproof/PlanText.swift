import Plans
import Runs
import Suites
import Vocabulary

/// `run --plan`: what would be sent over which path, and what must follow.
enum PlanText {
    static func text(_ suites: [PreparedSuite], selection: CaseSelection) -> String {
        var text = ""
        var total = Count()
        for suite in suites {
            text += heading(suite.plan)
            for note in suite.plan.notes { text += "  note: \(note.message)\n" }
            var counts: [PathKey: Int] = [:]
            let source = CaseSource(suite.plan, selection: selection)
            while let (_, planned) = source.next() {
                counts[PathKey(planned.way), default: 0] += 1
                total.spend.add(suite.estimate(of: planned))
            }
            var rows: [[String]] = []
            for way in suite.plan.ways {
                guard let cases = counts[PathKey(way)] else { continue }
                rows.append(cells(way, in: suite.plan, cases: cases))
                total.add(way, cases: cases)
            }
            text += TextTable.text(rows, indent: "  ") + "\n"
        }
        text += "\(total.cases) cases, \(total.requests) requests to the gateway, "
        text += "\(total.calls) calls expected at the legs; nothing was sent\n"
        return text + spend(total.spend)
    }

    private struct Count {
        var cases = 0
        var requests = 0
        var calls = 0
        var spend = MoneySum()

        mutating func add(_ way: Plan.Way, cases: Int) {
            self.cases += cases
            requests += cases * way.repeats
            calls += cases * way.repeats * way.path.expected.calls.values.reduce(0, +)
        }
    }

    /// What it would cost at real providers: a guess, and called so.
    private static func spend(_ sum: MoneySum) -> String {
        guard !sum.isEmpty else { return "" }
        let amounts = sum.amounts.map(\.description).joined(separator: " + ")
        var text =
            amounts.isEmpty ? "" : "estimate: \(amounts) by list prices if these calls were live"
        if sum.unknown > 0 {
            let calls = sum.unknown == 1 ? "1 call has" : "\(sum.unknown) calls have"
            text += "\(text.isEmpty ? "estimate:" : ";") \(calls) no known price"
        }
        let output = "`max_tokens`, or \(Estimate.outputTokens) where a suite sets none"
        return text + "\n  (input by four bytes a token, output by \(output))\n"
    }

    private static func heading(_ plan: Plan) -> String {
        "\(plan.suite.file)" + (plan.suite.description.map { ": \($0)" } ?? "") + "\n"
    }

    private static func cells(_ way: Plan.Way, in plan: Plan, cases: Int) -> [String] {
        let path = way.path
        let leg = plan.leg(path.leg).map { "\($0.provider):\($0.model)" } ?? ""
        let before = path.causes.filter { $0.key != path.leg }.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value.name)" }
        var outcome = path.expected.outcome.rawValue
        if path.expected.outcome == .movesOn, let leg = path.expected.answeredBy {
            outcome += " to \(leg)"
        }
        let retried = path.expected.calls.filter { $0.value > 1 }.sorted { $0.key < $1.key }
        for (leg, calls) in retried { outcome += ", \(leg) called \(calls) times" }
        let requests = cases * way.repeats
        return [
            path.leg.description, leg, path.cause?.name ?? Case.healthy,
            way.isStreamed ? "stream" : "plain", requests == 1 ? "" : "× \(requests)", outcome,
            before.isEmpty ? "" : "after \(before.joined(separator: ", "))",
        ]
    }
}
