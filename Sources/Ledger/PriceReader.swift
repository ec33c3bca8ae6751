public import Documents
public import Vocabulary

/// Reads the prices that a file gives: `prices:` of a suite or a routes file, and a model's own `price:`.
public struct PriceReader {
    private let mistakes: Mistakes

    public init(in mistakes: Mistakes) { self.mistakes = mistakes }

    /// By a model's name, `PROVIDER:MODEL`, or `PROVIDER:*` for all of a provider's.
    public func overrides(_ node: Node) -> [NamedPrice] {
        guard let entries = node.entries else {
            mistakes.add(
                "`prices:` needs a mapping from models, found \(node.kindWord)", at: node,
                hint: "prices: { gpt-5.4: { input: \"2.00\", output: \"12.00\" } }")
            return []
        }
        return entries.compactMap { key, value in
            let (provider, model) = Self.parts(of: key.text ?? "")
            guard let terms = terms(value, ofAll: model == nil) else { return nil }
            return NamedPrice(
                override: PriceOverride(
                    provider: provider, model: model, terms,
                    source: "\(key.location.file):\(key.location.line)"),
                node: key)
        }
    }

    private static func parts(of name: String) -> (provider: String?, model: String?) {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            .map(String.init)
        let model = parts.count == 2 ? parts[1] : name
        return (parts.count == 2 ? parts[0] : nil, model == "*" ? nil : model)
    }

    /// One entry. Rates make a price that stands by itself: nothing of a list is left in it.
    public func terms(_ node: Node, ofAll: Bool = false) -> PriceOverride.Terms? {
        let reader = MappingReader(node, in: mistakes, what: "a price")
        guard reader.isMapping else { return nil }
        let multiplier = reader.node("multiplier").flatMap(factor)
        let keys = Set((node.entries ?? []).compactMap(\.key.text))
        if keys == ["multiplier"] { return multiplier.map(PriceOverride.Terms.multiplier) }
        if ofAll {
            mistakes.add(
                "a price of all models is a `multiplier:` of what each costs otherwise", at: node,
                hint: "name the model for rates of its own")
            return nil
        }
        let rates = rates(reader, needs: ["input", "output"])
        let currency = reader.node("currency").flatMap(currency) ?? Money.dollars
        let tiers = reader.list("tiers")?.compactMap(tier) ?? []
        for (tier, before) in zip(tiers.dropFirst(), tiers) where tier.above <= before.above {
            mistakes.add(
                "a tier above \(tier.above) tokens behind one above \(before.above)",
                at: reader.node("tiers") ?? node, hint: "write them by rising `above:`")
        }
        let batch = reader.node("batch").flatMap { ratesAlone($0, what: "a batch's price") }
        let (services, factors) = services(reader)
        let offPeak = reader.node("off_peak").flatMap(offPeak)
        reader.finish()
        guard rates.input != nil, rates.output != nil else { return nil }
        return .price(
            Price(
                currency, rates, tiers: tiers, batch: batch, services: services,
                factors: factors, offPeak: offPeak, multipliers: multiplier.map { [$0] } ?? []))
    }

    /// By the word that answers have for the tier they were served in: rates of its own, or a factor on all.
    private func services(
        _ reader: MappingReader
    ) -> (rates: [String: Rates], factors: [String: Factor]) {
        var (services, factors): ([String: Rates], [String: Factor]) = ([:], [:])
        for (key, value) in reader.named("service_tiers") ?? [] {
            guard let name = key.text else { continue }
            if ServiceTier.isUsual(name) {
                mistakes.add(
                    "the service tier '\(name)' is the usual one: its price stands in `input:` and "
                        + "`output:`", at: key,
                    hint: "flex, priority or another word for a paid tier")
                continue
            }
            let keys = value.entries?.compactMap(\.key.text)
            if keys == ["multiplier"] {
                factors[name] = MappingReader(value, in: mistakes, what: "a service tier")
                    .node("multiplier").flatMap(factor)
            } else {
                services[name] = ratesAlone(value, what: "a service tier")
            }
        }
        return (services, factors)
    }

    /// Rates in place of others; nil where there is none.
    private func ratesAlone(_ node: Node, what: String) -> Rates? {
        let reader = MappingReader(node, in: mistakes, what: what)
        let rates = rates(reader)
        reader.finish()
        return checked(rates, node, what: what)
    }

    private func checked(_ rates: Rates, _ node: Node, what: String) -> Rates? {
        let words = Set(Rates.words.map(\.name))
        // What is wrong with one that is there has been said.
        guard let entries = node.entries,
            !entries.contains(where: { words.contains($0.key.text ?? "") })
        else { return rates == Rates() ? nil : rates }
        mistakes.add(
            "\(what) says when and not how much", at: node,
            hint: "input: \"4.00\", output: \"18.00\"; what it leaves out costs as usual")
        return nil
    }

    // MARK: Parts

    private func rates(_ reader: MappingReader, needs: Set<String> = []) -> Rates {
        var rates = Rates()
        for word in Rates.words {
            guard let node = reader.node(word.name, required: needs.contains(word.name)) else {
                continue
            }
            rates[keyPath: word.place] = rate(node, isEach: word.isEach)
        }
        return rates
    }

    private func tier(_ node: Node) -> Price.Tier? {
        let reader = MappingReader(node, in: mistakes, what: "a tier")
        let above = reader.int("above", 1...1_000_000_000, required: true)
        let rates = rates(reader)
        reader.finish()
        guard let above, let rates = checked(rates, node, what: "a tier") else { return nil }
        return Price.Tier(above: above, rates)
    }

    private func offPeak(_ node: Node) -> Price.OffPeak? {
        let reader = MappingReader(node, in: mistakes, what: "off_peak")
        let hours = reader.node("hours", required: true)
        let zone = reader.string("zone") ?? "UTC"
        let coversWeekends = reader.bool("weekends") ?? false
        let multiplier = reader.node("multiplier").flatMap(factor)
        let rates = rates(reader)
        reader.finish()
        guard let hours else { return nil }
        if multiplier == nil, rates == Rates() {
            mistakes.add(
                "off_peak says when and not how much", at: node,
                hint: "multiplier: \"0.5\", or rates")
        }
        if hours.text == BusyHours.outsideOffice, !reader.has("zone"), !reader.has("weekends") {
            return Price.OffPeak(rates, outside: .beijingOffice, multiplier: multiplier)
        }
        guard let text = hours.text,
            let quiet = QuietHours(hours: text, zone: zone, coversWeekends: coversWeekends)
        else {
            mistakes.add(
                "expected hours of the day and a zone, found \(hours.shown) and '\(zone)'",
                at: hours,
                hint:
                    "hours: \"16:30-00:30\", zone: \"+08:00\"; without a zone it is UTC; as DeepSeek "
                    + "has it: hours: \(BusyHours.outsideOffice), alone")
            return nil
        }
        return Price.OffPeak(rates, outside: .outside(quiet), multiplier: multiplier)
    }

    private func rate(_ node: Node, isEach: Bool) -> Rate? {
        let unit = isEach ? "for each" : "per million tokens"
        guard let text = node.plainText, Self.isDecimal(text) else {
            mistakes.add(
                "expected an amount of money \(unit), found \(node.shown)", at: node,
                hint: "a decimal number: \"0.25\"")
            return nil
        }
        if let rate = isEach ? Rate(each: text) : Rate(text: text) { return rate }
        let places = text.split(separator: ".").dropFirst().first?.utf8.count ?? 0
        let placesMax = isEach ? Rate.eachPlaces : Money.places
        if places > placesMax {
            mistakes.add(
                "\(node.shown) \(unit) is finer than prices are kept", at: node,
                hint: "\(placesMax) decimal places at most")
        } else {
            mistakes.add(
                "\(node.shown) \(unit) is more than anybody asks", at: node,
                hint: isEach
                    ? "1000 at the most"
                    : "1000000 at the most, which is 1 for a token: prices are for a million of them"
            )
        }
        return nil
    }

    private func factor(_ node: Node) -> Factor? {
        if let text = node.plainText, Self.isDecimal(text), let factor = Factor(text: text),
            factor.millionths <= Self.factorMax
        {
            return factor
        }
        mistakes.add(
            "expected what prices are multiplied by, from 0 to 100, found \(node.shown)", at: node,
            hint: "\"0.85\" for 15 % off, with six places at most")
        return nil
    }

    private static let factorMax = 100 * 1_000_000

    private func currency(_ node: Node) -> String? {
        if let text = node.text, ExchangeRates.isCode(text) { return text }
        mistakes.add(
            "expected a currency's code, found \(node.shown)", at: node, hint: "USD, EUR or CNY")
        return nil
    }

    /// Digits, and a point with digits behind it; as many as a price can have.
    public static func isDecimal(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && text.utf8.count <= 30
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
    }
}

/// A price as a file gives it, and the name that it stands under.
public struct NamedPrice: Sendable {
    public var override: PriceOverride
    public var node: Node

    /// What is wrong with its name, where nobody goes by it.
    ///
    /// - Parameter providers: those that are known.
    public func unknown(providers: [String], models: [PricedName]) -> Diagnostic? {
        if let provider = override.provider, !providers.contains(provider) {
            return node.diagnostic(
                "unknown provider '\(provider)' in a price's name",
                hint: didYouMean(provider, among: providers)
                    ?? "MODEL, PROVIDER:MODEL or PROVIDER:*")
        }
        guard let model = override.model else { return nil }
        if let provider = override.provider {
            let own = models.filter { $0.provider == provider }
            // Who has no model of the catalogue takes names that its user gives.
            guard own.contains(where: \.isListed), !own.contains(where: { $0.name == model })
            else { return nil }
            let owners = models.filter { $0.name == model }.map { "\($0.provider):\(model)" }
            return node.diagnostic(
                "a price for '\(override.name)', and \(provider) has no model '\(model)'",
                hint: owners.first.map { "did you mean '\($0)'?" }
                    ?? nearest(model, among: own.map(\.name)).map {
                        "did you mean '\(provider):\($0)'?"
                    } ?? Self.undeclared)
        }
        guard !models.contains(where: { $0.name == model }) else { return nil }
        return node.diagnostic(
            "a price for '\(model)', which is no model that is known here",
            hint: didYouMean(model, among: models.map(\.name)) ?? Self.undeclared)
    }

    private static let undeclared =
        "declare it under `models:` of the routes file; `pathproof list models` shows the catalogue"
}

/// A name that a price may stand under.
public struct PricedName: Sendable {
    public var provider: String
    public var name: String
    /// It is of the shipped catalogue, which has all of a provider's models or none.
    public var isListed: Bool

    public init(_ name: String, of provider: String, isListed: Bool) {
        self.provider = provider
        self.name = name
        self.isListed = isListed
    }
}
