import Vocabulary

/// Every way of billing, held against every charge: each charge with its rounding leaves an interval for the factor,
/// and what explains all of them is a factor in all of these intervals.
struct BillingSearch {
    private let charges: [BillingFit.Charge]
    /// As the longest text has them; the last digit of some is a zero that is not shown.
    let shownPlaces: Int
    /// The fewest that hold every charge: zeros behind may be all that is shown more.
    private let filledPlaces: Int
    /// Ways that make the same of every call are one, and the plainest stands for them.
    private let ways: [(billing: Billing, bases: [Int128?])]

    init(_ charges: [BillingFit.Charge]) {
        self.charges = charges
        shownPlaces = min(Self.placesMost, charges.map(\.places).max() ?? Self.placesMost)
        var filled = shownPlaces
        while filled > 0,
            charges.allSatisfy({ $0.femtos.isMultiple(of: Self.step(filled - 1)) })
        {
            filled -= 1
        }
        filledPlaces = filled
        var seen: Set<[Int128?]> = []
        ways = Billing.all.compactMap { billing in
            let bases = charges.map { $0.femtos(by: billing) }
            return seen.insert(bases).inserted ? (billing, bases) : nil
        }
    }

    /// Of a charge, in which all amounts here are counted.
    private static let placesMost = 15

    /// In 10^-15 units.
    static func step(_ places: Int) -> Int128 {
        (places..<placesMost).reduce(1) { step, _ in step * 10 }
    }

    // MARK: All charges

    /// What explains all of them, the likeliest first.
    var complete: [BillingFit] {
        let cuts = Set([shownPlaces, filledPlaces]).sorted(by: >)
        let minima = [nil] + (least.map { [$0] } ?? [])
        var fits: [BillingFit] = []
        for way in ways {
            for rounding in [Rounding.halfEven, .down, .up] {
                // Where more places are shown than filled, that nothing was cut is the plainer; and a least charge is
                // thought of only where charges need one.
                let fit = minima.lazy.flatMap { minimum in
                    cuts.lazy.compactMap { places in
                        range(way.bases, rounding, places, minimum).map { range in
                            BillingFit(
                                way.billing, in: range, rounding, places: places,
                                minimum: minimum, explained: charges.map { _ in true })
                        }
                    }
                }.first
                if let fit { fits.append(fit) }
            }
        }
        return fits.enumerated().sorted {
            ($0.element.unlikeliness, $0.offset) < ($1.element.unlikeliness, $1.offset)
        }.map(\.element)
    }

    /// The least charge, where it may be the least there is: calls that differ were charged it, or it is as round as
    /// people choose such amounts; and others were charged more.
    private var least: Int128? {
        guard let least = charges.map(\.femtos).min(), least > 0 else { return nil }
        let among = charges.filter { $0.femtos == least }
        let differ = Set(among.map { $0.femtos(by: .honest) }).count > 1
        return (differ || PlainFigure.digits(of: least) == 1)
            && charges.count - among.count >= Self.othersMin ? least : nil
    }

    private static let othersMin = 2

    /// All factors that explain all charges.
    private func range(
        _ bases: [Int128?], _ rounding: Rounding, _ places: Int, _ minimum: Int128?
    ) -> ClosedRange<Double>? {
        var (low, high) = (0.0, Double.infinity)
        for (charge, base) in zip(charges, bases) {
            guard let base, base >= 0 else { return nil }
            let (least, most) = bounds(charge, rounding, places)
            let isLeast = charge.femtos == minimum
            guard base > 0 else {
                if least > 0, !isLeast { return nil }
                continue
            }
            high = min(high, most / Double(base))
            if !isLeast { low = max(low, least / Double(base)) }
            guard low <= high else { return nil }
        }
        return high.isFinite ? low...high : nil
    }

    /// Between which amounts a charge was before it was cut.
    private func bounds(
        _ charge: BillingFit.Charge, _ rounding: Rounding, _ places: Int
    ) -> (least: Double, most: Double) {
        let (amount, step) = (Double(charge.femtos), Double(Self.step(places)))
        // Binary fractions in somebody's program are off by 10^-16 of the amount or so; where they are shown whole,
        // sums of them by more.
        let slack = 1 + abs(amount) * (places > RoundingRule.placesMax ? 1e-9 : 1e-12)
        return switch rounding {
        case .halfEven, .halfUp: (amount - step / 2 - slack, amount + step / 2 + slack)
        case .up: (amount - step - slack, amount + slack)
        case .down: (amount - slack, amount + step + slack)
        }
    }

    // MARK: Most charges

    /// What explains most of them, where nothing explains all. Only charges with so many digits count that none is met by
    /// chance, and they must differ.
    var partial: BillingFit? {
        var best: BillingFit?
        for way in ways {
            guard let fit = partial(way.billing, way.bases) else { continue }
            guard let standing = best else {
                best = fit
                continue
            }
            let oddities = fit.oddities - standing.oddities
            let gain = fit.support - standing.support
            let isPlainer = gain == 0 && standing.isFitted && !fit.isFitted
            if oddities > 0
                ? gain >= oddities * max(2, charges.count / 10) : gain > 0 || isPlainer
            {
                best = fit
            }
        }
        return best
    }

    private func partial(_ billing: Billing, _ bases: [Int128?]) -> BillingFit? {
        let intervals = zip(charges, bases).map { charge, base -> ClosedRange<Double>? in
            guard let base, base > 0, isFine(charge) else { return nil }
            let least = bounds(charge, .up, shownPlaces).least
            let most = bounds(charge, .down, shownPlaces).most
            return least / Double(base)...most / Double(base)
        }
        guard let common = Self.mostCommon(intervals.compactMap(\.self)) else { return nil }
        // The list price itself needs no excuse: where it explains as many, it is believed.
        let asListed = intervals.count { $0?.contains(1) ?? false }
        let range = asListed >= common.count ? 1...1 : common.range
        let factor = PlainFigure(in: range).value
        let explained = intervals.map { $0?.contains(factor) ?? false }
        let seen = Set(zip(charges, explained).filter(\.1).map(\.0.femtos))
        guard seen.count >= Self.differentMin else { return nil }
        return BillingFit(billing, in: range, places: shownPlaces, explained: explained)
    }

    /// Four digits at least: meeting fewer is no proof.
    func isFine(_ charge: BillingFit.Charge) -> Bool {
        charge.femtos / 1_000 >= Self.step(shownPlaces)
    }

    private static let differentMin = 4

    /// Where most of these overlap.
    static func mostCommon(
        _ intervals: [ClosedRange<Double>]
    ) -> (range: ClosedRange<Double>, count: Int)? {
        let starts = intervals.map(\.lowerBound).sorted()
        let ends = intervals.map(\.upperBound).sorted()
        var best: (range: ClosedRange<Double>, count: Int)?
        var (begun, ended) = (0, 0)
        while begun < starts.count {
            if starts[begun] <= ends[ended] {
                begun += 1
                let count = begun - ended
                if count > best?.count ?? 0 { best = (starts[begun - 1]...ends[ended], count) }
            } else {
                ended += 1
            }
        }
        return best
    }
}

extension BillingFit {
    fileprivate var oddities: Int { billing.oddities + (hasListFactor && factor == 1 ? 0 : 1) }
}
