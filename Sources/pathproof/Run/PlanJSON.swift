import Documents
import Plans
import Runs
import Suites
import Vocabulary

/// `run --plan --json`: the plan for other programs. A way stands in it once, with how many cases it has.
enum PlanJSON {
    static func text(_ plans: [PlanFigures]) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("version", version)
        writer.key("suites")
        writer.beginArray()
        for plan in plans { append(plan, to: &writer) }
        writer.endArray()
        let total = PlanFigures.total(of: plans)
        writer.member("cases", total.cases)
        writer.member("requests", total.requests)
        writer.member("calls", total.calls)
        append(estimate: total.spend, to: &writer)
        writer.member("questions", total.questions)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    private static func append(_ figures: PlanFigures, to writer: inout JSONWriter) {
        let plan = figures.plan
        writer.beginObject()
        writer.member("name", plan.suite.name)
        writer.member("file", plan.suite.file)
        writer.optionalMember("description", plan.suite.description)
        writer.member("direct", plan.isDirect)
        append(estimate: figures.spend, to: &writer)
        writer.key("notes")
        writer.beginArray()
        for note in plan.notes {
            writer.beginObject()
            writer.member("severity", note.severity.rawValue)
            writer.member("message", note.message)
            writer.endObject()
        }
        writer.endArray()
        writer.key("paths")
        writer.beginArray()
        for line in figures.lines { append(line, of: plan, to: &writer) }
        writer.endArray()
        writer.key("not_covered")
        writer.beginArray()
        for unreached in plan.unreached {
            writer.beginObject()
            writer.member("leg", unreached.leg.description)
            writer.member("stream", unreached.isStreamed)
            writer.member("reason", unreached.why.message)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    /// What all calls would cost at real providers, by currency: a guess, as the printed plan says.
    private static func append(estimate sum: MoneySum, to writer: inout JSONWriter) {
        writer.key("estimate")
        writer.beginObject()
        for money in sum.amounts { writer.member(money.currency, money.amount) }
        writer.member("unknown", sum.unknown)
        writer.endObject()
    }

    private static func append(
        _ line: PlanFigures.Line, of plan: Plan, to writer: inout JSONWriter
    ) {
        let path = line.way.path
        writer.beginObject()
        writer.member("route", path.route)
        writer.member("leg", path.leg.description)
        if let leg = plan.leg(path.leg) {
            writer.member("provider", leg.provider)
            writer.member("model", leg.model)
            writer.member("pin", leg.pin)
        }
        writer.member("cause", path.word)
        writer.member("stream", line.way.isStreamed)
        writer.key("before")
        writer.beginObject()
        for (leg, cause) in path.causes.sorted(by: { $0.key < $1.key }) where leg != path.leg {
            writer.member(leg.description, cause.name)
        }
        writer.endObject()
        // A leg that comes and goes answers one request so and the next otherwise.
        let turns = line.way.turns.isEmpty ? [path] : line.way.turns
        writer.key("expected")
        writer.beginArray()
        for turn in turns {
            writer.beginObject()
            writer.member("outcome", turn.expected.outcome.rawValue)
            writer.member("answered_by", turn.expected.answeredBy?.description)
            writer.key("calls")
            append(turn.expected.calls, to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.member("cases", line.cases)
        writer.member("requests", line.requests)
        writer.key("calls")
        append(line.calls, to: &writer)
        writer.endObject()
    }

    private static func append(_ calls: [LegID: Int], to writer: inout JSONWriter) {
        writer.beginObject()
        for (leg, count) in calls.sorted(by: { $0.key < $1.key }) {
            writer.member(leg.description, count)
        }
        writer.endObject()
    }
}
