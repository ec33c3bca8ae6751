public import Vocabulary

/// Both sides' tokens and money laid side by side, call by call, and what does not fit.
///
/// Forty calls are enough, if they differ: with and without cache, short and long, plain and streamed.
/// What no call could show is not claimed. Sums are of all calls; ways of billing are looked for in a bounded
/// number of charges, so that a run of any length needs no more memory.
public struct Reconciliation: Sendable {
    public private(set) var calls = 0
    /// Of these, how many have a charge and a list price in dollars, which charges are told in.
    public private(set) var charged = 0
    /// How many have a charge that there is nothing to hold against.
    public private(set) var unpriced = 0
    /// What the charged ones cost by the list and by the gateway, in 10^-15 dollars.
    public private(set) var listedFemtos: Int128 = 0
    public private(set) var chargedFemtos: Int128 = 0

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

    public init() {}

    public init(_ calls: [ReconciledCall]) {
        for call in calls { take(call) }
    }

    /// What it cost by the list and by the gateway, in 10^-15 dollars, where both are known.
    @discardableResult
    public mutating func take(_ call: ReconciledCall) -> (listed: Int128, charged: Int128)? {
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
    public var overcharge: Double? {
        listedFemtos > 0 ? Double(chargedFemtos - listedFemtos) / Double(listedFemtos) : nil
    }

    // MARK: What was found

    /// A way of billing, and whose it is.
    public struct Bill: Sendable, Equatable {
        /// `provider:model`; nil where it is one for all.
        public var model: String?
        let fit: BillingFit
        /// How many charges were looked at.
        public var charges: Int
        public var rounding: RoundingRule?
        /// In words, all that fit, where nothing tells them apart: then the billing is but the first of them.
        public var contenders: [String]
        public var findings: [Finding]

        public var billing: Billing { fit.billing }
        /// 1.12 for a markup of 12 % on each call, beside what the way of billing adds: the plainest of all that fit.
        public var factor: Double { fit.factor }
        /// How many charges these two explain.
        public var support: Int { fit.support }
    }

    /// How the gateway seems to bill: one way for all models, or else one for each that has enough charges.
    /// Empty where nothing explains most of its charges.
    public var bills: [Bill] { judged.bills }

    public var findings: [Finding] { judged.findings }

    /// Both at once, since looking for them takes its time.
    public var judged: (bills: [Bill], findings: [Finding]) {
        let tokens = LedgerFinding.tokens(differences)
        let sample = sample.sorted { $0.call.key < $1.call.key }
        guard sample.count >= Self.chargesMin else { return ([], tokens) }
        let all = BillingJudgement.of(sample)
        let support = all?.fit.support ?? 0
        var bills: [Bill] = []
        if support < sample.count { bills = billsByModel(sample, unless: support) }
        if bills.isEmpty, let all, Double(support) >= Self.supportMin * Double(sample.count) {
            bills = [bill(all, of: sample, at: nil)]
        }
        guard !bills.isEmpty else {
            let finding = LedgerFinding.unexplained(support, of: sample.count, overcharge)
            return ([], tokens + [finding])
        }
        return (bills, tokens + bills.flatMap(\.findings))
    }

    /// Each model's own, where these explain more than one for all does.
    private func billsByModel(_ sample: [BillingFit.Charge], unless support: Int) -> [Bill] {
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
        return bills.reduce(0) { $0 + $1.support } > support ? bills : []
    }

    private func bill(
        _ judged: BillingJudgement, of charges: [BillingFit.Charge], at model: String?
    ) -> Bill {
        let fit = judged.fit
        let isOpen = !judged.contenders.isEmpty
        return Bill(
            model: model, fit: fit, charges: charges.count,
            rounding: isOpen ? nil : RoundingRule.found(in: charges, fit: fit),
            contenders: LedgerFinding.contenders(of: judged),
            findings: isOpen
                ? [LedgerFinding.ambiguous(judged, charges, at: model)]
                : LedgerFinding.money(fit, charges, at: model))
    }
}

extension Reconciliation.Bill: CustomStringConvertible {
    /// `list price plus 12 %, by begun kilobytes of the request's body`.
    public var description: String { LedgerFinding.words(for: self) }
}
