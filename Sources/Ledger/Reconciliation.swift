package import Vocabulary

/// Both sides' tokens and money laid side by side, and what does not fit.
///
/// Forty calls are enough, if they differ: with and without cache, short and long, plain and streamed.
/// What no call could show is not claimed.
package struct Reconciliation: Sendable, Equatable {
    package var calls: Int
    /// Of these, how many have a charge and a list price.
    package var charged: Int
    /// What these cost by the list and by the gateway, in 10^-15 units.
    package var listedFemtos: Int128
    package var chargedFemtos: Int128
    package var currency: String?
    /// How the gateway seems to bill; nil where nothing explains most of its charges.
    package var billing: Billing?
    /// 1.12 for a markup of 12 % on each call, beside what the way of billing adds.
    package var factor: Double?
    /// How many charges these two explain.
    package var support: Int
    package var rounding: RoundingRule?
    package var findings: [Finding]

    /// What the gateway takes over the list in all, as a share: 0.12 is 12 %.
    package var overcharge: Double? {
        listedFemtos > 0 ? Double(chargedFemtos - listedFemtos) / Double(listedFemtos) : nil
    }

    /// A billion units in 10^-15 of one: no request costs that, and sums of such charges fit.
    private static let chargeMax: UInt128 = 1_000_000_000_000_000_000_000_000
    /// Fewer charges prove nothing.
    private static let chargesMin = 5
    /// A way of billing that leaves more than this share unexplained is none.
    private static let supportMin = 0.6

    package init(_ calls: [ReconciledCall]) {
        self.calls = calls.count
        var charges: [BillingFit.Charge] = []
        (listedFemtos, chargedFemtos) = (0, 0)
        // Amounts in two currencies have no factor between them.
        let currency = calls.first { $0.charged != nil }?.price.currency
        for call in calls where call.price.currency == currency {
            guard let text = call.charged, let told = DecimalText.scaled(text, places: 15),
                told.value.magnitude < Self.chargeMax, let listed = Billing.honest.femtos(of: call)
            else { continue }
            charges.append(
                BillingFit.Charge(call: call, femtos: told.value, places: told.places))
            listedFemtos += listed
            chargedFemtos += told.value
        }
        self.currency = currency
        charged = charges.count
        support = 0
        findings = []
        let differences = TokenDifferences(calls)
        findings += LedgerFinding.tokens(differences)
        guard charges.count >= Self.chargesMin, let fit = BillingFit.best(of: charges) else {
            return
        }
        guard Double(fit.support) >= Self.supportMin * Double(charges.count) else {
            findings.append(LedgerFinding.unexplained(fit.support, of: charges.count, overcharge))
            return
        }
        (billing, factor, support) = (fit.billing, fit.factor, fit.support)
        rounding = RoundingRule.found(in: charges, fit: fit)
        findings += LedgerFinding.money(fit, rounding, charges)
    }
}
