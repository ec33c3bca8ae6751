public import Ledger
import Statistics
public import Vocabulary

/// Which model a task should go to, and why.
public struct ModelChoice: Sendable, Equatable {
    public var task: String
    /// Nil where nothing was judged, and where no rate says which of several is the cheapest.
    public var model: String?
    public var reason: String
    /// Models that no other beats in every respect that is known.
    public var front: [String]
    /// By name: those that are right about as often as the best one.
    public var acceptable: [String]
    /// By name, what they were held against each other by, as far as it is known.
    public var costs: [String: Money]
    /// By name, the same at its cheapest hour, of those whose price depends on the hour: the others are of the dearest.
    public var costsAtCheapest: [String: Money]
    /// What these costs are of: `per 1,000 answers`.
    public var costWords: String

    public var isJudged: Bool { !acceptable.isEmpty }

    /// A model that is right so much less often than the best is not as good, however cheap.
    public static let toleranceUsual = 0.02
    /// Where the chosen one's rate may lie in so wide an interval, it is a guess.
    private static let widthMax = 0.2

    /// What models are held against each other by, beside how often they are right.
    public struct Terms: Sendable {
        public var tolerance: Double
        /// Times mean something; those of simulated legs do not.
        public var isTimed: Bool
        /// What a model's costs are of: `per 1,000 answers`.
        public var costWords: String
        public var cost: @Sendable (ModelFigures, PriceHour) -> Money?
        /// Without one for its currency an amount is neither more nor less than one in another.
        public var rates: ExchangeRates

        /// Costs as they were measured.
        public init(
            tolerance: Double = toleranceUsual, isTimed: Bool, rates: ExchangeRates = .none
        ) {
            self.tolerance = tolerance
            self.isTimed = isTimed
            self.rates = rates
            costWords = "per 1,000 answers"
            cost = { $0.costPerThousand(at: $1) }
        }
    }

    public init(_ task: TaskFigures, _ terms: Terms) {
        self.task = task.name
        costWords = terms.costWords
        let costs = Self.costs(of: task, at: .dearest, terms)
        let cheap = Self.costs(of: task, at: .cheapest, terms)
        self.costs = costs
        costsAtCheapest = cheap.filter { costs[$0.key] != $0.value }
        front = Self.front(of: task, costs, terms)
        let judged = task.models.filter { $0.rate != nil }
        guard let best = judged.max(by: { ($0.rate ?? 0) < ($1.rate ?? 0) }), let rate = best.rate
        else {
            (model, reason, acceptable) = (nil, "no case of it was judged", [])
            return
        }
        guard rate > 0 else {
            (model, reason, acceptable) = (
                nil, "no answer to it was right: none is recommended", []
            )
            return
        }
        // 0.98 may be a little less than 1 - 0.02 to a Double.
        let fit = judged.filter { ($0.rate ?? 0) >= rate - terms.tolerance - 1e-9 }
        acceptable = fit.map(\.name)
        let cheapest = Self.cheapest(
            of: fit.compactMap { model in costs[model.name].map { (model, $0) } }, terms)
        guard let first = cheapest.first else {
            let chosen = Self.quickest(fit.filter { $0.rate == rate }, terms.isTimed) ?? best
            model = chosen.name
            reason =
                "\(Self.rateWords(chosen)), the best; no price is known to choose a cheaper one by"
            return
        }
        guard cheapest.count > 1 else {
            model = first.figures.name
            let quiet = Self.cheapest(
                of: fit.compactMap { model in cheap[model.name].map { (model, $0) } }, terms)
            reason =
                Self.words(first, best, costs[best.name], terms)
                + Self.words(forHours: quiet, insteadOf: first, terms)
            return
        }
        // The price does not tell them apart; how often they are right may.
        let most = cheapest.map { $0.figures.rate ?? 0 }.max()
        let top = cheapest.filter { $0.figures.rate == most }
        let rivals = Self.words(forRivals: cheapest, terms)
        guard top.count == 1 else {
            (model, reason) = (nil, "none is recommended by its price: \(rivals)")
            return
        }
        model = top[0].figures.name
        reason =
            Self.words(top[0], best, costs[best.name], terms)
            + "; the most often right of those whose prices are not compared: \(rivals)"
    }

    private static func costs(
        of task: TaskFigures, at hour: PriceHour, _ terms: Terms
    ) -> [String: Money] {
        Dictionary(
            task.models.compactMap { model in terms.cost(model, hour).map { (model.name, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    // MARK: Words

    /// Where another is the cheapest as soon as prices that depend on the hour are at their lowest.
    private static func words(
        forHours quiet: [Priced], insteadOf chosen: Priced, _ terms: Terms
    ) -> String {
        guard quiet.count == 1, let other = quiet.first, other.figures.name != chosen.figures.name
        else { return "" }
        return
            "; at its cheapest hours \(other.figures.name) with \(rateWords(other.figures)) costs less: "
            + MoneyText.short(other.cost, terms.rates)
    }

    private typealias Priced = (figures: ModelFigures, cost: Money)

    private static func words(
        _ chosen: Priced, _ best: ModelFigures, _ bestCost: Money?, _ terms: Terms
    ) -> String {
        var words = "\(rateWords(chosen.figures)) for \(MoneyText.short(chosen.cost, terms.rates)) "
        words += terms.costWords
        if chosen.figures.rate != best.rate {
            words += "; the best, \(best.name), has \(rateWords(best))"
            if let bestCost { words += " for \(MoneyText.short(bestCost, terms.rates))" }
        }
        if let interval = chosen.figures.interval, interval.high - interval.low > widthMax {
            words +=
                "; few cases: between \(Percent.text(interval.low)) and "
                + "\(Percent.text(interval.high)) are possible"
        }
        return words
    }

    /// Each the cheapest that its currency has.
    private static func words(forRivals rivals: [Priced], _ terms: Terms) -> String {
        let each = rivals.map { rival in
            "\(rival.figures.name) with \(rateWords(rival.figures)) for "
                + "\(MoneyText.short(rival.cost, terms.rates)) is the cheapest in "
                + scale(of: rival.cost, terms)
        }
        let unknown = rivals.map(\.cost.currency).first { !terms.rates.knows($0) } ?? ""
        return each.joined(separator: ", ")
            + " (\(terms.costWords)), and no rate says which costs less: give "
            + "`rates: { \(unknown): … }`, what one \(unknown) is worth in \(Money.dollars)"
    }

    private static func rateWords(_ model: ModelFigures) -> String {
        let words = "\(model.rate.map(Percent.text) ?? "?") of \(model.asked)"
        guard model.unanswered > 0 else { return words }
        return "\(words) (\(Figures.grouped(model.unanswered)) got no answer)"
    }

    // MARK: Comparing

    /// The currency in which an amount can be held against others.
    private static func scale(of cost: Money, _ terms: Terms) -> String {
        terms.rates.knows(cost.currency) ? Money.dollars : cost.currency
    }

    /// The cheapest of each currency that nothing turns into another; one of all, where everything is turned.
    private static func cheapest(of priced: [Priced], _ terms: Terms) -> [Priced] {
        var best: [(scale: String, priced: Priced)] = []
        for one in priced {
            let scale = scale(of: one.cost, terms)
            guard let place = best.firstIndex(where: { $0.scale == scale }) else {
                best.append((scale, one))
                continue
            }
            if isBefore(one, best[place].priced, terms) { best[place].priced = one }
        }
        // What costs nothing is cheap in any.
        let all = best.map(\.priced)
        return all.filter { one in !all.contains { terms.rates.isLess($0.cost, one.cost) == true } }
    }

    private static func isBefore(_ one: Priced, _ other: Priced, _ terms: Terms) -> Bool {
        if terms.rates.isLess(one.cost, other.cost) == true { return true }
        if terms.rates.isLess(other.cost, one.cost) == true { return false }
        if one.figures.rate != other.figures.rate {
            return (one.figures.rate ?? 0) > (other.figures.rate ?? 0)
        }
        return terms.isTimed && median(one.figures) < median(other.figures)
    }

    private static func quickest(_ models: [ModelFigures], _ isTimed: Bool) -> ModelFigures? {
        isTimed ? models.min { median($0) < median($1) } : models.first
    }

    private static func median(_ model: ModelFigures) -> Duration {
        model.total.percentile(0.5) ?? .seconds(Int64.max / 1_000_000_000)
    }

    /// By rate, cost and time, as far as anything is known of each; who lacks one of them is not on it.
    private static func front(
        of task: TaskFigures, _ costs: [String: Money], _ terms: Terms
    ) -> [String] {
        let hasTimes = terms.isTimed && task.models.contains { $0.total.count > 0 }
        let points = task.models.compactMap { model -> Point? in
            guard let rate = model.rate else { return nil }
            let (cost, time) = (costs[model.name], model.total.percentile(0.5))
            guard costs.isEmpty || cost != nil, !hasTimes || time != nil else { return nil }
            return Point(name: model.name, rate: rate, cost: cost, time: hasTimes ? time : nil)
        }
        return points.filter { point in !points.contains { $0.beats(point, terms.rates) } }
            .map(\.name)
    }

    private struct Point {
        var name: String
        var rate: Double
        var cost: Money?
        var time: Duration?

        /// As good in every respect, and better in one. Costs that nothing turns into each other decide nothing.
        func beats(_ other: Point, _ rates: ExchangeRates) -> Bool {
            var isBetter = rate > other.rate
            guard rate >= other.rate else { return false }
            if let cost, let otherCost = other.cost {
                guard rates.isLess(otherCost, cost) == false else { return false }
                if rates.isLess(cost, otherCost) == true { isBetter = true }
            }
            if let time, let otherTime = other.time {
                guard time <= otherTime else { return false }
                if time < otherTime { isBetter = true }
            }
            return isBetter
        }
    }
}

/// Shares for people: `98.0 %`.
enum Percent {
    static func text(_ share: Double) -> String { "\(number(share)) %" }

    /// A share of something that may be below nothing.
    static func signed(_ share: Double) -> String {
        (share < 0 ? "-" : "") + text(abs(share))
    }

    static func number(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
