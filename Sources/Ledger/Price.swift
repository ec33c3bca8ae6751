public import Vocabulary

/// What a model costs at its provider, under every condition that the list knows.
public struct Price: Sendable, Equatable {
    public var currency: String
    /// Where prices depend on the hour these are those of the busy hours.
    public var rates: Rates
    /// By rising threshold.
    public var tiers: [Tier]
    /// Of the asynchronous interface; nil where it is not known.
    public var batch: Rates?
    /// By the word that a response has for the tier it was served in.
    public var services: [String: Rates]
    /// What a contract, a region or a speed multiplies every rate by.
    public var factors: [String: Factor]
    /// Outside of the busy hours, where there are such.
    public var offPeak: OffPeak?
    /// Announced for later days.
    public var changes: [Change]
    /// What a contract makes of all of it, one after the other.
    public var multipliers: [Factor]

    public init(
        _ currency: String, _ rates: Rates, tiers: [Tier] = [], batch: Rates? = nil,
        services: [String: Rates] = [:], factors: [String: Factor] = [:], offPeak: OffPeak? = nil,
        changes: [Change] = [], multipliers: [Factor] = []
    ) {
        self.currency = currency
        self.rates = rates
        self.tiers = tiers
        self.batch = batch
        self.services = services
        self.factors = factors
        self.offPeak = offPeak
        self.changes = changes
        self.multipliers = multipliers
    }

    /// Rates for every token of a request whose input passes the threshold.
    public struct Tier: Sendable, Equatable {
        public var above: Int
        public var rates: Rates

        public init(above: Int, _ rates: Rates) {
            self.above = above
            self.rates = rates
        }
    }

    public struct OffPeak: Sendable, Equatable {
        public var rates: Rates
        public var hours: BusyHours
        /// On whichever rates count then.
        public var multiplier: Factor?

        public init(
            _ rates: Rates = Rates(), outside hours: BusyHours, multiplier: Factor? = nil
        ) {
            self.rates = rates
            self.hours = hours
            self.multiplier = multiplier
        }
    }

    /// Base rates from a day on.
    public struct Change: Sendable, Equatable {
        public var from: CivilDay
        public var rates: Rates

        public init(from: CivilDay, _ rates: Rates) {
            self.from = from
            self.rates = rates
        }
    }
}

/// A factor on all rates, in whole millionths: `1.1` is 1,100,000.
public struct Factor: Sendable, Hashable, ExpressibleByStringLiteral {
    public var millionths: Int64

    static let places = 6
    static let scale: Int128 = 1_000_000

    /// As it was written: `0.85`.
    public var text: String { DecimalText.text(Int128(millionths), places: Self.places) }

    private static func scaled(_ text: String) -> Int64? {
        guard let scaled = DecimalText.scaled(text, places: places), scaled.isExact,
            scaled.value >= 0
        else { return nil }
        return Int64(exactly: scaled.value)
    }

    public init?(text: String) {
        guard let scaled = Self.scaled(text) else { return nil }
        millionths = scaled
    }

    /// Only the price list is written so.
    public init(stringLiteral text: String) {
        guard let factor = Factor(text: text) else { preconditionFailure("'\(text)' is no factor") }
        self = factor
    }
}

/// Everything that is known of one model at one provider.
public struct ListedModel: Sendable, Equatable {
    public var provider: String
    /// The name that goes over the wire and moves least.
    public var pin: String
    public var aliases: [String]
    /// Nil where the list has none: then nobody knows it.
    public var price: Price?
    /// Where prices differ by region, whose these are.
    public var region: String?
    /// Input and output together.
    public var context: Int?
    public var maxInput: Int?
    public var maxOutput: Int?
    /// The day of its retirement, where one is announced.
    public var shutdown: CivilDay?
    public var source: String
    public var asOf: CivilDay
    public var proof: Proof

    /// How well a row is confirmed.
    public enum Proof: String, Sendable {
        case vendor = "vendor's page"
        case twoSources = "two sources agree"
        case oneSource = "one source"
        /// From a table in another currency.
        case computedBack = "computed back"
        /// Nobody bills it.
        case own = "own machine"
        case user = "given by the user"
    }

    public init(
        _ provider: String, _ pin: String, _ aliases: [String] = [], price: Price?,
        region: String? = nil, context: Int? = nil, maxInput: Int? = nil, maxOutput: Int? = nil,
        shutdown: CivilDay? = nil, source: String, asOf: CivilDay, proof: Proof
    ) {
        self.provider = provider
        self.pin = pin
        self.aliases = aliases
        self.price = price
        self.region = region
        self.context = context
        self.maxInput = maxInput
        self.maxOutput = maxOutput
        self.shutdown = shutdown
        self.source = source
        self.asOf = asOf
        self.proof = proof
    }

    public func answers(to name: String) -> Bool { pin == name || aliases.contains(name) }
}

extension Price {
    /// What a token costs at a rate of it, in whole 10^-15 units.
    public func femtos(_ rate: Rate) -> Int128 {
        multipliers.reduce(Int128(rate.nanosPerMillion)) {
            $0 * Int128($1.millionths) / Factor.scale
        }
    }

    /// The prices that count at one time or another, none of which depends on the hour or the day.
    public var settlements: [Price] {
        var plain = self
        (plain.offPeak, plain.changes) = (nil, [])
        var all = [plain]
        if let offPeak {
            var quiet = plain
            quiet.rates = offPeak.rates.filled(from: rates)
            if let factor = offPeak.multiplier { quiet.multipliers.append(factor) }
            all.append(quiet)
        }
        for change in changes {
            var changed = plain
            changed.rates = change.rates.filled(from: rates)
            all.append(changed)
        }
        return all
    }

    /// Of these, the one that counted for a call which cost so much: rows of an earlier process tell of no hour, and
    /// not of pictures and sound, but they tell the cost. Nil where none fits.
    public static func settled(
        among prices: [Price], by cost: Money?, of counts: TokenCounts
    ) -> Price? {
        if prices.count == 1, !prices[0].rates.countMoreThanText { return prices[0] }
        return prices.first { Pricing.cost(of: counts, at: $0) == cost }
    }
}
