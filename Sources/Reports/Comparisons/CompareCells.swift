import Ledger
import Statistics
import Vocabulary

/// The table of a task, in cells: a terminal and a pull request show the same.
struct CompareCells {
    struct Row {
        var marks: String
        var model: String
        /// Nothing that others wrote.
        var figures: [String]
        /// Between what each of the figures lies that are percentiles; empty for the others.
        var intervals: [String]
    }

    /// Of the columns behind the model's name.
    let header: [String]
    let rows: [Row]

    init(_ task: TaskFigures, _ choice: ModelChoice, _ rates: ExchangeRates, isTimed: Bool) {
        let times = ["first p50", "p95", "total p50", "p95", "tokens/s"]
        header = ["right", "95 %", "of", choice.costWords] + (isTimed ? times : [])
        rows = Self.sorted(task.models, choice, rates).map { model in
            let marks =
                (choice.model == model.name ? "→" : " ")
                + (choice.front.contains(model.name) ? "◆" : " ")
            var cells = [
                model.rate.map(Percent.text) ?? "-",
                model.interval.map { Self.range($0) } ?? "-", Self.count(model),
                Self.cost(model, choice, rates),
            ]
            var intervals = cells.map { _ in "" }
            if isTimed {
                cells += model.times.map { $0?.wordsWithBar ?? "-" }
                intervals += model.times.map { $0?.intervalWords ?? "" }
                cells.append(
                    model.tokensPerSecond.map { Figures.grouped(Int($0.rounded())) } ?? "-")
                intervals.append("")
            }
            return Row(
                marks: marks, model: model.name, figures: cells, intervals: intervals)
        }
    }

    /// The figures, with the interval of each that has one: `12.3 ms (11.9–12.8 ms)`.
    static func cells(of row: Row) -> [String] {
        zip(row.figures, row.intervals).map { $1.isEmpty ? $0 : "\($0) (\($1))" }
    }

    /// The most often right first, of two alike the cheaper one; each currency by itself that no rate turns.
    private static func sorted(
        _ models: [ModelFigures], _ choice: ModelChoice, _ rates: ExchangeRates
    ) -> [ModelFigures] {
        let keyed = models.map { model in
            let cost = choice.costs[model.name]
            let scaled = cost.flatMap { rates.dollars($0) } ?? cost
            let isForeign = scaled.map { $0.currency != Money.dollars } ?? false
            return (
                model: model,
                key: (
                    -(model.rate ?? -1), scaled == nil ? 1 : 0,
                    isForeign ? scaled?.currency ?? "" : "", scaled?.nanos ?? 0
                )
            )
        }
        return keyed.sorted { $0.key < $1.key }.map(\.model)
    }

    private static func range(_ interval: Interval) -> String {
        "\(Percent.number(interval.low)) to \(Percent.number(interval.high))"
    }

    private static func count(_ model: ModelFigures) -> String {
        var words = Figures.grouped(model.asked)
        if model.cases < model.asked {
            words += " in \(Figures.counted(model.cases, "case"))"
        }
        let facts = [
            model.unanswered == 0 ? nil : "\(Figures.grouped(model.unanswered)) unanswered",
            model.unjudged == 0 ? nil : "+\(Figures.grouped(model.unjudged)) unjudged",
        ].compactMap(\.self)
        return facts.isEmpty ? words : "\(words) (\(facts.joined(separator: ", ")))"
    }

    private static func cost(
        _ model: ModelFigures, _ choice: ModelChoice, _ rates: ExchangeRates
    ) -> String {
        if let cost = choice.costs[model.name] {
            return MoneyText.range(choice.costsAtCheapest[model.name], cost, rates)
        }
        guard model.answers > 0 || model.spend.unknown > 0 else { return "-" }
        if model.spend.amounts.count > 1 { return "several currencies" }
        return model.spend.unknown == 0
            ? "unknown" : "unknown (\(Figures.grouped(model.spend.unknown)))"
    }

    static let legend = "→ recommended · ◆ no other model beats it in all respects"
}
