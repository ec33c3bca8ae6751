import Vocabulary

/// A way in which a gateway may turn a call into a charge, beside a factor on all of it.
public struct Billing: Sendable, Hashable {
    public enum Unit: Sendable, Hashable {
        /// Each token at its price.
        case token
        /// Each token at its price, itself rounded to so many places.
        case roundedTokenPrice(places: Int, isUp: Bool)
        /// Begun thousands of tokens, input and output apart.
        case thousand
        /// The input by begun kilobytes of the request's body, 256 tokens each; the output by token.
        case kilobyte
        /// Begun kilobytes of the request's body and nothing else.
        case bodyAlone
        /// The same for every request.
        case request
    }

    public enum Cache: Sendable, Hashable, CaseIterable {
        case listed
        /// At the full price and at the cache's.
        case twice
        /// At the full price.
        case full
        case free
    }

    public var unit: Unit
    public var cache: Cache
    public var billsReasoning: Bool

    public init(unit: Unit = .token, cache: Cache = .listed, billsReasoning: Bool = true) {
        self.unit = unit
        self.cache = cache
        self.billsReasoning = billsReasoning
    }

    public static let honest = Billing()

    /// How many things are odd about it: of two that explain as much the plainer one is believed.
    var oddities: Int {
        (unit == .token ? 0 : 1) + (cache == .listed ? 0 : 1) + (billsReasoning ? 0 : 1)
    }

    /// All that are tried, the plain ones first.
    static let all: [Billing] = {
        var all: [Billing] = [Billing(unit: .bodyAlone), Billing(unit: .request)]
        for unit in units {
            for cache in Cache.allCases {
                for bills in [true, false] {
                    all.append(Billing(unit: unit, cache: cache, billsReasoning: bills))
                }
            }
        }
        // A stable order: what is listed first among equals is preferred.
        return all.enumerated().sorted {
            ($0.element.oddities, $0.offset) < ($1.element.oddities, $1.offset)
        }.map(\.element)
    }()

    private static let units: [Unit] =
        [.token, .thousand, .kilobyte]
        + [6, 7].flatMap { places in
            [
                .roundedTokenPrice(places: places, isUp: true),
                .roundedTokenPrice(places: places, isUp: false),
            ]
        }

    // MARK: What it charges

    private static let kilobyte = 1024
    private static let tokensPerKilobyte = 256

    /// What this way makes of a call, in 10^-15 units, before any factor; nil where it cannot be said.
    func femtos(of call: ReconciledCall, at price: Price) -> Int128? {
        switch unit {
        case .request: return 1_000_000_000_000_000
        case .bodyAlone:
            return Self.begun(call.bodyBytes, Self.kilobyte).map { Int128($0) * 1_000_000_000_000 }
        case .token, .thousand, .kilobyte, .roundedTokenPrice: break
        }
        guard let counts = counts(of: call) else { return nil }
        var price = price
        if case .roundedTokenPrice(let places, let isUp) = unit {
            price = price.rounded(places: places, isUp: isUp)
        }
        return Pricing.femtos(of: counts, at: price, under: call.circumstances)
    }

    private func counts(of call: ReconciledCall) -> TokenCounts? {
        var counts = call.counted
        guard let fresh = counts.inputFresh, let total = counts.inputTotal,
            let output = counts.output, counts.areOrdinary
        else { return nil }
        if !billsReasoning { counts.output = max(0, output - counts.reasoning) }
        switch unit {
        case .thousand:
            guard let input = Self.begun(total, 1000), let told = counts.output,
                let begun = Self.begun(told, 1000)
            else { return nil }
            counts.inputFresh = fresh + input * 1000 - total
            counts.output = begun * 1000
        case .kilobyte:
            guard let body = Self.begun(call.bodyBytes, Self.kilobyte) else { return nil }
            counts.inputFresh = max(0, body * Self.tokensPerKilobyte - (total - fresh))
        case .token, .roundedTokenPrice, .bodyAlone, .request: break
        }
        switch cache {
        case .listed: break
        case .twice: counts.inputFresh = counts.inputFresh.map { $0 + counts.cacheRead }
        case .full:
            counts.inputFresh = counts.inputFresh.map { $0 + counts.cacheRead }
            counts.cacheRead = 0
        case .free: counts.cacheRead = 0
        }
        return counts
    }

    /// How many units have begun; nil beyond what any request has.
    private static func begun(_ count: Int, _ unit: Int) -> Int? {
        ordinary.contains(count) ? (count + unit - 1) / unit : nil
    }

    /// What any request may have of anything; sums of a few such counts always fit.
    fileprivate static let ordinary = 0...1 << 40
}

extension TokenCounts {
    fileprivate var areOrdinary: Bool {
        [
            inputFresh ?? 0, cacheRead, cacheWrite, cacheWriteLong, audio, cachedAudio, output ?? 0,
            reasoning, searches, fetches,
        ]
        .allSatisfy(Billing.ordinary.contains)
    }
}

extension Price {
    /// With the price of each token rounded, as a table in a database may have it.
    fileprivate func rounded(places: Int, isUp: Bool) -> Price {
        var price = self
        price.rates = rates.rounded(places, isUp)
        price.tiers = tiers.map { Tier(above: $0.above, $0.rates.rounded(places, isUp)) }
        price.changes = changes.map { Change(from: $0.from, $0.rates.rounded(places, isUp)) }
        if let offPeak {
            price.offPeak?.rates = offPeak.rates.rounded(places, isUp)
        }
        return price
    }
}

extension Rates {
    fileprivate func rounded(_ places: Int, _ isUp: Bool) -> Rates {
        func round(_ rate: Rate?) -> Rate? {
            guard let rate else { return nil }
            // A token's price is the rate in 10^-15 units.
            var unit: Int64 = 1
            for _ in places..<15 { unit *= 10 }
            let begun = (rate.nanosPerMillion + (isUp ? unit - 1 : unit / 2)) / unit
            return Rate(nanosPerMillion: begun * unit)
        }
        var rounded = joined(with: self) { rate, _ in round(rate) }
        (rounded.searches, rounded.fetches) = (searches, fetches)
        (rounded.pictures, rounded.audioMinutes) = (pictures, audioMinutes)
        return rounded
    }
}
