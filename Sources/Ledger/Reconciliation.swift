package import Vocabulary

/// Both sides' tokens and money laid side by side, call by call, and what does not fit.
///
/// Forty calls are enough, if they differ: with and without cache, short and long, plain and streamed.
/// What no call could show is not claimed. Sums are of all calls; ways of billing are looked for in a bounded
/// number of charges, so that a run of any length needs no more memory.
package struct Reconciliation: Sendable {
    package private(set) var calls = 0
    /// Of these, how many have a charge and a list price in dollars, which charges are told in.
    package private(set) var charged = 0
    /// How many have a charge that there is nothing to hold against.
    package private(set) var unpriced = 0
    /// What the charged ones cost by the list and by the gateway, in 10^-15 dollars.
    package private(set) var listedFemtos: Int128 = 0
    package private(set) var chargedFemtos: Int128 = 0

    private var differences = TokenDifferences()
    /// The charge with the largest key in front.
    private var sample: [BillingFit.Charge] = []

    /// Enough that a way of billing which some models alone have is seen at each of them.
    private static let sampleMax = 400
    /// A billion units in 10^-15 of one: no request costs that, and sums of such charges fit.
    private static let chargeMax: UInt128 = 1_000_000_000_000_000_000_000_000
    /// Fewer charges prove nothing.
    private static let chargesMin = 5
    /// A way of billing that leaves more than this share unexplained is none.
    private static let supportMin = 0.6

    package init() {}

    package init(_ calls: [ReconciledCall]) {
        for call in calls { take(call) }
    }

    /// What it cost by the list and by the gateway, in 10^-15 dollars, where both are known.
    @discardableResult
    package mutating func take(_ call: ReconciledCall) -> (listed: Int128, charged: Int128)? {
        calls += 1
        differences.take(call)
        guard let text = call.charged, let told = DecimalText.scaled(text, places: 15),
            told.value.magnitude < Self.chargeMax
        else { return nil }
        guard let price = call.price, price.currency == Money.dollars,
            let listed = Billing.honest.femtos(of: call, at: price)
        else {
            unpriced += 1
            return nil
        }
        charged += 1
        listedFemtos += listed
        chargedFemtos += told.value
        keep(BillingFit.Charge(call: call, price: price, femtos: told.value, places: told.places))
        return (listed, told.value)
    }

    /// Those with the smallest keys stay, which are as good as drawn by lot: the same ones in whatever order they
    /// come, and so the same ones for a run and for its parts.
    private mutating func keep(_ charge: BillingFit.Charge) {
        guard sample.count >= Self.sampleMax else {
            sample.append(charge)
            if charge.call.key > sample[0].call.key { sample.swapAt(0, sample.count - 1) }
            return
        }
        guard charge.call.key < sample[0].call.key else { return }
        sample[0] = charge
        let largest = sample.indices.max { sample[$0].call.key < sample[$1].call.key } ?? 0
        sample.swapAt(0, largest)
    }

    /// What the gateway takes over the list in all, as a share: 0.12 is 12 %.
    package var overcharge: Double? {
        listedFemtos > 0 ? Double(chargedFemtos - listedFemtos) / Double(listedFemtos) : nil
    }

    // MARK: What was found

    /// A way of billing, and whose it is.
    package struct Bill: Sendable, Equatable {
        /// `provider:model`; nil where it is one for all.
        package var model: String?
        package var billing: Billing
        /// 1.12 for a markup of 12 % on each call, beside what the way of billing adds.
        package var factor: Double
        /// How many charges these two explain, of how many that were looked at.
        package var support: Int
        package var charges: Int
        package var rounding: RoundingRule?
        /// In words, all that fit, where nothing tells them apart: then the billing is but the first of them.
        package var contenders: [String]
        package var findings: [Finding]
    }

    /// How the gateway seems to bill: one way for all models, or else one for each that has enough charges.
    /// Empty where nothing explains most of its charges.
    package var bills: [Bill] { judged.bills }

    package var findings: [Finding] { judged.findings }

    /// Both at once, since looking for them takes its time.
    package var judged: (bills: [Bill], findings: [Finding]) {
        let tokens = LedgerFinding.tokens(differences)
        let sample = sample.sorted { $0.call.key < $1.call.key }
        guard sample.count >= Self.chargesMin, let all = BillingJudgement.of(sample) else {
            return ([], tokens)
        }
        let explainsMost = Double(all.fit.support) >= Self.supportMin * Double(sample.count)
        var bills: [Bill] = []
        if all.fit.support < sample.count { bills = billsByModel(sample, unless: all.fit) }
        if bills.isEmpty, explainsMost { bills = [bill(all, of: sample, at: nil)] }
        guard !bills.isEmpty else {
            let finding = LedgerFinding.unexplained(all.fit.support, of: sample.count, overcharge)
            return ([], tokens + [finding])
        }
        return (bills, tokens + bills.flatMap(\.findings))
    }

    /// Each model's own, where these explain more than one for all does.
    private func billsByModel(_ sample: [BillingFit.Charge], unless all: BillingFit) -> [Bill] {
        let models = Dictionary(grouping: sample, by: \.call.model)
        guard models.count > 1 else { return [] }
        var bills: [Bill] = []
        for (model, charges) in models.sorted(by: { $0.key < $1.key })
        where charges.count >= Self.chargesMin {
            guard let judged = BillingJudgement.of(charges),
                Double(judged.fit.support) >= Self.supportMin * Double(charges.count)
            else { continue }
            bills.append(bill(judged, of: charges, at: model))
        }
        return bills.reduce(0) { $0 + $1.support } > all.support ? bills : []
    }

    private func bill(
        _ judged: BillingJudgement, of charges: [BillingFit.Charge], at model: String?
    ) -> Bill {
        let fit = judged.fit
        let isOpen = !judged.contenders.isEmpty
        let rounding = isOpen ? nil : RoundingRule.found(in: charges, fit: fit)
        return Bill(
            model: model, billing: fit.billing, factor: fit.factor, support: fit.support,
            charges: charges.count, rounding: rounding,
            contenders: judged.contenders.map { LedgerFinding.words(for: $0, charges) },
            findings: isOpen
                ? [LedgerFinding.ambiguous(judged, charges, at: model)]
                : LedgerFinding.money(fit, rounding, charges, at: model))
    }
}

extension Reconciliation.Bill: CustomStringConvertible {
    /// `list price plus 12 %, by begun kilobytes of the request's body`.
    package var description: String { LedgerFinding.words(for: self) }
}
