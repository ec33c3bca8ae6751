package import Vocabulary

/// What a model costs at its provider, under every condition that the list knows.
package struct Price: Sendable, Equatable {
    package var currency: String
    /// Where prices depend on the hour these are those of the busy hours.
    package var rates: Rates
    /// By rising threshold.
    package var tiers: [Tier]
    /// Of the asynchronous interface; nil where it is not known.
    package var batch: Rates?
    /// By the word that a response has for the tier it was served in.
    package var services: [String: Rates]
    /// What a contract, a region or a speed multiplies every rate by.
    package var factors: [String: Factor]
    /// Outside of the busy hours, where there are such.
    package var offPeak: OffPeak?
    /// Announced for later days.
    package var changes: [Change]
    /// What a contract makes of all of it, one after the other.
    package var multipliers: [Factor]

    package init(
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
    package struct Tier: Sendable, Equatable {
        package var above: Int
        package var rates: Rates

        package init(above: Int, _ rates: Rates) {
            self.above = above
            self.rates = rates
        }
    }

    package struct OffPeak: Sendable, Equatable {
        package var rates: Rates
        package var hours: BusyHours
        /// On whichever rates count then.
        package var multiplier: Factor?

        package init(
            _ rates: Rates = Rates(), outside hours: BusyHours, multiplier: Factor? = nil
        ) {
            self.rates = rates
            self.hours = hours
            self.multiplier = multiplier
        }
    }

    /// Base rates from a day on.
    package struct Change: Sendable, Equatable {
        package var from: CivilDay
        package var rates: Rates

        package init(from: CivilDay, _ rates: Rates) {
            self.from = from
            self.rates = rates
        }
    }
}

/// A factor on all rates, in whole millionths: `1.1` is 1,100,000.
package struct Factor: Sendable, Hashable, ExpressibleByStringLiteral {
    package var millionths: Int64

    static let places = 6
    static let scale: Int128 = 1_000_000

    /// As it was written: `0.85`.
    package var text: String { DecimalText.text(Int128(millionths), places: Self.places) }

    private static func scaled(_ text: String) -> Int64? {
        guard let scaled = DecimalText.scaled(text, places: places), scaled.isExact,
            scaled.value >= 0
        else { return nil }
        return Int64(exactly: scaled.value)
    }

    package init?(text: String) {
        guard let scaled = Self.scaled(text) else { return nil }
        millionths = scaled
    }

    /// Only the price list is written so.
    package init(stringLiteral text: String) {
        guard let factor = Factor(text: text) else { preconditionFailure("'\(text)' is no factor") }
        self = factor
    }
}

/// Everything that is known of one model at one provider.
package struct ListedModel: Sendable, Equatable {
    package var provider: String
    /// The name that goes over the wire and moves least.
    package var pin: String
    package var aliases: [String]
    /// Nil where the list has none: then nobody knows it.
    package var price: Price?
    /// Where prices differ by region, whose these are.
    package var region: String?
    /// Input and output together.
    package var context: Int?
    package var maxInput: Int?
    package var maxOutput: Int?
    /// The day of its retirement, where one is announced.
    package var shutdown: CivilDay?
    package var source: String
    package var asOf: CivilDay
    package var proof: Proof

    /// How well a row is confirmed.
    package enum Proof: String, Sendable {
        case vendor = "vendor's page"
        case twoSources = "two sources agree"
        case oneSource = "one source"
        /// From a table in another currency.
        case computedBack = "computed back"
        /// Nobody bills it.
        case own = "own machine"
        case user = "given by the user"
    }

    package init(
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

    package func answers(to name: String) -> Bool { pin == name || aliases.contains(name) }
}

extension Price {
    /// What a token costs at a rate of it, in whole 10^-15 units.
    package func femtos(_ rate: Rate) -> Int128 {
        multipliers.reduce(Int128(rate.nanosPerMillion)) {
            $0 * Int128($1.millionths) / Factor.scale
        }
    }

    /// The prices that count at one time or another, none of which depends on the hour or the day.
    package var settlements: [Price] {
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
    package static func settled(
        among prices: [Price], by cost: Money?, of counts: TokenCounts
    ) -> Price? {
        if prices.count == 1, !prices[0].rates.countMoreThanText { return prices[0] }
        return prices.first { Pricing.cost(of: counts, at: $0) == cost }
    }
}
