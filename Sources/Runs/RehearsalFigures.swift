package import Rows
import Statistics
import Vocabulary

extension Rehearsal {
    /// A row for each route: the days beside each other, and what lies between them.
    ///
    /// Days are held against each other only where both came to their end.
    ///
    /// - Parameters:
    ///   - mix: nil where a signal came before it.
    ///   - retried: nil where one did, and where the gateway decides itself how often a leg is asked.
    package func rows(quiet: Day, mix: Day?, retried: Day?) -> [RehearsalRow] {
        courses.indices.map { place in
            let route = courses[place].route
            let arrivals = Array(arrivals(of: place))
            func outcomes(_ day: Day?) -> [Outcome?] {
                day.map { day in arrivals.map { day.outcomes[$0] } } ?? []
            }
            let (calm, struck, cured) = (outcomes(quiet), outcomes(mix), outcomes(retried))
            var row = RehearsalRow(
                route: route.name, mix: terms.mix.words, duration: span,
                requests: arrivals.count, currency: currency(of: route))
            row.isMeasured = isMeasured
            row.movedOn = zip(calm, struck).count { calm, struck in
                guard let calm, let struck else { return false }
                return struck.answeredBy != nil && struck.answeredBy != calm.answeredBy
            }
            row.disturbed = [calm, struck, cured].reduce(0) {
                $0 + $1.count { $0?.isDisturbed == true }
            }
            let draw = Draw(of: arrivals.count, seed: terms.seed)
            if let currency = row.currency {
                /// Nil for sums that leave something out: they do not tell which of two days is the dearer one.
                func amounts(_ day: Day?) -> [Int128]? {
                    let isWhole = day?.legs[place].values.allSatisfy {
                        $0.unpriced == 0 && $0.costOutside(currency) == nil
                    }
                    let sent = outcomes(day).compactMap { $0?.nanos }
                    return isWhole == true && sent.count == arrivals.count ? sent : nil
                }
                let (before, during) = (amounts(quiet), amounts(mix))
                if let before, let during {
                    row.extra = draw.sum(zip(before, during).map { $1 - $0 })
                }
                if let during, let after = amounts(retried) {
                    row.saved = draw.sum(zip(during, after).map { $0 - $1 })
                }
            }
            let days = [quiet, mix, retried].compactMap(\.self)
            row.days = zip(RehearsalRow.DayName.allCases, days).map { name, day in
                let sent = outcomes(day).compactMap(\.self)
                var figures = Self.day(name, sent, draw, hasPrice: row.currency != nil)
                if sent.count < arrivals.count { figures.requests = sent.count }
                let lines = day.legs[place]
                let known = route.legs.map(\.id)
                // A fallback may lead to the legs of another route.
                let more = days.flatMap { $0.legs[place].keys }
                figures.legs = (known + Set(more).subtracting(known).sorted()).map { leg in
                    lines[leg]
                        ?? RehearsalRow.Line(leg: leg, legName: prices.entry(of: leg)?.name ?? "")
                }
                return figures
            }
            return row
        }
    }

    /// How much of the day's time the requests that are sent stand for, on whichever route.
    private var span: Duration {
        guard terms.sample < terms.requests else { return terms.duration }
        let share = Int128(terms.duration.inNanoseconds) * Int128(terms.sample)
        return .nanoseconds(Int64(share / Int128(terms.requests)))
    }

    private static func day(
        _ name: RehearsalRow.DayName, _ outcomes: [Outcome], _ draw: Draw, hasPrice: Bool
    ) -> RehearsalRow.Day {
        var day = RehearsalRow.Day(name)
        day.answered = outcomes.count { $0.answeredBy != nil }
        if hasPrice, !outcomes.isEmpty { day.spend = draw.sum(outcomes.map(\.nanos)) }
        let waits = outcomes.map { Double($0.waited.inNanoseconds) }
        day.mean = draw.mean(waits)
        day.p95 = draw.quantile(0.95, waits)
        day.p99 = draw.quantile(0.99, waits)
        day.longest = outcomes.map(\.waited).max() ?? .zero
        return day
    }
}

/// Draws a day's arrivals again and again, to tell how far its figures are chance.
private struct Draw {
    private let bootstrap: Bootstrap

    /// So many values are drawn in a second or so: fewer draws of a long day are as good as many of a short one.
    private static let valuesMax = 10_000_000

    init(of count: Int, seed: UInt64) {
        bootstrap = Bootstrap(
            resamples: max(200, min(2000, Self.valuesMax / max(1, count))), seed: seed)
    }

    /// The sum itself is exact.
    func sum(_ nanos: [Int128]) -> RehearsalRow.Amount {
        let sum = nanos.reduce(0, +)
        guard let interval = interval(nanos.map { Double($0) }) else {
            return RehearsalRow.Amount(nanos: sum, low: sum, high: sum)
        }
        let count = Double(nanos.count)
        return RehearsalRow.Amount(
            nanos: sum, low: min(sum, Int128((interval.low * count).rounded())),
            high: max(sum, Int128((interval.high * count).rounded())))
    }

    func mean(_ values: [Double]) -> RehearsalRow.Time? {
        guard let mean = Sample.mean(values) else { return nil }
        let interval = interval(values) ?? Interval(low: mean, high: mean)
        return Self.time(mean, interval)
    }

    func quantile(_ share: Double, _ values: [Double]) -> RehearsalRow.Time? {
        guard let value = Sample.quantile(share, of: values) else { return nil }
        guard !Self.areEqual(values), let drawn = bootstrap.quantile(share, of: values) else {
            return Self.time(value, Interval(low: value, high: value))
        }
        return Self.time(drawn.value, drawn.interval)
    }

    /// Of the mean; nil where all values are the same.
    private func interval(_ values: [Double]) -> Interval? {
        guard !Self.areEqual(values) else { return nil }
        return bootstrap.estimate(
            .ratioOfSums, of: values.map { Bootstrap.Pair(before: 1, after: $0) })?.interval
    }

    private static func areEqual(_ values: [Double]) -> Bool {
        values.allSatisfy { $0 == values.first }
    }

    private static func time(_ value: Double, _ interval: Interval) -> RehearsalRow.Time {
        func rounded(_ nanoseconds: Double) -> Duration {
            .microseconds(Int64((nanoseconds / 1000).rounded()))
        }
        return RehearsalRow.Time(
            value: rounded(value), low: rounded(interval.low), high: rounded(interval.high))
    }
}
