import GatewayMaps
import Plans
import Reports
import Runs
import Suites
import Vocabulary

/// `run --plan`: what would be sent over which path, and what must follow.
enum PlanText {
    static func text(_ plans: [PlanFigures]) -> String {
        var text = ""
        for figures in plans {
            text += heading(figures.plan)
            let unreached = figures.plan.unreached.map(\.why)
            for note in figures.plan.notes where !unreached.contains(note) {
                text += "  note: \(note.message)\n"
            }
            text += TextTable.text(figures.lines.map { cells($0, in: figures.plan) }, indent: "  ")
            text += notCovered(unreached)
            text += "\n"
        }
        let total = PlanFigures.total(of: plans)
        text += "\(total.cases) cases, \(total.requests) requests to the gateway, "
        text += "\(total.calls) calls expected at the legs; nothing was sent\n"
        return text + keyLimits(plans) + spend(total)
    }

    /// Legs that no path leads to, each once with its place.
    private static func notCovered(_ reasons: [Diagnostic]) -> String {
        var told: Set<Diagnostic> = []
        return reasons.filter { told.insert($0).inserted }.map { reason in
            let place = reason.location.map { "\($0.file):\($0.line): " } ?? ""
            return "  not covered: \(place)\(reason.message)\n"
        }.joined()
    }

    /// What the keys that suites ask with allow, and how long a run takes at least for it.
    private static func keyLimits(_ plans: [PlanFigures]) -> String {
        var keys: [(key: ClientKey, requests: Int)] = []
        for figures in plans {
            guard let key = figures.plan.key else { continue }
            let requests = figures.lines.reduce(0) { $0 + $1.requests }
            if let place = keys.firstIndex(where: { $0.key == key }) {
                keys[place].requests += requests
            } else {
                keys.append((key: key, requests: requests))
            }
        }
        var text = ""
        for (key, requests) in keys {
            var limits: [String] = []
            if let rate = key.requestsPerMinute {
                let least = key.leastTime(of: requests)
                limits.append(
                    "at most \(Figures.counted(rate, "request")) a minute"
                        + (least > .zero ? ", so at least \(Figures.short(least))" : ""))
            }
            if let budget = key.budget { limits.append("at most \(budget) in all") }
            if !limits.isEmpty {
                text += "key '\(key.name)': \(limits.joined(separator: "; "))\n"
            }
        }
        return text
    }

    /// What it would cost at real providers: a guess, and called so.
    private static func spend(_ total: PlanFigures.Total) -> String {
        let sum = total.spend
        guard !sum.isEmpty else { return "" }
        let amounts = sum.amounts.map(\.description).joined(separator: " + ")
        var text =
            amounts.isEmpty ? "" : "estimate: \(amounts) by list prices if these calls were live"
        if sum.unknown > 0 {
            let calls = sum.unknown == 1 ? "1 call has" : "\(sum.unknown) calls have"
            text += "\(text.isEmpty ? "estimate:" : ";") \(calls) no known price"
        }
        if total.questions > 0 {
            text +=
                "\n  of it for \(Figures.counted(total.questions, "question")) about answers: "
                + total.judging.words
        }
        let output = "`max_tokens`, or \(Estimate.outputTokens) where a suite sets none"
        return text + "\n  (input by four bytes a token, output by \(output))\n"
    }

    private static func heading(_ plan: Plan) -> String {
        "\(plan.suite.file)" + (plan.suite.description.map { ": \($0)" } ?? "") + "\n"
    }

    private static func cells(_ line: PlanFigures.Line, in plan: Plan) -> [String] {
        let (way, path) = (line.way, line.way.path)
        let leg = plan.leg(path.leg).map { "\($0.provider):\($0.model)" } ?? ""
        let before = path.causes.filter { $0.key != path.leg }.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value.name)" }
        return [
            path.leg.description, leg, path.word ?? Case.healthy,
            way.isStreamed ? "stream" : "plain", line.requests == 1 ? "" : "× \(line.requests)",
            outcome(way), before.isEmpty ? "" : "after \(before.joined(separator: ", "))",
            // A leg may be one of several routes.
            path.route == path.leg.route ? "" : "asking for \(path.route)",
        ]
    }

    private static func outcome(_ way: Plan.Way) -> String {
        guard way.turns.isEmpty else {
            var words: [String] = []
            for turn in way.turns.map({ outcome($0.expected) }) where words.last != turn {
                if !words.contains(turn) { words.append(turn) }
            }
            return words.joined(separator: ", then ")
        }
        return outcome(way.path.expected)
    }

    private static func outcome(_ expected: Expectation) -> String {
        var outcome = expected.outcome.rawValue
        if expected.outcome == .movesOn, let leg = expected.answeredBy { outcome += " to \(leg)" }
        let retried = expected.calls.filter { $0.value > 1 }.sorted { $0.key < $1.key }
        for (leg, calls) in retried { outcome += ", \(leg) called \(calls) times" }
        return outcome
    }
}
