import Vocabulary

/// The way of billing that explains most charges, and the factor that goes with it.
struct BillingFit: Sendable, Equatable {
    var billing: Billing
    /// 1.12 is a markup of 12 %.
    var factor: Double
    /// How many charges it explains.
    var support: Int
    /// Which ones.
    var explained: [Bool]

    /// A charge, with how far off it may be by its own rounding.
    struct Charge: Sendable {
        var call: ReconciledCall
        var price: Price
        /// In 10^-15 units.
        var femtos: Int128
        /// How many places its text has.
        var places: Int

        func femtos(by billing: Billing) -> Int128? { billing.femtos(of: call, at: price) }
    }

    /// A further oddity must explain so many charges more, or it is chance.
    private static func isWorth(_ gain: Int, oddities: Int, of count: Int) -> Bool {
        gain >= oddities * max(2, count / 10)
    }

    /// Nil where there is no charge to explain.
    static func best(of charges: [Charge]) -> BillingFit? {
        var best: BillingFit?
        for billing in Billing.all {
            guard let fit = fit(billing, to: charges) else { continue }
            guard let standing = best else {
                best = fit
                continue
            }
            let oddities = fit.oddities - standing.oddities
            let gain = fit.support - standing.support
            // Of two that explain as much, the one that nothing was fitted for.
            let isPlainer = gain == 0 && standing.isFitted && !fit.isFitted
            if oddities > 0
                ? isWorth(gain, oddities: oddities, of: charges.count) : gain > 0 || isPlainer
            {
                best = fit
            }
        }
        return best
    }

    var oddities: Int { billing.oddities + (hasListFactor && factor == 1 ? 0 : 1) }

    /// The factor is one on list prices, not a price of the gateway's own.
    var hasListFactor: Bool { billing.unit != .request && billing.unit != .bodyAlone }

    static func fit(_ billing: Billing, to charges: [Charge]) -> BillingFit? {
        // A table of places is one for all charges: the last digit of some is a zero that is not shown.
        let places = min(15, charges.map(\.places).max() ?? 15)
        let step = power(15 - places)
        let intervals = charges.map { charge -> ClosedRange<Double>? in
            guard let base = charge.femtos(by: billing), base > 0 else { return nil }
            // Binary fractions in somebody's program are off by 10^-16 of the amount or so.
            let slack = max(step, 1e-9 * Double(charge.femtos), 1)
            let (low, high) = (Double(charge.femtos) - slack, Double(charge.femtos) + slack)
            return low / Double(base)...high / Double(base)
        }
        guard let (range, count) = mostCommon(intervals.compactMap(\.self)) else { return nil }
        // The list price itself needs no excuse: where it explains as many, it is believed.
        let asListed = intervals.count { $0?.contains(1) ?? false }
        let factor = asListed >= count ? 1 : plainest(in: range)
        let explained = intervals.map { $0?.contains(factor) ?? false }
        return BillingFit(
            billing: billing, factor: factor, support: explained.count { $0 }, explained: explained)
    }

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

    /// The number with the fewest digits in a range, and 1 before all others: people choose such factors.
    static func plainest(in range: ClosedRange<Double>) -> Double {
        if range.contains(1) { return 1 }
        var scale = 1.0
        for _ in 0..<12 {
            let candidate = ((range.lowerBound + range.upperBound) / 2 * scale).rounded() / scale
            if range.contains(candidate) { return candidate }
            scale *= 10
        }
        return (range.lowerBound + range.upperBound) / 2
    }

    private static func power(_ places: Int) -> Double {
        (0..<max(0, places)).reduce(1.0) { value, _ in value * 10 }
    }
}
