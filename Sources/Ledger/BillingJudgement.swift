import Vocabulary

/// What charges prove of how they were made: one way of billing, or that several fit and nothing tells them apart.
///
/// A way without a free parameter that meets every charge to its last digit is believed. A fitted one, a markup or
/// a price for each request, meets any charge once: it is believed only where calls differ and it still fits.
struct BillingJudgement: Sendable, Equatable {
    var fit: BillingFit
    /// All that fit, where nothing tells them apart.
    var contenders: [BillingFit] = []

    /// Nil where there is no charge to explain.
    static func of(_ charges: [BillingFit.Charge]) -> BillingJudgement? {
        guard let best = BillingFit.best(of: charges) else { return nil }
        let scale = Scale(charges)
        if Set(charges.map(\.femtos)).count == 1, best.support == charges.count {
            return ofEqual(charges, best, scale)
        }
        guard best.isFitted, !best.isTested(by: charges), !namesMargin(charges) else {
            return BillingJudgement(fit: best)
        }
        let others = [Billing(unit: .request), Billing(unit: .bodyAlone)].compactMap {
            BillingFit.fit($0, to: charges)
        }.filter { $0.support >= best.support && $0.billing != best.billing }
        return BillingJudgement(fit: best, contenders: others.isEmpty ? [] : [best] + others)
    }

    /// Where every call was charged the same.
    private static func ofEqual(
        _ charges: [BillingFit.Charge], _ best: BillingFit, _ scale: Scale
    ) -> BillingJudgement {
        let listed = charges.map { $0.femtos(by: .honest) }
        // An honest gateway may round to the nearest place, or cut off.
        if zip(charges, listed).allSatisfy({ scale.isNear($0, $1) || scale.isCut($0, $1) }) {
            return BillingJudgement(fit: .listed(charges))
        }
        if namesMargin(charges) { return BillingJudgement(fit: best) }
        let near = Billing.all.filter { billing in
            BillingFit.isWithoutParameter(billing)
                && charges.allSatisfy { scale.isNear($0, $0.femtos(by: billing)) }
        }
        let exact = scale.isFine(charges) ? plainest(near) : []
        let constant = [Billing(unit: .request), Billing(unit: .bodyAlone)].compactMap {
            BillingFit.fit($0, to: charges)
        }.filter { $0.support == charges.count }
        if Set(listed).count > 1 {
            // Calls differ and charges do not: that is what a price for each request looks like.
            guard let flat = constant.first else { return BillingJudgement(fit: best) }
            guard !exact.isEmpty else { return BillingJudgement(fit: flat) }
            let fits = exact.map { BillingFit.exact($0, charges) }
            return BillingJudgement(fit: fits[0], contenders: fits + constant)
        }
        let byToken = exact.filter { $0.unit == .token }
        if byToken.count == 1 { return BillingJudgement(fit: .exact(byToken[0], charges)) }
        var contenders = plainest(near).map { BillingFit.exact($0, charges) }
        if zip(charges, listed).allSatisfy({ scale.isRaised($0, $1) }) {
            contenders.append(.listed(charges))
        }
        if let markup = markup(on: listed[0], charges, scale) { contenders.append(markup) }
        contenders += constant
        return contenders.count > 1
            ? BillingJudgement(fit: contenders[0], contenders: contenders)
            : BillingJudgement(fit: contenders.first ?? best)
    }

    private static func plainest(_ billings: [Billing]) -> [Billing] {
        let least = billings.map(\.oddities).min()
        return billings.filter { $0.oddities == least }
    }

    private static func markup(
        on listed: Int128?, _ charges: [BillingFit.Charge], _ scale: Scale
    ) -> BillingFit? {
        guard let listed, listed > 0, let charge = charges.first else { return nil }
        let (base, half) = (Double(listed), Double(scale.step) / 2)
        let middle = Double(charge.femtos)
        var fit = BillingFit.listed(charges)
        fit.factor = BillingFit.plainest(in: (middle - half) / base...(middle + half) / base)
        return fit
    }

    /// Then nothing has to be guessed of a markup.
    private static func namesMargin(_ charges: [BillingFit.Charge]) -> Bool {
        charges.count { $0.call.namesMargin } * 2 > charges.count
    }

    /// The last place that charges have, and what follows from it.
    private struct Scale {
        /// In 10^-15 units.
        let step: Int128

        init(_ charges: [BillingFit.Charge]) {
            var step: Int128 = 1
            for _ in min(15, charges.map(\.places).max() ?? 15)..<15 { step *= 10 }
            self.step = step
        }

        /// To the nearest of its last place, or as near as binary fractions come.
        func isNear(_ charge: BillingFit.Charge, _ femtos: Int128?) -> Bool {
            guard let femtos, femtos > 0 else { return false }
            let slack = charge.femtos.magnitude / 1_000_000_000 + 1
            return (charge.femtos - femtos).magnitude <= step.magnitude / 2 + slack
        }

        func isCut(_ charge: BillingFit.Charge, _ femtos: Int128?) -> Bool {
            femtos.map { (0..<step).contains($0 - charge.femtos) } ?? false
        }

        func isRaised(_ charge: BillingFit.Charge, _ femtos: Int128?) -> Bool {
            femtos.map { (0..<step).contains(charge.femtos - $0) } ?? false
        }

        /// Four digits at least: meeting fewer is no proof.
        func isFine(_ charges: [BillingFit.Charge]) -> Bool {
            charges.allSatisfy { $0.femtos.magnitude / 1_000 >= step.magnitude }
        }
    }
}

extension BillingFit {
    /// A factor or a price that was chosen so that it fits.
    var isFitted: Bool { !hasListFactor || factor != 1 }

    /// Among what it explains are calls that it, or the list, tells apart.
    fileprivate func isTested(by charges: [Charge]) -> Bool {
        let told = billing.unit == .request ? .honest : billing
        var seen: Set<Int128> = []
        for (charge, isExplained) in zip(charges, explained) where isExplained {
            if let femtos = charge.femtos(by: told) { seen.insert(femtos) }
        }
        return seen.count > 1
    }

    /// List prices, counted somehow or other.
    fileprivate static func isWithoutParameter(_ billing: Billing) -> Bool {
        billing != .honest && billing.unit != .request && billing.unit != .bodyAlone
    }

    fileprivate static func exact(_ billing: Billing, _ charges: [Charge]) -> BillingFit {
        BillingFit(
            billing: billing, factor: 1, support: charges.count,
            explained: charges.map { _ in true })
    }

    fileprivate static func listed(_ charges: [Charge]) -> BillingFit { exact(.honest, charges) }
}
