import Documents
import Ledger
import Statistics
import Vocabulary

/// A comparison for programs. Amounts are decimal texts, to the billionth; times are microseconds; what is
/// not known is left out.
public enum CompareJSON {
    public static let format = "pathproof-comparison"
    public static let version = 1

    public static func bytes(_ comparison: Comparison) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("format", format)
        json.member("version", version)
        json.member("runs", comparison.runs)
        members(of: comparison, to: &json)
        json.endObject()
        json.newline()
        return json.bytes
    }

    /// What summary.json has of it, too.
    static func members(of comparison: Comparison, to json: inout JSONWriter) {
        json.member("simulated", comparison.isSimulated)
        json.member("unknown_costs", comparison.unknownCosts)
        json.rates(comparison.routings.rates)
        json.optionalMember("priced_by", comparison.pricedBy)
        json.key("tasks")
        json.beginArray()
        for (task, choice) in zip(comparison.tasks, comparison.choices) {
            json.task(task, choice, comparison.routings)
        }
        json.endArray()
        json.key("routings")
        json.routings(comparison.routings)
    }
}

extension JSONWriter {
    /// What one unit of each currency was taken for, in dollars.
    fileprivate mutating func rates(_ rates: ExchangeRates) {
        guard rates != .none else { return }
        key("rates")
        beginObject()
        for rate in rates.texts { member(rate.currency, rate.dollars) }
        endObject()
    }

    fileprivate mutating func task(
        _ task: TaskFigures, _ choice: ModelChoice, _ routings: Routings
    ) {
        beginObject()
        member("name", task.name)
        optionalMember("recommended", choice.model)
        member("reason", choice.reason)
        key("models")
        beginArray()
        for model in task.models { self.model(model, choice, routings) }
        endArray()
        endObject()
    }

    private mutating func model(
        _ model: ModelFigures, _ choice: ModelChoice, _ routings: Routings
    ) {
        beginObject()
        member("name", model.name)
        member("pareto", choice.front.contains(model.name))
        member("passed", model.passed)
        member("judged", model.judged)
        member("unanswered", model.unanswered)
        member("unjudged", model.unjudged)
        member("cases", model.cases)
        if let rate = model.rate, let interval = model.interval {
            share("rate", rate)
            share("rate_low", interval.low)
            share("rate_high", interval.high)
        }
        member("answers", model.answers)
        sum("spend", model.spend)
        if let cost = model.costPerThousand { money("cost_per_1000", cost, routings.rates) }
        let name = routings.isOfTraffic ? "traffic_cost_per_1000" : "cost_per_1000_at_dearest_hour"
        if let cost = choice.costs[model.name],
            routings.isOfTraffic || cost != model.costPerThousand
        {
            money(name, cost, routings.rates)
        }
        if let cost = choice.costsAtCheapest[model.name] {
            money(
                routings.isOfTraffic
                    ? "traffic_cost_per_1000_at_cheapest_hour" : "cost_per_1000_at_cheapest_hour",
                cost, routings.rates)
        }
        let names = ["first_answer_p50", "first_answer_p95", "total_p50", "total_p95"]
        for (name, time) in zip(names, model.times) {
            guard let time else { continue }
            member("\(name)_us", Int(time.time.inNanoseconds / 1000))
            if let interval = time.interval {
                member("\(name)_low_us", Figures.microseconds(interval.lowerBound))
                member("\(name)_high_us", Figures.microseconds(interval.upperBound))
            }
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
        routing(routings.routed, routings)
        if let present = routings.present {
            key("present")
            routing(present, routings)
            saving("saving_of_present", routings.saving(against: present), routings)
        }
        if let single = routings.single {
            key("one_for_all")
            routing(single.routing, routings)
            key("one_is_worse_on")
            beginArray()
            for task in single.routing.worseOn { string(task) }
            endArray()
        }
        saving("saving", routings.saving, routings)
        key("all")
        beginArray()
        for routing in routings.all { self.routing(routing, routings) }
        endArray()
        endObject()
    }

    private mutating func saving(
        _ name: String, _ saving: (amount: Money, share: Double)?, _ routings: Routings
    ) {
        guard let saving else { return }
        money(name, saving.amount, routings.rates)
        share("\(name)_share", saving.share)
    }

    private mutating func routing(_ routing: Routings.Routing, _ routings: Routings) {
        beginObject()
        member("name", routing.name)
        if case .single(let model) = routing.kind { member("model", model) }
        sum("total", routing.total)
        if routing.totalAtCheapest != routing.total {
            sum("total_at_cheapest_hour", routing.totalAtCheapest)
        }
        if let whole = routing.total.whole(by: routings.rates),
            let dollars = routings.rates.dollars(whole), !routing.shares.isEmpty
        {
            money("total_in_dollars", dollars, routings.rates)
        }
        key("tasks")
        beginArray()
        for share in routing.shares { self.share(share, routings) }
        endArray()
        endObject()
    }

    private mutating func share(_ share: Routings.Share, _ routings: Routings) {
        beginObject()
        member("task", share.task)
        if share.parts.count == 1 { member("model", share.parts[0].model) }
        let answers = share.parts.reduce(0) { $0 + $1.answers }
        if share.parts.count > 1, answers > 0 {
            key("models")
            beginArray()
            for part in share.parts {
                beginObject()
                member("model", part.model)
                self.share("share", Double(part.answers) / Double(answers))
                endObject()
            }
            endArray()
        }
        if let cost = share.cost.whole(by: routings.rates) {
            money("cost", cost, routings.rates)
        }
        endObject()
    }

    private mutating func sum(_ name: String, _ sum: MoneySum) {
        key(name)
        beginObject()
        for money in sum.amounts { member(money.currency, money.amount) }
        member("unknown", sum.unknown)
        endObject()
    }

    /// With what it is in dollars, where it is in another currency and a rate says so.
    private mutating func money(_ name: String, _ money: Money, _ rates: ExchangeRates) {
        key(name)
        beginObject()
        member("amount", money.amount)
        member("currency", money.currency)
        if money.currency != Money.dollars, let dollars = rates.dollars(money) {
            member("dollars", dollars.amount)
        }
        endObject()
    }

    private mutating func share(_ name: String, _ share: Double) {
        guard let millionths = Int64(exactly: (share * 1_000_000).rounded()) else { return }
        key(name)
        number(text: DecimalText.text(Int128(millionths), places: 6))
    }
}
