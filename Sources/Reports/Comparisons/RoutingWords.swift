import Ledger
import Vocabulary

// What routings cost and save, in sentences.
extension Comparison {
    private var what: String {
        routings.isOfTraffic ? "the traffic" : "1,000 answers of each task"
    }

    /// What the recommended one saves.
    var savingWords: String {
        guard !routings.routed.shares.isEmpty else {
            return "no routing is recommended for \(what)"
        }
        guard !routings.routed.total.amounts.isEmpty || routings.routed.total.unknown == 0 else {
            return "what \(what) costs, routed as recommended, is not known: no price of it is"
        }
        var words =
            "routed as recommended, \(what) costs "
            + cost(routings.routed)
        if let present = routings.present {
            words +=
                "; as it was run it costs \(cost(present))"
                + self.words(forSaving: routings.saving(against: present))
        }
        guard let single = routings.single else { return words + "; " + lackOfSingle }
        words +=
            "; \(single.model) for all costs "
            + cost(single.routing)
            + self.words(forSaving: routings.saving)
        if !single.routing.worseOn.isEmpty {
            words +=
                "; it is less often right on \(single.routing.worseOn.joined(separator: ", "))"
        }
        return words
    }

    private func cost(_ routing: Routings.Routing) -> String {
        MoneyText.range(routing.totalAtCheapest, routing.total, routings.rates)
    }

    private var lackOfSingle: String {
        routings.singles.isEmpty
            ? "no model was asked for every task, so none is compared as one for all"
            : "which model is the cheapest for all is not known: no rate turns the one's currency into "
                + "the other's"
    }

    private func words(forSaving saving: (amount: Money, share: Double)?) -> String {
        guard let saving else { return ": what that saves is not known" }
        guard saving.amount.nanos < 0 else {
            return ": a saving of \(MoneyText.short(saving.amount)) (\(Percent.text(saving.share)))"
        }
        let more = Money(nanos: -saving.amount.nanos, saving.amount.currency)
        return ", which is \(MoneyText.short(more)) less"
    }

    /// One line for each routing: what it costs, and what the recommended one saves of it.
    var routingLines: [(name: String, cost: String, saving: String)] {
        routings.all.filter { !$0.shares.isEmpty }.map { routing in
            let saving =
                routing.kind == .recommended ? nil : routings.saving(against: routing)
            return (
                routing.name, cost(routing),
                saving.map { "\(MoneyText.short($0.amount)) (\(Percent.signed($0.share)))" } ?? ""
            )
        }
    }

    /// Of the columns of these lines.
    var routingHeader: [String] { ["routing of \(what)", "cost", "the recommended one saves"] }

    var remarks: [String] {
        var remarks: [String] = []
        if isSimulated {
            remarks.append(
                "simulated: costs are at list prices and nothing was paid, times are left out, and the "
                    + "answers are the suites' own: what is right in them says nothing of the models"
            )
        }
        if hasRepeats {
            remarks.append(
                "right: of all requests; 95 %: by the number of cases, since repeats of one case tell "
                    + "little of other cases")
        }
        if !isSimulated, hasTimeLegends {
            let times = tasks.flatMap(\.models).flatMap(\.times)
            if times.contains(where: { $0?.interval != nil }) {
                remarks.append(LaggedTime.intervalLegend)
            }
            if times.contains(where: { $0?.isClientLimited == true }) {
                remarks.append(OwnLag.legend)
            }
        }
        if unknownCosts > 0 {
            remarks.append(
                "\(Figures.counted(unknownCosts, "answer")) of unknown cost: counted, in no sum")
        }
        let hourly = Set(choices.flatMap(\.costsAtCheapest.keys)).sorted()
        if !hourly.isEmpty {
            remarks.append(
                "what \(hourly.joined(separator: ", ")) costs depends on the hour: from its cheapest hours "
                    + "to its dearest, and what is recommended and saved is so at the dearest"
                    + (routings.isOfTraffic
                        ? " (a column `\(Traffic.offPeakColumn)` says when)" : ""))
        }
        if let pricedBy { remarks.append(pricedBy) }
        let rates = routings.rates.words(for: currencies)
        if !rates.isEmpty { remarks.append("turned by the rate \(rates.joined(separator: ", "))") }
        return remarks
    }

    /// Those of all costs that are shown.
    private var currencies: [String] {
        choices.flatMap { $0.costs.values.map(\.currency) }
            + routings.all.flatMap { $0.total.amounts.map(\.currency) }
    }
}
