import Ledger
import Providers
import Vocabulary

extension Swap {
    /// What is to be said of the tier that an answer was served in.
    ///
    /// - Parameters:
    ///   - asked: the tier that the request asked for, where it did.
    ///   - cost: what it cost as it was served.
    static func tiers(
        asked: String?, _ counts: TokenCounts, of model: String, at price: Price, cost: Money?,
        _ time: UnixTime?
    ) -> [Swap] {
        func amount(in tier: String?) -> Money? {
            var counts = counts
            counts.tier = tier
            return Pricing.cost(of: counts, at: price, under: Circumstances(time: time))
        }
        var swaps: [Swap] = []
        if let served = counts.tier, !ServiceTier.isUsual(served) {
            let usual = amount(in: nil)
            if !price.lists(tier: served) || cost == nil && usual != nil {
                swaps.append(
                    Swap(
                        .unlistedTier, asked: "",
                        // What is to be added to the list.
                        served: price.lists(tier: served)
                            ? served : price.unlisted(partsOf: served).joined(separator: "+"),
                        model: model, cost: cost,
                        costAsked: usual))
            }
        }
        if let asked, !ServiceTier.isServed(asked, by: counts.tier) {
            swaps.append(
                Swap(
                    .tier, asked: asked, served: counts.tier ?? "", model: model, cost: cost,
                    costAsked: amount(in: asked)))
        }
        return swaps
    }

    /// Of an answer through a gateway of which only its own word is known.
    ///
    /// - Parameter tier: the one that was asked for, where one was.
    static func hearsay(
        of reading: Reading, asked: String, tier: String?, by rule: UsageRule
    ) -> [Swap] {
        guard let usage = reading.usage, let served = reading.model else { return [] }
        let isOther =
            served != asked && ModelFamilies.served(served, asked: asked)?.echo == .differs
        let isPaid = usage.tier.map { !ServiceTier.isUsual($0) } ?? false
        // As most: then no price need be looked for.
        guard isOther || isPaid || tier != nil,
            let price = LegPrices.price(served: served) ?? LegPrices.price(served: asked)
        else { return [] }
        let (counts, time) = (rule.canonical(usage), UnixTime.now)
        let cost = Pricing.cost(of: counts, at: price, under: Circumstances(time: time))
        var swaps = tiers(asked: tier, counts, of: served, at: price, cost: cost, time)
        if isOther, let own = LegPrices.price(served: asked), price != own, let cost,
            let costAsked = Pricing.cost(of: counts, at: own, under: Circumstances(time: time))
        {
            swaps.append(
                Swap(
                    .model, asked: "'\(asked)'", served: served, cost: cost, costAsked: costAsked))
        }
        return swaps
    }
}
