import Vocabulary

/// Every price that is known: the shipped list, and before it what the user says.
public struct PriceBook: Sendable, Equatable {
    /// Where two rows answer to one name, the first one counts.
    public private(set) var models: [ListedModel]
    private var contracts: [Contract] = []

    /// What is agreed on beside a list: its price, and so much of it.
    private struct Contract: Sendable, Equatable {
        var override: PriceOverride
        var factor: Factor
        /// How many of the last rows it was made over: what is in front of them says its own price.
        var rows: Int
        /// Which of the user's files it is of, counted from the list: of each file one counts.
        var layer: Int
    }

    public static let shipped = PriceBook(
        models: openAIPrices + anthropicPrices + googlePrices + mistralPrices + deepSeekPrices
            + qwenPrices + kimiPrices + miniMaxPrices + glmPrices + doubaoPrices + azurePrices)

    /// On which all rows of the shipped list were looked at.
    public static let shippedDay = Source.day

    public init(models: [ListedModel]) { self.models = models }

    /// The row for a model's name, alias or pin at a provider; in a currency where one is asked for.
    public func model(
        _ name: String, of provider: String, currency: String? = nil
    ) -> ListedModel? {
        model([name], of: provider, currency: currency)
    }

    /// The price of the first row that answers to one of these names. A row without a price gives none:
    /// nobody knows what a retired model would cost.
    public func price(
        of names: [String], at provider: String, currency: String? = nil
    ) -> Price? {
        model(names, of: provider, currency: currency)?.price
    }

    /// The price in dollars of a model by the name that an answer has for it, whoever serves it: gateways put the
    /// provider's name before it, as in `openai/gpt-5.4`. Nil where providers ask different prices for it.
    public func price(served name: String) -> Price? {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        let short = parts.last ?? name
        let rows = models.indices.lazy.filter {
            models[$0].price?.currency == Money.dollars
                && (models[$0].answers(to: name) || models[$0].answers(to: short))
        }.map { bargained($0, [name, short], models[$0].provider) }
        if parts.count == 2, let own = rows.first(where: { $0.provider == parts[0] }) {
            return own.price
        }
        guard let first = rows.first?.price,
            rows.allSatisfy({ $0.price?.rates == first.rates && $0.price?.tiers == first.tiers })
        else { return nil }
        return first
    }

    /// The first row that answers to one of these names.
    public func model(
        _ names: [String], of provider: String, currency: String? = nil
    ) -> ListedModel? {
        let place = models.firstIndex { row in
            (row.provider == provider || row.provider == Self.anyProvider)
                && names.contains(where: row.answers)
                && (currency == nil || row.price?.currency == currency)
        }
        guard let place else {
            return Self.unbilled.contains(provider) ? Self.own(names[0], provider) : nil
        }
        return bargained(place, names, provider)
    }

    /// A row with the first contract of each file that is about it.
    private func bargained(_ place: Int, _ names: [String], _ provider: String) -> ListedModel {
        var row = models[place]
        var layers: Set<Int> = []
        for contract in contracts
        where models.count - place <= contract.rows && contract.override.names(provider)
            && contract.override.names({ names.contains($0) || row.answers(to: $0) })
            && layers.insert(contract.layer).inserted
        {
            row.price?.multipliers.append(contract.factor)
            row.source += "; by contract \(contract.override.source)"
        }
        return row
    }

    /// The same list with the user's rows in front, and with what the user pays of its prices. Of what one file
    /// says the most exact counts, wherever it stands: `openai:gpt-5.4` before `gpt-5.4` before `openai:*`.
    public func overridden(by overrides: [PriceOverride]) -> PriceBook {
        guard !overrides.isEmpty else { return self }
        let overrides = overrides.enumerated()
            .sorted { ($1.element.exactness, $0.offset) < ($0.element.exactness, $1.offset) }
            .map(\.element)
        let layer = (contracts.first?.layer ?? 0) + 1
        var book = PriceBook(models: overrides.compactMap(\.row) + models)
        book.contracts = contracts
        let made = overrides.compactMap { override -> Contract? in
            guard case .multiplier(let factor) = override.terms else { return nil }
            return Contract(override: override, factor: factor, rows: models.count, layer: layer)
        }
        book.contracts = made + contracts
        return book
    }

    fileprivate static let anyProvider = "*"

    /// Programs that run on the user's own machine: what they answer is billed by nobody.
    private static let unbilled: Set<String> = ["ollama", "vllm", "llamacpp"]

    private static func own(_ name: String, _ provider: String) -> ListedModel {
        let rates = Rates(input: .free, cachedInput: .free, output: .free)
        return ListedModel(
            provider, name, price: Price("USD", rates), source: Source.own, asOf: Source.day,
            proof: .own)
    }
}

/// A price that a suite or a routes file gives.
public struct PriceOverride: Sendable, Equatable {
    public enum Terms: Sendable, Equatable {
        case price(Price)
        /// So much of what it costs otherwise.
        case multiplier(Factor)
    }

    /// Nil where it counts for a model of that name at every provider.
    public var provider: String?
    /// Nil where it counts for all models.
    public var model: String?
    public var terms: Terms
    /// Where it stands, for whoever wonders: `routes.yaml:12`.
    public var source: String

    public init(
        provider: String? = nil, model: String?, _ terms: Terms, source: String
    ) {
        self.provider = provider
        self.model = model
        self.terms = terms
        self.source = source
    }

    /// `openai:gpt-5.4`, as files and tables have it.
    public var name: String {
        (provider.map { $0 + ":" } ?? "") + (model ?? PriceBook.anyProvider)
    }

    fileprivate var exactness: Int { (model == nil ? 0 : 2) + (provider == nil ? 0 : 1) }

    /// Whether it is about a provider, and about a model.
    public func names(_ other: String) -> Bool { provider == nil || provider == other }
    public func names(_ isModel: (String) -> Bool) -> Bool { model.map(isModel) ?? true }

    fileprivate var row: ListedModel? {
        guard case .price(let price) = terms, let model else { return nil }
        return ListedModel(
            provider ?? PriceBook.anyProvider, model, price: price, source: source,
            asOf: Source.day, proof: .user)
    }
}
