import Vocabulary

/// How a charge is cut to its last place.
public enum Rounding: String, Sendable, CaseIterable {
    case halfEven = "half to even"
    case halfUp = "half up"
    case up
    case down

    /// The amount in steps: `value / unit`, made whole.
    func steps(_ value: Int128, unit: Int128) -> Int128 {
        let (whole, rest) = value.quotientAndRemainder(dividingBy: unit)
        switch self {
        case .down: return whole
        case .up: return rest > 0 ? whole + 1 : whole
        case .halfUp: return rest >= unit - rest ? whole + 1 : whole
        case .halfEven:
            let isHalf = rest == unit - rest
            return rest > unit - rest || (isHalf && !whole.isMultiple(of: 2)) ? whole + 1 : whole
        }
    }
}

/// To how many places a gateway rounds, in which direction, and how many charges agree.
public struct RoundingRule: Sendable, Equatable {
    public var places: Int
    public var rounding: Rounding
    public var support: Int

    /// Charges with more places than this come from binary fractions: nobody rounded them.
    private static let placesMax = 11

    /// What explains most charges; nil where nothing was rounded, or no rule fits most of them.
    static func found(in charges: [BillingFit.Charge], fit: BillingFit) -> RoundingRule? {
        guard fit.hasListFactor, let places = charges.map(\.places).max(), places <= placesMax,
            let factor = Int128(exactly: (fit.factor * 1_000_000).rounded())
        else { return nil }
        var unit: Int128 = 1
        for _ in places..<15 { unit *= 10 }
        let exact = charges.map { charge in
            charge.femtos(by: fit.billing).map { $0.multipliedReportingOverflow(by: factor) }
        }
        var best: RoundingRule?
        var supports: Set<Int> = []
        for rounding in Rounding.allCases {
            var support = 0
            for (charge, exact) in zip(charges, exact) {
                guard let exact, !exact.overflow else { continue }
                let steps = rounding.steps(exact.partialValue, unit: unit * 1_000_000)
                if steps * unit == charge.femtos { support += 1 }
            }
            supports.insert(support)
            if support > best?.support ?? 0 {
                best = RoundingRule(places: places, rounding: rounding, support: support)
            }
        }
        // Where all rules agree, nothing was left to round.
        guard let best, supports.count > 1, best.support * 10 >= fit.support * 8 else { return nil }
        return best
    }
}
