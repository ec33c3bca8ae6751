import Statistics
package import Vocabulary

/// Which model a task should go to, and why.
package struct ModelChoice: Sendable, Equatable {
    package var task: String
    /// Nil where nothing was judged.
    package var model: String?
    package var reason: String
    /// Models that no other beats in every respect that is known.
    package var front: [String]
    /// By name: those that are right about as often as the best one.
    package var acceptable: [String]

    /// A model that is right so much less often than the best is not as good, however cheap.
    package static let toleranceUsual = 0.02
    /// Where the chosen one's rate may lie in so wide an interval, it is a guess.
    private static let widthMax = 0.2

    /// What models are held against each other by, beside how often they are right.
    package struct Terms: Sendable {
        package var tolerance: Double
        /// Times mean something; those of simulated legs do not.
        package var isTimed: Bool
        /// What a model's costs are of: `per 1,000 answers`.
        package var costWords: String
        package var cost: @Sendable (ModelFigures) -> Money?

        /// Costs as they were measured.
        package init(tolerance: Double = toleranceUsual, isTimed: Bool) {
            self.tolerance = tolerance
            self.isTimed = isTimed
            costWords = "per 1,000 answers"
            cost = { $0.costPerThousand }
        }

        fileprivate func cost(of model: ModelFigures, in currency: String) -> Money? {
            cost(model).flatMap { $0.currency == currency ? $0 : nil }
        }
    }

    package init(_ task: TaskFigures, _ terms: Terms) {
        self.task = task.name
        let currency = Self.currency(of: task, terms)
        front = Self.front(of: task, currency, terms)
        let judged = task.models.filter { $0.rate != nil }
        guard let best = judged.max(by: { ($0.rate ?? 0) < ($1.rate ?? 0) }), let rate = best.rate
        else {
            (model, reason, acceptable) = (nil, "no case of it was judged", [])
            return
        }
        // 0.98 may be a little less than 1 - 0.02 to a Double.
        let fit = judged.filter { ($0.rate ?? 0) >= rate - terms.tolerance - 1e-9 }
        acceptable = fit.map(\.name)
        let priced = fit.compactMap { model in
            terms.cost(of: model, in: currency).map { (model, $0) }
        }
        guard let cheapest = priced.min(by: { Self.isBefore($0, $1, terms.isTimed) }) else {
            let chosen = Self.quickest(fit.filter { $0.rate == rate }, terms.isTimed) ?? best
            model = chosen.name
            reason =
                "\(Self.rateWords(chosen)), the best; no price is known to choose a cheaper one by"
            return
        }
        model = cheapest.0.name
        reason = Self.words(cheapest, best, terms.cost(of: best, in: currency), terms)
    }

    private static func words(
        _ chosen: (figures: ModelFigures, cost: Money), _ best: ModelFigures, _ bestCost: Money?,
        _ terms: Terms
    ) -> String {
        var words = "\(rateWords(chosen.figures)) for \(MoneyText.short(chosen.cost)) "
        words += terms.costWords
        if chosen.figures.rate != best.rate {
            words += "; the best, \(best.name), has \(rateWords(best))"
            if let bestCost { words += " for \(MoneyText.short(bestCost))" }
        }
        if let interval = chosen.figures.interval, interval.high - interval.low > widthMax {
            words +=
                "; few cases: between \(Percent.text(interval.low)) and "
                + "\(Percent.text(interval.high)) are possible"
        }
        return words
    }

    private static func rateWords(_ model: ModelFigures) -> String {
        "\(model.rate.map(Percent.text) ?? "?") of \(model.judged)"
    }

    // MARK: Comparing

    /// Nothing converts one currency into another: dollars count where any of the models costs some.
    private static func currency(of task: TaskFigures, _ terms: Terms) -> String {
        let known = task.models.compactMap { terms.cost($0)?.currency }
        return known.contains(Money.dollars) ? Money.dollars : known.first ?? Money.dollars
    }

    private static func isBefore(
        _ one: (ModelFigures, Money), _ other: (ModelFigures, Money), _ isTimed: Bool
    ) -> Bool {
        if one.1.nanos != other.1.nanos { return one.1.nanos < other.1.nanos }
        if one.0.rate != other.0.rate { return (one.0.rate ?? 0) > (other.0.rate ?? 0) }
        return isTimed && median(one.0) < median(other.0)
    }

    private static func quickest(_ models: [ModelFigures], _ isTimed: Bool) -> ModelFigures? {
        isTimed ? models.min { median($0) < median($1) } : models.first
    }

    private static func median(_ model: ModelFigures) -> Duration {
        model.total.percentile(0.5) ?? .seconds(Int64.max / 1_000_000_000)
    }

    /// By rate, cost and time, as far as anything is known of each; who lacks one of them is not on it.
    private static func front(
        of task: TaskFigures, _ currency: String, _ terms: Terms
    ) -> [String] {
        let hasCosts = task.models.contains { terms.cost(of: $0, in: currency) != nil }
        let hasTimes = terms.isTimed && task.models.contains { $0.total.count > 0 }
        let points = task.models.compactMap { model -> (name: String, losses: [Double])? in
            guard let rate = model.rate else { return nil }
            var losses = [-rate]
            if hasCosts {
                guard let cost = terms.cost(of: model, in: currency) else { return nil }
                losses.append(Double(cost.nanos))
            }
            if hasTimes {
                guard let time = model.total.percentile(0.5) else { return nil }
                losses.append(Double(time.inNanoseconds))
            }
            return (model.name, losses)
        }
        return points.filter { point in
            !points.contains { other in
                zip(other.losses, point.losses).allSatisfy(<=) && other.losses != point.losses
            }
        }.map(\.name)
    }
}

/// Shares for people: `98.0 %`.
enum Percent {
    static func text(_ share: Double) -> String { "\(number(share)) %" }

    static func number(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
