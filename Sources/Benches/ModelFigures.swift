package import Reports
package import Statistics
package import Vocabulary

/// What one model came to on one task: how often it was right, how fast, and for how much.
package struct ModelFigures: Sendable, Equatable {
    /// `provider:model`.
    package var name: String
    package var passed = 0
    package var judged = 0
    /// Errored or skipped: they say nothing of the model.
    package var unjudged = 0
    /// Of its own answers, at list prices; those of unknown cost are counted in it.
    package var spend = MoneySum()
    package var answers = 0
    /// Percentiles are at most 1.6 % off.
    package var firstAnswer = GapHistogram()
    package var total = GapHistogram()
    /// How late this program itself was in those: the error bars.
    package var firstAnswerLag = GapHistogram()
    package var totalLag = GapHistogram()
    var streamedTokens = 0
    var streamedTime = Duration.zero

    package init(name: String) { self.name = name }

    /// p50 and p95 of the first answer, then of the whole; nil where none was timed.
    package var times: [LaggedTime?] {
        [(firstAnswer, firstAnswerLag), (total, totalLag)].flatMap { times, lags in
            [0.5, 0.95].map { LaggedTime($0, of: times, lags: lags) }
        }
    }

    package var rate: Double? { judged > 0 ? Double(passed) / Double(judged) : nil }
    package var interval: Interval? { Wilson.interval(passed, of: judged) }

    /// Of what a model puts out once it has begun.
    package var tokensPerSecond: Double? {
        let nanoseconds = streamedTime.inNanoseconds
        guard streamedTokens > 0, nanoseconds > 0 else { return nil }
        return Double(streamedTokens) / Double(nanoseconds) * 1_000_000_000
    }

    /// Nil where the cost of any answer is not known, or where some were paid in another currency.
    package var costPerThousand: Money? {
        guard spend.unknown == 0, spend.amounts.count == 1, answers > 0 else { return nil }
        let (nanos, currency) = (spend.amounts[0].nanos, spend.amounts[0].currency)
        let (thousand, isOver) = nanos.multipliedReportingOverflow(by: 1000)
        guard !isOver else { return nil }
        // To the nearest billionth; the sum itself is exact.
        return Money(nanos: (thousand + Int128(answers) / 2) / Int128(answers), currency)
    }
}

/// All models that were asked for one task.
package struct TaskFigures: Sendable, Equatable {
    package var name: String
    package var models: [ModelFigures] = []
    /// The routes that it went over while all their legs were well.
    package var routes: [RouteFigures] = []

    package init(name: String) { self.name = name }

    package func model(named name: String) -> ModelFigures? { models.first { $0.name == name } }
}

/// Who answered one task's requests over a route that nobody broke.
package struct RouteFigures: Sendable, Equatable {
    package var name: String
    package var parts: [Routings.Share.Part] = []

    package init(name: String) { self.name = name }

    /// It is one model by its own name, as suites that ask models directly have them.
    package var isModel: Bool { parts.count == 1 && parts[0].model.hasSuffix(":\(name)") }

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
