import Glibc
public import Ledger
import Providers
import Rows
public import Vocabulary

/// What each leg of a suite's routes costs, looked up once for all its calls.
public struct LegPrices: Sendable {
    struct Entry: Sendable {
        var leg: LegID
        /// `provider:model`.
        var name: String
        var price: Price?
        /// Each that may have counted, whatever the hour was.
        var settlements: [Price] = []
        /// What a call may cost at the most, where its tokens are bounded.
        var ceiling: PriceCeiling?
        /// How long the model's answers may be; nil where nobody knows.
        var outputMax: Int?
        /// The tier that its requests ask for; nil where they leave it open, or its provider has none.
        var tier: String?
        /// Who says what it costs, where that is not the shipped list.
        var source: String?
    }

    private let entries: [Entry]
    /// In the same order.
    private let legs: [Leg]
    private let served: ServedPrices
    /// Legs whose own price counts, whatever answers.
    private let agreed: Set<LegID>
    /// Prices that depend on the hour or the day need a clock.
    public let needTime: Bool

    /// - Parameters:
    ///   - own: what single legs cost, whatever the book says; nil is not known.
    ///   - tier: the tier that requests ask for.
    public init(
        _ routes: [Route], in book: PriceBook, own: [LegID: Price?] = [:], tier: String? = nil
    ) {
        entries = routes.flatMap(\.legs).map { leg in
            let names = [leg.pin, leg.model]
            let row = book.model(names, of: leg.provider)
            let price = own[leg.id] ?? row?.price
            // A user's price says nothing of the model's limits.
            let outputMax =
                price == nil
                ? nil
                : row?.maxOutput ?? PriceBook.shipped.model(names, of: leg.provider)?.maxOutput
            let tier = leg.takes(tier: tier) ? tier : nil
            let isListed =
                own[leg.id] == nil && row?.proof != .user
                && row?.price?.multipliers.isEmpty != false
            return Entry(
                leg: leg.id, name: "\(leg.provider):\(leg.model)", price: price,
                settlements: price?.settlements ?? [],
                ceiling: price.flatMap { PriceCeiling($0, tier: tier) }, outputMax: outputMax,
                tier: tier,
                source: isListed ? nil : own[leg.id] == nil ? row?.source : "the gateway's own file"
            )
        }
        legs = routes.flatMap(\.legs)
        served = ServedPrices(book)
        agreed = Set(own.keys)
        let timed = Set(
            book.models.filter { $0.price?.dependsOnTime == true }.map(\.provider))
        // Any model of a provider may turn out to have answered.
        needTime =
            entries.contains { $0.price?.dependsOnTime == true }
            || legs.contains { timed.contains($0.provider) }
    }

    /// As the rows of a run's parts tell of them.
    init(_ ledgers: [LedgerRow]) {
        needTime = false
        var entries: [Entry] = []
        for line in ledgers.flatMap(\.legs) {
            let settlements = line.prices.compactMap { Price(text: $0) }
            if let place = entries.firstIndex(where: { $0.leg == line.leg }) {
                // Each part has those that its own calls came to.
                for price in settlements where !entries[place].settlements.contains(price) {
                    entries[place].settlements.append(price)
                }
            } else {
                entries.append(
                    Entry(leg: line.leg, name: line.legName, settlements: settlements))
            }
        }
        self.entries = entries
        legs = entries.map { entry in
            let names = entry.name.split(separator: ":", maxSplits: 1).map(String.init)
            let model = names.last ?? ""
            return Leg(
                id: entry.leg, provider: names.first ?? "", model: model, pin: model,
                timeout: .zero)
        }
        // Their calls tell what they cost, and nothing is looked up.
        (served, agreed) = (ServedPrices(PriceBook(models: [])), [])
    }

    public func price(of leg: LegID) -> Price? { entry(of: leg)?.price }

    /// What each model is taken to cost, by its `provider:model`, where the shipped list says something else or where
    /// requests ask for another tier than its usual one.
    public var unlisted: [(model: String, price: Price, source: String)] {
        var models: Set<String> = []
        return entries.compactMap { entry in
            let tier = entry.tier.flatMap { ServiceTier.isUsual($0) ? nil : $0 }
            guard entry.source != nil || tier != nil,
                let price = tier.map({ entry.price?.served(in: $0) }) ?? entry.price,
                models.insert(entry.name).inserted
            else { return nil }
            let sources = [entry.source, tier.map { "service tier '\($0)'" }].compactMap(\.self)
            return (entry.name, price, sources.joined(separator: ", "))
        }
    }

    /// Of a call by the model that its answer names, where that is another than its leg's.
    func price(of leg: LegID, asked: String?, told: String?) -> Price? {
        entries.firstIndex { $0.leg == leg }.flatMap { price(at: $0, asked, told) }
    }

    private func price(at place: Int, _ asked: String?, _ told: String?) -> Price? {
        let own = entries[place].price
        if !agreed.isEmpty, agreed.contains(entries[place].leg) { return own }
        return served.price(of: legs[place], own: own, asked: asked, told: told)
    }

    /// Whether an answer has another name than its leg's; nil of a leg that is not known here.
    func namesAnother(_ told: String, than leg: LegID) -> Bool? {
        entries.firstIndex { $0.leg == leg }.map {
            told != legs[$0].pin && told != legs[$0].model
        }
    }

    /// A plan has few legs, and their names share memory: comparing beats hashing.
    func entry(of leg: LegID) -> Entry? { entries.first { $0.leg == leg } }

    /// Writes to each call what it costs by the price list, and what of it was not served as it was asked for.
    ///
    /// - Parameter pictures: how many its prompt shows.
    public func price(_ calls: inout [LaneCall], at time: UnixTime?, pictures: Int = 0) {
        for index in calls.indices {
            price(&calls[index], at: time, pictures)
        }
    }

    /// An answer with an error's status has no tokens, and no provider bills it. One that broke off before
    /// it told its tokens is billed all the same, and nobody knows how much.
    private func price(_ call: inout LaneCall, at time: UnixTime?, _ pictures: Int) {
        guard let place = entries.firstIndex(where: { $0.leg == call.leg }) else { return }
        let price = price(at: place, call.model, call.answer?.model)
        if call.isUnpaid || (call.status ?? 0) >= 400 {
            call.cost = price.map { Money(nanos: 0, $0.currency) }
            return
        }
        guard let usage = call.answer?.usage else { return }
        var counts = UsageRule.inclusive.canonical(usage)
        counts.pictures = pictures
        if let price {
            call.cost = Pricing.cost(of: counts, at: price, under: Circumstances(time: time))
            call.costAtOtherHours = price.atOtherHours(than: time).flatMap {
                Pricing.cost(of: counts, at: $0, under: Circumstances(time: time))
            }
        }
        guard call.cause == nil, call.claimsSuccess, let price else { return }
        call.swaps = swaps(at: place, call, counts, price, time)
    }

    private func swaps(
        at place: Int, _ call: LaneCall, _ counts: TokenCounts, _ price: Price, _ time: UnixTime?
    ) -> [Swap] {
        let entry = entries[place]
        var swaps: [Swap] = []
        if let told = call.answer?.model, told != legs[place].pin, told != legs[place].model,
            let own = entry.price, price != own, let cost = call.cost,
            let asked = Pricing.cost(of: counts, at: own, under: Circumstances(time: time))
        {
            swaps.append(
                Swap(.model, asked: entry.name, served: told, cost: cost, costAsked: asked))
        }
        guard counts.tier != nil || entry.tier != nil else { return swaps }
        return swaps
            + Swap.tiers(
                asked: entry.tier, counts, of: entry.name, at: price, cost: call.cost, time)
    }

    /// The list price of whatever model an answer says it comes from.
    static func price(served model: String?) -> Price? {
        model.flatMap { PriceBook.shipped.price(served: $0) }
    }

    /// What an answer cost by its own word, where no journal knows better. Only of one that tells a cost: the
    /// shipped list takes a millisecond to make, which all others are spared.
    static func cost(
        of reading: Reading, asked: String, by rule: UsageRule, at time: UnixTime
    ) -> Money? {
        guard !reading.charges.isEmpty,
            let price = price(served: reading.model) ?? price(served: asked)
        else { return nil }
        if let status = reading.status, status >= 400 { return Money(nanos: 0, price.currency) }
        guard let usage = reading.usage else { return nil }
        return Pricing.cost(
            of: rule.canonical(usage), at: price, under: Circumstances(time: time))
    }

    /// Of all calls together; nil where one is not known, or where they are in two currencies.
    public static func total(of calls: [LaneCall]) -> Money? {
        calls.dropFirst().reduce(calls.first?.cost) { Money.sum($0, $1.cost) }
    }
}

extension Price {
    fileprivate var dependsOnTime: Bool { offPeak != nil || !changes.isEmpty }
}

extension Leg {
    /// Whether its provider has a place for it in a request.
    fileprivate func takes(tier: String?) -> Bool {
        guard let tier, tier != "auto", let provider = Providers.provider(named: provider) else {
            return false
        }
        let prompt = Prompt(messages: [], parameters: Parameters(serviceTier: tier))
        return !provider.unsent(of: prompt, to: pin).contains { $0.field == Unsent.tierField }
    }
}

extension UnixTime {
    /// By the machine's clock.
    static var now: UnixTime { UnixTime(seconds: Glibc.time(nil)) }
}
