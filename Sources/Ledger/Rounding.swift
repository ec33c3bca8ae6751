import Vocabulary

/// How a charge is cut to its last place.
public enum Rounding: String, Sendable, CaseIterable {
    case halfEven = "half to even"
    case halfUp = "half up"
    case up
    case down

    var isToNearest: Bool { self == .halfEven || self == .halfUp }

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
    static let placesMax = 11

    /// What explains as many charges as a fit does; nil where nothing was rounded, or no rule explains so many.
    static func found(in charges: [BillingFit.Charge], fit: BillingFit) -> RoundingRule? {
        guard fit.hasListFactor, fit.places <= placesMax,
            let factor = Int128(exactly: (fit.factor * 1_000_000).rounded())
        else { return nil }
        let unit = BillingSearch.step(fit.places)
        let exact = charges.map { charge -> Int128? in
            guard charge.femtos != fit.minimum, let base = charge.femtos(by: fit.billing) else {
                return nil
            }
            let (product, isOver) = base.multipliedReportingOverflow(by: factor)
            return isOver ? nil : product
        }
        let supports = Rounding.allCases.map { rounding in
            zip(charges, exact).count { charge, exact in
                if charge.femtos == fit.minimum { return true }
                return exact.map {
                    rounding.steps($0, unit: unit * 1_000_000) * unit == charge.femtos
                } ?? false
            }
        }
        if fit.isRoundedUp {
            return RoundingRule(places: fit.places, rounding: .up, support: fit.support)
        }
        let agreeing = zip(Rounding.allCases, supports).filter { $0.1 == fit.support }.map(\.0)
        // Where rules of two directions agree, too little was cut off to tell.
        guard let first = agreeing.first, Set(agreeing.map(\.isToNearest)).count == 1,
            !agreeing.contains(.up)
        else { return nil }
        return RoundingRule(places: fit.places, rounding: first, support: fit.support)
    }
}
