public import Ledger
public import Rows
public import Statistics
public import Vocabulary

/// What one model came to on one task: how often it was right, how fast, and for how much.
public struct ModelFigures: Sendable, Equatable {
    /// `provider:model`.
    public var name: String
    /// Answers, each repeat of a case for itself.
    public var passed = 0
    public var judged = 0
    /// Requests that got none, since the provider failed: whoever needs an answer was not served.
    public var unanswered = 0
    /// Skipped, or not to be decided: they say nothing of the model.
    public var unjudged = 0
    /// That any of those are of that the rate is of.
    public var cases = 0
    /// Of its own answers, at list prices; those of unknown cost are counted in it.
    public private(set) var spend = MoneySum()
    /// What these would have cost at the hours at which each is the cheapest, and the dearest.
    private var spendAtCheapest = MoneySum()
    private var spendAtDearest = MoneySum()
    public var answers = 0
    /// Percentiles are at most 1.6 % off.
    public var firstAnswer = GapHistogram()
    public var total = GapHistogram()
    /// How late this program itself was in those: the error bars.
    public var firstAnswerLag = GapHistogram()
    public var totalLag = GapHistogram()
    /// What its runs were priced by, each once; nil is the shipped list.
    public private(set) var prices: [RunRow.Price?] = []
    var streamedTokens = 0
    var streamedNanoseconds: Int64 = 0

    public init(name: String) { self.name = name }

    /// - Parameter other: what it would have cost at the hours that have another price.
    mutating func add(_ cost: Money?, atOtherHours other: Money? = nil) {
        spend.add(cost)
        let both = [cost] + (other.map { [$0] } ?? [])
        spendAtCheapest.add(PriceHour.cheapest.chosen(of: both))
        spendAtDearest.add(PriceHour.dearest.chosen(of: both))
    }

    mutating func note(_ price: RunRow.Price?) {
        if !prices.contains(where: { $0?.text == price?.text }) { prices.append(price) }
    }

    /// p50 and p95 of the first answer, then of the whole; nil where none was timed.
    public var times: [LaggedTime?] {
        [(firstAnswer, firstAnswerLag), (total, totalLag)].flatMap { times, lags in
            [0.5, 0.95].map { LaggedTime($0, of: times, lags: lags) }
        }
    }

    /// Requests that the rate is of: a right answer that did not come is none.
    public var asked: Int { judged + unanswered }
    /// Nil where nothing was judged: then nobody knows whether it was the model that failed.
    public var rate: Double? { judged > 0 ? Double(passed) / Double(asked) : nil }
    /// Of how often it would be right on other cases of this task, by how many were seen: repeats make the rate of
    /// these cases surer, and tell little of others, so they count as one. That is never too narrow, and is the
    /// usual interval where each case is sent once.
    public var interval: Interval? { rate.flatMap { Wilson.interval(share: $0, of: cases) } }

    /// Of what a model puts out once it has begun.
    public var tokensPerSecond: Double? {
        guard streamedTokens > 0, streamedNanoseconds > 0 else { return nil }
        return Double(streamedTokens) / Double(streamedNanoseconds) * 1_000_000_000
    }

    /// As it was measured, at the hours of its runs. Nil where the cost of any answer is not known, or where some were
    /// paid in another currency.
    public var costPerThousand: Money? { perThousand(spend) }

    /// The same if all had been asked at such an hour: what does not depend on when the run was made.
    public func costPerThousand(at hour: PriceHour) -> Money? {
        perThousand(hour == .cheapest ? spendAtCheapest : spendAtDearest)
    }

    private func perThousand(_ spend: MoneySum) -> Money? {
        guard spend.unknown == 0, spend.amounts.count == 1, answers > 0 else { return nil }
        let (nanos, currency) = (spend.amounts[0].nanos, spend.amounts[0].currency)
        let (thousand, isOver) = nanos.multipliedReportingOverflow(by: 1000)
        guard !isOver else { return nil }
        // To the nearest billionth; the sum itself is exact.
        return Money(nanos: (thousand + Int128(answers) / 2) / Int128(answers), currency)
    }
}

/// All models that were asked for one task.
public struct TaskFigures: Sendable, Equatable {
    public var name: String
    public var models: [ModelFigures] = []
    /// The routes that it went over while all their legs were well.
    public var routes: [RouteFigures] = []

    public init(name: String) { self.name = name }

    public func model(named name: String) -> ModelFigures? { models.first { $0.name == name } }

    /// There is something to choose between.
    var isChoice: Bool { models.count { $0.rate != nil } > 1 }

    /// Its suites ask models by name.
    var isDirect: Bool { !routes.isEmpty && routes.allSatisfy(\.isModel) }
}

/// Who answered one task's requests over a route that nobody broke.
public struct RouteFigures: Sendable, Equatable {
    public var name: String
    public var parts: [Routings.Share.Part] = []

    public init(name: String) { self.name = name }

    /// It is one model by its own name, as suites that ask models directly have them.
    public var isModel: Bool {
        parts.count == 1 && (parts[0].model == name || parts[0].model.hasSuffix(":\(name)"))
    }

    mutating func take(_ model: String, answers: Int) {
        if let place = parts.firstIndex(where: { $0.model == model }) {
            parts[place].answers += answers
        } else {
            parts.append(Routings.Share.Part(model: model, answers: answers))
        }
    }

    mutating func rename(_ old: String, _ new: String) {
        guard let place = parts.firstIndex(where: { $0.model == old }) else { return }
        take(new, answers: parts.remove(at: place).answers)
    }
}
