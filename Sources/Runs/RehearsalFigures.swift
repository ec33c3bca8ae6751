package import Rows
import Statistics
import Vocabulary

extension Rehearsal {
    /// A row for each route: the days beside each other, and what lies between them.
    ///
    /// - Parameter retried: nil where the gateway decides itself how often a leg is asked.
    package func rows(quiet: Day, mix: Day, retried: Day?) -> [RehearsalRow] {
        courses.indices.map { place in
            let route = courses[place].route
            let arrivals = Array(arrivals(of: place))
            func outcomes(_ day: Day) -> [Outcome] { arrivals.map { day.outcomes[$0] } }
            let (calm, struck) = (outcomes(quiet), outcomes(mix))
            let cured = retried.map(outcomes)
            var row = RehearsalRow(
                route: route.name, mix: terms.mix.words, duration: span,
                requests: arrivals.count, currency: currency(of: route))
            row.isMeasured = isMeasured
            row.movedOn = zip(calm, struck).count {
                $1.answeredBy != nil && $1.answeredBy != $0.answeredBy
            }
            row.disturbed = [calm, struck, cured ?? []].reduce(0) {
                $0 + $1.count(where: \.isDisturbed)
            }
            let draw = Draw(of: arrivals.count, seed: terms.seed)
            if let currency = row.currency {
                func isWhole(_ day: Day) -> Bool {
                    day.legs[place].values.allSatisfy {
                        $0.unpriced == 0 && $0.costOutside(currency) == nil
                    }
                }
                // Sums that leave something out do not tell which of two days is the dearer one.
                if isWhole(quiet), isWhole(mix) {
                    row.extra = draw.sum(zip(calm, struck).map { $1.nanos - $0.nanos })
                }
                if let retried, let cured, isWhole(mix), isWhole(retried) {
                    row.saved = draw.sum(zip(struck, cured).map { $0.nanos - $1.nanos })
                }
            }
            let days =
                [(quiet, calm)] + [(mix, struck)] + (retried.map { [($0, cured ?? [])] } ?? [])
            row.days = zip(RehearsalRow.DayName.allCases, days).map { name, day in
                var figures = Self.day(name, day.1, draw, hasPrice: row.currency != nil)
                let lines = day.0.legs[place]
                let known = route.legs.map(\.id)
                // A fallback may lead to the legs of another route.
                let more = [quiet, mix, retried].compactMap(\.self).flatMap { $0.legs[place].keys }
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
        if hasPrice { day.spend = draw.sum(outcomes.map(\.nanos)) }
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
