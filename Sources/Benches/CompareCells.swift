import Reports
import Statistics
import Vocabulary

/// The table of a task, in cells: a terminal and a pull request show the same.
struct CompareCells {
    struct Row {
        var marks: String
        var model: String
        /// Nothing that others wrote.
        var figures: [String]
    }

    /// Of the columns behind the model's name.
    let header: [String]
    let rows: [Row]

    init(_ task: TaskFigures, _ choice: ModelChoice, isTimed: Bool) {
        let times = ["first p50", "p95", "total p50", "p95", "tokens/s"]
        header = ["right", "95 %", "of", "per 1,000 answers"] + (isTimed ? times : [])
        rows = task.models.sorted { Self.isBefore($0, $1) }.map { model in
            let marks =
                (choice.model == model.name ? "→" : " ")
                + (choice.front.contains(model.name) ? "◆" : " ")
            var cells = [
                model.rate.map(Percent.text) ?? "-",
                model.interval.map { Self.range($0) } ?? "-", Self.count(model), Self.cost(model),
            ]
            guard isTimed else { return Row(marks: marks, model: model.name, figures: cells) }
            cells += model.times.map { $0?.wordsWithBar ?? "-" }
            cells.append(
                model.tokensPerSecond.map { Figures.grouped(Int($0.rounded())) } ?? "-")
            return Row(marks: marks, model: model.name, figures: cells)
        }
    }

    /// The most often right first, of two alike the cheaper one.
    private static func isBefore(_ one: ModelFigures, _ other: ModelFigures) -> Bool {
        if one.rate != other.rate { return (one.rate ?? -1) > (other.rate ?? -1) }
        guard let cost = one.costPerThousand else { return false }
        guard let other = other.costPerThousand, other.currency == cost.currency else {
            return true
        }
        return cost.nanos < other.nanos
    }

    private static func range(_ interval: Interval) -> String {
        "\(Percent.number(interval.low)) to \(Percent.number(interval.high))"
    }

    private static func count(_ model: ModelFigures) -> String {
        let judged = Figures.grouped(model.judged)
        return model.unjudged == 0
            ? judged : "\(judged) (+\(Figures.grouped(model.unjudged)) unjudged)"
    }

    private static func cost(_ model: ModelFigures) -> String {
        if let cost = model.costPerThousand { return MoneyText.short(cost) }
        guard model.answers > 0 || model.spend.unknown > 0 else { return "-" }
        if model.spend.amounts.count > 1 { return "several currencies" }
        return "unknown (\(Figures.grouped(model.spend.unknown)))"
    }

    static let legend = "→ recommended · ◆ no other model beats it in all respects"
}

/// Amounts for people: to the millionth, which no bill goes below.
enum MoneyText {
    static func short(_ money: Money) -> String {
        let half: Int128 = money.nanos < 0 ? -500 : 500
        let millionths = (money.nanos + half) / 1000
        return "\(DecimalText.text(millionths, places: 6)) \(money.currency)"
    }

    static func short(_ sum: MoneySum) -> String {
        var parts = sum.amounts.map { short($0) }
        if sum.unknown > 0 { parts.append("\(Figures.grouped(sum.unknown)) unknown") }
        return parts.isEmpty ? "nothing" : parts.joined(separator: " + ")
    }
}

extension Comparison {
    /// What the routing saves, in a sentence.
    var savingWords: String {
        let what = routings.isOfTraffic ? "the traffic" : "1,000 answers of each task"
        let routed =
            "routed as recommended, \(what) costs \(MoneyText.short(routings.routed.total))"
        guard let single = routings.single else {
            return routed
                + "; no model was asked for every task, so none is compared as one for all"
        }
        var words =
            routed + "; \(single.model) for all costs "
            + MoneyText.short(single.routing.total)
        if let saving = routings.saving, saving.amount.nanos < 0 {
            let more = Money(nanos: -saving.amount.nanos, saving.amount.currency)
            words += ", which is \(MoneyText.short(more)) less"
        } else if let saving = routings.saving {
            words +=
                ": a saving of \(MoneyText.short(saving.amount)) (\(Percent.text(saving.share)))"
        } else {
            words += ": what that saves is not known"
        }
        if !routings.worseOn.isEmpty {
            words += "; it is less often right on \(routings.worseOn.joined(separator: ", "))"
        }
        return words
    }

    var remarks: [String] {
        var remarks: [String] = []
        if isSimulated {
            remarks.append(
                "simulated: costs are at list prices and nothing was paid, times are left out, and the "
                    + "answers are the suites' own: what is right in them says nothing of the models"
            )
        }
        let times = tasks.flatMap(\.models).flatMap(\.times)
        if !isSimulated, times.contains(where: { $0?.isClientLimited == true }) {
            remarks.append(OwnLag.legend)
        }
        if unknownCosts > 0 {
            remarks.append(
                "\(Figures.counted(unknownCosts, "answer")) of unknown cost: counted, in no sum")
        }
        return remarks
    }
}
