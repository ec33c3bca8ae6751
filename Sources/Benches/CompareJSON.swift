import Documents
import Reports
import Statistics
import Vocabulary

/// A comparison for programs. Amounts are decimal texts, to the billionth; times are microseconds; what is
/// not known is left out.
package enum CompareJSON {
    package static let format = "pathproof-comparison"
    package static let version = 1

    package static func bytes(_ comparison: Comparison) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("format", format)
        json.member("version", version)
        json.member("runs", comparison.runs)
        json.member("simulated", comparison.isSimulated)
        json.member("unknown_costs", comparison.unknownCosts)
        json.key("tasks")
        json.beginArray()
        for (task, choice) in zip(comparison.tasks, comparison.choices) {
            json.task(task, choice)
        }
        json.endArray()
        json.key("routings")
        json.routings(comparison.routings)
        json.endObject()
        json.newline()
        return json.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func task(_ task: TaskFigures, _ choice: ModelChoice) {
        beginObject()
        member("name", task.name)
        optionalMember("recommended", choice.model)
        member("reason", choice.reason)
        key("models")
        beginArray()
        for model in task.models { self.model(model, choice) }
        endArray()
        endObject()
    }

    private mutating func model(_ model: ModelFigures, _ choice: ModelChoice) {
        beginObject()
        member("name", model.name)
        member("pareto", choice.front.contains(model.name))
        member("passed", model.passed)
        member("judged", model.judged)
        member("unjudged", model.unjudged)
        if let rate = model.rate, let interval = model.interval {
            share("rate", rate)
            share("rate_low", interval.low)
            share("rate_high", interval.high)
        }
        member("answers", model.answers)
        sum("spend", model.spend)
        if let cost = model.costPerThousand { money("cost_per_1000", cost) }
        let names = ["first_answer_p50", "first_answer_p95", "total_p50", "total_p95"]
        for (name, time) in zip(names, model.times) {
            guard let time else { continue }
            member("\(name)_us", Int(time.time.inNanoseconds / 1000))
            if let lag = time.lag { member("\(name)_lag_us", Int(lag.inNanoseconds / 1000)) }
        }
        key("client_limited")
        beginArray()
        for (name, time) in zip(names, model.times) where time?.isClientLimited == true {
            string(name)
        }
        endArray()
        if let speed = model.tokensPerSecond { member("tokens_per_second", Int(speed.rounded())) }
        endObject()
    }

    fileprivate mutating func routings(_ routings: Routings) {
        beginObject()
        member("of", routings.isOfTraffic ? "traffic" : "1000 answers of each task")
        key("recommended")
        routing(routings.routed, nil)
        if let single = routings.single {
            key("one_for_all")
            routing(single.routing, single.model)
            key("one_is_worse_on")
            beginArray()
            for task in routings.worseOn { string(task) }
            endArray()
        }
        if let saving = routings.saving {
            money("saving", saving.amount)
            share("saving_share", saving.share)
        }
        endObject()
    }

    private mutating func routing(_ routing: Routings.Routing, _ model: String?) {
        beginObject()
        optionalMember("model", model)
        sum("total", routing.total)
        key("tasks")
        beginArray()
        for share in routing.shares {
            beginObject()
            member("task", share.task)
            member("model", share.model)
            if let cost = share.cost { money("cost", cost) }
            endObject()
        }
        endArray()
        endObject()
    }

    private mutating func sum(_ name: String, _ sum: MoneySum) {
        key(name)
        beginObject()
        for money in sum.amounts { member(money.currency, money.amount) }
        member("unknown", sum.unknown)
        endObject()
    }

    private mutating func money(_ name: String, _ money: Money) {
        key(name)
        beginObject()
        member("amount", money.amount)
        member("currency", money.currency)
        endObject()
    }

    private mutating func share(_ name: String, _ share: Double) {
        guard let millionths = Int64(exactly: (share * 1_000_000).rounded()) else { return }
        key(name)
        number(text: DecimalText.text(Int128(millionths), places: 6))
    }
}
