import Vocabulary

/// What charges prove of how they were made: one way of billing, or that several fit and nothing tells them apart.
///
/// A way that explains every charge to its last place is believed, if no other explains them about as plainly. One that
/// leaves charges over is named only where charges are so exact that it cannot have met the others by chance.
struct BillingJudgement: Sendable, Equatable {
    var fit: BillingFit
    /// All that fit, where nothing tells them apart.
    var contenders: [BillingFit] = []

    /// So many digits less likely than the likeliest, and a way is no contender; more where charges are so coarse that the
    /// likeliest has no single figure either.
    private static func marginDigits(_ best: BillingFit) -> Double { best.isPinned ? 2 : 3.5 }

    /// Nil where nothing explains the charges.
    static func of(_ charges: [BillingFit.Charge]) -> BillingJudgement? {
        let search = BillingSearch(charges)
        let fits = search.complete
        if Set(charges.map(\.femtos)).count == 1 {
            return ofEqual(
                charges, fits.filter { $0.places == search.shownPlaces },
                isFine: charges.allSatisfy(search.isFine))
        }
        // A price for each request is one charge.
        let varied = fits.filter { $0.billing.unit != .request }
        guard let best = varied.first else {
            return search.partial.map { BillingJudgement(fit: $0) }
        }
        if let honest = varied.first(where: \.isHonest) { return BillingJudgement(fit: honest) }
        if namesMargin(charges), let named = varied.first(where: { $0.billing == .honest }) {
            return BillingJudgement(fit: named)
        }
        let contenders = joined(
            varied.filter { $0.unlikeliness < best.unlikeliness + marginDigits(best) })
        return contenders.count > 1
            ? BillingJudgement(fit: contenders[0], contenders: contenders)
            : BillingJudgement(fit: contenders.first ?? best)
    }

    /// Ways that differ only in how a charge is cut to the nearest or to the next below are one: its factor is that of
    /// one or of the other.
    private static func joined(_ fits: [BillingFit]) -> [BillingFit] {
        var joined: [BillingFit] = []
        for fit in fits {
            let place = joined.firstIndex {
                $0.billing == fit.billing && $0.minimum == fit.minimum
                    && $0.isRoundedUp == fit.isRoundedUp
            }
            guard let place else {
                // Where nothing was cut off, no direction is known.
                let isKnown = joined.contains {
                    $0.billing == fit.billing && $0.minimum == fit.minimum
                        && $0.isPinned && fit.range.contains($0.factor)
                }
                if !isKnown { joined.append(fit) }
                continue
            }
            joined[place].widen(by: fit)
        }
        return joined
    }

    /// Where every call was charged the same.
    private static func ofEqual(
        _ charges: [BillingFit.Charge], _ fits: [BillingFit], isFine: Bool
    ) -> BillingJudgement? {
        if let honest = fits.first(where: \.isHonest) { return BillingJudgement(fit: honest) }
        let markup = fits.first { $0.billing == .honest && $0.rounding == .halfEven }
        if let markup, namesMargin(charges) { return BillingJudgement(fit: markup) }
        let near = fits.filter {
            !$0.isFitted && $0.rounding == .halfEven && $0.minimum == nil && $0.billing != .honest
        }
        let exact = isFine ? plainest(near) : []
        let whole = fits.filter { !$0.hasListFactor && $0.rounding == .halfEven }
        let constant =
            whole.filter { $0.billing.unit == .request }
            + whole.filter { $0.billing.unit != .request }
        if Set(charges.map { $0.femtos(by: .honest) }).count > 1 {
            // Calls differ and charges do not: that is what a price for each request looks like.
            guard let first = exact.first else {
                return (constant.first ?? fits.first).map { BillingJudgement(fit: $0) }
            }
            return BillingJudgement(fit: first, contenders: exact + constant)
        }
        let byToken = exact.filter { $0.billing.unit == .token }
        if byToken.count == 1 { return BillingJudgement(fit: byToken[0]) }
        let raised = fits.filter { $0.billing == .honest && $0.isRoundedUp && !$0.isFitted }
        let contenders = plainest(near) + raised + (markup.map { [$0] } ?? []) + constant
        return contenders.count > 1
            ? BillingJudgement(fit: contenders[0], contenders: contenders)
            : (contenders.first ?? fits.first).map { BillingJudgement(fit: $0) }
    }

    private static func plainest(_ fits: [BillingFit]) -> [BillingFit] {
        let least = fits.map(\.billing.oddities).min()
        return fits.filter { $0.billing.oddities == least }
    }

    /// Then nothing has to be guessed of a markup.
    private static func namesMargin(_ charges: [BillingFit.Charge]) -> Bool {
        charges.count { $0.call.namesMargin } * 2 > charges.count
    }
}
